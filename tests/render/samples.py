"""One table that has a bit of everything, and hostile text."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction

from hypothesis import strategies as st

from infoscore.table import EMPTY, NOT_ASSESSED, Cell, Column, Kind, Role, Row, Section, Table

# Whatever a file in UTF-8 may hold.
hostile = st.text(st.characters(codec="utf-8"), max_size=40)


def number(text: str, value: Fraction | None = None) -> Cell:
    return Cell(text, Fraction(text) if value is None else value)


SAMPLE = Table(
    "信息采用情况",
    (
        Column(("科室、单位",), key="unit"),
        Column(("市级", "任务"), Kind.NUMBER),
        Column(("市级", "得分"), Kind.NUMBER),
        Column(("省级", "任务"), Kind.NUMBER),
        Column(("省级", "得分"), Kind.NUMBER),
        Column(("完成率",), Kind.PERCENT),
    ),
    (
        Section(
            "一、机关各科室（含直属机构）",
            (
                Row(
                    (
                        Cell("办公室（信访科）"),
                        number("16"),
                        number("5.33", Fraction(16, 3)),
                        EMPTY,
                        number("-3"),
                        number("33.3%", Fraction(1, 3)),
                    )
                ),
                Row(
                    (
                        Cell("人事科"),
                        number("4"),
                        number("2.5"),
                        NOT_ASSESSED,
                        NOT_ASSESSED,
                        number("62.5%", Fraction(5, 8)),
                    )
                ),
            ),
        ),
        Section(
            "二、局属单位",
            (
                Row(
                    (
                        Cell("市质安站"),
                        number("8"),
                        number("0"),
                        number("3"),
                        number("9"),
                        number("0%", Fraction(0)),
                    )
                ),
            ),
        ),
        Section(
            None,
            (
                Row(
                    (
                        Cell("合计"),
                        number("28"),
                        number("7.83", Fraction(47, 6)),
                        number("3"),
                        number("6"),
                        number("28%", Fraction(47, 168)),
                    ),
                    Role.TOTAL,
                ),
            ),
        ),
    ),
    ("注：—表示未下达任务。",),
)


def titled(text: str, rows: int = 2) -> Table:
    """A table in which ``text`` stands everywhere."""
    row = Row((Cell(text), number("16"), Cell(text)))
    columns = (Column((text,)), Column(("甲", "得分"), Kind.NUMBER), Column(("甲", text)))
    return Table(text, columns, (Section(text, (row,) * rows), Section(None, (row,))), (text,))


def small_pdf(
    mark: bytes = b"/N 3",
    data: bytes | None = None,
    *,
    pages: int = 1,
    clock: tuple[int, int, int, int, int, int] = (2020, 2, 3, 4, 5, 6),
    numbers: Sequence[int] = (1, 2, 3, 4, 5, 6, 7),
) -> bytes:
    """A file with a compressed stream, by default an ICC profile, laid out as LibreOffice does.

    The numbers are those of its objects.
    """
    profile = bytes(24) + struct.pack(">6H", *clock) + b"acsp" + bytes(range(256)) * 2
    packed = zlib.compress(profile if data is None else data)
    moment = datetime(*clock, tzinfo=UTC)
    identity = b"%032X" % abs(hash(clock))
    colours, length, catalog, tree, font, about, metadata = numbers
    objects = {
        colours: b"<<%b/Length %d 0 R/Filter/FlateDecode>>\nstream\n" % (mark, length)
        + packed
        + b"\nendstream",
        length: b"%d" % len(packed),
        catalog: b"<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R" % (tree, metadata)
        + b"/OutputIntents %d 0 R/Font %d 0 R/Title(9 0 R)>>" % (colours, font),
        tree: b"<</Type/Pages/Count %d>>" % pages,
        font: b"<</Type/Font/BaseFont/BAAAAA+SimSun#20#E5#AE#8B>>",
        about: f"<</Creator(Writer)/CreationDate(D:{moment:%Y%m%d%H%M%S}Z')>>".encode(),
        metadata: b"<</Type/Metadata>>\nstream\n<pdfaid:part>2</pdfaid:part>"
        + f"<xmp:CreateDate>{moment:%Y-%m-%dT%H:%M:%S}Z</xmp:CreateDate>\nendstream".encode(),
    }
    made, table = b"%PDF-1.6\n", b"xref\n0 8\n0000000000 65535 f \n"
    for number, body in sorted(objects.items()):
        table += b"%010d 00000 n \n" % len(made)
        made += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    return (
        made
        + table
        + b"trailer\n<</Size 8/Root %d 0 R\n/Info %d 0 R\n" % (catalog, about)
        + b"/ID [ <%s>\n<%s> ]\n/DocChecksum /%s\n>>\n" % (identity, identity, identity)
        + b"startxref\n%d\n%%%%EOF\n" % len(made)
    )
