"""What the program says: all of it is in the catalogues, and the catalogues say it in Chinese."""

from __future__ import annotations

import ast
import importlib
import re
import string
import sys
from collections.abc import Iterator
from typing import Any, Final

import pytest
from babel.messages.catalog import Catalog

from tests.conftest import ROOT

sys.path.append(str(ROOT / "tools"))
catalogues: Final[Any] = importlib.import_module("catalogues")

TEMPLATE: Final[Catalog] = catalogues.extracted()
SAYING: Final = frozenset({"say", "tell", "data", "Stop", "misuse", "echo"})
"""Calls that show what they are given."""
MARKING: Final = frozenset({"msg", "msgn", "mark"})
"""Calls whose sentences the catalogues hold."""
PHRASE: Final = re.compile(r"[A-Za-z]+ +[A-Za-z]+")
CJK: Final = re.compile(r"[\u3400-\u9fff]")


@pytest.mark.parametrize("locale", catalogues.LOCALES)
def test_the_files_are_what_the_code_makes_of_them(locale: str) -> None:
    for file, data in catalogues.files(locale, TEMPLATE):
        assert file.read_bytes() == data, f"{file.name}: run `make catalogues`"


@pytest.mark.parametrize("locale", catalogues.LOCALES)
def test_every_sentence_is_translated(locale: str) -> None:
    assert catalogues.untranslated(locale, TEMPLATE) == []


def test_translations_have_the_blanks_of_their_sentences() -> None:
    differing = [said for english, said in _pairs() if _blanks(said) != _blanks(english)]
    assert differing == []


def test_translations_are_chinese() -> None:
    foreign = [said for _, said in _pairs() if _has_letters(said) and not CJK.search(said)]
    assert foreign == []


def test_no_command_says_what_the_catalogues_do_not_hold() -> None:
    found = [
        f"{path.name}:{line}: {text!r}"
        for path in sorted((ROOT / "infoscore" / "cli").glob("*.py"))
        for line, text in _unmarked(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'console.say("all is well")',
        'console.tell(msg("well"), "all is well")',
        'console.data(f"{n} records were written")',
        'console.data("well" if done else "not well")',
        'raise Stop(ExitCode.DATA, "all is lost")',
        'raise misuse(msg("lost"), hint="look for it")',
        'typer.echo("all is well")',
        'typer.Option("--title", help="the title of it")',
    ],
)
def test_a_sentence_outside_the_catalogues_is_found(source: str) -> None:
    assert len(list(_unmarked(ast.parse(source)))) == 1


@pytest.mark.parametrize(
    "source",
    [
        'console.say(msg("all is well"))',
        'console.say(msgn("one is well", "all are well", n=2))',
        'typer.Option("--title", help=mark("the title of it"))',
        'console.data("\\n".join(lines))',
        'note("words between rooms")',
    ],
)
def test_what_the_catalogues_hold_or_nobody_sees_is_let_be(source: str) -> None:
    assert list(_unmarked(ast.parse(source))) == []


def _pairs() -> Iterator[tuple[str, str]]:
    """Every sentence with what it is in Chinese; of two for a number, the one for many."""
    for message in catalogues.updated("zh_CN", TEMPLATE):
        if message.id:
            plural = isinstance(message.id, (list, tuple))
            english = message.id[-1] if plural else message.id
            for said in message.string if plural else (message.string,):
                if said:  # what is missing is told by another test
                    yield english, said


def _blanks(sentence: str) -> set[tuple[str, str | None, str | None]]:
    return {
        (name, conversion, form)
        for _, name, form, conversion in string.Formatter().parse(sentence)
        if name is not None
    }


def _has_letters(sentence: str) -> bool:
    """Whether words remain beside the blanks."""
    words = "".join(text for text, *_ in string.Formatter().parse(sentence))
    return any(character.isalpha() for character in words)


def _unmarked(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """English phrases that are shown without a look into the catalogues, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            helps = [part for part in node.keywords if part.arg == "help"]
            for part in [*node.args, *node.keywords] if _name(node) in SAYING else helps:
                yield from _phrases(part)


def _phrases(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Call) and _name(node) in MARKING | SAYING:
        return  # in the catalogues, or looked at by itself
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if PHRASE.search(node.value):
            yield node.lineno, node.value
        return
    for child in ast.iter_child_nodes(node):
        yield from _phrases(child)


def _name(call: ast.Call) -> str:
    """The last part of what is called: ``say`` of ``session.console.say``."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""
