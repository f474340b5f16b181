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
from itertools import accumulate
from posixpath import dirname, join
from typing import Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from lxml import etree

from infoscore.render.docx.layout import Layout
from infoscore.render.docx.lengths import mm
from infoscore.render.docx.package import Properties, archive, core, footers, sectioned
from infoscore.render.docx.page import EVEN, ODD, Page, section
from infoscore.render.docx.parts import (
    CONTENT_TYPES,
    RELS,
    TYPES,
    Reason,
    TemplateError,
    check_types,
    read,
    related,
    rels_name,
    tree,
    without_links,
    written,
)
from infoscore.render.docx.styles import Style, styles
from infoscore.render.docx.wml import Element, R, W, add_property, clean, w

__all__ = ["Reason", "Template", "TemplateError", "from_template", "opened"]

_MARKERS: Final = frozenset({"{{正文}}", "{{body}}"})
_PLACE: Final = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
_MAX_PLACES: Final = 500
_BASE: Final = "GongwenBase"
_BASE_NAME: Final = "公文基准"
_FEWEST: Final = mm(60)
"""Less text in a line or on a page is no page."""

_LARGEST: Final = mm(1000)
_MAIN_TYPES: Final = frozenset(
    {
        CONTENT_TYPE.WML_DOCUMENT_MAIN,
        CONTENT_TYPE.WML_DOCUMENT_MAIN.replace("document.main", "template.main"),
    }
)
_BEFORE_EVEN_AND_ODD: Final = frozenset(
    """
    writeProtection view zoom removePersonalInformation removeDateAndTime
    doNotDisplayPageBoundaries displayBackgroundShape printPostScriptOverText
    printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts
    saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader
    bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors
    activeWritingStyle proofState formsDesign linkStyles stylePaneFormatFilter
    stylePaneSortMethod documentType mailMerge revisionView trackRevisions doNotTrackMoves
    doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme styleLockQFSet
    defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps
    showEnvelope summaryLength clickAndTypeStyle defaultTableStyle
    """.split()  # noqa: SIM905 - a literal of 50 strings is harder to read
)


@dataclass(frozen=True, slots=True)
class Template:
    """A file that was found harmless."""

    parts: Mapping[str, bytes]
    main: str
    """The name of its document part."""
    places: frozenset[str]
    """The words between braces that its head wants filled in."""
    mirrored: bool
    """Whether its margins are mirrored."""
    geometry: tuple[int, ...]
    """Top, bottom, left and right margins, width and height of the paper."""

    def page(self, usual: Page) -> Page:
        """Its paper and margins with the lines of the ``usual`` page."""
        top, bottom, left, right, paper_width, paper_height = self.geometry
        return replace(
            usual,
            top=top,
            bottom=bottom,
            left=left,
            right=right,
            paper_width=paper_width,
            paper_height=paper_height,
        )


def opened(data: bytes) -> Template:
    """The template in a .docx or .dotx file; raises :class:`TemplateError`."""
    parts = read(data)
    if CONTENT_TYPES not in parts:
        raise TemplateError(Reason.NOT_WORD)
    types = tree(parts[CONTENT_TYPES])
    check_types(types)
    main = related(parts, "", "officeDocument")
    if main is None:
        raise TemplateError(Reason.NO_DOCUMENT)
    root = tree(parts[main])
    if root.tag != _q("document") or _type_of(types, main) not in _MAIN_TYPES:
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
    body = next(iter(root.iterchildren(_q("body"))), None)
    children = [] if body is None else list(body.iterchildren("*"))
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
    """Those in tables and text boxes too."""
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


def _page_of(own: Element) -> tuple[int, ...]:
    """Top, bottom, left, right, width and height; what is missing is the standard's."""
    usual = section(Layout().page)
    numbers = {}
    for tag in ("pgMar", "pgSz"):
        given, wanted = own.find(_q(tag)), usual.find(_q(tag))
        assert wanted is not None
        for name, value in wanted.attrib.items():
            found = given.get(name) if given is not None else None
            numbers[etree.QName(name).localname] = _twips(found or str(value))
    sides = [abs(numbers[side]) for side in ("top", "bottom", "left", "right")]
    sides[2] += numbers["gutter"]
    width, height = numbers["w"], numbers["h"]
    for length, used in ((width, sides[2] + sides[3]), (height, sides[0] + sides[1])):
        if not _FEWEST <= length - used <= length <= _LARGEST:
            raise TemplateError(Reason.PAGE)
    return (*sides, width, height)


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
    """Where even pages have footers of their own, they have headers of their own, too."""
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
    name = related(parts, main, "styles")
    if name is None:
        name = _added(parts, main, "styles", RELATIONSHIP_TYPE.STYLES, CONTENT_TYPE.WML_STYLES)
        parts[name] = written(w("styles"))
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
    for style in added:
        _rename_styles(style, names)
    root.extend(added)
    parts[name] = written(root)
    return {**names, Style.NORMAL: names[_BASE]}


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
            if based.get(_q("val")) == Style.NORMAL:
                based.set(_q("val"), _BASE)
            elif based.get(_q("val")) == "DefaultParagraphFont":
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
        added = _added(parts, main, name, RELATIONSHIP_TYPE.FOOTER, CONTENT_TYPE.WML_FOOTER, new)
        parts[added] = written(content)
        for reference in references:
            if reference.get(f"{{{R}}}id") == identifier:
                reference.set(f"{{{R}}}id", new)
        if identifier == ODD:
            _tell_even_from_odd(parts, main)


def _tell_even_from_odd(parts: dict[str, bytes], main: str) -> None:
    name = related(parts, main, "settings")
    if name is None:
        name = _added(
            parts, main, "settings", RELATIONSHIP_TYPE.SETTINGS, CONTENT_TYPE.WML_SETTINGS
        )
        parts[name] = written(w("settings"))
    root = tree(parts[name])
    for old in root.findall(_q("evenAndOddHeaders")):
        root.remove(old)
    before = sum(
        etree.QName(child).localname in _BEFORE_EVEN_AND_ODD for child in root.iterchildren("*")
    )
    root.insert(before, w("evenAndOddHeaders"))
    parts[name] = written(root)


def _added(
    parts: dict[str, bytes],
    main: str,
    stem: str,
    kind: str,
    content_type: str,
    identifier: str | None = None,
) -> str:
    """The name of a new part next to ``main``, which refers to it."""
    known = {name.lower() for name in parts}
    folder = join(dirname(main), stem) if main else stem
    name = next(
        candidate
        for candidate in (f"{folder}{suffix}.xml" for suffix in ("", *map(str, range(1, 10_000))))
        if candidate.lower() not in known
    )
    types = tree(parts[CONTENT_TYPES])
    etree.SubElement(types, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)
    parts[CONTENT_TYPES] = written(types)
    rels = rels_name(main)
    root = tree(parts[rels]) if rels in parts else etree.Element(f"{{{RELS}}}Relationships")
    new = identifier or _free(f"rId{stem.title()}", _identifiers(parts, main))
    etree.SubElement(
        root,
        f"{{{RELS}}}Relationship",
        Id=new,
        Type=kind,
        Target=name.removeprefix(f"{dirname(main)}/"),
    )
    parts[rels] = written(root)
    parts[name] = b""
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
    name = related(parts, "", "core-properties")
    if name is None:
        name = _added(
            parts,
            "",
            "docProps/core",
            RELATIONSHIP_TYPE.CORE_PROPERTIES,
            CONTENT_TYPE.OPC_CORE_PROPERTIES,
            _free("rIdCore", _identifiers(parts, "")),
        )
    parts[name] = core(properties)


def _set_types(parts: dict[str, bytes], main: str) -> None:
    """A .dotx file becomes a document; what was dropped is listed no longer."""
    root = tree(parts[CONTENT_TYPES])
    for entry in list(root):
        part = entry.get("PartName", "").lstrip("/")
        if part and part not in parts:
            root.remove(entry)
        elif part == main:
            entry.set("ContentType", CONTENT_TYPE.WML_DOCUMENT_MAIN)
    parts[CONTENT_TYPES] = written(root)


def _type_of(types: Element, name: str) -> str:
    for entry in types:
        if entry.get("PartName", "").lstrip("/") == name:
            return str(entry.get("ContentType", ""))
    extension = name.rpartition(".")[2]
    defaults = {entry.get("Extension", ""): str(entry.get("ContentType", "")) for entry in types}
    return defaults.get(extension, "")


def _value(element: Element, tag: str) -> str:
    child = element.find(_q(tag))
    return "" if child is None else child.get(_q("val"), "")


def _on(root: Element, tag: str) -> bool:
    child = root.find(_q(tag))
    return child is not None and child.get(_q("val"), "1") not in {"0", "false", "off"}


def _q(tag: str) -> str:
    return f"{{{W}}}{tag}"
