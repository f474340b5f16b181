"""Register of all that asks for something by a moment: records, and what has to recur."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from infoscore.records.duty import Duty
from infoscore.records.kinds import Record, kind_of
from infoscore.workspace.load import Workspace

Recurring = Callable[[Workspace, Sequence[Record], date], Iterable[Duty]]
"""Duties of a sound workspace that no single record asks for, up to a day."""

RECURRING: Final[tuple[Recurring, ...]] = ()


def duties(workspace: Workspace, records: Sequence[Record], today: date) -> Iterator[Duty]:
    """Yield what records and recurring tasks ask for, as known on a day.

    What is recorded of a later date is not known yet.
    """
    known = [record for record in records if record.date <= today]
    for record in known:
        yield from kind_of(record).duties(record)
    for recurring in RECURRING:
        yield from recurring(workspace, known, today)
