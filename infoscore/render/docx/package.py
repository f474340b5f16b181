"""The file: parts and their relations, settings, fonts, properties; same input, same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from typing import Final

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.package import OpcPackage
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from infoscore.render.docx.fonts import DESCRIBED, SUBSTITUTES, TIMES
from infoscore.render.docx.footer import footers
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.paragraphs import thin
from infoscore.render.docx.styles import styles
from infoscore.render.docx.wml import Element, W, add_property, clean, w, written

# What a zip archive can say at the earliest; a file's bytes must not depend on the clock.
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)

_CP: Final = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_WORD: Final = "http://schemas.microsoft.com/office/word"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Properties:
    """Properties that a file manager shows of a document."""

    title: str
    author: str
    created: date


def document(blocks: Iterable[Element], properties: Properties, layout: Layout) -> bytes:
    """A .docx file of paragraphs and tables; a ``w:sectPr`` among them closes a section.

    The last one closes the document.
    """
    package = OpcPackage()
    root = w("document", w("body", *sectioned(blocks)))
    named = styles(layout)
    feet = [*footers(root, layout)]
    for part in (root, *(element for _, _, element in feet)):
        _set_directly(part, named)
    main = _part("word/document", CT.WML_DOCUMENT_MAIN, root)
    package.load_rel(RT.OFFICE_DOCUMENT, main, "rId1")
    about = _part("docProps/core", CT.OPC_CORE_PROPERTIES, core(properties))
    package.load_rel(RT.CORE_PROPERTIES, about, "rId2")
    settings = _settings(mirror=layout.mirror)
    for identifier, kind, name, content_type, element in (
        ("rId1", RT.STYLES, "styles", CT.WML_STYLES, named),
        ("rId2", RT.SETTINGS, "settings", CT.WML_SETTINGS, settings),
        ("rId3", RT.FONT_TABLE, "fontTable", CT.WML_FONT_TABLE, _font_table(layout)),
        *(
            (identifier, RT.FOOTER, name, CT.WML_FOOTER, element)
            for identifier, name, element in feet
        ),
    ):
        main.load_rel(kind, _part(f"word/{name}", content_type, element), identifier)
    return _saved(package)


def _set_directly(root: Element, named: Element) -> None:
    """Repeat each paragraph's alignment and each run's type beside their style.

    Checkers of 公文 and simple viewers look for them there and nowhere else.
    """
    styles = {style.get(f"{{{W}}}styleId"): style for style in named}

    @cache
    def found(style: str | None, path: str) -> list[Element]:
        """What a style says, or else the one that it is based on."""
        if (element := styles.get(style)) is None:
            return []
        names = [one.get(f"{{{W}}}val") for one in element.iterchildren(f"{{{W}}}basedOn")]
        own = element.findall(path, {"w": W})
        return own or [one for name in names for one in found(name, path)]

    for paragraph in root.iter(f"{{{W}}}p"):
        runs = paragraph.findall(f"{{{W}}}r/{{{W}}}rPr")
        style = paragraph[0][0].get(f"{{{W}}}val")
        if runs:
            _add_missing(paragraph[0], found(style, "w:pPr/w:jc"))
        for about in runs:
            for fonts in found(style, "w:rPr/w:rFonts"):
                add_property(about, copy(fonts))
            _add_missing(about, found(style, "w:rPr/w:sz") + found(style, "w:rPr/w:szCs"))


def _add_missing(about: Element, wanted: Iterable[Element]) -> None:
    for child in wanted:
        if about.find(child.tag) is None:
            add_property(about, copy(child))


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
                done.append(thin())
            end = block
            continue
        if done and done[-1].tag == block.tag == table_tag:
            done.append(thin())
        done.append(block)
    return done if end is None else [*done, end]


def _settings(*, mirror: bool) -> Element:
    """``w:settings``, in the schema's order."""
    flags = (
        *("spaceForUL", "balanceSingleByteDoubleByteWidth", "doNotLeaveBackslashAlone"),
        *("ulTrailSpace", "doNotExpandShiftReturn", "useFELayout"),
    )
    settings = (
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
            *map(w, flags),
            *(w("compatSetting", name=name, uri=_WORD, val=value) for name, value in settings),
        ),
        w("themeFontLang", val="en-US", eastAsia="zh-CN"),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )


def _font_table(layout: Layout) -> Element:
    """The fonts used; for a missing font, what comes closest."""
    table = w("fonts", *(_font(name, "86", "auto") for name in layout.fonts.names()))
    if layout.times:
        table.append(_font(TIMES, "00", "roman"))
    return table


def _font(name: str, charset: str, family: str) -> Element:
    substitute = [w("altName", val=SUBSTITUTES[name])] if name in SUBSTITUTES else []
    panose, ranges = DESCRIBED.get(name, ("", ""))
    about = [w("panose1", val=panose)] if panose else []
    about += [w("charset", val=charset), w("family", val=family), w("pitch", val="variable")]
    if ranges:
        slots = ("usb0", "usb1", "usb2", "usb3", "csb0", "csb1")
        about.append(w("sig", **dict(zip(slots, ranges.split(), strict=True))))
    return w("font", *substitute, *about, name=name)


def core(properties: Properties) -> Element:
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
    return root


def _part(name: str, content_type: str, element: Element) -> Part:
    return Part(PackURI(f"/{name}.xml"), content_type, written(element))


def _saved(package: OpcPackage) -> bytes:
    saved = BytesIO()
    package.save(saved)
    with zipfile.ZipFile(saved) as source:
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
