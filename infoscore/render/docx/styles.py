"""The named styles that every paragraph uses, so that a document stays editable by hand."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from infoscore.render.docx.fonts import TIMES, Fonts
from infoscore.render.docx.lengths import pt
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.page import Page
from infoscore.render.docx.wml import Element, W, exact, indent, properties, sized, w


class Style(StrEnum):
    """Identifiers; a reader of the document sees the Chinese names below."""

    NORMAL = "Normal"
    MARK = "GongwenMark"
    NUMBER = "GongwenNumber"
    SERIAL = "GongwenSerial"
    CLASS = "GongwenClass"
    TITLE = "GongwenTitle"
    ADDRESSEES = "GongwenAddressees"
    BODY = "GongwenBody"
    HEADING_1 = "GongwenHeading1"
    HEADING_2 = "GongwenHeading2"
    HEADING_3 = "GongwenHeading3"
    HEADING_4 = "GongwenHeading4"
    ITEM = "GongwenItem"
    ANNEX_NOTE = "GongwenAnnexNote"
    ISSUER = "GongwenIssuer"
    DATE = "GongwenDate"
    REMARK = "GongwenRemark"
    ANNEX_LABEL = "GongwenAnnexLabel"
    ANNEX_TITLE = "GongwenAnnexTitle"
    TABLE_TITLE = "GongwenTableTitle"
    TABLE_HEAD = "GongwenTableHead"
    TABLE_TEXT = "GongwenTableText"
    TABLE_STRONG = "GongwenTableStrong"
    TABLE_NOTE = "GongwenTableNote"
    IMPRINT = "GongwenImprint"
    PAGE_NUMBER = "GongwenPageNumber"
    THIN = "GongwenThin"
    STRONG = "GongwenStrong"


HEADINGS = (Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4)

RED = "FF0000"

# 28 characters of 16 pt do not fit into 156 mm; a quarter point less for each and they do.
_TIGHT = -5

# 行 of 2号: its height and 7/8 of a 3号 character (GB/T 9704-2012, 3.2).
_TITLE_LINE = pt(22 + 14)


def styles(layout: Layout) -> Element:
    """``w:styles``: no theme fonts; every style names its fonts and size in full."""
    fonts = layout.fonts
    language = w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    root = w(
        "styles",
        w(
            "docDefaults",
            w("rPrDefault", properties("rPr", *_type(fonts.body, 16), language)),
            w("pPrDefault", properties("pPr", w("spacing", before=0, after=0))),
        ),
        *_general(fonts, layout.page),
        *_head(fonts),
        *_text(fonts),
        *_end(fonts),
        *_tables(fonts),
    )
    if layout.times:
        for style in root.iter(f"{{{W}}}style"):
            if style.get(f"{{{W}}}styleId") != Style.PAGE_NUMBER:
                _set_latin(style)
    return root


def _set_latin(style: Element) -> None:
    for font in style.iter(f"{{{W}}}rFonts"):
        for slot in ("ascii", "hAnsi"):
            font.set(f"{{{W}}}{slot}", TIMES)


def _general(fonts: Fonts, page: Page) -> Iterator[Element]:
    yield _style(
        Style.NORMAL,
        "Normal",
        (fonts.body, 16),
        exact(page.pitch),
        widowControl=0,
        # Word's default. LibreOffice reads it as its opposite, which is luck: where it lets
        # marks hang into the margin it loses some of them.
        overflowPunct=1,
        # LibreOffice spaces digits from hanzi whatever it is told; if Word does too, lines and
        # pages end alike in both.
        autoSpaceDE=1,
        autoSpaceDN=1,
        jc="both",
    )
    yield w(
        "style",
        w("name", val="Default Paragraph Font"),
        w("uiPriority", val=1),
        w("semiHidden"),
        type="character",
        default=1,
        styleId="DefaultParagraphFont",
    )
    yield w(
        "style",
        w("name", val="Normal Table"),
        w("uiPriority", val=99),
        w("semiHidden"),
        properties("tblPr", w("tblInd", w=0, type="dxa")),
        type="table",
        default=1,
        styleId="TableNormal",
    )
    yield w(
        "style",
        w("name", val="公文强调"),
        w("basedOn", val="DefaultParagraphFont"),
        w("qFormat"),
        properties("rPr", w("b"), w("bCs")),
        type="character",
        customStyle=1,
        styleId=Style.STRONG,
    )
    yield _style(Style.PAGE_NUMBER, "公文页码", (fonts.song, 14), exact(pt(14)), snapToGrid=0)
    # Word wants a paragraph after a table; this one takes no room.
    yield _style(Style.THIN, "公文隔行", (fonts.body, 1), exact(pt(1)), snapToGrid=0)


def _head(fonts: Fonts) -> Iterator[Element]:
    """GB/T 9704-2012, 7.2.1 to 7.2.5, 7.3.1, 7.3.2."""
    body = (fonts.body, 16)
    yield _style(Style.SERIAL, "份号", body, w("keepNext"), snapToGrid=0)
    yield _style(Style.CLASS, "密级和紧急程度", (fonts.hei, 16), w("keepNext"), snapToGrid=0)
    yield _style(
        Style.MARK,
        "发文机关标志",
        (fonts.title, 42),
        w("keepNext"),
        snapToGrid=0,
        jc="center",
        character=w("color", val=RED),
    )
    yield _style(Style.NUMBER, "发文字号", body, w("keepNext"), snapToGrid=0, jc="center")
    yield _style(
        Style.TITLE,
        "公文标题",
        (fonts.title, 22),
        w("keepNext"),
        w("keepLines"),
        exact(_TITLE_LINE),
        snapToGrid=0,
        jc="center",
        following=Style.BODY,
    )
    yield _style(Style.ADDRESSEES, "主送机关", body, following=Style.BODY, character=_tight())


def _text(fonts: Fonts) -> Iterator[Element]:
    """GB/T 9704-2012, 7.3.3: 仿宋, each paragraph begins two 字 in; four levels of headings."""
    body = Style.BODY
    yield _style(body, "公文正文", (fonts.body, 16), indent(firstLine=2), character=_tight())
    for level, (style, name, font) in enumerate(
        (
            (Style.HEADING_1, "一级标题", fonts.hei),
            (Style.HEADING_2, "二级标题", fonts.kai),
            (Style.HEADING_3, "三级标题", fonts.body),
            (Style.HEADING_4, "四级标题", fonts.body),
        )
    ):
        yield _style(
            style, name, (font, 16), w("keepNext"), outlineLvl=level, based=body, following=body
        )
    yield _style(Style.ITEM, "公文条目", (fonts.body, 16), jc="left", based=body)


def _end(fonts: Fonts) -> Iterator[Element]:
    """GB/T 9704-2012, 7.3.4 to 7.3.7, 7.4.

    Not set tight like the text: here things stand under one another by counted 字.
    """
    body = (fonts.body, 16)
    yield _style(Style.ANNEX_NOTE, "附件说明", body)
    yield _style(Style.ISSUER, "发文机关署名", body, w("keepNext"), jc="right")
    yield _style(Style.DATE, "成文日期", body, jc="right")
    yield _style(Style.REMARK, "附注", body, indent(firstLine=2))
    yield _style(
        Style.ANNEX_LABEL, "附件序号", (fonts.hei, 16), w("keepNext"), w("pageBreakBefore")
    )
    yield _style(
        Style.ANNEX_TITLE,
        "附件标题",
        (fonts.title, 22),
        outlineLvl=0,
        based=Style.TITLE,
        following=Style.BODY,
    )
    yield _style(Style.IMPRINT, "版记", (fonts.body, 14), exact(pt(24)), snapToGrid=0)


def _tables(fonts: Fonts) -> Iterator[Element]:
    """The standard is silent on tables. Lines grow with what they hold, or it would be clipped."""
    text = Style.TABLE_TEXT
    lines = w("spacing", line=240, lineRule="auto")
    yield _style(text, "表格文字", (fonts.body, 12), lines, snapToGrid=0, jc="center")
    # The head does not stand alone at the foot of a page.
    yield _style(Style.TABLE_HEAD, "表头", (fonts.hei, 12), w("keepNext"), based=text)
    yield _style(Style.TABLE_STRONG, "表格合计", (fonts.hei, 12), based=text)
    lines = w("spacing", before=pt(6), after=pt(6), line=pt(22), lineRule="atLeast")
    yield _style(Style.TABLE_TITLE, "表题", (fonts.hei, 14), w("keepNext"), lines, based=text)
    lines = w("spacing", before=pt(3), line=pt(20), lineRule="atLeast")
    yield _style(Style.TABLE_NOTE, "表注", (fonts.body, 12), lines, jc="both", based=text)


def _style(
    style: Style,
    name: str,
    font: tuple[str, float],
    *paragraph: Element,
    based: Style = Style.NORMAL,
    following: Style | None = None,
    character: Element | None = None,
    **values: str | int,
) -> Element:
    """A paragraph style; ``values`` are properties that hold a value alone."""
    element = w("style", w("name", val=name), type="paragraph", styleId=style)
    if style is Style.NORMAL:
        element.set(f"{{{W}}}default", "1")
    else:
        element.set(f"{{{W}}}customStyle", "1")
        element.append(w("basedOn", val=based))
    if following:
        element.append(w("next", val=following))
    element.append(w("qFormat"))
    if paragraph or values:
        valued = (w(tag, val=value) for tag, value in values.items())
        element.append(properties("pPr", *paragraph, *valued))
    direct = () if character is None else (character,)
    element.append(properties("rPr", *_type(*font), *direct))
    return element


def _type(font: str, size: float) -> tuple[Element, ...]:
    """One font in all four slots: in a Chinese font digits are exactly half a 字 wide."""
    fonts = w("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font, hint="eastAsia")
    return (fonts, *sized(size))


def _tight() -> Element:
    return w("spacing", val=_TIGHT)
