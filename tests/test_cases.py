"""Whole commands as people see them: ``tests/cases/NAME/transcript``.

A transcript holds commands (``$ infoscore …``, ``< FILE`` for stdin), what they print to stdout,
what they print to stderr behind ``! ``, and ``[N]`` where the exit code is not 0. The commands run
in a copy of the real workspace with ``tree/`` laid over it, or of ``tree/`` alone where a file
``empty`` stands beside it, or of the folder of ``examples/`` that a file ``example`` names.
``$ cat FILE`` and ``$ ls FOLDER`` look at what is there afterwards.

``pytest --update-cases`` writes what is printed now: read the difference before committing it.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from infoscore.problems import Code
from tests.conftest import ROOT, Result, copy_seed, run_here

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.parent.name for path in CASES.glob("*/transcript"))


@pytest.mark.parametrize("name", NAMES)
def test_case(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    case = CASES / name
    if (case / "example").exists():
        example = (case / "example").read_text(encoding="utf-8").strip()
        shutil.copytree(ROOT / "examples" / example, tmp_path, dirs_exist_ok=True)
    elif not (case / "empty").exists():
        copy_seed(tmp_path)
    if (case / "tree").exists():
        shutil.copytree(case / "tree", tmp_path, dirs_exist_ok=True, symlinks=True)
    monkeypatch.chdir(tmp_path)
    transcript = (case / "transcript").read_text(encoding="utf-8")
    commands = [line[2:] for line in transcript.splitlines() if line.startswith("$ ")]
    happened = "".join(_told(command, _ran(command)) for command in commands)
    happened = happened.replace(str(tmp_path), "WORKSPACE")
    if request.config.getoption("--update-cases"):
        (case / "transcript").write_text(happened, encoding="utf-8")
    assert happened == transcript


def test_every_problem_has_a_specimen() -> None:
    told = "".join(path.read_text(encoding="utf-8") for path in CASES.glob("*/transcript"))
    assert [code.value for code in Code if f"[{code.value}]" not in told] == []


def _ran(command: str) -> Result:
    words = shlex.split(command)
    stdin = b""
    if "<" in words:
        stdin = Path(words[words.index("<") + 1]).read_bytes()
        words = words[: words.index("<")]
    if words[0] == "cat":
        return Result(0, Path(words[1]).read_text(encoding="utf-8"), "", b"")
    if words[0] == "ls":
        names = sorted(path.name for path in Path(words[1]).iterdir())
        return Result(0, "".join(f"{one}\n" for one in names), "", b"")
    assert words[0] == "infoscore"
    return run_here(words[1:], stdin)


def _told(command: str, result: Result) -> str:
    lines = [f"$ {command}", *result.out.splitlines()]
    lines += [f"! {line}" for line in result.err.splitlines()]
    if result.code:
        lines.append(f"[{result.code}]")
    return "\n".join(lines) + "\n"
