"""Whatever is typed, a command ends with one of the documented codes and never with a fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.core import TyperCommand, TyperGroup

from infoscore.cli.app import program
from tests.conftest import copy_seed, run_here

NEVER = {"--pdf", "--workspace", "-C", "--install-completion"}
"""LibreOffice takes its time; the workspace is the test's."""
WORDS = (
    *("", "0", "1", "-1", "5", "1-3", "3-1", "99999", "1e9", "1/2", "nan", "２", "×", "true"),
    *("2021", "2021-03-05", "2021-02-29", "2199-12-31", "1949-10-01", "0001-01-01", "Q1"),
    *("房产科", "办公室(信访科)", "每日要情", "《工作动态》", "简讯", "专报", "市级", "甲", "市长"),
    *("json", "csv", "xlsx", "html", "text", "markdown", "zh", "en", "author", "rules", "clear"),
    *("out.xlsx", "out.docx", "list.csv", "-", "--", "..", "../x/y", "a/b/c.html"),
    *("{", "{{ x }}", "=1+1", "a\nb", "\x1b[31m", "\udcff", " ", "　", "长" * 3000),
)


def _commands() -> dict[str, tuple[list[str], list[str]]]:
    """Each command's options, those that take a value and those that take none."""
    found = {}
    group = program()
    assert isinstance(group, TyperGroup)
    app = group.make_context("infoscore", ["check"], resilient_parsing=True)
    for name in group.list_commands(app):
        command = group.get_command(app, name)
        assert isinstance(command, TyperCommand)
        taking: list[str] = []
        bare: list[str] = []
        for one in command.params:
            flag = getattr(one, "is_flag", False)
            (bare if flag else taking).extend({*one.opts} - NEVER)
        found[name] = ([one for one in taking if one.startswith("-")], sorted(bare))
    return found


COMMANDS = _commands()


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    name = draw(st.sampled_from(sorted(COMMANDS)))
    taking, bare = COMMANDS[name]
    words = st.sampled_from(WORDS) | st.text(st.characters(codec="utf-8", exclude_characters="\0"))
    parts: list[st.SearchStrategy[tuple[str, ...]]] = [st.tuples(words)]
    if taking:
        parts += [st.tuples(st.sampled_from(sorted(taking)), words)] * 4
    if bare:
        parts += [st.tuples(st.sampled_from(bare))]
    line = [name]
    for part in draw(st.lists(st.one_of(parts), max_size=6)):
        line += part
    return line


@pytest.fixture
def nested(tmp_path: Path) -> Callable[[], Path]:
    """A workspace of its own for each line, deep enough that ``../x/y`` stays in the test."""
    number = iter(range(10_000))

    def made() -> Path:
        above = tmp_path / str(next(number)) / "a" / "b"
        above.mkdir(parents=True)
        return copy_seed(above / "workspace")

    return made


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=lines())
def test_any_command_line(
    nested: Callable[[], Path], monkeypatch: pytest.MonkeyPatch, line: list[str]
) -> None:
    monkeypatch.setenv("INFOSCORE_DEBUG", "1")  # a fault is raised
    monkeypatch.chdir(nested())
    result = run_here(line)
    assert result.code in (0, 1, 2, 3)
    assert result.code == 0 or result.err
