"""A file for each new record, named so that the same event always meets itself."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Final, NamedTuple

from infoscore.messages import msg
from infoscore.names import fold
from infoscore.problems import Code, Place, Problem
from infoscore.reading.types import keys_of
from infoscore.records.base import ID_DIGITS, UNIQUE_DIGITS
from infoscore.records.kinds import KINDS, Record, kind_of
from infoscore.records.resolve import Contributor
from infoscore.workspace.folder import NotPlainError, read_bytes
from infoscore.workspace.load import Workspace, records_in
from infoscore.workspace.writing.compose import modeline, record_text
from infoscore.workspace.writing.files import NewFile

_NO_EVENT: Final = frozenset({"place", "edition", "outlet_named", "note"})
"""Fields in which two records of the same event may differ."""


class RecordFile(NamedTuple):
    """A record and the file that holds it, or shall."""

    record: Record
    file: str
    """Relative to the workspace."""
    data: bytes
    """The file's contents afterwards."""
    before: bytes | None = None
    """Its contents so far; ``None``: it is not there."""
    was: Record | None = None
    """The record so far."""

    @property
    def exists(self) -> bool:
        """True if the same record is there already."""
        return self.before == self.data

    def new_file(self, workspace: Workspace) -> NewFile:
        """The file to be made or changed."""
        return NewFile(workspace.root / self.file, self.data, self.before)


def file_away(
    workspace: Workspace,
    folder: str,
    record: Record,
    typed: Mapping[str, object],
    taken: Container[str] = (),
) -> RecordFile | Problem:
    """The record's file; or the problem that the same event is recorded otherwise.

    ``taken``: files that other records are about to get.
    """
    kind = KINDS[folder]
    digits = ID_DIGITS
    while True:
        file = f"{folder}/{record.date.year}/{record.id_of(digits)}.yaml"
        if file in taken:
            digits += 2
            continue
        try:
            data = read_bytes(workspace.root, file)
        except FileNotFoundError:
            return RecordFile(
                record, file, (modeline(2, kind.name) + record_text(typed, kind.written)).encode()
            )
        except NotPlainError as error:
            return error.problem
        problems: list[Problem] = []
        records = list(records_in(data, file, kind, workspace.setup, problems))
        there = records[0] if len(records) == 1 and not problems else None
        if there is not None and there.id_of(UNIQUE_DIGITS) != record.id_of(UNIQUE_DIGITS):
            digits += 2  # another event whose short name is the same
            continue
        different = [] if there is None else differences(there, record)
        if there is None or different:
            return Problem(
                Code.DUPLICATE_RECORD,
                Place(file),
                msg(
                    "this {kind} is recorded already, with other values: {keys}",
                    kind=kind.noun,
                    keys=different,
                )
                if different
                else msg("a file of this name is there already and cannot be read"),
                msg("edit that file"),
            )
        return RecordFile(record, file, data, data, there)


def differences(record: Record, other: Record) -> list[str]:
    """The keys that two records of the same event do not agree on."""
    found = []
    kind = kind_of(record)
    for field in record.__struct_fields__:
        ours, theirs = getattr(record, field), getattr(other, field)
        if field in _NO_EVENT or _told(ours) == _told(theirs):
            continue
        if field == "contributors" and [a.unit for a in ours] == [b.unit for b in theirs]:
            roles = [a.role for a in ours] != [b.role for b in theirs]
            found.append("roles" if roles else "weights")
        else:
            found.append(kind.called.get(field, field))
    return sorted(found, key=list(keys_of(kind.entry)).index)


def _told(value: object) -> object:
    """A value to compare with others, however its names are typed."""
    match value:
        case str():
            return fold(value)
        case Contributor():
            return value.unit, value.weight, value.role
        case tuple():
            return [_told(part) for part in value]
        case _:
            return value
