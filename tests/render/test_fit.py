"""The end of the text on its page (7.3.3, 7.3.5.5): last paragraphs of any length.

``INFOSCORE_SWEEP=all`` goes through all of them in LibreOffice (three minutes), else some.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Final

import pytest

from infoscore.document import Annex, Circular, Heading
from infoscore.render import circular_docx
from infoscore.render.docx.fit import KEPT, LOOSE, Fit, Mark, Spot, Spots, fitted, unseen
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.page import STANDARD
from tests.render import halfwidth
from tests.render.checks import faults
from tests.render.circulars import BASE, body
from tests.render.measure import pages
from tests.render.rendering import missing, to_pdf
from tests.render.sweep import Sweep

# --- the choice, by hand: 22 lines a page, 7 of text on page 1 ---

TOP: Final = 737.0
"""Of a page's first line: points above the paper's foot."""
FIRST: Final = 311.0
"""Of the first line of text on page 1."""
STEP: Final = STANDARD.pitch / 20


def line(page: int, number: int) -> Spot:
    """A line of a page's text, from 0."""
    return Spot(page, (FIRST if page == 1 else TOP) - number * STEP)


def lying(begin: Spot, last: Spot, end: Spot, name: Spot, date: Spot) -> Spots:
    return dict(zip(Mark, (begin, last, end, name, date), strict=True))


def chosen(*answers: Spots) -> tuple[Fit, list[Fit]]:
    """What is chosen where the first fits lie so and all others well; and what was looked at."""
    good = lying(line(1, 0), line(1, 0), line(1, 1), line(1, 2), line(1, 6))
    looked: list[Fit] = []

    def look(fits: Sequence[Fit]) -> list[Spots]:
        at = len(looked)
        looked.extend(fits)
        return [answers[n] if n < len(answers) else good for n in range(at, len(looked))]

    return fitted(look, STANDARD, free=True), looked


WHOLE: Final = lying(line(1, 0), line(2, 3), line(2, 6), line(2, 7), line(2, 11))
PARTED: Final = lying(line(1, 0), line(1, 3), line(2, 6), line(2, 7), line(2, 11))
ALONE: Final = lying(line(1, 0), line(1, 3), line(1, 6), line(2, 0), line(2, 4))
NO_TEXT: Final = lying(line(2, 0), line(2, 0), line(2, 3), line(2, 4), line(2, 8))


@pytest.mark.parametrize(
    ("loose", "kept", "fit", "looks"),
    [
        (WHOLE, WHOLE, KEPT, 2),
        # kept, the block would leave page 1 where nothing asks for it
        (PARTED, WHOLE, LOOSE, 2),
        # four lines stay empty below line 3 of 7
        (ALONE, WHOLE, KEPT, 2),
        # the whole text would leave page 1; the first of the others does not
        (ALONE, NO_TEXT, replace(LOOSE, room=2), 7),
        ({}, {}, KEPT, 2),
    ],
    ids=["both well", "parted", "alone", "no text on page 1", "no marks"],
)
def test_the_least_gives_way(loose: Spots, kept: Spots, fit: Fit, looks: int) -> None:
    found, looked = chosen(loose, kept)
    assert (found, len(looked)) == (fit, looks)
    assert looked[:2] == [LOOSE, KEPT]


def test_two_lines_go_over_where_page_1_ends_two_lines_earlier() -> None:
    """All 7 lines of page 1 are taken: 5 may stay."""
    found, looked = chosen(ALONE, NO_TEXT, ALONE)
    assert looked[3] == found == replace(LOOSE, short=2)


def test_of_two_lines_one_goes_over() -> None:
    """Name and date stand with one line at least where page 1 has no room for three annexes."""
    two = lying(line(1, 0), line(1, 0), line(1, 1), line(2, 0), line(2, 4))
    one = lying(line(1, 0), line(1, 0), line(2, 0), line(2, 1), line(2, 5))
    found, looked = chosen(two, NO_TEXT, *[NO_TEXT] * 8, one, *[NO_TEXT] * 8, two)
    assert looked[10] == found == replace(LOOSE, short=6, whole=False)


def test_where_all_is_bad_page_1_shows_text() -> None:
    found, looked = chosen(ALONE, NO_TEXT, *[NO_TEXT] * 17, ALONE)
    assert found == looked[19] == LOOSE
    assert len(looked) == 20


def test_lines_are_set_within_a_page() -> None:
    assert [Fit(more=more).page(STANDARD).pitch for more in (-2, -1, 0, 1, 2, 4)] == [
        637, 607, 579, 554, 531, 490,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "tail", "fit"),
    [
        (4, 8, KEPT),
        (2, 5, KEPT),
        (2, 6, Fit(room=2, more=4)),
        (3, 5, Fit(kept=False, short=6, whole=False)),
    ],
)
def test_unseen_only_short_texts_give_way(lines: int, tail: int, fit: Fit) -> None:
    assert unseen(lines, tail) == fit


def test_the_file_says_what_gives_way() -> None:
    fit = Fit(kept=False, room=2, more=2, short=1)
    parts = {name: _xml(Layout(fit=fit), name) for name in ("document", "footer6", "styles")}
    assert '<w:footerReference w:type="first" r:id="rIdFirst"/>' in parts["document"]
    assert "<w:titlePg/>" in parts["document"]
    # from the number's line up to 版心, and a line
    assert f'w:line="{1984 - 1447 - 280 + 531}"' in parts["footer6"]
    assert 'w:line="531" w:lineRule="exact"' in parts["styles"]
    assert "titlePg" not in _xml(Layout(), "document")
    assert "bookmark" not in _xml(Layout(), "document")
    assert _xml(Layout(marked=True), "document").count("bookmarkStart") == len(Mark)


def _xml(layout: Layout, part: str) -> str:
    from io import BytesIO
    from zipfile import ZipFile

    with ZipFile(BytesIO(circular_docx.render(BASE, layout))) as archive:
        return archive.read(f"word/{part}.xml").decode()


# --- the pages ---

_WORDS: Final = "2021年1—3月共采用信息12条、得分7.5分，各科室要围绕中心工作报送有情况有建议的"
SHAPES: Final = [*product((True, False), range(3), ("Fandol", "half-width"))]
"""With and without seal, annexes, widths of letters, digits and marks."""


def _cases(face: str) -> dict[str, tuple[Circular, bool]]:
    """Lengths in each shape; some of them unless all are asked for."""
    found = {}
    for length, (seal, annexes, of) in product(range(1, 41), SHAPES):
        hard = seal and annexes == 2 and of == "Fandol" and length in {1, 2, 3, 4, 7, 22, 25, 28}
        turn = length % 2 and SHAPES[length // 2 % len(SHAPES)] == (seal, annexes, of)
        if of == face and (turn or hard or os.environ.get("INFOSCORE_SWEEP") == "all"):
            text = (_WORDS * 30)[: 27 * length - 5] + "。"
            several = (Heading(1, "一、", "基本情况"), body(_WORDS * 3), body(text))
            circular = replace(
                BASE,
                body=several if length // 2 % 3 == 0 and not hard else (body(text),),
                annexes=(Annex("信息采用情况", (body("见文。"),)),) * annexes,
                copies=(),
                printer="",
            )
            found[f"{length} lines, seal {seal}, {annexes} annexes"] = circular, seal
    return found


@pytest.mark.skipif(bool(missing()), reason=f"pages are not measured: {missing()}")
@pytest.mark.xdist_group("fit")
@pytest.mark.parametrize("face", ["Fandol", "half-width"])
def test_page_1_shows_text_and_the_signature_stands_with_two_lines(
    face: str, tmp_path: Path
) -> None:
    faces = halfwidth.made(tmp_path / "faces") if face == "half-width" else None
    cases = _cases(face)
    files = Sweep(faces).docx(cases)
    made = to_pdf({name: docx for name, (_, docx) in files.items()}, 900, faces)
    found = {}
    for name, (circular, seal) in cases.items():
        fit = files[name][0].fit
        wrong = faults(pages(made[name]), circular, sealed=seal)
        # lines that are not 22 to a page stand elsewhere than most checks look for them
        kinds = {"first_page", "alone", "headings", "words", "text_area"}
        found[name] = [fault for fault in wrong if not fit.more or fault.check in kinds]
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
