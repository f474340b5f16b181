"""A value in a YAML text changed or taken out, everything else kept byte for byte.

Additions go onto a line of their own, or into the brackets that are there; what goes takes its line
with it, and leaves the comments around it. The result is read back and compared, not believed;
where it differs from what was meant, a person has to edit the text.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import yaml

from infoscore.reading.plain import NULLS
from infoscore.reading.yamltext import Document, Path, parse
from infoscore.workspace.writing.compose import flow

_BOM: Final = b"\xef\xbb\xbf"
_BREAKS: Final = "\r\n\x85\u2028\u2029"
_RULED: Final = re.compile(r"^---[ \t]*(?=[\r\n]|\Z)", re.MULTILINE)
"""The line between two documents, on which nothing else stands."""
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

    Only what differs in ``new`` is written.

    Raises:
        ByHandError: the text is of a kind that has to be edited by hand.
    """
    text, node = _node(data, document.index, path)
    meant = [found.value for found in parse(data, document.file)[0]]
    meant[document.index] = _with(meant[document.index], path, new)
    return _result(data, document.file, text, _edits(node, new, text, order), meant)


def without(data: bytes, document: Document, path: Path) -> bytes | None:
    """``data`` without the document, or without the entry of its list; ``None``: nothing is left.

    Raises:
        ByHandError: the text is of a kind that has to be edited by hand.
    """
    meant = [found.value for found in parse(data, document.file)[0]]
    rest = meant[document.index]
    if path and isinstance(rest, list) and len(rest) > 1:
        at = path[0]
        assert isinstance(at, int), "a record stands in a list"
        text, node = _node(data, document.index, ())
        meant[document.index] = [part for index, part in enumerate(rest) if index != at]
        edits = [_gone(node, [(entry, entry) for entry in node.value], at, text)]
    else:
        if len(meant) == 1:
            return None
        text, node = _node(data, document.index, ())
        del meant[document.index]
        edits = list(_document_gone(text, node))
    return _result(data, document.file, text, edits, meant)


def _node(data: bytes, index: int, path: Path) -> tuple[str, Any]:
    """The text without its mark, and the node at ``path`` of a document."""
    text = data.removeprefix(_BOM).decode()
    node = list(yaml.compose_all(text, _Loader))[index]
    for step in path:
        node = _child(node, step)
    return text, node


def _result(
    data: bytes, file: str, text: str, edits: Iterable[_Edit], meant: list[object]
) -> bytes:
    """The text after the edits, which must then say what is ``meant``."""
    for start, end, part in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[:start] + part + text[end:]
    result = (_BOM if data.startswith(_BOM) else b"") + text.encode()
    after, problems = parse(result, file)
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
        case yaml.SequenceNode() if isinstance(new, list):
            yield from _list_edits(node, new, text)
        case yaml.ScalarNode() if new is None or isinstance(new, str):
            if _plain(node) != new:
                yield _scalar(node, new, text)
        case _ if isinstance(node, yaml.ScalarNode) or node.flow_style:
            yield _instead(node.start_mark.index, _stop(node, text), flow(new), text)
        case _:
            raise ByHandError


def _list_edits(node: Any, new: Sequence[object], text: str) -> Iterator[_Edit]:
    """What begins and ends alike stays; between, entries become others, come and go."""
    entries = node.value
    old = [_value(entry) for entry in entries]
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] != new[at]), most)
    end = next((at for at in range(most - start) if old[-1 - at] != new[-1 - at]), most - start)
    middle = max(len(old), len(new)) - end - start
    for at in range(start, start + middle):
        if at < len(old) - end and at < len(new) - end:
            yield from _edits(entries[at], new[at], text, ())
        elif at < len(old) - end:
            yield _gone(node, [(entry, entry) for entry in entries], at, text)
    added = [flow(part) for part in new[len(old) - end : len(new) - end]]
    if added:
        last = entries[len(old) - end - 1] if len(old) > end else None
        if last is None and entries:
            raise ByHandError  # before the first one, where comments may stand
        yield _entry(node, added, text, last)


def _value(node: Any) -> object:
    """The node's value as the reader has it."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(entry) for entry in node.value]
    return _plain(node)


def _mapping_edits(
    node: Any, new: Mapping[str, object], text: str, order: Sequence[str]
) -> Iterator[_Edit]:
    for at, (key, value) in enumerate(node.value):
        if key.value not in new:
            yield _gone(node, node.value, at, text)
        elif _is_block(value) and not isinstance(
            new[key.value], Mapping if isinstance(value, yaml.MappingNode) else list
        ):
            start, entry = key.end_mark.index, flow(new[key.value])
            yield _instead(start, _stop(value, text), f": {entry}", text)
        else:
            yield from _edits(value, new[key.value], text, ())
    there = {key.value for key, _ in node.value}
    if node.value and not there & new.keys():
        raise ByHandError  # nothing stays behind which an addition could go
    for key in [key for key in new if key not in there]:
        entry = f"{flow(key)}: {flow(new[key])}"
        yield _entry(node, [entry], text, _anchor(node, key, order, new))


def _is_block(node: Any) -> bool:
    return not isinstance(node, yaml.ScalarNode) and not node.flow_style


def _instead(start: int, end: int, new: str, text: str) -> _Edit:
    """A value in the place of one of another kind, unless comments stand within that."""
    if "#" in text[start:end]:
        raise ByHandError
    return _Edit(start, end, new)


def _gone(node: Any, entries: Sequence[tuple[Any, Any]], at: int, text: str) -> _Edit:
    """No entry of a mapping or list any more; ``entries``: where each begins and what ends it."""
    first, last = entries[at]
    start, end = first.start_mark.index, _stop(last, text)
    if node.flow_style:
        if at:
            return _instead(_stop(entries[at - 1][1], text), end, "", text)
        if len(entries) > 1:
            return _instead(start, entries[1][0].start_mark.index, "", text)
        return _Edit(start, end, "")
    if isinstance(node, yaml.SequenceNode):
        start = len(text[:start].rstrip()) - 1
        if text[start : start + 1] != "-":
            raise ByHandError
    begin = max(text.rfind(mark, 0, start) for mark in _BREAKS) + 1
    if text[begin:start].strip():  # it stands behind the dash of a list, or in a line with others
        if at + 1 < len(entries) and isinstance(node, yaml.MappingNode):
            return _instead(start, entries[at + 1][0].start_mark.index, "", text)
        raise ByHandError
    return _whole_lines(begin, end, text)


def _whole_lines(begin: int, end: int, text: str) -> _Edit:
    """No lines any more, from the beginning of the first to the end of that which holds ``end``."""
    stop = next((at for at in range(end, len(text)) if text[at] in _BREAKS), len(text))
    if stop == len(text) and begin:  # the line before is the last one then
        return _Edit(begin - (2 if text[:begin].endswith("\r\n") else 1), stop, "")
    return _Edit(begin, stop + len(_line_break(text, stop)), "")


def _document_gone(text: str, node: Any) -> Iterator[_Edit]:
    """No document any more, nor the line ``---`` before it; of the first one, that behind it."""
    start, end = node.start_mark.index, _stop(node, text)
    rules = list(_RULED.finditer(text))
    before = [found for found in rules if found.start() < start]
    rule = before[-1] if before else next(found for found in rules if found.start() >= end)
    yield _whole_lines(rule.start(), rule.start(), text)
    yield _whole_lines(max(text.rfind(mark, 0, start) for mark in _BREAKS) + 1, end, text)


def _stop(node: Any, text: str) -> int:
    """The end of the value's own text, even of a block of text."""
    end = _end(node)
    if end is None:
        while not isinstance(node, yaml.ScalarNode):
            node = node.value[-1] if isinstance(node, yaml.SequenceNode) else node.value[-1][1]
        held = text[node.start_mark.index : node.end_mark.index]
        return int(node.start_mark.index) + len(held.rstrip())
    return end


def _plain(node: Any) -> str | None:
    value: str = node.value
    return None if not node.style and value in NULLS else value


def _scalar(node: Any, new: object, text: str) -> _Edit:
    start, end = node.start_mark.index, _stop(node, text)
    return _Edit(start, end, flow(new) if end > start else f" {flow(new)}")


def _entry(node: Any, entries: Sequence[str], text: str, after: Any | None) -> _Edit:
    """More entries of a mapping or list, behind the value ``after``."""
    if after is None:  # {} or []
        inside = node.start_mark.index + 1
        return _Edit(inside, inside, ", ".join(entries))
    end = _end(after)
    if end is None:
        raise ByHandError
    if node.flow_style:
        return _Edit(end, end, "".join(f", {entry}" for entry in entries))
    dash = "- " if isinstance(node, yaml.SequenceNode) else ""
    at = next((at for at in range(end, len(text)) if text[at] in _BREAKS), len(text))
    begin = f"{_line_break(text, at)}{' ' * node.start_mark.column}{dash}"
    return _Edit(at, at, "".join(f"{begin}{entry}" for entry in entries))


def _line_break(text: str, at: int) -> str:
    """The line's own, or that of the text if it is the last line."""
    if at == len(text):
        at = next((at for at, character in enumerate(text) if character in _BREAKS), at)
    return "\r\n" if text[at : at + 2] == "\r\n" else text[at : at + 1] or "\n"


def _anchor(node: Any, key: str, order: Sequence[str], kept: Container[str]) -> Any:
    """The value behind which ``key`` goes: that of the last key that stands before it in order."""
    values = [
        (name.value, value)
        for name, value in node.value
        if name.value in kept and _end(value) is not None
    ]
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
