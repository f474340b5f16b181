"""The page that a unit is handed, and ``explain`` on terminals."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from infoscore.cli import output
from infoscore.render.width import display_width
from tests.conftest import Run


def _words(page: str) -> str:
    return re.sub(r"<[^>]+>", "|", page[page.index("<body") :])


def test_each_item_in_words_of_the_rules(run: Run, seed: Path) -> None:
    del seed
    page = _words(run("explain", "房产科", "--quarter", "1", "--html", "-o", "-").out)
    for said in (
        "房地产市场监管科2021年1—3月政务信息得分明细",
        "被采用信息3篇，市级得6分（全年任务16分，年初以来累计6分，完成37.5%），省级得9分",
        "省级得9分（全年任务3分，年初以来累计9分，完成300%）。",
        "（工作动态（2021）第10期），与局办公室、住保办合写",
        "被市政府办公室《工作动态》采用1篇简讯计4分。多个科室、单位供稿的",
        "多个科室、单位供稿的，平均计分，每个科室、单位的得分向上取整。",
        "4分，3个单位平均，4÷3≈1.33分，向上取整，得2分",
        "2 + 4 = 6",
        "被省委、省政府信息公开办《省委省政府信息》采用1篇专报计9分。",
    ):
        assert said in page
    assert "outlets." not in page
    assert "joint" not in page


def test_no_points(run: Run, seed: Path) -> None:
    del seed
    page = _words(run("explain", "人事科", "--quarter", "1", "--html", "-o", "-").out)
    assert "没有信息被采用，市级得0分（全年任务4分，年初以来累计0分，完成0%）。" in page
    assert "1.被市委办公室《每日要情》、市政府办公室《工作动态》采用1篇简讯计4分" in page


def test_the_word_file_says_the_same(run: Run, seed: Path) -> None:
    result = run("explain", "房产科", "--quarter", "1", "--docx")
    assert result.err == "wrote out/房地产市场监管科2021年1—3月政务信息得分明细.docx\n"
    (file,) = (seed / "out").iterdir()
    with zipfile.ZipFile(file) as package:
        words = re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode())
    assert "4分，3个单位平均，4÷3≈1.33分，向上取整，得2分" in words


@pytest.mark.parametrize("width", [80, 60])
@pytest.mark.parametrize("command", [("explain", "房产科"), ("list",)], ids=" ".join)
def test_a_terminal_is_wide_enough(
    command: tuple[str, ...],
    width: int,
    run: Run,
    seed: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del seed
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(output, "_is_terminal", lambda: True)
    lines = run(*command, "--quarter", "1").out.splitlines()
    assert max(map(display_width, lines)) <= width
    if command[0] == "explain":
        assert any(line.endswith(" adoptions/2021/2021-02-26-e751fb.yaml") for line in lines)


def test_one_file_for_one_format(run: Run, seed: Path) -> None:
    del seed
    assert run("explain", "房产科", "--docx", "--html", "-o", "x.docx").code == 2
    assert run("explain", "房产科", "--docx", "--format", "csv").code == 2
