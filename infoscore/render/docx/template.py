"""An office's own letterhead file: its head, page, footers and styles around our text.

Words such as ``{{发文字号}}`` are filled in where head, headers and footers have places for them.
Styles are matched by the names that people see; those that the file lacks are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from itertools import count
from posixpath import basename, dirname, join
from typing import Final

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import CT_Relationship, CT_Relationships
from docx.oxml.parser import parse_xml
from docx.oxml.settings import CT_Settings
from lxml import etree

from infoscore.render.docx.footer import footers
from infoscore.render.docx.letterhead import (
    Template,
    body_of,
    has_footers,
    opened,
    sections,
    split,
    value_of,
)
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.package import Properties, archive, core, sectioned
from infoscore.render.docx.page import EVEN, IMPRINT, ODD
from infoscore.render.docx.pagenumbers import footer_distance
from infoscore.render.docx.parts import (
    CONTENT_TYPES,
    TYPES,
    Reason,
    TemplateError,
    related,
    rels_name,
    tree,
)
from infoscore.render.docx.places import fill
from infoscore.render.docx.styles import Style, styles
from infoscore.render.docx.wml import Element, R, W, add_property, w, written

__all__ = ["Reason", "Template", "TemplateError", "from_template", "opened"]

_BASE: Final = "GongwenBase"
_BASE_NAME: Final = "公文基准"


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
    root[:] = [body_of(root)]  # a background picture or colour is none of a 公文
    head, own, _ = split(root)
    fill(head, words)
    for name in template.regions:
        part = tree(parts[name])
        fill([part], words)
        parts[name] = written(part)
    footed = has_footers([*sections(head), own])
    names = _add_styles(parts, template.main, layout)
    content = sectioned(blocks)
    _use_sections(content, own, None if footed else footer_distance(template.geometry))
    body = root[0]
    body[:] = [*head, *content]
    _add_footers(parts, template.main, root, layout, names)
    for element in content:
        _rename_styles(element, names)
    parts[template.main] = written(root)
    _set_types(parts, template.main)
    _set_core(parts, properties)
    return archive(parts)


# --- sections ---


def _use_sections(content: list[Element], own: Element, footer: int | None) -> None:
    """Upright numbered sections become the template's; the first as it is, the others go on."""
    first = True
    for found in sections(content):
        kinds = {reference.get(f"{{{R}}}id") for reference in found.iter(_q("footerReference"))}
        if kinds not in ({ODD, EVEN}, {IMPRINT}):
            continue
        new = _section_like(own, found, footer)
        if not first:
            for child in [*new.iterchildren(*map(_q, ("type", "titlePg", "pgNumType")))]:
                new.remove(child)
            for kind in found.iterchildren(_q("type")):
                add_property(new, kind)
        first = False
        parent = found.getparent()
        if parent is not None:
            parent.replace(found, new)
        else:
            content[-1] = new


def _section_like(own: Element, usual: Element, footer: int | None) -> Element:
    """The template's section with what it lacks taken from the ``usual`` one.

    ``footer`` is where ours belongs if the template has none, in twips from the paper's edge.
    """
    new = deepcopy(own)
    new.tail = None
    if footer is not None:
        for reference in reversed([*usual.iter(_q("footerReference"))]):
            new.insert(0, deepcopy(reference))
        _repeat_headers(new)
    for tag in ("pgSz", "pgMar"):
        wanted = usual.find(_q(tag))
        if new.find(_q(tag)) is None and wanted is not None:
            add_property(new, deepcopy(wanted))
    if footer is not None and (margins := new.find(_q("pgMar"))) is not None:
        margins.set(_q("footer"), str(footer))
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
        value_of(style, "name").casefold(): style.get(_q("styleId"), "")
        for style in root.iter(_q("style"))
    }
    taken = set(theirs.values())
    names: dict[str, str] = {}
    added = []
    for style in _wanted(styles(layout)):
        identifier = style.get(_q("styleId"), "")
        known = theirs.get(value_of(style, "name").casefold())
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


def _q(tag: str) -> str:
    return f"{{{W}}}{tag}"
