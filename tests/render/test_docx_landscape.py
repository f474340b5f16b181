"""Tables on turned pages, and 版记 on an even page: sections and their footers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree
from msgspec import structs

from infoscore.document import Annex, Circular, Heading, Paragraph, Run, TableBlock
from infoscore.render.circular_docx import render, render_even, without_imprint
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.page import COMPENSATED, STANDARD, Page
from infoscore.table import Cell, Column, Kind, Row, Section, Table
from tests.render.test_docx import CIRCULAR, Document, Element, _find, _text, _val

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MM = 1440 / 25.4


def wide_table(columns: int = 14, rows: int = 60) -> Table:
    heads = (
        Column(("序号",), Kind.NUMBER),
        Column(("单位",)),
        *(
            Column((f"{level}级", f"{month}月得分"), Kind.NUMBER)
            for level in ("市", "省")
            for month in range(1, (columns - 2) // 2 + 1)
        ),
    )
    body = tuple(
        Row((Cell(str(n)), Cell("行政审批科（政策法规科）"), *[Cell("12.5")] * (len(heads) - 2)))
        for n in range(1, rows + 1)
    )
    return Table("", heads, (Section(None, body),), ("注：按得分排列。",))


WIDE = wide_table()
WORDS = Paragraph((Run("各单位要认真落实。"),))
LAST = Annex("采用条目", (WORDS,))
IMPRINTED = replace(
    CIRCULAR, copies=("市委办公室",), printer="某局办公室", printed=date(2021, 4, 16)
)


def wide(*annexes: Annex, **changes: object) -> Circular:
    return replace(CIRCULAR, annexes=annexes, **changes)  # type: ignore[arg-type]


def sections(document: Document) -> list[tuple[Element, list[Element]]]:
    """Each section's properties and its blocks."""
    found: list[tuple[Element, list[Element]]] = []
    blocks: list[Element] = []
    for child in document.root[0]:
        if child.tag == f"{W}sectPr":
            found.append((child, blocks))
            continue
        blocks.append(child)
        end = child.find(f"{W}pPr/{W}sectPr")
        if end is not None:
            found.append((end, blocks))
            blocks = []
    return found


def turned(section: Element) -> bool:
    return _find(section, "pgSz").get(f"{W}orient") == "landscape"


def footers(document: Document, section: Element) -> dict[str, Element]:
    targets = {
        str(relation.get("Id")): str(relation.get("Target"))
        for relation in document.part("word/_rels/document.xml.rels")
    }
    return {
        _val(reference, "type"): document.part(f"word/{targets[str(reference.get(f'{R}id'))]}")
        for reference in section.iter(f"{W}footerReference")
    }


def texts(blocks: list[Element]) -> list[str]:
    return [_text(block) for block in blocks if block.tag == f"{W}p"]


def test_a_wide_table_stands_on_turned_pages_with_its_label_and_title() -> None:
    document = Document(render(wide(Annex("得分表", (TableBlock(WIDE),)), LAST)))
    (upright, before), (across, there), (again, after) = sections(document)
    assert [turned(section) for section in (upright, across, again)] == [False, True, False]
    assert "附件1" not in texts(before)
    assert texts(there)[:3] == ["附件1", "", "得分表"]
    assert [block.tag for block in there].count(f"{W}tbl") == 1
    assert texts(there)[-1] == "注：按得分排列。"
    assert texts(after)[0] == "附件2"
    for label in document.styled("附件序号"):
        assert not document.has(label, "pageBreakBefore"), "its section begins a page"


def test_margins_turn_with_the_page() -> None:
    document = Document(render(wide(Annex("得分表", (TableBlock(WIDE),)))))
    section = sections(document)[1][0]
    size, margins = _find(section, "pgSz"), _find(section, "pgMar")
    assert (_val(size, "w"), _val(size, "h")) == ("16838", "11906")
    sides = [int(_val(margins, side)) for side in ("top", "right", "bottom", "left")]
    assert sides == [1587, 2098, 1474, 1984]
    grid = [int(_val(column, "w")) for column in document.root.iter(f"{W}gridCol")]
    assert sum(grid) == 16838 - 2098 - 1984


def test_numbers_of_turned_pages_stand_where_the_others_do() -> None:
    document = Document(render(wide(Annex("得分表", (TableBlock(WIDE),)))))
    found = footers(document, sections(document)[1][0])
    places = {}
    for kind, footer in found.items():
        (x,) = footer.iter("{*}positionH")
        (y,) = footer.iter("{*}positionV")
        (extent,) = footer.iter("{*}extent")
        (box,) = footer.iter("{*}bodyPr")
        assert (box.get("vert"), x.get("relativeFrom")) == ("vert", "page")
        left = int("".join(map(str, x.itertext()))) / 36000
        assert left + int(str(extent.get("cx"))) / 72000 == pytest.approx(28, abs=0.05)
        top = int("".join(map(str, y.itertext()))) / 36000
        ends = {"start": top, "end": top + int(str(extent.get("cy"))) / 36000}
        numbers = [p for p in footer.iter(f"{W}p") if p.find(f"{W}pPr/{W}ind") is not None]
        number, old = numbers
        assert _text(number) == _text(old) == "— 1 —"
        (shape,) = footer.iter("{urn:schemas-microsoft-com:vml}rect")
        words = str(shape.get("style")).replace(" ", "").split(";")
        style = dict(word.split(":") for word in words)
        for name, length in (("margin-left", left), ("margin-top", top)):
            assert float(style[name].removesuffix("pt")) * 25.4 / 72 == pytest.approx(
                length, abs=0.1
            )
        side = _val(_find(number, "pPr/jc"))
        assert _val(_find(number, "pPr/ind"), side) == "280"
        places[kind] = ends["end" if side == "right" else "start"]
    assert places["default"] == pytest.approx(210 - 26, abs=0.05)
    assert places["even"] == pytest.approx(28, abs=0.05)


@pytest.mark.parametrize(
    "page", [STANDARD, COMPENSATED, replace(STANDARD, bottom=1440), replace(STANDARD, bottom=700)]
)
def test_numbers_of_turned_pages_stay_off_the_table(page: Page) -> None:
    document = Document(render(wide(Annex("得分表", (TableBlock(WIDE),))), Layout(page=page)))
    for footer in footers(document, sections(document)[1][0]).values():
        (x,) = footer.iter("{*}positionH")
        (extent,) = footer.iter("{*}extent")
        left = int("".join(map(str, x.itertext())))
        assert left >= 0
        assert left + int(str(extent.get("cx"))) <= (page.bottom - 100) * 635
        if page in {STANDARD, COMPENSATED}:
            assert left / 36000 == pytest.approx(28 - 2.47, abs=0.05)


def test_no_section_restarts_the_numbers_or_takes_over_footers() -> None:
    document = Document(render(wide(Annex("得分表", (TableBlock(WIDE),)), LAST)))
    assert document.root.find(f".//{W}pgNumType") is None
    for section, _ in sections(document):
        assert set(footers(document, section)) == {"default", "even"}


def test_what_stands_around_the_table_stays_upright() -> None:
    heading = Heading(1, "一、", "得分")
    blocks = (WORDS, heading, TableBlock(WIDE), TableBlock(WIDE), WORDS)
    document = Document(render(wide(Annex("得分表", blocks))))
    parts = sections(document)
    assert [turned(section) for section, _ in parts] == [False, True, False]
    assert "附件" in texts(parts[0][1])
    assert texts(parts[1][1])[0] == "一、得分", "a heading goes with its table"
    assert [_text(block) for block in parts[2][1]] == ["各单位要认真落实。"]


def test_need_decides_and_not_the_number_of_columns() -> None:
    narrow = wide_table(12)
    short = [structs.replace(column, header=column.header[-1:]) for column in narrow.columns]
    same = tuple(structs.replace(column, header=("甲",)) for column in short)
    cases = {
        True: structs.replace(narrow, columns=same),
        False: Table(
            "",
            (Column(("单位",)), *[Column(("得分",), Kind.NUMBER)] * 3),
            (Section(None, (Row((Cell("某"), *[Cell("1234567890" * 4)] * 3)),)),),
        ),
    }
    for upright, table in cases.items():
        document = Document(render(wide(Annex("表", (TableBlock(table),)))))
        assert (not any(turned(section) for section, _ in sections(document))) is upright


def test_mirrored_margins_are_equal_on_turned_pages() -> None:
    circular = wide(Annex("得分表", (TableBlock(WIDE),)))
    document = Document(render(circular, Layout(mirror=True)))
    margins = _find(sections(document)[1][0], "pgMar")
    for one, other in (("left", "right"), ("top", "bottom")):
        assert abs(int(_val(margins, one)) - int(_val(margins, other))) <= 1
    assert document.part("word/settings.xml").find(f"{W}mirrorMargins") is not None


def test_a_table_in_the_body_keeps_the_signature_with_it() -> None:
    document = Document(render(replace(CIRCULAR, body=(TableBlock(WIDE),), annexes=())))
    parts = sections(document)
    assert turned(parts[-1][0])
    assert "2021年4月15日" in texts(parts[-1][1])


# --- 版记 (7.4, 7.5) ---


def test_imprint_after_a_turned_table_has_an_upright_page() -> None:
    circular = replace(IMPRINTED, annexes=(Annex("得分表", (TableBlock(WIDE),)),))
    parts = sections(Document(render(circular)))
    assert [turned(section) for section, _ in parts] == [False, True, False]
    # Floating as the first in its section, LibreOffice would set it on the page before.
    assert ["抄送" in _text(block) for block in parts[-1][1]] == [False, True, False]


def test_without_a_page_count_the_imprint_is_on_the_last_page() -> None:
    document = Document(render(IMPRINTED))
    assert len(sections(document)) == 1


def test_after_an_odd_page_the_imprint_takes_the_next() -> None:
    document = Document(render(IMPRINTED, text_pages=3))
    (_, before), (last, blocks) = sections(document)
    assert not [block for block in before if "抄送" in _text(block)]
    assert ["抄送" in _text(block) for block in blocks] == [False, True, False]
    assert _text(footers(document, last)["even"]) == "— 1 —"
    assert _val(_find(last, "type")) == "evenPage"


def test_after_a_page_left_blank_the_imprint_has_no_number() -> None:
    document = Document(render(IMPRINTED, text_pages=4))
    _, (last, blocks) = sections(document)
    assert ["抄送" in _text(block) for block in blocks] == [False, True, False]
    assert _val(_find(last, "type")) == "evenPage"
    assert {_text(footer) for footer in footers(document, last).values()} == {""}


@pytest.mark.parametrize(
    ("with_imprint", "without", "count"), [(6, 6, 1), (5, 5, 2), (5, 4, 2), (6, 5, 2)]
)
def test_pages_are_counted_as_often_as_needed(with_imprint: int, without: int, count: int) -> None:
    def pages(data: bytes) -> int:
        return with_imprint if "抄送" in _text(Document(data).root) else without

    document = Document(render_even(IMPRINTED, Layout(), pages))
    assert len(sections(document)) == count
    assert not Document(render(without_imprint(IMPRINTED))).styled("版记")


def test_without_an_imprint_nothing_is_counted() -> None:
    assert render_even(CIRCULAR, Layout(), lambda _: 1 // 0) == render(CIRCULAR)
    assert render(CIRCULAR, text_pages=4) == render(CIRCULAR)


def test_drawing_is_in_a_namespace_that_old_readers_may_pass_over() -> None:
    document = Document(render(wide(Annex("得分表", (TableBlock(WIDE),)))))
    footer = footers(document, sections(document)[1][0])["default"]
    (choice,) = footer.iter("{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice")
    assert choice.get("Requires") == "wps"
    assert choice.nsmap["wps"].endswith("/wordprocessingShape")
    assert re.fullmatch(r"\s*", etree.tostring(footer, encoding="unicode", method="text")) is None
