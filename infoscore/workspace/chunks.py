"""Record files in groups that are summed up by themselves: nearly always those of one day."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from infoscore.workspace.folder import entries

FOLDERS: Final = ("adoptions", "submissions")
"""What records in other folders come to depends on more than themselves (the day of the report)."""
_DATE: Final = len("2021-03-05")


class Chunk:
    """Some files of a folder, and what tells whether they are still the same."""

    __slots__ = ("_lines", "files", "folder", "newest")

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.files: list[str] = []
        self.newest = 0
        """When any was changed last, in nanoseconds since 1970."""
        self._lines: list[str] = []

    def see(self, file: str, status: os.stat_result) -> None:
        """Keep in mind of what size the file is, and since when."""
        modified, changed = status.st_mtime_ns, status.st_ctime_ns
        self._lines.append(f"{file}\0{status.st_size}\0{modified}\0{changed}\0{status.st_ino}")
        self.newest = max(self.newest, modified, changed)

    def digest(self) -> bytes:
        """Of all that was seen, in whatever order."""
        lines = "\n".join(sorted(self._lines))
        return hashlib.blake2b(os.fsencode(lines), digest_size=16).digest()


def chunks(root: Path, *, look: bool) -> dict[str, Chunk] | None:
    """All files by chunk, in order; ``None``: some are no records, which reading will tell.

    ``look``: at each file's status, too.
    """
    found: dict[str, Chunk] = {}
    for folder in FOLDERS:
        for path, entry in entries(root, folder):
            if entry is None:
                return None
            name = f"{folder}/{entry.name[:_DATE]}"
            chunk = found.get(name)
            if chunk is None:
                chunk = found[name] = Chunk(folder)
            chunk.files.append(path)
            if look:
                chunk.see(path, entry.stat(follow_symlinks=False))
    return {name: found[name] for name in sorted(found)}


def has_files(root: Path, many: int) -> bool:
    """Whether there are at least so many."""
    found = (None for folder in FOLDERS for _ in entries(root, folder))
    return next(islice(found, many - 1, None), ()) is None


def shares(among: int, all_chunks: list[Chunk]) -> Iterator[list[Chunk]]:
    """As many parts of the list, of about the same number of files."""
    files = sum(len(chunk.files) for chunk in all_chunks)
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
