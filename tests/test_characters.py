"""Characters that no text needs are refused wherever they are typed; all others are left alone."""

from __future__ import annotations

import io

import pytest

from infoscore.characters import called, half_width, stray
from infoscore.cli.console import Console
from infoscore.messages import msg
from infoscore.problems import Code, Place, Problem
from infoscore.reading.yamltext import decode
from infoscore.workspace.intake import documents
from tests.conftest import Run


@pytest.mark.parametrize(
    "text",
    [
        "葛\U000e0100城", "﨑塚", "𠮷野家", "\U0002ebf0\U000323b0", "⿰氵日", "\ue000\U000f0001",
        "👨\u200d👩\u200d👧", "❤\ufe0f\u200d🔥", "1\ufe0f\u20e3", "👩🏽\u200d⚕\ufe0f", "①㈱",
        "می\u200cخواهم", "क्\u200dष", "ᠠ\u180eᠠ", "ᠠ\u180b", "ئۇيغۇر", "བོད་",
        "甲\u3000乙\xa0丙\t丁\n", "，\ufe00", "\ufffd", "a\u0301",
    ],
)  # fmt: skip
def test_what_texts_need(text: str) -> None:
    assert stray(text) is None


@pytest.mark.parametrize(
    "character",
    "\0\x07\r\x1b\x7f\x85\xad\u034f\u061c\u115f\u17b4\u180b\u180e\u200b\u200c\u200d\u200e\u2028"
    "\u202e\u2060\u2066\u2800\u3164\ud800\udcff\ufdd0\ufe0e\ufe0f\ufeff\uffa0\ufff9\ufffc"
    "\uffff\U0001d173\U0002ffff\U000e0001\U000e0041\U000e007f\U0010fffe",
)
def test_what_no_text_needs(character: str) -> None:
    assert stray(f"甲{character}科") == 1
    assert stray(f"{character}甲科") == 0


def test_a_selector_needs_a_hanzi_and_a_joiner_an_emoji() -> None:
    assert stray("a\U000e0100") == 1
    assert stray("1\ufe0f期") == 1
    assert stray("❤\ufe0f\ufe0f") == 2


def test_they_are_called_by_code_point_and_name() -> None:
    assert called("\u200b") == "U+200B ZERO WIDTH SPACE"
    assert called("\x07") == "U+0007"


@pytest.mark.parametrize("file", ["f.yaml", "f.csv", "f.json"])
def test_a_file_tells_line_and_column(file: str) -> None:
    found = decode("\ufeff甲\r\n乙: 甲\u200b科\r\n".encode(), file)
    assert isinstance(found, Problem)
    assert (found.code, found.place) == (Code.CONTROL_CHARACTER, Place(file, 2, 5))
    assert found.message.args == {"character": "U+200B ZERO WIDTH SPACE"}


def test_an_escape_is_no_way_in() -> None:
    for data in (b'{"title": "\\u7532\\u200b"}', b'title: "\\u7532\\u200b"'):
        found, problems = documents(data, "f.json" if data[:1] == b"{" else "f.yaml", ())
        assert not found
        assert [problem.message.args["n"] for problem in problems] == [2]


@pytest.mark.usefixtures("seed")
def test_every_option_that_is_no_path(run: Run) -> None:
    done = run("list", "--unit", "房产\u200b科", "--outlet", "每日要情", "--form", "\xad简讯")
    assert done.code == 1
    assert "--unit: error: character 3 here, U+200B ZERO WIDTH SPACE, cannot" in done.err
    assert "--form: error: character 1 here, U+00AD SOFT HYPHEN, cannot" in done.err
    assert "UNIT: error" in run("explain", "房产\u200b科").err
    assert "--month: error" in run("tally", "--month", "1\u200b").err
    assert "no file" in run("add", "--from", "房产\u200b科.csv").err


def test_an_answer_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("甲\u200b\n 乙 \n"))
    assert Console("en").ask(msg("Title:")) == "乙"
    assert capsys.readouterr().err.count("character 2 here, U+200B") == 1


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ('推进"放管服"改革,提速', '",'),
        ("情况良好;", ";"),
        ("附件(略)", "()"),
        ("工作 (A类) 情况", ")"),
        ("完成. 下一步", "."),
        ("局.站", "."),
        ("推进“放管服”改革，提速；", ""),
        ("9:30, 见Word(A), 3.5分, 1. 甲", ","),
        ("www.a.cn的附件.docx", ""),
    ],
)
def test_half_width_marks_beside_hanzi(text: str, marks: str) -> None:
    assert "".join(half_width(text)) == marks
