"""The files of a folder that hold records; whatever else lies there is a problem, never skipped."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from infoscore.messages import Message, msg
from infoscore.problems import Code, Place, Problem
from infoscore.reading.yamltext import MAX_BYTES
from infoscore.screen import visible

MARKER: Final = "units.yaml"
"""The file that makes a folder a workspace."""
STAGING: Final = ".infoscore"
"""Lies in a workspace while a process writes, or after it was killed at it."""
SUFFIXES: Final = (".yaml", ".yml")
LITTER: Final = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini"})
"""Files that Windows leaves in every folder."""
MAX_FOLDERS: Final = 16
"""Folders of records in each other; no office has so many."""
_ONLY_FILES: Final = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
"""Flags to open a file: a link is not followed, and nobody waits for a pipe."""
_NO_FILE: Final = frozenset({errno.ELOOP, errno.EMLINK, errno.ENXIO})
"""The system's errors on links and sockets that are opened so."""
_RECORD: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*\.yaml").fullmatch
"""Tells the name of nearly every record at once."""
_FIRST: Final = 4096
"""Bytes: more than nearly every record has, so that a record is read at once."""


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_file(follow_symlinks=False):
        return "file"
    return "folder" if entry.is_dir(follow_symlinks=False) else "other"


def _shows(name: str) -> bool:
    """True if it can be printed as it is."""
    return (name.isascii() and name.isprintable()) or (visible(name) == name and "\n" not in name)


class NotPlainError(OSError):
    """A link, a folder or a device where a file is read; carries the problem."""

    def __init__(self, file: str) -> None:
        super().__init__(errno.ELOOP, "", file)
        self.problem: Final = not_plain(file)


def not_plain(file: str) -> Problem:
    """The problem of a file that is none of the workspace's own."""
    return Problem(
        Code.NOT_A_FILE,
        Place(file),
        msg("this is a link or a device, not a plain file"),
        msg("put the file itself here"),
    )


def folder_is_link(root: Path, folder: str, problems: list[Problem]) -> bool:
    """True, with a problem, if ``root/folder`` lies elsewhere."""
    if not (root / folder).is_symlink():
        return False
    what = msg("this folder is a link; files elsewhere are not read")
    problems.append(
        Problem(Code.NOT_A_FILE, Place(folder), what, msg("put the folder itself here"))
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
            kinds = {entry.name: _kind(entry) for entry in entries}
    except FileNotFoundError:
        return
    for name in sorted(kinds):
        kind, path = kinds[name], f"{folder}/{name}"
        if kind == "file" and _RECORD(name):
            yield path
        elif name.startswith(".") or name.lower() in LITTER:
            continue
        elif (problem := _odd(path, name, kind)) is not None:
            problems.append(problem)
        elif kind == "folder":
            yield from record_files(root, path, problems)
        else:
            yield path


def _odd(path: str, name: str, kind: str) -> Problem | None:
    """The problem of what is neither a record nor a folder of records."""
    if not _shows(name):
        what = msg("the name holds characters that cannot be shown")
        return _stray(path, what, msg("rename it"))
    if kind == "folder":
        what = msg("more than {most} folders in each other", most=MAX_FOLDERS)
        deep = path.count("/") > MAX_FOLDERS
        return _stray(path, what, msg("move what it holds further up")) if deep else None
    if kind == "other":
        return not_plain(path)
    if not name.endswith(SUFFIXES):
        hint = msg("records end in .yaml; move anything else out of this folder")
        return _stray(path, msg("this file is no record"), hint)
    return None


def _stray(path: str, message: Message, hint: Message) -> Problem:
    return Problem(Code.STRAY_FILE, Place(path), message, hint)


@contextmanager
def naming(file: str) -> Iterator[None]:
    """Let errors of the machine name the file: those of an open file name none."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or file
        raise


def read_bytes(root: Path, file: str) -> bytes:
    """The bytes of a file, as :func:`read_status` gives them."""
    return read_status(root, file)[0]


def read_status(root: Path, file: str) -> tuple[bytes, os.stat_result]:
    """The file's bytes, and its status when it was opened.

    If there are too many bytes, just enough are read to see that they are.

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
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise NotPlainError(file)
        data = os.read(handle, _FIRST)
        # some file systems give less than was asked for, or know no size: nothing at all is the end
        while len(data) != status.st_size and len(data) <= MAX_BYTES:
            part = os.read(handle, MAX_BYTES + 1 - len(data))
            if not part:
                break
            data += part
    except OSError as error:
        error.filename = error.filename or file
        raise
    else:
        return data, status
    finally:
        os.close(handle)


def without_links(root: Path) -> Path:
    """``root`` as it is named, or where the links in its name lead now."""
    real = root.resolve()
    return root if real == Path(os.path.abspath(root)) else real  # noqa: PTH100 - it keeps links


def nearest(start: Path) -> Path | None:
    """``start`` or the nearest folder above it that is a workspace."""
    folders = (start, *start.parents)
    return next((folder for folder in folders if (folder / MARKER).is_file()), None)
