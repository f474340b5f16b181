"""Work divided among processes, where the system lets a process fork."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final, NoReturn

MOST: Final = 4
"""Each takes memory of its own."""


class WorkerError(Exception):
    """A process ended before it had done its work."""


def processors() -> int:
    """The number of processes that are of use; 1 where a process cannot safely fork.

    Of a process with several threads only one goes on in its child, with whatever locks the others
    held.
    """
    if not hasattr(os, "fork") or not hasattr(os, "sched_getaffinity"):
        return 1  # as on Windows; on a Mac the system's own libraries do not bear it
    try:
        threads = len(os.listdir("/proc/self/task"))  # noqa: PTH208 - pathlib's takes longer
    except OSError:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST) if threads == 1 else 1


def together(tasks: Sequence[Callable[[], bytes]]) -> list[bytes]:
    """The results of the tasks; the first is done here, each other in a process of its own.

    Raises:
        WorkerError: one of the others failed.
        OSError: the system has no room for them.
    """
    others: list[tuple[int, int]] = []
    try:
        others.extend(map(_begun, tasks[1:]))
        found = [task() for task in tasks[:1]]
        while others:
            found.append(_result(*others.pop(0)))
    finally:
        for process, pipe in others:
            os.close(pipe)
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
    return found


def _begun(task: Callable[[], bytes]) -> tuple[int, int]:
    """The process that does the task, and the pipe for its result."""
    out, into = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(out)
        _do(task, into)
    os.close(into)
    return process, out


def _do(task: Callable[[], bytes], into: int) -> NoReturn:
    """Do the task and end, but nothing that the parent began: no file is flushed."""
    code = 1
    with suppress(BaseException):
        data = memoryview(task())
        while data:
            data = data[os.write(into, data) :]
        code = 0
    os._exit(code)


def _result(process: int, pipe: int) -> bytes:
    with open(pipe, "rb") as stream:
        data = stream.read()
    _, status = os.waitpid(process, 0)
    if status != 0:
        raise WorkerError
    return data
