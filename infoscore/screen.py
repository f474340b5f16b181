"""Text that cannot act on a screen, whatever it holds."""

from __future__ import annotations

import re
from typing import Final

# Controls (but not the newline that a cell may hold), marks that reorder text, and the line
# breaks that only some programs see.
_ACTING: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str) -> str:
    r"""``text`` with every character that would act on a screen spelled out, as ``\x1b``."""
    return _ACTING.sub(lambda match: ascii(match[0])[1:-1], text)
