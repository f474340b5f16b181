"""The tables of published circulars come out cell for cell, in every format.

``examples/*/published.yaml`` holds a table as it was published: its period, heads and rows.
A row of one cell is the title of a group.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from html import unescape
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from wcwidth import wcswidth

from tests.circular.test_layouts import annex, lay
from tests.conftest import ROOT, Run

Rows = list[list[str]]
PUBLISHED: Final = sorted((ROOT / "examples").glob("*/published.yaml"))


def from_text(raw: bytes) -> Rows:
    """The cells of a terminal's lines, by the columns of the rule under the head."""
    lines = raw.decode().splitlines()
    rule = next(line for line in lines if re.fullmatch(r"-+( +-+)*", line))
    starts = [found.start() for found in re.finditer(r"-+", rule)]
    head = lines[: lines.index(rule)]
    body = [line for line in lines[lines.index(rule) + 1 :] if not set(line) <= set("- ")]
    top = [_cells(line, starts) for line in head if line][1:]  # the first line is the title
    return [
        ["".join(parts) for parts in zip(*top, strict=True)],
        *(_row(line, starts) for line in body),
    ]


def _row(line: str, starts: list[int]) -> list[str]:
    cells = _cells(line, starts)
    return cells[:1] if not any(cells[1:]) else cells


def _cells(line: str, starts: list[int]) -> list[str]:
    ends = [0, *accumulate(max(wcswidth(char), 0) for char in line)]
    cells = [""] * len(starts)
    for char, at in zip(line, ends, strict=False):
        cells[sum(start <= at for start in starts) - 1] += char
    return [cell.strip() for cell in cells]


def from_markdown(raw: bytes) -> Rows:
    rows = [
        [re.sub(r"\*\*|\\", "", cell).strip() for cell in line.strip("|").split("|")]
        for line in raw.decode().splitlines()
        if line.startswith("|") and set(line) - set("|:-")
    ]
    return [row[:1] if len(row) > 1 and not any(row[1:]) else row for row in rows]


def from_csv(raw: bytes) -> Rows:
    head, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    if head[0] != "组别":
        return [head, *rows]
    told: Rows = [head[1:]]
    group = ""
    for name, *cells in rows:
        if name != group:
            told.append([name])
        group = name
        told.append(cells)
    return told


def from_json(raw: bytes) -> Rows:
    (table,) = json.loads(raw)["tables"]
    rows = [["".join(header) for header in table["columns"]]]
    for section in table["sections"]:
        if section["title"]:
            rows.append([section["title"]])
        rows += [row["cells"] for row in section["rows"]]
    return rows


def from_html(raw: bytes) -> Rows:
    return [
        [unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr.*?</tr>", raw.decode())
    ]


def from_xlsx(raw: bytes) -> Rows:
    """What a spreadsheet shows."""
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
    assert sheet is not None
    rows = [[_displayed(cell) for cell in row] for row in sheet.iter_rows(min_row=2)]
    return [row[:1] if not any(row[1:]) else row for row in rows]


def _displayed(cell: Any) -> str:
    if not isinstance(cell.value, int | float):
        return str(cell.value or "")
    value = cell.value * (100 if cell.number_format.endswith("%") else 1)
    places = len(cell.number_format.rstrip("%").partition(".")[2])
    return f"{value:.{places}f}{'%' * cell.number_format.endswith('%')}"


def from_docx(raw: bytes) -> Rows:
    import docx

    table = docx.Document(io.BytesIO(raw)).tables[0]
    return [
        # a head is set in lines
        [cell.text.replace("\n", "") for cell in row.cells][
            : 1 if len({id(c._tc) for c in row.cells}) == 1 else None
        ]
        for row in table.rows
    ]


READERS: Final[dict[str, Callable[[bytes], Rows]]] = {
    "table": from_text,
    "markdown": from_markdown,
    "csv": from_csv,
    "json": from_json,
    "html": from_html,
    "xlsx": from_xlsx,
    "docx": from_docx,
}


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("file", PUBLISHED, ids=lambda file: file.parent.name)
def test_every_cell_is_as_published(file: Path, form: str, tmp_path: Path, run: Run) -> None:
    published = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
    shutil.copytree(file.parent, tmp_path, dirs_exist_ok=True)
    if form == "docx":
        result = run("circular", *published["period"], "-o", "circular.docx")
        raw = (tmp_path / "circular.docx").read_bytes()
    else:
        result = run("tally", *published["period"], "--layout", "1", "--format", form)
        raw = result.raw
    assert result.code == 0, result.err
    assert READERS[form](raw) == [published["columns"], *published["rows"]]


@pytest.mark.parametrize("form", [form for form in READERS if form != "csv"])
def test_a_group_has_a_row_above_its_units(form: str, tmp_path: Path, run: Run) -> None:
    """L16 of docs/tables.md: 5 and 5 sent in; one of 4 adopted is of two units of a group."""
    lay(tmp_path, annex("L16"))
    if form == "docx":
        assert run("circular", "--quarter", "1", "-o", "circular.docx").code == 0
        raw = (tmp_path / "circular.docx").read_bytes()
    else:
        raw = run("tally", "--quarter", "1", "--layout", "1", "--format", form).raw
    rows = [
        [cell.removeprefix("其中：").strip("　 ") for cell in row]
        for row in READERS[form](raw)
        if len(row) > 1  # programs are told the group's name, too
    ]
    assert rows == [
        ["单位", "报送", "采用", "得分"],
        ["机关科室", "5", "4", "19.5"],
        ["办公室", "3", "3", "8.5"],
        ["建管科", "2", "2", "11"],
        ["人事科", "0", "0", "0"],
        ["局属单位", "5", "1", "2.5"],
        ["质安站", "4", "1", "3"],
        ["造价站", "1", "0", "-0.5"],
        ["合计", "10", "5", "22"],
    ]
