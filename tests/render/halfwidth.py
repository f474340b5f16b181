"""The stand-in fonts with half-width letters, digits and marks, as the fonts that offices have.

Fandol's full stop is a quarter of a character wide, that of 仿宋_GB2312 a half.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

from tests.render.rendering import fonts

_ASCII: Final = range(0x20, 0x7F)


def made(folder: Path) -> Path:
    """Write the fonts into a folder; glyphs keep their forms and get other widths."""
    folder.mkdir(exist_ok=True)
    for file in fonts().glob("Fandol*.otf"):
        (folder / file.name).write_bytes(_halved(file.read_bytes()))
    return folder


def _halved(font: bytes) -> bytes:
    """OpenType: ``hmtx`` holds a width of two bytes and a bearing for each of the first glyphs."""
    count = _numbers(">H", font, 4)[0]
    entries = (struct.unpack_from(">4sIII", font, 12 + 16 * index) for index in range(count))
    tables = {name: offset for name, _, offset, _ in entries}
    full = _numbers(">H", font, tables[b"head"] + 18)[0]
    done = bytearray(font)
    for glyph in _glyphs(font, tables[b"cmap"]):
        struct.pack_into(">H", done, tables[b"hmtx"] + 4 * glyph, full // 2)
    return bytes(done)


def _glyphs(font: bytes, cmap: int) -> set[int]:
    """The glyphs of ASCII, from a table of segments (format 4)."""
    found = set()
    for index in range(_numbers(">H", font, cmap + 2)[0]):
        start = cmap + _numbers(">I", font, cmap + 8 + 8 * index)[0]
        if _numbers(">H", font, start)[0] != 4:
            continue
        size = _numbers(">H", font, start + 6)[0]
        for at in range(start + 14, start + 14 + size, 2):
            last, first, delta, offset = (
                _numbers(">H", font, at + skipped)[0]
                for skipped in (0, size + 2, 2 * size + 2, 3 * size + 2)
            )
            for char in range(max(first, _ASCII.start), min(last + 1, _ASCII.stop)):
                place = at + 3 * size + 2 + offset + 2 * (char - first)
                glyph = _numbers(">H", font, place)[0] if offset else char
                found.add((glyph + delta) % 0x10000)
    assert found, "the font has no such table"
    return found


def _numbers(form: str, font: bytes, offset: int) -> tuple[int, ...]:
    return struct.unpack_from(form, font, offset)
