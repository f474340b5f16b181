"""Where a new record goes: one file each, named so that the same event always meets itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from infoscore.messages import msg
from infoscore.problems import Code, Place, Problem
from infoscore.scoring.records import ID_DIGITS, Adoption
from infoscore.workspace.compose import record_text
from infoscore.workspace.folder import read_bytes
from infoscore.workspace.jsonschema import modeline
from infoscore.workspace.load import KINDS, Workspace
from infoscore.workspace.store import NewFile

FOLDER: Final = "adoptions"
_FULL: Final = 64


class Filing(NamedTuple):
    """A record and its file."""

    record: Adoption
    file: str
    """Relative to the workspace."""
    data: bytes
    exists: bool
    """The same record is there already."""

    def new_file(self, workspace: Workspace) -> NewFile:
        """The file to be made."""
        return NewFile(workspace.root / self.file, self.data)


def file_away(
    workspace: Workspace, record: Adoption, typed: Mapping[str, object]
) -> Filing | Problem:
    """The record's file; or what stands in its way: the same event, recorded otherwise."""
    text = modeline(2, "adoption") + record_text(typed)
    digits = ID_DIGITS
    while True:
        file = f"{FOLDER}/{record.date.year}/{record.id_of(digits)}.yaml"
        try:
            there = _record_in(workspace, file)
        except FileNotFoundError:
            return Filing(record, file, text.encode(), exists=False)
        if there is not None and there.id_of(_FULL) != record.id_of(_FULL):
            digits += 2  # another event whose short name is the same
            continue
        different = [] if there is None else _differences(there, record)
        if there is None or different:
            return Problem(
                Code.DUPLICATE_RECORD,
                Place(file),
                msg("this adoption is recorded already, with other values: {keys}", keys=different)
                if different
                else msg("a file of this name is there already and cannot be read"),
                msg("edit that file"),
            )
        return Filing(record, file, text.encode(), exists=True)


def _record_in(workspace: Workspace, file: str) -> Adoption | None:
    """The one record in a file; ``None`` if it holds problems or none.

    Raises:
        FileNotFoundError: there is no such file.
    """
    data = read_bytes(workspace.root, file)
    apart = Workspace(workspace.root, workspace.setup)
    records = [
        record
        for record in apart.records_in(file, data, KINDS[FOLDER])
        if isinstance(record, Adoption)
    ]
    return records[0] if len(records) == 1 and apart.sound else None


def _differences(one: Adoption, other: Adoption) -> list[str]:
    """The keys that the two do not agree on; a note is no part of the event."""
    parts: dict[str, Callable[[Adoption], object]] = {
        "units": lambda it: [(part.unit, part.weight) for part in it.contributors],
        "form": lambda it: it.form,
        "count": lambda it: it.count,
        "item": lambda it: it.item,
        "tags": lambda it: it.tags,
        "endorsements": lambda it: it.endorsements,
        "authors": lambda it: it.authors,
        "submission": lambda it: it.submission,
        "restricted": lambda it: it.restricted,
        "duplicate_ok": lambda it: it.duplicate_ok,
    }
    return [key for key, part in parts.items() if part(one) != part(other)]
