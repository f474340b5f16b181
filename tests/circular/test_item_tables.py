"""Adopted briefs as a table: the rows are worked out by hand from the office of docs/tables.md.

          甲 (1/15)  乙 (2/10, joint)  丙 (3/5, endorsed)  丁 (3/12)  戊 (3/18)    sum
办公室    2          4÷2 = 2                                          2           6
建管科               2                 5 + 3 = 8                                  10
质安站                                                    2                       2
"""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest

from tests.circular.test_layouts import QUARTER, annex, lay
from tests.conftest import Run


def rows(run: Run, folder: Path, keys: str) -> list[str]:
    """The table's rows in Markdown, cells parted by a blank, _ for an empty one."""
    lay(folder, f"  - title: 条目\n    list: {{criteria: false, {keys}}}\n")
    result = run("circular", *QUARTER, "--md", "-o", "-")
    assert result.code == 0, result.err
    lines = [line for line in result.out.splitlines() if line.startswith("|")]
    cells = [[cell.strip() or "_" for cell in line.strip("|").split("|")] for line in lines[2:]]
    return [" ".join(row) for row in cells]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            "by: outlet, columns: [{show: number}, {show: title}, {show: score}, {show: sum}]",
            [
                *("**市政府办公室《工作动态》** _ _ _", "1 甲 2 10", "2 乙 4 _", "3 丁 2 _"),
                *("4 戊 2 _", "**省政府办公厅《省办信息》** _ _ _", "5 丙 8 8"),
            ],
        ),
        (
            "by: month, numbers: group, columns: [{show: number}, {show: month}, {show: title}]",
            ["1 1月 甲", "1 2月 乙", "1 3月 丙", "2 3月 丁", "3 3月 戊"],
        ),
        (
            "by: none, sort: score, columns: [{show: title}, {show: shares}]",
            [
                *("丙 建管科8分", "乙 办公室2分、建管科2分", "甲 办公室2分", "丁 质安站2分"),
                "戊 办公室2分",
            ],
        ),
        (
            "columns: [{show: title}, {show: points, tracks: 省级, zero: —}]",
            [
                *("**市政府办公室《工作动态》** _", "甲 —", "乙 —", "丁 —", "戊 —"),
                *("**省政府办公厅《省办信息》** _", "丙 5"),
            ],
        ),
        (
            "by: unit, groups: sections, numbers: group, columns: [{show: number}, {show: title}]",
            [
                *("**机关科室：办公室** _", "1 甲", "2 乙", "3 戊", "**机关科室：建管科** _"),
                *("1 乙", "2 丙", "**局属单位：质安站** _", "1 丁"),
            ],
        ),
        (
            "by: none, columns: [{show: title}, {show: tick, text: √, unless: {form: 简讯}}]",
            ["甲 _", "乙 √", "丙 √", "丁 _", "戊 _"],
        ),
    ],
)
def test_rows(keys: str, expected: list[str], tmp_path: Path, run: Run) -> None:
    assert rows(run, tmp_path, keys) == expected


def test_a_restricted_title_is_not_in_it(tmp_path: Path, run: Run) -> None:
    lay(tmp_path, "  - title: 条目\n    list: {columns: [{show: title}, {show: score}]}\n")
    file = tmp_path / "adoptions/2021/all.yaml"
    text = file.read_text(encoding="utf-8")
    hidden = text.replace("title: 丙", "title: 密不可宣\n  restricted: true")
    file.write_text(hidden, encoding="utf-8")
    for suffix in ("--md", "--html"):
        page = run("circular", *QUARTER, suffix, "-o", "-").out
        assert "标题不公开" in page
        assert "密不可宣" not in page


def test_a_unit_and_its_sum_are_one_cell(tmp_path: Path, run: Run) -> None:
    lay(tmp_path, annex("采用情况明细"))
    run("circular", *QUARTER, "-o", "circular.docx")
    table = docx.Document(str(tmp_path / "circular.docx")).tables[0]
    sums = [cell.text for cell in table.columns[9].cells]
    assert sums == ["合计得分"] * 2 + ["6"] * 3 + ["10"] * 2 + ["2"]
    assert len({id(cell._tc) for cell in table.columns[1].cells}) == 4


def test_groups_of_units_in_tables_of_their_own(tmp_path: Path, run: Run) -> None:
    keys = "criteria: false, by: unit, groups: tables, columns: [{show: unit}, {show: title}]"
    lay(tmp_path, f"  - title: 条目\n    list: {{{keys}}}\n")
    page = run("circular", *QUARTER, "--md", "-o", "-").out
    assert [line for line in page.splitlines() if line.startswith("### ")] == [
        "### 一、机关科室",
        "### 二、局属单位",
    ]


@pytest.mark.parametrize("by", ["month", "none"])
def test_running_text_in_the_same_order(by: str, tmp_path: Path, run: Run) -> None:
    lay(tmp_path, f"  - title: 条目\n    list: {{criteria: false, by: {by}}}\n")
    page = run("circular", *QUARTER, "--md", "-o", "-").out
    titles = re.findall(r"^\d\.(.)（", page, re.MULTILINE)
    assert titles == ["甲", "乙", "丙", "丁", "戊"]
    assert page.count("2021年3月：") == (by == "month")
