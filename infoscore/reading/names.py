"""The names in a typed value, looked up: each field's type says what kind of thing it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeVar

import msgspec
from msgspec import inspect

from infoscore.messages import Message, msg
from infoscore.names import Names
from infoscore.reading.reading import Reading
from infoscore.reading.yamltext import Path

T = TypeVar("T", bound=msgspec.Struct)

KINDS: Final[Mapping[str, Message]] = {
    "track": msg("track"),
    "outlet": msg("outlet"),
    "outlet class": msg("class of outlets"),
    "form": msg("form"),
    "tag": msg("tag"),
    "channel": msg("channel"),
    "leader": msg("leader"),
    "adjustment": msg("rule of adjustment"),
    "unit": msg("unit"),
    "unit class": msg("class of units"),
    "group": msg("group"),
    "veto": msg("veto"),
}
"""What the types of :mod:`infoscore.reading.types` may name."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The full names of one kind of thing, and where they are written."""

    names: Names[str]
    file: str


def looked_up(value: T, reading: Reading, vocabulary: Mapping[str, Lexicon], path: Path = ()) -> T:
    """``value`` with full names; an unknown or ambiguous one is a problem and stays as it is.

    Kinds that are not in ``vocabulary`` are left alone.
    """
    result: T = _Walk(reading, vocabulary).walk(value, _info(type(value)), path, "")
    return result


def names_in(value: msgspec.Struct, kind: str) -> list[tuple[str, Path]]:
    """Every name of one kind in ``value``, with its path."""
    walk = _Gather(kind)
    walk.walk(value, _info(type(value)), (), "")
    return walk.found


@cache
def _info(of: type) -> inspect.Type:
    return inspect.type_info(of)


class _Walk:
    """Follows a value along its type."""

    def __init__(self, reading: Reading, vocabulary: Mapping[str, Lexicon]) -> None:
        self._reading = reading
        self._vocabulary = vocabulary

    def walk(self, value: Any, wanted: inspect.Type, path: Path, kind: str) -> Any:
        while isinstance(wanted, inspect.Metadata):
            kind = (wanted.extra or {}).get("names", kind)
            wanted = wanted.type
        if value is None or value is msgspec.UNSET:
            return value
        if isinstance(wanted, inspect.UnionType):
            return self.walk(value, _member(wanted, value), path, kind)
        if isinstance(wanted, inspect.StructType):
            return self._struct(value, path)
        if isinstance(wanted, inspect.DictType):
            return {
                self.walk(key, wanted.key_type, (*path, key), ""): self.walk(
                    part, wanted.value_type, (*path, key), ""
                )
                for key, part in value.items()
            }
        if isinstance(wanted, inspect.ListType):
            return [
                self.walk(part, wanted.item_type, (*path, index), "")
                for index, part in enumerate(value)
            ]
        return self.name(value, path, kind) if kind else value

    def _struct(self, value: msgspec.Struct, path: Path) -> msgspec.Struct:
        changes = {}
        info = _info(type(value))
        assert isinstance(info, inspect.StructType)
        for one in info.fields:
            old = getattr(value, one.name)
            new = self.walk(old, one.type, (*path, one.encode_name), "")
            if new != old:
                changes[one.name] = new
        return msgspec.structs.replace(value, **changes) if changes else value

    def name(self, value: str, path: Path, kind: str) -> str:
        """The full name."""
        lexicon = self._vocabulary.get(kind)
        if lexicon is None:
            return value
        names = lexicon.names
        found = self._reading.one(
            value, path, names.find(value), KINDS[kind], names.nearest, lexicon.file
        )
        return value if found is None else found


class _Gather(_Walk):
    """Only looks."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.found: list[tuple[str, Path]] = []

    def name(self, value: str, path: Path, kind: str) -> str:
        if kind == self._kind:
            self.found.append((value, path))
        return value


def _member(wanted: inspect.UnionType, value: Any) -> inspect.Type:
    """The member of a union that has the value's shape."""
    for member in wanted.types:
        bare = member
        while isinstance(bare, inspect.Metadata):
            bare = bare.type
        match bare:
            case inspect.StructType():
                fits = isinstance(value, bare.cls)
            case inspect.DictType():
                fits = isinstance(value, dict)
            case inspect.ListType():
                fits = isinstance(value, list)
            case inspect.NoneType():
                fits = value is None
            case _:
                fits = not isinstance(value, (dict, list, msgspec.Struct))
        if fits:
            return member
    raise AssertionError(wanted)
