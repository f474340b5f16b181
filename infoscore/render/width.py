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

_NARROW: Final = "·×–—…‘’“”→−÷≤≥"
_WIDE: Final = ("、〩", "ぁゖ", "一鿿", "！｠")
"""First and last: punctuation, kana, ideographs, and the wide forms of ASCII."""
_UNKNOWN: Final = -1 << 32


class _Widths(dict[str, int]):
    """Columns of the characters that nearly all texts are made of.

    Loading wcwidth, which knows all of them, takes longer than printing a table.
    """

    def __missing__(self, character: str) -> int:
        if " " <= character <= "~" or character in _NARROW:
            width = 1
        elif any(first <= character <= last for first, last in _WIDE):
            width = 2
        else:
            width = _UNKNOWN
        self[character] = width
        return width


_WIDTHS: Final = _Widths()


def columns(text: str) -> int:
    """Columns that ``text`` takes on a terminal; −1 if it holds what has no width."""
    known = sum(map(_WIDTHS.__getitem__, text))
    if known >= 0:
        return known
    from wcwidth import wcswidth

    return wcswidth(text)


def lines_of(text: str) -> list[str]:
    """The lines of a cell, safe for a screen, without spaces around them but Chinese indents."""
    return [line.rstrip().lstrip(" \t") for line in visible(text).split("\n")]


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
