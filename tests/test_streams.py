"""Streams that are closed, broken or full, and what the program makes of its own options."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import typer._click.exceptions as faults
from hypothesis import given
from hypothesis import strategies as st

from infoscore.cli import arguments
from infoscore.cli.app import program
from tests.conftest import Run, copy_seed

PROGRAM: Final = f"{sys.executable} -m infoscore"
ADD: Final = "add --title 题 --outlet 每日要情 --form 简讯 --unit 房产科 --date 2021-03-18"


def _shell(command: str, cwd: Path) -> tuple[int, str, str]:
    """The exit code of the last command that is no ``head``, stdout and stderr."""
    done = subprocess.run(
        ["bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (f"{PROGRAM} --help >&-", 0),
        (f"{PROGRAM} --help | head -c 0", 0),
        (f"{PROGRAM} add --help | head -c 0", 0),
        (f"{PROGRAM} --version >&-", 0),
        (f"{PROGRAM} list --quarter 1 >&-", 0),
        (f"{PROGRAM} list --quarter 1 -f xlsx >&-", 0),
        (f"{PROGRAM} list --quarter 1 | head -c 0", 0),
        (f"{PROGRAM} circular --quarter 1 -o - --md >&-", 0),
        (f"{PROGRAM} check 2>&-", 0),
        (f"{PROGRAM} check >&- 2>&- <&-", 0),
        (f"{PROGRAM} tally --quarter 9 2>&-", 2),
        (f"{PROGRAM} add 2>&- <&-", 2),
        (f"{PROGRAM} add <&-", 2),
        (f"{PROGRAM} add --from - <&-", 1),
        (f"{PROGRAM} tally --quarter 9 2>/dev/full", 2),
    ],
)
def test_a_closed_stream_is_no_fault(command: str, code: int, seed: Path) -> None:
    done, _, told = _shell(command, seed)
    assert done == code, told
    assert "Traceback" not in told
    assert "fault" not in told


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-", "| head -c 0"])
def test_what_is_logged_ends_well_whoever_listens(closed: str, seed: Path) -> None:
    code, _, told = _shell(f"{PROGRAM} {ADD} {closed}", seed)
    assert (code, told) == (0, "")
    assert len(list(seed.glob("adoptions/2021/2021-03-18-*.yaml"))) == 1


def test_a_full_disk_behind_stdout_is_told(seed: Path) -> None:
    code, _, told = _shell(f"{PROGRAM} --lang en list --quarter 1 >/dev/full", seed)
    assert code == 3
    assert told.startswith("the machine refused: the disk is full\n")


def test_what_cannot_be_read_is_named(seed: Path) -> None:
    code, _, told = _shell(f"{PROGRAM} --lang en add --from /proc/self/mem", seed)
    assert (code, told.splitlines()[0]) == (3, "/proc/self/mem: the disk does not answer")


def test_options_of_the_program_may_be_joined(run: Run, tmp_path: Path) -> None:
    copy_seed(tmp_path)
    other = copy_seed(tmp_path / "other")
    (other / "adoptions" / "2021" / "more.yaml").write_text(
        "{date: 2021-03-02, title: 另, outlet: 工作动态, form: 简讯, units: [房产科]}\n", "utf-8"
    )
    there = run("-qC", "other", "list", "--quarter", "1")
    assert "另" in there.out
    assert there == run("-q", "--workspace=other", "list", "--quarter", "1")
    assert there == run("-qCother", "list", "--quarter", "1")


WORDS: Final = [
    "-q",
    "--quiet",
    "-C",
    "-Cx",
    "-qC",
    "-qqCx",
    "--lang",
    "--lang=zh",
    "--workspace",
    "-qx",
    "--no-cache",
    "--no-cache=1",
    "--version",
    "--help",
    "--",
    "-",
    "x",
    "tally",
    "--x",
    "-C=",
]


@given(st.lists(st.sampled_from(WORDS), max_size=6))
def test_the_options_are_read_as_typer_would(words: list[str]) -> None:
    def typers(line: list[str]) -> tuple[dict[str, Any], list[str]]:
        command: Any = program()
        context = command.context_class(command, info_name="infoscore")
        options, rest, _ = command.make_parser(context).parse_args(list(line))
        return options, rest

    found = arguments.parsed(words)
    try:
        options, rest = typers(words)
    except faults.UsageError:
        with pytest.raises(faults.UsageError):  # typer tells it, of what the reader leaves to it
            typers(found.rest)
        return
    asked = {"help": True} if "help" in options else {}
    assert typers(found.rest) == (asked, rest)
    values = {names[-1].strip("-"): value for names, value in found.values.items()}
    flags = {names[-1].strip("-").replace("-", "_"): True for names in found.flags}
    assert {**values, **flags, **asked} == options
