"""The shape in which nearly every record is written, read without libyaml's detour.

One ``key: value`` a line, the value a plain or simply quoted text or a list of such in brackets.
Whatever looks like anything else is left to libyaml, so both ways always give the same; a property
test holds them against each other. It takes a tenth of the time.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
"""Plain scalars that mean nothing."""

# Not at the start: indicators. Nowhere: what may end a plain text or begin a comment; tabs, and
# the line breaks that only YAML 1.1 knows (U+0085; others are refused before).
_FIRST: Final = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`~=<\\\x85]"
_REST: Final = r"[^\n\r\t:#,\[\]{}\\\"'\x85]*(?<! )"
_PLAIN: Final = _FIRST + _REST
_QUOTED: Final = r"\"[^\"\\\n\r\t\x85]*\""
_PART: Final = f"(?:{_PLAIN}|{_QUOTED})"
_LINE: Final = re.compile(rf"([a-z_]+): (?:({_PLAIN})|({_QUOTED})|\[({_PART}(?:, {_PART})*)\])\r?")
_SKIPPED: Final = re.compile(r"(?:#[^\n\r\x85]*)?\r?")
_PARTS: Final = re.compile(rf"({_PLAIN})|({_QUOTED})")


def plain(text: str) -> tuple[dict[str, object], int] | None:
    """The mapping in ``text`` and the line on which it begins; ``None``: ask libyaml."""
    result: dict[str, object] = {}
    first = 0
    for number, line in enumerate(text.split("\n"), 1):
        found = _entry(line)
        if found is None:
            if line and _SKIPPED.fullmatch(line) is None:
                return None
            continue
        key, value = found
        if key in result:
            return None
        result[key] = value if isinstance(value, str) else list(value)
        first = first or number
    return (result, first) if result else None


@lru_cache(maxsize=2048)
def _entry(line: str) -> tuple[str, str | tuple[str, ...]] | None:
    """A line's key and value; most lines stand in many files."""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    key, value, quoted, several = found.groups()
    if value is not None:
        return None if value in NULLS else (key, value)
    if quoted is not None:
        return key, quoted[1:-1]
    parts = _list(several)
    return None if parts is None else (key, parts)


def _list(text: str) -> tuple[str, ...] | None:
    if '"' not in text:
        parts = text.split(", ")
        return None if not NULLS.isdisjoint(parts) else tuple(parts)
    found = _PARTS.findall(text)
    bare = {text for text, _ in found if text}
    return None if bare & NULLS else tuple(text or quoted[1:-1] for text, quoted in found)
