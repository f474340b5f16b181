"""What all records come to, from partial sums: of many files several processes make them.

Chunks whose files are the same as before, by path, size, times and inode, under the same rules and
units and this very program, are not read again. Whatever is odd (problems, files changed
a moment ago, a cache that cannot be read) is not taken from here: the files are read one by one.
"""

from __future__ import annotations

import functools
import hashlib
import os
from array import array
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import msgspec

from infoscore import __version__
from infoscore.records.kinds import KINDS
from infoscore.rules import book as rulebook
from infoscore.scoring.engine import Engine, needs_order
from infoscore.scoring.ledger import Ledger
from infoscore.workspace import units
from infoscore.workspace.folder import read_bytes
from infoscore.workspace.load import Workspace
from infoscore.workspace.sums import packing as partial
from infoscore.workspace.sums import workers
from infoscore.workspace.sums.cache import Row, Store
from infoscore.workspace.sums.chunks import (
    FOLDERS,
    Chunk,
    Look,
    chunks,
    files_in,
    look,
    shares,
)

T = TypeVar("T")

LEAST_FILES: Final = 2000
"""Fewer are read more quickly one by one, neither by several processes nor remembered."""
SETTLED_NS: Final = 2_000_000_000
"""A file changed less than this ago may change again without its times telling."""
_TOTAL: Final = "total"


class Part(NamedTuple):
    """What a chunk comes to."""

    events: bytes
    """A number for each event, to find one that is recorded twice."""
    data: bytes


class OddError(Exception):
    """Something is odd, or not worth it; reading every file will tell what there is."""


def folded(workspace: Workspace, ledger: Ledger, now: int, *, cached: bool) -> bool:
    """Fold all records into ``ledger``.

    Returns whether that worked; if not, ``ledger`` is as it was and every record is to be read.
    ``now``: nanoseconds since 1970; ``cached``: sums may be taken from the cache, and put there.
    """
    if not workspace.sound or needs_order(ledger.book):
        return False
    try:
        total = _total(workspace, ledger, now, cached=cached)
    except (OddError, OSError, workers.WorkerError):
        return False
    except (msgspec.DecodeError, LookupError, OverflowError, ValueError):
        return False  # a row that is not ours
    ledger.merge(total)
    engine = Engine(ledger.book.calendar, ledger.until)
    for record in workspace.records([one for one in KINDS if one not in FOLDERS]):
        ledger.add(record, engine.post(record))
    return True


def _total(workspace: Workspace, ledger: Ledger, now: int, *, cached: bool) -> Ledger:
    """Raises ``OddError``: it is better to read every file."""
    found = chunks(workspace.root)
    if found is None or files_in(found.values()) < LEAST_FILES:
        raise OddError
    store = Store(workspace.root)
    with store if cached else nullcontext():
        if not store.is_open and workers.processors() == 1:
            raise OddError
        return _Sums(workspace, ledger, store, found).total(now)


class _Sums:
    """The sums of one workspace under one set of rules."""

    def __init__(
        self, workspace: Workspace, ledger: Ledger, store: Store, found: Mapping[str, Chunk]
    ) -> None:
        self._chunks = found
        self._workspace = workspace
        self._ledger = ledger
        self._store = store

    def total(self, now: int) -> Ledger:
        """The sum of everything.

        Raises:
            OddError: there are problems.
        """
        if not self._store.is_open:
            fresh = self._read(self._chunks)
            self._check_doubles(fresh, ())
            return _added(self._ledger.empty(), fresh)
        key = _key(self._workspace, self._ledger)
        looks = self._divided(self._chunks, self._look, Look)
        stamps = {name: _digest(key + seen.digest) for name, seen in looks.items()}
        stamp = _together(stamps)
        total = self._ledger.empty()
        whole = self._store.get(_TOTAL)
        if whole is not None and whole.stamp == stamp:
            partial.add(total, whole.data)
            return total
        before = self._store.rows()
        whole = before.pop(_TOTAL, None)
        same = {
            name for name, one in stamps.items() if name in before and before[name].stamp == one
        }
        fresh = self._read([name for name in stamps if name not in same])
        self._check_doubles(fresh, [before[name].events for name in same])
        # never on trust: the whole must be the sum of the very rows that stand beside it
        known = _together({name: row.stamp for name, row in before.items()})
        if whole is not None and whole[:2] == (known, key) and len(fresh) < len(same):
            partial.add(total, whole.data)
            for name in before.keys() - same:
                partial.add(total, before[name].data, -1)
        else:
            for name in sorted(same):
                partial.add(total, before[name].data)
        _added(total, fresh)
        if all(looks[name].newest < now - SETTLED_NS for name in fresh):
            rows = {name: Row(stamps[name], *part) for name, part in fresh.items()}
            rows[_TOTAL] = Row(stamp, key, partial.packed(total))
            self._store.put(rows, before.keys() - same)
        return total

    def _read(self, names: Iterable[str]) -> dict[str, Part]:
        return self._divided(names, self._part, Part)

    def _divided(
        self, names: Iterable[str], work: Callable[[Chunk], T], result: type[T]
    ) -> dict[str, T]:
        """What work on each chunk comes to, done by several processes if it is much."""
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
        done = [one for data in workers.together(tasks) for one in decode(data)]
        return dict(zip(some, done, strict=True))

    def _look(self, chunk: Chunk) -> Look:
        return look(self._workspace.root, chunk)

    def _part(self, chunk: Chunk) -> Part:
        """What a chunk comes to; problems are forgotten, they will be told by reading all."""
        sums = self._ledger.empty()
        engine = Engine(sums.book.calendar, sums.until)
        for record in self._workspace.records_of(chunk.folder, chunk.files):
            sums.add(record, engine.post(record))
        if self._workspace.problems:
            self._workspace.problems.clear()
            raise OddError
        return Part(array("q", self._workspace.events).tobytes(), partial.packed(sums))

    def _check_doubles(self, fresh: Mapping[str, Part], others: Iterable[bytes]) -> None:
        """Raises ``OddError``: some event is recorded twice."""
        seen: set[int] = set()
        for part in fresh.values():
            events = _numbers(part.events)
            if not seen.isdisjoint(events):
                raise OddError
            seen.update(events)
        if not all(seen.isdisjoint(_numbers(events)) for events in others):
            raise OddError


def _added(total: Ledger, fresh: Mapping[str, Part]) -> Ledger:
    for part in fresh.values():
        partial.add(total, part.data)
    return total


def _numbers(data: bytes) -> array[int]:
    numbers = array("q")
    numbers.frombytes(data)
    return numbers


def _key(workspace: Workspace, ledger: Ledger) -> bytes:
    """What sums depend on beside the records."""
    measured = [
        (repr(one.rule), sorted(one.tracks or ()), repr(one.also), one.sign)
        for one in ledger.measures
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
    """Tells rows by all of their stamps."""
    return _digest(b"".join(name.encode() + stamps[name] for name in sorted(stamps)))


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()
