"""Register of all that asks for something by a moment: records, and what has to recur."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from infoscore.records import progress
from infoscore.records.duty import Duty
from infoscore.records.kinds import Record, kind_of
from infoscore.scoring import upkeep
from infoscore.scoring.returned import returns
from infoscore.workspace.load import Workspace

Recurring = Callable[[Workspace, Sequence[Record], date], Iterable[Duty]]
"""Duties of a sound workspace that no single record asks for, up to a day."""


def _updates(workspace: Workspace, records: Sequence[Record], today: date) -> Iterable[Duty]:
    """Yield the updates of the website's columns."""
    return () if workspace.setup is None else upkeep.duties(workspace.setup.book, records, today)


def _steps(workspace: Workspace, records: Sequence[Record], _today: date) -> Iterable[Duty]:
    """Yield the steps of review chains."""
    return () if workspace.setup is None else progress.duties(records, workspace.setup.roster)


def _returns(workspace: Workspace, records: Sequence[Record], today: date) -> Iterator[Duty]:
    setup = workspace.setup
    assert setup is not None, "the caller has checked the setup"
    if any(edition.rules.returns for edition in setup.book.editions):
        yield from returns(records, setup.book, setup.roster, today)


RECURRING: Final[tuple[Recurring, ...]] = (_updates, _steps, _returns)


def unpublished(workspace: Workspace, today: date) -> int | None:
    """Return the year of which workdays are counted without its holidays, which nobody knows yet.

    ``None``: its holidays are known, or no rule counts workdays.
    """
    edition = None if workspace.setup is None else workspace.setup.book.on(today)
    if edition is None or not edition.counts_workdays:
        return None
    from infoscore.workdays import published

    return None if published(today.year) else today.year


def duties(workspace: Workspace, records: Sequence[Record], today: date) -> Iterator[Duty]:
    """Yield what records and recurring tasks ask for, as known on a day.

    What is recorded of a later date is not known yet.
    """
    known = [record for record in records if record.date <= today]
    for record in known:
        yield from kind_of(record).duties(record)
    for recurring in RECURRING:
        yield from recurring(workspace, known, today)
