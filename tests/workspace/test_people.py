"""Who had a role on a day: terms in units.yaml."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from infoscore.problems import Code, Problem
from infoscore.reading.yamltext import parse
from infoscore.roster import Roster, Term
from infoscore.workspace import units

YAML = """
people:
  - {{role: 分管领导, name: 甲, units: [一科], until: 2023-06-30}}
  - {{role: 分管领导, name: 乙, groups: [机关], from: 2023-07-01}}
  - {{role: 主要领导, name: 丙}}
groups:
  - name: 机关
    units:
      - name: 一科
        liaison: 丁
        people: [{terms}]
      - {{name: 二科, liaison: 戊}}
  - {{name: 下属, units: [{{name: 三站}}]}}
"""


def _roster(terms: str = "") -> tuple[Roster | None, list[Problem]]:
    documents, problems = parse(YAML.format(terms=terms).encode(), "units.yaml")
    assert not problems
    return units.roster(documents[0], None, problems), problems


def _named(roster: Roster, role: str, unit: str, day: date) -> str:
    (found,) = roster.find(unit)
    return "".join(term.name for term in roster.holders(role, found, day))


def test_who_had_a_role_on_a_day() -> None:
    roster, _ = _roster("{role: 负责人, name: 己, from: 2023-03-01}")
    assert roster is not None
    june, july = date(2023, 6, 30), date(2023, 7, 1)
    assert [_named(roster, "分管领导", unit, june) for unit in ("一科", "二科", "三站")] == [
        *("甲", "", "")
    ]
    assert [_named(roster, "分管领导", unit, july) for unit in ("一科", "二科", "三站")] == [
        *("乙", "乙", "")
    ]
    assert _named(roster, "主要领导", "三站", july) == "丙"
    assert _named(roster, "负责人", "一科", date(2023, 2, 28)) == ""
    assert _named(roster, "负责人", "一科", date(2023, 3, 1)) == "己"
    assert _named(roster, "信息员", "一科", june) == "丁"  # without dates, and none has any


def test_people_are_declared_where_a_role_and_the_unit_have_some() -> None:
    roster, _ = _roster("{role: 负责人, name: 己}")
    assert roster is not None
    (one,), (two,) = roster.find("一科"), roster.find("二科")
    assert roster.declares("负责人", one)
    assert not roster.declares("负责人", two)
    assert not roster.declares("保密员", one)
    assert roster.declares("分管领导", two)


def test_overlapping_terms_of_one_day() -> None:
    last = "{role: 信息员, name: 己, until: 2023-06-30}, {role: 信息员, name: 庚, from: "
    assert _roster(f"{last}2023-07-01}}")[1] == []
    _, (problem,) = _roster(f"{last}2023-06-30}}")
    assert problem.code is Code.OVERLAPPING_TERMS
    assert problem.message.args["place"] == "units.yaml:11:18"
    assert _roster(f"{last}2023-06-30, several: true}}")[1] == []
    assert _roster("{role: 信息员, name: 己}, {role: 信息员, name: 己, several: true}")[1]


DAYS = st.dates(date(2023, 1, 1), date(2023, 3, 31))
SPANS = st.tuples(st.none() | DAYS, st.none() | DAYS)


@given(SPANS, SPANS)
def test_two_terms_meet_if_both_are_held_on_some_day(
    one: tuple[date | None, date | None], two: tuple[date | None, date | None]
) -> None:
    assume(all(None in span or span[0] <= span[1] for span in (one, two)))  # type: ignore[operator]
    terms = [Term("信息员", name, *span) for name, span in (("甲", one), ("乙", two))]
    days = (date(2022, 12, 1) + timedelta(days=number) for number in range(200))
    assert terms[0].meets(terms[1]) == any(all(term.held_on(day) for term in terms) for day in days)
