"""WordprocessingML elements: building them, the schema's order of properties, clean text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from lxml import etree

from infoscore.render.docx.lengths import EM

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml has no other name for the type

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NSMAP: Final = {"w": W, "r": R}

# Word refuses a file whose properties stand in another order than the schema's.
_ORDER: Final[Mapping[str, tuple[str, ...]]] = {
    name: tuple(order.split())
    for name, order in {
        "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr"
        " suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct"
        " topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind"
        " contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
        " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
        "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss"
        " imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs"
        " highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish",
        "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize"
        " tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
        "trPr": "cantSplit trHeight tblHeader",
        "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection"
        " tcFitText vAlign hideMark",
        "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc"
        " pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi"
        " rtlGutter docGrid",
    }.items()
}
_RANK: Final = {
    name: {f"{{{W}}}{tag}": rank for rank, tag in enumerate(order)}
    for name, order in _ORDER.items()
}

_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PIECES: Final = re.compile("([\t\n])")
_BREAKS: Final = {"\t": "tab", "\n": "br"}


def w(tag: str, *children: Element, **attributes: str | int) -> Element:
    """``<w:tag w:attribute="…">children</w:tag>``."""
    element = etree.Element(f"{{{W}}}{tag}", nsmap=_NSMAP)
    for name, value in attributes.items():
        element.set(f"{{{W}}}{name}", str(value))
    element.extend(children)
    return element


def properties(tag: str, *children: Element) -> Element:
    """``pPr``, ``rPr``, ``tblPr``, …: the children in the order that the schema demands."""
    rank = _RANK[tag]
    return w(tag, *sorted(children, key=lambda child: rank[child.tag]))


def sized(size: float) -> tuple[Element, ...]:
    """A size of type in points, for Chinese and for other scripts."""
    return tuple(w(tag, val=round(size * 2)) for tag in ("sz", "szCs"))


def indent(em: int = EM, **sides: float) -> Element:
    """Room at ``sides`` in 字 of ``em`` twips: Word reads the 字, LibreOffice the length."""
    lengths: dict[str, int] = {}
    for side, chars in sides.items():
        lengths |= {f"{side}Chars": round(chars * 100), side: round(chars * em)}
    return w("ind", **lengths)


def exact(line: int) -> Element:
    """Lines of exactly this height, in twips."""
    return w("spacing", line=line, lineRule="exact")


def frame(widths: Sequence[int], rows: Iterable[Element], *direct: Element) -> Element:
    """A table of fixed widths: ``gridCol`` tells WPS, ``tcW`` in the cells tells Word."""
    width = w("tblW", w=sum(widths), type="dxa")
    return w(
        "tbl",
        properties("tblPr", width, w("tblLayout", type="fixed"), *direct),
        w("tblGrid", *(w("gridCol", w=column) for column in widths)),
        *rows,
    )


def rules(**sizes: int) -> Element:
    """A table's rules by side, in eighths of a point."""
    lines = (w(side, val="single", sz=size, space=0, color="auto") for side, size in sizes.items())
    return w("tblBorders", *lines)


def margins(**sizes: int) -> Element:
    """Room within a table's cells by side, in twips."""
    return w("tblCellMar", *(w(side, w=size, type="dxa") for side, size in sizes.items()))


def add_property(element: Element, child: Element) -> None:
    """Put ``child`` in its place among the properties, instead of another of its kind."""
    rank = _RANK[element.tag.rpartition("}")[2]]
    for index, other in enumerate(element):
        if other.tag == child.tag:
            element.replace(other, child)
            return
        if rank.get(other.tag, len(rank)) > rank[child.tag]:
            element.insert(index, child)
            return
    element.append(child)


def written(root: Element) -> bytes:
    """The bytes of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def clean(text: str) -> str:
    """``text`` without the characters that XML cannot hold (controls, lone surrogates)."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def on_one_line(text: str) -> str:
    """``text`` without the line breaks that somebody wanted elsewhere."""
    return "".join(text.splitlines())


def run(text: str, *direct: Element) -> Element:
    """A run of text; a line feed breaks the line, a tab goes to the next stop.

    ``direct`` are properties beyond those of the paragraph's style. ``w:hint`` has quotation marks
    and dashes set full-width, as Chinese punctuation.
    """
    element = w("r", properties("rPr", w("rFonts", hint="eastAsia"), *direct))
    for piece in _PIECES.split(clean(text)):
        if piece in _BREAKS:
            element.append(w(_BREAKS[piece]))
        elif piece:
            content = etree.SubElement(element, f"{{{W}}}t")
            content.text = piece
            content.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element
