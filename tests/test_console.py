"""Long work is shown on a terminal, and nowhere else."""

from __future__ import annotations

import io
import re
import time

import pytest

from infoscore.cli import console as module
from infoscore.cli.console import Console
from infoscore.messages import msg

WIPED = "\r\x1b[K"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put in the place of stderr by :func:`_long`, when pytest has taken its own."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    monkeypatch.setattr(module, "_REDRAW", 0)
    return Terminal()


def _wait(terminal: Terminal, seconds: float) -> None:
    """Until something more is shown, or it will not be."""
    before = len(terminal.getvalue())
    end = time.monotonic() + seconds
    while len(terminal.getvalue()) == before and time.monotonic() < end:
        time.sleep(0.01)


def _long(
    console: Console, terminal: Terminal, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> str:
    monkeypatch.setattr("sys.stderr", terminal)
    step = console.progress()
    for _ in range(3):
        time.sleep(0.03)
        if step is not None:
            step()
    with console.at_work():
        _wait(terminal, seconds)
        console.say(msg("nothing was written"))
        _wait(terminal, seconds)
    return terminal.getvalue()


def test_what_is_told_stands_on_lines_of_its_own(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _long(Console("en"), terminal, monkeypatch, 10)
    shown = r"(\r[^\r\n]+)+" + re.escape(WIPED)
    work = r"(\rat work for 0 seconds)+" + re.escape(WIPED)
    assert re.fullmatch(shown + r"nothing was written\n" + work, told)
    assert "\r3 files read" in told
    assert "at work" in told.partition("nothing was written")[0]


@pytest.mark.parametrize("why", ["quiet", "dumb", "no terminal", "quick"])
def test_nothing_is_shown(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    if why == "dumb":
        monkeypatch.setenv("TERM", "dumb")
    if why == "no terminal":
        monkeypatch.setattr(terminal, "isatty", lambda: False)
    if why == "quick":
        monkeypatch.setattr(module, "_PATIENCE", 60)
    told = _long(Console("en", quiet=why == "quiet"), terminal, monkeypatch, 0.15)
    assert "\r" not in told
