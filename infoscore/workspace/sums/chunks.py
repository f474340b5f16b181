"""Record files in groups that are summed up by themselves: nearly always those of one day."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from infoscore.problems import Problem
from infoscore.records.kinds import KINDS
from infoscore.workspace.folder import record_files

FOLDERS: Final = tuple(kind.folder for kind in KINDS.values() if kind.sums_alone)
_DATE: Final = len("2021-03-05")


class Chunk(NamedTuple):
    folder: str
    files: list[str]


class Fingerprint(NamedTuple):
    """A mark that changes when a chunk's files do."""

    digest: bytes
    newest: int
    """When any of them was changed last, in nanoseconds since 1970."""


def chunks(root: Path) -> dict[str, Chunk] | None:
    """All files by chunk, in order; ``None``: some are no records, which reading will tell."""
    problems: list[Problem] = []
    found: dict[str, Chunk] = {}
    for folder in FOLDERS:
        for path in record_files(root, folder, problems):
            name = path.rpartition("/")[2]
            key = f"{folder}/{name[:_DATE]}"
            chunk = found.get(key)
            if chunk is None:
                chunk = found[key] = Chunk(folder, [])
            chunk.files.append(path)
    return None if problems else {name: found[name] for name in sorted(found)}


def fingerprint(root: Path, chunk: Chunk) -> Fingerprint:
    """The paths, sizes, times and inodes of a chunk's files.

    Raises:
        OSError: one has gone.
    """
    seen = hashlib.blake2b(digest_size=16)
    newest = 0
    for file in chunk.files:
        status = os.lstat(f"{root}/{file}")
        modified, changed = status.st_mtime_ns, status.st_ctime_ns
        newest = max(newest, modified, changed)
        line = f"{file}\0{status.st_size}\0{modified}\0{changed}\0{status.st_ino}\n"
        seen.update(os.fsencode(line))
    return Fingerprint(seen.digest(), newest)


def files_in(some: Iterable[Chunk]) -> int:
    return sum(len(chunk.files) for chunk in some)


def shares(among: int, all_chunks: list[Chunk]) -> Iterator[list[Chunk]]:
    """The list in ``among`` parts with about the same number of files."""
    files = files_in(all_chunks)
    share: list[Chunk] = []
    done = 0
    number = 1
    for chunk in all_chunks:
        share.append(chunk)
        done += len(chunk.files)
        if done * among >= files * number:
            yield share
            share = []
            number += 1
    if share:
        yield share
