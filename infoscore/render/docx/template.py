"""An office's own letterhead file: its head, page, footers and styles around our text.

What stands before a paragraph ``{{正文}}`` or ``{{body}}`` is the head, and the rest is left out;
without such a paragraph all of it is the head. Words such as ``{{发文字号}}`` in it are filled in.
Styles are matched by the names that people see; those that the file lacks are added.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import accumulate, count
from posixpath import basename, dirname, join
from typing import Final

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import CT_Relationship, CT_Relationships
from docx.oxml.parser import parse_xml
from docx.oxml.settings import CT_Settings
from lxml import etree

from infoscore.render.docx.footer import footers
from infoscore.render.docx.lengths import mm
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.package import Properties, archive, core, sectioned
from infoscore.render.docx.page import EVEN, ODD, STANDARD, Page, section
from infoscore.render.docx.parts import (
    CONTENT_TYPES,
    TYPES,
    Reason,
    TemplateError,
    content_types,
    read,
    related,
    rels_name,
    tree,
    without_links,
)
from infoscore.render.docx.styles import Style, styles
from infoscore.render.docx.wml import Element, R, W, add_property, clean, w, written

__all__ = ["Reason", "Template", "TemplateError", "from_template", "opened"]

_MARKERS: Final = frozenset({"{{正文}}", "{{body}}"})
_PLACE: Final = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
_MAX_PLACES: Final = 500
_BASE: Final = "GongwenBase"
_BASE_NAME: Final = "公文基准"
_FEWEST: Final = mm(60)
"""Less text in a line or on a page is no page."""

_LARGEST: Final = mm(1000)
_MAIN_TYPES: Final = (
    CT.WML_DOCUMENT_MAIN,
    CT.WML_DOCUMENT_MAIN.replace("document.main", "template.main"),
)


@dataclass(frozen=True, slots=True)
class Template:
    """A letterhead file that was found harmless."""

    parts: Mapping[str, bytes]
    main: str
    """The name of its document part."""
    places: frozenset[str]
    """The words between braces that its head wants filled in."""
    mirrored: bool
    """True if its margins are mirrored."""
    geometry: Page
    """Its paper and margins."""

    def page(self, usual: Page) -> Page:
        """Its paper and margins with the lines of the ``usual`` page."""
        return replace(self.geometry, pitch=usual.pitch)


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
    if root.tag != _q("document") or types[main] not in _MAIN_TYPES:
        raise TemplateError(Reason.NOT_WORD)
    parts = without_links(parts)
    _detach(parts, main)
    head, own = _head(root)
    places = [match[1] for p in _paragraphs(head) for match in _PLACE.finditer(_words(p))]
    if len(places) > _MAX_PLACES:
        raise TemplateError(Reason.TOO_LARGE)
    settings = related(parts, main, "settings")
    mirrored = settings is not None and _on(tree(parts[settings]), "mirrorMargins")
    return Template(parts, main, frozenset(places), mirrored, _page_of(own))


def from_template(
    template: Template,
    blocks: Iterable[Element],
    properties: Properties,
    layout: Layout,
    words: Mapping[str, str],
) -> bytes:
    """The template's file with ``blocks`` after its head and ``words`` in their places.

    ``blocks`` are set for ``template.page(…)``, which ``layout`` holds, and end with a section.
    """
    parts = dict(template.parts)
    root = tree(parts[template.main])
    _empty(root)
    head, own = _head(root)
    for paragraph in _paragraphs(head):
        _fill(paragraph, words)
    names = _add_styles(parts, template.main, layout)
    content = sectioned(blocks)
    _use_sections(content, own, numbered=_has_footers(head, own))
    body = root[0]
    body[:] = [*head, *content]
    _add_footers(parts, template.main, root, layout, names)
    for element in content:
        _rename_styles(element, names)
    parts[template.main] = written(root)
    _set_types(parts, template.main)
    _set_core(parts, properties)
    return archive(parts)


def _detach(parts: dict[str, bytes], main: str) -> None:
    """From its own template, to which the relation is gone."""
    if name := related(parts, main, "settings"):
        root = tree(parts[name])
        for attached in root.findall(_q("attachedTemplate")):
            root.remove(attached)
            parts[name] = written(root)


# --- the head ---


def _empty(root: Element) -> None:
    """Only the body stays: a background picture or colour is none of a 公文."""
    root[:] = [child for child in root if child.tag == _q("body")][:1] or [w("body")]


def _head(root: Element) -> tuple[list[Element], Element]:
    """The blocks before the text, and the properties of the section that the text stands in."""
    body = root.find(_q("body"))
    children = [] if body is None else list(body)
    end = next((i for i, child in enumerate(children) if _is_marker(child)), len(children))
    head = [child for child in children[:end] if child.tag != _q("sectPr")]
    for child in children[end:]:
        own = child if child.tag == _q("sectPr") else child.find(f"{_q('pPr')}/{_q('sectPr')}")
        if own is not None:
            return head, own
    own = next((child for child in reversed(children) if child.tag == _q("sectPr")), None)
    return head, w("sectPr") if own is None else own


def _is_marker(block: Element) -> bool:
    return block.tag == _q("p") and _words(block).strip() in _MARKERS


def _paragraphs(blocks: Iterable[Element]) -> Iterator[Element]:
    """Paragraphs, in tables and text boxes too."""
    for block in blocks:
        yield from block.iter(_q("p"))


def _texts(paragraph: Element) -> list[Element]:
    """Its pieces of text, without those of paragraphs in text boxes within it."""
    return [
        piece
        for piece in paragraph.iter(_q("t"))
        if next(piece.iterancestors(_q("p"))) is paragraph
    ]


def _words(paragraph: Element) -> str:
    return "".join(piece.text or "" for piece in _texts(paragraph))


def _fill(paragraph: Element, words: Mapping[str, str]) -> None:
    """Put words into their places, which Word likes to part into several runs."""
    pieces = _texts(paragraph)
    whole = _words(paragraph)
    starts = [0, *accumulate(len(piece.text or "") for piece in pieces)]
    for match in reversed([*_PLACE.finditer(whole)]):
        if match[1] not in words:
            continue
        new = clean(words[match[1]])
        for at in range(bisect_right(starts, match.start()) - 1, bisect_left(starts, match.end())):
            piece = pieces[at]
            text = piece.text or ""
            start, end = match.start() - starts[at], match.end() - starts[at]
            if start >= len(text):
                continue  # it is empty
            piece.text = text[: max(0, start)] + new + text[end:]
            piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            new = ""
        # Pieces before the match keep their lengths, so earlier matches are where they were.


# --- sections ---


def _page_of(own: Element) -> Page:
    """The section's paper and margins; what is missing is the standard's.

    Raises:
        TemplateError: they leave no room for text.
    """
    usual = section(STANDARD)
    numbers = {}
    for tag in ("pgMar", "pgSz"):
        given, wanted = own.find(_q(tag)), usual.find(_q(tag))
        assert wanted is not None
        for name, value in wanted.attrib.items():
            found = given.get(name) if given is not None else None
            numbers[etree.QName(name).localname] = _twips(found or str(value))
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


def _has_footers(head: Iterable[Element], own: Element) -> bool:
    """A section without footers takes over those of the one before it."""
    sections = [own, *(found for block in head for found in block.iter(_q("sectPr")))]
    return any(found.find(_q("footerReference")) is not None for found in sections)


def _use_sections(content: list[Element], own: Element, *, numbered: bool) -> None:
    """Upright numbered sections become the template's; the first as it is, the others go on."""
    first = True
    for found in [found for block in content for found in block.iter(_q("sectPr"))]:
        kinds = {reference.get(f"{{{R}}}id") for reference in found.iter(_q("footerReference"))}
        if kinds != {ODD, EVEN}:
            continue
        new = _section_like(own, found, numbered=numbered)
        if not first:
            for child in [*new.iterchildren(*map(_q, ("type", "titlePg", "pgNumType")))]:
                new.remove(child)
        first = False
        parent = found.getparent()
        if parent is not None:
            parent.replace(found, new)
        else:
            content[-1] = new


def _section_like(own: Element, usual: Element, *, numbered: bool) -> Element:
    """The template's section with what it lacks taken from the ``usual`` one."""
    new = deepcopy(own)
    new.tail = None
    if not numbered:
        for reference in reversed([*usual.iter(_q("footerReference"))]):
            new.insert(0, deepcopy(reference))
        _repeat_headers(new)
    for tag in ("pgSz", "pgMar"):
        wanted = usual.find(_q(tag))
        if new.find(_q(tag)) is None and wanted is not None:
            add_property(new, deepcopy(wanted))
    return new


def _repeat_headers(own: Element) -> None:
    """Even pages that have footers of their own need headers of their own, too."""
    headers = {
        reference.get(_q("type")): reference for reference in own.iter(_q("headerReference"))
    }
    if "default" in headers and "even" not in headers:
        even = deepcopy(headers["default"])
        even.set(_q("type"), "even")
        own.insert(0, even)


# --- styles ---


def _add_styles(parts: dict[str, bytes], main: str, layout: Layout) -> dict[str, str]:
    """Ours that the template lacks; which of its styles each of ours is, by identifier."""
    name = _ensured(parts, main, "styles", RT.STYLES, CT.WML_STYLES, w("styles"))
    root = tree(parts[name])
    theirs = {
        _value(style, "name").casefold(): style.get(_q("styleId"), "")
        for style in root.iter(_q("style"))
    }
    taken = set(theirs.values())
    names: dict[str, str] = {}
    added = []
    for style in _wanted(styles(layout)):
        identifier = style.get(_q("styleId"), "")
        known = theirs.get(_value(style, "name").casefold())
        names[identifier] = known or _free(identifier, taken)
        if not known:
            style.set(_q("styleId"), names[identifier])
            added.append(style)
    names[Style.NORMAL] = names[_BASE]
    for style in added:
        _rename_styles(style, names)
    root.extend(added)
    parts[name] = written(root)
    return names


def _wanted(ours: Element) -> Iterator[Element]:
    """Normal is the template's; what ours rest on is a style of its own, with nothing left open."""
    for style in ours.findall(_q("style")):
        identifier = style.get(_q("styleId"))
        if identifier == Style.NORMAL:
            style.set(_q("styleId"), _BASE)
            style.set(_q("customStyle"), "1")
            style.attrib.pop(_q("default"))
            style[0].set(_q("val"), _BASE_NAME)
            spacing = style.find(f"{_q('pPr')}/{_q('spacing')}")
            assert spacing is not None
            for side in ("before", "after"):
                spacing.set(_q(side), "0")
        elif identifier in {"DefaultParagraphFont", "TableNormal"}:
            continue
        for based in style.findall(_q("basedOn")):
            if based.get(_q("val")) == "DefaultParagraphFont":
                style.remove(based)
        yield style


def _rename_styles(element: Element, names: Mapping[str, str]) -> None:
    for reference in element.iter(*map(_q, ("pStyle", "rStyle", "basedOn", "next"))):
        old = reference.get(_q("val"), "")
        reference.set(_q("val"), names.get(old, old))


# --- parts ---


def _add_footers(
    parts: dict[str, bytes], main: str, root: Element, layout: Layout, names: Mapping[str, str]
) -> None:
    references = list(root.iter(_q("footerReference")))
    own_ids = _identifiers(parts, main)
    for identifier, name, content in footers(root, layout):
        # A template that we made ourselves has used these identifiers for its own footers.
        new = _free(identifier, own_ids)
        _rename_styles(content, names)
        _add(parts, main, name, RT.FOOTER, CT.WML_FOOTER, content, new)
        for reference in references:
            if reference.get(f"{{{R}}}id") == identifier:
                reference.set(f"{{{R}}}id", new)
        if identifier == ODD:
            _tell_even_from_odd(parts, main)


def _tell_even_from_odd(parts: dict[str, bytes], main: str) -> None:
    name = _ensured(parts, main, "settings", RT.SETTINGS, CT.WML_SETTINGS, w("settings"))
    root = parse_xml(parts[name])
    if isinstance(root, CT_Settings):
        root.evenAndOddHeaders_val = True
        parts[name] = written(root)


def _ensured(
    parts: dict[str, bytes], main: str, stem: str, kind: str, content_type: str, empty: Element
) -> str:
    """The name of the part that ``main`` refers to as its ``kind``; ``empty`` is added if none."""
    known = related(parts, main, kind.rpartition("/")[2])
    return known or _add(parts, main, stem, kind, content_type, empty)


def _add(
    parts: dict[str, bytes],
    main: str,
    stem: str,
    kind: str,
    content_type: str,
    root: Element,
    identifier: str | None = None,
) -> str:
    """Add a part next to ``main``, which refers to it, and return its name."""
    known = {name.lower() for name in parts}
    names = (f"{join(dirname(main), stem)}{number or ''}.xml" for number in count())
    name = next(name for name in names if name.lower() not in known)
    parts[name] = written(root)
    types = tree(parts[CONTENT_TYPES])
    etree.SubElement(types, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)
    parts[CONTENT_TYPES] = written(types)
    rels = rels_name(main)
    relations = tree(parts[rels]) if rels in parts else CT_Relationships.new()
    new = identifier or _free(f"rId{basename(stem).title()}", _identifiers(parts, main))
    relations.append(CT_Relationship.new(new, kind, name.removeprefix(f"{dirname(main)}/")))
    parts[rels] = written(relations)
    return name


def _identifiers(parts: Mapping[str, bytes], main: str) -> set[str]:
    rels = rels_name(main)
    return {relation.get("Id", "") for relation in tree(parts[rels])} if rels in parts else set()


def _free(name: str, taken: set[str]) -> str:
    """``name``, or with a number that makes it new; it is taken then."""
    free = name
    number = 1
    while free in taken:
        number += 1
        free = f"{name}{number}"
    taken.add(free)
    return free


def _set_core(parts: dict[str, bytes], properties: Properties) -> None:
    kind, root = RT.CORE_PROPERTIES, core(properties)
    name = _ensured(parts, "", "docProps/core", kind, CT.OPC_CORE_PROPERTIES, root)
    parts[name] = written(root)


def _set_types(parts: dict[str, bytes], main: str) -> None:
    """A .dotx file becomes a document; what was dropped is listed no longer."""
    root = tree(parts[CONTENT_TYPES])
    for entry in list(root):
        part = entry.get("PartName", "").lstrip("/")
        if part and part not in parts:
            root.remove(entry)
        elif part == main:
            entry.set("ContentType", CT.WML_DOCUMENT_MAIN)
    parts[CONTENT_TYPES] = written(root)


def _value(element: Element, tag: str) -> str:
    child = element.find(_q(tag))
    return "" if child is None else child.get(_q("val"), "")


def _on(root: Element, tag: str) -> bool:
    child = root.find(_q(tag))
    return child is not None and child.get(_q("val"), "1") not in {"0", "false", "off"}


def _q(tag: str) -> str:
    return f"{{{W}}}{tag}"
