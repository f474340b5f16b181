"""The measuring is measured: faults planted into a good file are found by the check they belong to.

Each is planted by editing the XML of a file that has none, as a careless change of the program or
of somebody in Word would.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Final, NamedTuple

import pytest

from infoscore.document import Annex, Listing
from tests.render.checks import CHECKS, Fault, faults
from tests.render.circulars import BASE, case, entries, table
from tests.render.measure import pages
from tests.render.rendering import missing, to_pdf

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"pages are not measured: {missing()}"),
    pytest.mark.xdist_group("planted"),
]

GOOD: Final = case(
    replace(
        BASE,
        secrecy="机密★1年",
        urgency="特急",
        remark="此件公开发布",
        annexes=(
            Annex("信息采用情况", (table(30, "得分表"),)),
            Annex("2021年1—3月政务信息采用详细条目", (Listing("采用：", entries(12)),)),
        ),
    )
)


Edit = tuple[str, str, str]
"""A part, a pattern in it, and what is put in its place."""


class Plant(NamedTuple):
    """A fault: what finds it, and the edits that make it."""

    check: str
    edits: tuple[Edit, ...]


def _plant(check: str, part: str, pattern: str, put: str, *more: Edit) -> Plant:
    return Plant(check, ((part, pattern, put), *more))


def _style(name: str, before: str, after: str) -> Edit:
    """Change something within a style."""
    return "styles", rf'(w:styleId="{name}"(?:(?!</w:style>).)*?){before}', rf"\g<1>{after}"


def _first(style: str, after: str = "") -> Edit:
    """Add a property to the first paragraph of a style."""
    return "document", rf'(?s)\A(.*?<w:pStyle w:val="{style}"/>)', rf"\g<1>{after}"


_BLANK: Final = '<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr></w:p>'
_KEPT_BLANK: Final = '<w:p><w:pPr><w:pStyle w:val="Normal"/><w:keepNext/></w:pPr></w:p>'

_THEME_RELATION: Final = (
    '<Relationship Id="rIdTheme" Target="theme/theme1.xml" Type="http://schemas.openxmlformats.org'
    '/officeDocument/2006/relationships/theme"/>'
)
_THEME_TYPE: Final = (
    '<Override PartName="/word/theme/theme1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
)
_FONT: Final = '<a:latin typeface="Calibri"/><a:ea typeface="宋体"/><a:cs typeface=""/>'
_THEME: Final = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office">'
    f'<a:themeElements><a:fontScheme name="Office"><a:majorFont>{_FONT}</a:majorFont>'
    f"<a:minorFont>{_FONT}</a:minorFont></a:fontScheme></a:themeElements></a:theme>"
)

PLANTED: Final = {
    "Letter paper": _plant(
        "paper", "document", r'w:pgSz w:w="\d+" w:h="\d+"', 'w:pgSz w:w="12240" w:h="15840"'
    ),
    "left margin of 31 mm": _plant("margins", "document", 'w:left="1587"', 'w:left="1757"'),
    "upper margin of 39 mm": _plant("margins", "document", 'w:top="2098"', 'w:top="2211"'),
    "lines too long": _plant("text_area", "document", 'w:right="1474"', 'w:right="1000"'),
    "21 lines, a twip too far apart": _plant(
        "lines",
        "styles",
        'w:line="579"',
        'w:line="580"',
        ("document", 'w:linePitch="579"', 'w:linePitch="580"'),
    ),
    "lines 30 pt apart": _plant(
        "lines",
        "styles",
        'w:line="579"',
        'w:line="600"',
        ("document", 'w:linePitch="579"', 'w:linePitch="600"'),
    ),
    "27 characters": _plant("characters", *_style("GongwenBody", '<w:spacing w:val="-5"/>', "")),
    "numbers on the wrong side": _plant(
        "page_numbers", "document", r'w:type="default" r:id="rIdOdd"', 'w:type="even" r:id="rIdOdd"'
    ),
    "numbers the same on both sides": _plant(
        "page_numbers", "settings", "<w:evenAndOddHeaders/>", ""
    ),
    "numbers that begin with 5": _plant(
        "page_numbers", "document", "<w:cols ", '<w:pgNumType w:start="5"/><w:cols '
    ),
    "numbers 11 mm below": _plant("page_numbers", "document", r'w:footer="\d+"', 'w:footer="1220"'),
    "numbers with hyphens": _plant("page_numbers", "footer1", "—", "-"),
    "text in 宋体": _plant("type", "document", 'w:eastAsia="仿宋_GB2312"', 'w:eastAsia="宋体"'),
    "text in a theme's font": _plant(
        "type",
        "document",
        "<w:rFonts ",
        '<w:rFonts w:eastAsiaTheme="minorEastAsia" ',
        ("word/_rels/document.xml.rels", "(</Relationships>)", rf"{_THEME_RELATION}\g<1>"),
        ("[Content_Types].xml", "(</Types>)", rf"{_THEME_TYPE}\g<1>"),
        ("theme/theme1", r"\A\Z", _THEME),
    ),
    "text of 15 pt": _plant("type", "document", '<w:sz w:val="32"/>', '<w:sz w:val="30"/>'),
    "headings not in 黑体": _plant(
        "type", "document", 'w:eastAsia="黑体"', 'w:eastAsia="楷体_GB2312"'
    ),
    "a black mark": _plant("colour", *_style("GongwenMark", "FF0000", "000000")),
    "a blue heading": _plant(
        "colour", *_style("GongwenHeading1", "<w:rPr>", '<w:rPr><w:color w:val="2F5496"/>')
    ),
    "密级 in the middle": _plant(
        "corner",
        "document",
        r'(GongwenClass"/>(?:(?!</w:pPr>).)*<w:jc w:val=)"both"',
        r'\g<1>"center"',
    ),
    "附注 from the edge": _plant("remark", *_first("GongwenRemark", '<w:ind w:firstLine="0"/>')),
    "the mark 30 mm down": _plant("mark", "document", 'w:line="826"', 'w:line="543"'),
    "a mark of two lines": _plant("mark", "document", r'<w:w w:val="\d+"/>', ""),
    "brackets of another kind": _plant("words", "document", "〔2021〕", "[2021]"),
    "the number a line too high": _plant("number", "document", rf"(?s)\A(.*?){_BLANK}", r"\g<1>"),
    "the red line at 6 mm": _plant("red_line", "document", 'w:space="8"', 'w:space="15"'),
    "no red line": _plant("red_line", "document", "<w:pBdr>.*?</w:pBdr>", ""),
    "a short red line": _plant(
        "red_line", *_first("GongwenNumber", '<w:ind w:left="640" w:right="640"/>')
    ),
    "a title from the left": _plant(
        "title", "document", 'w:jc w:val="center"', 'w:jc w:val="left"'
    ),
    "a blank line between title and 主送机关 too many": _plant(
        "addressees",
        "document",
        '(<w:p><w:pPr><w:pStyle w:val="GongwenAddressees"/>)',
        rf"{_BLANK}\g<1>",
    ),
    "no text on the first page": _plant(
        "first_page", *_first("GongwenBody", "<w:pageBreakBefore/>")
    ),
    "paragraphs without indent": _plant(
        "indents", *_style("GongwenBody", 'w:firstLine="640"', 'w:firstLine="0"')
    ),
    "items from the edge": _plant(
        "indents", *_first("GongwenItem", '<w:ind w:firstLineChars="0" w:firstLine="0"/>')
    ),
    "a number without its unit": _plant(
        "items", "document", "(第[0-9]+)期", r"\g<1></w:t><w:br/><w:t>期"
    ),
    "a last row alone": _plant(
        "rows",
        "document",
        r'(<w:pStyle w:val="GongwenTable(?:Text|Strong)"/>)<w:keepNext/>',
        r"\g<1>",
        ("document", r'w:trHeight w:val="\d+"', 'w:trHeight w:val="620"'),
    ),
    "a heading left behind": _plant(
        "headings",
        "document",
        r'(?s)(GongwenHeading1"(?:(?!</w:p>).)*</w:p><w:p><w:pPr><w:pStyle w:val="GongwenBody"/>)',
        r"\g<1><w:pageBreakBefore/>",
    ),
    "a line that begins with a comma": _plant(
        "line_breaks",
        "document",
        "重要途径，",
        '重要途径</w:t><w:br/><w:t xml:space="preserve">，',
    ),
    "附件说明 out of line": _plant(
        "annex_note", "document", 'w:left="1968" w:hangingChars="115"', ""
    ),
    "附件说明 with a tab that has no room": _plant(
        "annex_note",
        "document",
        'w:left="1968" w:hangingChars="415" w:hanging="1328"',
        'w:left="1860" w:hangingChars="400" w:hanging="1220"',
    ),
    "a date on the left": _plant(
        "signature", "document", 'w:jc w:val="right"', 'w:jc w:val="left"'
    ),
    "a date two 字 from the right": _plant(
        "signature",
        "document",
        'w:rightChars="400" w:right="1280"',
        'w:rightChars="200" w:right="640"',
    ),
    "a signature alone": _plant("alone", *_first("GongwenIssuer", "<w:pageBreakBefore/>")),
    "annexes that go on below": _plant(
        "annexes", *_style("GongwenAnnexLabel", "<w:pageBreakBefore/>", "")
    ),
    "annex titles on the second line": _plant(
        "annexes",
        "document",
        rf'({_KEPT_BLANK})(<w:p><w:pPr><w:pStyle w:val="GongwenAnnexTitle"/>)',
        r"\g<2>",
    ),
    "a head that does not repeat": _plant("table_heads", "document", "<w:tblHeader/>", ""),
    "figures on the left": _plant("tables", "document", 'w:jc w:val="center"', 'w:jc w:val="left"'),
    "a narrow table": _plant(
        "tables",
        "document",
        r'w:tblW w:w="\d+"',
        'w:tblW w:w="6000"',
        ("document", r'gridCol w:w="\d+"', 'gridCol w:w="1200"'),
        ("document", r'tcW w:w="\d+"', 'tcW w:w="1200"'),
    ),
    "clipped cells": _plant(
        "overlaps",
        "document",
        r'<w:trHeight w:val="\d+" w:hRule="atLeast"/>',
        '<w:trHeight w:val="200" w:hRule="exact"/>',
    ),
    "lines on one another": _plant(
        "overlaps",
        "styles",
        'w:line="579"',
        'w:line="240"',
        ("document", "<w:docGrid [^>]*/>", ""),
    ),
    "words lost": _plant("words", "document", "经负责人审核后按时报送", ""),
    "an item twice": _plant(
        "words",
        "document",
        r'(?s)(<w:p><w:pPr><w:pStyle w:val="GongwenItem"/>(?:(?!</w:p>).)*</w:p>)',
        r"\g<1>\g<1>",
    ),
    "版记 below the text": _plant("imprint_rules", "document", "<w:tblpPr [^>]*/>", ""),
    "版记 at the head": _plant(
        "imprint_rules", "document", 'tblpYSpec="bottom"', 'tblpYSpec="top"'
    ),
    "版记 with thick rules": _plant(
        "imprint_rules", "document", r'(<w:(?:top|bottom) w:val="single" w:sz=)"8"', r'\g<1>"18"'
    ),
    "版记 from the edge": _plant("imprint", "document", 'w:leftChars="100" w:left="280"', ""),
}


def _planted(plant: Plant) -> bytes:
    with zipfile.ZipFile(BytesIO(GOOD.docx)) as source:
        parts = {name: source.read(name).decode() for name in source.namelist()}
    for part, pattern, put in plant.edits:
        name = part if "." in part else f"word/{part}.xml"
        parts[name], count = re.subn(pattern, put, parts.get(name, ""))
        assert count, f"the good file has no {pattern}"
    result = BytesIO()
    with zipfile.ZipFile(result, "w") as target:
        for name, text in parts.items():
            target.writestr(name, text)
    return result.getvalue()


@pytest.fixture(scope="module")
def found() -> dict[str, list[Fault]]:
    """The faults of the good file ("") and of each with a planted one."""
    files = {"": GOOD.docx, **{name: _planted(plant) for name, plant in PLANTED.items()}}
    return {name: faults(pages(made), GOOD.circular) for name, made in to_pdf(files).items()}


def test_the_good_file_has_no_fault(found: dict[str, list[Fault]]) -> None:
    assert not found[""]


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str, found: dict[str, list[Fault]]) -> None:
    assert PLANTED[name].check in {fault.check for fault in found[name]}, found[name]


def test_every_check_finds_something() -> None:
    assert {plant.check for plant in PLANTED.values()} == CHECKS.keys()
