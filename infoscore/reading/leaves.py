"""The texts in a typed value, each with what its type says about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from infoscore.reading.yamltext import Path

T = TypeVar("T", bound=msgspec.Struct)

Leaf = Callable[[str, Mapping[str, str], Path], str]
"""A text, the ``extra`` of its type and its path → the text that shall stand there."""


def each(value: T, leaf: Leaf, path: Path = ()) -> T:
    """``value`` with every text that its type says something about replaced by ``leaf``'s."""
    changes: dict[str, Any] = {}
    for name, key, hint in _fields(type(value)):
        old = getattr(value, name)
        if old is None or (not old and isinstance(old, list | dict)):
            continue
        new = _walk(old, hint, leaf, (*path, key))
        if new is not old:
            changes[name] = new
    return msgspec.structs.replace(value, **changes) if changes else value


@cache
def _fields(of: type[msgspec.Struct]) -> list[tuple[str, str, Any]]:
    """Name, key in the file and type of the fields in which a text may stand."""
    hints = get_type_hints(of, include_extras=True)
    keys = zip(of.__struct_fields__, of.__struct_encode_fields__, strict=True)
    return [(name, key, hints[name]) for name, key in keys if _worth_it(hints[name])]


@cache
def says(of: type[msgspec.Struct], what: str) -> bool:
    """True if the type of any text in such a value says ``what`` about it."""
    return any(_says(hint, what) for _, _, hint in _fields(of))


def _says(hint: Any, what: str) -> bool:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return says(hint, what)
    if get_origin(hint) is Annotated and what in _extra(hint):
        return True
    return any(_says(part, what) for part in get_args(hint))


def _worth_it(hint: Any) -> bool:
    """True if the type says anything about a text."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return bool(_fields(hint))
    if get_origin(hint) is Annotated and _extra(hint):
        return True
    return any(_worth_it(part) for part in get_args(hint))


def _extra(hint: Any) -> Mapping[str, str]:
    for meta in hint.__metadata__:
        if isinstance(meta, msgspec.Meta) and meta.extra:
            return meta.extra
    return {}


def _walk(value: Any, hint: Any, leaf: Leaf, path: Path) -> Any:
    extra: Mapping[str, str] = {}
    while get_origin(hint) is Annotated:
        extra = _extra(hint) or extra
        hint = hint.__origin__
    if value is None:
        return None
    if isinstance(value, msgspec.Struct):
        return each(value, leaf, path)
    if get_origin(hint) in (Union, UnionType):
        return _walk(value, _member(hint, value), leaf, path)
    if isinstance(value, dict):
        of_key, of_value = get_args(hint)
        changed = {
            _walk(key, of_key, leaf, (*path, key)): _walk(part, of_value, leaf, (*path, key))
            for key, part in value.items()
        }
        return value if changed == value else changed
    if isinstance(value, list):
        (of_item,) = get_args(hint)
        items = [_walk(part, of_item, leaf, (*path, at)) for at, part in enumerate(value)]
        return value if items == value else items
    return leaf(value, extra, path) if extra else value


def _member(union: Any, value: Any) -> Any:
    """The member of a union that has the value's shape."""
    shape = type(value) if isinstance(value, list | dict) else None
    for member in get_args(union):
        bare = member.__origin__ if get_origin(member) is Annotated else member
        if shape is not None and get_origin(bare) is shape:
            return member
        if shape is None and get_origin(bare) is None and bare is not type(None):
            return member
    raise AssertionError(union)
