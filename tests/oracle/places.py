"""Awards that give points for places. docs/rules.md, “Awards” and “Grades and prizes”."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tests.oracle.almanac import Office, Span, listed, units
from tests.oracle.book import Book
from tests.oracle.clauses import is_for, required, there
from tests.oracle.numbers import exact

Heights = dict[str, list[Fraction]]
"""Of each unit the points by which it competes, and those that decide among equals."""


Winner = tuple[str, dict[str, Any], int]
"""Unit, grade and place."""


def enter_award(book: Book, name: str, award: Any, span: Span, given: list[Winner]) -> None:
    """What an award gives in a span that is over."""
    for unit_name, grade, place in given:
        points = grade.get("points", award.get("points"))
        if isinstance(points, list):
            points = points[place - 1] if place <= len(points) else None
        if points is not None:
            clause = ("awards", name, grade["name"])
            book.enter(unit_name, award["track"], clause, span[1], exact(points))


def winners(
    office: Office, book: Book, award: Any, tracks: list[str], span: Span, barred: set[str]
) -> list[Winner]:
    """Who gets an award.

    Args:
        tracks: those that it goes by.
        barred: units that a veto or another award bars.
    """
    pools: dict[str, Heights] = {}
    members = {unit["name"]: unit for unit in units(office)}
    for unit in members.values():
        asked = "require" in award
        if unit["name"] in barred or not is_for(award, unit) or there(unit, span) is None:
            continue
        if asked and required(award, unit) is None:  # “units of other classes are not asked”
            continue
        if not book.has_met(listed(award.get("after")), unit["name"], *span):
            continue
        pool = {"group": unit["group"], "class": unit["class"], "all": ""}
        heights = [
            sum((one.points for one in book.of(unit["name"], some, *span)), Fraction(0))
            for some in (tracks, *([track] for track in listed(award.get("then"))))
        ]
        pools.setdefault(pool[award.get("within", "group")], {})[unit["name"]] = heights
    return [one for pool in pools.values() for one in _placed(award, pool, members)]


def _placed(award: Any, pool: Heights, members: dict[str, Any]) -> Iterator[Winner]:
    grades = award.get("grades", {"": {"top": award["top"]} if "top" in award else {}})
    begins = 1  # the place at which a grade begins, if those above are full or empty
    used = 0  # places that have been given, shared ones counted for each who has them
    rest = set(pool)
    for name, value in grades.items():
        grade = value if isinstance(value, dict) else {"top": value}
        start = max(begins, used + 1)
        place = {one: start + sum(pool[one] < pool[other] for other in rest) for one in rest}
        getting = {
            one
            for one in rest
            if pool[one][0] > 0  # “Nobody gets an award for 0 points”
            and all(_has(asked, members[one], pool[one][0]) for asked in (award, grade))
        }
        if "top" in grade:
            ends = begins + grade["top"] - 1
            getting = {one for one in getting if place[one] <= ends}
            if award.get("ties") == "drop" and len(getting) > ends - start + 1:
                lowest = min(pool[one] for one in getting)
                getting = {one for one in getting if pool[one] > lowest}
            begins = ends + 1
        yield from ((one, {**grade, "name": name}, place[one]) for one in sorted(getting))
        rest -= getting
        used += len(getting)
        if "top" not in grade:
            begins = max(begins, used + 1)


def _has(asked: Any, unit: Any, points: Fraction) -> bool:
    if "require" not in asked:
        return True
    least = required(asked, unit)
    return least is not None and points >= least
