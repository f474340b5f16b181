"""A workspace as a whole: its setup at once, its records one by one.

Records stream: a report folds them as they come and keeps none, so its memory does not grow with
their number. Whoever consumes them looks at ``problems`` afterwards and reports from no workspace
that has errors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from infoscore.messages import Message, msg
from infoscore.problems import Code, Place, Problem, errors_in, noted
from infoscore.reading.reading import Reading
from infoscore.reading.typed import read
from infoscore.reading.yamltext import Document, parse, parts_of
from infoscore.reading.yamltext import Path as YamlPath
from infoscore.records.base import RecordKind
from infoscore.records.kinds import KINDS, Record
from infoscore.records.resolve import Setup
from infoscore.rules import book as rulebook
from infoscore.rules.edition import CLAUSES
from infoscore.rules.tracks import track_names
from infoscore.workspace import units
from infoscore.workspace.folder import NotPlainError, read_bytes, record_files

MOST_OTHERS: Final = 500
MOST_ENTRIES: Final[Mapping[str, int]] = {
    "units": 5000,
    "aliases": 100,
    "tracks": 50,
    "editions": 100,
    "annexes": 50,
    "columns": 100,
    **{kind.key: kind.most for kind in CLAUSES.values() if kind.most is not None},
}
"""By key, of a list or mapping in a setup file: what the work grows with."""


class Workspace(Struct):
    """What a folder holds, and what is wrong with it so far."""

    root: Path
    setup: Setup | None = None
    """``None``: units.yaml or rules.yaml cannot be used."""
    problems: list[Problem] = field(default_factory=list)
    on_file: Callable[[], None] | None = None
    """Called for each file that is read, to show that work goes on."""
    tells_doubles: bool = True
    _seen: dict[int, Place | None] = field(default_factory=dict)
    """Events, by their hash; those that lie on the disk are looked for again if need be."""
    _streaming: bool = False
    _first: dict[tuple[object, ...], Place] | None = None
    """Where each event is recorded first; read once it is asked for."""

    @property
    def sound(self) -> bool:
        """Whether a report may be made of what was read so far."""
        return errors_in(self.problems) == 0

    def records(self, folders: Iterable[str] = ()) -> Iterator[Record]:
        """Every record, folder by folder and file by file; problems are added as they are met.

        ``folders``: only of these.
        """
        for folder in folders or KINDS:
            yield from self.records_of(folder, record_files(self.root, folder, self.problems))

    def records_of(self, folder: str, files: Iterable[str]) -> Iterator[Record]:
        """The records of some files of a folder."""
        self._seen.clear()
        self._first = None
        self._streaming = True
        for file in files:
            if self.on_file is not None:
                self.on_file()
            yield from self.records_in(file, read_bytes(self.root, file), KINDS[folder])
        self._streaming = False

    def records_in(self, file: str, data: bytes, kind: RecordKind) -> Iterator[Record]:
        """The records in one file's bytes."""
        documents, problems = parse(data, file)
        self.problems += problems
        if not documents and not problems:
            self._note_empty(file)
        for document in documents:
            for reading in self.readings(document):
                record = self.resolve(reading, kind)
                if record is not None:
                    yield record

    def readings(self, document: Document) -> Iterator[Reading]:
        """Each record of a document, not yet read."""
        if self.enough(document.file):
            return
        if isinstance(document.value, list):
            for index in range(len(document.value)):
                if self.enough(document.file):
                    return
                yield Reading(document, (index,), self.problems)
        elif document.value is None:
            self._note_empty(document.file)
        else:
            yield Reading(document, (), self.problems)

    def enough(self, file: str) -> bool:
        """Whether the file has more problems than are told."""
        last = self.problems[-1] if self.problems else None
        return last is not None and last.code is Code.TOO_LARGE and last.place.file == file

    def resolve(self, reading: Reading, kind: RecordKind) -> Record | None:
        """The record; ``None`` if it has problems."""
        entry = read(reading.document, kind.entry, self.problems, reading.path)
        if self.setup is None:
            return None
        if entry is None:
            if isinstance(reading.value, dict):
                kind.names_only(reading.value, reading, self.setup)
            return None
        record: Record | None = kind.resolve(entry, reading, self.setup)
        if record is not None and self.tells_doubles:
            self._note_double(record, kind)
        return record

    def _note_double(self, record: Record, kind: RecordKind) -> None:
        key = _event(record)
        if key not in self._seen:
            # of a hundred thousand files the places alone would take more memory than all else
            self._seen[key] = None if self._streaming else record.place
            return
        place = self._seen[key] or self._earlier(record)
        if place is not None:
            noted(
                self.problems,
                Problem(
                    Code.DUPLICATE_RECORD,
                    record.place,
                    msg("the same {kind} is recorded in {place}", kind=kind.noun, place=str(place)),
                    msg("delete one of the two")
                    if record.title
                    else msg("delete one of the two, or let “count” say how many there were"),
                ),
            )

    @property
    def events(self) -> Iterable[int]:
        """Those of the files read last, each by a number that no other has."""
        return self._seen

    def _earlier(self, record: Record) -> Place | None:
        """The first place in the workspace where the same event is recorded."""
        if self._first is None:
            self._first = {}
            again = Workspace(self.root, self.setup, tells_doubles=False)
            for other in again.records():
                self._first.setdefault((type(other), other.date, other.event), other.place)
        place = self._first.get((type(record), record.date, record.event))
        return place if place != record.place else None

    def _note_empty(self, file: str) -> None:
        problem = Problem(
            Code.MISSING_KEY,
            Place(file),
            msg("there is no record in this file"),
            msg("delete the file, or restore what it held"),
        )
        noted(self.problems, problem)


def _event(record: Record) -> int:
    """A number that no other event has; 64 bits."""
    text = "\0".join((type(record).__name__, record.date.isoformat(), *record.event))
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def load(root: Path) -> Workspace:
    """The workspace in ``root``; its setup is read, its records not yet."""
    workspace = Workspace(root)
    problems = workspace.problems
    rules = setup_document(root, rulebook.FILE, problems)
    entry = rulebook.rules(rules, problems) if rules else None
    members = setup_document(root, units.FILE, problems)
    tracks = track_names(rulebook.tracks(entry)) if entry else None
    roster = units.roster(members, tracks, problems) if members else None
    book = rulebook.book(rules, entry, roster, problems) if rules and entry else None
    if roster is not None and book is not None:
        workspace.setup = Setup(roster, book)
    return workspace


def setup_document(root: Path, file: str, problems: list[Problem]) -> Document | None:
    """The one document of a setup file."""
    missing: Message | None = None
    try:
        documents, found = parse(read_bytes(root, file), file)
    except FileNotFoundError:
        documents, found = [], []
        missing = msg("the file is missing")
    except NotPlainError as error:
        documents, found = [], [error.problem]
    problems += found
    if found:
        return None
    if missing is None and not any(document.value is not None for document in documents):
        missing = msg("the file is empty")
    if missing is not None:
        hint = msg("`infoscore init` in an empty folder writes an example to start from")
        problems.append(Problem(Code.MISSING_FILE, Place(file), missing, hint))
        return None
    if len(documents) > 1:
        problems.append(
            Problem(
                Code.UNSUPPORTED_YAML,
                Place(file, documents[1].line),
                msg("a second YAML document begins here"),
                msg("delete the line “---”"),
            )
        )
        return None
    return None if _too_many(documents[0], problems) else documents[0]


def _too_many(document: Document, problems: list[Problem]) -> bool:
    """Whether a list or mapping has more entries than any office needs."""
    todo: list[tuple[YamlPath, object]] = [((), document.value)]
    before = len(problems)
    while todo:
        path, value = todo.pop()
        length = len(value) if isinstance(value, list | dict) else 0
        most = MOST_ENTRIES.get(str(path[-1]) if path else "", MOST_OTHERS)
        if length > most:
            problems.append(
                Problem(
                    Code.TOO_LARGE,
                    document.place(path),
                    msg("{n} entries; at most {most} are read", n=length, most=most),
                    msg("look whether the file is what it should be"),
                )
            )
            break
        todo += (((*path, key), part) for key, part in parts_of(value))
    return len(problems) > before
