"""An office's decisions, and their departures from GB/T 9704-2012; the head's corner."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from infoscore.document import Annex, Circular, Heading
from infoscore.render.circular_docx import render
from infoscore.render.deviations import deviations
from infoscore.render.docx.fonts import GB2312, WINDOWS
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.page import COMPENSATED, STANDARD, Page
from tests.render.test_docx import CIRCULAR, Document, _find, _text, _val

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CORNER: dict[str, Any] = {"serial": "000123", "secrecy": "机密★1年", "urgency": "特急"}


def made(circular: Circular = CIRCULAR, layout: Layout | None = None, **changes: Any) -> Document:
    return Document(render(replace(circular, **changes), layout or Layout()))


# --- 份号, 密级, 紧急程度 (7.2.1 to 7.2.3) and 附注 (7.3.6) ---


@pytest.mark.parametrize("page", [STANDARD, COMPENSATED])
@pytest.mark.parametrize("fields", [[], ["serial"], ["urgency"], ["serial", "secrecy", "urgency"]])
def test_what_stands_in_the_corner_does_not_push_the_mark_down(
    fields: list[str], page: Page
) -> None:
    document = made(layout=Layout(page=page), **{name: CORNER[name] for name in fields})
    lines = document.paragraphs[: len(fields)]
    assert [_text(line) for line in lines] == [CORNER[name] for name in fields]
    spacer, mark = document.paragraphs[len(fields) :][:2]
    room = int(_val(_find(spacer, "pPr/spacing"), "line"))
    assert page.top + len(fields) * page.pitch + room == 2098 + 1984
    assert room > 0
    assert _text(mark) == CIRCULAR.letterhead


def test_the_corner_has_its_type_and_begins_at_the_edge() -> None:
    document = made(**CORNER)
    serial, secrecy, urgency = document.paragraphs[:3]
    assert [document.font(p) for p in (serial, secrecy, urgency)] == ["仿宋_GB2312", "黑体", "黑体"]
    for paragraph in (serial, secrecy, urgency):
        assert document.size(paragraph) == 16
        assert not document.has(paragraph, "ind")


def test_the_corner_is_printed_on_printed_paper() -> None:
    document = made(letterhead="", **CORNER)
    assert [_text(p) for p in document.paragraphs[:3]] == list(CORNER.values())


@pytest.mark.parametrize("text", ["此件公开发布", "（此件公开发布）"])
def test_remark_is_in_brackets_below_the_date(text: str) -> None:
    document = made(remark=text, annexes=())
    day, remark = document.paragraphs[-2:]
    assert document.style_name(day) == "成文日期"
    assert document.has(day, "keepNext")
    assert _text(remark) == "（此件公开发布）"
    assert _val(document.property(remark, "pPr", "ind"), "firstLine") == "640"


# --- choices ---


def test_times_is_for_digits_and_not_for_page_numbers() -> None:
    document = made(layout=Layout(times=True))
    for style in document.styles.values():
        font = style.find(f"{W}rPr/{W}rFonts")
        if font is not None:
            latin = {_val(font, slot) for slot in ("ascii", "hAnsi")}
            number = _val(_find(style, "name")) == "公文页码"
            assert latin == {"宋体" if number else "Times New Roman"}
            assert _val(font, "eastAsia") in GB2312.names()
    listed = [_val(font, "name") for font in document.part("word/fontTable.xml")]
    assert listed[-1] == "Times New Roman"


def test_mirrored_margins_put_the_imprint_in_the_middle() -> None:
    document = made(layout=Layout(mirror=True), copies=("甲",))
    place = _find(document.tables[-1], "tblPr/tblpPr")
    assert _val(place, "tblpXSpec") == "center"
    assert place.get(f"{W}tblpX") is None


# --- deviations ---


GOOD = replace(CIRCULAR, copies=("甲",), printer="乙", printed=date(2021, 4, 16))


def test_what_the_standard_allows_is_no_deviation() -> None:
    for layout in (Layout(), Layout(page=COMPENSATED), Layout(sealed=False, mirror=True)):
        assert deviations(layout, GOOD) == []
    assert deviations(Layout(), replace(GOOD, letterhead="", remark="此件公开发布", **CORNER)) == []


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        (Layout(fonts=WINDOWS), [("7.2.4", "mark-font"), ("7.3.1", "title-font")]),
        (Layout(fonts=replace(GB2312, body="宋体")), [("5.2.2", "body-font")]),
        (Layout(fonts=replace(GB2312, song="仿宋")), [("7.5", "page-number-font")]),
        (Layout(fonts=replace(GB2312, hei="SimSun")), [("7.3.3", "heading-font")]),
        (Layout(times=True), [("5.2.2", "times-digits")]),
        (Layout(page=Page(1440, 1440, 579)), [("5.2.1", "margins"), ("5.2.3", "lines")]),
    ],
)
def test_house_layouts_are_named(layout: Layout, expected: list[tuple[str, str]]) -> None:
    assert deviations(layout, GOOD) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"serial": "12345"}, ("7.2.1", "serial-digits")),
        ({"secrecy": "机密★1年"}, ("7.2.1", "serial-missing")),
        ({"serial": "000001", "secrecy": "内部"}, ("7.2.2", "secrecy-pattern")),
        ({"urgency": "急"}, ("7.2.3", "urgency-word")),
        ({"number": ""}, ("7.2.5", "number-missing")),
        ({"number": "攀住建发[2021]96号"}, ("7.2.5", "number-pattern")),
        ({"number": "攀住建发〔2021〕096号"}, ("7.2.5", "number-pattern")),
        ({"title": "关于" + "信息工作" * 20 + "的通报"}, ("7.3.1", "title-long")),
        ({"addressees": ""}, ("7.3.2", "addressees-missing")),
        ({"body": (Heading(2, "（一）", "甲"),)}, ("7.3.3", "heading-order")),
        ({"annexes": (Annex("《得分表》", ()),)}, ("7.3.4", "annex-title-marks")),
        ({"printer": ""}, ("7.4.3", "printer-missing")),
        ({"printed": None}, ("7.4.3", "printed-missing")),
    ],
)
def test_house_words_are_named(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert deviations(Layout(), replace(GOOD, **changes)) == [expected]


def test_the_first_and_third_level_may_do_without_the_second() -> None:
    body = (Heading(1, "一、", "甲"), Heading(3, "1.", "乙"), Heading(1, "二、", "丙"))
    assert deviations(Layout(), replace(GOOD, body=body)) == []
