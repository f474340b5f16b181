"""What is divided among processes comes back whole, or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from infoscore.workspace.sums.workers import WorkerError, processors, together

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no system that forks")


@pytest.fixture(autouse=True)
def _none_is_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever process was begun has ended and was seen off."""
    begun: list[int] = []
    fork = os.fork

    def noted() -> int:
        begun.append(fork())
        return begun[-1]

    monkeypatch.setattr(os, "fork", noted)
    yield
    for process in begun:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_results_come_in_order_and_from_other_processes() -> None:
    large = bytes(1_000_000)  # more than a pipe holds
    tasks = [lambda n=n: b"%d %d " % (n, os.getpid()) + large for n in range(4)]
    found = together(tasks)
    assert [int(one.split()[0]) for one in found] == [0, 1, 2, 3]
    assert len({one.split()[1] for one in found}) == 4
    assert all(one.endswith(large) for one in found)
    assert together([]) == []


def _fail() -> bytes:
    raise LookupError


def _die() -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


@pytest.mark.parametrize("fault", [_fail, _die])
def test_a_process_that_fails_is_told(fault: Callable[[], bytes]) -> None:
    with pytest.raises(WorkerError):
        together([lambda: b"", fault, lambda: bytes(1_000_000)])


def test_a_fault_here_ends_the_others() -> None:
    with pytest.raises(LookupError):
        together([_fail, lambda: bytes(1_000_000), lambda: bytes(1_000_000)])


def test_processors() -> None:
    assert 1 <= processors() <= 4


def test_a_process_with_threads_does_not_fork() -> None:
    told = (
        "import threading; from infoscore.workspace.sums.workers import processors;"
        "alone = processors();"
        "end = threading.Event(); threading.Thread(target=end.wait).start();"
        "print(alone, processors()); end.set()"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    alone, threaded = map(int, done.stdout.split())
    assert alone == min(len(os.sched_getaffinity(0)), 4)
    assert threaded == 1
