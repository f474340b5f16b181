"""The names in a typed value, looked up: each field's type says what kind of thing it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from infoscore.messages import Message, msg
from infoscore.names import Names, fold
from infoscore.problems import Code
from infoscore.reading.leaves import each
from infoscore.reading.reading import Reading
from infoscore.reading.yamltext import Path

T = TypeVar("T", bound=msgspec.Struct)

KINDS: Final[Mapping[str, Message]] = {
    "track": msg("track"),
    "outlet": msg("outlet"),
    "outlet class": msg("class of outlets"),
    "form": msg("form"),
    "tag": msg("tag"),
    "number": msg("number"),
    "channel": msg("channel"),
    "subject": msg("subject"),
    "level": msg("level of urgent matters"),
    "leader": msg("leader"),
    "adjustment": msg("rule of adjustment"),
    "unit": msg("unit"),
    "unit class": msg("class of units"),
    "group": msg("group"),
    "award": msg("award"),
    "quota": msg("quota"),
    "text": msg("text of a unit"),
    "veto": msg("veto"),
    "website column": msg("website column"),
}
"""Kinds of things that the types of :mod:`infoscore.reading.types` may name."""


class Lexicon(Struct, frozen=True):
    """The full names of one kind of thing, and where they are written."""

    names: Names[str]
    file: str


def looked_up(value: T, reading: Reading, vocabulary: Mapping[str, Lexicon], path: Path = ()) -> T:
    """``value`` with full names; an unknown or ambiguous one is a problem and stays as it is.

    Kinds that are not in ``vocabulary`` are left alone.
    """

    def full(name: str, extra: Mapping[str, str], where: Path) -> str:
        kind = extra.get("names", "")
        lexicon = vocabulary.get(kind)
        if lexicon is None:
            return name
        return reading.find(name, where, lexicon.names, KINDS[kind], lexicon.file) or name

    return each(value, full, path)


def names_in(value: msgspec.Struct, kind: str) -> list[tuple[str, Path]]:
    """Every name of one kind in ``value``, with its path."""
    found: list[tuple[str, Path]] = []

    def gather(name: str, extra: Mapping[str, str], where: Path) -> str:
        if extra.get("names") == kind:
            found.append((name, where))
        return name

    each(value, gather)
    return found


def check_collisions(
    reading: Reading, kind: Message, names: Iterable[tuple[str, Path]], *, key: bool = True
) -> None:
    """Note names that stand for two things; ``key``: they are keys of a mapping."""
    seen: set[str] = set()
    for name, path in names:
        if fold(name) in seen:
            reading.note(
                Code.NAME_COLLISION,
                path,
                msg("“{name}” names more than one {kind}", name=name, kind=kind),
                msg("every name and alias must mean one thing only"),
                key=key,
            )
        seen.add(fold(name))
