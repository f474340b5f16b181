"""Places of a letterhead, such as ``{{发文字号}}``: known and unknown ones, and filling them.

Word likes to part what was typed into several runs, so a paragraph is looked at as a whole.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Final

from infoscore.render.docx.wml import Element, W, clean

FIELDS: Final[Mapping[str, str]] = {
    "发文机关标志": "letterhead",
    "发文字号": "number",
    "份号": "serial",
    "密级": "secrecy",
    "紧急程度": "urgency",
    "number": "number",
    "serial": "serial",
    "secrecy": "secrecy",
    "urgency": "urgency",
}
"""The names of places, and the fields of the circular that they show."""
MARKERS: Final = ("正文", "body")
"""The names of the place of the text."""

_PLACE: Final = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
# a text of many letters and no brace is looked through once
_BRACED: Final = re.compile(
    r"([{｛]+)([^{}｛｝]*)([}｝]*)|()(?<![^{}｛｝\s])([^{}｛｝\s]*)([}｝]{2,})"
)
_QUOTED: Final = 40
"""The most characters of a paragraph that are shown."""
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_WORD_ART: Final = "{urn:schemas-microsoft-com:vml}textpath"


class Region(StrEnum):
    """Parts of a letterhead."""

    TEXT = "text"
    TABLE = "table"
    BOX = "box"
    HEADER = "header"
    FOOTER = "footer"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Fault:
    """Braces that hold no place of the circular."""

    found: str
    """As they stand there, such as ``｛｛正文｝｝``."""
    name: str
    """What is between them."""
    region: Region
    words: str
    """The paragraph, perhaps cut off."""


def is_marker(block: Element) -> bool:
    """Return ``True`` for the paragraph that the text takes the place of."""
    found = _PLACE.fullmatch(words(block).strip()) if block.tag == _q("p") else None
    return found is not None and found[1] in MARKERS


def asked(blocks: Iterable[Element]) -> list[str]:
    """Return the names of the places in ``blocks``, known or not."""
    texts = (words(one) for one in _paragraphs(blocks))
    return [found[1] for text in texts for found in _PLACE.finditer(text)]


def faults(blocks: Iterable[Element], region: Region) -> Iterator[Fault]:
    """Yield what looks like a place and is none."""
    for paragraph in _paragraphs(blocks):
        text = words(paragraph)
        for found in _BRACED.finditer(text):
            opening, inner, closing = found.group(1, 2, 3) if found[1] else found.group(4, 5, 6)
            name = "".join(unicodedata.normalize("NFKC", inner).split())
            place = _PLACE.fullmatch(found[0])
            known = name in FIELDS or name in MARKERS
            if (place and place[1] in FIELDS) or not (known or len(max(opening, closing)) > 1):
                continue
            yield Fault(shortened(found[0]), name, _within(paragraph, region), shortened(text))


def fill(blocks: Iterable[Element], texts: Mapping[str, str]) -> None:
    """Put texts into their places."""
    for paragraph in _paragraphs(blocks):
        if paragraph.tag == _WORD_ART:
            art = _PLACE.sub(lambda one: clean(texts.get(one[1], one[0])), words(paragraph))
            paragraph.set("string", art)
        else:
            _fill(paragraph, texts)


def words(paragraph: Element) -> str:
    """Return the text of a paragraph, without that of text boxes within it."""
    if paragraph.tag == _WORD_ART:
        return paragraph.get("string", "")
    return "".join(piece.text or "" for piece in _pieces(paragraph))


def shortened(text: str) -> str:
    """Return the text, or its beginning if it is long."""
    text = " ".join(text.split())
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def _paragraphs(blocks: Iterable[Element]) -> Iterator[Element]:
    """Yield paragraphs, in tables and text boxes too, and the words of WordArt."""
    for block in blocks:
        yield from block.iter(_q("p"), _WORD_ART)


def _within(paragraph: Element, region: Region) -> Region:
    """Return more exactly where in the file a paragraph stands."""
    if region is not Region.TEXT:
        return region
    if paragraph.tag == _WORD_ART or any(True for _ in paragraph.iterancestors(_q("txbxContent"))):
        return Region.BOX
    return Region.TABLE if any(True for _ in paragraph.iterancestors(_q("tc"))) else region


def _pieces(paragraph: Element) -> list[Element]:
    return [
        piece
        for piece in paragraph.iter(_q("t"))
        if next(piece.iterancestors(_q("p"))) is paragraph
    ]


def _fill(paragraph: Element, texts: Mapping[str, str]) -> None:
    pieces = _pieces(paragraph)
    whole = words(paragraph)
    starts = [0, *accumulate(len(piece.text or "") for piece in pieces)]
    for match in reversed([*_PLACE.finditer(whole)]):
        if match[1] not in texts:
            continue
        new = clean(texts[match[1]])
        for at in range(bisect_right(starts, match.start()) - 1, bisect_left(starts, match.end())):
            piece = pieces[at]
            text = piece.text or ""
            start, end = match.start() - starts[at], match.end() - starts[at]
            if start >= len(text):
                continue  # it is empty
            piece.text = text[: max(0, start)] + new + text[end:]
            piece.set(_SPACE, "preserve")
            new = ""
        # Pieces before the match keep their lengths, so earlier matches are where they were.


def _q(tag: str) -> str:
    return f"{{{W}}}{tag}"
