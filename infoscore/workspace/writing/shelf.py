"""The records of some folders, found by title, id or file, and changed one after the other."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from infoscore.messages import Message, msg
from infoscore.names import Names, fold_title
from infoscore.problems import Code, Place, Problem
from infoscore.reading.reading import Reading
from infoscore.reading.yamltext import Path, parse
from infoscore.records.adoption import Adoption
from infoscore.records.base import ID_DIGITS, RecordKind
from infoscore.records.kinds import KINDS, Record
from infoscore.records.resolve import Setup
from infoscore.workspace.folder import read_bytes, record_files
from infoscore.workspace.load import Events, Workspace, readings, resolved
from infoscore.workspace.writing.compose import record_text
from infoscore.workspace.writing.filing import RecordFile
from infoscore.workspace.writing.yamledit import ByHandError, edited, without

_FILE: Final = re.compile(r"(\.ya?ml)?(:[0-9]+)*$")
_LINE: Final = re.compile(r"\.ya?ml:([0-9]{1,9})\b")
"""The ends of a file and a line, as problems and ``explain`` print them."""

_WHOLE: Final = 64
"""Hexadecimal digits of a whole id."""


class IndexedRecord(NamedTuple):
    """A record and where its text stands."""

    record: Record
    document: int
    path: Path
    """Within the document."""

    @property
    def file(self) -> str:
        """The file, relative to the workspace."""
        return self.record.place.file

    @property
    def spot(self) -> str:
        """The file, with the line if it holds more than this record."""
        place = self.record.place
        return f"{place.file}:{place.line}" if self.document or self.path else place.file


class RecordIndex:
    """The records of some folders, to be found by name and amended one after the other."""

    def __init__(self, workspace: Workspace, setup: Setup, folders: Sequence[str]) -> None:
        """``folders``: what a title names in one of them, it does not name in those after it."""
        self.setup = setup
        one = KINDS[folders[0]].noun if len(folders) == 1 else msg("brief")
        self.noun: Message = one if len(folders) < len(KINDS) else msg("record")
        self._root = workspace.root
        self._problems = workspace.problems
        self._events = Events()
        self._files = {
            folder: list(record_files(workspace.root, folder, workspace.problems))
            for folder in folders
        }
        self._contents: dict[str, bytes] = {}
        """By file, as amended so far."""
        self._indexed: dict[str, list[IndexedRecord]] = {}
        """By file."""
        self._sound = True
        """False once a record could not be read."""

    def named(
        self, name: str, reading: Reading, key: str, on: date | None = None
    ) -> IndexedRecord | None:
        """The one record called so, or a problem; ``on``: of that date."""
        found = [indexed for indexed in self.find(name) if on in (None, indexed.record.date)]
        if not self._sound:
            return None  # it may be among those that cannot be read; they are told
        if len(found) == 1:
            return found[0]
        if found:
            reading.note(
                Code.AMBIGUOUS_NAME,
                (key,),
                msg("“{name}” names more than one {kind}", name=name, kind=self.noun),
                msg("name one of them: {names}", names=[self.introduced(it) for it in found]),
            )
            return None
        close = [msg("“{value}”", value=title) for title in self.nearest(name)]
        reading.note(
            Code.UNKNOWN_NAME,
            (key,),
            msg("there is no {kind} called “{name}”", kind=self.noun, name=name),
            msg("did you mean {names}?", names=close)
            if close
            else msg("name it by its title or its file"),
        )
        return None

    def find(self, name: str) -> list[IndexedRecord]:
        """The records of a file; else those with an id, title or item."""
        found = self._in_file(name)
        if found:
            return found
        wanted = fold_title(name)
        for files in self._files.values():
            records = self._read(files)
            found = [it for it in records if it.record.id_of(ID_DIGITS) == name] or [
                it for it in records if wanted in _titles(it.record)
            ]
            if found:
                return found
        return []

    def likely(self, name: str) -> list[IndexedRecord]:
        """The records of a file; else those whose id begins so, or with a title or a part of it.

        What fits in one of these ways is not looked for in those after it.
        """
        wanted = fold_title(name)
        ways: list[Callable[[Record], bool]] = [
            lambda record: record.id_of(_WHOLE).startswith(name),
            lambda record: wanted in _titles(record),
            lambda record: any(wanted in title for title in _titles(record)),
        ]
        found = self._in_file(name)
        every = [] if found else self.everything()
        for fits in ways:
            found = found or [it for it in every if fits(it.record)]
        return found

    def _in_file(self, name: str) -> list[IndexedRecord]:
        ending, line = "/" + self._stem(name), _LINE.search(name)
        every = (file for files in self._files.values() for file in files)
        files = [file for file in every if _stem(f"/{file}").endswith(ending)]
        found = self._read(files)
        if line is not None:
            at_line = [it for it in found if it.record.place.line == int(line[1])]
            found = at_line or found
        return found

    def _stem(self, name: str) -> str:
        """A file as it was typed or pasted, as the workspace names it, without its ending."""
        stem = _FILE.sub("", name).replace("\\", "/")
        path = os.path.normpath(stem) if stem else stem
        if os.path.isabs(path):  # noqa: PTH117 - of another system's path nothing else is known
            path = os.path.relpath(path, self._root.resolve())
        return _composed(path.replace(os.sep, "/"))

    def containing(self, part: str) -> list[IndexedRecord]:
        """The records that have it in a title."""
        wanted = fold_title(part)
        return [
            it for it in self.everything() if any(wanted in title for title in _titles(it.record))
        ]

    def everything(self) -> list[IndexedRecord]:
        """All records, file by file."""
        return [indexed for files in self._files.values() for indexed in self._read(files)]

    def nearest(self, name: str) -> list[str]:
        """Titles that look like ``name``; those that must not be shown are left out."""
        records = (indexed.record for indexed in self.everything())
        titles = (it.title for it in records if it.title and not it.restricted)
        return Names((title, title) for title in titles).nearest(name)

    def introduced(self, indexed: IndexedRecord) -> str:
        """The record's file, with the outlet, which tells people more."""
        record = indexed.record
        if isinstance(record, Adoption):
            return f"{indexed.spot}（{record.outlet_named}）"
        return indexed.spot

    def _read(self, files: Iterable[str]) -> list[IndexedRecord]:
        return [indexed for file in files for indexed in self._of(file)]

    def _of(self, file: str) -> list[IndexedRecord]:
        if file in self._indexed:
            return self._indexed[file]
        before = len(self._problems)
        data = self._contents[file] = read_bytes(self._root, file)
        found = self._indexed[file] = []
        for indexed in self._records(file, data, self._problems):
            self._events.note(indexed.record, _kind(file), self._problems)
            found.append(indexed)
        self._sound &= len(self._problems) == before
        return found

    def _records(self, file: str, data: bytes, problems: list[Problem]) -> Iterator[IndexedRecord]:
        documents, found = parse(data, file)
        problems += found
        for document in documents:
            for reading in readings(document, problems):
                record = resolved(reading, _kind(file), self.setup)
                if record is not None:
                    yield IndexedRecord(record, document.index, reading.path)

    def written(self, indexed: IndexedRecord) -> Mapping[str, object]:
        """The record's keys and values as they stand in its file."""
        documents, _ = parse(self._contents[indexed.file], indexed.file)
        found: dict[str, object] = documents[indexed.document].at(indexed.path)
        return found

    def amended(
        self, indexed: IndexedRecord, added: Mapping[str, object], place: Place
    ) -> RecordFile | None:
        """The file with ``added`` to the record: keys, entries of lists, entries of mappings.

        ``None``: it cannot be; the workspace's problems say why, at ``place``.
        """
        text = record_text(added, _kind(indexed.file).written).rstrip()
        hint = msg("add it by hand: {text}", text=text)
        return self.replaced(indexed, _joined(self.written(indexed), added), place, hint)

    def replaced(
        self, indexed: IndexedRecord, new_keys: Mapping[str, object], place: Place, hint: Message
    ) -> RecordFile | None:
        """The file in which the record has these keys and values; ``None`` as with ``amended``.

        ``hint``: says what to do where a program cannot change the text.
        """
        file, data = indexed.file, self._contents[indexed.file]
        document = parse(data, file)[0][indexed.document]
        try:
            new = edited(data, document, indexed.path, new_keys, _kind(file).written)
        except ByHandError:
            self._too_unusual(indexed, hint)
            return None
        problems: list[Problem] = []
        found = list(self._records(file, new, problems))
        if problems:
            self._problems += [problem._replace(place=place) for problem in problems]
            return None
        self._contents[file], self._indexed[file] = new, found
        spot = indexed.document, indexed.path
        record = next(it.record for it in found if (it.document, it.path) == spot)
        return RecordFile(record, file, new, data, indexed.record)

    def removed(self, indexed: IndexedRecord) -> tuple[bytes, bytes | None] | None:
        """The file's contents with the record and without (``None``: there is no file then).

        ``None``: it cannot be; the workspace's problems say why.
        """
        data = self._contents[indexed.file]
        document = parse(data, indexed.file)[0][indexed.document]
        try:
            return data, without(data, document, indexed.path)
        except ByHandError:
            self._too_unusual(indexed, msg("edit that file"))
            return None

    def _too_unusual(self, indexed: IndexedRecord, hint: Message) -> None:
        what = msg("the text of this record is too unusual to be changed by a program")
        self._problems.append(Problem(Code.SYNTAX, indexed.record.place, what, hint))

    def unchanged(self, indexed: IndexedRecord) -> RecordFile:
        """The record, which says it already."""
        data = self._contents[indexed.file]
        return RecordFile(indexed.record, indexed.file, data, data, indexed.record)


def _joined(old: Mapping[str, object], added: Mapping[str, object]) -> dict[str, object]:
    """``old`` with what is added: longer lists, fuller mappings."""
    new = dict(old)
    for key, more in added.items():
        there = old.get(key)
        if isinstance(there, list) and isinstance(more, list):
            new[key] = [*there, *more]
        elif isinstance(there, dict) and isinstance(more, dict):
            new[key] = {**there, **more}
        else:
            new[key] = more
    return new


def _kind(file: str) -> RecordKind:
    return KINDS[file.partition("/")[0]]


def _stem(file: str) -> str:
    return _composed(file.rpartition(".")[0])


def _composed(name: str) -> str:
    """A Mac may store é as e and an accent, which nobody types so."""
    return unicodedata.normalize("NFC", name)


def _titles(record: Record) -> set[str]:
    """The record's title and item, to compare with what was typed."""
    return {fold_title(name) for name in (record.title, getattr(record, "item", "")) if name}
