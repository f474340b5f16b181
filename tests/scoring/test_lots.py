"""What stands after limits, vetoes and lapses, and the order of clauses; worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

UNITS = "groups: [{name: 组, units: [{name: 甲}]}]\n"
RULES = """
tracks: [分, {name: 元, total: false}]
editions:
- effective: 2020-01-01
  outlets: {刊: {track: 分, points: 3}}
  endorsements: [{by: 市长, points: 7}]
  adjustments: {否决: {track: 分, points: 0}, 扣分: {track: 分, points: -4}}
"""


def _office(root: Path, clauses: str, **records: str) -> None:
    files = {"units.yaml": UNITS, "rules.yaml": RULES + clauses}
    files |= {f"{kind}/a.yaml": text for kind, text in records.items()}
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")


def _points(run: Run, *options: str, track: str = "分") -> float:
    result = run("tally", *options, "--format", "json")
    assert result.code == 0, result.err
    (unit,) = json.loads(result.out)["groups"][0]["units"]
    return float(unit["tracks"][track].get("score", 0))


def _months(run: Run, year: int = 2021, last: int = 12) -> list[float]:
    return [
        _points(run, "--month", str(month), "--year", str(year)) for month in range(1, last + 1)
    ]


def _sent(*days: str) -> str:
    briefs = (
        f"- {{date: 2021-{day}, title: 第{n}篇, units: [甲]}}\n" for n, day in enumerate(days)
    )
    return "".join(briefs)


LAPSES = "  submissions: {track: 分, points: 1, lapses: true}\n"
FIVE = "  limits: [{name: 报, per: month, clauses: [submissions], most: 5}]\n"


@pytest.mark.parametrize(
    ("brief", "day", "months"),
    [
        (5, "02-03", [5, 3]),  # the sixth never counted: nothing to take back
        (1, "02-03", [5, 2]),  # the second did
        (5, "01-30", [8, 0]),
        (1, "01-30", [8, 0]),  # the sixth takes its place
    ],
)
def test_a_lapse_takes_back_only_what_stood(
    run: Run, tmp_path: Path, brief: int, day: str, months: list[float]
) -> None:
    adopted = f"- {{date: 2021-{day}, title: 第{brief}篇, outlet: 刊, units: [甲]}}\n"
    sent = _sent(*(f"01-0{day}" for day in range(1, 7)))
    _office(tmp_path, LAPSES + FIVE, submissions=sent, adoptions=adopted)
    assert _months(run, last=2) == months
    assert _points(run, "--year", "2021") == sum(months)


def test_of_several_briefs_those_that_never_counted_lapse_first(run: Run, tmp_path: Path) -> None:
    """Of 7 under one title 5 count: of 3 adopted later the first two take nothing back."""
    sent = "- {date: 2021-01-05, title: 动态, units: [甲], count: 7}\n"
    adopted = "".join(
        f"- {{date: 2021-0{n}-03, title: 动态, outlet: 刊, units: [甲]}}\n" for n in (2, 3, 4)
    )
    _office(tmp_path, LAPSES + FIVE, submissions=sent, adoptions=adopted)
    assert _months(run, last=4) == [5, 3, 3, 2]
    # one more in January: of the 6 left 5 count, and only the first of three takes nothing back
    adopted += "- {date: 2021-01-10, title: 动态, outlet: 刊, units: [甲]}\n"
    _office(tmp_path, LAPSES + FIVE, submissions=sent, adoptions=adopted)
    assert _months(run, last=4) == [8, 3, 2, 2]


def test_within_a_span_what_never_counted_lapses_first(run: Run, tmp_path: Path) -> None:
    """Of 2 sent 1 counts; one adopted: the other's 1 still stands, so of the 3 for it none does.

    In March that 1 lapses, and 1 of −1 + 3 is too much: 2 are left of the second 3.
    """
    clauses = (
        "  limits: [{name: 月, per: month, track: 分, most: 1}]\n"
        "  conversions:\n"
        "  - {name: 刊, per: year, of: points, clauses: [outlets], track: 元, times: 1}\n"
    )
    adopted = "".join(
        f"- {{date: 2021-0{n}-20, title: 动态, outlet: 刊, units: [甲]}}\n" for n in (1, 3)
    )
    sent = "- {date: 2021-01-05, title: 动态, units: [甲], count: 2}\n"
    _office(tmp_path, LAPSES + clauses, submissions=sent, adoptions=adopted)
    assert _months(run, last=3) == [1, 0, 1]
    assert _points(run, "--year", "2021", track="元") == 2


def test_what_a_veto_took_does_not_lapse(run: Run, tmp_path: Path) -> None:
    veto = "  vetoes: [{name: 否, per: month, of: adjustments, rule: 否决}]\n"
    _office(
        tmp_path,
        LAPSES + veto,
        submissions=_sent("01-05", "02-05"),
        adoptions="- {date: 2021-02-09, title: 第0篇, outlet: 刊, units: [甲]}\n",
        adjustments="- {date: 2021-01-07, rule: 否决, units: [甲], reason: 因}\n",
    )
    assert _months(run, last=2) == [0, 4]


def test_what_was_missed_and_comes_late_takes_back_only_what_stood(
    run: Run, tmp_path: Path
) -> None:
    """Of −10 in July a floor leaves −6; in September −5 take its place."""
    rules = "  commissions: {track: 分, on_time: 5, late: -5, missed: -10}\n"
    floor = "  limits: [{name: 底, per: month, least: -6}]\n"
    commission = (
        "- {date: 2021-07-01, due: 2021-07-10, title: 约, units: [甲], delivered: 2021-09-03}\n"
    )
    _office(tmp_path, rules + floor, commissions=commission)
    assert _months(run)[6:9] == [-6, 0, 1]


def test_a_limit_of_all_points_takes_the_last_of_the_day(run: Run, tmp_path: Path) -> None:
    """Of 3, 3 and 7 on one day 8 count: 5 of the last are gone, and so for what counts it."""
    limit = "  limits: [{name: 月, per: month, track: 分, most: 8}]\n"
    pays = (
        "  conversions:\n"
        "  - {name: 批, per: year, of: points, clauses: [endorsements], track: 元, times: 100}\n"
    )
    adopted = (
        "- {date: 2021-01-05, title: 一, outlet: 刊, units: [甲]}\n"
        "- {date: 2021-01-05, title: 二, outlet: 刊, units: [甲], endorsements: [{by: 市长}]}\n"
    )
    _office(tmp_path, limit + pays, adoptions=adopted)
    assert _points(run, "--year", "2021") == 8
    assert _points(run, "--year", "2021", track="元") == 200


def test_what_a_limit_took_comes_back_when_points_are_lost(run: Run, tmp_path: Path) -> None:
    """7 + 3 at most 8; −4 later leaves 6: all that was adopted stands again."""
    limit = "  limits: [{name: 年, per: year, track: 分, most: 8}]\n"
    pays = (
        "  conversions:\n"
        "  - {name: 刊, per: year, of: points, clauses: [outlets], track: 元, times: 100}\n"
    )
    adopted = (
        "- {date: 2021-01-05, title: 一, outlet: 刊, units: [甲], endorsements: [{by: 市长}]}\n"
    )
    lost = "- {date: 2021-03-07, rule: 扣分, units: [甲], reason: 因}\n"
    _office(tmp_path, limit + pays, adoptions=adopted, adjustments=lost)
    assert _months(run, last=3) == [8, 0, -2]
    assert _points(run, "--year", "2021", track="元") == 300


def test_a_column_by_clauses_adds_up_to_what_stands(run: Run, tmp_path: Path) -> None:
    """采用 3 and 批示 7, of which a limit leaves 6, and nothing in a vetoed month."""
    clauses = (
        "  limits: [{name: 批, per: year, clauses: [endorsements], most: 6}]\n"
        "  vetoes: [{name: 否, per: month, of: adjustments, rule: 否决}]\n"
    )
    adopted = "".join(
        f"- {{date: 2021-0{n}-05, title: 第{n}篇, outlet: 刊, units: [甲], "
        "endorsements: [{by: 市长}]}\n"
        for n in (1, 2, 3)
    )
    vetoed = "- {date: 2021-01-07, rule: 否决, units: [甲], reason: 因}\n"
    _office(tmp_path, clauses, adoptions=adopted, adjustments=vetoed)
    (tmp_path / "circular.yaml").write_text(
        "issuer: 某局办公室\n"
        "title: 通报\n"
        "number: 某〔{year}〕{number}号\n"
        "addressees: 各科室\n"
        "annexes:\n"
        "- title: 得分\n"
        "  table:\n"
        "    groups: none\n"
        "    columns:\n"
        "    - {show: unit}\n"
        "    - {show: score, clauses: [outlets], header: 采用}\n"
        "    - {show: bonus, header: 加分}\n"
        "    - {show: total}\n",
        "utf-8",
    )
    of = ("--layout", "1", "--year", "2021", "--format", "csv", "--month")
    rows = [run("tally", *of, str(month)).out.splitlines()[1] for month in (1, 2, 3)]
    assert rows == ["甲,0,0,0", "甲,3,6,9", "甲,3,0,3"]


def test_a_week_over_new_year_belongs_to_one_year(run: Run, tmp_path: Path) -> None:
    """28 December to 3 January is a week of 2021: bounded once, its base and shortfall in 2021."""
    clauses = (
        "  quotas:\n"
        "  - {name: 周, per: week, of: adoptions, track: 元, base: 10, require: 3, missing: -2}\n"
        "  limits: [{name: 周限, per: week, track: 分, most: 5}]\n"
    )
    days = ("2020-12-30", "2020-12-31", "2021-01-02")
    adopted = "".join(
        f"- {{date: {day}, title: 第{n}篇, outlet: 刊, units: [甲]}}\n"
        for n, day in enumerate(days)
    )
    _office(tmp_path, clauses, adoptions=adopted)
    new_year = ("--from", "2020-12-28", "--to", "2021-01-03")
    assert [_points(run, "--year", year) for year in ("2020", "2021")] == [5, 0]
    assert _points(run, *new_year) == 5
    # 2020 has 52 weeks, in none of which a brief was adopted: 52 × (10 − 3 × 2)
    assert _points(run, "--year", "2020", track="元") == 208
    # 2021: one week of three briefs, 51 without
    assert _points(run, "--year", "2021", track="元") == 10 + 51 * 4
    assert _points(run, "--month", "1", "--year", "2021", track="元") == 10 + 4 * 4


def test_who_is_gone_before_new_year_is_paid_for_the_last_week(run: Run, tmp_path: Path) -> None:
    """3 on 28 December, and gone a day later: 300 yuan and 1 in any case, in that year."""
    pays = "  conversions:\n  - {name: 酬, per: week, track: 元, times: 100, base: 1}\n"
    adopted = "- {date: 2021-12-28, title: 一, outlet: 刊, units: [甲]}\n"
    _office(tmp_path, pays, adoptions=adopted)
    there = "from: 2021-12-27, until: 2021-12-29"
    (tmp_path / "units.yaml").write_text(UNITS.replace("甲", f"甲, {there}"), "utf-8")
    assert _points(run, "--year", "2021", track="元") == 301
    assert _points(run, "--month", "12", "--year", "2021", track="元") == 301


def test_a_week_that_has_not_ended_is_bounded_from_its_first_day(run: Run, tmp_path: Path) -> None:
    """Of three briefs in the week of 27 December 5 points stand, whether or not 2021 is over."""
    adopted = "".join(
        f"- {{date: 2021-12-{day}, title: 第{day}篇, outlet: 刊, units: [甲]}}\n"
        for day in (27, 28, 29)
    )
    _office(tmp_path, "  limits: [{name: 周限, per: week, most: 5}]\n", adoptions=adopted)
    for day, points in (("2021-12-27", 3), ("2021-12-31", 5), ("2022-01-09", 5)):
        assert _points(run, "--year", "2021", "--as-of", day) == points


def test_a_lapse_is_no_point_of_the_outlet(run: Run, tmp_path: Path) -> None:
    quota = "  quotas:\n  - {name: 刊, per: month, of: points, outlet: 刊, track: 元, times: 100}\n"
    adopted = "- {date: 2021-01-09, title: 第0篇, outlet: 刊, units: [甲]}\n"
    _office(tmp_path, LAPSES + quota, submissions=_sent("01-05"), adoptions=adopted)
    assert _points(run, "--month", "1", "--year", "2021") == 3
    assert _points(run, "--month", "1", "--year", "2021", track="元") == 300
    listed = json.loads(run("list", "--month", "1", "--year", "2021", "--format", "json").out)
    assert [one["points"] for one in listed] == [3]
    told = run("explain", "甲", "--month", "1", "--year", "2021").out
    assert "报送：第0篇; lapses by: 第0篇（刊）" in told


READS = "  - {name: 甲, per: year, of: points, tracks: [元], track: 分, times: 10}\n"
GIVES = "  - {name: 乙, per: month, of: adoptions, track: 元, times: 2}\n"
READ = """  conversions: [{name: 折, per: month, of: points, tracks: [分], track: 元, times: 1}]
"""


@pytest.mark.parametrize(
    ("clauses", "points"),
    [
        # a veto that counts what a conversion gives: 3 in January are 3 yuan, at most 2 are allowed
        (
            READ + "  vetoes: [{name: 多, per: year, of: points, tracks: [元], require: 3, "
            "track: 元}]\n",
            (3, 0),
        ),
        # a limit on what a conversion gives
        (READ + "  limits: [{name: 限, per: year, track: 元, most: 2}]\n", (3, 2)),
        # a quota that reads what a quota below it gives, and above it
        ("  quotas:\n" + READS + GIVES, (23, 2)),
        ("  quotas:\n" + GIVES + READS, (23, 2)),
    ],
)
def test_clauses_are_worked_out_in_the_order_of_what_they_read(
    run: Run, tmp_path: Path, clauses: str, points: tuple[float, float]
) -> None:
    adopted = "- {date: 2021-01-09, title: 一, outlet: 刊, units: [甲]}\n"
    _office(tmp_path, clauses, adoptions=adopted)
    got = tuple(_points(run, "--year", "2021", track=track) for track in ("分", "元"))
    assert got == points


def test_a_circle_names_its_members(run: Run, tmp_path: Path) -> None:
    clauses = (
        "  quotas:\n"
        "  - {name: 甲, per: year, of: points, tracks: [元], track: 分, times: 10}\n"
        "  - {name: 乙, per: month, of: points, tracks: [分], track: 元, times: 2}\n"
    )
    _office(tmp_path, clauses, adoptions="[]\n")
    result = run("check")
    assert result.code == 1
    assert "each of these reads points of another of them: 乙, 甲" in result.out
    assert "rules.yaml:10:5" in result.out


def test_a_closing_date_moves_records_but_not_tasks(run: Run, tmp_path: Path) -> None:
    """2021 closes on 10 January: its circular has the adoption of the 5th, but no base of 2022."""
    quotas = (
        "  quotas:\n"
        "  - {name: 年, per: year, of: adoptions, require: 9, track: 分, base: 10}\n"
        "  - {name: 半月, per: half-month, of: adoptions, require: 1, track: 分, base: 1, "
        "missing: -1, months: [1, 12]}\n"
    )
    adopted = "".join(
        f"- {{date: {day}, title: 第{n}篇, outlet: 刊, units: [甲]}}\n"
        for n, day in enumerate(("2021-12-09", "2022-01-05", "2022-02-05"))
    )
    _office(tmp_path, quotas, adoptions=adopted)
    (tmp_path / "circular.yaml").write_text(
        "issuer: 某局办公室\ntitle: 通报\nnumber: 某〔{year}〕{number}号\naddressees: 各科室\n"
        "annexes:\n- {title: 得分, table: {groups: none, columns: [{show: unit}, {show: score}, "
        "{show: year-to-date}]}}\n",
        "utf-8",
    )
    (tmp_path / "circulars").mkdir()
    for key, closing in (("2021-Q4", "closing: 2022-01-10\n"), ("2022-Q1", "")):
        (tmp_path / "circulars" / f"{key}.md").write_text(
            f"---\ndate: 2022-04-12\nnumber: 1\n{closing}---\n\n各单位情况如下。\n", "utf-8"
        )
    rows = []
    for quarter, year in (("4", "2021"), ("1", "2022")):
        of = ("--quarter", quarter, "--year", year, "--as-of", "2022-04-12")
        told = run("circular", *of, "--md", "-o", "-")
        assert told.code == 0, told.err
        rows += [line for line in told.out.splitlines() if line.startswith("| 甲")]
    # Q4: 3 + 3, two half-months, one without: 2 − 1. The year: 10 more, and 2 − 2 in January.
    # Q1: 3, the year's 10, two half-months of January, one without: 2 − 1
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert cells == [["甲", "7", "17"], ["甲", "14", "14"]]


def test_an_endorsement_counts_instead_of_one_brief(run: Run, tmp_path: Path) -> None:
    """Of three briefs of 3 one counts 9 instead, by the endorsement; the others keep theirs."""
    quota = (
        "  quotas:\n"
        "  - {name: 批, per: month, of: points, clauses: [endorsements], track: 元, times: 1}\n"
        "  - {name: 刊, per: month, of: points, clauses: [outlets], track: 元, times: 100}\n"
    )
    rules = RULES.replace("{by: 市长, points: 7}", "{by: 市长, points: 9, instead: true}")
    adopted = (
        "- {date: 2021-01-05, count: 3, outlet: 刊, units: [甲], "
        "endorsements: [{by: 市长, date: 2021-02-03}]}\n"
    )
    _office(tmp_path, quota, adoptions=adopted)
    (tmp_path / "rules.yaml").write_text(rules + quota, "utf-8")
    assert _months(run, last=2) == [6, 9]
    assert _points(run, "--year", "2021", track="元") == 609


def test_an_endorsement_on_its_own_track_counts_instead_of_the_outlet_s_points(
    run: Run, tmp_path: Path
) -> None:
    """9 yuan instead of the 3 points of one brief; beside 7 for the same brief only 2 more."""
    rules = RULES.replace("points: 7}", "points: 9, track: 元, instead: true}")
    adopted = (
        "- {date: 2021-01-05, count: 3, outlet: 刊, units: [甲], endorsements: [{by: 市长}]}\n"
    )
    _office(tmp_path, "", adoptions=adopted)
    (tmp_path / "rules.yaml").write_text(rules, "utf-8")
    assert _points(run, "--year", "2021") == 6
    assert _points(run, "--year", "2021", track="元") == 9
    # with repeats: highest the 9 are 2 more than the 7 that it had before
    (tmp_path / "rules.yaml").write_text(rules.replace("points: 3", "points: 7"), "utf-8")
    with (tmp_path / "rules.yaml").open("a", encoding="utf-8") as file:
        file.write("  repeats: highest\n")
    adopted = (
        "- {date: 2021-01-05, title: 一, outlet: 刊, units: [甲]}\n"
        "- {date: 2021-01-06, title: 一, outlet: 刊, units: [甲], issue: 2, "
        "endorsements: [{by: 市长}]}\n"
    )
    (tmp_path / "adoptions/a.yaml").write_text(adopted, "utf-8")
    assert _points(run, "--year", "2021") == 7
    assert _points(run, "--year", "2021", track="元") == 2


def test_a_limit_crossed_from_cap_to_floor_gives_back_first(run: Run, tmp_path: Path) -> None:
    """Up to 5: 3 + 3 lose 1. −10 leaves 0, and when it is taken back, 5 again."""
    rules = "  commissions: {track: 分, missed: -10}\n"
    limit = "  limits: [{name: 限, per: year, track: 分, most: 5, least: 0}]\n"
    adopted = "".join(
        f"- {{date: 2021-0{n}-05, title: 第{n}篇, outlet: 刊, units: [甲]}}\n" for n in (1, 2)
    )
    asked = "- {date: 2021-03-01, due: 2021-03-10, title: 约, units: [甲], delivered: 2021-05-03}\n"
    _office(tmp_path, rules + limit, adoptions=adopted, commissions=asked)
    assert _months(run, last=5) == [3, 2, -5, 0, 5]
