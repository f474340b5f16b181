"""Lines of text set from the left, as a word processor fills them, and the few that it fills badly.

It parts numbers from their units (33|期) and leaves a last line of one 字. A break by hand, where a
line is about to be filled so, mends both; all other breaks are left to the word processor.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Final

from infoscore.render.docx.balance import COUNTED, NEVER_FIRST, OPENING
from infoscore.render.docx.lengths import spaced_ems

_PIECE: Final = re.compile(
    rf"""
    [{re.escape("".join(OPENING))}]*
    (?: (?P<counted> {COUNTED}) | [!-~]+ | . )
    [{re.escape("".join(NEVER_FIRST))}]*
    """,
    re.VERBOSE | re.DOTALL,
)
"""What stands on one line: numbers with their units, Latin words; and the marks beside them."""

_DOUBT: Final = 0.6
"""What the fonts and marks of one word processor may take more or less than those of another."""
_RUNT: Final = 3.5
"""A last line of so much or less is lost below the others."""
_LAST: Final = 4.0
"""The least that a last line gets."""


def filled(text: str, limit: float, indent: float) -> str:
    """``text`` with line feeds where its lines, ``limit`` 字 wide, would else break badly.

    The first line begins ``indent`` 字 in.
    """
    found = list(_PIECE.finditer(text))
    feeds: set[int] = set()
    start, used = 0, indent
    for index, piece in enumerate(found):
        width = spaced_ems(piece[0])
        parted = bool(piece["counted"]) and used + width > limit - _DOUBT
        if index > start and (parted or used + width > limit):
            start = index
            if parted and used > limit - _DOUBT:  # what is before it may not fit, either
                start -= 1
            if parted:
                feeds.add(start)
            used = spaced_ems("".join(one[0] for one in found[start:index]))
        used += width
    lost = bool(start) and used <= _RUNT
    if lost:
        feeds.discard(start)
    if lost or used > limit - _DOUBT:
        feeds.add(_last_line([one[0] for one in found], limit))
    return "".join("\n" * (index in feeds) + piece[0] for index, piece in enumerate(found))


def _last_line(pieces: list[str], limit: float) -> int:
    """The piece that is to begin the last line: a bracket or a name, if one is near enough."""
    tails = list(accumulate(map(spaced_ems, reversed(pieces))))
    enough = [
        len(pieces) - count
        for count, tail in enumerate(tails, start=1)
        if _LAST <= tail <= limit / 2 and not pieces[-count].isspace()
    ]
    begun = [n for n in enough if pieces[n][0] == "（" or pieces[n - 1].endswith("、")]
    return (begun or enough or [len(pieces)])[0]
