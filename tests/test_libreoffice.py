"""PDF through LibreOffice: where there is none, where it fails, and where it works."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from infoscore.cli import libreoffice
from tests.conftest import Run

OFFICE = libreoffice.find()


@pytest.mark.parametrize(("program", "words"), [("nowhere", "has none"), ("false", "made no file")])
@pytest.mark.usefixtures("seed")
def test_without_a_working_one_the_word_is_clear(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, words: str
) -> None:
    monkeypatch.setenv("INFOSCORE_LIBREOFFICE", program)
    result = run("circular", "--quarter", "1", "-o", "q1.pdf")
    assert result.code == 3
    assert words in result.err
    assert not (tmp_path / "q1.pdf").exists()


def test_one_that_hangs_is_stopped(seed: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    office = seed / "office"
    office.write_text("#!/bin/sh\nexec sleep 60\n", "utf-8")
    office.chmod(0o755)
    monkeypatch.setenv("INFOSCORE_LIBREOFFICE", str(office))
    monkeypatch.setattr(libreoffice, "SECONDS", 0.2)
    result = run("circular", "--quarter", "1", "-o", "q1.pdf")
    assert result.code == 3
    assert "longer than" in result.err


def test_without_one_an_imprint_is_made_and_the_doubt_is_told(
    seed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = seed / "circular.yaml"
    settings.write_text(settings.read_text("utf-8") + "printer: 局办公室\n", "utf-8")
    monkeypatch.setenv("INFOSCORE_LIBREOFFICE", "nowhere")
    result = run("circular", "--quarter", "1", "-o", "q1.docx")
    assert result.code == 0
    assert "the imprint may lie on an odd page" in result.err
    assert (seed / "q1.docx").exists()


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed: make render-setup")
def test_the_imprint_of_a_real_circular_lies_on_an_even_page(seed: Path, run: Run) -> None:
    import pypdfium2

    settings = seed / "circular.yaml"
    settings.write_text(
        settings.read_text("utf-8") + "printer: 局办公室\ncopies: [市委办公室]\n", "utf-8"
    )
    result = run("circular", "--quarter", "1", "-o", "q1.pdf")
    assert result.code == 0
    assert "wrote q1.pdf\n" in result.err
    assert ("no Chinese font" in result.err) is not libreoffice.has_chinese_font()
    data = (seed / "q1.pdf").read_bytes()
    document = pypdfium2.PdfDocument(data)
    assert libreoffice.pages(data) == len(document)
    assert len(document) % 2 == 0
    assert "印发" in document[len(document) - 1].get_textpage().get_text_bounded()


def test_the_setting_names_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFOSCORE_LIBREOFFICE", "sh")
    assert libreoffice.find() == shutil.which("sh")
