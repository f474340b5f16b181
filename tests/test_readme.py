"""What the READMEs show is what the program does; with the manual, they tell all of it.

:mod:`tests.sessions` says how examples are run, :mod:`tests.test_docs` runs those of the manual.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from infoscore.circular import settings, texts
from infoscore.circular.facts import Facts
from infoscore.cli.app import program
from infoscore.period import Span
from infoscore.problems import Code
from infoscore.records import adjustment as adjustments
from infoscore.records import adoption as adoptions
from infoscore.records import commission as commissions
from infoscore.records import inspection as inspections
from infoscore.records import post as posts
from infoscore.records import submission as submissions
from infoscore.records import urgent
from infoscore.reports import itemized
from infoscore.reports.tables import entry as tables
from infoscore.rounding import Rounding
from infoscore.rules import measures, modifiers, sitefile, website
from infoscore.rules.awards import Ties, Within
from infoscore.rules.edition import RulesFile
from infoscore.rules.joint import Method
from infoscore.rules.measures import State
from infoscore.rules.repeats import Repeats
from infoscore.scoring.ranking import RankMethod
from infoscore.workspace import units
from tests.conftest import ROOT, Run
from tests.sessions import CUT, Session, blocks, play, sessions
from tests.test_docs import DOCUMENTS

LANGUAGES: Final = {"README.md": "en", "README.zh-CN.md": "zh"}
MOST_LINES: Final = {"README.md": 260, "README.zh-CN.md": 310}
# Decisions and figures name the options of other programs.
PAGES: Final = sorted({*LANGUAGES, *DOCUMENTS} - {"docs/decisions.md", "docs/trust.md"})
TEXTS: Final = {name: (ROOT / name).read_text(encoding="utf-8") for name in PAGES}
ENGLISH: Final = "\n".join(TEXTS[name] for name in PAGES if not name.endswith(".zh-CN.md"))
SESSIONS: Final = [
    session for readme, language in LANGUAGES.items() for session in sessions(readme, language)
]
PROGRAM: Final[Any] = program()
COMMANDS: Final[dict[str, Any]] = {
    name: PROGRAM.get_command(None, name) for name in PROGRAM.list_commands(None)
}


def options_of(command: Any) -> set[str]:
    return {"--help"} | {name for parameter in command.params for name in parameter.opts}


ALL_OPTIONS: Final = set(chain.from_iterable(map(options_of, [PROGRAM, *COMMANDS.values()])))


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.name)
def test_session(
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    play(session, tmp_path, monkeypatch, request)


@pytest.mark.parametrize("readme", LANGUAGES)
def test_a_newcomer_can_read_it_through(readme: str) -> None:
    assert len(TEXTS[readme].splitlines()) <= MOST_LINES[readme]


@pytest.mark.parametrize("command", ["infoscore --help", "infoscore tally --help", "make help"])
def test_help_is_shown_whole(command: str) -> None:
    shown = [block.text for block in blocks(ENGLISH) if block.text.startswith(f"$ {command}\n")]
    assert len(shown) == 1
    assert CUT not in shown[0].splitlines()


@pytest.mark.parametrize("page", PAGES)
def test_what_is_named_exists(page: str) -> None:
    text = TEXTS[page]
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


@pytest.mark.parametrize("page", PAGES)
def test_every_command_line_can_be_typed(page: str) -> None:
    """Those in recipes and running text, which no session runs."""
    lines = [line for block in blocks(TEXTS[page]) for line in block.text.splitlines()]
    code = [*lines, *re.findall(r"`([^`\n]+)`", TEXTS[page])]
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
        for readme in LANGUAGES:
            assert f"`{name}`" in TEXTS[readme]
        for option in filter(re.compile("-").match, options_of(command)):
            assert re.search(rf"(?<![\w-]){option}(?![\w-])", ENGLISH), f"{name} {option}"


def test_every_problem_is_told() -> None:
    assert [
        code
        for code in Code
        if not re.search(rf"^\| `{code}` \| (error|warning) \|", ENGLISH, re.MULTILINE)
        or f"\n| `{code}` |" not in TEXTS["docs/manual.zh-CN.md"]
    ] == []


def test_every_key_of_every_file_is_told() -> None:
    files = (
        units.UnitsFile,
        RulesFile,
        adoptions.AdoptionEntry,
        submissions.SubmissionEntry,
        commissions.CommissionEntry,
        urgent.UrgentEntry,
        adjustments.AdjustmentEntry,
        sitefile.ColumnsFile,
        posts.PostEntry,
        inspections.InspectionEntry,
        settings.CircularFile,
        texts.FrontMatter,
    )
    told = set(re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`\n]+)`", ENGLISH))))
    for block in blocks(ENGLISH):
        if block.kind in {"yaml", "markdown"}:
            told |= set(re.findall(r"[\w-]+", block.text))
    assert {key for file in files for key in keys_of(file)} - told == set()
    values = chain(
        tables.Show,
        tables.Grouping,
        *(tables.Extent, tables.Decimals, tables.Cut, RankMethod, tables.Order, tables.Edge),
        *(tables.Numbering, tables.Skip, itemized.Arrangement, itemized.ItemOrder, itemized.Fact),
        settings.FontPreset,
        *(Ties, Within, Method, Rounding, Repeats, Span, State, modifiers.Factor, measures.Of),
        *(website.Each, website.Unasked, website.Alteration, website.Lack, website.Realm),
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
        ("tally", "--quarter", "1", "--layout", "1", "--format", "json"),
        ("list", "--quarter", "1", "--format", "json"),
        ("explain", "房产科", "--quarter", "1", "--format", "json"),
        ("check", "--format", "json"),
        ("status", "--as-of", "2021-04-20", "--format", "json"),
    ],
    ids=" ".join,
)
def test_every_json_key_is_told(arguments: tuple[str, ...], run: Run, seed: Path) -> None:
    if arguments[0] == "check":
        (seed / "adoptions" / "stray.txt").touch()
    page = TEXTS["docs/output.md"]
    told = set(re.findall(r"`([a-z_]+)`", page[page.index("## JSON") :]))
    assert {key for key in json_keys(json.loads(run(*arguments).out)) if key.isascii()} <= told


def json_keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for part in value.values():
            yield from json_keys(part)
    elif isinstance(value, list):
        for part in value:
            yield from json_keys(part)
