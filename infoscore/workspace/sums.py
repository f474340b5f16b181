"""What all records come to, from partial sums: of many files several processes make them.

Chunks whose files are the same as before, by path, size, times and inode, under the same rules and
units and this version of the program, are not read again. Whatever is odd (problems, files changed
a moment ago, a cache that cannot be read) is not taken from here: the files are read one by one.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from typing import Final, NamedTuple

import msgspec

from infoscore import __version__
from infoscore.scoring import partial
from infoscore.scoring.engine import Engine, needs_order
from infoscore.scoring.ledger import Ledger
from infoscore.workspace import rulebook, units, workers
from infoscore.workspace.cache import Row, Store
from infoscore.workspace.chunks import FOLDERS, Chunk, chunks, has_files, shares
from infoscore.workspace.folder import read_bytes
from infoscore.workspace.load import KINDS, Workspace

FORMAT: Final = 2
"""Is raised when rows come to mean something else."""
LEAST_FILES: Final = 256
"""Fewer are read more quickly than remembered."""
LEAST_SHARED: Final = 1500
"""Fewer are read more quickly by one process than by several."""
SETTLED_NS: Final = 2_000_000_000
"""A file changed less than this ago may change again without its times telling."""
_TOTAL: Final = "total"


class Part(NamedTuple):
    """What a chunk comes to."""

    events: bytes
    """A number for each event, to find one that is recorded twice."""
    data: bytes


def folded(workspace: Workspace, ledger: Ledger, now: int, *, cached: bool) -> bool:
    """Fold all records into ``ledger``.

    Returns whether that worked; if not, ``ledger`` is as it was and every record is to be read.
    ``now``: nanoseconds since 1970; ``cached``: sums may be taken from the cache, and put there.
    """
    if not workspace.sound or needs_order(ledger.book):
        return False
    if not has_files(workspace.root, LEAST_FILES if cached else LEAST_SHARED):
        return False
    store = Store(workspace.root)
    with store if cached else nullcontext():
        return (store.is_open or workers.processors() > 1) and _folded(
            workspace, ledger, store, now
        )


def _folded(workspace: Workspace, ledger: Ledger, store: Store, now: int) -> bool:
    found = chunks(workspace.root, look=store.is_open)
    if found is None:
        return False
    sums = _Sums(workspace, ledger, store, found)
    try:
        total = sums.remembered() or sums.added_up(now)
    except (msgspec.DecodeError, LookupError, OverflowError, ValueError, workers.WorkerError):
        total = None  # a row that is not ours, or no room for another process; read the files
    if total is None:
        return False
    ledger.merge(total)
    engine = Engine(ledger.book.calendar, ledger.until)
    for record in workspace.records([one for one in KINDS if one not in FOLDERS]):
        ledger.add(record, engine.post(record))
    return True


class _Sums:
    """The sums of one workspace under one set of rules."""

    def __init__(
        self, workspace: Workspace, ledger: Ledger, store: Store, found: Mapping[str, Chunk]
    ) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._store = store
        self._chunks = found
        self._key = _key(workspace, ledger)
        self._stamps = {name: _digest(self._key + chunk.digest()) for name, chunk in found.items()}
        self._stamp = _digest(
            b"".join(name.encode() + stamp for name, stamp in self._stamps.items())
        )
        self._whole = store.get(_TOTAL)

    def remembered(self) -> Ledger | None:
        """The sum of everything, if nothing has changed."""
        if self._whole is None or self._whole.stamp != self._stamp:
            return None
        total = self._ledger.empty()
        partial.add(total, self._whole.data)
        return total

    def added_up(self, now: int) -> Ledger | None:
        """The sum of everything; ``None``: there are problems, to be told by reading all."""
        stamps = self._store.stamps()
        changed = [name for name, stamp in self._stamps.items() if stamps.get(name) != stamp]
        gone = [name for name in stamps if name != _TOTAL and name not in self._chunks]
        total = self._unchanged(set(changed), gone, stamps)
        parts = self._read([self._chunks[name] for name in changed])
        if parts is None or self._doubled(dict(zip(changed, parts, strict=True))):
            return None
        for part in parts:
            partial.add(total, part.data)
        if self._store.is_open:
            self._keep(dict(zip(changed, parts, strict=True)), gone, total, now)
        return total

    def _keep(
        self, fresh: Mapping[str, Part], gone: Iterable[str], total: Ledger, now: int
    ) -> None:
        """Remember what was read; of files that may still change, nothing."""
        settled = {
            name: Row(self._stamps[name], *part)
            for name, part in fresh.items()
            if self._chunks[name].newest < now - SETTLED_NS
        }
        unsettled = [name for name in fresh if name not in settled]
        if not unsettled:
            settled[_TOTAL] = Row(self._stamp, self._key, partial.packed(total))
        self._store.put(settled, [*gone, *unsettled])

    def _unchanged(self, changed: set[str], gone: list[str], stamps: Mapping[str, bytes]) -> Ledger:
        """The sum of the chunks that are still the same."""
        total = self._ledger.empty()
        few = len(changed) + len(gone) < len(self._chunks) / 4
        if self._whole is not None and self._whole.events == self._key and few:
            partial.add(total, self._whole.data)
            for name in (*changed, *gone):
                if name in stamps:
                    partial.add(total, self._old(name).data, -1)
        else:
            for name in self._chunks:
                if name not in changed:
                    partial.add(total, self._old(name).data)
        return total

    def _old(self, name: str) -> Row:
        row = self._store.get(name)
        if row is None:
            raise LookupError(name)
        return row

    def _read(self, fresh: list[Chunk]) -> list[Part] | None:
        """What the chunks come to; ``None`` if they have problems."""
        among = workers.processors() if _files(fresh) >= LEAST_SHARED else 1
        tasks = [
            lambda share=share: msgspec.msgpack.encode(_parts(self._workspace, self._ledger, share))
            for share in shares(among, fresh)
        ]
        found: list[Part] = []
        for data in workers.together(tasks):
            parts = msgspec.msgpack.decode(data, type=list[Part] | None)
            if parts is None:
                return None
            found += parts
        return found

    def _doubled(self, fresh: Mapping[str, Part]) -> bool:
        """Whether any event is recorded twice."""
        seen: set[int] = set()
        for part in fresh.values():
            events = _numbers(part.events)
            if not seen.isdisjoint(events):
                return True
            seen.update(events)
        known = self._store.events() if fresh else {}
        return any(
            not seen.isdisjoint(_numbers(known[name])) for name in self._chunks if name not in fresh
        )


def _parts(workspace: Workspace, ledger: Ledger, share: Iterable[Chunk]) -> list[Part] | None:
    """What each chunk comes to; ``None`` if there are problems, which are forgotten."""
    found: list[Part] = []
    for chunk in share:
        sums = ledger.empty()
        engine = Engine(ledger.book.calendar, ledger.until)
        for record in workspace.records_of(chunk.folder, sorted(chunk.files)):
            sums.add(record, engine.post(record))
        if workspace.problems:
            workspace.problems.clear()
            return None
        found.append(Part(array("q", workspace.events).tobytes(), partial.packed(sums)))
    return found


def _files(some: Iterable[Chunk]) -> int:
    return sum(len(chunk.files) for chunk in some)


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
        repr((FORMAT, __version__, measured)).encode(),
    ]
    return _digest(b"".join(_digest(part) for part in parts))


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()
