"""Departures of a circular's Word file from GB/T 9704-2012: pairs of a clause and a key.

What the standard allows (pre-printed paper, no seal, compensated or mirrored margins) is none.
With an office's own letterhead its page, fonts and page numbers count; what it prints above the
title is its own affair.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from itertools import chain
from typing import Final

from infoscore.document import Block, Circular, Heading
from infoscore.messages import Message, msg
from infoscore.render.docx.lengths import mm
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.page import COMPENSATED, HEIGHT, STANDARD, TEXT_WIDTH, WIDTH, Page
from infoscore.render.docx.paragraphs import title_lines
from infoscore.render.docx.template import Template

_NUMBER: Final = re.compile(r"[\u4e00-\u9fff]+〔(?:19|20)\d{2}〕[1-9]\d*号", re.ASCII)
_SERIAL: Final = re.compile(r"\d{6}", re.ASCII)
_SECRECY: Final = re.compile(
    r"(?:绝密|机密|秘密)(?:★(?:[1-9]\d*(?:年|个月|天|日)|长期))?", re.ASCII
)
_URGENCY: Final = frozenset({"特急", "加急"})
_TITLE_LINES: Final = 3
_LEVELS: Final = 4
_TEXT_HEIGHT: Final = mm(225)
_TOLERANCE: Final = mm(1)

_SMALL_SONG: Final = re.compile("小标宋", re.IGNORECASE)
_FANGSONG: Final = re.compile("仿宋|fang ?song", re.IGNORECASE)
_KAI: Final = re.compile("楷|kai", re.IGNORECASE)
_HEI: Final = re.compile("黑|hei", re.IGNORECASE)
_SONG: Final = re.compile("(?<![仿标])宋|sim ?sun|(?<!fang)song", re.IGNORECASE)


def deviations(
    layout: Layout, circular: Circular, template: Template | None = None
) -> list[tuple[str, str]]:
    """Clause and key of each departure, in the order of the clauses."""
    checks = chain(_head(circular), _text(circular))
    if template is None:
        marked = bool(circular.letterhead)
    else:
        layout, marked = template.looks(layout), False
        checks = chain(checks, _template(template.departures))
    checks = chain(_page(layout.page), _fonts(layout, marked=marked), checks)
    found = [(clause, key) for clause, key, departs in checks if departs]
    return sorted(found, key=lambda pair: [int(number) for number in pair[0].split(".")])


def _page(page: Page) -> Iterator[tuple[str, str, object]]:
    if page in {STANDARD, COMPENSATED}:
        return
    paper = ((page.paper_width, WIDTH), (page.paper_height, HEIGHT))
    yield "5.1", "paper", any(abs(side - wanted) > _TOLERANCE for side, wanted in paper)
    sides = ((page.top, STANDARD.top), (page.left, STANDARD.left), (page.width, TEXT_WIDTH))
    yield "5.2.1", "margins", any(abs(side - wanted) > _TOLERANCE for side, wanted in sides)
    lines = (page.paper_height - page.top - page.bottom) // page.pitch
    yield "5.2.3", "lines", lines != _TEXT_HEIGHT // STANDARD.pitch


def _template(found: Container[str]) -> Iterator[tuple[str, str, object]]:
    """The sizes of type and page numbers that a letterhead brings."""
    yield "5.2.2", "body-size", "body-size" in found
    yield "7.3.1", "title-size", "title-size" in found
    yield "7.5", "page-number-missing", "page-number-missing" in found
    yield "7.5", "page-number-dashes", "page-number-dashes" in found
    yield "7.5", "page-number-size", "page-number-size" in found
    yield "7.5", "page-number-sides", "page-number-sides" in found
    yield "7.5", "page-number-distance", "page-number-distance" in found


def _fonts(layout: Layout, *, marked: bool) -> Iterator[tuple[str, str, object]]:
    fonts = layout.fonts
    yield "5.2.2", "body-font", not _FANGSONG.search(fonts.body)
    yield "5.2.2", "times-digits", layout.times
    yield "7.2.4", "mark-font", marked and not _SMALL_SONG.search(fonts.title)
    yield "7.3.1", "title-font", not _SMALL_SONG.search(fonts.title)
    yield "7.3.3", "heading-font", not _HEI.search(fonts.hei)
    yield "7.3.3", "second-heading-font", not _KAI.search(fonts.kai)
    yield "7.5", "page-number-font", not _SONG.search(fonts.song)


def _head(circular: Circular) -> Iterator[tuple[str, str, object]]:
    serial, secrecy, number = circular.serial, circular.secrecy, circular.number
    yield "7.2.1", "serial-digits", serial and not _SERIAL.fullmatch(serial)
    yield "7.2.1", "serial-missing", secrecy and not serial
    yield "7.2.2", "secrecy-pattern", secrecy and not _SECRECY.fullmatch(secrecy)
    yield "7.2.3", "urgency-word", circular.urgency and circular.urgency not in _URGENCY
    yield "7.2.5", "number-missing", not number
    yield "7.2.5", "number-pattern", number and not _NUMBER.fullmatch(number)


def _text(circular: Circular) -> Iterator[tuple[str, str, object]]:
    texts = (circular.body, *(annex.blocks for annex in circular.annexes))
    yield "7.3.1", "title-long", len(title_lines(circular.title)) > _TITLE_LINES
    yield "7.3.2", "addressees-missing", not circular.addressees
    yield "7.3.3", "heading-order", not all(map(_levels_in_order, texts))
    marked = any(_has_marks(annex.title) for annex in circular.annexes)
    yield "7.3.4", "annex-title-marks", marked
    yield "7.4.3", "printer-missing", circular.copies and not circular.printer
    yield "7.4.3", "printed-missing", circular.printer and circular.printed is None


def _levels_in_order(blocks: tuple[Block, ...]) -> bool:
    """No level is skipped on the way down, but 一、 may be followed by 1. (7.3.3)."""
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    if levels and max(levels) > _LEVELS:
        return False
    used = set(levels)
    return all(
        below <= above + 1 or ({above, below} == {1, 3} and used == {1, 3})
        for above, below in zip([0, *levels], levels, strict=False)
    )


def _has_marks(title: str) -> bool:
    """附件名称 takes no mark after it and no 《》 around it."""
    return title.endswith(tuple("。，；、.;,")) or (title.startswith("《") and title.endswith("》"))


_WORDS: Final[Mapping[str, Message]] = {
    "margins": msg("other margins"),
    "paper": msg("the paper is not A4, upright (210 mm × 297 mm)"),
    "lines": msg("not 22 lines on a page"),
    "body-size": msg("the text is not in size 3号 (16 pt)"),
    "title-size": msg("the title is not in size 2号 (22 pt)"),
    "page-number-missing": msg("not every page has a number"),
    "page-number-dashes": msg("page numbers do not stand between two dashes (—)"),
    "page-number-size": msg("page numbers are not in size 4号 (14 pt)"),
    "page-number-sides": msg("page numbers are not right on odd pages and left on even ones"),
    "page-number-distance": msg("page numbers do not stand 7 mm below the text"),
    "body-font": msg("the text is not in 仿宋"),
    "title-font": msg("the title is not in 小标宋"),
    "mark-font": msg("the red head is not in 小标宋"),
    "heading-font": msg("headings of the first level are not in 黑体"),
    "second-heading-font": msg("headings of the second level are not in 楷体"),
    "page-number-font": msg("page numbers are not in 宋体"),
    "times-digits": msg("digits and Latin letters are in Times New Roman"),
    "serial-digits": msg("the copy's number has not six digits"),
    "serial-missing": msg("a secret document has no copy number"),
    "secrecy-pattern": msg("the secrecy is not written like 机密★1年"),
    "urgency-word": msg("the urgency is neither 特急 nor 加急"),
    "number-missing": msg("there is no document number"),
    "number-pattern": msg("the document number is not like 某发〔2021〕1号"),
    "title-long": msg("the title takes more than three lines"),
    "addressees-missing": msg("there is no addressee"),
    "heading-order": msg("a level of headings is skipped"),
    "annex-title-marks": msg("an annex's title holds 《》 or ends in punctuation"),
    "printer-missing": msg("copies are named, but no office that prints"),
    "printed-missing": msg("no printing date is given"),
}


def told(clause: str, key: str) -> Message:
    """Say a departure."""
    return msg(
        "departs from {standard}, {clause}: {what}",
        standard="GB/T 9704-2012",
        clause=clause,
        what=_WORDS[key],
    )
