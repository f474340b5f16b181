"""Somebody else's .docx file: its parts, read within limits and refused where they could harm.

Sizes are checked before anything is unpacked, and every XML part is read once by a parser that
builds nothing and stops at a DTD, so that no entity is ever declared.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import Final
from urllib.parse import unquote
from xml.parsers import expat

from lxml import etree

from infoscore.render.docx.wml import Element, written

_MAX_BYTES: Final = 64 << 20
_MAX_RATIO: Final = 200
_MAX_PARTS: Final = 2_000
_MAX_TREE: Final = 8 << 20
"""Of a part that is taken into memory as a tree."""
_MAX_NODES: Final = 300_000
"""Elements, attributes and comments of all parts; a letterhead has some thousands."""
_MAX_BOXES: Final = 8
"""Paragraphs within paragraphs, as in text boxes."""

_RATIO_FROM: Final = 1 << 20
"""A part that unpacks to less is no bomb, however often it repeats itself."""

_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG: Final = 1

_XML: Final = (".xml", ".rels", ".vml")
CONTENT_TYPES: Final = "[Content_Types].xml"
TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"

_ACTIVE: Final = frozenset(
    {"oleObject", "package", "control", "activeXControlBinary", "aFChunk", "subDocument", "frame"}
)
_ACTIVE_FIELDS: Final = re.compile(
    r"DDE|INCLUDE(TEXT|PICTURE)|IMPORT|DATABASE|MACROBUTTON|(?<![A-Z])LINK", re.IGNORECASE
)
"""Fields that fetch or run something; HYPERLINK only waits to be clicked."""

_MACROS: Final = frozenset({"vbaProject", "wordVbaData"})
_DROPPED: Final = frozenset({"attachedTemplate", "thumbnail", "origin"})
"""A template of the template, a picture of it, and signatures that no longer hold."""


class Reason(StrEnum):
    """Reasons why a file cannot be a template."""

    NOT_ZIP = "not-zip"
    TRUNCATED = "truncated"
    OLD_FORMAT = "old-format"
    """A .doc file of Word 97 to 2003, whatever its name."""
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too-large"
    TOO_MANY_PARTS = "too-many-parts"
    UNSAFE_XML = "unsafe-xml"
    """A DTD: entities, internal or external."""
    MALFORMED = "malformed"
    MACROS = "macros"
    ACTIVE = "active"
    """Embedded objects, controls, other files, fields that fetch or run something."""
    EXTERNAL = "external"
    """It needs a file or a picture from elsewhere."""
    NO_DOCUMENT = "no-document"
    NOT_WORD = "not-word"
    PAGE = "page"
    """Its page leaves no room for text."""


class TemplateError(Exception):
    """A file that cannot be a template."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason: Final = reason


def read(data: bytes) -> dict[str, bytes]:
    """The parts of a harmless .docx file by their names."""
    if data.startswith(_OLE):
        raise TemplateError(Reason.ENCRYPTED if _ENCRYPTED_STREAM in data else Reason.OLD_FORMAT)
    if len(data) > _MAX_BYTES:
        raise TemplateError(Reason.TOO_LARGE)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
            _check_sizes(entries, len(data))
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        zipped = data.startswith(b"PK")
        raise TemplateError(Reason.TRUNCATED if zipped else Reason.NOT_ZIP) from error
    except (RuntimeError, ValueError) as error:
        raise TemplateError(Reason.MALFORMED) from error
    left = _MAX_NODES
    for name, part in parts.items():
        if name.lower().endswith(_XML):
            left -= _check_xml(part, left)
    return parts


def tree(part: bytes) -> Element:
    """The part as a tree of elements; nothing is fetched, no entity is resolved.

    Raises:
        TemplateError: it is too large or no XML.
    """
    if len(part) > _MAX_TREE:
        raise TemplateError(Reason.TOO_LARGE)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateError(Reason.MALFORMED) from error


def rels_name(name: str) -> str:
    """The part that holds the relationships of the part ``name`` (empty: of the package)."""
    return join(dirname(name), "_rels", f"{name.rpartition('/')[2]}.rels")


def related(parts: Mapping[str, bytes], name: str, kind: str) -> str | None:
    """The part that ``name`` refers to as its ``kind``, such as ``styles``."""
    return next((part for _, its, part in relations(parts, name) if its == kind), None)


def relations(parts: Mapping[str, bytes], name: str) -> Iterator[tuple[str, str, str]]:
    """Identifier, kind and name of each part that the part ``name`` refers to."""
    if (rels := parts.get(rels_name(name))) is None:
        return
    for relation in tree(rels):
        if relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            found = normpath(join("/", dirname(name), target)).lstrip("/")
            if found in parts:
                yield relation.get("Id", ""), _kind(relation), found


def without_links(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts without what a letterhead does not need; refuses what could act or load."""
    kept = dict(parts)
    for name in [name for name in kept if name.lower().endswith(".rels")]:
        root = tree(kept[name])
        dropped = [relation for relation in root if _dropped(relation)]
        for relation in dropped:
            root.remove(relation)
        if dropped:
            kept[name] = written(root)
    return {
        name: part
        for name, part in kept.items()
        if not name.startswith(("_xmlsignatures/", "docProps/thumbnail."))
    }


def content_types(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The content type of each part: its own or that of its extension; empty: neither.

    Raises:
        TemplateError: a part is active, or XML under a name at which :func:`read` passes it over.
    """
    listed: dict[str, str] = {}
    for entry in tree(parts[CONTENT_TYPES]):
        content_type = entry.get("ContentType", "")
        if "macroEnabled" in content_type or "vba" in content_type.lower():
            raise TemplateError(Reason.MACROS)
        if "activeX" in content_type or "oleObject" in content_type:
            raise TemplateError(Reason.ACTIVE)
        name = unquote(entry.get("PartName", "")).lstrip("/") or f".{entry.get('Extension')}"
        listed[name.lower()] = content_type
    found = {}
    for name in parts:
        extension = f".{name.rpartition('.')[2]}"
        found[name] = listed.get(name.lower(), listed.get(extension.lower(), ""))
        is_xml = found[name].endswith("xml") and not found[name].startswith("image/")
        if is_xml and not name.lower().endswith(_XML):
            raise TemplateError(Reason.MALFORMED)
    return found


def _dropped(relation: Element) -> bool:
    kind = _kind(relation)
    if kind in _DROPPED:
        return True
    if kind in _MACROS:
        raise TemplateError(Reason.MACROS)
    if kind in _ACTIVE:
        raise TemplateError(Reason.ACTIVE)
    if relation.get("TargetMode") == "External" and kind != "hyperlink":
        raise TemplateError(Reason.EXTERNAL)
    return False


def _kind(relation: Element) -> str:
    return relation.get("Type", "").rpartition("/")[2]


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if len(entries) > _MAX_PARTS:
        raise TemplateError(Reason.TOO_MANY_PARTS)
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise TemplateError(Reason.MALFORMED)
    total = sum(entry.file_size for entry in entries)
    if total > _MAX_BYTES or (total > _RATIO_FROM and total > _MAX_RATIO * packed):
        raise TemplateError(Reason.TOO_LARGE)
    if any(_leads_out(entry.filename) for entry in entries):
        raise TemplateError(Reason.MALFORMED)
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise TemplateError(Reason.ENCRYPTED)
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise TemplateError(Reason.MALFORMED)
        if entry.file_size > max(_RATIO_FROM, _MAX_RATIO * entry.compress_size):
            raise TemplateError(Reason.TOO_LARGE)


def _leads_out(name: str) -> bool:
    """True if whoever unpacks the file might write the part somewhere else."""
    return (
        not name
        or name.startswith("/")
        or ".." in name.split("/")
        or any(char in "\\:" or not char.isprintable() for char in name)
    )


def _check_xml(part: bytes, most: int) -> int:
    """Well-formed, without a DTD, and without fields that fetch or run something.

    Returns how many nodes it has, at most ``most``.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_dtd
    fields = _Fields(most)
    parser.CommentHandler = parser.ProcessingInstructionHandler = fields.node
    parser.StartElementHandler = fields.start
    parser.EndElementHandler = fields.end
    parser.CharacterDataHandler = fields.text
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise TemplateError(Reason.MALFORMED) from error
    if _ACTIVE_FIELDS.search("".join(fields.code)):
        raise TemplateError(Reason.ACTIVE)
    return fields.nodes


class _Fields:
    """The code of a part's fields; Word parts it among runs as it likes."""

    def __init__(self, most: int) -> None:
        self.code: list[str] = []
        self.nodes = 0
        self._paragraphs = 0
        self._most = most
        self._inside = False

    def node(self, *_: object, count: int = 1) -> None:
        self.nodes += count
        if self.nodes > self._most:
            raise TemplateError(Reason.TOO_LARGE)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.node(count=1 + len(attributes))
        local = name.rpartition(":")[2]
        self._inside = local in {"instrText", "delInstrText"}
        self._paragraphs += local == "p"
        if self._paragraphs > _MAX_BOXES:
            raise TemplateError(Reason.TOO_LARGE)
        for key, value in attributes.items():
            if key.rpartition(":")[2] == "instr":
                self.code.append(f" {value} ")

    def end(self, name: str) -> None:
        self._inside = False
        self._paragraphs -= name.rpartition(":")[2] == "p"

    def text(self, words: str) -> None:
        if self._inside:
            self.code.append(words)


def _refuse_dtd(*_: object) -> None:
    raise TemplateError(Reason.UNSAFE_XML)
