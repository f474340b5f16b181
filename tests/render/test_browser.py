"""The circular's page in a real browser: on a phone, on a screen and on paper."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from infoscore.cli.main import run
from tests.conftest import ROOT

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


def test_on_paper_every_word_is_inside_the_page(page: Path, tmp_path: Path) -> None:
    made = tmp_path / "q1.pdf"
    _browse(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={made}", page.as_uri())
    pages = list(pypdfium2.PdfDocument(made))
    text = ""
    for sheet in pages:
        width, height = sheet.get_size()
        assert (round(width), round(height)) == (595, 842)
        words = sheet.get_textpage()
        text += words.get_text_bounded()
        for index in range(words.count_chars()):
            left, bottom, right, top = words.get_charbox(index)
            assert left >= 0
            assert bottom >= 0
            assert right <= width
            assert top <= height
    plain = re.sub(r"\s", "", text)
    for part in ("2021〕96号", "局属各单位", "计分标准", "平均计分"):
        assert part in plain
