"""Who gets an award, worked out by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from infoscore.period import CALENDAR, Span
from infoscore.problems import Place
from infoscore.records.adjustment import Adjustment
from infoscore.records.kinds import Record
from infoscore.records.resolve import Contributor
from infoscore.roster import Group, Roster, Unit
from infoscore.rules.awards import Award, Ties, Within
from infoscore.rules.condition import Whom
from infoscore.rules.edition import Edition, EditionEntry, RuleBook
from infoscore.rules.measures import Of
from infoscore.rules.tracks import Track
from infoscore.rules.vetoes import Veto
from infoscore.scoring.folding import Folding
from infoscore.scoring.winners import prizes
from tests.conftest import Run

GROUPS = {"机关": "甲乙丙", "局属": "丁戊"}
CLASSES = {"甲": "一类", "乙": "二类", "丙": "一类", "丁": "二类", "戊": None}
UNTIL = {"戊": date(2021, 6, 30)}
UNITS = {
    name: Unit(name, group, unit_class=CLASSES[name], until=UNTIL.get(name))
    for group, names in GROUPS.items()
    for name in names
}
ROSTER = Roster(
    [Group(group, tuple(UNITS[name] for name in names)) for group, names in GROUPS.items()]
)
POINTS = {"甲": 5, "乙": 9, "丙": 5, "丁": 7, "戊": 8}
"""In February; on the other track, in April, 乙 gets 20 and 丁 0."""


def _given(name: str, points: int, month: int, track: str = "分", rule: str = "加减") -> Record:
    return Adjustment(
        place=Place("a.yaml", month),
        date=date(2021, month, 10),
        rule=rule,
        track=track,
        points=Fraction(points),
        contributors=(Contributor(name, UNITS[name]),),
    )


def _winners(
    first: int,
    last: int,
    more: tuple[Record, ...] = (),
    vetoes: tuple[Veto, ...] = (),
    **award: Any,
) -> str:
    """Those of the months ``first`` to ``last``."""
    rules = EditionEntry(
        effective=date(2021, 1, 1), awards={"先进": Award(**award)}, vetoes=list(vetoes)
    )
    book = RuleBook([Track("分"), Track("另", in_total=False)], [Edition(rules, [])])
    period = CALENDAR.months(2021, first, last)
    folding = Folding(book, ROSTER, period.end)
    records = [_given(name, points, 2) for name, points in POINTS.items()]
    folding.fold([*records, _given("乙", 20, 4, "另"), _given("丁", 0, 4, "另"), *more])
    folding.ledger.settle(2021)
    (prize,) = prizes(folding.ledger, period)
    return "".join(unit.name for unit in prize.units)


@pytest.mark.parametrize(
    ("award", "expected"),
    [
        ({}, "乙甲丙戊丁"),
        ({"top": 1}, "乙戊"),
        ({"top": 2}, "乙甲丙戊丁"),  # 甲 and 丙 share the second place
        ({"top": 2, "ties": Ties.DROP}, "乙戊丁"),
        ({"top": 3}, "乙甲丙戊丁"),
        ({"within": Within.ALL}, "乙戊丁甲丙"),
        ({"within": Within.ALL, "top": 3}, "乙戊丁"),
        ({"within": Within.ALL, "top": 4}, "乙戊丁甲丙"),
        ({"within": Within.ALL, "top": 4, "ties": Ties.DROP}, "乙戊丁"),
        ({"within": Within.CLASS, "top": 1}, "甲丙乙戊"),
        ({"within": Within.CLASS, "top": 1, "ties": Ties.DROP}, "乙戊"),
        ({"require": "7"}, "乙戊丁"),
        ({"require": "7.5"}, "乙戊"),
        ({"by": "另"}, "乙"),
        ({"by": ["分", "另"], "require": "29"}, "乙"),
        ({"by": ["分", "另"], "require": "30"}, ""),
        ({"whom": Whom(unit_class="一类")}, "甲丙"),
        ({"per": Span.QUARTER}, ""),  # nothing came in the last quarter
    ],
    ids=str,
)
def test_the_first_of_the_year(award: dict[str, Any], expected: str) -> None:
    assert _winners(1, 12, **award) == expected


def test_only_the_span_counts_up_to_the_end_of_the_period() -> None:
    assert _winners(1, 1) == ""
    assert _winners(1, 3, per=Span.QUARTER, top=1) == "乙戊"
    assert _winners(1, 5, per=Span.QUARTER, top=1) == ""
    assert _winners(1, 5, per=Span.QUARTER, by="另") == "乙"
    assert _winners(7, 12) == "乙甲丙丁"  # 戊 was closed in June


@pytest.mark.parametrize(
    ("last", "barred", "expected"),
    [
        (12, None, "甲丙戊丁"),
        (12, ["否决"], "甲丙戊丁"),
        (12, ["另一项"], "乙甲丙戊丁"),
        (4, None, "乙甲丙戊丁"),  # not yet
        (5, None, "甲丙戊丁"),
    ],
)
def test_who_is_barred(last: int, barred: list[str] | None, expected: str) -> None:
    veto = Veto(name="否决", per=Span.YEAR, of=Of.ADJUSTMENTS, rule="否决", zero=False)
    case = (_given("乙", 0, 5, rule="否决"),)
    assert _winners(1, last, case, (veto,), barred=barred) == expected


@pytest.mark.parametrize(("last", "expected"), [(6, ""), (9, "乙")])
def test_a_veto_of_another_quarter_bars_nobody(last: int, expected: str) -> None:
    veto = Veto(name="否决", per=Span.QUARTER, of=Of.ADJUSTMENTS, rule="否决", zero=False)
    more = (_given("乙", 0, 5, rule="否决"), _given("乙", 3, 6), _given("乙", 3, 9))
    assert _winners(1, last, more, (veto,), per=Span.QUARTER) == expected


def test_a_column_names_the_awards_that_it_shows(run: Run, tmp_path: Path) -> None:
    files = {
        "units.yaml": "groups: [{name: 组, units: [{name: 甲}]}]\n",
        "rules.yaml": (
            "tracks: [分]\n"
            "editions:\n"
            "- effective: 2021-01-01\n"
            "  outlets: {刊: {track: 分, points: 4}}\n"
            "  awards:\n"
            "    年度先进: {top: 1}\n"
            "    季度先进: {per: quarter, top: 1}\n"
            "    季度达标: {per: quarter}\n"
        ),
        "adoptions/a.yaml": "- {date: 2021-05-01, title: 一, outlet: 刊, units: [甲]}\n",
        "circular.yaml": (
            "issuer: 某局办公室\n"
            "title: 通报\n"
            "number: 某〔{year}〕{number}号\n"
            "addressees: 各科室\n"
            "annexes:\n"
            "- title: 评先\n"
            "  table:\n"
            "    groups: none\n"
            "    columns:\n"
            "    - {show: unit}\n"
            "    - {show: awards}\n"
            "    - {show: awards, awards: [年度先进, 季度达标], header: 部分}\n"
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    of = ("tally", "--layout", "1", "--year", "2021", "--format", "csv")
    assert run(*of, "--quarter", "2").out.splitlines()[1] == "甲,季度先进、季度达标,季度达标"
    assert run(*of).out.splitlines()[1] == "甲,年度先进,年度先进"
    (tmp_path / "circular.yaml").write_text(
        files["circular.yaml"].replace("[年度先进, ", "[年度先逬, "), "utf-8"
    )
    told = run(*of)
    assert (told.code, "“年度先进”" in told.err) == (1, True)
