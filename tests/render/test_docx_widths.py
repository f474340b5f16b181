"""Widths of tables' columns, worked out by hand: in 小四 a 字 is 240 twips, beside it are 120."""

from __future__ import annotations

from dataclasses import replace

import pytest

from infoscore.document import Annex, TableBlock
from infoscore.render.circular_docx import render
from infoscore.render.docx.columnheads import in_lines, narrowest
from infoscore.render.docx.lengths import ems
from infoscore.render.docx.widths import columns_of, fits
from infoscore.table import Cell, Column, Kind, Row, Section, Table
from tests.render.test_docx import CIRCULAR, TEXT_WIDTH, Document, W, _text

UNIT = "工程质量安全管理与消防验收科"
TITLE = "我市推进老旧小区改造取得阶段性成效的做法"


def table(*columns: Column, cells: tuple[str, ...], rows: int = 1, note: str = "") -> Table:
    section = Section(None, (Row(tuple(map(Cell, cells))),) * rows)
    return Table("", columns, (section,), (note,) * bool(note))


def numbers(*heads: str, **widths: int) -> list[Column]:
    return [Column((head,), Kind.NUMBER, width=widths.get(head, 0)) for head in heads]


@pytest.mark.parametrize("limit", [0.4, 1.0, 1.9, 2.5])
def test_a_head_in_too_narrow_a_column_is_parted_and_not_lost(limit: float) -> None:
    for head in ("名次", "2021年合计", "（分）", "任务完成率"):
        assert "".join(in_lines(head, limit)) == head


@pytest.mark.parametrize(
    ("head", "lines", "broken"),
    [
        ("市级采用任务（分）", 2, "市级采用|任务（分）"),
        ("市级采用任务（分）", 3, "市级采用|任务|（分）"),
        ("1—3月得分", 2, "1—3月|得分"),
        ("累计分数", 2, "累计|分数"),
        ("合计得分", 2, "合计|得分"),
        ("镇江市级", 2, "镇江|市级"),
        ("得分", 2, "得分"),
        # a long quotation is parted, but not beside its marks
        ("《省委省政府信息》期号", 2, "《省委省政府|信息》期号"),
    ],
)
def test_heads_break_where_words_end_in_even_lines(head: str, lines: int, broken: str) -> None:
    wanted = broken.split("|")
    width = narrowest(head, lines)
    assert width == max(map(ems, wanted))
    assert in_lines(head, width) == wanted
    assert in_lines(head, ems(head)) == [head]


def test_wishes_are_granted_where_nothing_wraps_for_them() -> None:
    names = ("市级采用任务（分）", "1—3月得分", "省级采用任务（分）", "4—6月得分")
    wishes = dict(zip(names, (16, 14, 16, 14), strict=True))
    made = table(
        Column(("单位",), width=40), *numbers(*names, **wishes), cells=(UNIT, "16", "6", "3", "0")
    )
    # 40 % are 3538, and the name needs 14.2 字: 3528
    assert columns_of(made, TEXT_WIDTH) == (12, [3538, 1415, 1239, 1415, 1238])


def test_a_wish_gives_way_to_what_must_not_wrap() -> None:
    made = table(Column(("单位",), width=98), *numbers("得分", 得分=2), cells=(UNIT, "6"))
    # 得分 needs 2.2 字: 648
    assert columns_of(made, TEXT_WIDTH) == (12, [TEXT_WIDTH - 648, 648])


@pytest.mark.parametrize(("wish", "width"), [(40, 3538), (60, 5307), (100, TEXT_WIDTH - 2 * 648)])
def test_a_wish_alone_is_in_hundredths_of_the_page(wish: int, width: int) -> None:
    made = table(
        Column(("单位",), width=wish), *numbers("任务", "得分"), cells=("人事科", "1", "2")
    )
    _, (unit, one, other) = columns_of(made, TEXT_WIDTH)
    assert unit == width
    assert one == pytest.approx(other, abs=1)


def test_widths_of_some_columns_are_of_what_the_others_leave() -> None:
    made = table(
        *numbers("序号"),
        Column(("标题",), width=2),
        Column(("单位",), width=1),
        cells=("1", "我市", "人事科"),
    )
    # 序号 takes 648; 8197 are parted into 5465 and 2732
    assert columns_of(made, TEXT_WIDTH) == (12, [648, 5465, 2732])


@pytest.mark.parametrize(("count", "size"), [(8, 12), (9, 10.5)])
def test_names_of_rows_take_one_line_if_smaller_type_lets_them(count: int, size: float) -> None:
    made = table(Column(("单位",)), *numbers(*["得分"] * count), cells=(UNIT[:12], *"1" * count))
    # 小四: 3048 for the name and eight times 648 are 8232, nine times are 8880
    assert columns_of(made, TEXT_WIDTH)[0] == size


def test_titles_get_two_lines_in_the_largest_type_that_lets_them() -> None:
    columns = (Column(("标题",), titles=True), *numbers(*("得分",) * 5))
    size, widths = columns_of(table(*columns, cells=(TITLE * 2, *"12345")), TEXT_WIDTH)
    # 五号: five times 2.2 字 of 210 and 120 leave 5935, room for 27.7 字; 40 字 take two lines
    assert size == 10.5
    assert widths[0] == pytest.approx(5935, abs=1)
    size, _ = columns_of(table(*columns, cells=(TITLE * 3, *"12345")), TEXT_WIDTH)
    assert size == 9


def test_a_title_of_less_than_twelve_characters_a_line_turns_the_page() -> None:
    def wide(count: int) -> Table:
        columns = (Column(("标题",), titles=True), *numbers(*("得分",) * count))
        return table(*columns, cells=(TITLE, *"1" * count))

    # 小五: 2280 for the title, 516 for each number: 12 of them are 8472, 13 are 8988
    assert fits(wide(12), TEXT_WIDTH)
    assert not fits(wide(13), TEXT_WIDTH)


def _document(made: Table) -> Document:
    return Document(render(replace(CIRCULAR, annexes=(Annex("表", (TableBlock(made),)),))))


def test_heads_are_set_in_lines_that_end_where_a_word_ends() -> None:
    made = table(
        Column(("单位",)),
        *numbers("市级采用任务（分）", "1—3月得分", "省级采用任务（分）", "累计分数"),
        cells=(UNIT, "16", "6", "3", "0"),
    )
    head = _document(made).tables[0].find(f"{W}tr")
    assert head is not None
    assert [_text(cell) for cell in head.findall(f"{W}tc")] == [
        "单位",
        "市级采用\n任务（分）",
        "1—3月\n得分",
        "省级采用\n任务（分）",
        "累计\n分数",
    ]


@pytest.mark.parametrize("note", ["", "注：按得分排列。"])
def test_no_row_is_alone_on_a_page(note: str) -> None:
    made = table(Column(("单位",)), *numbers("得分"), cells=("人事科", "1"), rows=8, note=note)
    document = _document(made)
    kept = [
        all(document.has(p, "keepNext") for p in row.iter(f"{W}p"))
        for row in document.tables[0].findall(f"{W}tr")
    ]
    # the head, the first row with the second; the last three together, and with the note
    assert kept == [True, True, *[False] * 4, True, True, bool(note)]


def test_rows_of_smaller_type_are_lower() -> None:
    heads = [
        _document(table(Column(("标题",), titles=titles), cells=("甲",))).tables[0]
        for titles in (False, True)
    ]
    heights = [int(row.get(f"{W}val", "")) for head in heads for row in head.iter(f"{W}trHeight")]
    assert heights == [454, 454, 397, 397]
