"""What ``circular`` does to files that are there already, and what it says of the standard."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from infoscore.cli.deviations import WORDS
from tests.conftest import ROOT, Run

OUT = "out/2021年1—3月信息工作情况通报.docx"


def test_a_file_edited_in_word_is_kept(seed: Path, run: Run) -> None:
    made = seed / OUT
    for edition in (1, 2):
        run("circular", "--quarter", "1")
        fresh = made.read_bytes()
        with zipfile.ZipFile(made, "a") as package:  # as Word does when it saves
            package.writestr("docProps/app.xml", f"<Properties>{edition}</Properties>")
        result = run("circular", "--quarter", "1")
        assert f"as out/2021年1—3月信息工作情况通报（修改稿{edition}）.docx" in result.err
        assert made.read_bytes() == fresh
    run("circular", "--quarter", "1")
    assert len(list(made.parent.iterdir())) == 3


def test_every_deviation_has_words() -> None:
    source = (ROOT / "infoscore" / "render" / "deviations.py").read_text("utf-8")
    assert [key for key in WORDS if f'"{key}"' not in source] == []
    told = {part.split('"')[3] for part in source.split("yield ")[1:] if part.count('"') >= 4}
    assert told <= set(WORDS)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("times: true", "5.2.2: digits and Latin letters are in Times New Roman"),
        ("fonts: windows", "7.3.1: the title is not in 小标宋"),
        ("secrecy: 内部", "7.2.2: the secrecy is not written like 机密★1年"),
        ("urgency: 十万火急", "7.2.3: the urgency is neither 特急 nor 加急"),
        ("copies: [市委办公室]", "7.4.3: copies are named, but no office that prints"),
    ],
)
def test_what_an_office_decides_otherwise_is_told(
    seed: Path, run: Run, line: str, words: str
) -> None:
    settings = seed / "circular.yaml"
    text = settings.read_text("utf-8").replace("fonts: gb2312\n", "")
    settings.write_text(f"{text}{line}\n", "utf-8")
    result = run("circular", "--quarter", "1", "-o", "q1.docx")
    assert result.code == 0
    assert f"departs from GB/T 9704-2012, {words}" in result.err


@pytest.mark.usefixtures("seed")
def test_the_real_circular_departs_nowhere(run: Run) -> None:
    assert run("circular", "--quarter", "1", "-o", "q1.docx").err == "wrote q1.docx\n"
