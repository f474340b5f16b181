"""Sums made before, kept in the user's cache folder; losing them loses nothing but time.

One file for each workspace, replaced as a whole: it holds partial sums (numbers only, no words) of
chunks of files, all made under the same rules. A file that cannot be read, is damaged or belongs to
other rules is as good as none, and so is one that cannot be written.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from infoscore.workspace.sums.chunks import digest

_SEAL: Final = len(digest(b""))


class CachedSums(NamedTuple):
    """The sums of a chunk."""

    stamp: bytes
    """A digest of the files as they were when they were read."""
    events: bytes
    """A number for each event, to find those recorded twice."""
    signs: bytes
    """The numbers of :meth:`checks.Records.signs`."""
    data: bytes


class _Remembered(NamedTuple):
    key: bytes
    """A digest of all that the sums depend on beside the records."""
    rows: dict[str, CachedSums]
    warned: bool
    """There are warnings about their records."""


def folder() -> Path:
    """The folder of all caches."""
    import platformdirs

    return platformdirs.user_cache_path("infoscore", appauthor=False)


def _file(root: Path) -> Path:
    return folder() / f"{digest(os.fsencode(root.resolve())).hex()}.sums"


def recall(root: Path, key: bytes) -> tuple[dict[str, CachedSums], bool]:
    """A workspace's rows by the names of their chunks, and whether there are warnings.

    None if they belong to another key.
    """
    try:
        sealed = _file(root).read_bytes()
        if digest(memoryview(sealed)[_SEAL:]) != sealed[:_SEAL]:
            return {}, False
        found = msgspec.msgpack.decode(memoryview(sealed)[_SEAL:], type=_Remembered)
    except (OSError, msgspec.DecodeError):
        return {}, False
    return (found.rows, found.warned) if found.key == key else ({}, False)


def remember(root: Path, key: bytes, rows: Mapping[str, CachedSums], *, warned: bool) -> None:
    """Keep the rows instead of those before; another process may do the same at once."""
    data = msgspec.msgpack.encode(_Remembered(key, dict(rows), warned))
    file = _file(root)
    ready = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        ready.write_bytes(digest(data) + data)
        ready.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            ready.unlink()


def clear() -> int:
    """Delete every cache; returns how many there were.

    Raises:
        OSError: one cannot be deleted.
    """
    number = 0
    for path in folder().glob("*.*"):
        path.unlink(missing_ok=True)
        number += path.suffix == ".sums"
    return number
