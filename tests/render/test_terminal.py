from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from infoscore.render.terminal import render
from infoscore.render.width import columns, wrap
from infoscore.screen import visible
from infoscore.table import Cell, Column, Kind, Row, Section, Table
from tests.render.samples import SAMPLE, hostile, titled

WIDE = """\
信息采用情况

                     市级        省级
                  ----------  ----------
科室、单位        任务  得分  任务  得分  完成率
----------------  ----  ----  ----  ----  ------
一、机关各科室（含直属机构）
办公室（信访科）    16  5.33          -3   33.3%
人事科               4   2.5     —     —   62.5%
----------------  ----  ----  ----  ----  ------
二、局属单位
市质安站             8     0     3     9      0%
----------------  ----  ----  ----  ----  ------
合计                28  7.83     3     6     28%

注：—表示未下达任务。
"""

NARROW = """\
信息采用情况

                  市级        省级
               ----------  ----------
                                        完成
科室、单位     任务  得分  任务  得分     率
-------------  ----  ----  ----  ----  -----
一、机关各科室（含直属机构）
办公室（信访     16  5.33          -3  33.3%
科）
人事科            4   2.5     —     —  62.5%
-------------  ----  ----  ----  ----  -----
"""


def test_sections_share_columns_and_titles_go_across() -> None:
    assert render(SAMPLE) == WIDE
    assert render(SAMPLE, 80) == WIDE


def test_headers_wrap_first_then_text_but_no_number() -> None:
    assert render(SAMPLE, 44).startswith(NARROW)
    assert "33.3%" in render(SAMPLE, 1)


@given(hostile, st.integers(1, 200))
def test_no_line_is_wider_than_the_window_or_than_it_must(text: str, width: int) -> None:
    table = titled(text)
    least = max(map(wcswidth, render(table, 1).split("\n")))
    assert max(map(wcswidth, render(table, width).split("\n"))) <= max(width, least)


@given(hostile, st.integers(1, 60))
def test_wrapping_loses_no_word(text: str, width: int) -> None:
    seen = "".join(visible(text).split())
    assert "".join("".join(wrap(visible(text), width)).split()) == seen
    assert "".join(render(titled(text), width).split()).endswith(seen)


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x9b", "\r", "\t", "\u202e", "\u2066"])
def test_what_would_act_on_a_terminal_is_spelled_out(character: str) -> None:
    printed = render(titled(f"甲{character}[31m乙"))
    assert character not in printed
    assert f"甲{ascii(character)[1:-1]}[31m乙" in printed


def test_upper_headers_stand_once_above_their_columns_whatever_the_depth() -> None:
    columns = (
        Column(("单位",)),
        Column(("采用情况及得分", "市级", "分"), Kind.NUMBER),
        Column(("采用情况及得分", "省级"), Kind.NUMBER),
    )
    table = Table("", columns, (Section(None, (Row((Cell("甲\n乙"), Cell("1"), Cell("2"))),)),))
    assert (
        render(table)
        == """\
      采用情况及得分
      --------------
       市级
      ------
单位      分    省级
----  ------  ------
甲         1       2
乙
"""
    )


def test_empty_tables() -> None:
    assert render(Table("空表", (), ())) == "空表\n"
    assert render(Table("", (Column(("单位",)),), (Section(None, ()),))) == "单位\n----\n"


def test_closing_punctuation_starts_no_line() -> None:
    assert wrap("市住房城乡建设局，做好（工作）", 16) == ["市住房城乡建设", "局，做好（工作）"]
    assert wrap("期号 2021-02-26", 12) == ["期号", "2021-02-26"]
    assert wrap("、、、、", 2) == ["、"] * 4


_KNOWN = "".join(map(chr, [*range(0x20, 0x7F), *range(0x3000, 0x30A0), 0x4E00, 0x9FFF, 0xFF01]))


@given(
    st.text(
        st.one_of(st.characters(), st.sampled_from(_KNOWN + "·×–—…‘’“”→−÷≤≥\u200d\ufe0f👍\u0301"))
    )
)
def test_widths_are_those_of_wcwidth(text: str) -> None:
    assert columns(text) == wcswidth(text)
