"""A pile of records, logged one after the other at a terminal that moves its cursor."""

from __future__ import annotations

import os
import re
import signal
from datetime import date
from pathlib import Path

import pytest

from infoscore.reading.yamltext import parse
from tests.conftest import ROOT
from tests.test_machine import _Terminal

UP, DOWN, LEFT, RIGHT, HOME = "\x1b[A", "\x1b[B", "\x1b[D", "\x1b[C", "\x01"
BACKSPACE, ENTER, CTRL_C, CTRL_D, CLEAR = "\x7f", "\r", "\x03", "\x04", "\x15"
PASTE = "\x1b[200~{}\x1b[201~"
UNITS = ["房产科", "住保办", "建管科", "城建科", "村镇科", "市政科"]


class _Screen(_Terminal):
    """A terminal whose keys are pressed once a question has come."""

    def __init__(self, *arguments: str, cwd: Path) -> None:
        super().__init__(*arguments, cwd=cwd, kind="xterm-256color")

    def answer(self, question: str, keys: str) -> None:
        self.wait_for(question)
        self.seen = ""
        os.write(self.handle, (keys + ENTER).encode())

    def told(self, text: str) -> None:
        """What is told before the next question."""
        self.wait_for(text)
        self.seen = self.seen.partition(text)[2]

    def log(self) -> None:
        self.answer("Log it?", "")
        self.wait_for(".yaml")


def _adoptions(root: Path) -> dict[str, dict[str, object]]:
    """What the files of 2026 say, by title."""
    found: dict[str, dict[str, object]] = {}
    for file in (root / "adoptions" / "2026").glob("*.yaml"):
        (document,), problems = parse(file.read_bytes(), file.name)
        assert problems == []
        assert isinstance(document.value, dict)
        found[document.value["title"]] = document.value
    return found


def _with_corrections(screen: _Screen) -> None:
    """Arrows, Backspace over whole characters, a date back, a wrong unit."""
    screen.answer(
        "Title", f"推进安权{BACKSPACE}{BACKSPACE}安全工{LEFT}{LEFT}{LEFT}放心{RIGHT}{HOME}我市"
    )
    screen.answer("Date", "3.28")
    screen.answer("Outlet (1 每日要情", "<")
    screen.answer("Date (Enter: 2026-03-28)", "3.72")
    screen.told("there is no such date")
    screen.answer("Date", "3月29日")
    screen.answer("Outlet", "报")
    screen.told("did you mean “省办专报”?")
    screen.answer("Outlet", "2")
    screen.answer("Form", "jx")
    screen.answer("Issue", "7<")
    screen.answer("Form (1 简讯, 2 专报; Enter: 简讯)", "")
    screen.answer("Issue (empty: none): 7", f"{BACKSPACE}8")
    screen.answer("Units", "房产科、住宝办")
    screen.told("did you mean “住保办”")
    screen.answer("Units", f"{BACKSPACE * 2}保办")
    screen.wait_for("我市推进放心安全工")
    screen.answer("Log it? (Enter: yes; 1 to 6: change it", "1")
    screen.answer("Title: 我市推进放心安全工", "作")
    screen.log()


def test_thirty_adoptions_in_one_go(seed: Path) -> None:
    screen = _Screen("add", "--date", "2026-03-27", cwd=seed)
    for number in range(20):  # the outlet and the next issue are offered
        screen.answer("Title", f"第{number}条信息")
        screen.answer("Outlet", "mryq" if number == 0 else "")
        screen.answer("Form", "12"[number % 2])
        screen.answer("Issue", "15" if number == 0 else "")
        screen.answer("Units", f"{UNITS[number % 6]}、{number % 5 + 12}")
        screen.log()
    screen.answer("Title", "")
    screen.wait_for("20 records are logged")
    assert screen.exit_code() == 0
    screen = _Screen("add", cwd=seed)
    _with_corrections(screen)
    for number in range(21, 29):
        screen.answer("Title", f"{UP}{UP}{CLEAR}第{number}条信息")
        screen.answer("Date (Enter: 2026-03-29)", "")
        screen.answer("Outlet", "")
        screen.answer("Form", "1")
        screen.answer("Issue", "-" if number == 28 else "")
        screen.answer("Units", PASTE.format("房产科\n住保办\n"))
        screen.log()
    screen.answer("Title", f"{UP}{BACKSPACE * 4}篇")  # the one before, from the history
    for question in ("Date", "Outlet"):
        screen.answer(question, "")
    screen.answer("Form", "1")
    screen.answer("Issue (Enter: 16; -: none)", "")
    screen.told("Units")
    os.write(screen.handle, b"zb")
    screen.told("17 住保和建设项目中心")  # what is offered
    screen.answer("", f"\t{DOWN}")
    screen.log()
    screen.answer("Title", CTRL_D.rstrip())
    screen.wait_for("10 records are logged")
    assert screen.exit_code() == 0
    found = _adoptions(seed)
    assert len(found) == 30
    assert [found[f"第{number}条信息"]["issue"] for number in range(20)] == [
        str(issue) for issue in range(15, 35)
    ]
    assert found["第7条信息"]["units"] == ["住保办", "建设建材工会"]
    assert found["我市推进放心安全工作"] == {
        "date": "2026-03-29",
        "title": "我市推进放心安全工作",
        "outlet": "工作动态",
        "issue": "8",
        "form": "简讯",
        "units": ["房产科", "住保办"],
    }
    assert (found["第27条信息"]["issue"], found["第28条信息"].get("issue")) == ("15", None)
    assert found["第28条信息"]["units"] == ["房产科", "住保办"]
    assert found["第2篇"]["units"] == ["住保和建设项目中心"]


@pytest.mark.parametrize(
    ("ending", "code", "said"),
    [
        (CTRL_C, 130, "interrupted; nothing half-written was left"),
        (CTRL_D, 2, "stopped; what was not confirmed is not logged"),
        (None, 130, "interrupted"),
    ],
)
def test_what_was_confirmed_stays(seed: Path, ending: str | None, code: int, said: str) -> None:
    screen = _Screen("add", "--outlet", "每日要情", "--form", "简讯", cwd=seed)
    for title in ("甲", "乙"):
        screen.answer("Title", title)
        screen.answer("Date", "2026-03-27")
        screen.answer("Issue", "")
        screen.answer("Units", "房产科")
        if title == "甲":
            screen.log()
    screen.wait_for("Log it?")
    if ending is None:
        os.kill(screen.pid, signal.SIGINT)
    else:
        os.write(screen.handle, ending.encode())
    screen.wait_for("1 record is logged")
    screen.wait_for(said)
    assert screen.exit_code() == code
    assert list(_adoptions(seed)) == ["甲"]


def test_what_turns_out_wrong_is_asked_again_in_words_of_the_question(seed: Path) -> None:
    screen = _Screen("add", "--outlet", "每日要问", "--date", "2021-03-06", cwd=seed)
    screen.answer("Title", "甲")
    screen.answer("Issue", "")
    screen.answer("Units", "房产科")
    screen.told("--outlet: there is no outlet called “每日要问”")
    screen.answer("Outlet", "1")  # asked of each record from now on
    screen.answer("Form", "1")
    screen.log()
    screen.answer("Title", "乙")
    screen.answer("Outlet (1 每日要情, 2 工作动态, 3 省委省政府信息; Enter: 每日要情)", "")
    screen.answer("Form", "1")
    screen.answer("Issue", "15")
    screen.answer("Units", "房产科、房产科")
    screen.told("Units: the unit “房地产市场监管科” is named twice")
    screen.answer("Units (?: list them; one or more): 房产科、房产科", f"{BACKSPACE * 4}")
    screen.log()
    screen.answer("Title", "乙")
    screen.answer("Outlet", "")
    screen.answer("Form", "2")
    screen.answer("Issue", "15")
    screen.answer("Units", "房产科")
    screen.wait_for("this adoption is recorded already, with other values: form")
    screen.answer("What now? (+: it is another event; 1 to 5: change it", "3")
    screen.answer("Form", "1")
    screen.answer("Log it?", "n")
    screen.answer("Title", "")
    assert screen.exit_code() == 0
    assert len(list(seed.glob("adoptions/2021/2021-03-06-*"))) == 2


ANSWERS = [
    "我市推进老旧小区加装电梯", "2021-3-31", "", "jx", "<", "2", "35", "fck、住宝办",
    "fck、住保办", "", "",
]  # fmt: skip
_SHOWN = re.compile(r"<!-- terminal: infoscore (.*) -->\n```text\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("document", ["docs/commands.md", "docs/manual.zh-CN.md"])
def test_the_documents_show_what_is_asked(
    seed: Path, document: str, request: pytest.FixtureRequest
) -> None:
    path = ROOT / document
    text = path.read_text("utf-8")
    found = _SHOWN.search(text)
    assert found
    screen = _Terminal(*found[1].split(), cwd=seed)
    happened = ""
    for answer in ANSWERS:
        screen.wait_for("）： " if "zh" in found[1] else "): ")
        happened += screen.seen
        screen.type(answer)
    assert screen.exit_code() == 0
    happened = happened.replace(date.today().isoformat(), "2026-04-02")
    shown = "".join(f"{line.rstrip()}\n" for line in happened.splitlines())
    if shown != found[2] and request.config.getoption("--update-cases"):
        path.write_text(text[: found.start(2)] + shown + text[found.end(2) :], "utf-8")
    assert shown == found[2]
