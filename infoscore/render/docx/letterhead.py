"""An office's own letterhead file: whether it is harmless, and what in it is the head.

What stands before a paragraph ``{{正文}}`` or ``{{body}}`` is the head, and the rest is left out;
without such a paragraph all of it is the head.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from docx.opc.constants import CONTENT_TYPE as CT
from lxml import etree

from infoscore.render.docx.lengths import mm
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.named import Styles
from infoscore.render.docx.page import STANDARD, Page, section
from infoscore.render.docx.pagenumbers import departures, number_fonts
from infoscore.render.docx.parts import (
    CONTENT_TYPES,
    Reason,
    TemplateError,
    content_types,
    read,
    related,
    relations,
    tree,
    without_links,
)
from infoscore.render.docx.places import (
    Fault,
    Region,
    asked,
    faults,
    is_marker,
    shortened,
    words,
)
from infoscore.render.docx.styles import Style, styles
from infoscore.render.docx.wml import Element, R, W, w, written

_MAX_PLACES: Final = 500
_FEWEST: Final = mm(60)
"""Less text in a line or on a page is no page."""

_LARGEST: Final = mm(1000)
MAIN_TYPES: Final = (
    CT.WML_DOCUMENT_MAIN,
    CT.WML_DOCUMENT_MAIN.replace("document.main", "template.main"),
)
_REGIONS: Final[Mapping[str, Region]] = {
    "header": Region.HEADER,
    "footer": Region.FOOTER,
    "footnotes": Region.NOTE,
    "endnotes": Region.NOTE,
}
_REFERENCES: Final = frozenset(f"{{{W}}}{kind}Reference" for kind in ("header", "footer"))
_FONTS: Final[Mapping[str, Style]] = {
    "title": Style.TITLE,
    "body": Style.BODY,
    "hei": Style.HEADING_1,
    "kai": Style.HEADING_2,
}
"""The fields of a layout's fonts, and the styles in which the standard asks for them."""
_SIZES: Final[Mapping[str, Style]] = {"title-size": Style.TITLE, "body-size": Style.BODY}


@dataclass(frozen=True, slots=True)
class Template:
    """A letterhead file that was found harmless."""

    parts: Mapping[str, bytes]
    main: str
    """The name of its document part."""
    regions: Mapping[str, Region]
    """The other parts that may hold places: headers and footers in use, and notes."""
    places: frozenset[str]
    """The words between braces that it wants filled in."""
    faults: tuple[Fault, ...]
    """What looks like a place and is none. With any of them the file is not to be used."""
    left_out: str
    """The beginning of what stands after the place of the text; empty: nothing does."""
    mirrored: bool
    """True if its margins are mirrored."""
    geometry: Page
    """Its paper and margins."""
    departures: frozenset[str]
    """Keys of :mod:`infoscore.render.deviations`, for its page numbers and sizes of type."""
    fonts: Mapping[str, str]
    """The fonts that it sets itself, by the fields of a layout's fonts."""

    def page(self, usual: Page) -> Page:
        """Its paper and margins with the lines of the ``usual`` page."""
        return replace(self.geometry, pitch=usual.pitch)

    def looks(self, layout: Layout) -> Layout:
        """What the pages look like: its own page and fonts, and the rest of the layout."""
        fonts = replace(layout.fonts, **self.fonts)
        return replace(layout, page=self.page(layout.page), mirror=self.mirrored, fonts=fonts)


def opened(data: bytes) -> Template:
    """The template in a .docx or .dotx file.

    Raises:
        TemplateError: it could do harm, or is no such file.
    """
    parts = read(data)
    if CONTENT_TYPES not in parts:
        raise TemplateError(Reason.NOT_WORD)
    types = content_types(parts)
    main = related(parts, "", "officeDocument")
    if main is None:
        raise TemplateError(Reason.NO_DOCUMENT)
    root = tree(parts[main])
    if root.tag != _q("document") or types[main] not in MAIN_TYPES:
        raise TemplateError(Reason.NOT_WORD)
    parts = without_links(parts)
    _detach(parts, main)
    head, own, rest = split(root)
    page = _page(_numbers(own))
    found = [*sections(head), own]
    regions = dict(_regions(parts, main, found))
    texts = [(head, Region.TEXT), *(([tree(parts[name])], kind) for name, kind in regions.items())]
    places = [name for blocks, _ in texts for name in asked(blocks)]
    if len(places) > _MAX_PLACES:
        raise TemplateError(Reason.TOO_LARGE)
    departing, fonts = _looks(parts, main, found)
    return Template(
        parts,
        main,
        regions,
        frozenset(places),
        # a text box stands there twice, for new programs and for old ones
        tuple(dict.fromkeys(one for blocks, region in texts for one in faults(blocks, region))),
        _left_out(rest),
        _has_setting(parts, main, "mirrorMargins"),
        page,
        departing,
        fonts,
    )


def _detach(parts: dict[str, bytes], main: str) -> None:
    """From its own template, to which the relation is gone."""
    if name := related(parts, main, "settings"):
        root = tree(parts[name])
        for attached in root.findall(_q("attachedTemplate")):
            root.remove(attached)
            parts[name] = written(root)


# --- the head ---


def body_of(root: Element) -> Element:
    """The body of a document part, an empty one if it has none."""
    body = root.find(_q("body"))
    return w("body") if body is None else body


def split(root: Element) -> tuple[list[Element], Element, list[Element]]:
    """The blocks before the text, the properties of the section that it stands in, and the rest."""
    children = list(body_of(root))
    end = next((i for i, child in enumerate(children) if is_marker(child)), len(children))
    head, rest = (
        [child for child in some if child.tag != _q("sectPr")]
        for some in (children[:end], children[end + 1 :])
    )
    for child in children[end:]:
        own = child if child.tag == _q("sectPr") else child.find(f"{_q('pPr')}/{_q('sectPr')}")
        if own is not None:
            return head, own, rest
    own = next((child for child in reversed(children) if child.tag == _q("sectPr")), None)
    return head, w("sectPr") if own is None else own, rest


def sections(blocks: Iterable[Element]) -> list[Element]:
    """The properties of the sections that end in ``blocks``."""
    return [found for block in blocks for found in block.iter(_q("sectPr"))]


def has_footers(found: Iterable[Element]) -> bool:
    """True if a section has a footer, which those after it take over."""
    return any(one.find(_q("footerReference")) is not None for one in found)


def _left_out(rest: Sequence[Element]) -> str:
    paragraphs = (words(p) for block in rest for p in block.iter(_q("p")))
    text = " ".join(paragraphs).strip()
    seen = any(True for block in rest for _ in block.iter(*map(_q, ("drawing", "pict", "tbl"))))
    return shortened(text) or ("…" if seen else "")


# --- other parts ---


def _regions(
    parts: Mapping[str, bytes], main: str, found: Sequence[Element]
) -> Iterator[tuple[str, Region]]:
    """Headers and footers of the sections, and the notes."""
    used = {one.get(f"{{{R}}}id") for own in found for one in own if one.tag in _REFERENCES}
    for identifier, kind, name in relations(parts, main):
        if kind in _REGIONS and (identifier in used or _REGIONS[kind] is Region.NOTE):
            yield name, _REGIONS[kind]


def _looks(
    parts: Mapping[str, bytes], main: str, found: Sequence[Element]
) -> tuple[frozenset[str], dict[str, str]]:
    """Keys of departures, and the fonts of the styles and page numbers that the file has."""
    name = related(parts, main, "styles")
    root, usual = w("styles") if name is None else tree(parts[name]), styles(Layout())
    theme = related(parts, main, "theme")
    theirs = Styles([root, *([] if theme is None else [tree(parts[theme])])])
    ours = Styles([usual])
    known = {value_of(one, "name").casefold(): one for one in root.iter(_q("style"))}
    same = {
        one.get(_q("styleId"), ""): known[name].get(_q("styleId"), "")
        for one in usual.iter(_q("style"))
        if (name := value_of(one, "name").casefold()) in known
    }
    fonts = {
        key: font
        for key, style in _FONTS.items()
        if (font := theirs.named(same.get(style, ""), "w:rPr/w:rFonts", "eastAsia"))
    }
    size = "w:rPr/w:sz"
    keys = {
        key
        for key, style in _SIZES.items()
        if style in same and theirs.named(same[style], size) != ours.named(style, size)
    }
    if has_footers(found):
        numbers = _numbers(found[-1])
        feet = _footers(parts, main, found)
        keys |= {*departures(feet, theirs, _page(numbers), numbers["footer"])}
        if used := number_fonts(feet, theirs):
            fonts["song"] = used[0]
    return frozenset(keys), fonts


def _footers(
    parts: Mapping[str, bytes], main: str, found: Sequence[Element]
) -> dict[str, Element | None]:
    """The footers that pages of the last section have, by their types."""
    kinds = {"default": True, "even": _has_setting(parts, main, "evenAndOddHeaders")}
    kinds["first"] = _is_on(found[-1], "titlePg")
    names = {identifier: name for identifier, _, name in relations(parts, main)}
    used = {
        one.get(_q("type")): names.get(one.get(f"{{{R}}}id", ""))
        for own in found
        for one in own.iter(_q("footerReference"))
    }
    return {
        kind: tree(parts[name]) if (name := used.get(kind)) else None
        for kind, is_used in kinds.items()
        if is_used
    }


def _numbers(own: Element) -> dict[str, int]:
    """Lengths of the section's paper and margins in twips; what is missing is the standard's.

    Raises:
        TemplateError: one is no number.
    """
    usual = section(STANDARD)
    numbers = {}
    for tag in ("pgMar", "pgSz"):
        given, wanted = own.find(_q(tag)), usual.find(_q(tag))
        assert wanted is not None
        for name, value in wanted.attrib.items():
            found = given.get(name) if given is not None else None
            numbers[etree.QName(name).localname] = _twips(found or str(value))
    return numbers


def _page(numbers: Mapping[str, int]) -> Page:
    """The page with those lengths.

    Raises:
        TemplateError: they leave no room for text.
    """
    page = Page(
        top=abs(numbers["top"]),
        bottom=abs(numbers["bottom"]),
        pitch=STANDARD.pitch,
        left=abs(numbers["left"]) + numbers["gutter"],
        right=abs(numbers["right"]),
        paper_width=numbers["w"],
        paper_height=numbers["h"],
    )
    height = page.paper_height - page.top - page.bottom
    for length, used in ((page.paper_width, page.width), (page.paper_height, height)):
        if not _FEWEST <= used <= length <= _LARGEST:
            raise TemplateError(Reason.PAGE)
    return page


def _twips(text: str) -> int:
    try:
        return round(float(text))
    except (ValueError, OverflowError) as error:
        raise TemplateError(Reason.PAGE) from error


def value_of(element: Element, tag: str) -> str:
    """The value of a child that holds nothing else; empty: there is none."""
    child = element.find(_q(tag))
    return "" if child is None else child.get(_q("val"), "")


def _has_setting(parts: Mapping[str, bytes], main: str, tag: str) -> bool:
    name = related(parts, main, "settings")
    return name is not None and _is_on(tree(parts[name]), tag)


def _is_on(root: Element, tag: str) -> bool:
    child = root.find(_q(tag))
    return child is not None and child.get(_q("val"), "1") not in {"0", "false", "off"}


def _q(tag: str) -> str:
    return f"{{{W}}}{tag}"
