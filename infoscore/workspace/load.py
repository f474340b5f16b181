"""A workspace as a whole: its setup at once, its records one by one.

Records stream: a report folds them as they come and keeps none, so its memory does not grow with
their number. Whoever consumes them looks at ``problems`` afterwards and reports from no workspace
that has errors.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from infoscore.messages import msg
from infoscore.problems import Code, Place, Problem, enough, errors_in, noted
from infoscore.reading.reading import Reading
from infoscore.reading.typed import read
from infoscore.reading.yamltext import Document, parse, values_in
from infoscore.records.base import RecordKind
from infoscore.records.kinds import KINDS, Record
from infoscore.records.resolve import Setup
from infoscore.roster import Roster
from infoscore.rules import book as rulebook
from infoscore.rules import website
from infoscore.rules.edition import CLAUSES
from infoscore.rules.tracks import track_names
from infoscore.rules.website import Site
from infoscore.scoring.spans import check_order
from infoscore.workspace import units
from infoscore.workspace.folder import (
    NotPlainError,
    read_bytes,
    read_status,
    record_files,
    without_links,
)

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
"""Entries of a list or mapping in a setup file, by its key, where the work grows with them."""


class Events:
    """Events met so far, each as a number of 64 bits, to find records of the same event."""

    def __init__(self, again: Callable[[], Iterable[Record]] | None = None) -> None:
        """``again`` reads the records once more to find a place, so that none is kept.

        Of a hundred thousand files the places alone would take more memory than all else.
        """
        self.seen: dict[int, Place | None] = {}
        self._again = again
        self._first: dict[object, Place] = {}
        """By date and identity, and by address."""

    def note(self, record: Record, kind: RecordKind, problems: list[Problem]) -> None:
        """Note a problem if the record's event was met before."""
        numbers = [_number(record)]
        if record.address:
            numbers.append(_hashed(type(record).__name__, record.address))
        met = [number for number in numbers if number in self.seen]
        for number in numbers:
            self.seen.setdefault(number, record.place if self._again is None else None)
        if not met:
            return
        place = self.seen[met[0]] or self._earlier(record)
        if place is not None:
            noted(
                problems,
                Problem(
                    Code.DUPLICATE_RECORD,
                    record.place,
                    msg("the same {kind} is recorded in {place}", kind=kind.noun, place=str(place)),
                    msg("delete one of the two")
                    if record.title
                    else msg("delete one of the two, or let “count” say how many there were"),
                ),
            )

    def _earlier(self, record: Record) -> Place | None:
        """The first other place where the record's event is recorded."""
        if self._again is not None and not self._first:
            for other in self._again():
                for key in _keys(other):
                    self._first.setdefault(key, other.place)
        places = (self._first.get(key) for key in _keys(record))
        return next((place for place in places if place not in (None, record.place)), None)


def _keys(record: Record) -> list[object]:
    """What only records of the same event share, one or the other."""
    address = [record.address] if record.address else []
    return [(record.date, record.identity), *address]


def _number(record: Record) -> int:
    return _hashed(type(record).__name__, record.date.isoformat(), *record.identity)


def _hashed(*parts: str) -> int:
    text = "\0".join(parts)
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class Workspace(Struct):
    """The contents of a folder, and what is wrong with them so far."""

    root: Path
    setup: Setup | None = None
    """``None``: units.yaml or rules.yaml cannot be used."""
    rules: Document | None = None
    """rules.yaml, with the places of what it says."""
    setup_texts: tuple[str, ...] = ()
    """What rules.yaml and units.yaml said when the setup was made of them."""
    problems: list[Problem] = field(default_factory=list)
    on_file: Callable[[], None] | None = None
    """Called for each file that is read, to show that work goes on."""
    on_data: Callable[[bytes, str], None] | None = None
    """Called with each file of records that is read, and its path."""
    events: Events = field(default_factory=Events)
    """Those of the folder read last."""

    @property
    def sound(self) -> bool:
        """True if a report may be made of what was read so far."""
        return errors_in(self.problems) == 0

    def records(self, folders: Iterable[str] = ()) -> Iterator[Record]:
        """The records of some folders (default: all), file by file; adds problems on the way."""
        for folder in folders or KINDS:
            yield from self.records_of(folder, record_files(self.root, folder, self.problems))

    def records_of(
        self, folder: str, files: Iterable[str], statuses: list[os.stat_result] | None = None
    ) -> Iterator[Record]:
        """The records of some files of a folder; adds to ``statuses`` what each was when opened."""
        kind = KINDS[folder]
        self.events = Events(lambda: self._again(kind))
        for file in files:
            if self.on_file is not None:
                self.on_file()
            data, status = read_status(self.root, file)
            if self.on_data is not None:
                self.on_data(data, file)
            if statuses is not None:
                statuses.append(status)
            for record in records_in(data, file, kind, self.setup, self.problems):
                self.events.note(record, kind, self.problems)
                yield record

    def resolve(self, reading: Reading, kind: RecordKind) -> Record | None:
        """The record, looked at beside those before it; ``None`` if it has problems itself."""
        record = resolved(reading, kind, self.setup)
        if record is not None:
            self.events.note(record, kind, self.problems)
        return record

    def _again(self, kind: RecordKind) -> Iterator[Record]:
        """The records of a kind, whose problems are told already."""
        told: list[Problem] = []
        for file in record_files(self.root, kind.folder, told):
            yield from records_in(read_bytes(self.root, file), file, kind, self.setup, told)


def records_in(
    data: bytes, file: str, kind: RecordKind, setup: Setup | None, problems: list[Problem]
) -> Iterator[Record]:
    """The records in a file's bytes; problems are added as they are met."""
    documents, found = parse(data, file)
    problems += found
    if not documents and not found:
        _note_empty(file, problems)
    for document in documents:
        for reading in readings(document, problems):
            record = resolved(reading, kind, setup)
            if record is not None:
                yield record


def readings(document: Document, problems: list[Problem]) -> Iterator[Reading]:
    """Each record of a document, not yet read; none after more problems than are told."""
    if document.value is None:
        _note_empty(document.file, problems)
        return
    entries = len(document.value) if isinstance(document.value, list) else None
    for path in [()] if entries is None else [(index,) for index in range(entries)]:
        if enough(problems, document.file):
            return
        yield Reading(document, path, problems)


def resolved(reading: Reading, kind: RecordKind, setup: Setup | None) -> Record | None:
    """The record; ``None`` if it has problems or the setup has."""
    entry = read(reading.document, kind.entry, reading.problems, reading.path)
    if setup is None:
        return None
    if entry is not None:
        record: Record | None = kind.resolve(entry, reading, setup)
        return record
    if isinstance(reading.value, dict):
        kind.names_only(reading.value, reading, setup)
    return None


def _note_empty(file: str, problems: list[Problem]) -> None:
    what = msg("there is no record in this file")
    hint = msg("delete the file, or restore what it held")
    noted(problems, Problem(Code.MISSING_KEY, Place(file), what, hint))


def load(root: Path, as_of: date = date.min) -> Workspace:
    """The workspace in ``root``; its setup is read, its records not yet.

    ``as_of``: day of the output, from which on some restricted titles are public.
    A link is followed once: should it lead elsewhere meanwhile, all is read where it led.
    """
    root = without_links(root)
    workspace = Workspace(root)
    problems = workspace.problems
    rules = workspace.rules = setup_document(root, rulebook.FILE, problems)
    entry = rulebook.rules(rules, problems) if rules else None
    members = setup_document(root, units.FILE, problems)
    tracks = track_names(rulebook.tracks(entry)) if entry else None
    roster = units.roster(members, tracks, problems) if members else None
    before = errors_in(problems)
    site = _site(root, roster, problems)
    known = roster if errors_in(problems) == before else None
    book = rulebook.book(rules, entry, known, problems, site) if rules and entry else None
    if rules and entry and book and not check_order(book, entry, Reading(rules, (), problems)):
        return workspace
    if rules and members and known is not None and book is not None:
        workspace.setup = Setup(known, book, as_of)
        workspace.setup_texts = (rules.text, members.text)
    return workspace


def _site(root: Path, roster: Roster | None, problems: list[Problem]) -> Site | None:
    """The website's columns; ``None``: the workspace has none, or they cannot be read."""
    if roster is None or not os.path.lexists(root / website.FILE):
        return None
    from infoscore.rules import sitefile

    document = setup_document(root, website.FILE, problems)
    return sitefile.site(document, roster, problems) if document else None


_START: Final = msg("`infoscore init` in an empty folder writes an example to start from")


def setup_document(root: Path, file: str, problems: list[Problem]) -> Document | None:
    """The one document of a setup file; ``None`` with the reason among the problems."""
    documents: list[Document] = []
    try:
        documents, found = parse(read_bytes(root, file), file)
    except FileNotFoundError:
        found = [Problem(Code.MISSING_FILE, Place(file), msg("the file is missing"), _START)]
    except NotPlainError as error:
        found = [error.problem]
    if not found and all(document.value is None for document in documents):
        found = [Problem(Code.MISSING_FILE, Place(file), msg("the file is empty"), _START)]
    if not found and len(documents) > 1:
        place = Place(file, documents[1].line)
        what, hint = msg("a second YAML document begins here"), msg("delete the line “---”")
        found = [Problem(Code.UNSUPPORTED_YAML, place, what, hint)]
    found = found or list(_too_many(documents[0]))
    problems += found
    return None if found else documents[0]


def _too_many(document: Document) -> Iterator[Problem]:
    """A problem if a list or mapping has more entries than any office needs."""
    for path, value in values_in(document.value):
        length = len(value) if isinstance(value, list | dict) else 0
        most = MOST_ENTRIES.get(str(path[-1]) if path else "", MOST_OTHERS)
        if length > most:
            yield Problem(
                Code.TOO_LARGE,
                document.place(path),
                msg("{n} entries; at most {most} are read", n=length, most=most),
                msg("look whether the file is what it should be"),
            )
            return
