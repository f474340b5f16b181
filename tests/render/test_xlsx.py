from __future__ import annotations

import io
import re
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from infoscore.render.xlsx import render
from infoscore.table import Cell, Column, Kind, Role, Row, Section, Table, date_cell, number_cell
from tests.render.samples import SAMPLE, hostile, titled


def sheet_of(table: Table) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(render(table))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_numbers_are_numbers_and_look_as_printed() -> None:
    sheet = sheet_of(SAMPLE)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows == [
        ["一、机关各科室（含直属机构）", None, None, None, None, None],
        ["办公室（信访科）", 16, pytest.approx(16 / 3), None, -3, pytest.approx(1 / 3)],
        ["人事科", 4, 2.5, "—", "—", 0.625],
        ["二、局属单位", None, None, None, None, None],
        ["市质安站", 8, 0, 3, 9, 0],
        ["合计", 28, pytest.approx(47 / 6), 3, 6, pytest.approx(47 / 168)],
        ["注：—表示未下达任务。", None, None, None, None, None],
    ]
    assert [cell.number_format for cell in sheet[5]] == [
        "General",
        "0",
        "0.00",
        "General",
        "0",
        "0.0%",
    ]
    assert sheet["C6"].number_format == "0.0"
    assert sheet["A9"].font.b
    assert not sheet["A6"].font.b


def test_header_is_merged_frozen_and_repeated_on_paper() -> None:
    sheet = sheet_of(SAMPLE)
    assert {str(area) for area in sheet.merged_cells.ranges} == {
        "A1:F1",
        "A2:A3",
        "B2:C2",
        "D2:E2",
        "F2:F3",
        "A4:F4",
        "A7:F7",
        "A10:F10",
    }
    assert sheet["B2"].value == "市级"
    assert sheet["E3"].value == "得分"
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$2:$3"
    assert sheet.title == "信息采用情况"
    assert sheet.page_setup.paperSize == 9


def test_dates_are_dates_and_flat_rows_are_filtered() -> None:
    """The head and two rows, not the sum; seven characters take 16 digits and air."""
    columns = (
        Column(("日期",)),
        Column(("采用", "条数"), Kind.NUMBER),
        Column(
            ("采用", "题目"),
        ),
    )
    body = [
        Row((date_cell(date(2021, 1, day)), number_cell(day), Cell("七个字的题目呀")))
        for day in (1, 2)
    ]
    total = Row((Cell("合计"), number_cell(3), Cell("")), Role.TOTAL)
    sheet = sheet_of(Table("表", columns, (Section(None, (*body, total)),)))
    assert [sheet["A4"].value, sheet["A5"].value] == [datetime(2021, 1, 1), datetime(2021, 1, 2)]  # noqa: DTZ001
    assert sheet["A4"].number_format == "yyyy-mm-dd"
    assert sheet.auto_filter.ref == "A3:C5"
    assert sheet.print_area == "'表'!$A$1:$C$6"
    assert sheet.column_dimensions["C"].width == pytest.approx(18, abs=1)
    assert sheet_of(SAMPLE).auto_filter.ref is None


def test_same_table_same_bytes() -> None:
    first = render(SAMPLE, created=date(2021, 4, 15))
    assert first == render(SAMPLE, created=date(2021, 4, 15))
    assert first != render(SAMPLE)
    properties = openpyxl.load_workbook(io.BytesIO(first)).properties
    assert properties.created == datetime(2021, 4, 15)  # noqa: DTZ001
    assert properties.modified == properties.created


@pytest.mark.parametrize("title", ["a" * 40, "𠮷" * 31, "'[题]:*?/\\'", "", "\x01"])
def test_any_title_makes_a_name_for_the_sheet(title: str) -> None:
    name = sheet_of(titled(title)).title
    assert 0 < len(name.encode("utf-16-le")) <= 62
    assert not re.search(r"[\[\]:*?/\\]|^'|'$", name)


@pytest.mark.parametrize("text", ["=1+1", "{=1+1}", "http://a.cn", "12", "<r><t>1</t></r>", "@A1"])
def test_text_stays_text(text: str) -> None:
    cell = sheet_of(titled(text))["A1"]
    assert cell.data_type == "s"
    assert str(cell.value).strip() == text
    assert cell.hyperlink is None


@given(hostile.filter(str.strip))
def test_it_reads_back(text: str) -> None:
    row = next(sheet_of(titled(text)).iter_rows(min_row=5, max_row=5, values_only=True))
    assert [unescape(str(value)) for value in row] == [text, "16", text]


def test_empty_tables() -> None:
    assert sheet_of(Table("空表", (), ()))["A1"].value == "空表"
