"""The Word file against GB/T 9704-2012: what its XML says, clause by clause."""

from __future__ import annotations

import ast
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec import structs

import infoscore.render.docx
from infoscore.document import Annex, Circular, Entry, Heading, Listing, Paragraph, Run, TableBlock
from infoscore.render.circular_docx import render
from infoscore.render.docx.balance import balanced
from infoscore.render.docx.filling import filled
from infoscore.render.docx.fonts import GB2312, WINDOWS
from infoscore.render.docx.lengths import ems, spaced_ems
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.page import COMPENSATED
from infoscore.render.docx.wml import clean
from infoscore.table import NOT_ASSESSED, Cell, Column, Kind, Role, Row, Section, Table

Element = etree._Element  # lxml has no other name for the type

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT_WIDTH = 8845
LINE = "579"

COLUMNS = (
    Column(("序号",), Kind.NUMBER),
    Column(("单位",)),
    Column(("市级", "任务（分）"), Kind.NUMBER),
    Column(("市级", "1—3月得分"), Kind.NUMBER),
    Column(("省级", "任务（分）"), Kind.NUMBER),
    Column(("省级", "1—3月得分"), Kind.NUMBER),
)


def _row(number: int, unit: str) -> Row:
    cells = (Cell(str(number)), Cell(unit), Cell("16"), Cell("6"), Cell("3"), NOT_ASSESSED)
    return Row(cells)


TABLE = Table(
    "信息采用得分表",
    COLUMNS,
    (
        Section("一、机关各科室", (_row(1, "办公室（信访科）"), _row(2, "人事科"))),
        Section(None, (_row(3, "行政审批科（政策法规科）"),)),
        Section(None, (Row(tuple(map(Cell, ("", "合计", "48", "18", "9", "0"))), Role.TOTAL),)),
    ),
    notes=("注：“—”表示未下达任务。",),
)

ENTRIES = (
    Entry("1.", "我市老旧小区改造项目进展顺利", "工作动态（2021）第33期", "房产科"),
    Entry("2.", "“十三五”期间保障性安居工程建设见成效", "工作动态（2021）第10期", "住保办"),
)

CIRCULAR = Circular(
    letterhead="攀枝花市住房和城乡建设局文件",
    number="攀住建发〔2021〕96号",
    title="攀枝花市住房和城乡建设局关于2021年一季度信息工作情况的通报",
    addressees="局属各单位，机关各科室",
    body=(
        Paragraph((Run("现将一季度信息工作情况通报如下。"),)),
        Heading(1, "一、", "基本情况"),
        Paragraph((Run("共收到信息28条。"),)),
        Heading(2, "（一）", "报送"),
        Heading(3, "1.", "数量"),
        Heading(4, "（1）", "简讯"),
        Paragraph((Run("一是抓重点。", strong=True), Run("各科室要重视。")), "1."),
    ),
    annexes=(
        Annex("信息采用情况", (Heading(1, "一、", "机关各科室"), TableBlock(TABLE))),
        Annex("2021年1—3月采用条目", (Listing("《工作动态》采用：", ENTRIES),)),
    ),
    issuer="攀枝花市住房和城乡建设局",
    issued=date(2021, 4, 15),
)


class Document:
    """A Word file taken apart."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(BytesIO(content))
        self.names = self.archive.namelist()
        self.root = self.part("word/document.xml")
        styles = self.part("word/styles.xml")
        self.styles = {_val(style, "styleId"): style for style in styles.iter(f"{W}style")}

    def part(self, name: str) -> Element:
        return etree.fromstring(self.archive.read(name))

    @property
    def paragraphs(self) -> list[Element]:
        """Paragraphs outside tables."""
        return self.root[0].findall(f"{W}p")

    @property
    def tables(self) -> list[Element]:
        return self.root[0].findall(f"{W}tbl")

    def styled(self, name: str) -> list[Element]:
        return [p for p in self.root.iter(f"{W}p") if self.style_name(p) == name]

    def style_name(self, paragraph: Element) -> str:
        return _val(_find(self.styles[_style(paragraph)], "name"))

    def property(self, paragraph: Element, kind: str, tag: str) -> Element:
        """A property of the paragraph, from itself or from the styles it rests on."""
        found = paragraph.find(f"{W}{kind}/{W}{tag}")
        style = _style(paragraph)
        while found is None:
            element = self.styles[style]
            found = element.find(f"{W}{kind}/{W}{tag}")
            base = element.find(f"{W}basedOn")
            if found is None and base is None:
                raise AssertionError(f"{tag} is nowhere set")
            style = _val(base) if base is not None else style
        return found

    def font(self, paragraph: Element) -> str:
        return _val(self.property(paragraph, "rPr", "rFonts"), "eastAsia")

    def size(self, paragraph: Element) -> float:
        return int(_val(self.property(paragraph, "rPr", "sz"))) / 2

    def has(self, paragraph: Element, tag: str) -> bool:
        try:
            return self.property(paragraph, "pPr", tag).get(f"{W}val") != "0"
        except AssertionError:
            return False


def _val(element: Element, name: str = "val") -> str:
    value = element.get(f"{W}{name}")
    assert value is not None, (element.tag, name)
    return value


def _find(element: Element, path: str) -> Element:
    found = element.find("/".join(f"{W}{tag}" for tag in path.split("/")))
    assert found is not None, path
    return found


def _style(paragraph: Element) -> str:
    return _val(_find(paragraph, "pPr/pStyle"))


def _text(element: Element) -> str:
    """The words of its runs; breaks and tabs are those characters."""
    signs = {f"{W}br": "\n", f"{W}tab": "\t"}
    return "".join(
        signs.get(str(child.tag), child.text or "")
        for run in element.iter(f"{W}r")
        for child in run.iter(f"{W}t", *signs)
    )


def _made(circular: Circular = CIRCULAR, **changes: object) -> Document:
    return Document(render(replace(circular, **changes)))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made() -> Document:
    return _made()


# --- the page (5.1, 5.2) ---


def test_paper_is_a4_with_the_margins_of_the_standard(made: Document) -> None:
    section = _find(made.root[0], "sectPr")
    size, margins = _find(section, "pgSz"), _find(section, "pgMar")
    assert (_val(size, "w"), _val(size, "h")) == ("11906", "16838")
    sides = [int(_val(margins, side)) for side in ("top", "bottom", "left", "right")]
    assert sides == [2098, 1984, 1587, 1474]
    assert TEXT_WIDTH == 11906 - 1587 - 1474
    assert int(_val(margins, "gutter")) == 0


def test_a_page_holds_22_lines_of_28_characters(made: Document) -> None:
    grid = _find(made.root[0], "sectPr/docGrid")
    assert (_val(grid, "type"), _val(grid, "linePitch")) == ("lines", LINE)
    assert 22 * int(LINE) <= 16838 - 2098 - 1984 < 23 * int(LINE)
    for paragraph in made.styled("公文正文"):
        spacing = made.property(paragraph, "pPr", "spacing")
        assert (_val(spacing, "line"), _val(spacing, "lineRule")) == (LINE, "exact")
        pitch = made.size(paragraph) + int(_val(made.property(paragraph, "rPr", "spacing"))) / 20
        assert 28 * pitch <= TEXT_WIDTH / 20 < 29 * pitch
    # The last but one ends the text, the last one is an annex's.
    widows = [made.has(one, "widowControl") for one in made.styled("公文正文")]
    assert widows == [False, False, True, False]


def test_compensated_margins_shift_the_grid_but_not_the_mark() -> None:
    document = Document(render(CIRCULAR, Layout(page=COMPENSATED)))
    margins = _find(document.root[0], "sectPr/pgMar")
    assert (_val(margins, "top"), _val(margins, "bottom")) == ("1960", "1847")
    spacer = _find(document.paragraphs[0], "pPr/spacing")
    assert 1960 + int(_val(spacer, "line")) == 2098 + 1984
    body = document.styled("公文正文")[0]
    assert _val(document.property(body, "pPr", "spacing"), "line") == "592"


def test_page_numbers_stand_outside_by_parity(made: Document) -> None:
    assert made.part("word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    relations = {
        str(relation.get("Id")): str(relation.get("Target"))
        for relation in made.part("word/_rels/document.xml.rels")
    }
    places = {}
    for reference in made.root.iter(f"{W}footerReference"):
        identifier = next(v for k, v in reference.attrib.items() if str(k).endswith("}id"))
        paragraph = _find(made.part(f"word/{relations[str(identifier)]}"), "p")
        assert _text(paragraph) == "— 1 —"
        assert "".join(code.text or "" for code in paragraph.iter(f"{W}instrText")) == "PAGE"
        assert (made.font(paragraph), made.size(paragraph)) == ("宋体", 14)
        indent = _find(paragraph, "pPr/ind")
        side = _val(_find(paragraph, "pPr/jc"))
        assert _val(indent, side) == "280"
        places[_val(reference, "type")] = side
    assert places == {"default": "right", "even": "left"}
    assert made.root.find(f".//{W}pgNumType") is None


# --- 版头 (7.2) ---


def test_mark_is_red_centred_and_35_mm_down(made: Document) -> None:
    spacer, mark = made.paragraphs[:2]
    assert int(_val(_find(spacer, "pPr/spacing"), "line")) == 1984  # 35 mm
    assert _text(mark) == CIRCULAR.letterhead
    assert made.style_name(mark) == "发文机关标志"
    assert _val(made.property(mark, "rPr", "color")) == "FF0000"
    assert made.font(mark) == "方正小标宋简体"
    assert _val(made.property(mark, "pPr", "jc")) == "center"


@pytest.mark.parametrize("length", [2, 5, 10, 14, 22, 40, 80])
def test_mark_stays_on_one_line(length: int) -> None:
    document = _made(letterhead="某" * (length - 2) + "文件")
    run = _find(document.paragraphs[1], "r/rPr")
    size = int(_val(_find(run, "sz"))) / 2
    scale = run.find(f"{W}w")
    width = length * size * (int(_val(scale)) / 100 if scale is not None else 1)
    assert width < TEXT_WIDTH / 20
    line = int(_val(_find(document.paragraphs[1], "pPr/spacing"), "line"))
    assert line == size * 20, "the box is as high as the type, or its edge is not at 35 mm"


def test_number_stands_two_lines_below_with_a_red_line_4_mm_under_it(made: Document) -> None:
    _, _, first, second, number = made.paragraphs[:5]
    assert _text(first) == _text(second) == ""
    assert _text(number) == CIRCULAR.number
    assert made.font(number) == "仿宋_GB2312"
    rule = _find(number, "pPr/pBdr/bottom")
    assert (_val(rule, "color"), _val(rule, "space")) == ("FF0000", "8")
    assert not made.has(number, "ind"), "borders follow indents"


def test_printed_paper_gets_neither_mark_nor_line_but_their_room() -> None:
    document = _made(letterhead="")
    assert "FF0000" not in etree.tostring(document.root, encoding="unicode")
    texts = [_text(paragraph) for paragraph in document.paragraphs[:8]]
    assert texts[:4] == [""] * 4
    assert texts[4] == CIRCULAR.number
    assert texts[5:7] == [""] * 2
    assert _val(_find(document.paragraphs[1], "pPr/spacing"), "line") == "840"


def test_a_draft_without_number_keeps_its_line() -> None:
    document = _made(number="")
    assert _find(document.paragraphs[4], "pPr/pBdr/bottom") is not None


# --- 主体 (7.3) ---


def test_title_is_in_two_lines_two_lines_below(made: Document) -> None:
    (title,) = made.styled("公文标题")
    index = made.paragraphs.index(title)
    assert [_text(p) for p in made.paragraphs[index - 2 : index]] == ["", ""]
    assert _text(title) == "攀枝花市住房和城乡建设局\n关于2021年一季度信息工作情况的通报"
    assert (made.font(title), made.size(title)) == ("方正小标宋简体", 22)
    assert _val(made.property(title, "pPr", "jc")) == "center"
    assert not list(title.iter(f"{W}b"))


def test_wanted_breaks_of_a_title_stay() -> None:
    document = _made(title="某局\n关于情况的通报", annexes=(Annex("各单位\n采用情况", ()),))
    assert _text(document.styled("公文标题")[0]) == "某局\n关于情况的通报"
    assert _text(document.styled("附件标题")[0]) == "各单位\n采用情况"
    assert _text(document.styled("附件说明")[0]) == "附件：各单位采用情况"
    assert "某局关于情况的通报" in document.archive.read("docProps/core.xml").decode()


def test_addressees_end_in_one_full_width_colon(made: Document) -> None:
    (paragraph,) = made.styled("主送机关")
    assert _text(paragraph) == "局属各单位，机关各科室："
    assert not made.has(paragraph, "ind")
    assert _text(made.paragraphs[made.paragraphs.index(paragraph) - 1]) == ""
    assert _text(_made(addressees="各科室：").styled("主送机关")[0]) == "各科室："
    assert not _made(addressees="").styled("主送机关")


def test_text_begins_two_characters_in(made: Document) -> None:
    for paragraph in made.styled("公文正文"):
        indent = made.property(paragraph, "pPr", "ind")
        assert (_val(indent, "firstLineChars"), _val(indent, "firstLine")) == ("200", "640")
    assert [_text(p) for p in made.styled("公文正文")][2] == "1.一是抓重点。各科室要重视。"


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("以Word文档报送，PPP、2021年1—3月12条", "both"),
        ("见https://www.example.gov.cn/xxgk", "left"),
        ("Infrastructure项目3篇", "left"),
    ],
)
def test_lines_are_not_stretched_before_long_latin_words(text: str, side: str) -> None:
    circular = replace(CIRCULAR, body=(Paragraph((Run(text),)),))
    paragraph = Document(render(circular)).styled("公文正文")[0]
    assert _val(_find(paragraph, "pPr/jc")) == side


def test_levels_have_their_type_and_their_place_in_the_outline(made: Document) -> None:
    fonts = ("黑体", "楷体_GB2312", "仿宋_GB2312", "仿宋_GB2312")
    texts = ("一、基本情况", "（一）报送", "1.数量", "（1）简讯")
    for level, name in enumerate(("一级标题", "二级标题", "三级标题", "四级标题")):
        heading = made.styled(name)[0]
        assert _text(heading) == texts[level]
        assert made.font(heading) == fonts[level]
        assert made.size(heading) == 16
        assert _val(made.property(heading, "pPr", "outlineLvl")) == str(level)
        assert made.has(heading, "keepNext")


def test_alignment_and_type_stand_beside_the_style(made: Document) -> None:
    for paragraph in [p for p in made.root.iter(f"{W}p") if _text(p)]:
        fonts = {str(k): v for k, v in made.property(paragraph, "rPr", "rFonts").attrib.items()}
        wanted = _val(made.property(paragraph, "pPr", "jc"))
        assert _val(_find(paragraph, "pPr/jc")) == wanted
        for about in paragraph.iterfind(f"{W}r/{W}rPr"):
            own = _find(about, "rFonts").attrib
            assert {str(key): value for key, value in own.items()} == fonts
            assert about.find(f"{W}sz") is not None
    assert made.root.find(f".//{W}rStyle/../{W}rFonts") is not None
    page = made.part("word/footer1.xml")
    assert {_val(fonts, "ascii") for fonts in page.iter(f"{W}rFonts")} == {"宋体"}


def test_emphasis_is_a_style_of_characters(made: Document) -> None:
    paragraph = made.styled("公文正文")[2]
    strong = [_val(style) for style in paragraph.iter(f"{W}rStyle")]
    assert len(strong) == 1
    assert made.styles[strong[0]].find(f"{W}rPr/{W}b") is not None


def test_several_annexes_are_listed_under_one_another(made: Document) -> None:
    first, second = made.styled("附件说明")
    assert _text(made.paragraphs[made.paragraphs.index(first) - 1]) == ""
    assert [_text(first), _text(second)] == [
        "附件：1.\t信息采用情况",
        "2.\t2021年1—3月采用条目",
    ]
    indents = [_find(paragraph, "pPr/ind") for paragraph in (first, second)]
    assert [(_val(i, "left"), _val(i, "hanging")) for i in indents] == [
        ("1968", "1328"),
        ("1968", "368"),
    ]


def test_ten_annexes_leave_room_for_two_digits() -> None:
    document = _made(annexes=tuple(Annex(f"表{n}", ()) for n in range(10)))
    indents = [_find(p, "pPr/ind") for p in document.styled("附件说明")]
    assert {_val(indent, "left") for indent in indents} == {"2128"}
    assert [_val(indent, "hanging") for indent in indents] == ["1488", *["528"] * 9]


def test_one_annex_has_no_number() -> None:
    document = _made(annexes=CIRCULAR.annexes[:1])
    (note,) = document.styled("附件说明")
    assert _text(note) == "附件：信息采用情况"
    indent = _find(note, "pPr/ind")
    assert (_val(indent, "left"), _val(indent, "hanging")) == ("1600", "960")
    assert [_text(label) for label in document.styled("附件序号")] == ["附件"]


def test_no_annex_leaves_no_trace() -> None:
    document = _made(annexes=())
    assert not document.styled("附件说明")
    assert not document.styled("附件序号")


def _right(paragraph: Element) -> float:
    """The room on its right in 字."""
    indent = _find(paragraph, "pPr/ind")
    assert abs(int(_val(indent, "right")) / 320 - int(_val(indent, "rightChars")) / 100) < 0.01
    return int(_val(indent, "right")) / 320


def test_under_a_seal_name_and_date_share_an_axis(made: Document) -> None:
    (issuer,), (day,) = made.styled("发文机关署名"), made.styled("成文日期")
    assert _text(day) == "2021年4月15日"
    assert _right(day) == 4
    width = 6.5 + 5 * 0.225  # digits are spaced from hanzi
    assert _right(issuer) == pytest.approx(4 + (width - 12) / 2, abs=0.005)
    for paragraph in (issuer, day):
        assert made.has(paragraph, "autoSpaceDE")
        assert made.has(paragraph, "autoSpaceDN")
    index = made.paragraphs.index(issuer)
    assert [_text(p) for p in made.paragraphs[index - 3 : index]] == [""] * 3


def test_a_long_name_under_a_seal_is_broken_on_the_axis() -> None:
    document = _made(issuer="某某自治州住房和城乡建设与城市管理行政执法局")
    names = document.styled("发文机关署名")
    assert [_text(name) for name in names] == ["某某自治州住房和城乡建设", "与城市管理行政执法局"]
    for name in names:
        axis = _right(name) + ems(_text(name)) / 2
        assert axis == pytest.approx(4 + (6.5 + 5 * 0.225) / 2, abs=0.005)


@pytest.mark.parametrize(
    ("issuer", "name", "day"),
    [
        # The date begins two 字 after the name.
        ("攀枝花市住房和城乡建设局", 2.0, 12 - 6.5 - 5 * 0.225),
        # The longer date stands two 字 from the edge.
        ("某县教育局", 4 + 6.5 + 5 * 0.225 - 5, 2.0),
    ],
)
def test_without_a_seal_the_date_is_set_two_characters_in(
    issuer: str, name: float, day: float
) -> None:
    document = Document(render(replace(CIRCULAR, issuer=issuer), Layout(sealed=False)))
    (first,), (second,) = document.styled("发文机关署名"), document.styled("成文日期")
    assert _right(first) == pytest.approx(name, abs=0.005)
    assert _right(second) == pytest.approx(day, abs=0.005)
    starts = [TEXT_WIDTH / 320 - _right(p) - spaced_ems(_text(p)) for p in (first, second)]
    assert starts[1] - starts[0] == pytest.approx(2, abs=0.01)


@pytest.mark.parametrize("annexes", [(), CIRCULAR.annexes])
def test_the_signature_shares_its_page_with_text(annexes: tuple[Annex, ...]) -> None:
    document = _made(annexes=annexes)
    end = document.paragraphs.index(document.styled("成文日期")[0])
    start = max(document.paragraphs.index(p) for p in document.styled("公文正文")[:3])
    assert all(document.has(paragraph, "keepNext") for paragraph in document.paragraphs[start:end])


def test_a_body_that_ends_in_a_table_keeps_its_last_row_with_the_signature() -> None:
    document = _made(body=(TableBlock(structs.replace(TABLE, notes=())),))
    rows = document.tables[0].findall(f"{W}tr")
    assert all(document.has(p, "keepNext") for p in rows[-1].iter(f"{W}p"))


# --- 附件 (7.3.7) ---


def test_each_annex_begins_a_page_with_its_label_and_title(made: Document) -> None:
    labels, titles = made.styled("附件序号"), made.styled("附件标题")
    assert [_text(label) for label in labels] == ["附件1", "附件2"]
    assert [_text(title) for title in titles] == [annex.title for annex in CIRCULAR.annexes]
    for label, title in zip(labels, titles, strict=True):
        assert made.has(label, "pageBreakBefore")
        assert made.font(label) == "黑体"
        assert not made.has(label, "ind")
        lines = made.paragraphs.index(title) - made.paragraphs.index(label)
        assert lines == 2, "the title stands on the third line"
        assert _val(made.property(title, "pPr", "jc")) == "center"
    assert not list(made.root.iter(f"{W}lastRenderedPageBreak"))


def test_items_of_a_list_are_indented_as_the_text_and_set_from_the_left(made: Document) -> None:
    item, _ = made.styled("公文条目")
    assert _text(item) == "1.我市老旧小区改造项目进展顺利（工作动态〔2021〕\n第33期）（房产科）"
    assert _val(made.property(item, "pPr", "ind"), "firstLine") == "640"
    assert _val(made.property(item, "pPr", "jc")) == "left"
    assert _val(made.property(item, "rPr", "spacing")) == "-5"


@pytest.mark.parametrize(
    ("before", "text"),
    [
        # 1.5 字 are left in the first line of 26: 第33期 would be parted.
        (24.5, "第33期）（房产科）"),
        # Whether 4 字 hold it is for the fonts to say.
        (22, "第33期）（房产科）"),
        # What is before it may wrap, too.
        (25.5, "第33期）（房产科）"),
        (20, "第33期）（房产科）"),
    ],
)
def test_numbers_are_not_parted_from_their_units(before: float, text: str) -> None:
    words = "某" * int(before) + "a" * (before % 1 > 0)
    wanted = {24.5: words + "\n" + text, 22: words + "\n" + text, 20: words + text}
    wanted[25.5] = words[:-1] + "\n" + words[-1] + text
    assert filled(words + text, 28, 2) == wanted[before]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("某" * 21 + "（局房产科）", "（局房产科）"),  # 科） alone
        ("某" * 27, "某某某某"),
        ("某" * 26, "某某某某"),  # it may need a second line, for one 字
        ("某" * 14 + "（城建科、村镇科、房产科）", "房产科）"),
        # the last line may be one more, and its number stays whole
        (
            "某" * 24 + "\n第15期）（人事科、市质安站、行政审批科、办公室、房产科）",
            "房产科）",
        ),
        ("某" * 30, ""),
        ("某" * 24, ""),
    ],
)
def test_no_last_line_is_lost(text: str, last: str) -> None:
    head = text.removesuffix(last)
    assert filled(text.replace("\n", ""), 28, 2) == (f"{head}\n{last}" if last else text)


def test_the_line_above_a_list_stays_with_it(made: Document) -> None:
    lead = next(p for p in made.styled("公文正文") if _text(p) == "《工作动态》采用：")
    assert made.has(lead, "keepNext")


# --- tables ---


def _grid(table: Element) -> list[int]:
    return [int(_val(column, "w")) for column in _find(table, "tblGrid")]


def _span(cell: Element) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    return int(_val(span)) if span is not None else 1


def test_widths_are_told_twice_and_fill_the_page(made: Document) -> None:
    (table,) = made.tables
    grid = _grid(table)
    assert sum(grid) == TEXT_WIDTH == int(_val(_find(table, "tblPr/tblW"), "w"))
    assert _val(_find(table, "tblPr/tblLayout"), "type") == "fixed"
    for row in table.findall(f"{W}tr"):
        start = 0
        for cell in row.findall(f"{W}tc"):
            end = start + _span(cell)
            assert int(_val(_find(cell, "tcPr/tcW"), "w")) == sum(grid[start:end])
            start = end
        assert start == len(grid)


def test_head_repeats_and_its_cells_are_merged(made: Document) -> None:
    rows = made.tables[0].findall(f"{W}tr")
    repeated = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
    assert repeated == [True, True, *[False] * (len(rows) - 2)]
    heads = [
        [(_text(c), _span(c), c.find(f"{W}tcPr/{W}vMerge")) for c in row.findall(f"{W}tc")]
        for row in rows[:2]
    ]
    assert [(text, span) for text, span, _ in heads[0]] == [
        ("序号", 1),
        ("单位", 1),
        ("市级", 2),
        ("省级", 2),
    ]
    assert [text for text, _, _ in heads[1]] == ["", "", *["任务\n（分）", "1—3月\n得分"] * 2]
    merges = [[m is not None and _val(m) for _, _, m in head] for head in heads]
    assert merges == [
        ["restart", "restart", False, False],
        ["continue", "continue", False, False, False, False],
    ]


def test_head_of_three_levels_merges_down_to_its_foot() -> None:
    columns = (
        Column(("单位",)),
        Column(("得分", "市级", "简讯"), Kind.NUMBER),
        Column(("得分", "市级", "专报"), Kind.NUMBER),
        Column(("得分", "合计"), Kind.NUMBER),
    )
    table = Table("", columns, (Section(None, (Row((Cell("甲"), *[Cell("1")] * 3)),)),))
    document = _made(annexes=(Annex("表", (TableBlock(table),)),))
    rows = document.tables[0].findall(f"{W}tr")[:3]
    texts = [[_text(cell) for cell in row.findall(f"{W}tc")] for row in rows]
    assert texts == [["单位", "得分"], ["", "市级", "合计"], ["", "简讯", "专报", ""]]
    assert all(sum(map(_span, row.findall(f"{W}tc"))) == 4 for row in rows)


def test_rows_are_not_cut_and_nothing_in_them_is_clipped(made: Document) -> None:
    for row in made.tables[0].findall(f"{W}tr"):
        assert row.find(f"{W}trPr/{W}cantSplit") is not None
        assert _val(_find(row, "trPr/trHeight"), "hRule") == "atLeast"
        for paragraph in row.iter(f"{W}p"):
            assert _val(made.property(paragraph, "pPr", "spacing"), "lineRule") == "auto"
            assert _val(made.property(paragraph, "pPr", "snapToGrid")) == "0"
            assert not made.has(paragraph, "ind")


def test_groups_and_totals_stand_out(made: Document) -> None:
    cells = {_text(cell): cell for cell in made.tables[0].iter(f"{W}tc")}
    group = cells["一、机关各科室"]
    assert _span(group) == len(COLUMNS)
    assert made.has(_find(group, "p"), "keepNext")
    fonts = {text: made.font(_find(cells[text], "p")) for text in ("单位", "合计", "人事科")}
    assert fonts == {"单位": "黑体", "合计": "黑体", "人事科": "仿宋_GB2312"}


def test_a_group_stands_out_in_a_table_of_one_column() -> None:
    table = structs.replace(
        TABLE, columns=COLUMNS[1:2], sections=(Section("一、机关各科室", (Row((Cell("甲"),)),)),)
    )
    document = _made(annexes=(Annex("名单", (TableBlock(table),)),))
    group = next(p for p in document.tables[0].iter(f"{W}p") if _text(p) == "一、机关各科室")
    assert document.style_name(group) == "表格合计"
    assert document.has(group, "keepNext")


def test_title_and_notes_surround_the_table(made: Document) -> None:
    body = list(made.root[0])
    index = body.index(made.tables[0])
    assert _text(body[index - 1]) == "信息采用得分表"
    assert made.has(body[index - 1], "keepNext")
    assert _text(body[index + 1]) == "注：“—”表示未下达任务。"
    assert not made.has(body[index + 1], "keepNext")


@pytest.mark.parametrize(("text", "kept"), [("某" * 20, True), ("某" * 30, False)])
def test_no_line_ends_an_annex_on_a_page_of_its_own(text: str, kept: bool) -> None:
    entries = tuple(Entry(f"{n}.", text, "", "") for n in (1, 2, 3))
    document = _made(annexes=(Annex("细则", (Listing("", entries),)),))
    before, last = document.styled("公文条目")[-2:]
    assert document.has(before, "keepNext") == kept
    assert _val(_find(last, "pPr/widowControl")) == "1"


def test_several_notes_are_not_parted() -> None:
    document = _made(
        annexes=(Annex("表", (TableBlock(structs.replace(TABLE, notes=("甲", "乙"))),)),)
    )
    first, second = document.styled("表注")
    assert document.has(first, "keepNext")
    assert not document.has(second, "keepNext")


def _table(
    *columns: Column, cells: tuple[str, ...] = (), rows: int = 1
) -> tuple[list[int], Document]:
    table = Table("", columns, (Section(None, (Row(tuple(map(Cell, cells))),) * rows),))
    document = _made(annexes=(Annex("表", (TableBlock(table),)),))
    return _grid(document.tables[0]), document


def test_shares_decide_widths() -> None:
    grid, _ = _table(Column(("甲",), width=3), Column(("乙",), width=1), cells=("a", "b"))
    assert grid[0] == pytest.approx(TEXT_WIDTH * 3 / 4, abs=1)
    grid, _ = _table(
        Column(("序号",), Kind.NUMBER),
        Column(("甲",), width=1),
        Column(("乙",), width=1),
        cells=("1", "某", "某"),
    )
    assert grid[1] == pytest.approx(grid[2], abs=1)
    assert grid[0] < TEXT_WIDTH / 5


def test_figures_keep_their_room_beside_long_names() -> None:
    grid, document = _table(
        Column(("单位",)),
        *[Column(("得分",), Kind.NUMBER)] * 8,
        cells=("工程质量安全管理与消防验收科" * 20, *["104.25"] * 8),
    )
    run = document.tables[0].findall(f"{W}tr")[1].findall(f"{W}tc")[1]
    size = next((int(_val(sz)) for sz in run.iter(f"{W}sz")), 24) * 10
    assert all(width >= 3 * size for width in grid[1:])


def test_longer_prose_is_set_from_the_left_and_names_are_centred() -> None:
    cells = ("某科" * 30, "我市老旧小区改造项目进展顺利" * 4, "短")
    _, document = _table(Column(("单位",)), Column(("标题",)), Column(("备注",)), cells=cells)
    row = document.tables[0].findall(f"{W}tr")[1]
    sides = [_val(document.property(p, "pPr", "jc")) for p in row.iter(f"{W}p")]
    assert sides == ["center", "left", "center"]


def test_tables_that_follow_each_other_stay_apart() -> None:
    plain = structs.replace(TABLE, title="", notes=())
    document = _made(annexes=(Annex("表", (TableBlock(plain), TableBlock(plain))),))
    tags = [child.tag for child in document.root[0]]
    assert tags.count(f"{W}tbl") == 2
    assert (f"{W}tbl", f"{W}tbl") not in set(pairwise(tags))
    assert tags[-2:] == [f"{W}p", f"{W}sectPr"], "a page needs a last paragraph"


def test_a_table_without_columns_is_its_words() -> None:
    empty = Table("无采用信息", (), (), ("注：本期无。",))
    document = _made(annexes=(Annex("表", (TableBlock(empty),)),))
    assert not document.tables
    assert "无采用信息" in _text(document.root)
    assert "注：本期无。" in _text(document.root)


def test_elements_grow_with_rows_and_no_faster() -> None:
    counts = [
        sum(1 for _ in _table(Column(("单位",)), cells=("某",), rows=n)[1].root.iter())
        for n in (100, 200, 300)
    ]
    assert counts[2] - counts[1] == counts[1] - counts[0]


# --- 版记 (7.4) ---


def test_imprint_lies_on_the_foot_of_the_page() -> None:
    document = _made(
        copies=("市委办公室", "市政府办公室"),
        printer="攀枝花市住房和城乡建设局办公室",
        printed=date(2021, 4, 16),
    )
    table = document.tables[-1]
    place = _find(table, "tblPr/tblpPr")
    assert (_val(place, "vertAnchor"), _val(place, "tblpYSpec")) == ("margin", "bottom")
    assert (_val(place, "horzAnchor"), _val(place, "tblpX")) == ("page", "1587")
    weights = {
        str(side.tag)[len(W) :]: _val(side, "sz") for side in _find(table, "tblPr/tblBorders")
    }
    assert weights == {"top": "8", "bottom": "8", "insideH": "6"}
    assert [_text(cell) for cell in table.iter(f"{W}tc")] == [
        "抄送：市委办公室，市政府办公室。",
        "攀枝花市住房和城乡建设局办公室\t2021年4月16日印发",
    ]
    assert all(document.size(p) == 14 for p in table.iter(f"{W}p"))


def test_imprint_is_there_when_there_is_something_to_say() -> None:
    assert not _made().styled("版记")
    assert [_text(p) for p in _made(copies=("市委办公室",)).styled("版记")] == [
        "抄送：市委办公室。"
    ]
    assert [_text(p) for p in _made(printer="某办公室").styled("版记")] == ["某办公室"]


# --- the file as a whole ---


def _words(circular: Circular) -> Iterator[str]:
    """Every text of the circular in the order of the page."""
    yield from (circular.letterhead, circular.number, circular.title, circular.addressees)
    yield from _block_words(circular.body)
    yield from (annex.title for annex in circular.annexes)
    yield circular.issuer
    for annex in circular.annexes:
        yield annex.title
        yield from _block_words(annex.blocks)


def _block_words(blocks: tuple[object, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(_, number, text):
                yield number + text
            case Paragraph() as paragraph:
                yield paragraph.number + paragraph.text
            case Listing(lead, entries):
                yield lead
                yield from (entry.number + entry.text for entry in entries)
            case TableBlock(table):
                yield table.title
                for section in table.sections:
                    yield section.title or ""
                    yield from (cell.text for row in section.rows for cell in row.cells)
                yield from table.notes


def test_every_word_of_the_circular_is_there_in_order(made: Document) -> None:
    page = re.sub(r"\s", "", _text(made.root))
    position = 0
    for words in _words(CIRCULAR):
        found = page.find(words, position)
        assert found >= 0, words
        position = found + len(words)


def test_same_input_same_bytes() -> None:
    assert render(CIRCULAR) == render(CIRCULAR)


def test_archive_is_sorted_and_knows_no_time(made: Document) -> None:
    assert made.names == sorted(made.names)
    assert {entry.date_time for entry in made.archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_nothing_is_left_of_a_template(made: Document) -> None:
    everything = b"".join(made.archive.read(name) for name in made.names).decode()
    for leftover in ("python-docx", "MS Mincho", "ＭＳ", "ja-JP", "Theme=", "12240", "Calibri"):
        assert leftover not in everything
    assert not [name for name in made.names if "thumbnail" in name or "theme" in name]


def test_properties_are_the_circulars() -> None:
    properties = docx.Document(BytesIO(render(CIRCULAR))).core_properties
    assert properties.title == CIRCULAR.title
    assert properties.author == properties.last_modified_by == CIRCULAR.issuer
    assert properties.created is not None
    assert properties.created.date() == CIRCULAR.issued
    assert properties.created == properties.modified


def test_python_docx_reads_it() -> None:
    document = docx.Document(BytesIO(render(CIRCULAR)))
    names = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert "公文标题" in names
    assert "一级标题" in names
    assert document.tables[0].cell(3, 1).text == "办公室（信访科）"


@pytest.mark.parametrize("fonts", [GB2312, WINDOWS])
def test_every_style_names_one_font_in_all_slots(fonts: infoscore.render.docx.fonts.Fonts) -> None:
    document = Document(render(CIRCULAR, Layout(fonts=fonts)))
    for style in document.styles.values():
        if _val(style, "type") == "paragraph":
            font = _find(style, "rPr/rFonts")
            slots = {_val(font, slot) for slot in ("ascii", "hAnsi", "eastAsia", "cs")}
            assert len(slots) == 1
            assert slots <= set(fonts.names())
    listed = [_val(font, "name") for font in document.part("word/fontTable.xml")]
    assert listed == list(fonts.names())


def test_every_run_is_set_as_chinese(made: Document) -> None:
    for run in made.root.iter(f"{W}r"):
        assert _val(_find(run, "rPr/rFonts"), "hint") == "eastAsia"


def test_every_style_in_use_is_defined(made: Document) -> None:
    parts = [made.part(name) for name in made.names if name.endswith(".xml")]
    used = {
        _val(style)
        for part in parts
        for style in part.iter(f"{W}pStyle", f"{W}rStyle", f"{W}basedOn", f"{W}next")
    }
    assert used <= made.styles.keys()


ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl pBdr tabs overflowPunct"
    " autoSpaceDE autoSpaceDN snapToGrid spacing ind jc outlineLvl rPr",
    "rPr": "rStyle rFonts b bCs color spacing w sz szCs lang",
    "tblPr": "tblpPr tblW jc tblInd tblBorders tblLayout tblCellMar",
    "trPr": "cantSplit trHeight tblHeader",
    "tcPr": "tcW gridSpan vMerge vAlign",
    "sectPr": "footerReference pgSz pgMar cols docGrid",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr",
    "settings": "zoom mirrorMargins bordersDoNotSurroundHeader bordersDoNotSurroundFooter"
    " defaultTabStop evenAndOddHeaders characterSpacingControl compat themeFontLang"
    " decimalSymbol listSeparator",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "font": "altName panose1 charset family pitch sig",
    "tbl": "tblPr tblGrid tr",
}


def test_elements_stand_in_the_order_of_the_schema() -> None:
    document = _made(copies=("甲",), printer="乙", printed=date(2021, 4, 15))
    for name in document.names:
        for element in document.part(name).iter(*(f"{W}{tag}" for tag in ORDER)):
            order = ORDER[str(element.tag)[len(W) :]].split()
            ranks = [order.index(str(child.tag)[len(W) :]) for child in element]
            assert ranks == sorted(ranks), (name, element.tag)


@pytest.mark.parametrize("text", ["甲\x00乙", "甲\x0b乙", "甲\x1f乙", "甲\ud800乙", "甲\ufffe乙"])
def test_characters_that_xml_cannot_hold_are_dropped(text: str) -> None:
    body = (Paragraph((Run(text),)),)
    cells = Table(text, (Column((text,)),), (Section(text, (Row((Cell(text),)),)),), (text,))
    document = _made(
        letterhead=text,
        number=text,
        title=text,
        addressees=text,
        issuer=text,
        body=body,
        annexes=(
            Annex(text, (TableBlock(cells), Listing(text, (Entry(text, text, text, text),)))),
        ),
        copies=(text,),
        printer=text,
    )
    assert clean(text) == "甲乙"
    assert text not in _text(document.root)
    assert _text(document.styled("公文正文")[0]) == "甲乙"


def test_line_feeds_and_tabs_are_elements() -> None:
    document = _made(body=(Paragraph((Run("甲\r\n乙\t丙"),)),))
    assert _text(document.styled("公文正文")[0]) == "甲\n乙\t丙"


def test_long_names_fill_no_more_than_the_page() -> None:
    name = "某市" * 500
    grid, document = _table(Column(("单位",)), Column((name,), Kind.NUMBER), cells=(name, "1"))
    assert sum(grid) == TEXT_WIDTH
    assert min(grid) > 0
    assert name in _text(document.tables[0])
    long = _made(letterhead=name, issuer=name, title=name, addressees=name, number=name)
    assert _text(long.styled("公文标题")[0]).replace("\n", "") == name
    assert all(_right(p) >= 0 for p in long.styled("发文机关署名"))


# --- lines of titles (7.3.1) ---


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于一季度信息工作情况的通报", ["关于一季度信息工作情况的通报"]),
        (
            "某市人民政府办公室关于2023年1—3月政务信息报送和采用情况的通报",
            ["某市人民政府办公室关于2023年1—3月", "政务信息报送和采用情况的通报"],
        ),
        (
            "关于2023年上半年全市政务信息报送采用情况的通报",
            ["关于2023年上半年全市", "政务信息报送采用情况的通报"],
        ),
    ],
)
def test_titles_break_where_words_end(title: str, lines: list[str]) -> None:
    assert balanced(title, 20) == lines


@pytest.mark.parametrize(
    "whole", ["2021年1—3月", "《每日要情》", "12.5%", "第一季度", "（试行）", "“十四五”", "100篇"]
)
def test_what_belongs_together_is_not_parted(whole: str) -> None:
    for length in range(10, 30):
        lines = balanced("某" * length + whole + "某" * (40 - length), 20)
        assert any(whole in line for line in lines), length


TITLES = st.lists(
    st.sampled_from(
        ("关于", "2021年", "一季度", "政务", "信息", "的", "和", "、", "《要情》", "某局")
    ),
    max_size=60,
).map("".join)


@settings(max_examples=60, deadline=None)
@given(TITLES)
def test_lines_hold_all_words_fit_and_begin_well(title: str) -> None:
    lines = balanced(title, 20)
    assert "".join(lines) == title
    assert all(0 < ems(line) <= 20 for line in lines)


def test_lines_form_a_trapezium_or_a_diamond() -> None:
    for size in range(24, 60):
        widths = [ems(line) for line in balanced("关于" + "信息工作" * (size // 4), 20)]
        falls = [after < before for before, after in pairwise(widths)]
        assert falls == sorted(falls), f"an hourglass: {widths}"


# --- the room ---


def test_the_library_knows_tables_and_nothing_else_of_infoscore() -> None:
    folder = Path(infoscore.render.docx.__file__).parent
    for path in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                own = name.startswith(("infoscore.render.docx", "infoscore.table"))
                assert own or not name.startswith("infoscore"), (path.name, name)
