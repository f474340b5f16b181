"""The pages that a printer gets, measured: each clause that can be seen, on circulars of all kinds.

What is measured and how much it may be off stands in :mod:`tests.render.checks`. All files are
converted in one go for each worker; ``--dist loadgroup`` keeps these tests on one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from infoscore.document import Annex, Circular
from infoscore.render import circular_docx
from tests.conftest import ROOT, copy_seed, run_here
from tests.render import halfwidth
from tests.render.checks import PITCH, faults
from tests.render.circulars import BASE, CASES, RANDOM, Case, any_circular, body, case, table
from tests.render.measure import RED, Page, pages
from tests.render.rendering import configuration, fonts, missing, to_pdf
from tests.render.sweep import Sweep

TEXT = (body("特此通报。"),)
LOOSE = {
    "words",
    "text_area",
    "margins",
    "page_numbers",
    "tables",
    "table_heads",
    "overlaps",
    "imprint",
}
"""The checks that hold for any words, even for those that no one would write."""

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"pages are not measured: {missing()}"),
    pytest.mark.xdist_group("pages"),
]


def _seed(folder: Path) -> Case:
    """The repository's circular of the first quarter of 2021, as the command writes it."""
    made: list[Circular] = []
    render = circular_docx.render

    def remember(circular: Circular, *options: object, **named: object) -> bytes:
        made.append(circular)
        return render(circular, *options, **named)  # type: ignore[arg-type]

    copy_seed(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        patch.setattr(circular_docx, "render", remember)
        result = run_here(["circular", "--year", "2021", "--quarter", "1", "-o", "made.docx"])
    assert result.code == 0, result.err
    return Case(made[0], (folder / "made.docx").read_bytes())


@dataclass(frozen=True)
class Rendered:
    """A circular and what was measured on its pages."""

    case: Case
    pages: tuple[Page, ...]


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rendered]:
    """Every case, converted in one call."""
    fitted = Sweep().docx({name: (case.circular, case.sealed) for name, case in CASES.items()})
    cases = {name: replace(case, docx=fitted[name][1]) for name, case in CASES.items()}
    cases["the seed's"] = _seed(tmp_path_factory.mktemp("seed"))
    made = to_pdf({name: case.docx for name, case in cases.items()})
    return {name: Rendered(case, pages(made[name])) for name, case in cases.items()}


@pytest.mark.parametrize("name", ["the seed's", *CASES])
def test_nothing_departs_from_the_standard(name: str, rendered: dict[str, Rendered]) -> None:
    case, made = rendered[name].case, rendered[name].pages
    found = faults(made, case.circular, sealed=case.sealed)
    assert not found, "\n".join(f"p. {f.page}: {f.message} ({f.check}, {f.clause})" for f in found)


def test_a_full_page_has_22_lines_of_28_characters(rendered: dict[str, Rendered]) -> None:
    page = rendered["text of many pages"].pages[1]
    lines = [line.text for line in page.lines][:-1]
    assert [len(line) for line in lines] == [28] * 22
    baselines = [line.baseline for line in page.lines][:-1]
    assert baselines[-1] - baselines[0] == pytest.approx(21 * PITCH, abs=0.2)


def test_the_seeds_circular_is_red_only_in_its_head(rendered: dict[str, Rendered]) -> None:
    first, *others = rendered["the seed's"].pages
    assert (
        "".join(g.char for g in first.glyphs if g.colour == RED) == "攀枝花市住房和城乡建设局文件"
    )
    assert [rule.colour for rule in first.rules] == [RED]
    assert not [g for page in others for g in page.glyphs if g.colour == RED]


def test_60_rows_take_three_pages_with_the_head_on_each(rendered: dict[str, Rendered]) -> None:
    parts = [grid for page in rendered["60 rows"].pages for grid in page.grids]
    assert len(parts) == 3
    assert all(part.rows[0][0].text == "单位" for part in parts)
    assert sum(len(part.rows) for part in parts) == 3 * 2 + 2 + 60


def test_wherever_a_table_ends_no_row_is_alone() -> None:
    plain = replace(BASE, copies=(), printer="")
    ends = {
        str(rows): replace(plain, annexes=(Annex("信息采用情况", (table(rows),)),))
        for rows in range(15, 31)
    }
    made = to_pdf({name: case(circular).docx for name, circular in ends.items()})
    parts = {}
    for name, circular in ends.items():
        found = pages(made[name])
        assert not faults(found, circular), name
        parts[int(name)] = [len(grid.rows) for page in found for grid in page.grids]
    # Two rows of head, two titles and 18 rows fill the page; the note takes three along.
    assert [parts[rows] for rows in (17, 18, 21, 30)] == [[21], [19, 5], [22, 5], [22, 14]]


def test_300_items_are_numbered_over_all_pages(rendered: dict[str, Rendered]) -> None:
    made = rendered["300 items"].pages
    starts = [
        line.text.partition(".")[0]
        for page in made
        for line in page.lines
        if "." in line.text[:4] and abs(line.left - 39.3) < 0.5 and line.text[:1].isdigit()
    ]
    assert starts[-300:] == [str(number) for number in range(1, 301)]
    assert len(made) > 20


@pytest.mark.parametrize("count", [1, 2, 10])
def test_names_of_annexes_stand_where_a_full_stop_is_half_a_character_wide(
    count: int, tmp_path: Path
) -> None:
    long = Annex("某某彝族自治州住房和城乡建设局2021年第一季度政务信息报送采用情况详细条目", TEXT)
    circular = replace(BASE, annexes=(Annex("信息采用情况", TEXT),) * (count - 1) + (long,))
    made = to_pdf({"": case(circular).docx}, faces=halfwidth.made(tmp_path / "fonts"))
    assert not faults(pages(made[""]), circular)


@settings(max_examples=1, derandomize=True, phases=[Phase.generate])
@given(st.lists(st.integers(10**3, 10**9), min_size=10, max_size=10, unique=True))
def test_whatever_it_says_nothing_overlaps_clips_or_leaves_the_text_area(seeds: list[int]) -> None:
    circulars = {str(seed): any_circular(seed) for seed in seeds}
    made = to_pdf({name: case(circular).docx for name, circular in circulars.items()})
    for name, circular in circulars.items():
        found = faults(pages(made[name]), circular, sealed=True)
        assert [fault for fault in found if fault.check in LOOSE] == [], name


@pytest.mark.parametrize("seed", RANDOM)
def test_random_circulars_have_many_parts(seed: int, rendered: dict[str, Rendered]) -> None:
    assert len(rendered[f"random {seed}"].pages) >= 2


@pytest.mark.parametrize(
    ("length", "numbers"),
    [
        (50, ["—1—", "—2—"]),
        # Without 版记 two pages: one is left blank, and neither it nor 版记's has a number.
        (60, ["—1—", "—2—", "", "攀枝花市住房和城乡建设局办公室2021年4月16日印发"]),
        (80, ["—1—", "—2—", "—3—", "—4—"]),
    ],
)
def test_the_imprint_ends_an_even_page(length: int, numbers: list[str]) -> None:
    words = body("各科室要做好信息工作" * length)
    circular = replace(BASE, body=(words, body("特此通报。")), annexes=())

    layout, _ = Sweep().docx({"": (circular, True)})[""]
    docx = circular_docx.render_even(circular, layout, _count)
    made = pages(to_pdf({"": docx})[""])
    assert [page.lines[-1].text if page.lines else "" for page in made] == numbers
    assert not faults(made, circular)


def _count(docx: bytes) -> int:
    return len(pages(to_pdf({"": docx})[""]))


@pytest.mark.parametrize(("rows", "last"), [(10, 2), (18, 4)])
def test_the_imprint_leaves_a_table_where_it_stands(rows: int, last: int) -> None:
    """Below 18 rows it has no room, and would move all of them to a page of their own."""
    annexes = (Annex("信息采用情况", (table(rows),)),)
    circular = replace(BASE, body=(body("现将情况通报如下。"),), annexes=annexes)
    layout, _ = Sweep().docx({"": (circular, True)})[""]
    docx = circular_docx.render_even(circular, layout, _count)
    made = pages(to_pdf({"": docx})[""])
    assert len(made) == last
    assert [len(page.grids) for page in made[:2]] == [0, 1]
    assert made[1].lines[0].text == "附件"


def test_an_example_with_an_imprint_is_made_and_looked_at_by_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Circular] = []
    render = circular_docx.render

    def remember(circular: Circular, *options: object, **named: object) -> bytes:
        made.append(circular)
        return render(circular, *options, **named)  # type: ignore[arg-type]

    folder = copytree(ROOT / "examples" / "lianyungang", tmp_path / "lianyungang")
    monkeypatch.setenv("FONTCONFIG_FILE", str(configuration(tmp_path, fonts())))
    monkeypatch.setattr(circular_docx, "render", remember)
    command = ["-C", str(folder), "circular", "--year", "2021", "--month", "1"]
    result = run_here([*command, "--as-of", "2021-02-10", "-o", str(tmp_path / "made.pdf")])
    assert result.code == 0, result.err
    found = pages((tmp_path / "made.pdf").read_bytes())
    assert len(found) % 2 == 0
    assert "印发" in "".join(glyph.char for glyph in found[-1].glyphs)
    # its number is to be filled in by hand
    assert not [fault for fault in faults(found, made[-1]) if fault.check != "number"]
