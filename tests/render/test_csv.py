from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given

from infoscore.render.csv import render
from infoscore.table import Cell, Column, Kind, Row, Section, Table
from tests.render.samples import SAMPLE, hostile, titled

GOLDEN = """\
组别,unit,市级 任务,市级 得分,省级 任务,省级 得分,完成率\r
一、机关各科室（含直属机构）,办公室（信访科）,16,5.33,,-3,33.3%\r
一、机关各科室（含直属机构）,人事科,4,2.5,—,—,62.5%\r
二、局属单位,市质安站,8,0,3,9,0%\r
"""


def test_units_only_under_a_flat_header() -> None:
    assert render(SAMPLE) == GOLDEN.encode()
    assert render(SAMPLE, bom=True, group="group") == (
        b"\xef\xbb\xbf" + GOLDEN.replace("组别", "group").encode()
    )


def test_equal_heads_are_numbered() -> None:
    """Also where the group's name has one, and where the numbered one is taken."""
    columns = tuple(map(Column, [("累计",), ("组别",), ("累计",), ("累计2",), ("累计",)]))
    table = Table("", columns, (Section("甲", ()),))
    assert render(table) == "组别,累计,组别2,累计3,累计2,累计4\r\n".encode()


def test_numbers_are_exact_where_they_end() -> None:
    from fractions import Fraction

    cells = (
        Cell("2.13", Fraction(17, 8)),
        Cell("0.33", Fraction(1, 3)),
        Cell("-0.5", -Fraction(1, 2)),
    )
    columns = tuple(Column((name,), Kind.NUMBER) for name in "甲乙丙")
    table = Table("", columns, (Section(None, (Row(cells),)),))
    assert render(table).decode().splitlines()[1] == "2.125,0.33,-0.5"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-1+1", "@A1", "\t=1", "\r1", "＝1", "＋1", "－1", "＠A1", " =1", "\n=1"],
)
def test_no_text_becomes_a_formula(text: str) -> None:
    fields = list(csv.reader(io.StringIO(render(titled(text)).decode(), newline="")))
    assert fields[0] == ["组别", f"'{text}", "甲 得分", f"甲 {text}"]
    assert fields[1] == [f"'{text}", f"'{text}", "16", f"'{text}"]


@pytest.mark.parametrize("text", ["-3", "+2.5", "-12.5%", "—", "2021-02-26"])
def test_numbers_and_dashes_stay(text: str) -> None:
    assert render(titled(text)).decode().splitlines()[1] == f"{text},{text},16,{text}"


@given(hostile)
def test_it_reads_back(text: str) -> None:
    header, *rows = csv.reader(io.StringIO(render(titled(text)).decode(), newline=""))
    for row in rows[:2]:
        assert [field.removeprefix("'") for field in row] == [
            text.removeprefix("'"),
            text.removeprefix("'"),
            "16",
            text.removeprefix("'"),
        ]
    assert len(header) == 4
    assert len(rows) == 3
