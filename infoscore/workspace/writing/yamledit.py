"""A value in a YAML text changed, everything else kept byte for byte.

Additions go onto a line of their own, or into the brackets that are there. The result is read back
and compared, not believed; where it differs from what was meant, a person has to edit the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import yaml

from infoscore.reading.plain import NULLS
from infoscore.reading.yamltext import Document, Path, parse
from infoscore.workspace.writing.compose import flow

_BOM: Final = b"\xef\xbb\xbf"
_BREAKS: Final = "\r\n\x85\u2028\u2029"
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Edit(NamedTuple):
    """Replaces the text from ``start`` to ``end``."""

    start: int
    end: int
    text: str


class ByHandError(Exception):
    """A person has to do it: it would touch text that a person wrote."""


def edited(data: bytes, document: Document, path: Path, new: object, order: Sequence[str]) -> bytes:
    """``data`` with the value at ``path`` of ``document`` made ``new``; ``order``: of its keys.

    Only what ``new`` adds or changes is written.

    Raises:
        ByHandError: the text is of a kind that has to be edited by hand.
    """
    mark = _BOM if data.startswith(_BOM) else b""
    text = data.removeprefix(_BOM).decode()
    node = list(yaml.compose_all(text, _Loader))[document.index]
    for step in path:
        node = _child(node, step)
    edits = sorted(_edits(node, new, text, order), key=lambda edit: edit.start)
    for start, end, part in reversed(edits):
        text = text[:start] + part + text[end:]
    result = mark + text.encode()
    before, _ = parse(data, document.file)
    after, problems = parse(result, document.file)
    meant = [found.value for found in before]
    meant[document.index] = _with(meant[document.index], path, new)
    if problems or [found.value for found in after] != meant:
        raise ByHandError
    return result


def _child(node: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return node.value[step]
    return next(value for key, value in node.value if key.value == step)


def _edits(node: Any, new: object, text: str, order: Sequence[str]) -> Iterator[_Edit]:
    match node:
        case yaml.MappingNode() if isinstance(new, Mapping):
            yield from _mapping_edits(node, new, text, order)
        case yaml.SequenceNode() if isinstance(new, list) and len(new) >= len(node.value):
            for value, part in zip(node.value, new, strict=False):
                yield from _edits(value, part, text, ())
            for part in new[len(node.value) :]:
                yield _entry(node, flow(part), text, node.value[-1] if node.value else None)
        case yaml.ScalarNode():
            if _plain(node) != new:
                yield _scalar(node, new)
        case _:
            raise ByHandError


def _mapping_edits(
    node: Any, new: Mapping[str, object], text: str, order: Sequence[str]
) -> Iterator[_Edit]:
    there = {key.value: value for key, value in node.value}
    if there.keys() - new.keys():
        raise ByHandError
    for key, value in there.items():
        yield from _edits(value, new[key], text, ())
    for key in [key for key in new if key not in there]:
        entry = f"{flow(key)}: {flow(new[key])}"
        yield _entry(node, entry, text, _anchor(node, key, order))


def _plain(node: Any) -> str | None:
    value: str = node.value
    return None if not node.style and value in NULLS else value


def _scalar(node: Any, new: object) -> _Edit:
    if node.style in {"|", ">"}:
        raise ByHandError
    start, end = node.start_mark.index, node.end_mark.index
    return _Edit(start, end, flow(new) if end > start else f" {flow(new)}")


def _entry(node: Any, entry: str, text: str, after: Any | None) -> _Edit:
    """One more entry of a mapping or list, behind the value ``after``."""
    if after is None:  # {} or []
        inside = node.start_mark.index + 1
        return _Edit(inside, inside, entry)
    end = _end(after)
    if end is None:
        raise ByHandError
    if node.flow_style:
        return _Edit(end, end, f", {entry}")
    if isinstance(node, yaml.SequenceNode):
        entry = f"- {entry}"
    at = next((at for at in range(end, len(text)) if text[at] in _BREAKS), len(text))
    return _Edit(at, at, f"{_line_break(text, at)}{' ' * node.start_mark.column}{entry}")


def _line_break(text: str, at: int) -> str:
    """The line's own, or that of the text if it is the last line."""
    if at == len(text):
        at = next((at for at, character in enumerate(text) if character in _BREAKS), at)
    return "\r\n" if text[at : at + 2] == "\r\n" else text[at : at + 1] or "\n"


def _anchor(node: Any, key: str, order: Sequence[str]) -> Any:
    """The value behind which ``key`` goes: that of the last key that stands before it in order."""
    values = [(name.value, value) for name, value in node.value if _end(value) is not None]
    if key in order:
        earlier = set(order[: order.index(key)])
        values = [(name, value) for name, value in values if name in earlier] or values
    if node.value and not values:
        raise ByHandError
    return values[-1][1] if values else None


def _end(node: Any) -> int | None:
    """The end of the value's own text; ``None``: cannot be told, as with a block of text.

    A collection without brackets has no end of its own: it ends where its last value does.
    """
    if isinstance(node, yaml.ScalarNode):
        return None if node.style in {"|", ">"} else int(node.end_mark.index)
    if node.flow_style:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(node, yaml.MappingNode) else last)


def _with(value: Any, path: Path, new: object) -> object:
    """``value`` with ``new`` at ``path``."""
    if not path:
        return new
    step, *rest = path
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[step] = _with(value[step], tuple(rest), new)
    return copy
