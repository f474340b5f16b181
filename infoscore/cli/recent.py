"""What the next record probably says: the day and outlet of the last one, and the next issue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct, field

from infoscore.formulas import whole
from infoscore.names import fold, fold_issue
from infoscore.records.adoption import Adoption
from infoscore.records.base import Dated
from infoscore.records.kinds import KINDS
from infoscore.records.resolve import Setup
from infoscore.workspace.folder import record_files
from infoscore.workspace.load import Workspace

_MOST: Final = 300
"""Files that are looked at for the last issues."""


class Recent(Struct):
    """The last record's day, outlet and level, and each outlet's last issue."""

    date: str = ""
    """Empty: nothing was logged in this run."""
    outlet: str = ""
    level: str = ""
    _issues: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Year and number of the last issue, by outlet."""

    def next_issue(self, outlet: str, day: dt.date) -> str:
        """Return the number after the outlet's last one of the year; empty: none is known."""
        year, number = self._issues.get(fold(outlet), (0, 0))
        return str(number + 1) if year == day.year else ""

    def look_back(self, records: Iterable[Dated]) -> None:
        """Note what was logged before, if it is in order of date."""
        for record in sorted(records, key=lambda record: record.date):
            self.note(record)

    def note(self, record: Dated) -> None:
        """Note the outlet, level and issue of a record."""
        if not isinstance(record, Adoption):
            return
        unlisted = record.outlet.unlisted
        self.outlet = record.outlet_named if unlisted else record.outlet.name
        self.level = record.outlet.name if unlisted else ""
        number = whole(fold_issue(record.issue, record.date.year))
        if number is not None:
            found, known = (record.date.year, number), self._issues.get(fold(self.outlet), (0, 0))
            self._issues[fold(self.outlet)] = max(found, known)


def recent(workspace: Workspace, setup: Setup) -> Recent:
    """Return what the newest adoptions of the workspace say, by the dates in their files' names."""
    found = Recent()
    folder = KINDS["adoptions"].folder
    apart = Workspace(workspace.root, setup)
    files = record_files(workspace.root, folder, apart.problems)
    newest = sorted(files, key=lambda file: PurePosixPath(file).name)[-_MOST:]
    found.look_back(apart.records_of(folder, newest))
    return found
