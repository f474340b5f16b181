from __future__ import annotations

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from infoscore.render.markdown import inline, paragraph, render
from infoscore.render.width import lines_of
from infoscore.table import Table
from tests.render.samples import SAMPLE, hostile, titled

GOLDEN = """\
## 信息采用情况

| 科室、单位                       |   市级 任务 |   市级 得分 |   省级 任务 |   省级 得分 |   完成率 |
|:---------------------------------|------------:|------------:|------------:|------------:|---------:|
| **一、机关各科室（含直属机构）** |             |             |             |             |          |
| 办公室（信访科）                 |          16 |        5.33 |             |          -3 |    33.3% |
| 人事科                           |           4 |         2.5 |           — |           — |    62.5% |
| **二、局属单位**                 |             |             |             |             |          |
| 市质安站                         |           8 |           0 |           3 |           9 |       0% |
| **合计**                         |      **28** |    **7.83** |       **3** |       **6** |  **28%** |

注：—表示未下达任务。
"""  # noqa: E501

_SHOWN = {"text", "code_inline", "html_inline", "softbreak", "strong_open", "strong_close"}


def parse(source: str) -> list[Token]:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(source)


def inlines(source: str) -> list[Token]:
    return [child for token in parse(source) for child in token.children or []]


def test_one_table_with_bold_titles_and_totals() -> None:
    assert render(SAMPLE) == GOLDEN


@given(hostile)
def test_whatever_the_text_is_the_table_keeps_its_shape(text: str) -> None:
    types = [token.type for token in parse(render(titled(text)))]
    cells = 3 * (types.count("tr_open") - 1)
    assert types.count("tr_open") == 5
    assert types.count("th_open") == 3
    assert types.count("td_open") == cells


@given(hostile)
def test_text_is_shown_and_never_obeyed(text: str) -> None:
    children = inlines(paragraph(text))
    assert {child.type for child in children} <= {"text", "html_inline"}
    assert {child.content for child in children if child.type == "html_inline"} <= {
        "<br>",
        "<!-- -->",
    }
    shown = "".join(
        child.content if child.type == "text" else "\n" * (child.content == "<br>")
        for child in children
    )
    assert shown.split() == "\n".join(lines_of(text)).split()


@pytest.mark.parametrize(
    "start", ["# 题", "- 一", "+ 一", "1. 一", "2) 一", "===", "> 引", "* 一", "~~~", "```", "<b>"]
)
def test_the_start_of_a_paragraph_is_text(start: str) -> None:
    assert [token.type for token in parse(paragraph(start))] == [
        "paragraph_open",
        "inline",
        "paragraph_close",
    ]
    assert "".join(child.content for child in inlines(paragraph(start))) == start


def test_a_heading_keeps_its_last_mark() -> None:
    assert [child.content for child in inlines(f"# {inline('题 #')}")] == ["题 #"]


def test_bare_addresses_are_cut_in_two() -> None:
    assert inline("见https://a.cn、www.b.cn") == "见https<!-- -->://a.cn、www<!-- -->.b.cn"
    assert inline("a@b.cn\n乙") == "a@<!-- -->b.cn<br>乙"


def test_empty_tables() -> None:
    assert render(Table("空表", (), ())) == "## 空表\n"
