"""A PDF's bytes: is it whole, what is in it, and the same bytes for the same input."""

from __future__ import annotations

import struct
import zlib
from datetime import date

import pytest

from infoscore.render import pdf
from tests.render.samples import small_pdf

DAY = date(2021, 4, 15)


def test_a_whole_one_is_known_with_its_pages_and_fonts() -> None:
    made = small_pdf(pages=3)
    assert pdf.is_whole(made)
    assert pdf.pages(made) == 3
    assert pdf.fonts(made) == ["SimSun 宋"]
    assert pdf.is_archival(made)


def test_one_in_compressed_objects_is_read_too() -> None:
    inner = b"<</Type/Pages/Count 2>><</BaseFont/ABCDEF+KaiTi>>"
    made = small_pdf(b"/Type/ObjStm", inner)
    assert pdf.fonts(made) == ["KaiTi", "SimSun 宋"]
    assert pdf.pages(made) == 2


def test_one_cut_off_or_shifted_is_not_whole() -> None:
    made = small_pdf()
    assert pdf.is_whole(made[:-1])
    assert not [cut for cut in range(len(made) - 1) if pdf.is_whole(made[:cut])]
    table = made.index(b"xref")
    assert not [cut for cut in range(table) if pdf.is_whole(made[:cut] + made[cut + 1 :])]


def test_one_with_a_changed_stream_or_without_pages_is_not_whole() -> None:
    made = small_pdf()
    middle = made.index(b"stream\n") + 30
    assert not pdf.is_whole(made[:middle] + bytes([made[middle] ^ 1]) + made[middle + 1 :])
    assert not pdf.is_whole(made.replace(b"/Type/Pages/Count 1", b"/Type/Pages/Count 0"))


@pytest.mark.parametrize("clock", [(2026, 11, 25, 16, 13, 22), (1999, 1, 2, 3, 4, 5)])
def test_what_the_clock_gave_is_replaced(clock: tuple[int, int, int, int, int, int]) -> None:
    made, expected = small_pdf(clock=clock), pdf.settled(small_pdf(), DAY)
    settled = pdf.settled(made, DAY)
    assert settled != made
    assert settled == expected
    assert pdf.is_whole(settled)
    assert b"/CreationDate(D:20210415000000Z')" in settled
    assert b"<xmp:CreateDate>2021-04-15T00:00:00Z<" in settled
    profile = zlib.decompressobj().decompress(settled[settled.index(b"FlateDecode") + 21 :])
    assert struct.unpack(">6H", profile[24:36]) == (2021, 4, 15, 0, 0, 0)


def test_objects_are_written_in_one_order() -> None:
    """LibreOffice orders fonts by their addresses in memory, which differ from run to run."""
    expected = pdf.settled(small_pdf(), DAY)
    assert pdf.settled(small_pdf(numbers=(4, 7, 2, 6, 1, 3, 5)), DAY) == expected
    assert b"/Title(9 0 R)" in expected
    assert pdf.settled(expected, DAY) == expected


@pytest.mark.parametrize("last", [b"\n", b"\r"])
def test_a_stream_may_end_in_a_line_break(last: bytes) -> None:
    data = bytes([last[0] - 1])
    assert zlib.compress(data).endswith(last)
    made = small_pdf(data=data)
    assert zlib.compress(data) + b"\nendstream" in pdf.settled(made, DAY)


def test_another_text_has_another_id() -> None:
    one, two = (pdf.settled(small_pdf(pages=pages), DAY) for pages in (1, 2))
    assert one[one.index(b"/ID") :] != two[two.index(b"/ID") :]


def test_what_is_no_pdf_stays_as_it_is() -> None:
    assert pdf.settled(b"%PDF-", DAY) == b"%PDF-"
