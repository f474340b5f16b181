"""The shape in which nearly every record is written, read without libyaml's detour.

One ``key: value`` a line, the value a plain or simply quoted text or a list of such in brackets.
Whatever looks like anything else is left to libyaml, so both ways always give the same; a property
test holds them against each other. It takes a tenth of the time.
"""

from __future__ import annotations

import re
from typing import Final

NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
"""Plain scalars that mean nothing."""

# Not at the start: indicators. Nowhere: what may end a plain text or begin a comment; tabs, and
# the line breaks that only YAML 1.1 knows (U+0085; others are refused before).
_FIRST: Final = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`~=<\\\x85]"
_REST: Final = r"[^\n\r\t:#,\[\]{}\\\"'\x85]*(?<! )"
_PLAIN: Final = _FIRST + _REST
_QUOTED: Final = r"\"[^\"\\\n\r\t\x85]*\""
_ONE: Final = f"(?:{_PLAIN}|{_QUOTED})"
_LINE: Final = re.compile(
    rf"([a-z_]+): (?:({_PLAIN})|({_QUOTED})|\[({_ONE}(?:, {_ONE})*)\])\r?(?:\n|\Z)"
)
_SKIPPED: Final = re.compile(r"(?:#[^\n\r\x85]*\r?(?:\n|\Z)|\r?\n)*")
_PARTS: Final = re.compile(rf"({_PLAIN})|({_QUOTED})")


def plain(text: str) -> tuple[dict[str, object], int] | None:
    """The mapping in ``text`` and the line on which it begins; ``None``: ask libyaml."""
    found = _SKIPPED.match(text)
    at = first = found.end() if found else 0
    result: dict[str, object] = {}
    end = len(text)
    match = _LINE.match
    while at < end:
        line = match(text, at)
        if line is None:
            skipped = _SKIPPED.match(text, at)
            if skipped is None or skipped.end() == at:
                return None
            at = skipped.end()
            continue
        key, value, quoted, several = line.groups()
        if key in result or value in NULLS:
            return None
        if value is not None:
            result[key] = value
        elif quoted is not None:
            result[key] = quoted[1:-1]
        else:
            parts = _list(several)
            if parts is None:
                return None
            result[key] = parts
        at = line.end()
    return (result, text.count("\n", 0, first) + 1) if result else None


def _list(text: str) -> list[str] | None:
    if '"' not in text:
        parts = text.split(", ")
        return None if not NULLS.isdisjoint(parts) else parts
    found = [one[0] or one[1][1:-1] for one in _PARTS.findall(text)]
    plain_ones = {one[0] for one in _PARTS.findall(text) if one[0]}
    return None if plain_ones & NULLS else found
