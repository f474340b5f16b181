"""Sums made before, kept in the user's cache folder; losing them loses nothing but time.

A row holds partial sums (numbers only, no words) of a chunk of files, and one row those of all.
Two processes may use it at once. A file that cannot be read or written is as good as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from msgspec import Struct

if TYPE_CHECKING:
    import sqlite3


class CachedSums(NamedTuple):
    """A row: the sums of a chunk."""

    stamp: bytes
    """A digest of the files as they were."""
    events: bytes
    data: bytes

    def seal(self, name: str) -> bytes:
        """A digest of it all, which shows damage."""
        seen = hashlib.blake2b(digest_size=16)
        for part in (name.encode(), *self):
            seen.update(b"%d " % len(part))
            seen.update(part)
        return seen.digest()


def folder() -> Path:
    """The folder of all caches."""
    import platformdirs

    return platformdirs.user_cache_path("infoscore", appauthor=False)


_SELECT: Final = "SELECT name, stamp, events, data, seal FROM sums"


class SumsCache(Struct):
    """One workspace's rows, once it is entered; a file that cannot be used is as good as none."""

    root: Path
    _base: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        import sqlite3

        name = hashlib.blake2b(os.fsencode(self.root.resolve()), digest_size=12).hexdigest()
        path = folder() / f"{name}.sqlite"
        for _ in range(2):
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._base = sqlite3.connect(path, timeout=0.5, isolation_level=None)
                self._base.execute("PRAGMA synchronous = OFF")
                self._base.execute(
                    "CREATE TABLE IF NOT EXISTS sums (name TEXT PRIMARY KEY,"
                    " stamp BLOB, events BLOB, data BLOB, seal BLOB) WITHOUT ROWID"
                )
                self._base.execute(f"{_SELECT} LIMIT 1")
            except (sqlite3.DatabaseError, OSError) as error:
                self.close()
                busy = isinstance(error, sqlite3.OperationalError)
                if isinstance(error, OSError) or (
                    busy and error.sqlite_errorcode != sqlite3.SQLITE_ERROR
                ):
                    break  # busy, or the place cannot be written: do without
                with contextlib.suppress(OSError):  # no such file of ours: begin anew
                    path.unlink()
            else:
                break
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_open(self) -> bool:
        return self._base is not None

    def close(self) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None

    def get(self, name: str) -> CachedSums | None:
        return self._rows(f"{_SELECT} WHERE name = ?", name).get(name)

    def rows(self) -> dict[str, CachedSums]:
        """Every row, all as of one moment, whoever else writes."""
        return self._rows(_SELECT)

    def put(self, rows: Mapping[str, CachedSums], gone: Iterable[str]) -> None:
        """Remember rows and forget others, all at once."""
        if self._base is None:
            return
        import sqlite3

        with contextlib.suppress(sqlite3.Error):
            self._base.execute("BEGIN IMMEDIATE")
            self._base.executemany("DELETE FROM sums WHERE name = ?", [(name,) for name in gone])
            self._base.executemany(
                "INSERT OR REPLACE INTO sums VALUES (?, ?, ?, ?, ?)",
                [(name, *row, row.seal(name)) for name, row in rows.items()],
            )
            self._base.execute("COMMIT")

    def _rows(self, query: str, *values: str) -> dict[str, CachedSums]:
        """The rows that are not damaged."""
        if self._base is None:
            return {}
        import sqlite3

        found: dict[str, CachedSums] = {}
        try:
            for name, *parts, seal in self._base.execute(query, values):
                row = CachedSums(*parts)
                sound = isinstance(name, str) and all(isinstance(part, bytes) for part in row)
                if sound and row.seal(name) == seal:
                    found[name] = row
        except sqlite3.Error:
            self.close()
            return {}
        return found


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
