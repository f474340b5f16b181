"""All records summed up from partial sums: of many files several processes make them.

Chunks whose files are the same as before, by path, size, times and inode, under the same rules and
units and this very program, are not read again. If anything is odd (problems, files changed a
moment ago, a cache that cannot be read), nothing is taken from here: every file is read.
"""

from __future__ import annotations

import functools
import hashlib
import os
from array import array
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import msgspec

from infoscore import __version__
from infoscore.records.kinds import KINDS
from infoscore.rules import book as rulebook
from infoscore.scoring.engine import Engine, needs_order
from infoscore.scoring.ledger import Ledger
from infoscore.workspace import checks, units
from infoscore.workspace.folder import read_bytes
from infoscore.workspace.load import Workspace
from infoscore.workspace.sums import packing, workers
from infoscore.workspace.sums.cache import CachedSums, SumsCache
from infoscore.workspace.sums.chunks import (
    FOLDERS,
    Chunk,
    Fingerprint,
    chunks,
    files_in,
    fingerprint,
    shares,
)

T = TypeVar("T")

LEAST_FILES: Final = 2000
"""Fewer are quicker to read than to share among processes or to remember."""
SETTLED_NS: Final = 2_000_000_000
"""A file changed less than this ago may change again without its times telling."""
_TOTAL: Final = "total"
_SAID: Final = (b"", b"warned")
"""What stands after the key in the row of them all: nothing, or that there are warnings."""


class ChunkSum(NamedTuple):
    events: bytes
    """How many there are, a number for each, and the numbers of :meth:`checks.Records.signs`."""
    data: bytes


class NotSummable(Exception):  # noqa: N818 - it is no fault
    """Something is odd, or it is not worth it; every file is to be read."""


def folded(
    workspace: Workspace,
    ledger: Ledger,
    remembered: int | None,
    seen: checks.Records | None = None,
) -> bool:
    """Fold all records into ``ledger``.

    ``False``: that failed, ``ledger`` is as it was, and every record is to be read.

    Args:
        workspace: where the records lie.
        ledger: holds nothing yet.
        remembered: the time in nanoseconds since 1970, where sums may be taken from the cache and
            put there; ``None``: they may not.
        seen: is told whether there are warnings.
    """
    if not workspace.sound or needs_order(ledger.book):
        return False
    try:
        total, warned = _total(workspace, ledger, remembered)
    except (NotSummable, OSError, workers.WorkerError):
        return False
    except (msgspec.DecodeError, LookupError, OverflowError, ValueError):
        return False  # a row that is not ours
    ledger.merge(total)
    engine = Engine(ledger.book.calendar, ledger.until)
    seen = seen or checks.Records(ledger.book.calendar, date.max)
    seen.more = warned or any(
        day > seen.today and (tally.received or any(tally.adopted.values()))
        for day, tally in ledger.days.items()
    )
    others = workspace.records([folder for folder in KINDS if folder not in FOLDERS])
    for record in seen.watched(others):
        ledger.add(record, engine.post(record))
    return True


def _total(workspace: Workspace, ledger: Ledger, remembered: int | None) -> tuple[Ledger, bool]:
    """The sum of everything that may be summed up, and whether there are warnings.

    Raises:
        NotSummable: it is better to read every file.
    """
    found = chunks(workspace.root)
    if found is None or files_in(found.values()) < LEAST_FILES:
        raise NotSummable
    sums = _Sums(workspace, ledger, found)
    if remembered is not None:
        with SumsCache(workspace.root) as cache:
            if cache.is_open:
                return sums.total(cache, remembered)
    if workers.processors() == 1:
        raise NotSummable
    return sums.read()


class _Sums:
    """The sums of one workspace under one set of rules."""

    def __init__(self, workspace: Workspace, ledger: Ledger, found: Mapping[str, Chunk]) -> None:
        self._chunks = found
        self._workspace = workspace
        self._ledger = ledger

    def read(self) -> tuple[Ledger, bool]:
        """The sum of everything, all of it read, and whether there are warnings.

        Raises:
            NotSummable: there are problems.
        """
        fresh = self._read(self._chunks)
        self._check_doubles(fresh, ())
        return _added(self._ledger.empty(), fresh), _warned(part.events for part in fresh.values())

    def total(self, cache: SumsCache, now: int) -> tuple[Ledger, bool]:
        """The same, from remembered sums of files that have not changed; ``now``: in ns.

        Raises:
            NotSummable: there are problems.
        """
        key = _key(self._workspace, self._ledger)
        look = functools.partial(fingerprint, self._workspace.root)
        prints = self._divided(self._chunks, look, Fingerprint)
        stamps = {name: _digest(key + of.digest) for name, of in prints.items()}
        stamp = _together(stamps)
        whole = cache.get(_TOTAL)
        if whole is not None and whole.stamp == stamp:
            total = self._ledger.empty()
            packing.add(total, whole.data)
            return total, whole.events == key + _SAID[True]
        before = cache.rows()
        whole = before.pop(_TOTAL, None)
        same = {name for name, row in before.items() if stamps.get(name) == row.stamp}
        fresh = self._read([name for name in stamps if name not in same])
        self._check_doubles(fresh, [before[name].events for name in same])
        total = _added(self._remembered(whole, key, before, same, len(fresh)), fresh)
        warned = _warned(
            [*(part.events for part in fresh.values()), *(before[name].events for name in same)]
        )
        if all(prints[name].newest < now - SETTLED_NS for name in fresh):
            rows = {name: CachedSums(stamps[name], *part) for name, part in fresh.items()}
            rows[_TOTAL] = CachedSums(stamp, key + _SAID[warned], packing.packed(total))
            cache.put(rows, before.keys() - same)
        return total, warned

    def _remembered(
        self,
        whole: CachedSums | None,
        key: bytes,
        before: Mapping[str, CachedSums],
        same: AbstractSet[str],
        fresh: int,
    ) -> Ledger:
        """The sum of the rows of ``same`` chunks: of each row, or of the whole less the others."""
        total = self._ledger.empty()
        # never on trust: the whole must be the sum of the very rows that stand beside it
        known = _together({name: row.stamp for name, row in before.items()})
        keys = [key + said for said in _SAID]
        if whole and whole.stamp == known and whole.events in keys and fresh < len(same):
            packing.add(total, whole.data)
            for name in before.keys() - same:
                packing.add(total, before[name].data, -1)
        else:
            for name in sorted(same):
                packing.add(total, before[name].data)
        return total

    def _read(self, names: Iterable[str]) -> dict[str, ChunkSum]:
        return self._divided(names, self._part, ChunkSum)

    def _divided(
        self, names: Iterable[str], work: Callable[[Chunk], T], result: type[T]
    ) -> dict[str, T]:
        """The result of ``work`` on each chunk, done by several processes if it is much."""
        some = {name: self._chunks[name] for name in names}
        much = files_in(some.values()) >= LEAST_FILES

        def task(share: Iterable[Chunk]) -> bytes:
            if os.getpid() != here:
                self._workspace.on_file = None  # one process tells how far it is
            return msgspec.msgpack.encode([work(chunk) for chunk in share])

        here = os.getpid()
        among = workers.processors() if much else 1
        tasks = [functools.partial(task, share) for share in shares(among, list(some.values()))]
        decode = msgspec.msgpack.Decoder(list[result]).decode  # type: ignore[valid-type]
        done = [found for data in workers.together(tasks) for found in decode(data)]
        return dict(zip(some, done, strict=True))

    def _part(self, chunk: Chunk) -> ChunkSum:
        """The sum of a chunk.

        Raises:
            NotSummable: there are problems; reading every file will tell them.
        """
        sums = self._ledger.empty()
        engine = Engine(sums.book.calendar, sums.until)
        seen = checks.Records(sums.book.calendar, date.max, first=True)
        for record in seen.watched(self._workspace.records_of(chunk.folder, chunk.files)):
            sums.add(record, engine.post(record))
        if self._workspace.problems:
            self._workspace.problems.clear()
            raise NotSummable
        events = self._workspace.events.seen
        return ChunkSum(
            array("q", [len(events), *events, *seen.signs()]).tobytes(), packing.packed(sums)
        )

    def _check_doubles(self, fresh: Mapping[str, ChunkSum], others: Iterable[bytes]) -> None:
        """Compare the events of all chunks.

        Raises:
            NotSummable: one is recorded twice.
        """
        seen: set[int] = set()
        for part in fresh.values():
            events = _events(part.events)
            if not seen.isdisjoint(events):
                raise NotSummable
            seen.update(events)
        if not all(seen.isdisjoint(_events(events)) for events in others):
            raise NotSummable


def _added(total: Ledger, fresh: Mapping[str, ChunkSum]) -> Ledger:
    for part in fresh.values():
        packing.add(total, part.data)
    return total


def _warned(rows: Iterable[bytes]) -> bool:
    """True if a sign stands twice."""
    signs = array("q")
    for row in rows:
        numbers = _numbers(row)
        signs += numbers[1 + numbers[0] :]
    return len(set(signs)) < len(signs)


def _events(row: bytes) -> array[int]:
    numbers = _numbers(row)
    return numbers[1 : 1 + numbers[0]]


def _numbers(row: bytes) -> array[int]:
    numbers = array("q")
    numbers.frombytes(row)
    return numbers


def _key(workspace: Workspace, ledger: Ledger) -> bytes:
    """A digest of all that sums depend on beside the records."""
    measured = [
        (repr(measure.rule), sorted(measure.tracks or ()), repr(measure.also), measure.sign)
        for measure in ledger.measures
    ]
    parts = [
        read_bytes(workspace.root, rulebook.FILE),
        read_bytes(workspace.root, units.FILE),
        repr((__version__, _modules(), measured)).encode(),
    ]
    return _digest(b"".join(_digest(part) for part in parts))


def _modules() -> list[tuple[str, int, int]]:
    """This very program: its modules by size and time, so that no change of it is forgotten."""
    modules = sorted(
        f"{folder}/{name}"
        for folder, _, files in os.walk(Path(__file__).parents[2])
        for name in files
        if name.endswith(".py")
    )
    stats = ((path, os.stat(path)) for path in modules)  # noqa: PTH116 - as quick as can be
    return [(path, status.st_size, status.st_mtime_ns) for path, status in stats]


def _together(stamps: Mapping[str, bytes]) -> bytes:
    """A digest of several rows."""
    return _digest(b"".join(name.encode() + stamps[name] for name in sorted(stamps)))


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()
