"""Page numbers: — 1 — outside 版心, right on odd and left on even pages (GB/T 9704-2012, 7.5).

On a turned page the number stands where it stands on the others (clause 8): upright beside the
table when the page is held like them, so here it is a turned text box at the left edge.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from infoscore.render.docx.lengths import mm, pt
from infoscore.render.docx.page import FOOTER, Page
from infoscore.render.docx.styles import Style
from infoscore.render.docx.text import paragraph
from infoscore.render.docx.wml import Element, run, w

_EM: Final = pt(14)
_LENGTH: Final = mm(40)
"""Of the text box: — 9999 — in 4号 and 一字 beside it."""

_APART: Final = mm(2)
"""At least so far from the text, where another's margins leave no 7 mm and more."""

_EMU: Final = 635
"""So many English metric units are a twip."""

_WP: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_WPS: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_MC: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def odd() -> Element:
    """单页码居右空一字."""
    return w("ftr", _odd())


def even() -> Element:
    """双页码居左空一字."""
    return w("ftr", _even())


def odd_turned(page: Page) -> Element:
    """The right edge of the upright page is the lower one of the turned ``page``."""
    return _turned(_odd(), page, page.paper_height - page.bottom - _LENGTH)


def even_turned(page: Page) -> Element:
    """The left edge of the upright page is the upper one of the turned ``page``."""
    return _turned(_even(), page, page.top)


def none() -> Element:
    """空白页和版记页均不编排页码."""
    return w("ftr", paragraph(Style.PAGE_NUMBER, ()))


def _odd() -> Element:
    return _number(w("ind", rightChars=100, right=_EM), w("jc", val="right"))


def _even() -> Element:
    return _number(w("ind", leftChars=100, left=_EM), w("jc", val="left"))


def _number(*place: Element) -> Element:
    field = (_part("begin"), _code(), _part("separate"), run("1"), _part("end"))
    return paragraph(Style.PAGE_NUMBER, [run("— "), *field, run(" —")], *place)


def _turned(number: Element, page: Page, top: int) -> Element:
    """``number`` in a text box whose lines run downwards from ``top``."""
    left = max(0, min(FOOTER, page.left - _APART - _EM))
    drawing = etree.fromstring(
        f"""
<w:drawing xmlns:w="{number.nsmap["w"]}" xmlns:wp="{_WP}" xmlns:a="{_A}" xmlns:wps="{_WPS}">
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1"
 behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">
<wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="page"><wp:posOffset>{left * _EMU}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>{top * _EMU}</wp:posOffset></wp:positionV>
<wp:extent cx="{_EM * _EMU}" cy="{_LENGTH * _EMU}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>
<wp:wrapNone/><wp:docPr id="1" name="页码"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="{_WPS}"><wps:wsp><wps:cNvSpPr txBox="1"/>
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{_EM * _EMU}" cy="{_LENGTH * _EMU}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx>
<wps:bodyPr rot="0" vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"/>
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>""",
        etree.XMLParser(remove_blank_text=True, resolve_entities=False),
    )
    next(drawing.iter("{*}txbxContent")).append(number)
    choice = etree.Element(f"{{{_MC}}}Choice", nsmap={"mc": _MC, "wps": _WPS})
    choice.set("Requires", "wps")
    choice.append(drawing)
    alternatives = etree.Element(f"{{{_MC}}}AlternateContent", nsmap={"mc": _MC})
    alternatives.append(choice)
    anchor = run("")
    anchor.append(alternatives)
    return w("ftr", paragraph(Style.THIN, [anchor]))


def _part(kind: str) -> Element:
    element = run("")
    element.append(w("fldChar", fldCharType=kind))
    return element


def _code() -> Element:
    element = run("")
    code = w("instrText")
    code.text = "PAGE"
    element.append(code)
    return element
