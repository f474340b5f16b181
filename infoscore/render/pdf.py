"""A PDF that a word processor made: whether it is whole, its pages and fonts, its date and id."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from typing import Final

_END: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_ENTRY: Final = re.compile(rb"^(\d{10}) \d{5} n", re.MULTILINE)
_PLACE: Final = re.compile(rb"^\d{10}(?= \d{5} n)|(?<=startxref\n)\d+", re.MULTILINE)
_LENGTH: Final = re.compile(rb"/Length (\d+) 0 R")
_OBJECT: Final = re.compile(rb"\d+ \d+ obj\b")
_DEFLATED: Final = re.compile(
    rb"\bobj\s*<<((?:(?!endobj).)*?/FlateDecode(?:(?!endobj).)*?)>>\s*stream\r?\n", re.DOTALL
)
_PAGES: Final = re.compile(
    rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)|/Count\s+(\d+)[^>]*?/Type\s*/Pages\b"
)
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
    its colours.
    """
    made, pdf = pdf, _with_colours_of(pdf, day)
    for pattern, form in _MOMENTS:
        moment = day.strftime(form.replace("%Y", f"{day.year:04}")).encode()
        pdf = pattern.sub(rb"\g<1>" + moment, pdf)
    for pattern in _IDS:
        pdf = pattern.sub(lambda found: _identified(found, b"0" * 32), pdf)
    digest = sha256(pdf).hexdigest()[:32].upper().encode()
    for pattern in _IDS:
        pdf = pattern.sub(lambda found: _identified(found, digest), pdf)
    return pdf if is_whole(pdf) else made


def _identified(found: re.Match[bytes], digest: bytes) -> bytes:
    return found[1] + (digest + found[2] if found[2] else b"") + digest


def _with_colours_of(pdf: bytes, day: date) -> bytes:
    """Return the file with the date of its ICC profile (ICC.1, 7.2.1) replaced."""
    for found in _DEFLATED.finditer(pdf):
        stream = zlib.decompressobj()
        data = stream.decompress(pdf[found.end() :])
        length = _LENGTH.search(found[1])
        if data[36:40] == b"acsp" and length and _END.search(pdf):
            moment = struct.pack(">6H", day.year, day.month, day.day, 0, 0, 0)
            packed = zlib.compress(data[:24] + moment + data[36:])
            after = len(pdf) - len(stream.unused_data)
            number = re.compile(rb"\b%s 0 obj\s+(\d+)" % length[1]).search(pdf, after)
            if number is not None:
                count = (*number.span(1), b"%d" % len(packed))
                return _spliced(pdf, [(found.end(), after, packed), count])
    return pdf


def _spliced(pdf: bytes, parts: Sequence[tuple[int, int, bytes]]) -> bytes:
    """Return the file with parts replaced, from the first to the last, and its table corrected."""
    end = _END.search(pdf)
    assert end is not None

    def moved(found: re.Match[bytes]) -> bytes:
        place = int(found[0])
        place += sum(len(new) - (to - start) for start, to, new in parts if start < place)
        return b"%0*d" % (len(found[0]) if found[0].startswith(b"0") else 1, place)

    table = _PLACE.sub(moved, pdf[int(end[1]) :])
    done, last = b"", 0
    for start, to, new in parts:
        done, last = done + pdf[last:start] + new, to
    return done + pdf[last : int(end[1])] + table


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
