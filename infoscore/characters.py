"""Characters that no text needs: one rule for files, options and answers.

Refused is what shows nothing and what makes a text look like another: controls, fillers, blanks
that are no spaces, marks of direction, tags, surrogates, what Unicode calls no character. A few
of these do belong where a script needs them, and stay there: joiners in emoji and in scripts from
Arabic to Mongolian, selectors after what has variants, such as a hanzi in a person's name. Spaces,
private characters (an office's own hanzi) and rare or unassigned ones are left alone. What stays
and shows nothing does not tell names apart (:func:`infoscore.names.fold`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from infoscore.messages import Message, msg

DELETE: Final = msg("delete it; it is invisible in most editors")

_NEVER: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffc"
)
_SOMETIMES: Final = "\u180b-\u180f\u200c\u200d\ufe00-\ufe0f"
_SCRIPTS: Final = "\u0600-\u109f\u1700-\u1cff\ua800-\uabff"
_HANZI: Final = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_EMOJI: Final = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_BEYOND: Final = "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
# Compiled where a text needs them, which hardly any does: that takes longer than to read a record.
_STRAY: Final = (
    f"[{_NEVER}{_BEYOND}\U00013430-\U00013440\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
    f"|(?<![{_SCRIPTS}{_EMOJI}\ufe0f])[\u200c\u200d]"
    "|(?<![\u1800-\u18af])[\u180b-\u180f]"
    f"|(?<![{_HANZI}\u2200-\u22ff\u3001-\u301f\uff01-\uff1f])[\ufe00-\ufe0d]"
    f"|(?<![{_EMOJI}])(?<![#*0-9](?=\ufe0f\u20e3))[\ufe0e\ufe0f]"
    f"|(?<![{_HANZI}])[\U000e0100-\U000e01ef]"
)
# Quick: most texts hold none of these.
_PERHAPS: Final = re.compile(f"[{_NEVER}{_SOMETIMES}\ufffe\uffff\U00010000-\U0010ffff]")

_WIDE: Final = {
    **dict(zip(",;:!?.()", "，；：！？。（）", strict=True)),
    '"': "“”",
    "'": "‘’",
}
_HALF: Final = re.compile(f"[{re.escape(''.join(_WIDE))}]")
"""Quick, as most titles hold none."""
_HALF_WIDTH: Final = (
    f"(?<=[{_HANZI}》”’）])[,;:!?()\"']|[,;:!?()\"'](?=[{_HANZI}《“‘（])"
    f"|(?<=[{_HANZI}])[.](?=[{_HANZI}\\s]|$)"
)


def half_width(text: str) -> dict[str, int]:
    """Marks beside hanzi that GB/T 15834 wants full-width, each with its first place from 0."""
    found: dict[str, int] = {}
    if _HALF.search(text) is None:
        return found
    for mark in re.finditer(_HALF_WIDTH, text):
        found.setdefault(mark[0], mark.start())
    return found


def full_width(marks: Iterable[str]) -> str:
    """The marks of Chinese texts that half-width ones stand for."""
    return " ".join(_WIDE[mark] for mark in marks)


def stray(text: str) -> int | None:
    """The place in ``text``, from 0, of the first character that no text needs.

    Tabs and newlines are needed, carriage returns are not.
    """
    perhaps = _PERHAPS.search(text)
    found = perhaps and re.compile(_STRAY).search(text, perhaps.start())
    return found.start() if found else None


def called(character: str) -> str:
    """A character's code point and name: ``U+200B ZERO WIDTH SPACE``."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


def hidden(value: str) -> tuple[Message, Message] | None:
    """The fault of a text with characters that nobody sees, and how to mend it."""
    at = stray(value)
    if at is None:
        return None
    what = msg(
        "character {n} here, {character}, cannot stand in a text",
        n=at + 1,
        character=called(value[at]),
    )
    return what, DELETE
