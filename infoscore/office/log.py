"""Writing records into files, all of them or none, with the points that each unit gains.

A record gets a file of its own, or is added to the record that it is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct, field

from infoscore.problems import Problem, enough, errors_in
from infoscore.reading.reading import Reading
from infoscore.reading.types import Strict
from infoscore.reading.yamltext import Document
from infoscore.records.base import RecordKind
from infoscore.records.kinds import KINDS, Record
from infoscore.records.resolve import Setup
from infoscore.scoring.engine import Engine, needs_order
from infoscore.scoring.posting import Posting
from infoscore.workspace.load import Workspace, readings
from infoscore.workspace.writing.amend import AMENDMENTS, FOLLOWING, Amendment
from infoscore.workspace.writing.filing import RecordFile, new_file
from infoscore.workspace.writing.journal import write_noted
from infoscore.workspace.writing.known import KnownRecords
from infoscore.workspace.writing.shelf import RecordIndex


class Loggable(NamedTuple):
    """The subject of a logging command: a kind of record, an amendment of records, or both."""

    name: str
    folder: str
    entry: type[Strict]
    """The type whose keys are the command's options."""
    options: tuple[str, ...]
    """The keys that are options, in order."""
    kind: RecordKind | None
    amendment: Amendment | None

    @property
    def entries(self) -> list[type[Strict]]:
        """The types of the entries that a file may hold."""
        return [part.entry for part in (self.kind, self.amendment) if part is not None]

    @property
    def for_all(self) -> Sequence[str]:
        """The keys whose options hold for the records of a file that do not have them."""
        return () if self.kind is None else self.kind.for_all

    def amending(self, typed: Mapping[str, object]) -> Amendment | None:
        """Return the amendment that the typed values mean; ``None``: they are a record."""
        amendment = self.amendment
        if amendment is None or amendment.meant is None or amendment.meant(typed):
            return amendment
        return None

    def entry_of(self, typed: Mapping[str, object]) -> type[Strict]:
        """Return the type of the typed values."""
        return (self.amending(typed) or self).entry

    def needed(self, given: Mapping[str, object]) -> Sequence[str]:
        """Return the keys that are required beside the date, depending on those given."""
        amendment = self.amending(given)
        if amendment is not None:
            return amendment.needed
        return () if self.kind is None else self.kind.needed(given)


def subject(name: str) -> Loggable:
    """Return a kind of record with its amendment, or an amendment alone, by its name."""
    kind = next((kind for kind in KINDS.values() if kind.name == name), None)
    if kind is None:
        alone = AMENDMENTS[name]
        return Loggable(name, alone.folders[0], alone.entry, alone.options, None, alone)
    later = (part for part in AMENDMENTS.values() if part.meant and kind.folder in part.folders)
    return Loggable(name, kind.folder, kind.entry, kind.options, kind, next(later, None))


class Gain(NamedTuple):
    """A posting that a record brings, or takes away."""

    posting: Posting
    lost: bool = False
    alike: bool = False
    """The unit gains several postings on this track; their clauses tell them apart."""


class Logged(Struct):
    """The outcome of :func:`log`; if there are problems, nothing was written."""

    filings: list[RecordFile] = field(default_factory=list)
    gains: list[list[Gain]] = field(default_factory=list)
    """A list for each filing."""
    problems: Sequence[Problem] = ()
    partly: bool = False
    """Other records have errors; the gains leave them out."""


class _Typed(NamedTuple):
    """A record with the values that were typed for it."""

    record: Record
    value: Mapping[str, object]
    reading: Reading


def log(
    workspace: Workspace,
    documents: Iterable[Document],
    what: Loggable,
    command: str,
    today: date,
    *,
    dry_run: bool = False,
    warn: Callable[[Sequence[Problem]], None] | None = None,
) -> Logged:
    """Write every record of the documents that is not in the workspace yet, or none.

    The workspace must have a setup. ``command`` is the name for :func:`take_back`. Warnings that
    a record resembles another are handed to ``warn`` before anything is written.

    Raises:
        OSError: a file cannot be written; nothing was written.
    """
    assert workspace.setup is not None, "the caller has checked the setup"
    work = _Log(workspace, workspace.setup, what, today)
    records, amending = work.sorted(documents)
    before = list(workspace.problems)
    while True:
        workspace.problems[:] = before
        logged = work.planned(records, amending)
        if warn is not None and not logged.problems:
            warn(workspace.problems)
            warn = None
        merged = _merged(logged.filings, key=lambda filing: filing.file)
        files = [filing for filing in merged if not filing.exists]
        if dry_run or not files:
            return logged
        try:
            write_noted(workspace.root, command, [it.new_file(workspace) for it in files])
        except FileExistsError:  # a file was made or changed meanwhile: plan again
            continue
        return logged


class _Log(Struct):
    """A single call of :func:`log`."""

    workspace: Workspace
    setup: Setup
    what: Loggable
    today: date
    partly: bool = False
    """Records that may be met cannot be read."""

    def sorted(self, documents: Iterable[Document]) -> tuple[list[_Typed], list[Reading]]:
        """Return the records, and the amendments of other records."""
        records: list[_Typed] = []
        amending: list[Reading] = []
        for document in documents:
            for reading in readings(document, self.workspace.problems):
                value = reading.value if isinstance(reading.value, dict) else {}
                if self.what.kind is None or self.what.amending(value) is not None:
                    amending.append(reading)
                elif (record := self.workspace.resolve(reading, self.what.kind)) is not None:
                    records.append(_Typed(record, value, reading))
        return records, amending

    def planned(self, records: Sequence[_Typed], amending: Sequence[Reading]) -> Logged:
        """Return the filings with each unit's gains, or the problems."""
        problems = self.workspace.problems
        filings: list[RecordFile] = []
        if not errors_in(problems):
            filings = [*self._filed(records), *self._amended(amending), *self._followed(records)]
        if errors_in(problems):
            return Logged(problems=problems)
        return self._gains(_merged(filings, key=lambda filing: _event(filing.record)))

    def _filed(self, records: Sequence[_Typed]) -> Iterator[RecordFile]:
        """Yield each record's file; the same event with other values is a problem."""
        if self.what.kind is None:
            return
        new = [one.record for one in records]
        known = KnownRecords(self.workspace, self.setup, self.what.kind, new)
        self.partly |= not known.sound
        problems, taken = self.workspace.problems, set[str]()
        for record, typed, _ in records:
            filing = known.meeting(record)
            if filing is None:
                problems += [*known.add(record), *self.what.kind.doubts(record)]
                filing = new_file(self.workspace, self.what.folder, record, typed, taken)
            if isinstance(filing, Problem):
                problems.append(filing)
            else:
                taken.add(filing.file)
                yield filing

    def _amended(self, amending: Sequence[Reading]) -> Iterator[RecordFile]:
        """Yield the file of each amended record."""
        if not amending or self.what.amendment is None:
            return
        shelf = RecordIndex(self.workspace, self.setup, self.what.amendment.folders)
        for reading in amending:
            if enough(self.workspace.problems, reading.document.file):
                return
            filing = self.what.amendment.made(shelf, reading)
            if filing is not None:
                yield filing

    def _followed(self, records: Sequence[_Typed]) -> Iterator[RecordFile]:
        """Yield the file of each record that a new one amends: the commission that it answers."""
        following = FOLLOWING.get(self.what.name, {})
        for name, typed_of in following.items():
            typed = [(one.reading, typed_of(one.record)) for one in records]
            shelf: RecordIndex | None = None
            for reading, value in typed:
                if value is None:
                    continue
                folders = AMENDMENTS[name].folders
                shelf = shelf or RecordIndex(self.workspace, self.setup, folders)
                place = reading.document.place((*reading.path, "answers"))
                spots: dict[tuple[object, ...], tuple[int, int]] = {
                    (0,): (place.line, place.column)
                }
                document = Document(place.file, "", 0, value, place.line, spots)
                made = AMENDMENTS[name].made(shelf, Reading(document, (), reading.problems))
                if made is not None:
                    yield made

    def _gains(self, filings: list[RecordFile]) -> Logged:
        others: list[Record] = []
        partly = self.partly
        if needs_order(self.setup.book):
            ours = {_event(filing.record) for filing in filings}
            apart = Workspace(self.workspace.root, self.setup, on_file=self.workspace.on_file)
            others = [record for record in apart.records() if _event(record) not in ours]
            partly = partly or not apart.sound
        after = self._postings([filing.record for filing in filings], others)
        before = self._postings([filing.was for filing in filings], others)
        gains = [list(_gained(*pair)) for pair in zip(after, before, strict=True)]
        return Logged(filings, gains, partly=partly)

    def _postings(
        self, records: Sequence[Record | None], others: Sequence[Record]
    ) -> list[list[Posting]]:
        """Return each record's postings, with ``others`` posted among them by date."""
        engine = Engine(self.setup.book.calendar, self.today)
        ours = [record for record in records if record is not None]
        found: dict[int, list[Posting]] = {}
        for record in sorted([*others, *ours], key=lambda record: (record.date, record.place)):
            found[id(record)] = engine.post(record)
        return [[] if record is None else found[id(record)] for record in records]


def _gained(after: Sequence[Posting], before: Sequence[Posting]) -> Iterator[Gain]:
    """Yield the new postings, then the lost ones."""
    fresh = _without(after, before)
    alike = Counter((posting.unit, posting.track) for posting in fresh)
    for posting in fresh:
        yield Gain(posting, alike=alike[posting.unit, posting.track] > 1)
    for posting in _without(before, after):
        yield Gain(posting, lost=True)


def _without(postings: Sequence[Posting], others: Sequence[Posting]) -> list[Posting]:
    """Return the postings without an equal among ``others``, each of which is matched once."""
    left = Counter(map(_told, others))
    found: list[Posting] = []
    for posting in postings:
        left[_told(posting)] -= 1
        if left[_told(posting)] < 0:
            found.append(posting)
    return found


def _told(posting: Posting) -> tuple[object, ...]:
    """Return everything in a posting except the record."""
    return posting.date, posting.unit, posting.track, posting.points, posting.steps


def _merged(
    filings: Iterable[RecordFile], *, key: Callable[[RecordFile], object]
) -> list[RecordFile]:
    """Return the filings joined by key, each from its first state to its last."""
    found: dict[object, RecordFile] = {}
    for filing in filings:
        first = found.get(key(filing), filing)
        found[key(filing)] = filing._replace(before=first.before, was=first.was)
    return list(found.values())


def _event(record: Record) -> tuple[object, ...]:
    return type(record), record.date, *record.identity
