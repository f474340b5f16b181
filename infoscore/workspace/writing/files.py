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
    """What it holds so far; ``None``: it must not be there."""


def over_what_is_there(file: NewFile) -> NewFile:
    """The file, whatever it holds so far."""
    with suppress(FileNotFoundError):
        return file._replace(before=contents(file.path))
    return file


def contents(path: Path) -> bytes:
    """What a file holds that is to be changed; of a link, a pipe or a device nothing is read.

    Raises:
        OSError: it is none, or it is not there.
    """
    if not S_ISREG(path.lstat().st_mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    try:
        return path.read_bytes()
    except OSError as error:
        error.filename = str(path)
        raise


def stay_within(root: Path, path: Path) -> None:
    """No link leads the folder of ``path`` out of ``root``.

    Raises:
        OSError: one does.
    """
    if not path.parent.resolve().is_relative_to(root.resolve()):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def digest(data: bytes) -> str:
    """What tells whether a file was changed since."""
    return hashlib.sha256(data).hexdigest()


def replace(path: Path, data: bytes, aside: Path | None = None) -> None:
    """Make the file, or put it in the place of one of that name, which goes ``aside`` if given."""
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
    """All data, on the disk; ``path``: the name that people know."""
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    except OSError as error:
        error.filename = str(path)
        raise


def mode(path: Path) -> int:
    """That of the file there, else what the process gives to new ones."""
    with suppress(FileNotFoundError):
        there = path.stat().st_mode
        if S_ISREG(there):
            return there & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def flush_folder(folder: Path) -> None:
    """So that a name, too, survives a loss of power."""
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
        """Nobody can delete it while it is open."""
        del handle, path, wait
        return True

    def _left_over(folder: Path, own: str) -> Iterator[Path]:
        """Cannot be told from those that are being written."""
        del folder, own
        yield from ()

else:
    import fcntl

    def held(handle: int, path: Path, *, wait: bool = True) -> bool:
        """Make it ours alone; ``False``: somebody deleted it meanwhile.

        Raises:
            BlockingIOError: it is another's, and we do not wait.
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
        """What a process left that was killed while it wrote: nobody holds it any more."""
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
