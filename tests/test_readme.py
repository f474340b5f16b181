"""What the READMEs show is what the program does.

A ```` ```console ```` block is a session. It runs in a fresh copy of the repository's workspace;
in an empty folder where its first line is ``# in an empty folder`` or ``# 在空文件夹里``; in the
folder of the session before it where ``<!-- continued -->`` stands above it. A block of any other
kind with ``<!-- file: NAME -->`` above it is first laid into the folder of the next session.

A line ``$ …`` is a command, and the lines up to the next are what it prints: all of stdout, then
all of stderr. A line ``…`` stands for any lines. Commands other than ``infoscore`` go to the shell,
which knows ``$?``; ``make`` runs in the repository. The clock stands at 2 April 2026, messages
are in the README's language.

``pytest --update-cases tests/test_readme.py`` writes what is printed now into the blocks that are
out of date, whole: cut it again, and read the difference before committing it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import pytest
import typer

from infoscore.circular.facts import Facts
from infoscore.cli import add, init, options
from infoscore.cli.app import build
from infoscore.period import Span
from infoscore.problems import Code
from infoscore.rounding import Rounding
from infoscore.scoring.clauses import measures, modifiers
from infoscore.scoring.clauses.awards import Ties, Within
from infoscore.scoring.clauses.commissions import State
from infoscore.scoring.clauses.joint import Method
from infoscore.scoring.clauses.repeats import Repeats
from infoscore.scoring.rules import RulesFile
from infoscore.workspace import schema, tables
from tests.conftest import ROOT, Run, copy_seed, run_here

LANGUAGES: Final = {"README.md": "en", "README.zh-CN.md": "zh"}
TEXTS: Final = {name: (ROOT / name).read_text(encoding="utf-8") for name in LANGUAGES}
ENGLISH: Final = TEXTS["README.md"]
EMPTY: Final = {"# in an empty folder", "# 在空文件夹里"}
CUT: Final = "…"
_FENCED: Final = re.compile(
    r"^(?:<!-- (?P<mark>[^\n]*) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """What stands between two fences."""

    line: int
    mark: str
    kind: str
    text: str


class Session(NamedTuple):
    """Blocks that share a folder, and the files that are laid into it."""

    readme: str
    blocks: list[Block]


class Today(date):
    """A clock that stands still."""

    @classmethod
    def today(cls) -> Today:
        return cls(2026, 4, 2)


def blocks(text: str) -> Iterator[Block]:
    for found in _FENCED.finditer(text):
        line = text.count("\n", 0, found.start("text"))
        yield Block(line, found["mark"] or "", found["kind"], found["text"])


def sessions(readme: str) -> list[Session]:
    result: list[Session] = []
    files: list[Block] = []
    for block in blocks(TEXTS[readme]):
        if block.mark.startswith("file: "):
            files.append(block)
        elif block.kind == "console":
            if block.mark != "continued":
                result.append(Session(readme, []))
            result[-1].blocks.extend([*files, block])
            files = []
    assert not files, "a file that no session uses"
    return result


SESSIONS: Final = [session for readme in LANGUAGES for session in sessions(readme)]
PROGRAM: Final[Any] = typer.main.get_command(build())
COMMANDS: Final[dict[str, Any]] = PROGRAM.commands


def options_of(command: Any) -> set[str]:
    return {"--help"} | {name for parameter in command.params for name in parameter.opts}


ALL_OPTIONS: Final = set(chain.from_iterable(map(options_of, [PROGRAM, *COMMANDS.values()])))


@pytest.mark.parametrize(
    "session", SESSIONS, ids=lambda session: f"{session.readme}:{session.blocks[0].line}"
)
def test_session(
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setenv("INFOSCORE_LANG", LANGUAGES[session.readme])
    for module in (add, init, options):
        monkeypatch.setattr(module, "date", Today)
    first = next(block for block in session.blocks if block.kind == "console")
    if first.text.partition("\n")[0] not in EMPTY:
        copy_seed(tmp_path)
    monkeypatch.chdir(tmp_path)
    for block in session.blocks:
        if block.kind == "console":
            happened = retold(block.text)
            if re.fullmatch(pattern(block.text), happened) is None:
                if request.config.getoption("--update-cases"):
                    update(ROOT / session.readme, block.text, happened)
                assert happened == block.text
        else:
            file = tmp_path / block.mark.removeprefix("file: ")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")


def update(readme: Path, old: str, new: str) -> None:
    readme.write_text(readme.read_text("utf-8").replace(old, new), encoding="utf-8")


def retold(text: str) -> str:
    """The block with what its commands print now."""
    lines = [line for line in text.splitlines()[:1] if line in EMPTY]
    code = 0
    for line in text.splitlines():
        if line.startswith("$ "):
            code, printed = execute(line.removeprefix("$ "), code)
            lines += [line, *(one.rstrip() for one in printed.splitlines())]
    return "".join(f"{line}\n" for line in lines)


def execute(command: str, last: int) -> tuple[int, str]:
    words = shlex.split(command)
    if words[0] == "infoscore":
        stdin = b""
        if "<" in words:
            stdin = Path(words.pop()).read_bytes()
            words.remove("<")
        result = run_here(words[1:], stdin)
        assert result.code in {0, 1, 2}, result.err
        return result.code, result.out + result.err
    assert words[0] in {"cat", "echo", "ls", "make", "mkdir", "rm", "sed"}
    ran = subprocess.run(
        command.replace("$?", str(last)),
        shell=True,
        cwd=ROOT if words[0] == "make" else None,
        env={key: value for key, value in os.environ.items() if not key.startswith("MAKE")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def pattern(text: str) -> str:
    return "".join(
        r"(?:.*\n)*?" if line.strip() == CUT else re.escape(line) + r"\n"
        for line in text.splitlines()
    )


@pytest.mark.parametrize("command", ["infoscore --help", "infoscore tally --help", "make help"])
def test_help_is_shown_whole(command: str) -> None:
    shown = [block.text for block in blocks(ENGLISH) if block.text.startswith(f"$ {command}\n")]
    assert len(shown) == 1
    assert CUT not in shown[0].splitlines()


@pytest.mark.parametrize("readme", LANGUAGES)
def test_what_is_named_exists(readme: str) -> None:
    text = TEXTS[readme]
    rows = re.findall(r"^\|.*\|$", text, re.MULTILINE)
    named = {
        option
        for row in rows
        for code in re.findall(r"`([^`]+)`", row)
        for option in re.findall(r"(?<![\w-])--?[a-zA-Z][a-z-]*", code)
    }
    assert named <= ALL_OPTIONS
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make (\w+)`|^make (\w+)$", text, re.MULTILINE)) <= {
        pair for target in targets for pair in ((target, ""), ("", target))
    }
    for file in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (ROOT / file).exists(), file


@pytest.mark.parametrize("readme", LANGUAGES)
def test_every_command_line_can_be_typed(readme: str) -> None:
    """Those in recipes and running text, which no session runs."""
    lines = [line for block in blocks(TEXTS[readme]) for line in block.text.splitlines()]
    code = [*lines, *re.findall(r"`([^`\n]+)`", TEXTS[readme])]
    for line in code:
        for typed in re.findall(r"(?:^|[\s/])infoscore((?: [^\s|&;)]+)+)", line):
            words = typed.split()
            name = next((word for word in words if word in COMMANDS), None)
            known = options_of(PROGRAM) | (options_of(COMMANDS[name]) if name else set())
            for word in words:
                if re.match(r"--?[a-zA-Z]", word):
                    assert word.partition("=")[0] in known, line


def test_every_command_and_option_is_told() -> None:
    for name, command in COMMANDS.items():
        assert f"| `{name}` |" in ENGLISH
        assert f"| `{name}` |" in TEXTS["README.zh-CN.md"]
        for option in options_of(command):
            assert option in ENGLISH, f"{name} {option}"


def test_every_problem_is_told() -> None:
    assert [
        code
        for code in Code
        if not re.search(rf"^\| `{code}` \| (error|warning) \|", ENGLISH, re.MULTILINE)
    ] == []


def test_every_key_of_every_file_is_told() -> None:
    files = (
        schema.UnitsFile,
        RulesFile,
        schema.AdoptionEntry,
        schema.SubmissionEntry,
        schema.CommissionEntry,
        schema.AdjustmentEntry,
        schema.CircularFile,
        schema.FrontMatter,
    )
    told = set(re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`\n]+)`", ENGLISH))))
    for block in blocks(ENGLISH):
        if block.kind in {"yaml", "markdown"}:
            told |= set(re.findall(r"[\w-]+", block.text))
    assert {key for file in files for key in keys_of(file)} - told == set()
    values = chain(
        tables.Show,
        tables.Grouping,
        tables.Extent,
        schema.FontPreset,
        *(Ties, Within, Method, Rounding, Repeats, Span, State, modifiers.Of, measures.Of),
    )
    assert {value.value for value in values} - told == set()
    assert set(Facts.names()) - told == set()


def keys_of(entry: type[Any]) -> Iterator[str]:
    """The keys of a mapping and of all mappings in it."""
    _, components = msgspec.json.schema_components([entry])
    for component in components.values():
        yield from component.get("properties", {})


@pytest.mark.parametrize(
    "arguments",
    [
        ("tally", "--quarter", "1", "--format", "json"),
        ("list", "--quarter", "1", "--format", "json"),
        ("explain", "房产科", "--quarter", "1", "--format", "json"),
        ("check", "--format", "json"),
    ],
    ids=" ".join,
)
def test_every_json_key_is_told(arguments: tuple[str, ...], run: Run, seed: Path) -> None:
    if arguments[0] == "check":
        (seed / "adoptions" / "stray.txt").touch()
    told = set(re.findall(r"`([a-z_]+)`", ENGLISH[ENGLISH.index("## JSON") :]))
    assert {key for key in json_keys(json.loads(run(*arguments).out)) if key.isascii()} <= told


def json_keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for part in value.values():
            yield from json_keys(part)
    elif isinstance(value, list):
        for part in value:
            yield from json_keys(part)
