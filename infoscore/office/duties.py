"""What a workspace asks for by a moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from infoscore.records.duty import Duty
from infoscore.records.kinds import Record
from infoscore.scoring.asked import asked
from infoscore.workspace.load import Workspace


def duties(workspace: Workspace, records: Sequence[Record], today: date) -> Iterator[Duty]:
    """Yield what records and recurring tasks ask for, as known on a day."""
    if workspace.setup is not None:
        yield from asked(workspace.setup.book, workspace.setup.roster, records, today)
