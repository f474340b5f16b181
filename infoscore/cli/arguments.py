"""The program's own options, which stand before the command: declared here, read here.

They are read before typer is loaded: its words must be in the language that they name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct, field

WORKSPACE: Final = ("-C", "--workspace")
LANGUAGE: Final = ("--lang",)
QUIET: Final = ("-q", "--quiet")
NO_CACHE: Final = ("--no-cache",)
VERSION: Final = ("--version",)
_VALUES: Final = {name: names for names in (WORKSPACE, LANGUAGE) for name in names}
_FLAGS: Final = {name: names for names in (QUIET, NO_CACHE, VERSION) for name in names}
NAMES: Final = frozenset({*_VALUES, *_FLAGS})


class Arguments(Struct):
    """A command line: the program's options, and what is left of it."""

    values: dict[tuple[str, ...], str] = field(default_factory=dict)
    """By the option's names; of one that is given twice the last."""
    flags: set[tuple[str, ...]] = field(default_factory=set)
    rest: list[str] = field(default_factory=list)
    """The command with its own words, behind options that the program does not have."""


def parsed(words: Sequence[str]) -> Arguments:
    """The command line of ``words``; what is wrong with it stays in the rest, for typer to tell."""
    found = Arguments()
    todo = list(words)
    while todo and todo[0].startswith("-") and todo[0] not in {"-", "--"}:
        word = todo.pop(0)
        name, equals, value = word.partition("=")
        if word in _FLAGS:
            found.flags.add(_FLAGS[word])
        elif word in _VALUES and todo:
            found.values[_VALUES[word]] = todo.pop(0)
        elif name in _VALUES and name.startswith("--") and equals:
            found.values[_VALUES[name]] = value
        elif not word.startswith("--") and (short := _short(word)) is not None:
            todo[:0] = short
        else:
            found.rest.append(word)
    found.rest += todo
    return found


def _short(word: str) -> list[str] | None:
    """``-qCfolder`` as ``-q -C folder``; ``None``: it holds a letter that is no option here."""
    parts: list[str] = []
    for at, letter in enumerate(word[1:], start=2):
        option = f"-{letter}"
        parts.append(option)
        if option in _VALUES:
            return [*parts, *filter(None, [word[at:]])] if len(word) > 2 else None
        if option not in _FLAGS:
            return None
    return parts if len(parts) > 1 else None
