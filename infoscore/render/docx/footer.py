"""Page numbers: — 1 — outside 版心, right on odd and left on even pages (GB/T 9704-2012, 7.5).

On a turned page the number stands where it stands on the others (clause 8): upright beside the
table when the page is held like them, so here it is a turned text box at the left edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Final

from lxml import etree

from infoscore.render.docx.lengths import mm, pt
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.page import (
    EVEN,
    EVEN_TURNED,
    FIRST,
    FOOTER,
    IMPRINT,
    ODD,
    ODD_TURNED,
    UNNUMBERED,
    Page,
)
from infoscore.render.docx.paragraphs import paragraph
from infoscore.render.docx.styles import Style
from infoscore.render.docx.wml import Element, R, W, exact, indent, run, w

_EM: Final = pt(14)
_LENGTH: Final = mm(40)
"""Of the text box: — 9999 — in 4号 and 一字 beside it."""

_APART: Final = mm(2)
"""At least so far from the text, where another's margins leave no 7 mm and more."""

_EMU: Final = 635
"""English metric units of a twip."""

_WP: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_WPS: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_VML: Final = "urn:schemas-microsoft-com:vml"
_MC: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def footers(root: Element, layout: Layout) -> Iterator[tuple[str, str, Element]]:
    """Relationship, name and content of each footer that a section of ``root`` refers to.

    单页码居右空一字, 双页码居左空一字; 空白页和版记页均不编排页码. A turned page has the upright
    page's right edge below and its left edge above.
    """
    turned = layout.page.turn(mirror=layout.mirror)
    foot = turned.paper_height - turned.bottom - _LENGTH
    used = {reference.get(f"{{{R}}}id") for reference in root.iter(f"{{{W}}}footerReference")}
    for identifier, name, content in (
        (ODD, "footer1", _odd()),
        (EVEN, "footer2", _even()),
        (ODD_TURNED, "footer3", _turned(_odd(), turned, foot)),
        (EVEN_TURNED, "footer4", _turned(_even(), turned, turned.top)),
        (UNNUMBERED, "footer5", paragraph(Style.PAGE_NUMBER, ())),
        (FIRST, "footer6", _odd()),
        (IMPRINT, "footer7", _even()),
    ):
        if identifier in used:
            short = {FIRST: layout.fit.short, IMPRINT: 0, UNNUMBERED: 0}.get(identifier)
            above = [] if short is None else [_spacer(layout.page, short)]
            yield identifier, name, w("ftr", *above, content)


def _spacer(page: Page, short: int) -> Element:
    """A line above the number, up to the text or so high that it ends some lines above its foot.

    LibreOffice knows no other room there in a section that begins on an even page.
    """
    height = max(pt(1), page.bottom - FOOTER - _EM) + short * page.pitch
    return paragraph(Style.PAGE_NUMBER, (), exact(height))


def _odd() -> Element:
    return _number(indent(_EM, right=1), w("jc", val="right"))


def _even() -> Element:
    return _number(indent(_EM, left=1), w("jc", val="left"))


def _number(*place: Element) -> Element:
    code = w("instrText")
    code.text = "PAGE"
    begin, separate, end = (w("fldChar", fldCharType=kind) for kind in ("begin", "separate", "end"))
    field = (_holding(begin), _holding(code), _holding(separate), run("1"), _holding(end))
    return paragraph(Style.PAGE_NUMBER, [run("— "), *field, run(" —")], *place)


def _holding(element: Element) -> Element:
    holder = run("")
    holder.append(element)
    return holder


def _turned(number: Element, page: Page, top: int) -> Element:
    """``number`` in a text box whose lines run downwards from ``top``, for old readers in VML."""
    left = max(0, min(FOOTER, page.left - _APART - _EM))
    drawing = etree.fromstring(
        f"""
<mc:AlternateContent xmlns:mc="{_MC}"><mc:Choice Requires="wps" xmlns:wps="{_WPS}">
<w:drawing xmlns:w="{W}" xmlns:wp="{_WP}" xmlns:a="{_A}">
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
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>
</mc:Choice><mc:Fallback><w:pict xmlns:w="{W}" xmlns:v="{_VML}">
<v:rect stroked="f" filled="f" style="position:absolute;margin-left:{left / 20}pt;margin-top:
{top / 20}pt;width:{_EM / 20}pt;height:{_LENGTH / 20}pt;mso-position-horizontal-relative:page;
mso-position-vertical-relative:page"><v:textbox inset="0,0,0,0" style="layout-flow:vertical">
<w:txbxContent/></v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent>""",
        etree.XMLParser(remove_blank_text=True, resolve_entities=False),
    )
    for box in drawing.iter("{*}txbxContent"):
        box.append(deepcopy(number))
    return paragraph(Style.THIN, [_holding(drawing)])
