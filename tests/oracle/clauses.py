"""Clauses for spans of a year. docs/rules.md, “Quotas” to “Conversions”."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.almanac import Office, Span, edition, listed, month_start, spans, year_of
from tests.oracle.book import Book, Move, by_clauses
from tests.oracle.measures import counted, measured
from tests.oracle.numbers import exact, formula, rounded

Given = tuple[str, date, Fraction]
"""A key of a quota, a day, points."""


def there(unit: Any, span: Span) -> Span | None:
    """The part of a span in which the unit exists."""
    start, end = max(span[0], unit.get("from", span[0])), min(span[1], unit.get("until", span[1]))
    return (start, end) if start <= end else None


def required(clause: Any, unit: Any) -> Fraction | None:
    """“A number, a formula of the unit's numbers, or one for each class of units; units of other
    classes are not asked.”"""
    require = clause.get("require")
    if isinstance(require, dict):
        require = require.get(unit.get("class"))
    return None if require is None else formula(require, unit)


def is_for(clause: Any, unit: Any) -> bool:
    """“``for`` names the classes, groups or units that a quota is for.”"""
    wanted = clause.get("for", {})
    found = {"class": unit.get("class"), "group": unit["group"], "unit": unit["name"]}
    return all(found[key] in listed(names) for key, names in wanted.items())


# Quotas and conversions


def enter_quota(
    office: Office, today: date, book: Book, quota: Any, kind: str, unit: Any, chosen: list[Span]
) -> None:
    """What a quota or a conversion gives to a unit in a year.

    Args:
        kind: ``quotas`` or ``conversions``.
        chosen: the spans of one year for which the clause is in force, in order.
    """
    own = unit.get("quotas", {})
    if quota["name"] in own and own[quota["name"]] is None:  # “with ``null`` it is exempt”
        return
    if not is_for(quota, unit):
        return
    require = required(quota, unit)
    if "require" in quota and require is None and quota["name"] not in own:
        return
    if quota["name"] in own:  # “a unit may have a requirement of its own”
        require = formula(own[quota["name"]], unit)
    given: list[Given] = []
    carried = Fraction(0)
    for span in chosen:
        part = there(unit, span)
        if part is None or _skipped(today, book, quota, unit, span, part):
            continue
        # “a quota with ``require`` leaves it out, unless the requirement is its own”
        if part != span and require is not None and quota["name"] not in own:
            continue
        asked = None if require is None else require + carried
        lacks = _grade(office, today, book, quota, unit, span, part, asked, given)
        carried = lacks if quota.get("carry") else Fraction(0)
    # “Quotas see what … the quotas above them gave”, not what they give themselves.
    for key, day, points in given if "track" in quota else ():
        book.enter(unit["name"], quota["track"], (kind, quota["name"], key), day, points)


def _skipped(today: date, book: Book, quota: Any, unit: Any, span: Span, part: Span) -> bool:
    """“Only spans that begin in these months”; “only in spans, and to units, for which the named
    quotas are met in every span of theirs”."""
    if "months" in quota and span[0].month not in listed(quota["months"]):
        return True
    if "after" not in quota:
        return False
    met = book.has_met(listed(quota["after"]), unit["name"], span[0], part[1])
    return part[1] > today or not met


def _grade(
    office: Office,
    today: date,
    book: Book,
    quota: Any,
    unit: Any,
    whole: Span,
    span: Span,
    asked: Fraction | None,
    given: list[Given],
) -> Fraction:
    """Add to ``given`` what all keys give that the quota has; return how many were missing."""
    start, end = span
    base = exact(quota.get("base", 0))  # “so many points in any case, on the span's first day”
    # a week over New Year belongs to one year, whole; a unit counts it while it is there
    first = min(max(start, month_start(office, year_of(office, whole[1]), 0)), end)
    if "after" in quota:
        first = end
    if first <= today:
        given.append(("base", first, base))
    if end > today:  # “is there once that day has come”
        return Fraction(0)
    measure = {"of": "points", **quota}
    found = measured(office, today, book, measure, unit, span)
    if found is None:  # “only ``base`` is given then”
        book.became.setdefault((quota["name"], unit["name"]), []).append((end, None))
        return Fraction(0)
    lacks = _lacks(office, today, book, measure, unit, span, asked, found)
    if asked is not None:
        book.became.setdefault((quota["name"], unit["name"]), []).append((end, not lacks))
    points = grades(quota, found, asked, lacks)
    total = sum(points.values(), base)
    given += [(key, end, amount) for key, amount in points.items()]
    # “bounds of what this quota gives in a span”
    kept = bounded(quota, total)
    if kept != total:
        given.append(("bounds", end, kept - total))
    return lacks


def _lacks(
    office: Office,
    today: date,
    book: Book,
    quota: Any,
    unit: Any,
    span: Span,
    asked: Fraction | None,
    found: Fraction,
) -> Fraction:
    """“As missing counts whichever is more: what the whole lacks, or what all parts lack.”"""
    if asked is None:
        return Fraction(0)
    parts = Fraction(0)
    for part in quota.get("parts", ()):
        reached = measured(office, today, book, {**quota, "part": part}, unit, span)
        assert reached is not None
        # “each has a ``require`` like that of a quota”
        parts += max((required(part, unit) or Fraction(0)) - reached, Fraction(0))
    return max(asked - found, parts, Fraction(0))


def grades(
    quota: Any, found: Fraction, asked: Fraction | None, lacks: Fraction
) -> dict[str, Fraction]:
    """“What it gives is the sum of all keys that it has.”"""
    given: dict[str, Fraction] = {}
    if asked is not None:
        if "met" in quota and not lacks:
            given["met"] = exact(quota["met"])
        if "unmet" in quota and lacks:
            given["unmet"] = exact(quota["unmet"])
        if "missing" in quota:  # “so many for each one missing”
            given["missing"] = exact(quota["missing"]) * lacks
        if "extra" in quota:  # “so many for each one more than required”
            given["extra"] = exact(quota["extra"]) * max(found - asked, Fraction(0))
        if "pro_rata" in quota:  # “so many times the share … at most all”, “what is not missing”
            share = max((asked - lacks) / asked, Fraction(0))
            given["pro_rata"] = rounded(exact(quota["pro_rata"]) * share, quota)
    if "times" in quota:  # “so many for each one, whatever is required”
        given["times"] = rounded(exact(quota["times"]) * found, quota)
    if "tiers" in quota:  # “the points of the highest threshold that is reached”
        reached = [tier for tier in quota["tiers"] if exact(tier["from"]) <= found]
        best = max(reached, key=lambda tier: exact(tier["from"]), default=None)
        if best is not None:
            given["tiers"] = exact(best["points"])
    return given


# Adjustments that count after quotas


def enter_waiting(office: Office, today: date, book: Book, rule: Any, per: str, year: int) -> None:
    """“An adjustment with ``after`` counts on the last day of that span.”"""
    for known, day, unit, track, clause, points in book.waiting:
        for start, end in spans(office, per, year):
            now = known == id(rule) and start <= day <= end <= today
            if now and book.has_met(listed(rule["after"]), unit, start, end):
                book.enter(unit, track, clause, end, points)


# Limits


def hold_limit(today: date, book: Book, limit: Any, unit: Any, span: Span, track: str) -> None:
    """“A limit keeps the running sum of a span within bounds, from day to day: what exceeds it is
    taken back on the day on which it came.”

    “Taken from postings: from those of that day, the last first; what it gives back later goes to
    those that lost it.”
    """
    moves = [
        one
        for one in book.of(unit["name"], [track], *span)
        if by_clauses(one, listed(limit.get("clauses"))) and one.day <= today
    ]
    for one in moves:
        one.reckon()
    running = beyond = Fraction(0)
    lost: list[tuple[Move, Fraction]] = []
    for day in sorted({one.day for one in moves}):
        of_day = [one for one in moves if one.day == day]
        running += sum((one.points for one in of_day), Fraction(0))
        before, beyond = beyond, running - bounded(limit, running)
        before -= undone(book, lost, day, span[1])
        if before and (before > 0) == (beyond - before < 0):  # less is beyond than was before
            back = min(abs(before), abs(beyond - before))
            give_back(book, lost, day, back if before > 0 else -back, span[1])
            before -= back if before > 0 else -back
        lost += take_from(of_day, beyond - before, span[1])


def bounded(bounds: Any, value: Fraction) -> Fraction:
    if "most" in bounds:
        value = min(value, exact(bounds["most"]))
    if "least" in bounds:
        value = max(value, exact(bounds["least"]))
    return value


def give_back(
    book: Book, lost: list[tuple[Move, Fraction]], day: date, points: Fraction, until: date
) -> None:
    """To those that lost it, the last first."""
    while points:
        move, amount = lost.pop()
        part = min(amount, points) if points > 0 else max(amount, points)
        book.move(move.entry, day, part, until)
        if part != amount:
            lost.append((move, amount - part))
        points -= part


def undone(book: Book, lost: list[tuple[Move, Fraction]], day: date, until: date) -> Fraction:
    """“What is taken back later takes no more than what stands”: give that back first."""
    given = Fraction(0)
    for place, (move, amount) in enumerate(lost):
        moves = [one for one in move.entry.moves if one.day <= day]
        stands = sum((one.points for one in moves), Fraction(0))
        if move is move.entry.moves[0] and stands * amount < 0:
            part = min(amount, -stands) if amount > 0 else max(amount, -stands)
            book.move(move.entry, day, part, until)
            lost[place] = move, amount - part
            given += part
    lost[:] = [one for one in lost if one[1]]
    return given


def take_from(moves: list[Move], excess: Fraction, until: date) -> list[tuple[Move, Fraction]]:
    """“The last first”: take back what exceeds, or what falls below; return who lost what."""
    lost = []
    for entry in dict.fromkeys(one.entry for one in reversed(moves)):
        of_entry = [one for one in moves if one.entry is entry]
        stands = sum((one.points for one in of_entry), Fraction(0))
        if excess > 0:
            part = min(max(stands, Fraction(0)), excess)
        else:
            part = max(min(stands, Fraction(0)), excess)
        if part:
            one = next(one for one in of_entry if one.points * part > 0)
            one.take(part, until)
            lost.append((one, part))
        excess -= part
    assert excess == 0, "no posting to take from"
    return lost


# Vetoes


def hold_veto(book: Book, unit: Any, span: Span, track: str, fallen: date) -> None:
    """“From the day on which it has counted to ``require`` … the points of its span are zero, those
    that come later too”, and of each clause, as it “takes all of its span”."""
    before: list[Move] = []
    moves = book.of(unit["name"], [track], *span)
    for one in moves:
        one.reckon()
        if one.day < fallen:
            before.append(one)
        else:
            one.take(one.points, span[1])
    for entry in dict.fromkeys(one.entry for one in before):
        stands = sum((one.points for one in before if one.entry is entry), Fraction(0))
        book.move(entry, fallen, -stands, span[1])


def falls(office: Office, today: date, book: Book, veto: Any, unit: Any, span: Span) -> date | None:
    """The first day on which the veto has counted to ``require`` (“1 unless it says otherwise”)."""
    require = required({"require": 1, **veto}, unit)
    if require is None or veto.get("zero") is False:
        return None
    found = counted(office, today, book, veto, unit)
    so_far = Fraction(0)
    for day in sorted({day for day, _ in found if span[0] <= day <= min(span[1], today)}):
        so_far += sum((n for when, n in found if when == day), Fraction(0))
        if so_far >= require:
            return day
    return None


def in_force(office: Office, span: Span) -> Any:
    """“By the one in force on the last day of its span”."""
    return edition(office, span[1]) or {}
