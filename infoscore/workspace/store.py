"""Files onto the disk, whole or not at all.

A file is written under a hidden name in the same folder, flushed to the disk, and only then given
its name: by a link, which fails if the name is taken, or by a rename, which replaces. A process
killed in between leaves at most a hidden file that nothing reads.

Whoever changes a file that is there does so under :func:`locked`, from reading to writing: of two
processes that change the same file, the second one sees what the first one wrote.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

LOCK: Final = ".infoscore.lock"
"""Lies in a workspace while one of its files is changed."""


class NewFile(NamedTuple):
    """A file to be made, or to be changed."""

    path: Path
    data: bytes
    before: bytes | None = None
    """What it holds so far; ``None``: it must not be there."""


def create(file: NewFile) -> None:
    """Make the file and its folder.

    Raises:
        FileExistsError: the name is taken; what is there stays as it is.
    """
    temporary = _written(file)
    try:
        try:
            os.link(temporary, file.path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links: claim the name, then replace the claim
            os.close(os.open(file.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            temporary.replace(file.path)
    finally:
        temporary.unlink(missing_ok=True)
    _flush_folder(file.path.parent)


def write_all(files: Iterable[NewFile]) -> None:
    """Make or change every file, or none: what was done is taken back if one fails.

    Raises:
        FileExistsError: a name is taken, or a file holds something else than it did.
    """
    done: list[NewFile] = []
    try:
        for file in files:
            if file.before is None:
                create(file)
            else:
                _change(file)
            done.append(file)
    except BaseException:
        for file in reversed(done):
            if file.before is None:
                file.path.unlink(missing_ok=True)
            else:
                replace(NewFile(file.path, file.before))
        raise


def _change(file: NewFile) -> None:
    if file.path.read_bytes() != file.before:
        raise FileExistsError(file.path)
    replace(file)


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Keep other processes from changing files of the workspace meanwhile.

    The system gives the lock back when a process ends, however it ends.
    """
    path = root / LOCK
    handle = _lock(path)
    try:
        yield
    finally:
        if sys.platform != "win32":
            path.unlink(missing_ok=True)  # while it is still ours
        os.close(handle)


if sys.platform == "win32":

    def _lock(path: Path) -> int:
        """Windows deletes the file when it is closed."""
        while True:
            try:
                return os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_TEMPORARY)
            except (FileExistsError, PermissionError):  # the latter while it is being deleted
                if not path.exists():
                    raise
                time.sleep(_PAUSE)

else:
    import fcntl

    def _lock(path: Path) -> int:
        """The one before us deletes the file: then the lock that we waited for is on nothing."""
        while True:
            handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
            fcntl.flock(handle, fcntl.LOCK_EX)
            with suppress(FileNotFoundError):
                if os.fstat(handle).st_ino == path.stat().st_ino:
                    return handle
            os.close(handle)


_PAUSE: Final = 0.02


def replace(file: NewFile) -> None:
    """Make the file, or put it in the place of one of that name."""
    temporary = _written(file)
    try:
        temporary.replace(file.path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(file.path.parent)


def _written(file: NewFile) -> Path:
    """A hidden file beside the future one, with all data on the disk."""
    file.path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=file.path.parent)
    except OSError as error:
        error.filename = str(file.path)  # people know this name
        raise
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(file.data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_mode(file.path))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _mode(path: Path) -> int:
    """That of the file there, else what the process gives to new ones."""
    with suppress(FileNotFoundError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _flush_folder(folder: Path) -> None:
    """So that the name, too, survives a loss of power."""
    with suppress(OSError):  # not every system lets a folder be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
