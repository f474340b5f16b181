"""Records that a new one may repeat, whatever their files are called."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from infoscore.messages import msg
from infoscore.names import fold_issue, fold_title
from infoscore.problems import Code, Place, Problem
from infoscore.records.adoption import Adoption
from infoscore.records.base import RecordKind
from infoscore.records.kinds import Record
from infoscore.records.resolve import Setup
from infoscore.workspace.checks import Alike, warning
from infoscore.workspace.folder import NotPlainError, read_bytes, record_files
from infoscore.workspace.load import Workspace, records_in, twice
from infoscore.workspace.sums import workers
from infoscore.workspace.writing.filing import RecordFile, differences, met

_FEW: Final = 20
"""New records up to which it is quicker to search the bytes of all files than to read them."""
_MANY: Final = 2000
"""Files from which on several processes search them."""
_LETTERS: Final = re.compile("[a-z0-9\u4000-\u9fff]")
_ODD: Final = re.compile(
    rb"\\|\xe2[\xba-\xbf]|\xe3(?:\x80[\xb6-\xba]|[\x86-\x8f])|\xef[\xa4-\xab]|\xf0[\x9f\xaf]"
)
"""Escapes of YAML, and characters that are folded into Chinese ones."""
_ODD_LATIN: Final = re.compile(
    rb"\\|\xc2[\xaa\xb2\xb3\xb9\xba\xbc-\xbe]|[\xc3-\xcb]|\xe1[\xb4-\xba]|\xe2[\x81-\x93\xb1]"
    rb"|\xe3[\x86-\x8f]|\xea|\xef(?:\xac|\xbc[\x90-\x99\xa1-\xba]|\xbd)|\xf0"
)
"""The same for Latin letters and digits."""


class _Known(NamedTuple):
    """A record and where it lies."""

    record: Record
    place: Place
    """The line is left out of a file that holds nothing else."""
    filed: bool = True
    """It lies there already."""


class KnownRecords:
    """Records of a folder, to find what is recorded already.

    Of many files few are read: those whose bytes can hold the title or the issue of a new record.
    """

    def __init__(
        self, workspace: Workspace, setup: Setup, kind: RecordKind, new: Sequence[Record]
    ) -> None:
        self.sound = True
        """False: some cannot be read, and may be what is looked for."""
        self._root = workspace.root
        self._kind = kind
        self._year_of = setup.book.calendar.year_of
        self._alike = Alike()
        self._known: defaultdict[tuple[str, ...], list[_Known]] = defaultdict(list)
        """By likeness."""
        self._addressed: dict[str, _Known] = {}
        files = list(record_files(workspace.root, kind.folder, [])) if new else []
        for file in files if len(new) > _FEW else _holding(workspace.root, files, new):
            with suppress(FileNotFoundError, NotPlainError):
                self._read(file, setup)

    def _read(self, file: str, setup: Setup) -> None:
        problems: list[Problem] = []
        data = read_bytes(self._root, file)
        records = list(records_in(data, file, self._kind, setup, problems))
        self.sound &= not problems
        for record in records:
            place = record.place if len(records) > 1 else Place(file)
            self._keep(_Known(record, place))
            if isinstance(record, Adoption):
                self._alike.see(record, [])

    def add(self, record: Record) -> list[Problem]:
        """Add a new record; returns warnings that it resembles others."""
        found: list[Problem] = []
        if isinstance(record, Adoption):
            self._alike.see(record, found)
        elif record.title and (like := self._like(record)):
            what = msg(
                "one like this {kind} stands in {place}",
                place=str(like[0].place),
                kind=self._kind.noun,
            )
            hint = msg("look whether it is the same; if it is, delete one of the two")
            found.append(warning(Code.LIKELY_DUPLICATE, record.place, what, hint))
        self._keep(_Known(record, record.place, filed=False))
        return found

    def _keep(self, one: _Known) -> None:
        self._known[one.record.likeness].append(one)
        if one.record.address:
            self._addressed.setdefault(one.record.address, one)

    def meeting(self, record: Record) -> RecordFile | Problem | None:
        """The file of the same event, or the problem that it is recorded otherwise."""
        at_address = self._addressed.get(record.address)
        if at_address is not None:
            return self._met(record, at_address)
        same = [
            one
            for one in self._like(record)
            if one.record.date == record.date or record.once_a_year
        ]
        same.sort(key=lambda one: (len(differences(one.record, record)), not one.filed))
        if same and same[0].filed and not differences(same[0].record, record):
            return self._met(record, same[0])
        if any(record.identity[len(record.likeness) :]):  # said to be another than those like it
            same = [one for one in same if one.record.identity == record.identity]
        return self._met(record, same[0]) if same else None

    def _met(self, record: Record, one: _Known) -> RecordFile | Problem:
        if one.filed:
            return met(record, one.record, one.place, read_bytes(self._root, one.place.file))
        return twice(record, self._kind, one.place)

    def _like(self, record: Record) -> list[_Known]:
        """Those of the same assessment year that are the same but for their dates."""
        year = self._year_of(record.date)
        known = self._known.get(record.likeness, ())
        return [one for one in known if self._year_of(one.record.date) == year]


def _holding(root: Path, files: Sequence[str], new: Sequence[Record]) -> list[str]:
    """The files that may hold what is like a new record, by their bytes."""
    searches = [search for record in new for search in _searches(record)]

    def task(some: Sequence[str]) -> bytes:
        found: list[str] = []
        for file in some:
            with suppress(FileNotFoundError, NotPlainError):
                data = read_bytes(root, file)
                if any(search(data) for search in searches):
                    found.append(file)
        return os.fsencode("\n".join(found))

    among = workers.processors() if len(files) >= _MANY else 1
    size = -(-len(files) // among) or 1
    shares = [files[at : at + size] for at in range(0, len(files), size)]
    try:
        found = workers.together([partial(task, share) for share in shares])
    except workers.WorkerError:
        found = [task(files)]
    return [file for part in found for file in os.fsdecode(part).split("\n") if file]


def _searches(record: Record) -> list[Callable[[bytes], object]]:
    return [*_by_title(record), *_by_address(record)]


def _by_address(record: Record) -> list[Callable[[bytes], object]]:
    address = record.address
    return [re.compile(re.escape(address.encode())).search] if address else []


def _by_title(record: Record) -> list[Callable[[bytes], object]]:
    letters = _LETTERS.findall(fold_title(record.title))
    chinese = [letter for letter in letters if not letter.isascii()]
    if not record.title:  # a total of another day is another fact
        return [_ODD_LATIN.search, re.compile(record.date.isoformat().encode()).search]
    # between two letters may stand whatever is folded away, and the line breaks of a long text
    found: list[Callable[[bytes], object]] = (
        [_ODD.search, _in_order(chinese, rb"[^\xe4-\xe9]*")]
        if chinese
        else [_ODD_LATIN.search, _in_order(letters, rb"[^0-9A-Za-z]*")]
    )
    issue = fold_issue(getattr(record, "issue", ""), record.date.year)
    if digits := re.findall("[0-9]+", issue):
        pattern = rb"issue[^\n]{0,40}?(?:(?<![0-9])0*%s(?![0-9])|\xef\xbc)" % digits[-1].encode()
        found.append(re.compile(pattern).search)
    return found


def _in_order(letters: Sequence[str], between: bytes) -> Callable[[bytes], object]:
    pattern = between.join(letter.encode() for letter in letters)
    return re.compile(pattern, re.IGNORECASE).search
