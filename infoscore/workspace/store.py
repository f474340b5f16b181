"""Files onto the disk, whole or not at all.

A file is written under a hidden name in the same folder, flushed to the disk, and only then given
its name: by a link, which fails if the name is taken, or by a rename, which replaces. A process
killed in between leaves at most a hidden file that nothing reads.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class NewFile(NamedTuple):
    """A file to be made."""

    path: Path
    data: bytes


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


def create_all(files: Iterable[NewFile]) -> None:
    """Make every file, or none: what was made is taken back if one fails.

    Raises:
        FileExistsError: a name is taken.
    """
    made: list[Path] = []
    try:
        for file in files:
            create(file)
            made.append(file.path)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


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
        temporary.chmod(0o666 & ~_umask())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _flush_folder(folder: Path) -> None:
    """So that the name, too, survives a loss of power."""
    with suppress(OSError):  # not every system lets a folder be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
