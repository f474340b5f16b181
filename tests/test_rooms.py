"""A room imports only from rooms below it; a command loads only what it needs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Container, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, copy_seed

PACKAGE = ROOT / "infoscore"
ROOMS = (
    *("cli", "office", "circular", "reports", "workspace", "scoring", "records", "rules"),
    *("render", "reading", ""),
)
"""From the top down; "" is the ground floor: what lies in the package itself."""


def _room(module: str) -> str:
    parts = module.split(".")[1:]
    return parts[0] if parts and parts[0] in ROOMS else ""


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_a_room_imports_only_from_rooms_below(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    here = ROOMS.index(_room(module))
    if path.name == "__main__.py":
        here = 0
    for name in _imports(path):
        if name.split(".")[0] == "infoscore":
            assert ROOMS.index(_room(name)) >= here, f"{module} imports {name}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "render").rglob("*.py")), ids=str)
def test_renderers_know_the_ground_floor_only(path: Path) -> None:
    assert {_room(name) for name in _imports(path) if name.startswith("infoscore.")} <= {
        "render",
        "",
    }


TERMINAL = re.compile(r"\b(print|input|isatty|getpass|get_terminal_size|stdin|stdout|stderr)\b")


@pytest.mark.parametrize(
    "path", sorted(one for room in ROOMS[1:] for one in (PACKAGE / room).glob("**/*.py")), ids=str
)
def test_nothing_but_the_command_line_knows_a_terminal(path: Path) -> None:
    if path.is_relative_to(PACKAGE / "cli") or path.name == "__main__.py":
        return
    tree = ast.parse(path.read_text("utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not list(filter(TERMINAL.fullmatch, names))
    assert not {name.split(".")[0] for name in _imports(path)} & {"typer", "click", "rich"}


def test_no_files_import_each_other_in_a_circle() -> None:
    modules = {_module(path): path for path in PACKAGE.rglob("*.py")}
    below = {
        module: {found for name in _imports(path) if (found := _known(name, modules)) != module}
        for module, path in modules.items()
    }
    while bottom := {module for module, others in below.items() if not others & below.keys()}:
        for module in bottom:
            del below[module]
    assert sorted(below) == [], "these, or some of them, are in a circle"


def test_a_name_of_a_file_or_a_class_occurs_once() -> None:
    files = [path for path in PACKAGE.rglob("*.py") if not path.name.startswith("__")]
    trees = (ast.parse(path.read_text("utf-8")) for path in files)
    classes = (one.name for tree in trees for one in tree.body if isinstance(one, ast.ClassDef))
    for names in (Counter(path.name for path in files), Counter(classes)):
        assert {name for name, times in names.items() if times > 1} == set()


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _known(name: str, modules: Container[str]) -> str:
    """The module of the package that an import names; empty: it is another's."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name


@pytest.mark.parametrize("path", sorted((PACKAGE / "scoring").glob("*.py")), ids=lambda p: p.name)
def test_scoring_touches_nothing_outside(path: Path) -> None:
    outside = {"os", "sys", "io", "pathlib", "time", "yaml", "locale", "subprocess", "random"}
    assert not {name.split(".")[0] for name in _imports(path)} & outside


HEAVY = {
    "chinese_calendar",
    "docx",
    "jinja2",
    "lxml",
    "markdown_it",
    "openpyxl",
    "prompt_toolkit",
    "rich",
    "tabulate",
    "wcwidth",
    "xlsxwriter",
}
PAGE = {"jinja2", "markdown_it", "lxml", "docx"}
BRIEF = ("--title", "题", "--unit", "房产科")
NEEDED: dict[tuple[str, ...], set[str]] = {
    ("--version",): set(),
    ("--help",): set(),
    ("add", "--help"): set(),
    ("add", *BRIEF, "--outlet", "每日要情", "--form", "简讯"): set(),
    ("submit", *BRIEF): set(),
    ("commission", *BRIEF, "--due", "2199-01-01"): set(),
    ("endorse", "攀枝花市破解老旧小区改造治理难", "--by", "市长"): set(),
    ("adjust", "--rule", "失实", "--unit", "房产科"): set(),
    ("tally", "--quarter", "1", "--format", "json"): set(),
    ("tally", "--quarter", "1", "--format", "csv"): set(),
    ("tally", "--quarter", "1", "--format", "html"): {"jinja2"},
    ("tally", "--quarter", "1"): set(),
    ("tally", "--quarter", "1", "--layout", "1"): set(),
    ("list", "--quarter", "1", "--format", "csv"): set(),
    ("list", "--quarter", "1"): set(),
    ("explain", "房产科", "--quarter", "1"): set(),
    ("show", "攀枝花市破解老旧小区改造治理难"): set(),
    ("register", "adoption", "--quarter", "1", "--year", "2021", "--format", "csv"): set(),
    ("edit", "攀枝花市破解老旧小区改造治理难", "--note", "题"): set(),
    ("delete", "攀枝花市破解老旧小区改造治理难"): set(),
    ("rename", "房产科", "市场科", "--from", "2021-07-01"): set(),
    ("circular", "--quarter", "1", "--dry-run"): PAGE,
    ("circular", "--quarter", "1", "--md"): {"jinja2", "markdown_it", "tabulate", "wcwidth"},
    ("status", "--as-of", "2020-12-31"): set(),
    ("compare", "--rules", "rules.yaml", "--quarter", "1"): set(),
    ("schema", "rules"): set(),
    ("post", "--title", "题", "--column", "新闻"): set(),
    ("inspect", "--title", "错", "--column", "新闻"): set(),
    ("columns", "--as-of", "2021-01-02"): set(),
    ("columns", "--as-of", "2021-01-02", "--format", "html"): {"jinja2"},
}


@pytest.mark.parametrize("arguments", NEEDED, ids=" ".join)
def test_a_command_loads_only_what_it_needs(arguments: tuple[str, ...], tmp_path: Path) -> None:
    copy_seed(tmp_path)
    with (tmp_path / "rules.yaml").open("a", encoding="utf-8") as rules:
        rules.write("    adjustments: {失实: {track: 市级, points: -1}}\n")
    site = "from: 2021-01-01\ncolumns: [{name: 新闻, unit: 房产科, update: {each: month}}]\n"
    (tmp_path / "columns.yaml").write_text(site, "utf-8")
    code = (
        "import sys; from infoscore.cli.main import run; code = run(sys.argv[1:]); "
        "sys.stderr.write('LOADED ' + ' '.join(sys.modules)); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded = {name.split(".")[0] for name in done.stderr.rpartition("LOADED ")[2].split()}
    assert loaded & HEAVY <= NEEDED[arguments]
    if arguments == ("--version",):  # told before anything else is loaded
        assert not loaded & {"msgspec", "typer", "yaml"}


def test_a_command_loads_no_other(tmp_path: Path) -> None:
    copy_seed(tmp_path)
    code = (
        "import sys; from infoscore.cli.main import run; run(['tally', '--quarter', '1']); "
        "sys.exit(any(f'infoscore.cli.{name}' in sys.modules for name in "
        "('add', 'publishing', 'checking', 'init', 'schema')))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True)
