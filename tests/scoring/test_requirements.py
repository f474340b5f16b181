"""What rules require of a unit, and which awards a veto bars from; worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

UNITS = """
classes: {一类: {}, 二类: {}}
groups:
- name: 组
  units:
  - {name: 甲, class: 一类, numbers: {编制: 2, 年: 1}}
  - {name: 乙, class: 二类, numbers: {编制: 1, 年: 3}}
"""
RULES = """
tracks: [分]
editions:
- effective: 2021-01-01
  outlets: {刊: {track: 分, points: 4}}
  adjustments: {差错: {track: 分, points: -1}}
"""
RECORDS = """
- {date: 2021-01-05, title: 一, outlet: 刊, units: [甲]}
- {date: 2021-01-06, title: 二, outlet: 刊, units: [乙]}
- {date: 2021-02-06, title: 三, outlet: 刊, units: [甲, 乙]}
"""
FAULTS = """
- {date: 2021-01-10, rule: 差错, units: [甲, 乙]}
- {date: 2021-01-11, rule: 差错, units: [甲]}
"""


def _office(root: Path, clauses: str, units: str = UNITS) -> None:
    files = {
        "units.yaml": units,
        "rules.yaml": RULES + "  joint: {method: full}\n" + clauses,
        "adoptions/a.yaml": RECORDS,
        "adjustments/a.yaml": FAULTS,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")


def _told(run: Run, *options: str) -> tuple[list[float], dict[str, list[str]]]:
    """Return the points of 甲 and 乙, and the awards."""
    result = run("tally", "--year", "2021", "--format", "json", *options)
    assert result.code == 0, result.err
    told = json.loads(result.out)
    units = {unit["unit"]: unit["total"] for unit in told["groups"][0]["units"]}
    return [units["甲"], units["乙"]], told.get("awards", {})


@pytest.mark.parametrize(
    ("require", "january"),
    [
        ("2", [0, 3]),
        ("编制", [0, 0]),  # 甲 2 of 2, 乙 1 of 1
        ("编制×2", [2, 3]),  # 甲 2 of 4, 乙 1 of 2
        ("{一类: 2}", [0, 3]),
        ("{一类: 3, 二类: 1}", [2, 0]),
    ],
)
def test_a_veto_asks_as_a_quota_does(
    run: Run, tmp_path: Path, require: str, january: list[float]
) -> None:
    veto = f"{{name: 否, per: month, of: adjustments, rule: 差错, require: {require}}}"
    _office(tmp_path, f"  vetoes: [{veto}]\n")
    assert _told(run, "--month", "1")[0] == january


@pytest.mark.parametrize(
    ("require", "winners"), [("7", ["乙"]), ("{一类: 6}", ["甲"]), ("年×2+1", ["甲", "乙"])]
)
def test_an_award_asks_as_a_quota_does(
    run: Run, tmp_path: Path, require: str, winners: list[str]
) -> None:
    _office(tmp_path, f"  awards: {{先进: {{require: {require}}}}}\n")
    points, awards = _told(run)
    assert points == [6, 7]
    assert sorted(awards["先进"]) == sorted(winners)


@pytest.mark.parametrize(
    "clause",
    [
        "vetoes: [{name: 规则, per: month, of: adjustments, rule: 差错, require: 人数×2}]",
        "awards: {规则: {require: 人数}}",
        (
            "quotas: [{name: 规则, per: month, track: 分, of: adoptions, require: 1, met: 1,"
            " parts: [{form: 简讯, require: 人数×1}]}]"
        ),
    ],
)
def test_a_number_that_a_unit_lacks_is_told(run: Run, tmp_path: Path, clause: str) -> None:
    _office(tmp_path, f"  forms: {{简讯: []}}\n  {clause}\n")
    result = run("check")
    assert result.code == 1
    assert result.out.count("has no number “人数”, which “规则” asks for [missing-key]") == 2


def test_a_unit_s_own_requirement_may_be_the_name_of_a_number(run: Run, tmp_path: Path) -> None:
    """甲 with 2 lacks 1 of them, 乙 with 1 lacks 2 of the 3 that all are asked for."""
    units = UNITS.replace("年: 1}", "年: 1}, quotas: {月: 编制}")
    asks = "of: adoptions, require: 3, track: 分, missing: -10"
    _office(tmp_path, f"  quotas: [{{name: 月, per: month, {asks}}}]\n", units)
    assert _told(run, "--month", "1")[0] == [2 - 10, 3 - 20]


def test_a_part_asks_nobody_whom_the_quota_does_not_ask(run: Run, tmp_path: Path) -> None:
    quota = (
        "{name: 规则, per: month, track: 分, of: adoptions, require: {一类: 1}, met: 1,"
        " parts: [{form: 简讯, require: 人数×1}]}"
    )
    units = UNITS.replace("编制: 2,", "编制: 2, 人数: 1,")  # 甲 only
    _office(tmp_path, f"  forms: {{简讯: []}}\n  quotas: [{quota}]\n", units)
    assert run("check").code == 0


@pytest.mark.parametrize(
    ("require", "january"),
    [
        ("年", [2, 3 - 2]),  # 甲 1 of 1, 乙 1 of 3
        ("{一类: 2}", [2 - 1, 3]),  # 甲 1 of 2, 乙 is not asked
        ("{一类: 编制×2, 二类: 年}", [2 - 3, 3 - 2]),
    ],
)
def test_a_part_asks_as_its_quota_does(
    run: Run, tmp_path: Path, require: str, january: list[float]
) -> None:
    """甲 has 4 − 2 = 2 and 乙 4 − 1 = 3 before the points for what is missing."""
    part = f"{{outlet: 刊, require: {require}}}"
    asks = f"of: adoptions, require: 1, parts: [{part}], track: 分, missing: -1"
    _office(tmp_path, f"  quotas: [{{name: 月, per: month, {asks}}}]\n")
    assert _told(run, "--month", "1")[0] == january


@pytest.mark.parametrize(
    ("award", "winners"),
    [
        ("{per: year}", ["甲", "乙"]),  # a month's veto is not of this span
        ("{per: year, barred: [否]}", ["乙"]),
        ("{per: month}", ["乙"]),
    ],
)
def test_a_veto_bars_from_awards_of_its_own_span(
    run: Run, tmp_path: Path, award: str, winners: list[str]
) -> None:
    veto = "{name: 否, per: month, of: adjustments, rule: 差错, require: 2, zero: false}"
    _office(tmp_path, f"  vetoes: [{veto}]\n  awards: {{先进: {award}}}\n")
    assert sorted(_told(run, "--month", "1")[1]["先进"]) == sorted(winners)


@pytest.mark.parametrize(("options", "cell"), [("--month 6", ""), ("--month 12", "先进")])
def test_a_column_shows_an_award_when_its_span_has_ended(
    run: Run, tmp_path: Path, options: str, cell: str
) -> None:
    _office(tmp_path, "  awards: {先进: {top: 1}}\n")
    (tmp_path / "circular.yaml").write_text(
        "issuer: 局\nnumber: 局发\ntitle: 通报\naddressees: 各科\n"
        "annexes: [{title: 表, table: {columns: [{show: unit}, {show: awards}]}}]\n",
        "utf-8",
    )
    told = run("tally", "--layout", "1", "--year", "2021", *options.split(), "--format", "csv")
    assert told.code == 0, told.err
    assert told.out.splitlines()[-1] == f"组,乙,{cell}"


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("vetoes: [{name: 否, per: year, of: adjustments, rule: 差错, %s}]", True),
        (
            "quotas: [{name: 扣, per: year, of: adjustments, rule: 差错, %s, track: 分, base: 1}]",
            True,
        ),
        ("vetoes: [{name: 否, per: year, of: adjustments, rule: [差错, 酌情], %s}]", False),
    ],
)
@pytest.mark.parametrize("tracks", ["tracks: 分", "tracks: 稿酬"])
def test_tracks_that_select_nothing_are_told(
    run: Run, tmp_path: Path, clause: str, tracks: str, told: bool
) -> None:
    _office(tmp_path, f"  {clause % tracks}\n")
    rules = (tmp_path / "rules.yaml").read_text("utf-8")
    rules = rules.replace("tracks: [分]", "tracks: [分, 稿酬]", 1)
    rules = rules.replace("差错: {", "酌情: {points: -1}, 差错: {")
    (tmp_path / "rules.yaml").write_text(rules, "utf-8")
    assert (": error: " in run("check").out) == told


def test_nothing_that_is_shared_stays_nothing(run: Run, tmp_path: Path) -> None:
    _office(tmp_path, "  forms: {简讯: []}\n  modifiers: [{form: 简讯, times: 0}]\n")
    rules = (tmp_path / "rules.yaml").read_text("utf-8")
    rules = rules.replace("joint: {method: full}", "joint: {method: fixed, points: 3}")
    (tmp_path / "rules.yaml").write_text(rules, "utf-8")
    records = RECORDS + "- {date: 2021-03-06, title: 四, outlet: 刊, form: 简讯, units: [甲, 乙]}\n"
    (tmp_path / "adoptions" / "a.yaml").write_text(records, "utf-8")
    assert _told(run, "--month", "2")[0] == [3, 3]
    assert _told(run, "--month", "3")[0] == [0, 0]


def test_a_veto_names_the_awards_that_it_bars_from_unless_it_bars_from_all(
    run: Run, tmp_path: Path
) -> None:
    veto = "of: adjustments, rule: 差错, require: 2"
    _office(
        tmp_path,
        f"""\
  vetoes:
  - {{name: 月否, per: month, {veto}}}
  - {{name: 季否, per: quarter, {veto}, zero: false}}
  - {{name: 两者, per: half, of: adoptions, once: true, require: 9}}
  awards:
    年度先进: {{barred: [季否, 两者]}}
    月度先进: {{per: month, barred: [月否, 两者]}}
""",
    )
    told = run("list", "--year", "2021").out
    assert "每月“差错”满2次的，当月得分归零，取消当月评先资格。" in told
    assert "每季度“差错”满2次的，取消“年度先进”参评资格。" in told
    assert (
        "每半年被采用信息（同一篇信息年度内只计1次）满9篇的，当期得分归零，取消评先资格。" in told
    )
