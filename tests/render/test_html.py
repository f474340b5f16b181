from __future__ import annotations

from fractions import Fraction
from html.parser import HTMLParser

from hypothesis import given

from infoscore.render.html import render, table_html
from infoscore.screen import visible
from infoscore.table import Cell, Column, Kind, Row, Section, Table
from tests.render.samples import SAMPLE, hostile, titled

GOLDEN = """\
<figure>
<figcaption>信息采用情况</figcaption>
<div class="wide">
<table>
<thead>
<tr><th scope="col" class="name" rowspan="2">科室、单位</th>\
<th scope="colgroup" class="short" colspan="2">市级</th>\
<th scope="colgroup" class="short" colspan="2">省级</th><th scope="col" rowspan="2">完成率</th></tr>
<tr><th scope="col" class="short">任务</th><th scope="col" class="short">得分</th>\
<th scope="col" class="short">任务</th><th scope="col" class="short">得分</th></tr>
</thead>
<tbody>
<tr><th scope="rowgroup" colspan="6"><span>一、机关各科室（含直属机构）</span></th></tr>
<tr><td class="name">办公室（信访科）</td><td class="n">16</td><td class="n">5.33</td>\
<td class="n"></td><td class="n">-3</td><td class="n">33.3%</td></tr>
"""
_VOID = {"meta", "br", "col"}


class Reader(HTMLParser):
    """A page as a browser takes it: the text, and the elements that were closed properly."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.links: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [name for name, _ in attrs if name in {"href", "src"} or name[:2] == "on"]
        self.seen.append(tag)
        if tag == "br":
            self.texts[self.open[-1]][-1] += "\n"
        if tag not in _VOID:
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[self.open[-1]][-1] += data


def test_header_covers_sections_have_titles_and_numbers_their_class() -> None:
    assert table_html(SAMPLE).startswith(GOLDEN)
    assert '<tr class="sum"><td class="name">合计</td>' in table_html(SAMPLE)


@given(hostile)
def test_whatever_the_text_is_it_reads_back(text: str) -> None:
    reader = Reader(render(titled(text)))
    assert reader.open == []
    assert reader.links == []
    assert reader.texts["td"] == [visible(text), "16", visible(text)] * 3
    assert reader.texts.get("figcaption", [""]) == [visible(text)]
    assert reader.texts["p"] == [visible(text)]
    assert set(reader.seen).isdisjoint({"script", "a", "img", "link", "iframe"})


def test_a_page_needs_nothing_but_itself() -> None:
    source = render(SAMPLE, lang="en")
    assert '<html lang="en">' in source
    assert "default-src 'none'" in source
    assert "url(" not in source
    assert "@import" not in source


def test_widths_are_shares() -> None:
    columns = (Column(("甲",), width=1), Column(("乙",), width=3))
    table = Table("", columns, (Section(None, (Row((Cell("1"), Cell("2"))),)),))
    assert '<col style="width: 25%"><col style="width: 75%">' in table_html(table)


def test_a_width_alone_is_in_hundredths_of_the_page() -> None:
    columns = (Column(("甲",), width=40), Column(("乙",)))
    assert '<col style="width: 40%"><col>' in table_html(Table("", columns, ()))


def test_empty_tables() -> None:
    assert "<table>" not in render(Table("空表", (), ()))


def test_wide_tables_are_turned_and_set_smaller() -> None:
    """A number of up to three digits takes 2.5 ems, of which an upright page has 36."""
    for numbers, tag in {
        12: "<figure>",
        13: '<figure class="turned">',
        24: '<figure class="turned" style="--fit: 0.80">',
    }.items():
        columns = (Column(("单位",)), *(Column((str(n),), Kind.NUMBER) for n in range(numbers)))
        row = Row((Cell("市质安站"), *(Cell("105"),) * numbers))
        assert table_html(Table("", columns, (Section(None, (row,)),))).startswith(tag + "\n")


def test_the_first_words_that_stand_for_one_row_stay_in_view() -> None:
    columns = (
        Column(("序号",), Kind.NUMBER),
        Column(("组别",), merged=True),
        Column(("单位",)),
        Column(("备注",)),
    )
    row = Row((Cell("1"), Cell("机关"), Cell("办公室"), Cell("因机构改革调整")))
    page = table_html(Table("", columns, (Section(None, (row,)),)))
    assert (
        '<td class="n">1</td><td class="short">机关</td><td class="name">办公室</td>'
        "<td>因机构改革调整</td>"
    ) in page


def test_a_share_of_a_target_is_drawn() -> None:
    cells = (Cell("6", Fraction(6), Fraction(3, 8)), Cell("9", Fraction(9), Fraction(3)), Cell("0"))
    columns = tuple(Column((name,), Kind.NUMBER) for name in "甲乙丙")
    page = table_html(Table("", columns, (Section(None, (Row(cells),)),)))
    assert '6<span class="bar" title="任务的37.5%"><i style="width: 37.5%"></i></span></td>' in page
    assert 'title="任务的300%"><i style="width: 100.0%">' in page
    assert ">0</td>" in page
