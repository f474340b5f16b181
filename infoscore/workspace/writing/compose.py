"""A record as the YAML text that commands write and that people edit afterwards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

SCHEMAS: Final = "schemas"
"""The folder of a workspace in which editors find JSON Schemas."""

_PLAIN: Final = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`\\=<~][^\n\r:#,\[\]{}\\\"'\t]*")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_NULLS: Final = frozenset({"null", "Null", "NULL"})


def record_text(record: Mapping[str, object], order: Sequence[str]) -> str:
    """The record as YAML, its keys in ``order``, others behind; without empty values."""
    keys = [*(key for key in order if key in record), *(key for key in record if key not in order)]
    return "".join(
        f"{key}: {flow(record[key])}\n"
        for key in keys
        if record[key] is not None and record[key] != []
    )


def flow(value: object) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{_scalar(str(key))}: {flow(part)}" for key, part in value.items())
            + "}"
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flow(part) for part in value) + "]"
    return "null" if value is None else _scalar(str(value))


def _scalar(text: str) -> str:
    """Plain where YAML leaves no doubt, else quoted."""
    if _NUMBER.fullmatch(text):
        return text
    if _PLAIN.fullmatch(text) and text == text.strip() and text not in _NULLS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(map(_escape, escaped)) + '"'


def _escape(character: str) -> str:
    if character.isprintable() or character == "\u3000":
        return character
    code = ord(character)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"


def modeline(folders_up: int, name: str) -> str:
    """The comment that tells an editor which schema a file follows."""
    return f"# yaml-language-server: $schema={'../' * folders_up}{SCHEMAS}/{name}.json\n"
