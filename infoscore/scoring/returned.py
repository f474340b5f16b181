"""Returns (定期报送) that units owe: what each sent in by the days on which returns fall due."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from infoscore.moments import begin_of, end_of
from infoscore.records.base import NOTHING_SENT
from infoscore.records.duty import Duty
from infoscore.records.kinds import Record
from infoscore.records.submission import Submission
from infoscore.roster import Roster, Unit
from infoscore.rules.edition import RuleBook
from infoscore.rules.returns import ReturnRule

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=62)
"""Days in which any return falls due once, wherever holidays lie."""


def returns(
    records: Iterable[Record], book: RuleBook, roster: Roster, today: date
) -> Iterator[Duty]:
    """Yield each return that fell due, and the next one, for each unit that owes it.

    What units sent before the first brief that is recorded with its units is not known, so nothing
    is asked that fell due before. The first brief after a due day is late for it.
    """
    sent: dict[Unit, list[datetime]] = {}
    for record in records:
        if isinstance(record, Submission):
            for one in record.contributors:
                sent.setdefault(one.unit, []).append(record.received)
    for times in sent.values():
        times.sort()
    begin = min((times[0].date() for times in sent.values()), default=None)
    if begin is None:
        return
    for rule, first, due in _spans(book, begin, today):
        for unit in roster.units:
            if unit.exists_on(due) and (rule.whom is None or rule.whom.holds(unit)):
                times = sent.get(unit, [])
                at = bisect_left(times, begin_of(first))
                yield Duty(
                    clause=f"returns.{rule.name}",
                    what=f"{rule.name}（{due.month}月{due.day}日前报送信息或{NOTHING_SENT}）",
                    since=begin_of(first),
                    due=end_of(due),
                    done=times[at] if at < len(times) else None,
                    unit=unit,
                )


def _spans(book: RuleBook, begin: date, today: date) -> Iterator[tuple[ReturnRule, date, date]]:
    """Yield first day and due day of each span of each rule in force, up to the next due day."""
    ends = [edition.effective - _DAY for edition in book.editions[1:]]
    for edition, last in zip(book.editions, [*ends, date.max], strict=True):
        start, end = max(edition.effective, begin), min(last, today + _AHEAD)
        for rule in edition.rules.returns if start <= end else ():
            for first, due in rule.spans(start, end):
                yield rule, first, due
                if due >= today:
                    break
