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
_Walker = Callable[[Any, Leaf, Path], Any]
"""The same for any value of one type. Made once: to ask types takes longer than to walk."""


def each(value: T, leaf: Leaf, path: Path = ()) -> T:
    """``value`` with every text that its type says something about replaced by ``leaf``'s.

    What is expected there is for messages, and says nothing.
    """
    changes: dict[str, Any] = {}
    for name, key, walk in _fields(type(value)):
        old = getattr(value, name)
        if old or old in (0, ""):  # there, and no empty list or mapping
            new = walk(old, leaf, (*path, key))
            if new is not old:
                changes[name] = new
    return msgspec.structs.replace(value, **changes) if changes else value


@cache
def _fields(of: type[msgspec.Struct]) -> list[tuple[str, str, _Walker]]:
    """Name, key in the file and walker of the fields in which such a text may stand."""
    hints = get_type_hints(of, include_extras=True)
    keys = zip(of.__struct_fields__, of.__struct_encode_fields__, strict=True)
    return [(name, key, walk) for name, key in keys if (walk := _walker(hints[name]))]


def _walker(hint: Any) -> _Walker | None:
    """The walker of a type's values; ``None``: it says nothing about any text in them."""
    extra: Mapping[str, str] = {}
    if get_origin(hint) is Annotated:
        found = [meta.extra for meta in hint.__metadata__ if isinstance(meta, msgspec.Meta)]
        extra = next(filter(None, found), extra)
        hint = hint.__origin__
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return each
    within = [_walker(part) for part in get_args(hint)]
    if any(within):
        return _OF[get_origin(hint)](hint, *within)
    if extra.keys() <= {"expected"}:
        return None
    return lambda value, leaf, path: leaf(value, extra, path)


def _of_dict(_hint: Any, of_key: _Walker | None, of_value: _Walker | None) -> _Walker:
    def walk(value: Any, leaf: Leaf, path: Path) -> Any:
        changed = {
            of_key(key, leaf, (*path, key)) if of_key else key: (
                of_value(part, leaf, (*path, key)) if of_value else part
            )
            for key, part in value.items()
        }
        return value if changed == value else changed

    return walk


def _of_list(_hint: Any, of_item: _Walker) -> _Walker:
    def walk(value: Any, leaf: Leaf, path: Path) -> Any:
        items = [of_item(part, leaf, (*path, at)) for at, part in enumerate(value)]
        return value if items == value else items

    return walk


def _of_union(hint: Any, *of_members: _Walker | None) -> _Walker:
    of_shape = {_shape(part): walk for part, walk in zip(get_args(hint), of_members, strict=True)}

    def walk(value: Any, leaf: Leaf, path: Path) -> Any:
        of_member = of_shape.get(type(value))
        return of_member(value, leaf, path) if of_member else value

    return walk


def _shape(hint: Any) -> Any:
    """The class of a type's values."""
    bare = hint.__origin__ if get_origin(hint) is Annotated else hint
    return get_origin(bare) or bare


_OF: dict[Any, Callable[..., _Walker]] = {
    dict: _of_dict,
    list: _of_list,
    Union: _of_union,
    UnionType: _of_union,
}
"""The walker of each type with parts, made of theirs."""
