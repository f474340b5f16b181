"""What was folded before and has not changed since, so that it need not be read again.

Partial sums (numbers only, no titles) lie in the user's cache folder, a chunk of the files in each
row, and all of them together in one. A row counts only for the same files: by path, size, times
and inode, the same rules and units, and this version of the program. Whatever is odd (problems,
files changed a moment ago, a cache that cannot be read) is not taken from here: the files are read.
Losing the cache loses nothing but time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import zlib
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, Self

import msgspec

from infoscore import __version__
from infoscore.scoring import partial
from infoscore.scoring.engine import Engine, needs_order
from infoscore.scoring.ledger import Ledger
from infoscore.workspace import rulebook, units
from infoscore.workspace.folder import read_bytes, statuses
from infoscore.workspace.load import KINDS, Workspace

FORMAT: Final = 2
"""Is raised when rows come to mean something else."""
FOLDERS: Final = ("adoptions", "submissions")
"""What records in other folders come to depends on more than themselves (the day of the report)."""
CHUNKS: Final = 256
"""A folder's files are spread over so many, by their names."""
LEAST_FILES: Final = 256
"""Fewer are read more quickly than remembered."""
SETTLED_NS: Final = 2_000_000_000
"""A file changed less than this ago may change again without its times telling."""
_TOTAL: Final = "total"
_MASK: Final = (1 << 128) - 1


class Chunk:
    """Some files of a folder, by what tells whether they are still the same."""

    __slots__ = ("files", "folder", "newest", "stamp")

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.files: list[str] = []
        self.stamp = 0
        """The sum of its files' digests, in whatever order they come."""
        self.newest = 0
        """Nanoseconds since 1970."""

    def see(self, file: str, status: os.stat_result) -> None:
        """Take a file in."""
        line = (
            f"{file}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ctime_ns}\0{status.st_ino}"
        )
        digest = hashlib.blake2b(os.fsencode(line), digest_size=16).digest()
        self.stamp = (self.stamp + int.from_bytes(digest, "big")) & _MASK
        self.newest = max(self.newest, status.st_mtime_ns, status.st_ctime_ns)
        self.files.append(file)

    def digest(self) -> bytes:
        """Of all its files."""
        return b"%d %d" % (len(self.files), self.stamp)


class Row(NamedTuple):
    """What is remembered of a chunk."""

    stamp: bytes
    events: bytes
    """A number for each event, to find one that is recorded twice."""
    data: bytes


def folded(workspace: Workspace, ledger: Ledger, store: Store, now: int) -> bool:
    """Fold all records into ``ledger``, as far as possible without reading them.

    Returns whether that worked; if not, ``ledger`` is as it was and every record is to be read.
    ``now``: nanoseconds since 1970.
    """
    if not workspace.sound or needs_order(ledger.book):
        return False
    chunks = _chunks(workspace.root)
    if chunks is None:
        return False
    sums = _Sums(workspace, ledger, store, chunks)
    try:
        total = sums.remembered() or sums.added_up(now)
    except (msgspec.DecodeError, LookupError, OverflowError, ValueError):
        total = None  # a row that is not ours; read the files
    if total is None:
        return False
    ledger.merge(total)
    engine = Engine(ledger.book.calendar, ledger.until)
    for record in workspace.records([one for one in KINDS if one not in FOLDERS]):
        ledger.add(record, engine.post(record))
    return True


def _chunks(root: Path) -> dict[str, Chunk] | None:
    """All files by chunk; ``None``: some are odd, or there are too few to remember."""
    chunks: dict[str, Chunk] = {}
    number = 0
    for folder in FOLDERS:
        for file, status in statuses(root, folder):
            if status is None:
                return None
            number += 1
            name = _chunk_of(folder, file)
            chunk = chunks.get(name)
            if chunk is None:
                chunk = chunks[name] = Chunk(folder)
            chunk.see(file, status)
    return chunks if number >= LEAST_FILES else None


def _chunk_of(folder: str, file: str) -> str:
    return f"{folder}/{zlib.crc32(os.fsencode(file)) % CHUNKS}"


class _Sums:
    """The sums of one workspace under one set of rules."""

    def __init__(
        self, workspace: Workspace, ledger: Ledger, store: Store, chunks: Mapping[str, Chunk]
    ) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._store = store
        self._chunks = chunks
        self._key = _key(workspace, ledger)
        self._stamps = {name: _digest(self._key + chunk.digest()) for name, chunk in chunks.items()}
        self._stamp = _digest(
            b"".join(name.encode() + self._stamps[name] for name in sorted(chunks))
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
        changed = {name for name, stamp in self._stamps.items() if stamps.get(name) != stamp}
        gone = [name for name in stamps if name != _TOTAL and name not in self._chunks]
        total = self._unchanged(changed, gone, stamps)
        fresh: dict[str, Row] = {}
        for name in sorted(changed):
            read = self._read(name)
            if read is None:
                return None
            part, fresh[name] = read
            total.merge(part)
        if self._doubled(fresh):
            return None
        settled = {
            name: row for name, row in fresh.items() if self._chunks[name].newest < now - SETTLED_NS
        }
        if len(settled) == len(fresh):
            settled[_TOTAL] = Row(self._stamp, self._key, partial.packed(total))
        self._store.put(settled, [*gone, *(name for name in fresh if name not in settled)])
        return total

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

    def _read(self, name: str) -> tuple[Ledger, Row] | None:
        """A chunk's files; ``None`` if they have problems."""
        ledger = self._ledger.empty()
        engine = Engine(ledger.book.calendar, ledger.until)
        chunk = self._chunks[name]
        for record in self._workspace.records_of(chunk.folder, sorted(chunk.files)):
            ledger.add(record, engine.post(record))
        if self._workspace.problems:
            self._workspace.problems.clear()
            return None
        events = array("q", self._workspace.events).tobytes()
        return ledger, Row(self._stamps[name], events, partial.packed(ledger))

    def _doubled(self, fresh: Mapping[str, Row]) -> bool:
        """Whether any event is recorded twice."""
        seen: set[int] = set()
        for row in fresh.values():
            events = _numbers(row.events)
            if not seen.isdisjoint(events):
                return True
            seen.update(events)
        known = self._store.events() if fresh else {}
        return any(
            not seen.isdisjoint(_numbers(known[name])) for name in self._chunks if name not in fresh
        )


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


def folder() -> Path:
    """Where caches lie."""
    import platformdirs

    return platformdirs.user_cache_path("infoscore", appauthor=False)


@dataclass(slots=True)
class Store:
    """One workspace's rows; a file that cannot be used is as good as none."""

    root: Path
    _base: sqlite3.Connection | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        name = hashlib.blake2b(os.fsencode(self.root.resolve()), digest_size=12).hexdigest()
        path = folder() / f"{name}.sqlite"
        for _ in range(2):
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._base = sqlite3.connect(path, timeout=0.5, isolation_level=None)
                self._base.execute("PRAGMA synchronous = OFF")
                self._base.execute(
                    "CREATE TABLE IF NOT EXISTS sums"
                    " (name TEXT PRIMARY KEY, stamp BLOB, events BLOB, data BLOB) WITHOUT ROWID"
                )
                self._base.execute("SELECT name, stamp, events, data FROM sums LIMIT 1")
            except (sqlite3.OperationalError, OSError):
                break  # busy, or the place cannot be written: do without
            except sqlite3.DatabaseError:  # no such file of ours: begin anew
                self.close()
                with contextlib.suppress(OSError):
                    path.unlink()
            else:
                return self
        self.close()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._base is not None:
            self._base.close()
            self._base = None

    def get(self, name: str) -> Row | None:
        """A row."""
        for row in self._rows("SELECT stamp, events, data FROM sums WHERE name = ?", name):
            return Row(*row)
        return None

    def stamps(self) -> dict[str, bytes]:
        """The stamp of every row."""
        return dict(self._rows("SELECT name, stamp FROM sums"))  # type: ignore[arg-type]

    def events(self) -> dict[str, bytes]:
        """The events of every row."""
        return dict(self._rows("SELECT name, events FROM sums"))  # type: ignore[arg-type]

    def put(self, rows: Mapping[str, Row], gone: list[str]) -> None:
        """Remember rows and forget others, all at once."""
        if self._base is None:
            return
        with contextlib.suppress(sqlite3.Error):
            self._base.execute("BEGIN IMMEDIATE")
            self._base.executemany("DELETE FROM sums WHERE name = ?", [(name,) for name in gone])
            self._base.executemany(
                "INSERT OR REPLACE INTO sums VALUES (?, ?, ?, ?)",
                [(name, *row) for name, row in rows.items()],
            )
            self._base.execute("COMMIT")

    def _rows(self, query: str, *values: str) -> Iterator[tuple[bytes, ...]]:
        if self._base is None:
            return
        try:
            yield from self._base.execute(query, values)
        except sqlite3.Error:
            self.close()


def clear() -> int:
    """Delete every cache; returns how many there were.

    Raises:
        OSError: one cannot be deleted.
    """
    number = 0
    for path in folder().glob("*.sqlite*"):
        path.unlink(missing_ok=True)
        number += path.suffix == ".sqlite"
    return number
