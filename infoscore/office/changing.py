"""Changing one record, or taking it out, with what that does to the points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from msgspec import Struct, field

from infoscore.messages import msg
from infoscore.office.consequences import Shift, State, shifts
from infoscore.problems import Code, Problem
from infoscore.reading.reading import Reading
from infoscore.reading.yamltext import Document
from infoscore.records.kinds import Record, kind_of
from infoscore.records.resolve import Setup
from infoscore.workspace.load import Workspace, resolved
from infoscore.workspace.writing.files import NewFile
from infoscore.workspace.writing.filing import file_of
from infoscore.workspace.writing.journal import write_noted
from infoscore.workspace.writing.shelf import IndexedRecord, RecordIndex
from infoscore.workspace.writing.transaction import Removal


class RecordChange(Struct):
    """A record that is changed, or taken out."""

    record: Record
    """The record afterwards, or as it was if it is taken out."""
    file: str
    """Its file, relative to the workspace: the new one where that is another."""
    before: bytes
    """The contents of its file before."""
    after: bytes | None
    """The contents afterwards; ``None``: the file is deleted."""
    was_file: str
    shifts: list[Shift] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """``True`` if the record says it already."""
        return self.before == self.after and self.file == self.was_file

    def steps(self, workspace: Workspace) -> list[NewFile | Removal]:
        """Return the files to be written and deleted."""
        old, new = workspace.root / self.was_file, workspace.root / self.file
        if self.after is None:
            return [Removal(old, self.before)]
        if old == new:
            return [NewFile(old, self.after, self.before)]
        return [NewFile(new, self.after), Removal(old, self.before)]


class Editing(Struct, frozen=True):
    """What a record shall say."""

    given: Mapping[str, object]
    """Values by key, as a file has them."""
    cleared: Iterable[str]
    """Keys that go."""
    document: Callable[[Mapping[str, object]], Document]
    """Makes a document whose places people know of the whole record."""


def edit(
    workspace: Workspace, index: RecordIndex, indexed: IndexedRecord, wanted: Editing, today: date
) -> RecordChange | None:
    """Return the change of a record; ``None``: the problems of the workspace say why not.

    ``index`` holds the records of all kinds. Nothing is written; see :func:`carry_out`.
    """
    kind = kind_of(indexed.record)
    old = index.written(indexed)
    values = {**old, **wanted.given}
    new = {
        key: value
        for key, value in values.items()
        if key not in wanted.cleared and (value not in (None, [], {}) or key in old)
    }
    document = wanted.document(new)
    record = resolved(Reading(document, (), workspace.problems), kind, index.setup)
    if record is None:
        return None
    if (same := _another(index, indexed, record)) is not None:
        what = msg("the same {kind} is recorded in {place}", kind=kind.noun, place=same.spot)
        hint = msg("delete one of the two")
        workspace.problems.append(
            Problem(Code.DUPLICATE_RECORD, document.place(("title",)), what, hint)
        )
        return None
    every = [it.record for it in index.everything()]
    filed = index.replaced(
        indexed, new, document.place(()), msg("edit {file} by hand", file=indexed.spot)
    )
    if filed is None or filed.before is None:
        return None
    taken = {it.file for it in index.everything()} - {indexed.file}
    file = (
        indexed.file if indexed.path or indexed.document else file_of(record, indexed.record, taken)
    )
    after = [filed.record if one is indexed.record else one for one in every]
    return RecordChange(
        filed.record,
        file,
        filed.before,
        filed.data,
        indexed.file,
        _shifted(index.setup, every, after, today),
    )


def delete(
    workspace: Workspace, index: RecordIndex, indexed: IndexedRecord, today: date
) -> RecordChange | None:
    """Return the change that takes a record out; ``None``: the problems say why not."""
    del workspace
    removed = index.removed(indexed)
    if removed is None:
        return None
    every = [it.record for it in index.everything()]
    rest = [one for one in every if one is not indexed.record]
    moved = _shifted(index.setup, every, rest, today)
    return RecordChange(indexed.record, indexed.file, *removed, indexed.file, moved)


def carry_out(workspace: Workspace, change: RecordChange, command: str) -> None:
    """Write what a change makes; ``command`` is the name for taking it back.

    Raises:
        FileExistsError: a file was changed meanwhile; nothing was written.
        OSError: a file cannot be written; nothing was written.
    """
    write_noted(workspace.root, command, change.steps(workspace))


def _shifted(setup: Setup, before: list[Record], after: list[Record], today: date) -> list[Shift]:
    return shifts(State(setup, before), State(setup, after), today)


def _another(index: RecordIndex, indexed: IndexedRecord, record: Record) -> IndexedRecord | None:
    """Return another record of the same event as ``record``."""
    event = type(record), record.date, record.identity
    return next(
        (
            it
            for it in index.everything()
            if (type(it.record), it.record.date, it.record.identity) == event
            and (it.file, it.document, it.path) != (indexed.file, indexed.document, indexed.path)
        ),
        None,
    )
