"""What is divided among processes comes back whole, or not at all."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest

from infoscore.workspace.workers import WorkerError, processors, together

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
