"""What ``circular`` does to files that are there already, and what it says of the standard."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from infoscore.render.deviations import _WORDS as WORDS
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
    assert [key for key in WORDS if source.count(f'"{key}"') < 2] == []
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


def test_an_office_s_own_letterhead(seed: Path, run: Run) -> None:
    letterhead = docx.Document()
    letterhead.add_paragraph("某某市住房和城乡建设局（自有版头）")
    letterhead.add_paragraph("文号：{{发文字号}}")
    letterhead.add_paragraph("{{正文}}")
    letterhead.save(str(seed / "head.docx"))
    result = run("circular", "--quarter", "1", "--template", "head.docx", "-o", "q1.docx")
    assert result.code == 0
    assert {line.partition(",")[0] for line in result.err.splitlines()[:-1]} == {
        "departs from GB/T 9704-2012"
    }
    assert "5.1: the paper is not A4" in result.err
    words = [one.text for one in docx.Document(str(seed / "q1.docx")).paragraphs]
    assert words[:2] == ["某某市住房和城乡建设局（自有版头）", "文号：攀住建发〔2021〕96号"]
    assert "{{正文}}" not in words
    assert "攀枝花市住房和城乡建设局文件" not in words
    assert "局属各单位，机关各科室：" in words


def test_every_unknown_place_of_a_letterhead_is_told(seed: Path, run: Run) -> None:
    letterhead = docx.Document()
    letterhead.sections[0].header.paragraphs[0].text = "某局 {{电话}}"
    for text in ("文号：{{文号}}", "密级：｛｛密级｝｝", "字{{正文}}", "{{正文}}", "落款"):
        letterhead.add_paragraph(text)
    letterhead.save(str(seed / "head.docx"))
    command = ("circular", "--quarter", "1", "--template", "head.docx", "-o", "q1.docx")
    result = run(*command)
    names = "发文机关标志 发文字号 份号 密级 紧急程度 number serial secrecy urgency 正文 body"
    places = ", ".join(f"{{{{{name}}}}}" for name in names.split())
    assert result.code == 1
    assert result.err.splitlines() == [
        "head.docx: {{文号}} in the text cannot be filled in: “文号：{{文号}}”",
        "  did you mean {{发文字号}}, {{正文}}, {{份号}}?",
        "head.docx: ｛｛密级｝｝ in the text cannot be filled in: “密级：｛｛密级｝｝”",
        "  write {{密级}}, with two braces of half width on each side",
        "head.docx: {{正文}} in the text cannot be filled in: “字{{正文}}”",
        "  write {{正文}}, in braces of half width, as a paragraph of its own in the text",
        "head.docx: {{电话}} in a header cannot be filled in: “某局 {{电话}}”",
        f"  the places are: {places}",
        "4 errors; nothing was made",
    ]
    assert not (seed / "q1.docx").exists()


def test_what_a_letterhead_loses_is_told(seed: Path, run: Run) -> None:
    letterhead = docx.Document()
    for text in ("{{number}}", "{{正文}}", "抄送：市委办公室"):
        letterhead.add_paragraph(text)
    letterhead.save(str(seed / "head.docx"))
    result = run("circular", "--quarter", "1", "--template", "head.docx", "-o", "q1.docx")
    assert result.code == 0
    assert "after {{正文}} in the letterhead is not printed: “抄送：市委办公室”" in result.err
    assert "has no place" not in result.err


def test_a_letterhead_without_a_place_for_the_number(seed: Path, run: Run) -> None:
    docx.Document().save(str(seed / "head.docx"))
    result = run("circular", "--quarter", "1", "--template", "head.docx", "-o", "q1.docx")
    assert result.code == 0
    assert "the letterhead has no place {{发文字号}}" in result.err


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is no .docx file"),
        (b"PK\x03\x04", "cannot be used as a letterhead"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "it is an old .doc file"),
        ("不是压缩包".encode(), "it is no .docx file"),
    ],
)
def test_a_hostile_letterhead_is_refused(seed: Path, run: Run, data: bytes, words: str) -> None:
    (seed / "head.docx").write_bytes(data)
    result = run("circular", "--quarter", "1", "--template", "head.docx", "-o", "q1.docx")
    assert result.code == 1
    assert words in result.err
    assert not (seed / "q1.docx").exists()


@pytest.mark.usefixtures("seed")
def test_a_letterhead_that_is_not_there(run: Run) -> None:
    result = run("circular", "--quarter", "1", "--template", "nowhere.docx")
    assert result.code == 2
    assert "there is no file nowhere.docx" in result.err


HOSTILE = [
    "字" * 3000,
    "控制\\u0007字符",
    "表情🎉与生僻字𠮷",
    "引号“”‘’\"'——……—–-",
    "<b>&amp;{{ received }}**粗**</b>",
    "=1+1",
]


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_titles_of_every_kind(seed: Path, run: Run, title: str) -> None:
    record = (
        f'date: 2021-03-02\ntitle: "{title.replace(chr(34), chr(92) + chr(34))}"\n'
        "outlet: 工作动态\nform: 简讯\nunits: [房产科]\n"
    )
    (seed / "adoptions" / "2021" / "odd.yaml").write_text(record, "utf-8")
    text = seed / "circulars" / "2021-Q1.md"
    head = "---\n" + f"title: '{title[:60].replace(chr(39), chr(39) * 2)}'\n"
    text.write_text(text.read_text("utf-8").replace("---\n", head, 1), "utf-8")
    results = [
        run("circular", "--quarter", "1", "-o", f"q1.{kind}") for kind in ("docx", "html", "md")
    ]
    codes = {result.code for result in results}
    assert codes in ({0}, {1})
    if codes == {0}:
        made = docx.Document(str(seed / "q1.docx"))
        shown = "".join(one.text for one in made.paragraphs)
        assert title in shown
    else:
        assert "[control-character]" in results[0].err
