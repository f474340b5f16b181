"""Text on a screen: how wide it is, and where its lines break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from infoscore.screen import visible

_OPENING: Final = re.escape("（《〈“‘【〔「『(<[{")
_CLOSING: Final = re.escape("、，。；：？！）》〉”’】〕」』…·％℃%")
# What stays on one line where there is room: a Latin word or number, or one character, with the
# punctuation that may not be parted from it.
_UNIT: Final = re.compile(f"[{_OPENING}]*(?:[!-~]+|.)[{_CLOSING}]*", re.DOTALL)


# What nearly all texts are made of: ASCII, a few signs as narrow, and ideographs with the
# punctuation that goes with them. Loading wcwidth takes longer than printing a table.
_WIDE: Final = re.compile("[\u3001-\u3029\u3041-\u3096\u4e00-\u9fff\uff01-\uff60]")
_COMMON: Final = re.compile(f"[ -~·×–—…‘’“”→−÷≤≥{_WIDE.pattern[1:-1]}]*")


def columns(text: str) -> int:
    """Columns that ``text`` takes on a terminal; −1 if it holds what has no width."""
    if _COMMON.fullmatch(text) is not None:
        return len(text) + len(_WIDE.findall(text))
    from wcwidth import wcswidth

    return wcswidth(text)


def lines_of(text: str) -> list[str]:
    """The lines of a cell, safe for a screen, without spaces around them."""
    return [line.strip() for line in visible(text).split("\n")]


def display_width(text: str) -> int:
    """Columns that the widest line of ``text`` takes."""
    return max(map(columns, lines_of(text)))


def widest_word(text: str) -> int:
    """Columns that the widest part needs which :func:`wrap` would rather not break."""
    return max((columns(unit) for unit in _UNIT.findall(visible(text))), default=0)


def wrap(line: str, width: int) -> list[str]:
    """A line broken so that no part is wider than ``width`` columns, if characters allow.

    Chinese text breaks between any two characters, but closing punctuation starts no line.
    """
    if columns(line) <= width:
        return [line]
    lines = [""]
    used = 0
    for part in _parts(line, width):
        wide = columns(part)
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
        if columns(unit) <= width:
            yield unit
        else:
            from wcwidth import iter_graphemes

            yield from iter_graphemes(unit)
