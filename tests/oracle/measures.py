"""What quotas, vetoes and conversions measure. docs/rules.md, “What is measured”."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.almanac import Office, Span, edition, listed, total_tracks, year_of
from tests.oracle.book import Book, by_clauses
from tests.oracle.events import delivered, traits_of
from tests.oracle.numbers import exact, formula
from tests.oracle.traits import fits

Counted = list[tuple[date, Fraction]]


def measured(
    office: Office, today: date, book: Book, clause: Any, unit: Any, span: Span
) -> Fraction | None:
    """How much of it there is in a span; ``None`` where there is no such number."""

    def over(of: str) -> Fraction:
        found = counted(office, today, book, {**clause, "of": of}, unit)
        return sum((n for day, n in found if span[0] <= day <= span[1]), Fraction(0))

    of = clause["of"]
    if of == "rate":  # “adoptions for each submission”; “sent in nothing has no rate”
        sent = over("submissions")
        return over("adoptions") / sent if sent else None
    if of == "completion":  # “points for each point of the target”
        target = target_of(office, unit, read_tracks(office, clause), year_of(office, span[1]))
        return over("points") / target if target else None
    return over(of)


def read_tracks(office: Office, clause: Any) -> list[str]:
    """“Points on ``tracks`` (all of the total unless given)”."""
    return listed(clause.get("tracks")) or total_tracks(office)


def target_of(office: Office, unit: Any, tracks: list[str], year: int) -> Fraction | None:
    """The unit's own targets “go before those of the class”."""
    classes = office["units"].get("classes", {})
    shared = classes.get(unit.get("class"), {}).get("targets", {}).get(year, {})
    own = {**shared, **unit.get("targets", {}).get(year, {})}
    found = [formula(own[track], unit) for track in tracks if own.get(track) is not None]
    return sum(found, Fraction(0)) if found else None


def counted(office: Office, today: date, book: Book, clause: Any, unit: Any) -> Counted:
    """Day by day what counts for a unit: “a joint brief counts one for each of its units”."""
    name, of = unit["name"], clause["of"]
    if of == "points":
        return [
            (one.day, one.points)
            for one in book.moves
            if one.entry.unit == name
            and one.entry.track in read_tracks(office, clause)
            and by_clauses(one, listed(clause.get("clauses")))
        ]
    if of == "quotas":
        return [
            one
            for quota in listed(clause["quotas"])
            for one in _became(office, clause, book.became.get((quota, name), []))
        ]
    kinds = {
        "forwarded": ["submissions"],
        "reviews": ["submissions"],
        "endorsements": ["adoptions", "submissions"],
    }
    found: Counted = []
    seen: set[tuple[int, str]] = set()
    records = [one for kind in kinds.get(of, [of]) for one in office[kind]]
    for record in sorted(records, key=lambda one: one["date"]):
        if name in record.get("units", ()):
            each = COUNTS[of](office, today, clause, record, name)
            brief = record.get("item", record.get("title"))
            if of == "adoptions" and clause.get("once") and each and brief is not None:
                # “counts briefs instead, each with its first adoption that fits”
                key = year_of(office, record["date"]), brief
                each = [] if key in seen else each
                seen.add(key)
            found += each
    return found


def _became(office: Office, clause: Any, spans: list[tuple[date, bool | None]]) -> Counted:
    """“Counts the spans in which the named quotas became met or unmet, each on its last day;
    ``in_a_row`` only from the third such span of the year in a row on.”"""
    found: Counted = []
    row, year = 0, None
    for day, met in sorted(spans, key=lambda one: one[0]):
        row = row if year_of(office, day) == year else 0
        year = year_of(office, day)
        row = row + 1 if met is (clause.get("became", "met") == "met") else 0
        if row >= clause.get("in_a_row", 1):
            found.append((day, Fraction(1)))
    return found


def _weight(clause: Any, record: Any) -> Fraction:
    """“``weights`` makes a brief of a form count as so many.”"""
    return exact(clause.get("weights", {}).get(record.get("form"), 1))


def _briefs(office: Office, today: date, clause: Any, record: Any, name: str) -> Counted:
    del today, name
    traits = traits_of(edition(office, record["date"]) or {}, record)
    if not fits(clause, traits) or not fits(clause.get("part", {}), traits):
        return []
    return [(record["date"], record.get("count", 1) * _weight(clause, record))]


def _forwarded(office: Office, today: date, clause: Any, record: Any, name: str) -> Counted:
    """“Briefs passed on, once for each recipient.”"""
    del today, name
    if not fits(clause, traits_of(edition(office, record["date"]) or {}, record)):
        return []
    each = [
        1 if isinstance(one, str) else one.get("count", 1) for one in record.get("forwarded", ())
    ]
    return [(record["date"], sum(each) * _weight(clause, record))]


def _endorsements(office: Office, today: date, clause: Any, record: Any, name: str) -> Counted:
    """“Endorsements, on their own dates; ``by``: of these leaders”."""
    del today, name
    rules = edition(office, record["date"]) or {}
    traits = traits_of(rules, record)
    return [
        (one.get("date", record["date"]), Fraction(1))
        for one in record.get("endorsements", ())
        if fits(clause, {**traits, "by": {one["by"]}})
    ]


def _reviews(office: Office, today: date, clause: Any, record: Any, name: str) -> Counted:
    """“Steps that were taken, on their own dates; ``verdict``, ``step``: only these”."""
    del today, name
    if not fits(clause, traits_of(edition(office, record["date"]) or {}, record)):
        return []
    verdicts, steps = listed(clause.get("verdict")), listed(clause.get("step"))
    return [
        (one["date"], Fraction(1))
        for one in record.get("reviews", ())
        if (not verdicts or one.get("verdict", "passed") in verdicts)
        and (not steps or one["step"] in steps)
    ]


def _commissions(office: Office, today: date, clause: Any, record: Any, name: str) -> Counted:
    """“Commissions, with a ``count`` each of their briefs; ``state``: only those” that are so.

    A late one counts as missed from its due date to the day on which it comes.
    """
    del office
    if not fits(clause, {"tag": record.get("tags", ())}):
        return []
    due = record["due"]
    states: list[tuple[str, date, int]] = []
    for came in delivered(record, name):
        if came is not None and came <= due:
            states.append(("on-time", came, 1))
        elif today > due:
            states.append(("missed", due, 1))
            if came is not None:
                states += [("missed", came, -1), ("late", came, 1)]
    wanted = listed(clause.get("state"))
    return [(day, Fraction(n)) for state, day, n in states if not wanted or state in wanted]


def _adjustments(office: Office, today: date, clause: Any, record: Any, name: str) -> Counted:
    """“Cases; ``rule``: only by these rules”."""
    del office, today, name
    wanted = listed(clause.get("rule"))
    if wanted and record["rule"] not in wanted:
        return []
    return [(record["date"], Fraction(record.get("count", 1)))]


COUNTS = {
    "submissions": _briefs,
    "adoptions": _briefs,
    "forwarded": _forwarded,
    "endorsements": _endorsements,
    "reviews": _reviews,
    "commissions": _commissions,
    "adjustments": _adjustments,
}
