"""Records into files, all of them or none, and what each unit gains by them.

Each record gets a file of its own, or is added to the record that it is about.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct, field

from infoscore.problems import Problem, enough, errors_in
from infoscore.reading.reading import Reading
from infoscore.reading.types import Strict
from infoscore.reading.yamltext import Document
from infoscore.records.base import UNIQUE_DIGITS, RecordKind
from infoscore.records.kinds import KINDS, Record
from infoscore.records.resolve import Setup
from infoscore.scoring.engine import Engine, needs_order
from infoscore.scoring.posting import Posting
from infoscore.workspace.load import Workspace, readings
from infoscore.workspace.writing.amend import AMENDMENTS, Amendment
from infoscore.workspace.writing.filing import RecordFile, file_away
from infoscore.workspace.writing.journal import Journal, entry
from infoscore.workspace.writing.shelf import RecordIndex
from infoscore.workspace.writing.transaction import locked


class Loggable(NamedTuple):
    """What a command logs: records of a kind, what is added to them later, or both."""

    name: str
    folder: str
    kind: RecordKind | None
    amendment: Amendment | None

    @property
    def entry(self) -> type[Strict]:
        """The type whose keys are the command's options."""
        if self.kind is not None:
            return self.kind.entry
        assert self.amendment is not None
        return self.amendment.entry

    @property
    def entries(self) -> list[type[Strict]]:
        """The types of what may stand in a file of many."""
        return [one.entry for one in (self.kind, self.amendment) if one is not None]

    def entry_of(self, typed: Mapping[str, object]) -> type[Strict]:
        """The type of what was typed."""
        if self.amendment is not None and self.amends(typed):
            return self.amendment.entry
        return self.entry

    @property
    def options(self) -> tuple[str, ...]:
        """The keys that are options, in order."""
        if self.kind is not None:
            return self.kind.options
        assert self.amendment is not None
        return self.amendment.options

    def amends(self, typed: Mapping[str, object]) -> bool:
        """Whether something is to be added to a record that is there."""
        if self.amendment is None:
            return False
        return self.amendment.meant is None or self.amendment.meant(typed)

    def needed(self, given: Mapping[str, object]) -> Sequence[str]:
        """The keys that must be given beside the date, in the light of those that are."""
        if self.amendment is not None and self.amends(given):
            return self.amendment.needed
        return () if self.kind is None else self.kind.needed(given)


def subject(name: str) -> Loggable:
    """What is logged under a name: a kind of record with what is added to it, or that alone."""
    kind = next((one for one in KINDS.values() if one.name == name), None)
    if kind is None:
        amendment = AMENDMENTS[name]
        return Loggable(name, amendment.folder, None, amendment)
    later = (one for one in AMENDMENTS.values() if one.meant and one.folder == kind.folder)
    return Loggable(name, kind.folder, kind, next(later, None))


class Gain(NamedTuple):
    """A posting that a record brings, or takes away."""

    posting: Posting
    lost: bool = False
    alike: bool = False
    """The unit gets several on this track: the clause tells which is which."""


class Logged(Struct):
    """What was logged, or would be; with problems nothing was."""

    filings: list[RecordFile] = field(default_factory=list)
    gains: list[list[Gain]] = field(default_factory=list)
    """By each filing."""
    problems: Sequence[Problem] = ()
    partly: bool = False
    """Other records have errors; what they would change is not in the gains."""


class _Typed(NamedTuple):
    """A record with the text that it was typed as."""

    record: Record
    value: Mapping[str, object]


def log(
    workspace: Workspace,
    documents: Iterable[Document],
    what: Loggable,
    command: str,
    today: date,
    *,
    dry_run: bool = False,
) -> Logged:
    """Write every record of the documents that is not there yet, or none.

    ``command``: by which name it can be taken back. The workspace's setup must be sound.

    Raises:
        OSError: the machine refuses; nothing was written.
    """
    setup = workspace.setup
    assert setup is not None, "whoever logs has looked at the setup"
    work = _Log(workspace, setup, what, today)
    records, amending = work.sorted(documents)
    while True:
        logged = work.planned(records, amending)
        files = _by_file(logged.filings)
        if dry_run or not files:
            return logged
        try:
            with locked(workspace.root) as transaction:
                transaction.write_all(one.new_file(workspace) for one in files)
                _remember(workspace, command, files)
        except FileExistsError:  # somebody made or changed one meanwhile: again, on what is there
            continue
        return logged


class _Log(Struct, frozen=True):
    """One call of :func:`log`."""

    workspace: Workspace
    setup: Setup
    what: Loggable
    today: date

    def sorted(self, documents: Iterable[Document]) -> tuple[list[_Typed], list[Reading]]:
        """Records for files of their own; and what amends others."""
        records: list[_Typed] = []
        amending: list[Reading] = []
        for document in documents:
            for reading in readings(document, self.workspace.problems):
                value = reading.value if isinstance(reading.value, dict) else {}
                if self.what.kind is None or self.what.amends(value):
                    amending.append(reading)
                elif (record := self.workspace.resolve(reading, self.what.kind)) is not None:
                    records.append(_Typed(record, value))
        return records, amending

    def planned(self, records: Sequence[_Typed], amending: Sequence[Reading]) -> Logged:
        """The filings, with what each unit gets by them."""
        if errors_in(self.workspace.problems):
            return Logged(problems=self.workspace.problems)
        filings = _by_record([*self._filed(records), *self._amended(amending)])
        if errors_in(self.workspace.problems):
            return Logged(problems=self.workspace.problems)
        return self._gains(filings)

    def _filed(self, records: Iterable[_Typed]) -> Iterator[RecordFile]:
        """Each record's file; one that is there already with other values is a problem."""
        taken: set[str] = set()
        for record, typed in records:
            filing = file_away(self.workspace, self.what.folder, record, typed, taken)
            if isinstance(filing, Problem):
                self.workspace.problems.append(filing)
            else:
                taken.add(filing.file)
                yield filing

    def _amended(self, amending: Sequence[Reading]) -> Iterator[RecordFile]:
        """What each amendment makes of its record's file, one after the other."""
        if not amending or self.what.amendment is None:
            return
        shelf = RecordIndex(self.workspace, self.setup, self.what.folder)
        for reading in amending:
            if enough(self.workspace.problems, reading.document.file):
                return
            filing = self.what.amendment.made(shelf, reading)
            if filing is not None:
                yield filing

    def _gains(self, filings: list[RecordFile]) -> Logged:
        others: list[Record] = []
        partly = False
        if needs_order(self.setup.book):
            ours = {_event(one.record) for one in filings}
            apart = Workspace(self.workspace.root, self.setup, on_file=self.workspace.on_file)
            others = [one for one in apart.records() if _event(one) not in ours]
            partly = not apart.sound
        after = self._postings([one.record for one in filings], others)
        before = self._postings([one.was for one in filings], others)
        gains = [list(_gained(*pair)) for pair in zip(after, before, strict=True)]
        return Logged(filings, gains, partly=partly)

    def _postings(
        self, records: Sequence[Record | None], others: Sequence[Record]
    ) -> list[list[Posting]]:
        """Each record's postings, all ``others`` posted with them in the order of their dates."""
        engine = Engine(self.setup.book.calendar, self.today)
        ours = [one for one in records if one is not None]
        found: dict[int, list[Posting]] = {}
        for record in sorted([*others, *ours], key=lambda record: (record.date, record.place)):
            found[id(record)] = engine.post(record)
        return [found[id(one)] if one is not None else [] for one in records]


def _remember(workspace: Workspace, command: str, files: Iterable[RecordFile]) -> None:
    entries = [entry(one.file, one.before, one.data) for one in files]
    with contextlib.suppress(OSError):  # without a journal there is no --undo, and no harm
        Journal(workspace.root).note(command, entries)


def _gained(after: Sequence[Posting], before: Sequence[Posting]) -> Iterator[Gain]:
    """The postings that are new, and those that are gone."""
    old, new = Counter(map(_told, before)), Counter(map(_told, after))
    fresh = [one for one in after if not _taken(old, one)]
    alike = Counter((one.unit, one.track) for one in fresh)
    for one in fresh:
        yield Gain(one, alike=alike[one.unit, one.track] > 1)
    for one in before:
        if not _taken(new, one):
            yield Gain(one, lost=True)


def _told(posting: Posting) -> tuple[object, ...]:
    """All of a posting but the record."""
    return posting.date, posting.unit, posting.track, posting.points, posting.steps


def _taken(pile: Counter[tuple[object, ...]], posting: Posting) -> bool:
    """Whether the pile held such a posting; now it holds one less."""
    key = _told(posting)
    pile[key] -= 1
    return pile[key] >= 0


def _by_record(filings: Iterable[RecordFile]) -> list[RecordFile]:
    """One filing for each record, whatever is done to it in several steps."""
    found: dict[tuple[str, str], RecordFile] = {}
    for one in filings:
        first = found.get(_event(one.record))
        found[_event(one.record)] = (
            one if first is None else one._replace(before=first.before, was=first.was)
        )
    return list(found.values())


def _by_file(filings: Iterable[RecordFile]) -> list[RecordFile]:
    """One filing for each file that changes, whatever is done to it in several steps."""
    found: dict[str, RecordFile] = {}
    for one in filings:
        first = found.get(one.file, one)
        found[one.file] = one._replace(before=first.before)
    return [one for one in found.values() if not one.exists]


def _event(record: Record) -> tuple[str, str]:
    return type(record).__name__, record.id_of(UNIQUE_DIGITS)
