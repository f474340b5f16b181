"""Which files of a folder hold records; whatever else lies there is a problem, never skipped."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from infoscore.messages import msg
from infoscore.problems import Code, Place, Problem
from infoscore.reading.yamltext import MAX_BYTES
from infoscore.screen import visible

MARKER: Final = "units.yaml"
"""The file that makes a folder a workspace."""
STAGING: Final = ".infoscore"
"""Lies in a workspace while somebody writes, or after he was killed at it."""
SUFFIXES: Final = (".yaml", ".yml")
_ONLY_FILES: Final = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
"""How a file is opened: a link is not followed, and nobody waits for a pipe."""
_NO_FILE: Final = frozenset({errno.ELOOP, errno.EMLINK, errno.ENXIO})
"""What the system says of links and sockets that are opened so."""
_FIRST = 4096
"""Bytes: more than nearly every record has, so that one is read at once."""
LITTER = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini"})
"""What Windows leaves in every folder."""


MAX_FOLDERS: Final = 16
"""Folders of records in each other; no office has so many."""

_FILE: Final = 0
_FOLDER: Final = 1
_OTHER: Final = 2


def _kind(entry: os.DirEntry[str]) -> int:
    if entry.is_file(follow_symlinks=False):
        return _FILE
    return _FOLDER if entry.is_dir(follow_symlinks=False) else _OTHER


def _shows(name: str) -> bool:
    """Whether it can be printed as it is."""
    return (name.isascii() and name.isprintable()) or (visible(name) == name and "\n" not in name)


class NotPlainError(OSError):
    """A link, a folder or a device where a file is read; carries the problem."""

    def __init__(self, file: str) -> None:
        super().__init__(errno.ELOOP, "", file)
        self.problem: Final = not_plain(file)


def not_plain(file: str) -> Problem:
    """That only files in the workspace itself are read."""
    return Problem(
        Code.NOT_A_FILE,
        Place(file),
        msg("this is a link or a device, not a plain file"),
        msg("put the file itself here"),
    )


def folder_is_link(root: Path, folder: str, problems: list[Problem]) -> bool:
    """Whether ``root/folder`` is none of the workspace; that is a problem."""
    if not (root / folder).is_symlink():
        return False
    problems.append(
        Problem(
            Code.NOT_A_FILE,
            Place(folder),
            msg("this folder is a link; files elsewhere are not read"),
            msg("put the folder itself here"),
        )
    )
    return True


def record_files(root: Path, folder: str, problems: list[Problem]) -> Iterator[str]:
    """Paths of the record files below ``root/folder``, relative to ``root``, in order.

    Names that begin with a dot belong to other tools (and to ``add`` while it writes).
    """
    if "/" not in folder and folder_is_link(root, folder, problems):
        return
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
        if not _shows(name):
            problems.append(
                Problem(
                    Code.STRAY_FILE,
                    Place(path),
                    msg("the name holds characters that cannot be shown"),
                    msg("rename it"),
                )
            )
        elif kind == _FOLDER and path.count("/") > MAX_FOLDERS:
            problems.append(
                Problem(
                    Code.STRAY_FILE,
                    Place(path),
                    msg("more than {most} folders in each other", most=MAX_FOLDERS),
                    msg("move what it holds further up"),
                )
            )
        elif kind == _FOLDER:
            yield from record_files(root, path, problems)
        elif kind != _FILE:
            problems.append(not_plain(path))
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


@contextmanager
def naming(file: str) -> Iterator[None]:
    """Let an error of the machine name the file: reading from an open one tells none."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or file
        raise


def read_bytes(root: Path, file: str) -> bytes:
    """The file's bytes; of one that is too large, just enough to see that it is.

    Raises:
        FileNotFoundError: it is not there.
        NotPlainError: it is a link, a folder or a device.
    """
    try:
        handle = os.open(f"{root}/{file}", _ONLY_FILES)
    except OSError as error:
        if error.errno in _NO_FILE:
            raise NotPlainError(file) from None
        raise
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotPlainError(file)
        data = os.read(handle, _FIRST)
        if len(data) == _FIRST:  # a plain file gives less only where it ends
            while len(data) <= MAX_BYTES and (part := os.read(handle, MAX_BYTES + 1 - len(data))):
                data += part
    except OSError as error:
        error.filename = error.filename or file
        raise
    else:
        return data
    finally:
        os.close(handle)


def nearest(start: Path) -> Path | None:
    """``start`` or the nearest folder above it that is a workspace."""
    for folder in (start, *start.parents):
        if (folder / MARKER).is_file():
            return folder
    return None
