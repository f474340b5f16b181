"""Upkeep (维护) of a website: what its columns were to show by when, and what they did."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from infoscore.deadlines import allowance
from infoscore.moments import end_of
from infoscore.period import Calendar, Span
from infoscore.reading.types import listed
from infoscore.records.duty import Duty
from infoscore.records.kinds import Record
from infoscore.records.post import Post
from infoscore.rules.edition import RuleBook
from infoscore.rules.website import (
    Each,
    IndicatorEntry,
    Lack,
    PartEntry,
    Phase,
    Realm,
    Site,
    WebColumn,
    said,
)
from infoscore.workdays import workdays

_AHEAD: Final = timedelta(days=800)
"""Days after which the span of a rule is over that holds or begins now."""
Moments = Mapping[WebColumn, Sequence[datetime]]
"""When something was posted, by column, in order."""


def moments_of(records: Iterable[Record], until: date) -> dict[WebColumn, list[datetime]]:
    """Return when something was posted up to a day, by column, in order."""
    found: dict[WebColumn, list[datetime]] = {}
    for record in records:
        if isinstance(record, Post) and record.date <= until:
            found.setdefault(record.column, []).append(record.moment)
    for moments in found.values():
        moments.sort()
    return found


def updates(
    column: WebColumn, posted: Sequence[datetime], calendar: Calendar, start: date, end: date
) -> Iterator[Duty]:
    """Yield what had to be posted by the days from ``start`` to ``end``, in order of time.

    A span counts if the column and one rule were there on all its days. What came too late is not
    there: the next duty begins with it.
    """
    for phase in column.phases:
        if phase.start <= end and start <= phase.end and phase.rule is not None:
            if phase.rule.each is not None:
                yield from _by_span(column, phase, posted, calendar, start, end)
            elif phase.rule.gap is not None:
                yield from _by_gap(column, phase, posted, start, end)


def duties(
    book: RuleBook, records: Iterable[Record], until: date, since: date = date.min
) -> Iterator[Duty]:
    """Yield the updates of all columns that are known on a day, and the next one of each.

    ``since``: only those due on this day or later.
    """
    if book.site is None:
        return
    moments = moments_of(records, until)
    for column in book.site.columns:
        end = min(until + _AHEAD, column.end)
        for duty in updates(column, moments.get(column, ()), book.calendar, since, end):
            yield duty
            if duty.due > end_of(until) and duty.done is None:
                break


def due_next(
    column: WebColumn, posted: Sequence[datetime], calendar: Calendar, today: date
) -> datetime | None:
    """Return by when something is to be posted next; ``None``: nothing is asked for."""
    for duty in updates(column, posted, calendar, today, today + _AHEAD):
        if duty.done is None:
            return duty.due
    return None


def overdue(
    column: WebColumn, posted: Sequence[datetime], calendar: Calendar, today: date
) -> datetime | None:
    """Return by when something should have been posted, if nothing has been since."""
    phase = column.phase(today)
    if phase is None:
        return None
    last = None
    for duty in updates(column, posted, calendar, max(phase.start, today - _AHEAD), today):
        if duty.due < end_of(today):
            last = duty
    if last is None or last.done is not None:
        return None
    return last.due if bisect_right(posted, last.due) == len(posted) else None


def counted_by(
    indicator: IndicatorEntry, site: Site, moments: Moments, calendar: Calendar, today: date
) -> list[WebColumn]:
    """Return the columns that an indicator counts on a day; the home page is its first column."""
    found: dict[WebColumn, None] = {}
    for part in indicator.parts:
        there = [one for one in _among(part, site) if one.start <= today <= one.end]
        lacking = [one for one in there if _lacks(part, one, moments, calendar, today)]
        if part.of is Realm.HOME:
            lacking = there[:1] if there and len(lacking) == len(there) else []
        found.update(dict.fromkeys(lacking))
    return list(found)


def _among(part: PartEntry, site: Site) -> list[WebColumn]:
    """Return the columns among which a part of an indicator counts."""
    columns = [one for one in site.columns if bool(one.account) is (part.of is Realm.ACCOUNTS)]
    if part.of is Realm.HOME:
        columns = [one for one in columns if one.home] or columns
    if part.category is not None:
        columns = [one for one in columns if one.category in listed(part.category)]
    return columns


def _lacks(
    part: PartEntry, column: WebColumn, moments: Moments, calendar: Calendar, today: date
) -> bool:
    posted = moments.get(column, ())
    match part.lack:
        case Lack.EMPTY:
            return not posted
        case Lack.NEGLECTED:
            return overdue(column, posted, calendar, today) is not None
        case _:
            assert part.within is not None, "the reader has seen to it"
            last = posted[-1] if posted else datetime.combine(column.start, datetime.min.time())
            return allowance(part.within).until(last) < end_of(today)


def _by_span(
    column: WebColumn,
    phase: Phase,
    posted: Sequence[datetime],
    calendar: Calendar,
    start: date,
    end: date,
) -> Iterator[Duty]:
    assert phase.rule is not None
    first, last = max(start, phase.start), min(end, phase.end)
    for begin, finish in _spans(phase.rule.each, calendar, first, last):
        if begin < phase.start:
            continue
        since, due = datetime.combine(begin, datetime.min.time()), end_of(finish)
        at = bisect_left(posted, since) + phase.rule.at_least - 1
        done = posted[at] if at < len(posted) and posted[at] <= due else None
        yield _duty(column, phase, since, due, done)


def _by_gap(
    column: WebColumn, phase: Phase, posted: Sequence[datetime], start: date, end: date
) -> Iterator[Duty]:
    assert phase.rule is not None
    assert phase.rule.gap is not None
    allowed = allowance(phase.rule.gap)
    since = datetime.combine(phase.start, datetime.min.time())
    last = end_of(min(end, phase.end)) if phase.end < date.max else end_of(end)
    own = [one for one in posted if since <= one and one.date() <= phase.end]
    for moment in (*own, None):
        due = allowed.until(since)
        if due > last:
            return
        if due.date() >= start:
            done = moment if moment is not None and moment <= due else None
            yield _duty(column, phase, since, due, done)
        if moment is not None:
            since = moment


def _duty(
    column: WebColumn, phase: Phase, since: datetime, due: datetime, done: datetime | None
) -> Duty:
    return Duty(
        clause=column.clause,
        what=f"更新“{column.name}”（{said(phase.rule)}）",
        since=since,
        due=due,
        done=done,
        unit=column.unit,
        place=column.place,
    )


def _spans(
    each: Each | None, calendar: Calendar, start: date, end: date
) -> Iterator[tuple[date, date]]:
    """Yield the spans whose last day is one of those from ``start`` to ``end``, in order."""
    if each is Each.WORKDAY:
        yield from ((day, day) for day in workdays(start, end))
        return
    span = Span(str(each))
    for year in range(calendar.year_of(start), calendar.year_of(end) + 2):
        for begin, finish in calendar.spans(span, year):
            if finish > end:
                return
            if finish >= start:
                yield begin, finish
