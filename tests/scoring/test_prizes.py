"""Awards in grades, with further criteria, for authors, and with points; worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from tests.conftest import Run

UNITS = (
    "groups: [{name: 组, units: [{name: 甲}, {name: 乙}, {name: 丙}, {name: 丁}, {name: 戊}]}]\n"
)
RULES = """tracks: [市, 省, {name: 奖, total: false}, {name: 钱, measure: 元, total: false}]
editions:
- effective: 2021-01-01
  outlets: {市刊: {track: 市, points: 1}, 省刊: {track: 省, points: 1}}
  joint: {method: full}
  authors: {method: average}
"""
POINTS = {"甲": 9, "乙": 7, "丙": 7, "丁": 4, "戊": 2}
"""Of the year, in February."""


def _brief(unit: str, count: int, day: str, outlet: str = "市刊", author: str = "") -> str:
    authors = f", authors: [{author}]" if author else ""
    return f"- {{date: {day}, outlet: {outlet}, count: {count}, units: [{unit}]{authors}}}\n"


FEBRUARY = "".join(_brief(unit, count, "2021-02-05") for unit, count in POINTS.items())


def _office(root: Path, clauses: str, adoptions: str = FEBRUARY, **more: str) -> None:
    files = {"units.yaml": UNITS, "rules.yaml": RULES + clauses, "adoptions/a.yaml": adoptions}
    for name, text in (files | more).items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")


def _awards(run: Run, *options: str) -> dict[str, str]:
    result = run("tally", *options, "--year", "2021", "--format", "json")
    assert result.code == 0, result.err
    return {name: "".join(units) for name, units in json.loads(result.out)["awards"].items()}


def _given(run: Run, track: str, *options: str) -> list[float]:
    result = run("tally", *options, "--year", "2021", "--format", "json")
    assert result.code == 0, result.err
    units = json.loads(result.out)["groups"][0]["units"]
    return [unit["tracks"][track].get("score", 0) for unit in units]


@pytest.mark.parametrize(
    ("award", "expected"),
    [
        ("grades: {一: 1, 二: 2, 三: 1}", "甲|乙丙|丁"),
        ("grades: {一: 2, 二: 2, 三: 1}", "甲乙丙|丁|戊"),  # 乙 and 丙 share the second place
        ("grades: {一: 2, 二: 2, 三: 1}, ties: drop", "甲|乙丙|丁"),
        ("grades: {一: 2, 二: 1, 三: 1}", "甲乙丙||丁"),  # the third place is gone
        ("grades: {一: 2, 二: 1, 三: 2}, ties: drop", "甲||乙丙"),
        (
            "grades: {一: {top: 2, require: 8}, 二: 2, 三: 1}",
            "甲|乙丙|丁",
        ),  # the second stays empty
        ("grades: {一: {require: 8}, 二: {require: 4}, 三: 1}", "甲|乙丙丁|戊"),
        ("grades: {一: 1, 二: 2, 三: 9}, require: 4", "甲|乙丙|丁"),
        ("grades: {一: {require: 99}, 二: {top: 1}, 三: {require: 1}}", "|甲|乙丙丁戊"),
        ("grades: {一: 1, 二: 1, 三: 2}, then: 省", "甲|丙|乙丁"),
        ("grades: {一: 1, 二: 1, 三: 2}, after: 省级两篇", "丙|丁|"),
        ("grades: {一: 1, 二: 1, 三: 2}, unless: 特别奖", "乙丙||丁戊"),
    ],
    ids=str,
)
def test_grades_follow_each_other(run: Run, tmp_path: Path, award: str, expected: str) -> None:
    """省: 丙 3, 丁 2; they are not part of what the award goes by."""
    clauses = (
        "  quotas: [{name: 省级两篇, per: year, of: adoptions, tracks: 省, require: 2}]\n"
        f"  awards: {{特别奖: {{by: 市, top: 1}}, 年度: {{by: 市, {award}}}}}\n"
    )
    more = _brief("丙", 3, "2021-02-06", "省刊") + _brief("丁", 2, "2021-02-06", "省刊")
    _office(tmp_path, clauses, FEBRUARY + more)
    found = _awards(run)
    assert (found.pop("特别奖"), "|".join(found.values())) == ("甲", expected)
    assert list(found) == ["一", "二", "三"]


def test_a_place_is_worth_points_on_the_last_day_of_each_span(run: Run, tmp_path: Path) -> None:
    """乙 and 丙 share the second place of the first quarter; 丁 is alone in the second.

    A quota of the year reads the points: 5 for who has 3 of them.
    """
    clauses = (
        "  quotas:\n"
        "  - {name: 得奖, per: year, tracks: 奖, require: 3, track: 市, met: 5}\n"
        "  awards: {季度: {per: quarter, by: 省, top: 3, points: [3, 2, 1], track: 奖}}\n"
    )
    briefs = _brief("丁", 1, "2021-06-30", "省刊") + FEBRUARY.replace("市刊", "省刊")
    _office(tmp_path, clauses, briefs)
    assert _given(run, "奖", "--month", "2") == [0] * 5
    assert _given(run, "奖", "--month", "3") == [3, 2, 2, 0, 0]
    assert _given(run, "奖", "--quarter", "1") == [3, 2, 2, 0, 0]
    assert _given(run, "奖", "--quarter", "2") == [0, 0, 0, 3, 0]
    assert _given(run, "奖") == [3, 2, 2, 3, 0]
    assert _given(run, "市", "--quarter", "1") == [0] * 5
    assert _given(run, "市") == [5, 0, 0, 5, 0]
    assert _given(run, "奖", "--quarter", "1", "--as-of", "2021-03-30") == [0] * 5
    told = json.loads(run("explain", "乙", "--year", "2021", "--format", "json").out)
    assert [(one["date"], one["clause"], one["exact"]) for one in told if one["track"] == "奖"] == [
        ("2021-03-31", "awards.季度.2", "2")
    ]


def test_grades_are_worth_money(run: Run, tmp_path: Path) -> None:
    grades = "{一等奖: {top: 1, points: 500}, 二等奖: {top: 2, points: 300.5}, 三等奖: 1}"
    _office(tmp_path, f"  awards: {{年度: {{grades: {grades}, track: 钱}}}}\n")
    assert _given(run, "钱") == [500, 300.5, 300.5, 0, 0]
    assert _given(run, "钱", "--quarter", "3") == [0] * 5
    units = json.loads(run("tally", "--year", "2021", "--format", "json").out)["groups"][0]["units"]
    assert [unit["total"] for unit in units] == [9, 7, 7, 4, 2]


def test_limits_and_vetoes_come_before_places(run: Run, tmp_path: Path) -> None:
    """甲 and 丙 are kept to 6.5 and 乙 loses all; 丙 has 省, too. The limit is not on the prize."""
    clauses = (
        "  adjustments: {失实: {track: 市, points: 0}}\n"
        "  limits: [{name: 封顶, per: quarter, track: 市, most: 6.5, clauses: [outlets.市刊]}]\n"
        "  vetoes: [{name: 否决, per: year, of: adjustments, rule: 失实, track: 市}]\n"
        "  awards: {年度: {by: [市, 省], then: 省, top: 2, points: 10, track: 奖}}\n"
    )
    wrong = "- {date: 2021-05-01, rule: 失实, units: [乙]}\n"
    more = _brief("丙", 1, "2021-12-31", "省刊")
    _office(tmp_path, clauses, FEBRUARY + more, **{"adjustments/a.yaml": wrong})
    assert _given(run, "市") == [6.5, 0, 6.5, 4, 2]
    assert _awards(run) == {"年度": "丙甲"}
    assert _given(run, "奖") == [10, 0, 10, 0, 0]


def test_authors_get_awards_of_their_own(run: Run, tmp_path: Path) -> None:
    """张 9 + 1, 李 4, 王 1; units get none of these, and no money of theirs."""
    clauses = (
        "  conversions: [{name: 稿费, per: quarter, track: 奖, times: 2, authors: true}]\n"
        "  awards:\n"
        "    先进单位: {top: 1, track: 钱, points: 1000}\n"
        "    先进个人:\n"
        "      authors: true\n"
        "      by: 奖\n"
        "      within: all\n"
        "      grades: {一等奖: {top: 1, points: 200}, 二等奖: {top: 1, points: 100}}\n"
        "      track: 钱\n"
    )
    briefs = (
        _brief("甲", 9, "2021-01-05", author="张")
        + _brief("乙", 4, "2021-02-05", author="李")
        + "- {date: 2021-11-01, title: 合写, outlet: 市刊, units: [甲, 丙], authors: [张, 王]}\n"
    )
    text = (
        "---\nnumber: 1\ndate: 2022-01-10\n---\n\n# 通报\n\n各单位：\n\n"
        "{{ awarded('先进个人') | names }}；{{ awarded('二等奖') | names }}；"
        "{{ awarded('先进单位') | names }}；{{ awards_of_authors | length }}；{{ awards | length }}"
    )
    settings = "issuer: 某局\nnumber: 某〔{year}〕{number}号\ntitle: 通报\naddressees: 各单位\n"
    _office(tmp_path, clauses, briefs, **{"circulars/2021.md": text, "circular.yaml": settings})
    assert _awards(run) == {"先进单位": "甲"}
    assert _given(run, "钱") == [1000, 0, 0, 0, 0]
    assert _awards(run, "--by", "author") == {"一等奖": "张", "二等奖": "李"}
    table = run("tally", "--by", "author", "--year", "2021", "--format", "csv").out.splitlines()
    assert [line.split(",")[1:] for line in table[1:]] == [
        ["张", "甲", "10", "9.5", "0", "19", "200", "9.5"],
        ["李", "乙", "4", "4", "0", "8", "100", "4"],
        ["王", "", "1", "0.5", "0", "1", "0", "0.5"],
    ]
    assert run("check").code == 0
    made = run("circular", "--year", "2021", "--md", "--as-of", "2022-01-10")
    assert made.code == 0, made.err
    (page,) = (tmp_path / "out").glob("*.md")
    assert "张、李；李；甲；2；1" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("award", "told"),
    [
        ("{top: 2, grades: {一: 1}, by: 市}", "“top” is for an award without grades"),
        ("{grades: {一: 1}, points: 5, track: 奖}", "“points” is for an award without grades"),
        ("{grades: {一: {points: 5}, 二: 1}, track: 奖}", "“一” takes all; no grade below it"),
        ("{top: 1, points: 5}", "“track” is missing"),
        ("{top: 1, track: 奖}", "“points” is missing"),
        ("{top: 1, points: [2, 1], track: 奖}", "points for 2 places, and there are 1"),
        ("{top: 1, points: 2, track: 市}", "“年度” is given by the points that it gives"),
        ("{then: 奖, points: 2, track: 奖}", "“年度” is given by the points that it gives"),
        ("{unless: 年度}", "“年度” is given by the points that it gives"),
        ("{unless: 月度}", "“月度” is not given for the same span"),
        ("{unless: 个人}", "“个人” is not given for the same span"),
        ("{authors: true, within: class}", "“within” depends on units"),
        ("{authors: true, require: 人数×2}", "“require” depends on units"),
        ("{top: 0}", "“0” is not what belongs here"),
        ("{grades: {一: 两名}}", "“两名” is not what belongs here"),
    ],
    ids=str,
)
def test_what_cannot_be_meant(run: Run, tmp_path: Path, award: str, told: str) -> None:
    others = "    月度: {per: month}\n    个人: {authors: true}\n"
    _office(tmp_path, f"  awards:\n{others}    年度: {award}\n")
    result = run("check")
    assert result.code == 1
    assert told in result.err + result.out


def test_a_circle_names_its_members(run: Run, tmp_path: Path) -> None:
    clauses = (
        "  quotas: [{name: 奖换分, per: year, tracks: 奖, times: 1, track: 市}]\n"
        "  awards: {年度: {by: 市, points: 2, track: 奖}}\n"
    )
    _office(tmp_path, clauses)
    result = run("check")
    assert result.code == 1
    assert "each of these reads points of another of them: " in result.out + result.err
    assert {"奖换分", "年度"} <= set((result.out + result.err).replace(",", " ").split())


def test_grades_of_two_awards_are_told_apart(run: Run, tmp_path: Path) -> None:
    clauses = (
        "  awards: {信息奖: {grades: {一等奖: 1}}, 季奖: {per: quarter, grades: {一等奖: 1}}}\n"
    )
    _office(tmp_path, clauses)
    assert _awards(run, "--quarter", "1") == {"信息奖一等奖": "甲", "季奖一等奖": "甲"}


def test_a_week_over_new_year_is_no_week_of_the_old_year(run: Run, tmp_path: Path) -> None:
    """甲 leads 2021 by 8 to 4, 乙 the week from 27 December by 4 to 0: it is not over in 2021.

    乙 is barred for all of 2021, and 甲 in that week; both weeks and bars end where the year does.
    """
    rules = """
        tracks: [分]
        editions:
        - effective: 2021-01-01
          outlets: {刊: {track: 分, points: 4}}
          adjustments: {年错: {track: 分, points: 0}, 周错: {track: 分, points: 0}}
          vetoes:
          - {name: 年否, per: year, of: adjustments, rule: 年错, zero: false}
          - {name: 周否, per: week, of: adjustments, rule: 周错, zero: false}
          awards:
            周星: {per: week, top: 1, barred: [年否]}
            年星: {top: 1, barred: [周否]}
        """
    files = {
        "units.yaml": "groups: [{name: 组, units: [{name: 甲}, {name: 乙}]}]",
        "rules.yaml": dedent(rules),
        "adoptions/a.yaml": (
            "- {date: 2021-05-05, outlet: 刊, count: 2, units: [甲]}\n"
            "- {date: 2021-12-29, outlet: 刊, title: 一, units: [乙]}\n"
        ),
        "adjustments/a.yaml": (
            "- {date: 2021-12-30, rule: 年错, units: [乙], reason: 因}\n"
            "- {date: 2021-12-31, rule: 周错, units: [甲], reason: 因}\n"
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")

    def awards(*period: str) -> dict[str, list[str]]:
        told = run("tally", *period, "--format", "json", "--as-of", "2022-02-01")
        assert told.code == 0, told.err
        found: dict[str, list[str]] = json.loads(told.out)["awards"]
        return found

    assert awards("--year", "2021") == {"周星": ["乙"], "年星": ["甲"]}
    assert awards("--month", "12", "--year", "2021") == {"周星": ["乙"], "年星": ["甲"]}
    assert awards("--from", "2022-01-01", "--to", "2022-01-02")["周星"] == ["乙"]


def test_a_week_counts_what_the_year_before_the_first_record_gave(run: Run, tmp_path: Path) -> None:
    """1 on the last day of each month, for nothing: of December in the week to 3 January."""
    clauses = (
        "  quotas:\n"
        "  - {name: 底分, per: month, of: submissions, track: 奖, tiers: [{from: 0, points: 1}]}\n"
        "  - {name: 周, per: week, of: points, tracks: 奖, track: 市, times: 1}\n"
    )
    _office(tmp_path, clauses)
    rules = (tmp_path / "rules.yaml").read_text("utf-8")
    (tmp_path / "rules.yaml").write_text(rules.replace("2021-01-01", "2020-01-01"), "utf-8")
    # 31 January 2021 is a Sunday
    assert _given(run, "市", "--month", "1") == [2] * 5
