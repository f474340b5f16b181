"""Register of all that asks for something by a moment: records, and what has to recur."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from infoscore.records import progress
from infoscore.records.duty import Duty
from infoscore.records.kinds import Record, kind_of
from infoscore.roster import Roster
from infoscore.rules.edition import RuleBook
from infoscore.scoring import upkeep
from infoscore.scoring.returned import returns

Recurring = Callable[[RuleBook, Roster, Sequence[Record], date], Iterable[Duty]]
"""Duties that no single record asks for, up to a day."""


def _updates(
    book: RuleBook, _roster: Roster, records: Sequence[Record], today: date
) -> Iterable[Duty]:
    """Yield the updates of the website's columns."""
    return upkeep.duties(book, records, today)


def _steps(
    _book: RuleBook, roster: Roster, records: Sequence[Record], _today: date
) -> Iterable[Duty]:
    """Yield the steps of review chains."""
    return progress.duties(records, roster)


def _returns(
    book: RuleBook, roster: Roster, records: Sequence[Record], today: date
) -> Iterable[Duty]:
    """Yield what units have to send in on fixed days."""
    owed = any(edition.rules.returns for edition in book.editions)
    return returns(records, book, roster, today) if owed else ()


RECURRING: Final[tuple[Recurring, ...]] = (_updates, _steps, _returns)


def asked(book: RuleBook, roster: Roster, records: Iterable[Record], today: date) -> Iterator[Duty]:
    """Yield what records and recurring tasks ask for, as known on a day.

    What is recorded of a later date is not known yet.
    """
    known = [record for record in records if record.date <= today]
    for record in known:
        yield from kind_of(record).duties(record)
    for recurring in RECURRING:
        yield from recurring(book, roster, known, today)
