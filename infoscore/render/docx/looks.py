"""An office's decisions about the looks of its documents."""

from __future__ import annotations

from dataclasses import dataclass

from infoscore.render.docx.fit import KEPT, Fit
from infoscore.render.docx.fonts import GB2312, Fonts
from infoscore.render.docx.page import STANDARD, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Without an argument: GB/T 9704-2012 as most offices follow it."""

    fonts: Fonts = GB2312
    page: Page = STANDARD
    sealed: bool = True
    """Room for a seal over 署名 and 成文日期 (7.3.5.1), or the layout without one (7.3.5.2)."""
    times: bool = False
    """Digits and Latin letters of the text in Times New Roman; page numbers stay 宋体 (7.5)."""
    mirror: bool = False
    """订口 on the right of even pages, for printing on both sides (6.2); else on the left."""
    fit: Fit = KEPT
    marked: bool = False
    """Bookmarks stand where the text and the signature begin and end."""
