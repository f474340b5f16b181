"""PDF through LibreOffice: where there is none, where it fails, and where it works."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from infoscore.cli import libreoffice
from infoscore.render import pdf
from infoscore.render.circular_docx import render
from infoscore.render.docx.fonts import Fonts
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.named import asked
from tests.conftest import Run
from tests.render.circulars import BASE
from tests.render.samples import small_pdf

OFFICE = libreoffice.find()


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A LibreOffice that fails, to be written anew."""
    file = tmp_path_factory.mktemp("office") / "soffice"
    file.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    file.chmod(0o755)
    monkeypatch.setenv("INFOSCORE_LIBREOFFICE", str(file))
    return file


def hand_over(office: Path, data: bytes, code: int = 0) -> None:
    """Let a LibreOffice make a file of those bytes."""
    (office.parent / "made").write_bytes(data)
    office.write_text(
        '#!/bin/sh\nfor word; do [ "$last" = --outdir ] && to=$word; last=$word; done\n'
        f"cp '{office.parent}/made' \"$to/circular.pdf\"; exit {code}\n",
        "utf-8",
    )


def fonts_here(monkeypatch: pytest.MonkeyPatch, office: Path, families: str) -> None:
    """Let ``fc-list`` tell those families, whatever it is asked."""
    lister = office.with_name("fc-list")
    lister.write_text(f"#!/bin/sh\nprintf '{families}'\n", "utf-8")
    lister.chmod(0o755)
    monkeypatch.setenv("PATH", f"{office.parent}:/usr/bin:/bin")


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


def test_one_that_hangs_is_stopped(
    seed: Path, run: Run, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.write_text("#!/bin/sh\nexec sleep 60\n", "utf-8")
    monkeypatch.setattr(libreoffice, "SECONDS", 0.2)
    result = run("circular", "--quarter", "1", "-o", "q1.pdf")
    assert result.code == 3
    assert "longer than" in result.err
    assert not (seed / "q1.pdf").exists()


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", 0, "it made no file"),
        (small_pdf(), 1, "it made no file"),
        (small_pdf()[:-20], 0, "is damaged"),
        (small_pdf().replace(b"Count 1", b"Count 0"), 0, "is damaged"),
    ],
    ids=["empty", "failed", "cut off", "no page"],
)
def test_what_is_no_whole_pdf_is_not_handed_over(
    seed: Path, run: Run, office: Path, data: bytes, code: int, words: str
) -> None:
    hand_over(office, data, code)
    (seed / "q1.pdf").write_bytes(b"the old one")
    result = run("circular", "--quarter", "1", "-o", "q1.pdf")
    assert result.code == 3
    assert words in result.err
    assert (seed / "q1.pdf").read_bytes() == b"the old one"


def test_nothing_is_written_beside_a_pdf_that_fails(seed: Path, run: Run, office: Path) -> None:
    hand_over(office, b"%PDF-")
    assert run("circular", "--quarter", "1", "--docx", "--pdf", "--md").code == 3
    assert not (seed / "out").exists()


def test_a_word_file_is_made_without_a_look_where_it_fails(
    seed: Path, run: Run, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts_here(monkeypatch, office, "仿宋")
    result = run("circular", "--quarter", "1", "-o", "q1.docx")
    assert result.code == 0
    assert "made without a look at it" in result.err
    assert (seed / "q1.docx").exists()


@pytest.mark.parametrize(
    ("families", "words"),
    [
        (
            "FangSong_GB2312,仿宋_GB2312\\nSimHei,黑体\\nA\\\\-B\\n",
            "lacks them: 宋体, 方正小标宋简体; the PDF is set in SimSun 宋",
        ),
        ("仿宋_GB2312,黑体\\n宋体\\n方正小标宋简体\\n", ""),
        ("", "lacks them: 仿宋_GB2312, 宋体, 方正小标宋简体, 黑体; the PDF"),
    ],
)
@pytest.mark.usefixtures("seed")
def test_every_substituted_font_is_told(
    run: Run, office: Path, monkeypatch: pytest.MonkeyPatch, families: str, words: str
) -> None:
    hand_over(office, small_pdf())
    fonts_here(monkeypatch, office, families)
    result = run("circular", "--quarter", "1", "-o", "q1.pdf")
    assert result.code == 0
    assert words in result.err
    assert ("substituted" in result.err) is bool(words)
    assert ("no Chinese font" in result.err) is (families == "")


@pytest.mark.parametrize(("face", "told"), [("SimSun 宋", False), ("SimSun", True), ("", False)])
@pytest.mark.usefixtures("seed")
def test_a_font_for_single_characters_is_told(
    run: Run, office: Path, monkeypatch: pytest.MonkeyPatch, face: str, told: bool
) -> None:
    hand_over(office, small_pdf())
    names = ["仿宋_GB2312", "黑体", "宋体", "方正小标宋简体"]
    fonts_here(monkeypatch, office, "".join(f"{name}\\t{face}\\n" for name in names))
    result = run("circular", "--quarter", "1", "-o", "q1.pdf")
    assert result.code == 0
    assert ("that the fonts of the text lack are set in SimSun 宋" in result.err) is told
    assert "substituted" not in result.err


def test_where_fonts_are_not_listed_both_sides_are_told(
    seed: Path, run: Run, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts_here(monkeypatch, office, "")
    (office.parent / "fc-list").write_text("#!/bin/sh\nexit 1\n", "utf-8")
    hand_over(office, small_pdf().replace(b"pdfaid:part", b"pdfuaid:par"))
    result = run("circular", "--quarter", "1", "-o", "q1.pdf")
    assert result.code == 0
    assert (
        "asks for 仿宋_GB2312, 宋体, 方正小标宋简体, 黑体, the PDF is set in SimSun" in result.err
    )
    assert "makes no tagged PDF/A" in result.err
    assert pdf.is_whole((seed / "q1.pdf").read_bytes())


def test_fonts_are_those_of_styles_that_some_text_has() -> None:
    fonts = Fonts("标", "仿", "楷", "黑", "宋")
    assert asked(render(BASE, Layout(fonts=fonts, times=True))) == [
        "Times New Roman", "仿", "宋", "标", "楷", "黑",
    ]  # fmt: skip


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
    data = (seed / "q1.pdf").read_bytes()
    document = pypdfium2.PdfDocument(data)
    assert pdf.pages(data) == len(document)
    assert len(document) % 2 == 0
    assert "印发" in document[len(document) - 1].get_textpage().get_text_bounded()


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed: make render-setup")
def test_a_real_one_is_tagged_and_archival_and_the_same_at_another_time(
    seed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pypdfium2

    assert run("circular", "--quarter", "1", "-o", "1.pdf").code == 0
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert run("circular", "--quarter", "1", "-o", "2.pdf").code == 0
    one, two = ((seed / name).read_bytes() for name in ("1.pdf", "2.pdf"))
    assert one == two
    assert pdf.is_archival(one)
    document = pypdfium2.PdfDocument(one)
    assert document.is_tagged()
    assert document.get_metadata_dict()["CreationDate"] == "D:20210415000000Z'"
    assert pdf.is_whole(one)


def test_the_setting_names_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFOSCORE_LIBREOFFICE", "sh")
    assert libreoffice.find() == shutil.which("sh")
