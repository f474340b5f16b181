"""The page numbers of a letterhead: where they stand, and how (GB/T 9704-2012, 7.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from infoscore.render.docx.lengths import mm
from infoscore.render.docx.named import Styles
from infoscore.render.docx.page import COMPENSATED, FOOTER, STANDARD, Page
from infoscore.render.docx.places import words
from infoscore.render.docx.wml import Element, W

_PAGE: Final = re.compile(r"\bPAGE\b", re.IGNORECASE)
_DASHED: Final = re.compile(r"([—–―─－一])\s*[^\s—–―─－一]*\s*\1")
_SIZE: Final = "28"
"""4号 in half-points."""
_TOLERANCE: Final = mm(1)
_VML_SIDE: Final = re.compile(r"mso-position-horizontal\s*:\s*(\w+)")
_SIDES: Final[Mapping[str, str]] = {"start": "left", "end": "right", "both": "left", "": "left"}


def footer_distance(page: Page) -> int:
    """Return how far from the paper's edge a line stands whose dashes are 7 mm below the text."""
    kinds = (replace(one, pitch=page.pitch) for one in (STANDARD, COMPENSATED))
    return FOOTER if page in kinds else max(0, page.bottom - STANDARD.bottom + FOOTER)


def departures(
    footers: Mapping[str, Element | None], styles: Styles, page: Page, distance: int
) -> Iterator[str]:
    """Yield in what the footers in use, by their types, depart from the standard.

    ``distance`` is that from the paper's edge to the footer.
    """
    numbers = {kind: _number(root) for kind, root in footers.items()}
    found = [one for one in numbers.values() if one is not None]
    if len(found) < len(footers):
        yield "page-number-missing"
    if not all(_DASHED.fullmatch(words(one).strip()) for one in found):
        yield "page-number-dashes"
    runs = [run for one in found for run in one.iter(_q("r")) if _holds_number(run)]
    if any(styles.value(run, "sz") != _SIZE for run in runs):
        yield "page-number-size"
    sides = {kind: _side(one, styles) for kind, one in numbers.items() if one is not None}
    apart = "even" in footers
    if not all(_is_right(kind, side, apart=apart) for kind, side in sides.items()):
        yield "page-number-sides"
    if any(_is_low(one) for one in found) and (abs(distance - footer_distance(page)) > _TOLERANCE):
        yield "page-number-distance"


def number_fonts(footers: Mapping[str, Element | None], styles: Styles) -> list[str]:
    """Return the fonts that the numbers are set in."""
    numbers = [one for root in footers.values() if (one := _number(root)) is not None]
    runs = [run for one in numbers for run in one.iter(_q("r")) if _holds_number(run)]
    return [font for run in runs if (font := styles.value(run, "rFonts", "ascii"))]


def _number(footer: Element | None) -> Element | None:
    """Return the paragraph with the page's number."""
    if footer is None:
        return None
    fields = (
        one
        for one in footer.iter(_q("instrText"), _q("fldSimple"))
        if _PAGE.search(one.get(_q("instr")) or one.text or "")
    )
    return next((p for one in fields for p in one.iterancestors(_q("p"))), None)


def _holds_number(run: Element) -> bool:
    """Return ``True`` for the run of a field's code; those of its result are like it."""
    simple = next(run.iterancestors(_q("fldSimple")), None)
    code = "".join(one.text or "" for one in run.iter(_q("instrText")))
    return bool(_PAGE.search(code if simple is None else simple.get(_q("instr"), "")))


def _side(paragraph: Element, styles: Styles) -> str:
    """Return ``left``, ``right``, ``center``, ``outside`` or ``inside``."""
    frame = paragraph.find(f"{_q('pPr')}/{_q('framePr')}")
    if frame is not None and (side := frame.get(_q("xAlign"))):
        return side
    for anchor in paragraph.iterancestors("{*}anchor"):
        return anchor.findtext("{*}positionH/{*}align") or ""
    for shape in paragraph.iterancestors("{urn:schemas-microsoft-com:vml}shape"):
        found = _VML_SIDE.search(shape.get("style", ""))
        return found[1] if found else ""
    side = styles.value(paragraph, "jc")
    return _SIDES.get(side, side)


def _is_right(kind: str, side: str, *, apart: bool) -> bool:
    """Return ``True`` if odd pages have their number on the right, even ones on the left."""
    if side == "outside":
        return True
    return side == ("left" if kind == "even" else "right") and (apart or kind == "first")


def _is_low(paragraph: Element) -> bool:
    """Return ``True`` if the paragraph stands on the last line of its footer."""
    boxed = any(True for _ in paragraph.iterancestors(_q("txbxContent")))
    frame = paragraph.find(f"{_q('pPr')}/{_q('framePr')}")
    rest = sum(1 for one in paragraph.itersiblings() if one.tag in {_q("p"), _q("tbl")})
    if frame is not None:
        return frame.get(_q("vAnchor")) == "text" and rest == 1
    return not boxed and rest == 0


def _q(tag: str) -> str:
    return f"{{{W}}}{tag}"
