"""The records of one folder, found again by title, id or file, and changed one after the other."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple, cast

from infoscore.messages import Message, msg
from infoscore.names import Names, fold
from infoscore.problems import Code, Place, Problem
from infoscore.reading.reading import Reading
from infoscore.reading.yamltext import Path, parse
from infoscore.records.adoption import Adoption
from infoscore.records.base import ID_DIGITS
from infoscore.records.kinds import KINDS, Record
from infoscore.records.resolve import Setup
from infoscore.workspace.folder import read_bytes, record_files
from infoscore.workspace.load import Workspace
from infoscore.workspace.writing.compose import record_text
from infoscore.workspace.writing.filing import RecordFile
from infoscore.workspace.writing.yamledit import ByHandError, edited

_FILE: Final = re.compile(r"(\.ya?ml)?(:[0-9]+)*$")
_LINE: Final = re.compile(r"\.ya?ml:([0-9]+)")
"""How a file and a line end, as problems and ``explain`` print them."""


class IndexedRecord(NamedTuple):
    """A record and where its text stands."""

    record: Record
    document: int
    path: Path
    """Within the document."""

    @property
    def file(self) -> str:
        """Relative to the workspace."""
        return self.record.place.file

    @property
    def spot(self) -> str:
        """The file, with the line if it holds more than this record."""
        place = self.record.place
        return f"{place.file}:{place.line}" if self.document or self.path else place.file


class RecordIndex:
    """The records of one folder, to be found by name and amended one after the other."""

    def __init__(self, workspace: Workspace, setup: Setup, folder: str) -> None:
        self.setup = setup
        self.noun: Message = KINDS[folder].noun
        self._folder = folder
        self._kind = KINDS[folder]
        self._workspace = workspace
        self._apart = Workspace(workspace.root, setup, workspace.problems)
        self._files = list(record_files(workspace.root, folder, workspace.problems))
        self._held: dict[str, bytes] = {}
        """Each file's bytes, as amended so far."""
        self._shelved: dict[str, list[IndexedRecord]] = {}
        self._sound = True
        """All that was read could be."""

    def named(
        self, name: str, reading: Reading, key: str, on: date | None = None
    ) -> IndexedRecord | None:
        """The one record called so, or a problem; ``on``: of that date."""
        found = [one for one in self.find(name) if on in (None, one.record.date)]
        if not self._sound:
            return None  # it may be among those that cannot be read; they are told
        if len(found) == 1:
            return found[0]
        if found:
            reading.note(
                Code.AMBIGUOUS_NAME,
                (key,),
                msg("“{name}” names more than one {kind}", name=name, kind=self.noun),
                msg("name one of them: {names}", names=[self.introduced(one) for one in found]),
            )
            return None
        close = [msg("“{value}”", value=one) for one in self.nearest(name)]
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
        """By file or id; else by title or item."""
        ending, line = "/" + self._stem(name), _LINE.search(name)
        files = [one for one in self._files if f"/{_composed(_stem(one))}".endswith(ending)]
        found = self._read(files)
        if line is not None:
            found = [one for one in found if one.record.place.line == int(line[1])] or found
        if found:
            return found
        wanted = fold(name)
        everything = self.everything()
        return [one for one in everything if one.record.id_of(ID_DIGITS) == name] or [
            one for one in everything if wanted in _titles(one.record)
        ]

    def _stem(self, name: str) -> str:
        """A file as it was typed or pasted, as the workspace names it, without its ending."""
        stem = _FILE.sub("", name).replace("\\", "/")
        path = os.path.normpath(stem) if stem else stem
        if os.path.isabs(path):  # noqa: PTH117 - of another system's path nothing else is known
            path = os.path.relpath(path, self._workspace.root.resolve())
        return _composed(path.replace(os.sep, "/"))

    def containing(self, part: str) -> list[IndexedRecord]:
        """Those in whose titles it stands."""
        wanted = fold(part)
        return [
            one
            for one in self.everything()
            if any(wanted in title for title in _titles(one.record))
        ]

    def everything(self) -> list[IndexedRecord]:
        """All of them, file by file."""
        return self._read(self._files)

    def nearest(self, name: str) -> list[str]:
        """Titles that look like ``name``; those that must not be shown are left out."""
        records = (one.record for one in self.everything())
        return Names(
            (one.title, one.title) for one in records if one.title and not one.restricted
        ).nearest(name)

    def introduced(self, one: IndexedRecord) -> str:
        """The record's file, and what tells people which it is."""
        record = one.record
        if isinstance(record, Adoption):
            return f"{one.spot}（{record.outlet_named}）"
        return one.spot

    def _read(self, files: Iterable[str]) -> list[IndexedRecord]:
        return [one for file in files for one in self._of(file)]

    def _of(self, file: str) -> list[IndexedRecord]:
        found = self._shelved.get(file)
        if found is None:
            before = len(self._apart.problems)
            data = self._held[file] = read_bytes(self._workspace.root, file)
            found = self._shelved[file] = list(self._records(file, data, self._apart))
            self._sound &= len(self._apart.problems) == before
        return found

    def _records(self, file: str, data: bytes, workspace: Workspace) -> Iterator[IndexedRecord]:
        documents, problems = parse(data, file)
        workspace.problems += problems
        for document in documents:
            for reading in workspace.readings(document):
                record = workspace.resolve(reading, self._kind)
                if record is not None:
                    yield IndexedRecord(record, document.index, reading.path)

    def amended(
        self, one: IndexedRecord, added: Mapping[str, object], place: Place
    ) -> RecordFile | None:
        """The file with ``added`` to the record: keys, entries of lists, entries of mappings.

        ``None``: it cannot be; the workspace's problems say why, at ``place``.
        """
        problems = self._workspace.problems
        data = self._held[one.file]
        documents, _ = parse(data, one.file)
        document = documents[one.document]
        old = cast("dict[str, object]", Reading(document, one.path, []).value)
        try:
            new = edited(data, document, one.path, _joined(old, added), self._kind.written)
        except ByHandError:
            problems.append(
                Problem(
                    Code.SYNTAX,
                    one.record.place,
                    msg("the text of this record is too unusual to be changed by a program"),
                    msg(
                        "add it by hand: {text}",
                        text=record_text(added, self._kind.written).rstrip(),
                    ),
                )
            )
            return None
        apart = Workspace(self._workspace.root, self.setup)
        shelved = list(self._records(one.file, new, apart))
        if apart.problems:
            problems += [problem._replace(place=place) for problem in apart.problems]
            return None
        self._held[one.file] = new
        self._shelved[one.file] = shelved
        record = next(
            now.record for now in shelved if (now.document, now.path) == (one.document, one.path)
        )
        return RecordFile(record, one.file, new, data, one.record)

    def unchanged(self, one: IndexedRecord) -> RecordFile:
        """The record, which says it already."""
        data = self._held[one.file]
        return RecordFile(one.record, one.file, data, data, one.record)


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


def _stem(file: str) -> str:
    return file.rpartition(".")[0]


def _composed(name: str) -> str:
    """A Mac may store é as e and an accent, which nobody types so."""
    return unicodedata.normalize("NFC", name)


def _titles(record: Record) -> set[str]:
    """What the record goes by, to compare with what was typed."""
    return {fold(name) for name in (record.title, getattr(record, "item", "")) if name}
