"""Heads of columns in lines of much the same width, which part no word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

from infoscore.render.docx.balance import balanced, parts_badly, tokens
from infoscore.render.docx.lengths import ems

_QUOTED: Final = 6
"""A longer quotation, in 字, may be parted between its words."""


@lru_cache(maxsize=1 << 10)
def narrowest(text: str, lines: int) -> float:
    """The least width at which ``text`` takes no more than ``lines`` and parts no word, in 字."""
    widths = [ems(chunk) for chunk in _chunks(text)]
    sums = {width for n in range(len(widths)) for width in accumulate(widths[n:])}
    enough = [width for width in sums if width >= max(widths)]
    return min((width for width in enough if len(_filled(widths, width)) <= lines), default=0.0)


def in_lines(text: str, limit: float) -> list[str]:
    """``text`` in as few lines of at most ``limit`` 字 as its words allow, none longer than needed.

    A word that is wider than that is parted as in a title.
    """
    chunks = _chunks(text)
    for lines in range(1, len(chunks) + 1):
        width = narrowest(text, lines)
        if width <= limit:
            ends = accumulate(_filled([ems(chunk) for chunk in chunks], width), initial=0)
            return ["".join(chunks[start:end]) for start, end in pairwise(ends)]
    return balanced(text, limit)


def _chunks(text: str) -> list[str]:
    """Words with the marks that stay beside them."""
    chunks: list[str] = []
    for token in tokens(text, _QUOTED):
        if chunks and parts_badly(chunks[-1], token):
            chunks[-1] += token
        else:
            chunks.append(token)
    return chunks


def _filled(widths: Sequence[float], limit: float) -> list[int]:
    """How many chunks each line takes."""
    lines: list[int] = []
    used = limit
    for width in widths:
        if used + width > limit:
            lines.append(0)
            used = 0.0
        lines[-1] += 1
        used += width
    return lines
