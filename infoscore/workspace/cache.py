"""What was added up before, kept in the user's cache folder; losing it loses nothing but time.

A row holds partial sums (numbers only, no words) of a chunk of files, one row those of all. Two
processes may use it at once. A file that cannot be read or written is as good as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from msgspec import Struct

if TYPE_CHECKING:
    import sqlite3


class Row(NamedTuple):
    """What is remembered of a chunk."""

    stamp: bytes
    """Tells the files, as they were."""
    events: bytes
    data: bytes


def folder() -> Path:
    """Where caches lie."""
    import platformdirs

    return platformdirs.user_cache_path("infoscore", appauthor=False)


class Store(Struct):
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

    @property
    def is_open(self) -> bool:
        """Whether anything is kept."""
        return self._base is not None

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
        import sqlite3

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
        import sqlite3

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
