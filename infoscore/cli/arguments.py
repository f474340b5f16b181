"""Parsing of the program's own options, which precede the command.

They are parsed before typer is loaded, because typer's texts depend on ``--lang``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

WORKSPACE: Final = ("-C", "--workspace")
LANGUAGE: Final = ("--lang",)
QUIET: Final = ("-q", "--quiet")
NO_CACHE: Final = ("--no-cache",)
VERSION: Final = ("--version",)
_VALUES: Final = {name: names for names in (WORKSPACE, LANGUAGE) for name in names}
_FLAGS: Final = {name: names for names in (QUIET, NO_CACHE, VERSION) for name in names}
NAMES: Final = frozenset({*_VALUES, *_FLAGS})


class Arguments(NamedTuple):
    """A parsed command line."""

    values: dict[tuple[str, ...], str]
    """Values by the option's names; a repeated option has its last value."""
    flags: set[tuple[str, ...]]
    rest: list[str]
    """Unknown options, then the command with its own arguments."""


def parsed(words: Sequence[str]) -> Arguments:
    """Parse a command line. Errors are left in the rest, for typer to report."""
    found = Arguments({}, set(), [])
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
    found.rest.extend(todo)
    return found


def _short(word: str) -> list[str] | None:
    """Split ``-qCfolder`` into ``-q -C folder``; ``None``: a letter is not one of the options."""
    parts: list[str] = []
    for at, letter in enumerate(word[1:], start=2):
        option = f"-{letter}"
        parts.append(option)
        if option in _VALUES:
            return [*parts, *filter(None, [word[at:]])] if len(word) > 2 else None
        if option not in _FLAGS:
            return None
    return parts if len(parts) > 1 else None
