"""Work that is killed before its n-th call to the system, for every n.

It runs in a fork of this process. Before each call that changes something on the disk a
counter goes up, and at the chosen number the process sends itself SIGKILL: nothing is flushed,
unlocked or tidied. Half of the writes are made before it dies in one.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from tests.conftest import run_here

_AUDITED: Final = {
    "os.chmod",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.truncate",
    "shutil.copyfile",
    "fcntl.flock",
}
"""``os.replace`` is audited as ``os.rename``, ``os.unlink`` as ``os.remove``."""
_CHANGING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
DIED: Final = -signal.SIGKILL


def deaths(
    folder: Path, prepare: Callable[[Path], object], work: Callable[[], int]
) -> Iterator[tuple[int, int, Path]]:
    """Every number of a call, how the work in its folder ended and what it left.

    The last one survives.
    """
    number = 0
    while True:
        number += 1
        here = folder / str(number)
        here.mkdir()
        prepare(here)
        code = _run(here, work, number)
        yield number, code, here
        shutil.rmtree(here)
        if code != DIED:
            return


def command(arguments: Sequence[str]) -> Callable[[], int]:
    """A command of the program as such work."""
    return lambda: run_here(arguments).code


def _run(folder: Path, work: Callable[[], int], fatal: int) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which do not matter here
        child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        os.chdir(folder)
        _doom(fatal)
        code = work()
    except BaseException:  # noqa: BLE001 - it must never come back into pytest
        code = 99
    os._exit(code)


def _doom(fatal: int) -> None:
    calls = 0

    def count() -> bool:
        nonlocal calls
        calls += 1
        return calls == fatal

    def audit(event: str, values: tuple[Any, ...]) -> None:
        changes = event in _AUDITED or (event == "open" and values[2] and values[2] & _CHANGING)
        if changes and count():
            os.kill(os.getpid(), signal.SIGKILL)

    write, fsync = os.write, os.fsync

    def dying_write(handle: int, data: bytes) -> int:
        if count():
            write(handle, data[: len(data) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return write(handle, data)

    def dying_fsync(handle: int) -> None:
        if count():
            os.kill(os.getpid(), signal.SIGKILL)
        fsync(handle)

    os.write, os.fsync = dying_write, dying_fsync  # type: ignore[assignment]
    sys.addaudithook(audit)
