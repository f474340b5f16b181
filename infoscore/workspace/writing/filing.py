"""A file for each new record, named so that the same event always meets itself."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from itertools import count
from typing import Final, NamedTuple

from infoscore.messages import msg
from infoscore.names import fold_title
from infoscore.problems import Code, Place, Problem
from infoscore.reading.types import keys_of
from infoscore.records.adoption import Adoption
from infoscore.records.base import ID_DIGITS
from infoscore.records.kinds import KINDS, Record, kind_of
from infoscore.records.resolve import Contributor
from infoscore.workspace.folder import NotPlainError, read_bytes
from infoscore.workspace.load import Workspace, records_in
from infoscore.workspace.writing.compose import modeline, record_text
from infoscore.workspace.writing.files import NewFile

_ALL_DIGITS: Final = 64
"""Hexadecimal digits of the longest id."""
_NO_EVENT: Final = frozenset({"place", "edition", "outlet_named", "note", "title", "issue"})
"""Fields in which two records that are like each other do not differ, or may."""


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


def new_file(
    workspace: Workspace,
    folder: str,
    record: Record,
    typed: Mapping[str, object],
    taken: Container[str] = (),
) -> RecordFile | Problem:
    """The file of a record that is new; or the problem that its name cannot be had.

    ``taken``: files that other records are about to get.
    """
    kind = KINDS[folder]
    for name in _names(record):
        file = f"{folder}/{record.date.year}/{name}.yaml"
        if file in taken:
            continue
        try:
            data = read_bytes(workspace.root, file)
        except FileNotFoundError:
            text = modeline(2, kind.name) + record_text(typed, kind.written)
            return RecordFile(record, file, text.encode())
        except NotPlainError as error:
            return error.problem
        problems: list[Problem] = []
        records = list(records_in(data, file, kind, workspace.setup, problems))
        if problems:
            what = msg("a file of this name is there already and cannot be read")
            return Problem(Code.DUPLICATE_RECORD, Place(file), what, msg("edit that file"))
        for other in records:
            if (other.date, other.identity) == (record.date, record.identity):
                return met(record, other, Place(file), data)  # written by somebody meanwhile
    raise AssertionError("names never end")


def file_of(record: Record, was: Record, taken: Container[str]) -> str:
    """The file of a record after a change, relative to the workspace.

    A file that is named by its record gets the new name, and lies in the folder of the new year.
    """
    folder, _, name = was.place.file.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    whole = was.id_of(_ALL_DIGITS)
    if not (len(stem) >= len(was.id) and whole.startswith(stem)) or record.id == was.id:
        return was.place.file
    if folder.endswith(f"/{was.date.year}"):
        folder = folder.removesuffix(str(was.date.year)) + str(record.date.year)
    names = (f"{folder}/{name}{dot}{ending}" for name in _names(record))
    return next(file for file in names if file not in taken)


def met(record: Record, there: Record, place: Place, data: bytes) -> RecordFile | Problem:
    """The file that holds the record already, or the problem that it does with other values."""
    keys = differences(there, record)
    if not keys:
        return RecordFile(there, place.file, data, data, there)
    return Problem(
        Code.DUPLICATE_RECORD,
        place,
        msg(
            "this {kind} is recorded already, with other values: {keys}",
            kind=kind_of(record).noun,
            keys=keys,
        ),
        msg(
            "edit that file;"
            " if this is another event, say so: “duplicate_ok: true” (--duplicate-ok)"
        )
        if isinstance(record, Adoption)
        else msg("edit that file"),
    )


def _names(record: Record) -> Iterator[str]:
    """Names for its file; another event with the same short name has the first."""
    for digits in range(ID_DIGITS, _ALL_DIGITS, 2):
        yield record.id_of(digits)
    for number in count(2):
        yield f"{record.id_of(_ALL_DIGITS)}-{number}"


def differences(record: Record, other: Record) -> list[str]:
    """The keys on which a record and another that is like it do not agree."""
    found = []
    kind = kind_of(record)
    unsaid = kind.unsaid(other)
    for field in record.__struct_fields__:
        ours, theirs = getattr(record, field), getattr(other, field)
        if field in _NO_EVENT or field in unsaid or _told(ours) == _told(theirs):
            continue
        if field == "duplicate_ok" and not theirs:
            continue  # said of the one that is recorded
        if field == "contributors" and [a.unit for a in ours] == [b.unit for b in theirs]:
            roles = [a.role for a in ours] != [b.role for b in theirs]
            found.append("roles" if roles else "weights")
        else:
            found.append(kind.called.get(field, field))
    return sorted({*found}, key=list(keys_of(kind.entry)).index)


def _told(value: object) -> object:
    """A value to compare with others, however its names are typed."""
    match value:
        case str():
            return fold_title(value)
        case Contributor():
            return value.unit, value.weight, value.role
        case tuple():
            return [_told(part) for part in value]
        case _:
            return value
