"""Which files of a folder hold records; whatever else lies there is a problem, never skipped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from infoscore.messages import msg
from infoscore.problems import Code, Place, Problem
from infoscore.reading.yamltext import MAX_BYTES

SUFFIXES = (".yaml", ".yml")
_BINARY = getattr(os, "O_BINARY", 0)
_FIRST = 4096
"""Bytes: more than nearly every record has, so that one is read at once."""
LITTER = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini"})
"""What Windows leaves in every folder."""


_FILE: Final = 0
_FOLDER: Final = 1
_OTHER: Final = 2


def _kind(entry: os.DirEntry[str]) -> int:
    if entry.is_file(follow_symlinks=False):
        return _FILE
    return _FOLDER if entry.is_dir(follow_symlinks=False) else _OTHER


def record_files(root: Path, folder: str, problems: list[Problem]) -> Iterator[str]:
    """Paths of the record files below ``root/folder``, relative to ``root``, in order.

    Names that begin with a dot belong to other tools (and to ``add`` while it writes).
    """
    try:
        with os.scandir(root / folder) as entries:
            # of many files only the names are kept
            found = sorted((one.name, _kind(one)) for one in entries)
    except FileNotFoundError:
        return
    for name, kind in found:
        if name.startswith(".") or name.lower() in LITTER:
            continue
        path = f"{folder}/{name}"
        if kind == _FOLDER:
            yield from record_files(root, path, problems)
        elif kind != _FILE:
            problems.append(
                Problem(
                    Code.NOT_A_FILE,
                    Place(path),
                    msg("this is a link or a device, not a plain file"),
                    msg("put the file itself here"),
                )
            )
        elif not name.endswith(SUFFIXES):
            problems.append(
                Problem(
                    Code.STRAY_FILE,
                    Place(path),
                    msg("this file is no record"),
                    msg("records end in .yaml; move anything else out of this folder"),
                )
            )
        else:
            yield path


def statuses(root: Path, folder: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """Every record file with its status, in any order; ``None`` beside what is no record file."""
    try:
        with os.scandir(root / folder) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith(".") or name.lower() in LITTER:
                    continue
                path = f"{folder}/{name}"
                if name.endswith(SUFFIXES) and entry.is_file(follow_symlinks=False):
                    yield path, entry.stat(follow_symlinks=False)
                elif entry.is_dir(follow_symlinks=False):
                    yield from statuses(root, path)
                else:
                    yield path, None
    except FileNotFoundError:
        return


def read_bytes(root: Path, file: str) -> bytes:
    """The file's bytes; of one that is too large, just enough to see that it is."""
    handle = os.open(f"{root}/{file}", os.O_RDONLY | _BINARY)
    try:
        data = os.read(handle, _FIRST)
        if len(data) == _FIRST:  # a plain file gives less only where it ends
            while len(data) <= MAX_BYTES and (part := os.read(handle, MAX_BYTES + 1 - len(data))):
                data += part
        return data
    finally:
        os.close(handle)
