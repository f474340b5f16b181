"""The order in which points come about. docs/rules.md, “Overview” and “Spans of a year”."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.almanac import SHORT_FIRST, Office, Span, listed, spans, total_tracks, units
from tests.oracle.book import Book
from tests.oracle.clauses import enter_quota, enter_waiting, falls, hold_limit, hold_veto, in_force
from tests.oracle.events import enter_records
from tests.oracle.measures import read_tracks
from tests.oracle.names import resolved
from tests.oracle.places import Winner, enter_award, winners

Points = dict[tuple[str, str], Fraction]


class CircleError(Exception):
    """“Clauses that count each other's points are an error.”"""


def reckon(office: Office, today: date, years: range) -> Book:
    """All that records and clauses give, as it is known on a day.

    Args:
        office: rules, units and records, as they stand in YAML.
        today: the last day that is known.
        years: the assessment years for which clauses are worked out.

    Raises:
        CircleError: clauses read each other.
    """
    book, office = Book(), resolved(office)
    enter_records(office, today, book)
    fallen: dict[Any, date | None] = {}
    for step in in_order(list(steps(office))):
        if step.kind == "awards":
            give_award(office, today, book, step, years)
        if step.kind == "adjustments":
            for year in years:
                enter_waiting(office, today, book, step.rules, step.clause["per"], year)
        for unit in units(office):
            work_out(office, today, book, step, unit, years, fallen)
        for move in book.moves:
            move.reckon()
    return book


def points(book: Book, today: date, span: Span) -> Points:
    """“All that is printed is a sum of postings.”"""
    found: Points = {}
    for move in book.moves:
        if span[0] <= move.day <= min(span[1], today):
            place = (move.entry.unit, move.entry.track)
            found[place] = found.get(place, Fraction(0)) + move.points
    return {place: sum_of for place, sum_of in found.items() if sum_of}


@dataclass(frozen=True, eq=False)
class Step:
    """A quota, a conversion, or a limit or veto on one of its tracks (“each by itself”)."""

    kind: str
    rules: Any
    clause: Any
    track: str
    """The track on which it gives, or from which it takes back."""
    reads: tuple[str, ...]
    """The tracks whose points it measures."""

    @property
    def gives(self) -> bool:
        return self.kind not in {"limits", "vetoes"}

    @property
    def rank(self) -> tuple[int, int]:
        """“quotas → limits and vetoes, short spans first → conversions”."""
        stages = ("adjustments", "quotas"), ("limits", "vetoes"), ("conversions",), ("awards",)
        stage = next(place for place, kinds in enumerate(stages) if self.kind in kinds)
        return stage, SHORT_FIRST.index(self.clause["per"]) if stage == 1 else 0


def steps(office: Office) -> Iterator[Step]:
    for kind in ("quotas", "limits", "vetoes", "conversions"):
        for rules in office["rules"]["editions"]:
            for clause in rules.get(kind, ()):
                of = clause.get("of", "points")
                counts = kind != "limits" and of in {"points", "completion"}
                reads = tuple(read_tracks(office, clause)) if counts else ()
                tracks = listed(clause.get("track")) or total_tracks(office)
                if kind in {"quotas", "conversions"} and "track" not in clause:
                    tracks = [""]  # a task that is only reported, and may be counted as met
                for track in tracks:
                    yield Step(kind, rules, clause, track, reads)
    for rules in office["rules"]["editions"]:
        yield from waiting(rules)
        yield from awards(office, rules)


def waiting(rules: Any) -> Iterator[Step]:
    for name, rule in rules.get("adjustments", {}).items():
        if "after" in rule:
            asked = [*rules.get("quotas", ()), *rules.get("conversions", ())]
            pers = [one["per"] for one in asked if one["name"] in listed(rule["after"])]
            clause = {"name": name, "per": max(pers, key=SHORT_FIRST.index), **rule}
            yield Step("adjustments", rule, clause, rule["track"], ())


def awards(office: Office, rules: Any) -> Iterator[Step]:
    for name, award in rules.get("awards", {}).items():
        if "track" not in award:
            continue  # it only honours
        clause = {"per": "year", "name": name, **award}
        reads = []
        others = [of_name(rules, other)[1] for other in listed(award.get("unless"))]
        for one in (award, *others):
            reads += [*(listed(one.get("by")) or total_tracks(office)), *listed(one.get("then"))]
        yield Step("awards", rules, clause, award["track"], tuple(reads))


def goes_before(one: Step, other: Step) -> bool:
    """“A clause that counts points is worked out after the quotas and conversions that give them,
    and a conversion after the limits and vetoes of what it counts.”"""
    if one is other:
        return False  # “What a clause gives it does not count itself.”
    named = [*listed(other.clause.get("quotas")), *listed(other.clause.get("after"))]
    met = one.kind in {"quotas", "conversions"} and one.clause["name"] in named
    # what waits for a quota is not counted by it
    waits = one.kind == "adjustments" and other.clause["name"] in listed(one.clause["after"])
    if met or (one.gives and one.track in other.reads and not waits):
        return True
    if one.gives and not other.gives:  # a limit or veto takes back what was given
        return one.track == other.track and not (
            one.kind == "conversions" and one.track in one.reads
        )
    if not one.gives and other.kind in {"conversions", "awards"}:
        return one.track in other.reads or bars(one, other)
    if not one.gives and not other.gives:
        return one.track == other.track and one.rank < other.rank
    return False


def bars(veto: Step, award: Step) -> bool:
    """“The unit gets no award of that same span.”"""
    alike = veto.clause["per"] == award.clause["per"]
    return veto.kind == "vetoes" and award.kind == "awards" and alike


def in_order(left: list[Step]) -> Iterator[Step]:
    """Each step after those that go before it; else quotas first, conversions last."""
    while left:
        free = [one for one in left if not any(goes_before(other, one) for other in left)]
        if not free:
            raise CircleError
        first = min(free, key=lambda one: one.rank)
        left.remove(first)
        yield first


def give_award(office: Office, today: date, book: Book, step: Step, years: range) -> None:
    """An award for all spans that are over."""
    award = step.clause
    for year in years:
        for span in spans(office, award["per"], year):
            if in_force(office, span) is step.rules and span[1] <= today:
                won = winners_of(office, today, book, step.rules, award, span)
                enter_award(book, award["name"], award, span, won)


def of_name(rules: Any, name: str) -> tuple[str, Any]:
    """An award by its name or that of a grade; with the grade, if it is one."""
    awards = rules["awards"]
    if name in awards:
        return "", awards[name]
    return name, next(one for one in awards.values() if name in one.get("grades", {}))


def winners_of(
    office: Office, today: date, book: Book, rules: Any, award: Any, span: Span
) -> list[Winner]:
    per = award.get("per", "year")
    barred = {
        unit["name"]
        for unit in units(office)
        for veto in rules.get("vetoes", ())
        if veto["per"] == per
        and falls(office, today, book, {**veto, "zero": True}, unit, span) is not None
    }
    for name in listed(award.get("unless")):  # “who gets one of these … of the same span”
        grade, other = of_name(rules, name)
        won = winners_of(office, today, book, rules, other, span)
        barred |= {unit for unit, has, _ in won if grade in ("", has["name"])}
    tracks = listed(award.get("by")) or total_tracks(office)
    return winners(office, book, award, tracks, span, barred)


def work_out(
    office: Office,
    today: date,
    book: Book,
    step: Step,
    unit: Any,
    years: range,
    fallen: dict[Any, date | None],
) -> None:
    """A clause for all spans on whose last day its edition is in force.

    Args:
        fallen: the day on which each veto fell, for each unit and span.
    """
    for year in years if step.kind not in {"adjustments", "awards"} else ():
        chosen = [
            span
            for span in spans(office, step.clause["per"], year)
            if in_force(office, span) is step.rules
        ]
        if step.gives:
            enter_quota(office, today, book, step.clause, step.kind, unit, chosen)
            continue
        for span in chosen:
            if step.kind == "limits":
                hold_limit(today, book, step.clause, unit, span, step.track)
                continue
            # whatever it takes on one of its tracks, it has counted once for all of them
            key = (id(step.clause), unit["name"], span)
            if key not in fallen:
                fallen[key] = falls(office, today, book, step.clause, unit, span)
            day = fallen[key]
            if day is not None:
                hold_veto(book, unit, span, step.track, day)
