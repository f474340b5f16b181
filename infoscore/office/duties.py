"""What a workspace asks for by a moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from infoscore.records.duty import Duty
from infoscore.records.kinds import Record
from infoscore.scoring.asked import asked
from infoscore.workspace.load import Workspace


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
    """Yield what records and recurring tasks ask for, as known on a day."""
    if workspace.setup is not None:
        yield from asked(workspace.setup.book, workspace.setup.roster, records, today)
