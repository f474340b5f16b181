"""Page numbers: — 1 — outside 版心, right on odd and left on even pages (GB/T 9704-2012, 7.5)."""

from __future__ import annotations

from typing import Final

from infoscore.render.docx.styles import Style
from infoscore.render.docx.text import paragraph
from infoscore.render.docx.units import pt
from infoscore.render.docx.wml import Element, run, w

_EM: Final = pt(14)


def odd() -> Element:
    """单页码居右空一字."""
    return _footer(
        w("ind", rightChars=100, right=_EM),
        w("jc", val="right"),
    )


def even() -> Element:
    """双页码居左空一字."""
    return _footer(w("ind", leftChars=100, left=_EM), w("jc", val="left"))


def _footer(*place: Element) -> Element:
    field = (_part("begin"), _code(), _part("separate"), run("1"), _part("end"))
    return w("ftr", paragraph(Style.PAGE_NUMBER, [run("— "), *field, run(" —")], *place))


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
