"""Text on a screen: how wide it is, and where its lines break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from wcwidth import iter_graphemes, wcswidth

from infoscore.screen import visible

_OPENING: Final = re.escape("（《〈“‘【〔「『(<[{")
_CLOSING: Final = re.escape("、，。；：？！）》〉”’】〕」』…·％℃%")
# What stays on one line where there is room: a Latin word or number, or one character, with the
# punctuation that may not be parted from it.
_UNIT: Final = re.compile(f"[{_OPENING}]*(?:[!-~]+|.)[{_CLOSING}]*", re.DOTALL)


def lines_of(text: str) -> list[str]:
    """The lines of a cell, safe for a screen, without spaces around them."""
    return [line.strip() for line in visible(text).split("\n")]


def display_width(text: str) -> int:
    """Columns that the widest line of ``text`` takes."""
    return max(map(wcswidth, lines_of(text)))


def widest_word(text: str) -> int:
    """Columns that the widest part needs which :func:`wrap` would rather not break."""
    return max((wcswidth(unit) for unit in _UNIT.findall(visible(text))), default=0)


def wrap(line: str, width: int) -> list[str]:
    """A line broken so that no part is wider than ``width`` columns, if characters allow.

    Chinese text breaks between any two characters, but closing punctuation starts no line.
    """
    if wcswidth(line) <= width:
        return [line]
    lines = [""]
    used = 0
    for part in _parts(line, width):
        wide = wcswidth(part)
        if used and used + wide > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            used = 0
        if used or not part.isspace():
            lines[-1] += part
            used += wide
    return [text for text in (line.strip() for line in lines) if text] or [""]


def _parts(line: str, width: int) -> Iterator[str]:
    for unit in _UNIT.findall(line):
        if wcswidth(unit) <= width:
            yield unit
        else:
            yield from iter_graphemes(unit)
