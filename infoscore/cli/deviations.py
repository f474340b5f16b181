"""Where an office's document departs from GB/T 9704-2012, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from infoscore.messages import Message, msg

STANDARD: Final = "GB/T 9704-2012"

WORDS: Final[Mapping[str, Message]] = {
    "margins": msg("other margins"),
    "lines": msg("not 22 lines on a page"),
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
    """One departure."""
    return msg(
        "departs from {standard}, {clause}: {what}",
        standard=STANDARD,
        clause=clause,
        what=WORDS[key],
    )
