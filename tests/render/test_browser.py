"""The circular's page in a real browser: on a phone, on a screen and on paper."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pypdfium2
import pytest

from infoscore.cli.main import run
from infoscore.document import Annex, TableBlock
from infoscore.render import circular_html
from infoscore.table import Cell, Column, Kind, Row, Section, Table
from tests.conftest import ROOT
from tests.render.circulars import BASE, body

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MONTHS = Table(
    "",
    (
        Column(("序号",), Kind.NUMBER),
        Column(("单位",)),
        *(Column((f"{month}月", head), Kind.NUMBER) for month in range(1, 13) for head in "报采"),
        Column(("全年合计",), Kind.NUMBER),
    ),
    (
        Section(
            "一、机关各科室",
            tuple(
                Row(
                    (
                        Cell(str(n)),
                        Cell(f"市住保和建设项目第{n}中心"),
                        *(Cell("105"),) * 24,
                        Cell("9753"),
                    )
                )
                for n in range(40)
            ),
        ),
    ),
)
"""25 numbers for each unit."""
PROBE = (
    "<script>const bars=[...document.querySelectorAll('.bar i')];document.title="
    "[document.documentElement.scrollWidth,innerWidth,bars.length,"
    "...bars.map(b=>Math.round(100*b.offsetWidth/b.parentElement.offsetWidth))].join(' ')</script>"
)

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium: make render-setup")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "q1.html"
    assert (
        run(["-C", str(ROOT), "circular", "--year", "2021", "--quarter", "1", "-o", str(file)]) == 0
    )
    return file


def _browse(folder: Path, *arguments: str) -> str:
    assert BROWSER is not None
    done = subprocess.run(
        [BROWSER, *FLAGS, f"--user-data-dir={folder / 'profile'}", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=True,
        env={**os.environ, "LANG": "C.UTF-8"},
    )
    return done.stdout


@pytest.mark.parametrize("width", [360, 1000])
def test_nothing_is_wider_than_the_screen_and_bars_show_shares(
    page: Path, tmp_path: Path, width: int
) -> None:
    probed = tmp_path / "probed.html"
    text = re.sub(r"<meta http-equiv=[^>]*>", "", page.read_text("utf-8"))  # lets the probe run
    probed.write_text(text.replace("</body>", f"{PROBE}</body>"), "utf-8")
    dom = _browse(tmp_path, f"--window-size={width},900", "--dump-dom", probed.as_uri())
    found = re.search(r"<title>([\d ]+)</title>", dom)
    assert found is not None
    scroll, inner, count, *shares = map(int, found[1].split())
    assert scroll <= inner
    assert count == 23 + 13  # a bar for every score against a target
    drawn = sorted(share for share in shares if share)
    assert drawn == pytest.approx([12.5, 25, 33.3, 37.5, 37.5, 100], abs=1.5)


def _printed(folder: Path, page: Path) -> list[pypdfium2.PdfPage]:
    made = folder / "printed.pdf"
    _browse(folder, "--no-pdf-header-footer", f"--print-to-pdf={made}", page.as_uri())
    return list(pypdfium2.PdfDocument(made))


def test_on_paper_every_word_is_inside_the_page(page: Path, tmp_path: Path) -> None:
    pages = _printed(tmp_path, page)
    plain = "".join(_inside(sheet, 595, 842) for sheet in pages)
    for part in ("2021〕96号", "局属各单位", "计分标准", "平均计分"):
        assert part in plain


def _inside(sheet: pypdfium2.PdfPage, width: int, height: int) -> str:
    """The text of a page of that size, of which every character is on it."""
    assert tuple(map(round, sheet.get_size())) == (width, height)
    words = sheet.get_textpage()
    for index in range(words.count_chars()):
        left, bottom, right, top = words.get_charbox(index)
        assert left >= 0
        assert bottom >= 0
        assert right <= width
        assert top <= height
    return re.sub(r"\s", "", words.get_text_bounded())


@pytest.mark.parametrize("width", [360, 1000])
def test_the_unit_stays_in_view_beside_a_wide_table(tmp_path: Path, width: int) -> None:
    circular = replace(BASE, annexes=(Annex("逐月", (TableBlock(MONTHS),)),))
    text = re.sub(r"<meta http-equiv=[^>]*>", "", circular_html.render(circular))
    probe = (
        "<script>const wide=document.querySelector('.wide'); wide.scrollLeft=9999;"
        "const seen=e=>e.getBoundingClientRect(), name=seen(wide.querySelector('td.name')),"
        "last=seen(wide.querySelector('tr td:last-child')), box=seen(wide);"
        "document.title=[document.documentElement.scrollWidth<=innerWidth, wide.scrollLeft>0,"
        "Math.abs(name.left-box.left)<2, Math.abs(last.right-box.right)<3,"
        "box.width>innerWidth-64].join(' ')</script>"
    )
    page = tmp_path / "wide.html"
    page.write_text(text.replace("</body>", f"{probe}</body>"), "utf-8")
    dom = _browse(tmp_path, f"--window-size={width},900", "--dump-dom", page.as_uri())
    found = re.search(r"<title>([^<]+)</title>", dom)
    assert found is not None
    assert found[1] == "true true true true true"


def test_on_paper_a_wide_table_is_turned_and_whole_and_has_no_bars(tmp_path: Path) -> None:
    columns = (Column(("单位",)), Column(("得分",), Kind.NUMBER))
    row = Row((Cell("办公室"), Cell("8", Fraction(8), Fraction(1, 2))))
    barred = Table("", columns, (Section(None, (row,)),))
    annexes = (Annex("分数", (TableBlock(barred),)), Annex("逐月", (TableBlock(MONTHS),)))
    page = tmp_path / "wide.html"
    page.write_text(circular_html.render(replace(BASE, annexes=annexes)), "utf-8")
    sheets = _printed(tmp_path, page)
    sizes = [tuple(map(round, sheet.get_size())) for sheet in sheets]
    turned = [at for at, size in enumerate(sizes) if size == (842, 595)]
    assert len(turned) > 1
    assert turned == list(range(turned[0], turned[-1] + 1))
    texts = [_inside(sheet, *size) for sheet, size in zip(sheets, sizes, strict=True)]
    assert "附件2逐月" in texts[turned[0]]
    assert all("单位" in texts[at] and "全年合计" in texts[at] for at in turned)
    assert sum(texts[at].count("9753") for at in turned) == 40
    drawn = sheets[turned[0] - 1].render().to_pil().convert("RGB")
    assert all(red - blue < 60 for _, (red, _, blue) in drawn.getcolors(1 << 24))


@pytest.mark.parametrize("lines", [1, 9, 13, 16])
def test_on_paper_the_signature_stands_with_text(tmp_path: Path, lines: int) -> None:
    """The body ends near the foot of the first page, or a little after it."""
    paragraphs = (*(body(f"第{n}段。") for n in range(lines)), body("末" * 70))
    page = tmp_path / "signed.html"
    annexes = (Annex("甲", (body("文"),)), Annex("乙", (body("文"),)))
    page.write_text(circular_html.render(replace(BASE, body=paragraphs, annexes=annexes)), "utf-8")
    texts = [_inside(sheet, 595, 842) for sheet in _printed(tmp_path, page)]
    (signed,) = (text for text in texts if "2021年4月15日" in text and "附件：" in text)
    assert signed.count("末") > 28
