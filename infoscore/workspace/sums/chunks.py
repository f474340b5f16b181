"""Record files in groups that are summed up by themselves: nearly always those of one day."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from infoscore.problems import Problem
from infoscore.records.kinds import KINDS
from infoscore.workspace.folder import record_files

FOLDERS: Final = tuple(kind.folder for kind in KINDS.values() if kind.sums_alone)
_DATE: Final = len("2021-03-05")
_LONG_AGO: Final = 1_000_000_001
"""A nanosecond over a second: a time that only exact file systems keep."""


class Chunk(NamedTuple):
    """Files of one directory whose names begin alike."""

    kind: str
    """The folder that their kind of record has in a workspace."""
    directory: str
    files: list[str]
    """Paths in the workspace."""


class Fingerprint(NamedTuple):
    """A mark that changes when a chunk's files do."""

    digest: bytes
    newest: int
    """When any of them was changed last, in nanoseconds since 1970."""

    @classmethod
    def of(cls, chunk: Chunk, statuses: Iterable[os.stat_result]) -> Fingerprint:
        """The fingerprint of files with these statuses: paths, sizes, times, inodes, devices."""
        seen = [
            (status.st_ctime_ns, status.st_mtime_ns, status.st_size, status.st_ino, status.st_dev)
            for status in statuses
        ]
        data = msgspec.msgpack.encode((chunk.files, seen))
        return cls(digest(data), max(max(times[:2]) for times in seen))


def digest(data: bytes | memoryview) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def chunks(root: Path) -> dict[str, Chunk] | None:
    """All files by chunk, in order; ``None``: some are no records, which reading will tell."""
    problems: list[Problem] = []
    found: dict[str, Chunk] = {}
    for kind in FOLDERS:
        for path in record_files(root, kind, problems):
            start = path.rindex("/")
            name = path[: start + 1 + _DATE]
            chunk = found.get(name)
            if chunk is None:
                chunk = found[name] = Chunk(kind, path[:start], [])
            chunk.files.append(path)
    return None if problems else found


def fingerprint(root: Path, chunk: Chunk) -> Fingerprint:
    """The fingerprint of a chunk's files as they lie there now.

    Raises:
        OSError: one has gone.
    """
    start = len(chunk.directory) + 1
    above = os.open(root / chunk.directory, os.O_RDONLY)
    try:
        return Fingerprint.of(
            chunk,
            [os.stat(file[start:], dir_fd=above, follow_symlinks=False) for file in chunk.files],
        )
    finally:
        os.close(above)


def clock(root: Path, some: Iterable[Chunk]) -> int | None:
    """What time it is for the file systems of the chunks, in nanoseconds since 1970.

    ``None``: one of them does not show on its own when a file was changed. That is tried out with a
    file that never gets a name: its time of modification is set back, as programs do that copy
    times, and its time of change (ctime) has to tell it.
    """
    times: list[int] = []
    for directory in {chunk.directory for chunk in some}:
        try:
            handle = os.open(root / directory, os.O_TMPFILE | os.O_RDWR, 0o600)
        except (OSError, AttributeError):  # nothing may be written there, or it cannot be tried
            return None
        try:
            os.utime(handle, ns=(_LONG_AGO, _LONG_AGO))
            status = os.fstat(handle)
        finally:
            os.close(handle)
        if status.st_mtime_ns != _LONG_AGO or status.st_ctime_ns == _LONG_AGO:
            return None
        times.append(status.st_ctime_ns)
    return min(times, default=None)


def files_in(some: Iterable[Chunk]) -> int:
    return sum(len(chunk.files) for chunk in some)


def shares(among: int, all_chunks: dict[str, Chunk]) -> Iterator[list[str]]:
    """The chunks' names in ``among`` parts with about the same number of files."""
    files = files_in(all_chunks.values())
    share: list[str] = []
    done = 0
    number = 1
    for name, chunk in all_chunks.items():
        share.append(name)
        done += len(chunk.files)
        if done * among >= files * number:
            yield share
            share = []
            number += 1
    if share:
        yield share
