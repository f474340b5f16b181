"""A PDF that a word processor made: whether it is whole, its pages and fonts, its date and id."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from itertools import pairwise
from typing import Final

_END: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_ENTRY: Final = re.compile(rb"^(\d{10}) \d{5} n", re.MULTILINE)
_TYPE_1: Final = re.compile(rb"/Length1 (\d+)/Length2 (\d+)")
_UNIQUE: Final = re.compile(rb"(/UniqueID )4\d{6}\b")
_STREAM: Final = re.compile(rb">>\s*stream\r?\n")
# strings come first, so that nothing in them is taken for a reference
_REFERENCE: Final = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>|\b(\d+) 0 R\b", re.DOTALL)
_LENGTH: Final = re.compile(rb"/Length \d+ 0 R")
_OBJECT: Final = re.compile(rb"\d+ \d+ obj\b")
_DEFLATED: Final = re.compile(
    rb"\bobj\s*<<((?:(?!endobj).)*?/FlateDecode(?:(?!endobj).)*?)>>\s*stream\r?\n", re.DOTALL
)
_PAGES: Final = re.compile(
    rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)|/Count\s+(\d+)[^>]*?/Type\s*/Pages\b"
)
_KIDS: Final = re.compile(rb"/Type\s*/Pages\b[^>]*?/Kids\s*\[([^\]]*)\]", re.DOTALL)
_PLACE: Final = re.compile(rb"/(\w+)\s*\[\s*(\d+) 0 R\s*/XYZ [\d.]+ ([\d.]+)")
_FONT: Final = re.compile(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([^\s/<>\[\]()]+)")
_MOMENTS: Final = (
    (re.compile(rb"(/(?:CreationDate|ModDate)\s*\(D:)\d{14}"), "%Y%m%d000000"),
    (
        re.compile(rb"(<xmp:(?:Create|Modify|Metadata)Date>)[\d-]{10}T[\d:]{8}"),
        "%Y-%m-%dT00:00:00",
    ),
)
_IDS: Final = (
    re.compile(rb"(/ID\s*\[\s*<)[0-9A-F]{32}(>\s*<)[0-9A-F]{32}(?=>\s*\])"),
    re.compile(rb"(/DocChecksum\s*/)()[0-9A-F]{32}"),
)


def is_whole(pdf: bytes) -> bool:
    """Return ``True`` if each object lies in its place, and each stream is sound."""
    end = _END.search(pdf)
    if end is None or not pdf.startswith(b"%PDF-"):
        return False
    table = int(end[1])
    entries = [int(entry) for entry in _ENTRY.findall(pdf, table)]
    if not pdf.startswith(b"xref", table):  # the table is a stream
        entries = [table]
    try:
        sound = all(_OBJECT.match(pdf, entry) for entry in entries)
        return sound and bool(entries) and pages(pdf) > 0
    except zlib.error:
        return False


def pages(pdf: bytes) -> int:
    """Return the number of pages.

    Raises:
        zlib.error: a stream is damaged.
    """
    counts = (int(one or two) for text in _texts(pdf) for one, two in _PAGES.findall(text))
    return max(counts, default=0)


def places(pdf: bytes) -> dict[str, tuple[int, float]]:
    """Return the page of each named destination, and its height above the page's foot in points.

    Raises:
        zlib.error: a stream is damaged.
    """
    texts = [*_texts(pdf)]
    kids = next((found[1] for text in texts for found in _KIDS.finditer(text)), b"")
    order = {number: at for at, number in enumerate(re.findall(rb"(\d+) 0 R", kids), start=1)}
    return {
        name.decode(): (order[page], float(height))
        for text in texts
        for name, page, height in _PLACE.findall(text)
        if page in order
    }


def fonts(pdf: bytes) -> list[str]:
    """Return the PostScript names of the fonts, each once.

    Raises:
        zlib.error: a stream is damaged.
    """
    names = (name for text in _texts(pdf) for name in _FONT.findall(text))
    return sorted({_spelled(name) for name in names})


def is_archival(pdf: bytes) -> bool:
    """Return ``True`` if the file says that it is PDF/A."""
    return b"pdfaid:part" in pdf


def settled(pdf: bytes, day: date) -> bytes:
    """Return the file as if made at the beginning of a day; the same input has the same bytes.

    The clock stands in the file's properties, its metadata, its id, and in PDF/A in the profile of
    its colours. LibreOffice writes fonts in the order of their addresses in memory, and numbers
    them so; the objects are written anew, in the order in which they refer to each other.

    A file with compressed objects, or of another make, stays as it is.
    """
    end = _END.search(pdf)
    begin = pdf.find(b"trailer", int(end[1])) if end else -1
    if end is None or begin < 0 or not is_whole(pdf):
        return pdf
    places = sorted(map(int, _ENTRY.findall(pdf, int(end[1]))))
    objects: dict[bytes, tuple[bytes, bytes]] = {}
    for start, to in pairwise([*places, int(end[1])]):
        number, _, body = pdf[start:to].strip().partition(b" 0 obj\n")
        objects[number] = _dated(body, day)
    made = _written(pdf[: places[0]], objects, pdf[begin : end.start()])
    for pattern in _IDS:
        made = pattern.sub(lambda found: _identified(found, b"0" * 32), made)
    digest = sha256(made).hexdigest()[:32].upper().encode()
    for pattern in _IDS:
        made = pattern.sub(lambda found: _identified(found, digest), made)
    return made if is_whole(made) else pdf


def _identified(found: re.Match[bytes], digest: bytes) -> bytes:
    return found[1] + (digest + found[2] if found[2] else b"") + digest


def _dated(body: bytes, day: date) -> tuple[bytes, bytes]:
    """Return what an object says, and its stream, with the time of a day (ICC.1, 7.2.1)."""
    for pattern, form in _MOMENTS:
        moment = day.strftime(form.replace("%Y", f"{day.year:04}")).encode()
        body = pattern.sub(rb"\g<1>" + moment, body)
    begin = _STREAM.search(body)
    says, stream = (body[: begin.start()], body[begin.start() :]) if begin else (body, b"")
    if begin and b"/FlateDecode" in says:
        data = zlib.decompressobj().decompress(body[begin.end() :])
        new = _timeless(data, says, day)
        if new != data:
            packed = zlib.compress(new)
            says = _LENGTH.sub(b"/Length %d" % len(packed), says)
            stream = begin[0] + packed + b"\nendstream\nendobj"
    return says, stream


def _timeless(data: bytes, says: bytes, day: date) -> bytes:
    """Return a stream without its time (of an ICC profile) or turn (of a Type 1 font)."""
    if data[36:40] == b"acsp":
        moment = struct.pack(">6H", day.year, day.month, day.day, 0, 0, 0)
        return data[:24] + moment + data[36:]
    lengths = _TYPE_1.search(says)
    if lengths is None:
        return data
    clear = int(lengths[1])
    end = clear + int(lengths[2])
    secret = _eexec(data[clear:end], back=True)
    # from 4000000 to 4999999 anybody may number fonts (Type 1 Font Format, 2.5)
    number = b"%d" % (4_000_000 + zlib.crc32(_UNIQUE.sub(b"", data[:clear] + secret)) % 1_000_000)
    parts = [_UNIQUE.sub(rb"\g<1>" + number, part) for part in (data[:clear], secret)]
    return parts[0] + _eexec(parts[1], back=False) + data[end:]


def _eexec(data: bytes, *, back: bool) -> bytes:
    """Return the hidden part of a Type 1 font, hidden or (``back``) shown."""
    key, done = 55665, bytearray()
    for byte in data:
        done.append(byte ^ key >> 8)
        key = ((byte if back else done[-1]) + key) * 52845 + 22719 & 0xFFFF
    return bytes(done)


def _written(head: bytes, objects: Mapping[bytes, tuple[bytes, bytes]], trailer: bytes) -> bytes:
    """Return a file of the objects that the trailer leads to, numbered as they are met."""
    order: dict[bytes, int] = {}
    met: list[bytes] = []

    def renumbered(found: re.Match[bytes]) -> bytes:
        if not found[1]:
            return found[0]
        if found[1] not in order:
            met.append(found[1])
        return b"%d 0 R" % order.setdefault(found[1], len(order) + 1)

    trailer = _REFERENCE.sub(renumbered, trailer)
    parts, places, at = [head], [], len(head)
    for number in met:  # it grows meanwhile
        says, stream = objects.get(number, (b"null\nendobj", b""))
        part = b"%d 0 obj\n" % order[number] + _REFERENCE.sub(renumbered, says) + stream + b"\n"
        parts.append(part)
        places.append(at)
        at += len(part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(met) + 1
    trailer = re.sub(rb"/Size \d+", b"/Size %d" % size, trailer)
    first = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return b"".join([*parts, first, table, trailer, b"startxref\n%d\n%%%%EOF\n" % at])


def _texts(pdf: bytes) -> Iterator[bytes]:
    """Yield the file, and what it holds of compressed objects.

    Raises:
        zlib.error: a stream is damaged.
    """
    yield pdf
    for found in _DEFLATED.finditer(pdf):
        stream = zlib.decompressobj()
        data = stream.decompress(pdf[found.end() :])
        if not stream.eof:
            raise zlib.error
        if b"/ObjStm" in found[1]:
            yield data


def _spelled(name: bytes) -> str:
    """Return a name without the escapes of PDF."""
    raw = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), name)
    return raw.decode("utf-8", "replace")
