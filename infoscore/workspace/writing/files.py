"""Single files onto the disk, whole or not at all.

A file is written under a hidden name in the same folder, flushed to the disk, and only then takes
its name, replacing what had it. A process that is killed in between leaves a hidden file that
nothing reads; whoever writes a file of that name next deletes it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from typing import Final, NamedTuple


class NewFile(NamedTuple):
    """A file to be made, or to be changed."""

    path: Path
    data: bytes
    before: bytes | None = None
    """Its contents so far; ``None``: it must not be there."""


def over_what_is_there(file: NewFile) -> NewFile:
    """The file, with its contents so far as ``before``."""
    with suppress(FileNotFoundError):
        return file._replace(before=contents(file.path))
    return file


def contents(path: Path) -> bytes:
    """The contents of a file that is to be changed.

    Raises:
        OSError: it is not there, or it is a link, a pipe or a device, of which nothing is read.
    """
    if not S_ISREG(path.lstat().st_mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    try:
        return path.read_bytes()
    except OSError as error:
        error.filename = str(path)
        raise


def stay_within(root: Path, path: Path) -> None:
    """Make sure that no link leads the folder of ``path`` out of ``root``.

    Raises:
        OSError: a link does.
    """
    if not path.parent.resolve().is_relative_to(root.resolve()):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def replace(path: Path, data: bytes, aside: Path | None = None) -> None:
    """Make the file; what has its name is replaced, or goes ``aside`` if given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = _beside(path)
    try:
        try:
            fill(handle, data, path)
            temporary.chmod(mode(path))
            if sys.platform == "win32":  # there an open file keeps its name
                os.close(handle)
            if aside is not None:
                path.rename(aside)
            temporary.replace(path)
        finally:
            if sys.platform != "win32":
                os.close(handle)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def fill(handle: int, data: bytes, path: Path) -> None:
    """Write all data and flush them to the disk; ``path``: the name that people know."""
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    except OSError as error:
        error.filename = str(path)
        raise


def mode(path: Path) -> int:
    """The permissions of the file, else those that the process gives to new files."""
    with suppress(FileNotFoundError):
        there = path.stat().st_mode
        if S_ISREG(there):
            return there & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def flush_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk, so that they survive a loss of power."""
    with suppress(OSError):  # not every system lets a folder be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _beside(path: Path) -> tuple[int, Path]:
    """A hidden file beside the future one, ours as long as it is open."""
    own = f".infoscore-{digest(path.name.encode('utf-8', 'surrogateescape'))[:8]}-"
    for left in _left_over(path.parent, own):
        left.unlink(missing_ok=True)
    while True:
        try:
            handle, name = tempfile.mkstemp(prefix=own, suffix=_HIDDEN, dir=path.parent)
        except OSError as error:
            error.filename = str(path)  # people know this name
            raise
        if held(handle, Path(name)):
            return handle, Path(name)
        os.close(handle)


_HIDDEN: Final = ".tmp"

if sys.platform == "win32":

    def held(handle: int, path: Path, *, wait: bool = True) -> bool:
        """True: nobody can delete it while it is open."""
        del handle, path, wait
        return True

    def _left_over(folder: Path, own: str) -> Iterator[Path]:
        """Nothing: they cannot be told from those that are being written."""
        del folder, own
        yield from ()

else:
    import fcntl

    def held(handle: int, path: Path, *, wait: bool = True) -> bool:
        """Lock the file; ``False``: somebody deleted it meanwhile.

        Raises:
            BlockingIOError: another process has the lock, and we do not wait.
        """
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise
        with suppress(FileNotFoundError):
            return os.fstat(handle).st_ino == path.stat().st_ino
        return False

    def _left_over(folder: Path, own: str) -> Iterator[Path]:
        """Files of a process that was killed while it wrote: nobody holds them any more."""
        with suppress(OSError):  # a folder that lets itself be written, but not read
            for path in list(folder.glob(f"{own}*{_HIDDEN}")):
                handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    yield path
                except BlockingIOError:
                    pass
                finally:
                    os.close(handle)
