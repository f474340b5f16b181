"""The file: parts and their relations, settings, fonts, properties; same input, same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.package import OpcPackage
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from infoscore.render.docx import footer
from infoscore.render.docx.fonts import SUBSTITUTES, TIMES
from infoscore.render.docx.layout import Layout
from infoscore.render.docx.page import EVEN, EVEN_TURNED, ODD, ODD_TURNED, UNNUMBERED
from infoscore.render.docx.styles import Style, styles
from infoscore.render.docx.text import paragraph
from infoscore.render.docx.wml import Element, R, W, add_property, clean, w

# What a zip archive can say at the earliest; a file's bytes must not depend on the clock.
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)

_CP: Final = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file manager shows of a document."""

    title: str
    author: str
    created: date


def document(blocks: Iterable[Element], properties: Properties, layout: Layout) -> bytes:
    """A .docx file of paragraphs and tables; a ``w:sectPr`` among them closes a section.

    The last one closes the document.
    """
    package = OpcPackage()
    root = w("document", w("body", *sectioned(blocks)))
    main = _part("document", CONTENT_TYPE.WML_DOCUMENT_MAIN, root)
    package.load_rel(RELATIONSHIP_TYPE.OFFICE_DOCUMENT, main, "rId1")
    about = Part(PackURI("/docProps/core.xml"), CONTENT_TYPE.OPC_CORE_PROPERTIES, core(properties))
    package.load_rel(RELATIONSHIP_TYPE.CORE_PROPERTIES, about, "rId2")
    for identifier, kind, name, content_type, element in (
        ("rId1", RELATIONSHIP_TYPE.STYLES, "styles", CONTENT_TYPE.WML_STYLES, styles(layout)),
        (
            "rId2",
            RELATIONSHIP_TYPE.SETTINGS,
            "settings",
            CONTENT_TYPE.WML_SETTINGS,
            _settings(mirror=layout.mirror),
        ),
        (
            "rId3",
            RELATIONSHIP_TYPE.FONT_TABLE,
            "fontTable",
            CONTENT_TYPE.WML_FONT_TABLE,
            _font_table(layout),
        ),
    ):
        main.load_rel(kind, _part(name, content_type, element), identifier)
    for identifier, name, element in footers(root, layout):
        part = _part(name, CONTENT_TYPE.WML_FOOTER, element)
        main.load_rel(RELATIONSHIP_TYPE.FOOTER, part, identifier)
    return _saved(package)


def sectioned(blocks: Iterable[Element]) -> list[Element]:
    """The children of ``w:body``: a section's properties stand in its last paragraph.

    Tables that touch would be one table, and a section needs a last paragraph.
    """
    paragraph_tag, table_tag, section_tag = (f"{{{W}}}{tag}" for tag in ("p", "tbl", "sectPr"))
    done: list[Element] = []
    end: Element | None = None
    for block in blocks:
        if end is not None:
            add_property(done[-1][0], end)
            end = None
        if block.tag == section_tag:
            closed = not done or done[-1].find(f"{{{W}}}pPr/{section_tag}") is not None
            if closed or done[-1].tag != paragraph_tag:
                done.append(paragraph(Style.THIN, ()))
            end = block
            continue
        if done and done[-1].tag == block.tag == table_tag:
            done.append(paragraph(Style.THIN, ()))
        done.append(block)
    return done if end is None else [*done, end]


def footers(root: Element, layout: Layout) -> Iterator[tuple[str, str, Element]]:
    """Relationship, name and content of each footer that a section of ``root`` refers to."""
    turned = layout.page.turn(mirror=layout.mirror)
    used = {reference.get(f"{{{R}}}id") for reference in root.iter(f"{{{W}}}footerReference")}
    for identifier, name, content in (
        (ODD, "footer1", footer.odd()),
        (EVEN, "footer2", footer.even()),
        (ODD_TURNED, "footer3", footer.odd_turned(turned)),
        (EVEN_TURNED, "footer4", footer.even_turned(turned)),
        (UNNUMBERED, "footer5", footer.none()),
    ):
        if identifier in used:
            yield identifier, name, content


def _settings(*, mirror: bool) -> Element:
    """``w:settings``, in the schema's order."""
    compatibility = (
        ("compatibilityMode", 15),
        ("overrideTableStyleFontSizeAndJustification", 1),
        ("enableOpenTypeFeatures", 1),
        ("doNotFlipMirrorIndents", 1),
        ("differentiateMultirowTableHeaders", 1),
    )
    return w(
        "settings",
        w("zoom", percent=100),
        *([w("mirrorMargins")] if mirror else []),
        w("bordersDoNotSurroundHeader"),
        w("bordersDoNotSurroundFooter"),
        w("defaultTabStop", val=420),
        w("evenAndOddHeaders"),
        w("characterSpacingControl", val="compressPunctuation"),
        w(
            "compat",
            w("spaceForUL"),
            w("balanceSingleByteDoubleByteWidth"),
            w("doNotLeaveBackslashAlone"),
            w("ulTrailSpace"),
            w("doNotExpandShiftReturn"),
            w("useFELayout"),
            *(
                w(
                    "compatSetting",
                    name=name,
                    uri="http://schemas.microsoft.com/office/word",
                    val=value,
                )
                for name, value in compatibility
            ),
        ),
        w("themeFontLang", val="en-US", eastAsia="zh-CN"),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )


def _font_table(layout: Layout) -> Element:
    """The fonts used; for one that is missing, what comes closest."""
    table = w("fonts")
    for name in layout.fonts.names():
        font = w("font", name=name)
        if name in SUBSTITUTES:
            font.append(w("altName", val=SUBSTITUTES[name]))
        font.extend((w("charset", val="86"), w("family", val="auto"), w("pitch", val="variable")))
        table.append(font)
    if layout.times:
        font = w("font", name=TIMES)
        font.extend((w("charset", val="00"), w("family", val="roman"), w("pitch", val="variable")))
        table.append(font)
    return table


def core(properties: Properties) -> bytes:
    """``docProps/core.xml``."""
    root = etree.Element(
        f"{{{_CP}}}coreProperties",
        nsmap={"cp": _CP, "dc": _DC, "dcterms": _DCTERMS, "xsi": _XSI},
    )
    moment = f"{properties.created.isoformat()}T00:00:00Z"
    for namespace, name, text in (
        (_DC, "title", properties.title),
        (_DC, "creator", properties.author),
        (_CP, "lastModifiedBy", properties.author),
        (_DCTERMS, "created", moment),
        (_DCTERMS, "modified", moment),
        (_DC, "language", "zh-CN"),
    ):
        child = etree.SubElement(root, f"{{{namespace}}}{name}")
        child.text = clean(text)
        if namespace == _DCTERMS:
            child.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
    return _bytes(root)


def _part(name: str, content_type: str, element: Element) -> Part:
    return Part(PackURI(f"/word/{name}.xml"), content_type, _bytes(element))


def _bytes(element: Element) -> bytes:
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)


def _saved(package: OpcPackage) -> bytes:
    written = BytesIO()
    package.save(written)
    with zipfile.ZipFile(written) as source:
        return archive({name: source.read(name) for name in source.namelist()})


def archive(parts: Mapping[str, bytes]) -> bytes:
    """The file of these parts, sorted; it tells neither time nor machine."""
    result = BytesIO()
    with zipfile.ZipFile(result, "w") as target:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # not the machine's
            target.writestr(entry, parts[name])
    return result.getvalue()
