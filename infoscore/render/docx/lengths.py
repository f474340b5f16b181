"""Lengths: millimetres, points and 字 in the units that WordprocessingML counts in."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

EM: Final = 320
"""One 字 of body text (3号, 16 pt) in twips (GB/T 9704-2012, 3.1)."""

_AUTO_SPACE: Final = 0.225
"""Space that word processors put between hanzi and digits, in 字: Word ¼, LibreOffice ⅕."""

_SPACED: Final = re.compile(
    "(?<=[0-9A-Za-z])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])"
)

_LONG: Final = re.compile("[!-~]{7}")


def mm(length: float) -> int:
    """Millimetres in twips."""
    return round(length * 1440 / 25.4)


def pt(length: float) -> int:
    """Points in twips."""
    return round(length * 20)


def ems(text: str) -> float:
    """The width of ``text`` in 字: Chinese type sets Latin letters and digits half as wide.

    Characters of ambiguous width (“”—…·) are full-width in Chinese fonts.
    """
    return sum(
        1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5
        for char in text
        if not unicodedata.combining(char)
    )


def spaced_ems(text: str) -> float:
    """The width of ``text`` in 字 where word processors space digits from hanzi."""
    return ems(text) + _AUTO_SPACE * len(_SPACED.findall(text))


def stretches(text: str) -> bool:
    """True if ``text`` has a Latin word, or an address, so long that a line before it has gaps.

    What other lines lack on the right, up to three 字, nobody sees.
    """
    return _LONG.search(text) is not None
