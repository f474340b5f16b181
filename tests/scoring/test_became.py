"""What depends on what became of quotas; worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

UNITS = "groups: [{name: 组, units: [{name: 甲}, {name: 乙}]}]\n"
RULES = """
tracks: [分, {name: 奖, total: false}]
editions:
- effective: 2021-01-01
  outlets: {刊: {track: 分, points: 4}}
  joint: {method: full}
"""
TASKS = """  quotas:
  - {name: 月报送, per: month, of: submissions, require: 1}
  - {name: 季采用, per: quarter, of: adoptions, require: 1}
"""
SENT = """
- {date: 2021-01-05, title: 一, units: [甲]}
- {date: 2021-02-05, title: 二, units: [甲, 乙]}
- {date: 2021-03-05, title: 三, units: [甲]}
- {date: 2021-05-05, title: 四, units: [乙]}
"""
ADOPTED = "- {date: 2021-02-09, title: 一, outlet: 刊, units: [甲]}\n"


def _office(root: Path, clauses: str, **records: str) -> None:
    files = {"units.yaml": UNITS, "rules.yaml": RULES + clauses}
    records = {"submissions": SENT, "adoptions": ADOPTED} | records
    files |= {f"{kind}/a.yaml": text for kind, text in records.items()}
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")


def _told(run: Run, *options: str, track: str = "分") -> list[float]:
    """Return the points of 甲 and 乙."""
    result = run("tally", *options, "--year", "2021", "--format", "json")
    assert result.code == 0, result.err
    units = json.loads(result.out)["groups"][0]["units"]
    return [unit["tracks"][track].get("score", 0) for unit in units]


def test_both_tasks_met_give_points(run: Run, tmp_path: Path) -> None:
    """甲 has three months and the quarter: 4 of 4; 乙 one month of three, and no quarter."""
    both = (
        "  - {name: 双达标, per: quarter, of: quotas, quotas: [月报送, 季采用], require: 4, "
        "met: 20, track: 奖}\n"
    )
    _office(tmp_path, TASKS + both)
    assert _told(run, "--quarter", "1", track="奖") == [20, 0]
    assert _told(run, "--quarter", "2", track="奖") == [0, 0]
    assert _told(run, track="奖") == [20, 0]


@pytest.mark.parametrize(("row", "barred"), [(2, ["甲", "乙"]), (3, ["甲", "乙"]), (8, ["甲"])])
def test_months_in_a_row_unmet_bar(run: Run, tmp_path: Path, row: int, barred: list[str]) -> None:
    """甲 lacks April to December, nine in a row; 乙 January, then March, then seven from June."""
    clauses = (
        "  vetoes:\n"
        "  - {name: 连续, per: year, of: quotas, quotas: 月报送, became: unmet, zero: false, "
        f"in_a_row: {row}}}\n"
        "  awards: {先进: {within: all}}\n"
    )
    more = "- {date: 2021-02-10, title: 二, outlet: 刊, units: [乙]}\n"
    _office(tmp_path, TASKS + clauses, adoptions=ADOPTED + more)
    result = run("tally", "--year", "2021", "--format", "json")
    winners = json.loads(result.out)["awards"]["先进"]
    assert winners == [unit for unit in ("甲", "乙") if unit not in barred]


def test_from_the_second_time_on_each_costs(run: Run, tmp_path: Path) -> None:
    """乙 misses January and March in the first quarter: the second one costs 5."""
    second = (
        "  - {name: 屡次, per: quarter, of: quotas, quotas: 月报送, became: unmet, require: 1, "
        "extra: -5, track: 分}\n"
    )
    _office(tmp_path, TASKS + second)
    assert _told(run, "--quarter", "1") == [4, -5]
    assert _told(run, "--quarter", "2") == [-10, -5]


def test_a_bonus_after_the_basic_ones(run: Run, tmp_path: Path) -> None:
    """Each adoption gives 2 more in a quarter with a brief in every month."""
    bonus = (
        "  - {name: 奖励, per: quarter, of: adoptions, times: 2, after: 月报送, base: 1, "
        "track: 奖}\n"
    )
    more = "- {date: 2021-02-10, title: 二, outlet: 刊, units: [乙]}\n"
    _office(tmp_path, TASKS + bonus, adoptions=ADOPTED + more)
    assert _told(run, "--quarter", "1", track="奖") == [3, 0]
    assert _told(run, "--month", "1", track="奖") == [0, 0]
    assert _told(run, track="奖") == [3, 0]


def test_an_adjustment_counts_once_the_task_is_met(run: Run, tmp_path: Path) -> None:
    """6 given in February count on 31 March for who has each month's brief, never for 乙."""
    rule = "  adjustments: {创新: {track: 分, points: 3, after: 月报送, aliases: [新]}}\n"
    quotas = TASKS.replace("per: month, of: submissions, require: 1", PER_QUARTER)
    given = "- {date: 2021-02-20, rule: 创新, count: 2, units: [甲, 乙], reason: 因}\n"
    _office(tmp_path, rule + quotas, adjustments=given)
    assert _told(run, "--month", "2") == [4, 0]
    assert _told(run, "--month", "3") == [6, 0]
    assert _told(run, "--quarter", "1") == [10, 0]
    assert _told(run) == [10, 0]


def test_a_month_s_limit_takes_nothing_for_what_waits(run: Run, tmp_path: Path) -> None:
    """3 of January wait for 31 March: of January 4 of 4 stand, of March 3, or 4 by a brief."""
    clauses = (
        "  adjustments: {创新: {track: 分, points: 3, after: 季采用}}\n"
        + TASKS.replace("季采用, per: quarter, of: adoptions", "季采用, per: quarter, of: points")
        + "  limits: [{name: 月封顶, per: month, track: 分, most: 4}]\n"
    )
    given = "- {date: 2021-01-20, rule: 创新, units: [甲, 乙], reason: 因}\n"
    adopted = "- {date: 2021-01-09, title: 一, outlet: 刊, units: [甲]}\n"
    _office(tmp_path, clauses, adoptions=adopted, adjustments=given)
    assert [_told(run, "--month", str(month)) for month in (1, 2, 3)] == [[4, 0], [0, 0], [3, 0]]
    adopted += "- {date: 2021-03-09, title: 二, outlet: 刊, units: [乙]}\n"
    _office(tmp_path, clauses, adoptions=adopted, adjustments=given)
    assert _told(run, "--month", "3") == [3, 4]


PER_QUARTER = "per: quarter, of: submissions, require: 3"


def test_what_is_only_a_means_is_not_printed(run: Run, tmp_path: Path) -> None:
    clauses = (
        "  - {name: 双达标, per: year, of: quotas, quotas: [月报送, 季采用], require: 16, met: 20, "
        "track: 奖}\n"
        "  - {name: 奖励, per: quarter, of: adoptions, times: 2, after: 月报送, track: 奖}\n"
        "  vetoes:\n"
        "  - {name: 连续, per: year, of: quotas, quotas: 月报送, became: unmet, zero: false, "
        "in_a_row: 3}\n"
    )
    _office(tmp_path, TASKS.replace("require: 1}", "require: 1, wording: false}") + clauses)
    told = run("list", "--quarter", "1", "--year", "2021").out
    assert "全年完成“月报送”“季采用”不少于16次，达到的计20分（计入“奖”）。" in told
    assert "每季度“月报送”完成后，按被采用信息计分，每1篇计2分（计入“奖”）。" in told
    assert "全年连续3次未完成“月报送”满1次的，取消评先资格。" in told
    assert "每月报送" not in told


def test_what_others_depend_on_is_printed_with_its_name(run: Run, tmp_path: Path) -> None:
    clauses = "  - {name: 奖励, per: quarter, of: adoptions, times: 2, after: 月报送, track: 奖}\n"
    awards = "  awards: {先进: {top: 1}, 备选: {top: 2, wording: false}}\n"
    _office(tmp_path, TASKS + clauses + awards)
    told = run("list", "--quarter", "1", "--year", "2021").out
    assert "3.月报送：每月报送信息不少于1篇。\n4.每季度被采用信息不少于1篇。" in told
    assert "6.先进：" in told
    assert "备选" not in told


@pytest.mark.parametrize(
    ("clause", "what"),
    [
        ("{name: 自, per: year, of: quotas, quotas: 自, require: 1, met: 1, track: 奖}", "itself"),
        ("{name: 长, per: month, of: adoptions, times: 1, after: 季采用, track: 奖}", "quarter"),
        ("{name: 无, per: year, of: quotas, require: 1, met: 1, track: 奖}", "quotas: [月报送]"),
        (
            "{name: 错, per: year, of: quotas, quotas: 月抱送, require: 1, met: 1, track: 奖}",
            "月报送",
        ),
        (
            "{name: 态, per: year, of: points, became: unmet, require: 1, met: 1, track: 奖}",
            "became",
        ),
    ],
)
def test_dependence_that_comes_to_nothing_is_told(
    run: Run, tmp_path: Path, clause: str, what: str
) -> None:
    _office(tmp_path, f"{TASKS}  - {clause}\n")
    result = run("check")
    assert (result.code, what in result.out) == (1, True), result.out
