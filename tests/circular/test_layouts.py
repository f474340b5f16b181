"""Each of the layouts of docs/tables.md gives the rows that were worked out by hand.

The office is that of docs/tables.md. Worked out from its records, in points 市级 + 省级:

          January        February        March                             the quarter
  办公室  2 + 2×0.5 = 3  4÷2 = 2         2 + 0.5 + 1 (约稿) = 3.5            8.5
  建管科                 4÷2 + 2×0.5 = 3 3 (批示) + 5 (省级) = 8             6 + 5 = 11
  质安站                                 2 + 4×0.5 − 1 (未交约稿) = 3        3
  造价站                                 0.5 − 1 (迟报) = −0.5              −0.5
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Final

import docx
import openpyxl
import pytest

from tests.conftest import ROOT, Run
from tests.sessions import blocks

DOCUMENT: Final = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
QUARTER: Final = ("--quarter", "1")
MARCH: Final = ("--month", "3")

ROWS: Final[dict[str, tuple[tuple[str, str], str]]] = {
    "L1": (
        QUARTER,
        """
        机关科室 办公室 8 8.5 3 0
        机关科室 建管科 8 6 _ 5
        机关科室 人事科 4 0 ~ ~
        局属单位 质安站 6 3 3 0
        局属单位 造价站 4 -0.5 ~ ~
        """,
    ),
    "L2": (
        MARCH,
        """
        办公室 1 3 1 0 1 8.5 0 0 3.5 8.5
        建管科 0 2 0 0 0 6 1 1 8 11
        人事科 0 0 0 0 0 0 0 0 0 0
        质安站 4 4 1 0 0 3 0 0 3 3
        造价站 1 1 0 0 0 -0.5 0 0 -0.5 -0.5
        """,
    ),
    "L3": (
        QUARTER,
        """
        1 建管科 1 2 1 8 11
        2 办公室 3 6 0 0 8.5
        3 质安站 1 2 0 0 3
        4 人事科 0 0 0 0 0
        5 造价站 0 0 0 0 -0.5
        """,
    ),
    "L4": (
        QUARTER,
        """
        机关科室 建管科 1 1 11
        机关科室 办公室 3 _ 8.5
        机关科室 人事科 _ _ _
        局属单位 质安站 1 _ 3
        局属单位 造价站 _ _ -0.5
        """,
    ),
    "L5": (
        QUARTER,
        """
        机关科室 1 建管科 2 2 11
        机关科室 2 办公室 3 3 8.5
        局属单位 1 质安站 4 1 3
        局属单位 2 造价站 1 0 -0.5
        未报送 _ 人事科 0 0 0
        """,
    ),
    "L6": (
        MARCH,
        """
        办公室 1 3 1 1 0 0 0.5 2 3.5 8.5
        建管科 0 2 1 0 0 1 0 5 8 11
        人事科 0 0 0 0 0 0 0 0 0 0
        质安站 4 4 1 1 0 0 2 2 3 3
        造价站 1 1 0 0 0 0 0.5 0 -0.5 -0.5
        """,
    ),
    "L7": (
        QUARTER,
        """
        1 办公室 3 3 100%
        2 建管科 2 2 100%
        3 人事科 0 0 0
        4 质安站 4 1 25%
        5 造价站 1 0 0%
        """,
    ),
    "L8": (
        QUARTER,
        """
        1 办公室 3
        2 建管科 2
        3 质安站 1
        4 人事科 0
        5 造价站 0
        """,
    ),
    "L9": (
        MARCH,
        """
        办公室 1 0 0 0 0 3.5 5 8.5 2
        建管科 0 0 1 1 3 8 3 11 1
        人事科 0 0 0 0 0 0 0 0 4
        质安站 1 0 0 0 0 3 0 3 3
        造价站 0 0 0 0 0 -0.5 0 -0.5 5
        """,
    ),
    "L10": (
        QUARTER,
        """
        办公室 3 2 3.5 _ _ _ _ _ _ _ _ _ 8.5 2
        建管科 _ 3 8 _ _ _ _ _ _ _ _ _ 11 1
        人事科 _ _ _ _ _ _ _ _ _ _ _ _ 0 4
        质安站 _ _ 3 _ _ _ _ _ _ _ _ _ 3 3
        造价站 _ _ -0.5 _ _ _ _ _ _ _ _ _ -0.5 5
        """,
    ),
    "L11": (
        QUARTER,
        """
        机关科室 办公室 2/1 0/1 1/1 _ _ _ _ _ _ _ _ _ 3 3
        机关科室 建管科 _ 2/1 0/1 _ _ _ _ _ _ _ _ _ 2 2
        机关科室 人事科 _ _ _ _ _ _ _ _ _ _ _ _ 0 0
        局属单位 质安站 _ _ 4/1 _ _ _ _ _ _ _ _ _ 4 1
        局属单位 造价站 _ _ 1/0 _ _ _ _ _ _ _ _ _ 1 0
        """,
    ),
    "L12": (
        QUARTER,
        """
        1 办公室 1 2 8.5
        2 建管科 0 2 11
        3 人事科 0 0 0
        """,
    ),
    "L14": (
        QUARTER,
        """
        建管科 1 7 0 3 0 11 1
        办公室 1.5 6 1 0 0 8.5 2
        质安站 2 2 0 0 1 3 3
        人事科 0 0 0 0 0 0 4
        造价站 0.5 0 0 0 1 -0.5 5
        """,
    ),
}


def lay(folder: Path, annexes: str) -> None:
    """The office, with these annexes."""
    for block in blocks(DOCUMENT):
        key, _, name = block.mark.partition(": ")
        if key == "shared":
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(block.text, encoding="utf-8")
    with (folder / "circular.yaml").open("a", encoding="utf-8") as file:
        file.write(annexes)


def annex(title: str) -> str:
    """The example of that title."""
    start = f"  - title: {title}\n"
    return next(block.text for block in blocks(DOCUMENT) if block.text.startswith(start))


def table(run: Run, *arguments: str) -> list[list[str]]:
    result = run("tally", "--layout", "1", "--format", "csv", *arguments)
    assert (result.code, result.err) == (0, "")
    return list(csv.reader(io.StringIO(result.out)))


@pytest.mark.parametrize("name", ROWS)
def test_rows(name: str, tmp_path: Path, run: Run) -> None:
    lay(tmp_path, annex(name))
    period, rows = ROWS[name]
    expected = [
        ["" if cell == "_" else cell for cell in row.split()] for row in rows.split("\n") if row
    ]
    assert table(run, *period)[1:] == [row for row in expected if row]


@pytest.mark.parametrize(
    ("method", "places"),
    [("competition", "1 1 1 4 5"), ("dense", "1 1 1 2 3"), ("row", "1 2 3 4 5")],
)
def test_ties(method: str, places: str, tmp_path: Path, run: Run) -> None:
    """Three units have no 简讯, 质安站 one, 办公室 two; the fewest come first."""
    table_of = (
        "{groups: none, sort: {by: {show: adoptions, form: 简讯}, order: ascending}, "
        f"rank: {{method: {method}, within: all}}, columns: [{{show: unit}}, {{show: rank}}]}}"
    )
    lay(tmp_path, f"  - title: 表\n    table: {table_of}\n")
    units = ["建管科", "人事科", "造价站", "质安站", "办公室"]
    assert table(run, *QUARTER)[1:] == [
        list(pair) for pair in zip(units, places.split(), strict=True)
    ]


@pytest.mark.parametrize(
    ("groups", "units"),
    [
        # 一类 are 办公室 8.5 and 质安站 3, the rest 建管科 11, 人事科 0 and 造价站 −0.5
        ("none", "办公室 质安站 建管科 人事科 造价站"),
        ("sections", "办公室 建管科 人事科 质安站 造价站"),
    ],
)
def test_classes_stay_together(groups: str, units: str, tmp_path: Path, run: Run) -> None:
    """Sorted by points each by itself, also across groups, where these are not set apart."""
    sort = "{by: score, within: class}"
    of_units = f"{{groups: {groups}, sort: {sort}, columns: [{{show: unit}}]}}"
    lay(tmp_path, f"  - title: 表\n    table: {of_units}\n")
    file = tmp_path / "units.yaml"
    text = file.read_text(encoding="utf-8").replace("建管科, class: 一类,", "建管科,")
    file.write_text(text.replace("质安站,", "质安站, class: 一类,"), encoding="utf-8")
    assert [row[-1] for row in table(run, *QUARTER)[1:]] == units.split()


@pytest.mark.parametrize(
    ("formula", "texts"),
    [
        # of 3, 2, 0, 4 and 1 sent in and 3, 2, 0, 1 and 0 adopted; 10 and, one of them joint, 5
        ("报-采", "0 0 0 3 1 5"),
        ("10 − 报 － 采×2", "1 4 10 4 9 -10"),
        ("10-（报-采）", "10 10 10 7 9 5"),
        ("采/报", "1 1 无 0.25 0 0.5"),
        ("采÷total(采)×12", "7.2 4.8 0 2.4 0 12"),
        ("(报+采÷3)*3", "12 8 0 13 3 35"),
    ],
)
def test_formulas(formula: str, texts: str, tmp_path: Path, run: Run) -> None:
    columns = (
        "{show: unit}, {show: submissions, name: 报}, {show: adoptions, name: 采}, "
        f"{{show: formula, formula: {formula}, nothing: 无}}"
    )
    lay(
        tmp_path,
        f"  - title: 表\n    table: {{groups: none, totals: true, columns: [{columns}]}}\n",
    )
    book = run("tally", *QUARTER, "--layout", "1", "--format", "json").out
    sections = json.loads(book)["tables"][0]["sections"]
    assert [row["cells"][-1] for part in sections for row in part["rows"]] == texts.split()


def test_sorted_by_a_formula_and_its_share_of_all(tmp_path: Path, run: Run) -> None:
    """Not adopted are 3 of 质安站 and 1 of 造价站; 4 ÷ 10 were sent in by 质安站."""
    columns = (
        "{show: unit}, {show: submissions, name: 报}, {show: adoptions, name: 采}, "
        "{show: formula, formula: 报÷total(报), percent: true}"
    )
    by = "{show: formula, formula: 报-采}"
    lay(
        tmp_path,
        f"  - title: 表\n    table: {{groups: none, top: 2, sort: {{by: {by}}}, "
        f"where: {{by: {by}, from: 1}}, columns: [{columns}]}}\n",
    )
    assert table(run, *QUARTER)[1:] == [["质安站", "4", "1", "40%"], ["造价站", "1", "0", "10%"]]


@pytest.mark.parametrize(
    ("keys", "texts"),
    [
        ("digits: 1", ["66.7%", "50%"]),
        ("digits: 0", ["67%", "50%"]),
        ("digits: 1, round: down", ["66.6%", "50%"]),
        ("digits: 1, style: fixed", ["66.7%", "50.0%"]),
        ("digits: 1, style: padded", ["66.70%", "50%"]),
        ("digits: 2, style: fixed, sign: false", ["66.67", "50.00"]),
    ],
)
def test_how_rates_are_printed(keys: str, texts: list[str], tmp_path: Path, run: Run) -> None:
    """办公室 3 sent and 2 简讯 adopted, 建管科 2 sent and 1 专报 adopted."""
    columns = f"[{{show: rate, form: 简讯, {keys}}}, {{show: rate, form: 专报, {keys}}}]"
    lay(tmp_path, f"  - title: 表\n    table: {{groups: none, columns: {columns}}}\n")
    forms = "submissions/2021/forms.yaml"
    (tmp_path / "submissions/2021/all.yaml").unlink()
    (tmp_path / forms).write_text(
        "- {date: 2021-01-10, units: [办公室], count: 3, form: 简讯}\n"
        "- {date: 2021-01-10, units: [建管科], count: 2, form: 专报}\n",
        encoding="utf-8",
    )
    rows = table(run, *QUARTER)[1:]
    assert [rows[0][0], rows[1][1]] == texts


def test_sums_are_named_without_a_column_of_units(tmp_path: Path, run: Run) -> None:
    """In the leftmost that holds no number of theirs; 4 of 5 briefs are by 机关科室."""
    lay(
        tmp_path,
        """
  - title: 表
    table:
      groups: sections
      only: 机关科室
      totals: true
      subtotals: {label: "{group}计"}
      columns: [{show: score}, {show: class}, {show: adoptions}, {show: text}]
""",
    )
    made = json.loads(run("tally", *QUARTER, "--layout", "1", "--format", "json").out)
    rows = [row for part in made["tables"][0]["sections"] for row in part["rows"]]
    assert [row["cells"] for row in rows if row["role"] != "body"] == [
        ["19.5", "机关科室计", "4", ""],
        ["19.5", "合计", "4", ""],
    ]


def test_a_layout_is_used_again(tmp_path: Path, run: Run) -> None:
    """By number, through a second one, and back to what is the default: 造价站 sent in 1."""
    lay(
        tmp_path,
        """
  - title: 甲{year}
    table: {groups: none, skip: zero, totals: true, columns: [{show: unit}, {show: submissions}]}
  - title: 乙
    table: {like: "甲{year}", where: {by: submissions, to: 1}, skip: null}
  - title: 丙
    table: {like: 2, groups: sections, totals: false}
""",
    )
    second, third = (
        run("tally", *QUARTER, "--layout", title, "--format", "csv").out.split() for title in "乙丙"
    )
    assert second == ["单位,报送", "人事科,0", "造价站,1"]
    assert third == ["组别,单位,报送", "机关科室,人事科,0", "局属单位,造价站,1"]
    assert "合计" in run("tally", *QUARTER, "--layout", "2").out
    assert "合计" not in run("tally", *QUARTER, "--layout", "3").out


def test_what_a_layout_takes_over_is_told_where_it_is_wrong(tmp_path: Path, run: Run) -> None:
    """A fault above is told once, a clash of both where the second stands."""
    lay(
        tmp_path,
        """
  - title: 甲
    table: {columns: [{show: score, outlet: 无}]}
  - title: 乙
    table: {like: 甲}
  - title: 丙
    table: {sort: {by: {show: formula, formula: 分*2}}, columns: [{show: score, name: 分}]}
  - title: 丁
    table: {like: 3, columns: [{show: unit}]}
  - title: 戊
    table: {like: 戊}
""",
    )
    told = [line for line in run("check").out.splitlines() if ": error:" in line]
    assert [line.split(":")[1] for line in told] == ["8", "14", "16"]


@pytest.mark.parametrize(
    ("keys", "merged"),
    [
        ("", ["A3:A5", "A6:A7"]),
        ("sort: {by: score, within: class},", ["A3:A4", "B3:B4", "B5:B7"]),
    ],
)
def test_classes_are_cells_down_their_rows(
    keys: str, merged: list[str], tmp_path: Path, run: Run
) -> None:
    """Where they stay together; a group only where its units do, or where asked to."""
    columns = "{show: group, merged: true}, {show: class}, {show: unit}"
    lay(tmp_path, f"  - title: 表\n    table: {{groups: none, {keys} columns: [{columns}]}}\n")
    book = run("tally", *QUARTER, "--layout", "1", "--format", "xlsx").raw
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    found = {str(cells) for cells in sheet.merged_cells.ranges} - {"A1:C1"}
    assert sorted(found) == merged


@pytest.mark.parametrize(
    ("period", "filled"),
    [
        (("--quarter", "1"), "第一季度|2021年3月31日|3月31日"),
        (("--half", "1"), "上半年|2021年6月30日|6月30日"),
        (("--months", "1-2"), "1—2月|2021年2月28日|2月28日"),
    ],
)
def test_the_part_and_its_last_day(
    period: tuple[str, str], filled: str, tmp_path: Path, run: Run
) -> None:
    head = '"{part}|{until}|{until_day}"'
    lay(tmp_path, f"  - title: 表\n    table: {{columns: [{{show: score, header: {head}}}]}}\n")
    assert table(run, *period)[0][-1] == filled


def test_programs_read_units_without_what_leads_to_them(tmp_path: Path, run: Run) -> None:
    """Neither 其中 nor the rows of groups are in the way of whoever sorts or adds up."""
    lay(tmp_path, annex("其中"))
    assert table(run, *QUARTER) == [
        ["组别", "单位", "采用", "1—3月得分"],
        ["机关科室", "办公室", "3", "8.5"],
        ["机关科室", "建管科", "2", "11"],
        ["局属单位", "质安站", "1", "3"],
        ["局属单位", "造价站", "0", "-0.5"],
    ]
    run("circular", *QUARTER, "-o", "circular.docx")
    rows = docx.Document(str(tmp_path / "circular.docx")).tables[0].rows
    assert [row.cells[0].text for row in rows][1:4] == ["机关科室", "其中：办公室", "　　　建管科"]


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("{show: text, from: 备注}", ["备注", "", "", "", "", "3月新设"]),
        (
            "{show: text, from: 备注, text: 无, header: 说明}",
            ["说明", "无", "无", "无", "无", "3月新设"],
        ),
    ],
)
def test_a_column_of_units_own_words(
    column: str, cells: list[str], tmp_path: Path, run: Run
) -> None:
    columns = f"[{{show: unit}}, {column}]"
    lay(tmp_path, f"  - title: 表\n    table: {{groups: none, columns: {columns}}}\n")
    assert [row[1] for row in table(run, *QUARTER)] == cells


def test_a_group_is_one_cell_down_its_rows(tmp_path: Path, run: Run) -> None:
    """3 and 2 units: in Word, on a web page and in Excel."""
    lay(tmp_path, annex("L11"))
    run("circular", *QUARTER, "-o", "circular.docx")
    cells = docx.Document(str(tmp_path / "circular.docx")).tables[0].columns[0].cells
    assert [cell.text for cell in cells] == ["上级地区", *["机关科室"] * 3, *["局属单位"] * 2]
    assert len({id(cell._tc) for cell in cells}) == 3
    page = run("tally", *QUARTER, "--layout", "1", "--format", "html").out
    merged = re.findall(r'<td class="short" rowspan="(\d)">([^<]+)', page)
    assert merged == [("3", "机关科室"), ("2", "局属单位")]
    book = run("tally", *QUARTER, "--layout", "1", "--format", "xlsx").raw
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    assert {"A3:A5", "A6:A7"} <= {str(cells) for cells in sheet.merged_cells.ranges}
