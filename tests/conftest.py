"""A workspace to spoil, and the program to run in it."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from infoscore.cli.main import run as run_program

# A slow machine is no fault of the code; speed is measured elsewhere.
settings.register_profile("infoscore", deadline=None)
settings.register_profile("few", deadline=None, max_examples=15)
settings.load_profile("infoscore")

ROOT = Path(__file__).parent.parent
SEED = ("units.yaml", "rules.yaml", "circular.yaml", "adoptions", "submissions", "circulars")
"""What makes the repository's top level a workspace."""


class Result(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str
    raw: bytes


Run = Callable[..., Result]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-cases", action="store_true", help="write what the commands print into tests/cases"
    )


def copy_seed(to: Path) -> Path:
    """The real first quarter of 2021, to be changed at will."""
    to.mkdir(exist_ok=True)
    for name in SEED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, to / name, dirs_exist_ok=True)
        else:
            shutil.copy(source, to / name)
    return to


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    return copy_seed(tmp_path)


@pytest.fixture(autouse=True)
def _own_world(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees this machine's language, terminal, workspace or undo journal."""
    for name in ("LC_ALL", "LC_MESSAGES", "INFOSCORE_WORKSPACE", "INFOSCORE_DEBUG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INFOSCORE_LANG", "en")
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("state")))


class _Bytes(io.BytesIO):
    """Survives being closed with the text stream around it."""

    def close(self) -> None:
        pass


def run_here(arguments: Sequence[str], stdin: bytes = b"") -> Result:
    """Run the program in this process, in the current folder."""
    streams = {name: _Bytes() for name in ("out", "err")}
    saved = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(streams["out"], encoding="utf-8", newline="")
    sys.stderr = io.TextIOWrapper(streams["err"], encoding="utf-8", newline="")
    try:
        code = int(run_program(list(arguments)))
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        sys.stdin, sys.stdout, sys.stderr = saved
    raw = streams["out"].getvalue()
    return Result(
        code, raw.decode("utf-8", "replace"), streams["err"].getvalue().decode("utf-8"), raw
    )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """``run("tally", "--quarter", "1")`` in the test's folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: bytes = b"") -> Result:
        return run_here(arguments, stdin)

    return run
