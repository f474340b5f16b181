"""What quotas asked for, what was reached, what is missing; worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

UNITS = """
groups:
- name: 组
  units:
  - {name: 甲}
  - {name: 乙, from: 2021-02-10}
  - {name: 丙, quotas: {月: null, 年: 5}}
"""
RULES = """
tracks: [分]
editions:
- effective: 2021-01-01
  outlets: {刊: {track: 分, points: 4}}
  quotas:
  - {name: 月, per: month, of: submissions, require: 2}
  - {name: 结转, per: month, of: submissions, require: 2, carry: true}
  - {name: 年, per: year, of: submissions, require: 9, parts: [{form: 专, require: 3}]}
  - {name: 率, per: month, of: rate, require: 0.5}
  - {name: 分数, per: quarter, of: points, require: 10, track: 分, missing: -1}
  forms: {专: []}
  conversions:
  - {name: 折, per: quarter, of: points, require: 20}
"""
SENT = """
- {date: 2021-01-10, count: 1, units: [甲]}
- {date: 2021-02-10, count: 2, units: [甲]}
- {date: 2021-03-10, count: 4, form: 专, units: [甲]}
- {date: 2021-03-31, count: 3, units: [乙]}
- {date: 2021-04-30, count: 1, units: [乙, 丙]}
"""
ADOPTED = """
- {date: 2021-03-11, title: 一, outlet: 刊, units: [甲]}
"""
COLUMNS = ("target", "reached", "missing", "completion")


def _rows(root: Path, run: Run, quota: str, *period: str) -> dict[str, list[str]]:
    columns = "".join(f"\n      - {{show: {show}, quota: {quota}}}" for show in COLUMNS)
    files = {
        "units.yaml": UNITS,
        "rules.yaml": RULES,
        "submissions/a.yaml": SENT,
        "adoptions/a.yaml": ADOPTED,
        "circular.yaml": "issuer: 局\nnumber: 局发〔{year}〕{number}号\n"
        "title: 通报\naddressees: 各科\n"
        "annexes:\n- title: 表\n  table:\n      groups: none\n      totals: true\n"
        f"      nothing: 无\n      columns:\n      - {{show: unit}}{columns}\n",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    command = ("tally", "--layout", "1", "--format", "markdown", "--year", "2021")
    result = run(*command, *period)
    assert result.code == 0, result.err
    lines = (line.split("|")[1:-1] for line in result.out.splitlines() if line.startswith("|"))
    return {name.strip("* "): [cell.strip("* ") for cell in cells] for name, *cells in lines}


@pytest.mark.parametrize(
    ("quota", "period", "expected"),
    [
        # 乙 is asked from March on, its first whole month; 丙 is exempt
        ("月", "--month 1", {"甲": "2 1 1 50%", "乙": None, "丙": "无 无 无 无"}),
        ("月", "--month 2", {"甲": "2 2 0 100%", "乙": "无 无 无 无", "合计": "2 2 0 100%"}),
        # January lacks 1, and March's 2 too many do not make up for it
        ("月", "--quarter 1", {"甲": "6 7 1 116.7%", "乙": "2 3 0 150%", "合计": "8 10 1 125%"}),
        # 甲 lacks 1 and from April on 2 each month; 乙 1 in April, 2 each from May on
        ("月", "", {"甲": "24 7 19 29.2%", "乙": "20 4 17 20%", "合计": "44 11 36 25%"}),
        # February is asked for 3 and lacks 1, March for 3 and has 4
        ("结转", "--month 2", {"甲": "3 2 1 66.7%"}),
        ("结转", "--quarter 1", {"甲": "6 7 0 116.7%"}),
        # nothing is owed from March, then 2 more each month
        ("结转", "--quarter 2", {"甲": "6 0 6 0%"}),
        # a year's task is due at its end; 甲 has 7 of 9 and 4 of 3; 乙 is there for a part only
        ("年", "--quarter 1", {"甲": "无 无 无 无", "合计": "无 无 无 无"}),
        ("年", "--quarter 4", {"甲": "9 7 2 77.8%", "乙": "无 无 无 无", "丙": "5 1 4 20%"}),
        ("年", "", {"合计": "14 8 6 57.1%"}),
        # of rates the last month counts; 1 of 4; nothing sent in is neither
        (
            "率",
            "--quarter 1",
            {"甲": "50% 25% 25% 50%", "乙": "50% 0% 50% 0%", "合计": "无 无 无 无"},
        ),
        ("率", "--month 6", {"甲": "50% 无 无 无"}),
        # with points of its own as well; the conversion sees what that left: 4 − 6
        ("分数", "--quarter 1", {"甲": "10 4 6 40%"}),
        ("折", "--quarter 1", {"甲": "20 -2 22 -10%"}),
        ("quotas.月", "--month 2", {"甲": "2 2 0 100%"}),
    ],
)
def test_what_a_quota_asked(
    tmp_path: Path, run: Run, quota: str, period: str, expected: dict[str, str | None]
) -> None:
    rows = _rows(tmp_path, run, quota, *period.split())
    for name, cells in expected.items():
        assert rows.get(name) == (None if cells is None else cells.split(" ")), name


def test_it_is_known_once_the_span_is_over(tmp_path: Path, run: Run) -> None:
    assert _rows(tmp_path, run, "月", "--as-of", "2021-03-30")["甲"] == ["4", "3", "1", "75%"]
    assert _rows(tmp_path, run, "月", "--as-of", "2021-03-31")["甲"] == ["6", "7", "1", "116.7%"]


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("{show: missing}", "“quota” is missing"),
        ("{show: target, quota: 月, track: 分}", "“track” means nothing to “show: target”"),
        ("{show: target, span: year}", "“span” means nothing to “show: target”"),
        ("{show: score, quota: 月}", "“quota” means nothing to “show: score”"),
        ("{show: reached, quota: 季}", "there is no quota called “季”"),
    ],
)
def test_columns_that_mean_nothing(tmp_path: Path, run: Run, column: str, told: str) -> None:
    _rows(tmp_path, run, "月")
    settings = (tmp_path / "circular.yaml").read_text("utf-8")
    (tmp_path / "circular.yaml").write_text(f"{settings}      - {column}\n", "utf-8")
    result = run("check")
    assert result.code == 1
    assert told in result.out
