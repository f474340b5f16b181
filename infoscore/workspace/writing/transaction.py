"""Files of a workspace written together: all of them, or none.

A writing process holds the workspace's lock, from reading what it changes to the end of writing.
The new contents are laid down in ``.infoscore/`` and flushed; then a plan that names them. From
then on they count as written: if the process dies before every file has its name, the next command
in this workspace finishes the plan. Where that cannot be, because somebody else made or changed a
file meanwhile, the steps done so far are taken back.

The folder is there only while a process writes, or after it was killed, and git does not see it.
Its contents may come from anybody (a folder is copied, a repository cloned), so a plan touches
nothing outside the workspace.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from stat import S_ISDIR, S_ISREG
from typing import Final, NamedTuple

from infoscore.workspace.folder import STAGING, naming
from infoscore.workspace.writing.files import (
    NewFile,
    contents,
    digest,
    fill,
    flush_folder,
    held,
    mode,
    replace,
    stay_within,
)

_LOCK: Final = ".gitignore"
"""The lock hides the folder from git, too, so that neither is ever there without the other."""
_PLAN: Final = "plan"
"""To be finished."""
_BACK: Final = "back"
"""To be taken back."""
_LEFT: Final = re.compile(r"(plan|back|[0-9]+\.new|[0-9]+\.old)(\.part)?")
_STRICT: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_PAUSE: Final = 0.02
_MOST_BYTES: Final = 16 << 20
"""Of a plan; a hundred thousand files take less."""


class Removal(NamedTuple):
    """A file to be deleted."""

    path: Path
    before: bytes


class Recovery(NamedTuple):
    """The end of a plan whose process died."""

    files: list[str]
    finished: bool
    """``False``: all was taken back."""


class _Step(NamedTuple):
    """The change of a file; contents by their digest, ``None``: no file."""

    file: str
    before: str | None
    after: str | None


def is_unfinished(root: Path) -> bool:
    """True if a process is at work here, or died at it."""
    folder = root / STAGING
    return (folder / _PLAN).exists() or (folder / _BACK).exists()


@contextmanager
def locked(root: Path, *, wait: bool = True) -> Iterator[Transaction]:
    """Keep other processes from writing into the workspace meanwhile.

    The system gives the lock back when a process ends, however it ends.

    Raises:
        BlockingIOError: another process has the lock, and we do not wait for it.
    """
    folder = root / STAGING
    handle = _lock(folder, wait=wait)
    transaction = Transaction(root)
    try:
        if os.fstat(handle).st_size == 0:
            fill(handle, b"*\n", root)
        transaction.recovery = transaction.recover()
        transaction.clear()
        yield transaction
    finally:
        if sys.platform != "win32" and not is_unfinished(root):
            _unlink(folder / _LOCK)  # while it is still ours
        os.close(handle)
        with suppress(OSError):  # somebody is waiting already, or something is unfinished
            folder.rmdir()


def _lock(folder: Path, *, wait: bool) -> int:
    """The open lock, in its folder; the process before us deletes both."""
    while True:
        try:
            _make(folder)
            handle = _open_lock(folder / _LOCK, wait=wait)
        except FileNotFoundError:
            if folder.parent.exists():
                continue
            raise
        if held(handle, folder / _LOCK, wait=wait):
            return handle
        os.close(handle)


def _make(folder: Path) -> None:
    try:
        folder.mkdir()
    except FileExistsError:
        if not S_ISDIR(folder.lstat().st_mode):
            raise NotADirectoryError(
                errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)
            ) from None
    except OSError as error:
        error.filename = str(folder.parent)  # people know this name
        raise


if sys.platform == "win32":

    def _open_lock(path: Path, *, wait: bool) -> int:
        """Windows deletes the file when it is closed."""
        while True:
            try:
                return os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_TEMPORARY)
            except (FileExistsError, PermissionError):  # the latter while it is being deleted
                if not path.exists():
                    raise
                if not wait:
                    raise BlockingIOError from None
                time.sleep(_PAUSE)

else:

    def _open_lock(path: Path, *, wait: bool) -> int:
        del wait
        return os.open(path, os.O_CREAT | os.O_RDWR | _STRICT, 0o666)


class Transaction:
    """Writes files, once they are made ready; only the holder of the lock has one."""

    def __init__(self, root: Path) -> None:
        self.recovery: Recovery | None = None
        """That of the plan found here, if any."""
        self._root = root
        self._folder = root / STAGING

    def write_all(self, files: Iterable[NewFile | Removal]) -> None:
        """Make, change and delete files: all of them or none.

        Raises:
            FileExistsError: a name is taken, or a file holds something else than it did.
        """
        try:
            steps = [self._laid_down(number, file) for number, file in enumerate(files)]
            self._compare(steps)
            if len(steps) > 1:
                self._write_plan(steps)
        except BaseException:
            self.clear()
            raise
        self._carry_out(steps)

    def recover(self) -> Recovery | None:
        """Finish or take back the plan of a process that died.

        Raises:
            OSError: neither can be done.
        """
        steps = self._read(_BACK)
        if steps is not None:
            self._each(steps, self._undo)
            self.clear()
            return Recovery([step.file for step in steps], finished=False)
        steps = self._read(_PLAN)
        if steps is None:
            return None
        files = [step.file for step in steps]
        try:
            self._each(steps, self._do)
        except FileExistsError:
            self._give_up(steps)
            return Recovery(files, finished=False)
        self.clear()
        return Recovery(files, finished=True)

    def clear(self) -> None:
        """Delete the plan and all that lies here."""
        for name in (_PLAN, _BACK):  # first, for they give the others their meaning
            _unlink(self._folder / name)
        for path in list(self._folder.iterdir()):
            if _LEFT.fullmatch(path.name):
                _unlink(path)

    def _laid_down(self, number: int, file: NewFile | Removal) -> _Step:
        """A step, with its contents on the disk: later it must not fail for want of room."""
        stay_within(self._root, file.path)
        after = file.data if isinstance(file, NewFile) else None
        if after is not None:
            self._write(f"{number}.new", after, file.path)
        if file.before is not None:
            self._write(f"{number}.old", file.before, file.path)
        return _Step(
            file.path.relative_to(self._root).as_posix(),
            None if file.before is None else digest(file.before),
            None if after is None else digest(after),
        )

    def _compare(self, steps: Iterable[_Step]) -> None:
        for step in steps:
            if self._state(step) != step.before:
                raise _taken(self._root / step.file)

    def _write(self, name: str, data: bytes, target: Path) -> None:
        path, permissions = self._folder / name, mode(target)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _STRICT, permissions)
        try:
            fill(handle, data, target)
        finally:
            os.close(handle)
        path.chmod(permissions)

    def _write_plan(self, steps: Sequence[_Step]) -> None:
        import msgspec

        self._write(f"{_PLAN}.part", msgspec.json.encode(steps), self._root)
        flush_folder(self._folder)
        (self._folder / f"{_PLAN}.part").rename(self._folder / _PLAN)
        flush_folder(self._folder)

    def _read(self, plan: str) -> list[_Step] | None:
        import msgspec

        path = self._folder / plan
        try:
            handle = os.open(path, os.O_RDONLY | _STRICT | getattr(os, "O_NONBLOCK", 0))
        except FileNotFoundError:
            return None
        with naming(str(path)), os.fdopen(handle, "rb") as stream:
            data = stream.read(_MOST_BYTES)
        try:
            steps = msgspec.json.decode(data, type=list[_Step])
        except msgspec.DecodeError:
            steps = []
        if not steps or not all(self._is_inside(step.file) for step in steps):
            raise OSError(errno.EBADMSG, os.strerror(errno.EBADMSG), str(path))
        return steps

    def _is_inside(self, file: str) -> bool:
        """True if it is a file of the workspace, and none of git's."""
        path = PurePosixPath(file)
        return (
            not path.is_absolute()
            and not any(mark in file for mark in "\\:~\0")
            and not any(part.startswith(".") for part in path.parts[:-1])
            and path.name not in {"", "..", ".git"}
            and (self._root / path).parent.resolve().is_relative_to(self._root.resolve())
        )

    def _carry_out(self, steps: Sequence[_Step]) -> None:
        try:
            self._each(steps, self._do)
        except BaseException:
            self._give_up(steps)
            raise
        self.clear()

    def _give_up(self, steps: Sequence[_Step]) -> None:
        with suppress(FileNotFoundError):  # a single file needs no plan
            (self._folder / _PLAN).rename(self._folder / _BACK)
        self._each(steps, self._undo)
        self.clear()

    def _each(self, steps: Sequence[_Step], act: Callable[[int, _Step], None]) -> None:
        for number, step in enumerate(steps):
            act(number, step)
        for folder in {(self._root / step.file).parent for step in steps}:
            flush_folder(folder)

    def _do(self, number: int, step: _Step) -> None:
        target, new = self._root / step.file, self._folder / f"{number}.new"
        if step.after is not None and not _is_plain(new):
            return  # done before the process died
        state = self._state(step)
        if state != step.after:
            if state != step.before:
                raise _taken(target)
            _turn(target, new, step.before, step.after)
        _unlink(new)

    def _undo(self, number: int, step: _Step) -> None:
        target, old = self._root / step.file, self._folder / f"{number}.old"
        if self._state(step) != step.after or step.after == step.before:
            return  # it was not done yet, or somebody went on from it
        if step.before is not None and not _is_plain(old):
            return
        _turn(target, old, step.after, step.before)

    def _state(self, step: _Step) -> str | None:
        path = self._root / step.file
        try:
            return digest(contents(path))
        except FileNotFoundError:
            return None


def _turn(target: Path, ready: Path, now: str | None, then: str | None) -> None:
    """Turn contents ``now`` into ``then``, which lie in ``ready``; ``None``: no file."""
    if then is None:
        target.unlink()
    elif now is None:
        _name(ready, target)
    else:
        _put(ready, target)


def _name(ready: Path, target: Path) -> None:
    """Give the file a name that nobody has."""
    if not target.parent.exists():
        target.parent.mkdir(parents=True)
        flush_folder(target.parent.parent)
    try:
        os.link(ready, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise _taken(target) from None
        _put(ready, target)


def _put(ready: Path, target: Path) -> None:
    """Put the file in the place of another."""
    try:
        ready.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        replace(target, ready.read_bytes())  # a folder that lies on another disk


def _is_plain(path: Path) -> bool:
    with suppress(FileNotFoundError):
        return S_ISREG(path.lstat().st_mode)
    return False


def _taken(path: Path) -> FileExistsError:
    return FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def _unlink(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()
