"""Commands that change what is there: side by side, at a terminal, and back again."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from infoscore.workspace.writing import journal
from infoscore.workspace.writing.files import NewFile
from infoscore.workspace.writing.transaction import Transaction
from tests.conftest import ROOT, Run
from tests.test_machine import PROGRAM, _Terminal

TITLE = "我市老旧小区改造项目进展顺利"
FILE = Path("adoptions/2021/2021-03-30-9438a8.yaml")
ENDORSE = ["endorse", TITLE, "--by", "市长", "--date"]


@pytest.fixture
def ruled(seed: Path) -> Path:
    """The real workspace, under rules that know all kinds of records."""
    rules = ROOT / "tests" / "cases" / "endorse" / "tree" / "rules.yaml"
    (seed / "rules.yaml").write_bytes(rules.read_bytes())
    return seed


def test_eight_at_once_change_one_file_and_lose_nothing(ruled: Path) -> None:
    running = [
        subprocess.Popen([*PROGRAM, *ENDORSE, f"2021-04-0{number % 6 + 1}"], cwd=ruled)
        for number in range(8)
    ]
    assert [one.wait() for one in running] == [0] * 8
    text = (ruled / FILE).read_text("utf-8")
    assert [text.count(f"2021-04-0{day}") for day in range(1, 7)] == [1] * 6
    assert not list(ruled.rglob(".*"))


def test_a_file_that_changes_meanwhile_is_read_again(
    ruled: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_all = Transaction.write_all

    def after_an_editor(transaction: Transaction, files: Iterable[NewFile]) -> None:
        path = ruled / FILE
        if b"duplicate_ok" not in path.read_bytes():
            path.write_bytes(path.read_bytes() + b"duplicate_ok: true\n")
        write_all(transaction, files)

    monkeypatch.setattr(Transaction, "write_all", after_an_editor)
    assert run(*ENDORSE, "2021-04-01").code == 0
    text = (ruled / FILE).read_text("utf-8")
    assert "duplicate_ok: true" in text
    assert "{by: 市长, date: 2021-04-01}" in text


def test_undo_brings_back_every_byte_unless_somebody_builds_on_it(ruled: Path, run: Run) -> None:
    path = ruled / FILE
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    assert run(*ENDORSE, "2021-04-01").code == 0
    after = path.read_bytes()
    path.write_bytes(after + "item: 改造\r\n".encode())
    refused = run("endorse", "--undo")
    assert (refused.code, "was edited since" in refused.err) == (1, True)
    path.write_bytes(after)
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *command], cwd=ruled, check=True, capture_output=True)
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", *identity, "commit", "-qm", "x"], cwd=ruled, check=True)
    refused = run("endorse", "--undo")
    assert (refused.code, "is committed already" in refused.err) == (1, True)
    assert path.read_bytes() == after
    subprocess.run(["git", "rm", "-rfq", "--cached", "."], cwd=ruled, check=True)
    assert run("endorse", "--undo").code == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [("", ""), ("甲", ""), ("", "甲"), ("甲乙丙", "甲丙"), ("甲甲", "甲甲甲"), ("甲乙", "乙甲")],
)
def test_the_journal_knows_the_way_back(old: str, new: str) -> None:
    entry = journal.entry("f", old.encode(), new.encode())
    assert entry.before(new.encode()) == old.encode()


def test_each_command_takes_back_its_own(ruled: Path, run: Run) -> None:
    assert run(*ENDORSE, "2021-04-01").code == 0
    made = run(
        "submit", "--title", "题", "--unit", "房产科", "--date", "2021-03-05"
    ).out.splitlines()
    assert "nothing to take back" in run("adjust", "--undo").err
    assert run("endorse", "--undo").code == 0
    assert "endorsements" not in (ruled / FILE).read_text("utf-8")
    assert (ruled / made[0]).exists()


@pytest.mark.parametrize(
    ("command", "talk", "written"),
    [
        (
            ["submit"],
            [
                ("Title (empty: done):", "问答报送"),
                ("Received on (Enter: ", "2021-3-9"),
                ("Units (?: list them; one or more):", "房产科"),
                ("Tags (1 头版头条, 2 转报; one or more; empty: none)", "1 2"),
                ("Passed on to (1 省政府办公厅", "市委、市政府办公室"),
                ("Log it?", ""),
                ("Title", ""),
            ],
            ["tags: [头版头条, 转报]", "forwarded: [市委、市政府办公室]"],
        ),
        (
            ["commission"],
            [
                ("What is asked for", "问答约稿"),
                ("Asked for on", "2021-3-9"),
                ("Units that are asked", "房产科、zbb"),
                ("Due on:", "三天后"),
                ("there is no such date", "3.20"),
                ("4  Due on                2021-03-20", ""),
                ("What is asked for", ""),
            ],
            ["units: [房产科, 住保办]", "due: 2021-03-20"],
        ),
        (
            ["adjust"],
            [
                ("Date", "2021-3-9"),
                ("Rule (1 迟报, 2 失实, 3 结转; empty: done)", "结转"),
                ("Units", "房产科"),
                ("Points given or taken (-9999 to 9999)", "-3"),
                ("Track (1 市级, 2 省级, 3 报送)", "2"),
                ("Reason", "问答结转"),
                ("房地产市场监管科  省级 -3", ""),
                ("Date (Enter: 2021-03-09)", ""),
                ("Rule", ""),
            ],
            ["points: -3", "track: 省级", "reason: 问答结转"],
        ),
        (
            ["endorse"],
            [
                ("Endorsed brief (its title, or part of it; empty: done)", "老旧小区"),
                ("2 我市老旧小区改造项目进展顺利（工作动态（2021）第33期，2021-03-30）", "2"),
                ("Endorsed by (1 市领导, 2 省领导)", "市长"),
                ("Endorsed on", "2021-4-1"),
                ("1  Endorsed brief  我市老旧小区改造项目进展顺利", ""),
                ("Endorsed brief", ""),
            ],
            ["endorsements: [{by: 市领导, date: 2021-04-01}]"],
        ),
        (
            ["add", "--title", "问答采用", "--issue", "7", "--unit", "房产科"],
            [
                ("Date", "2021-3-9"),
                ("3 省委省政府信息; or another; Enter: ", "某某晚报"),
                (
                    "Level (1 其他市级媒体; of an outlet that the rules do not list; <",
                    "<",
                ),
                ("or another; Enter: 某某晚报)", "某某日报"),
                ("Level", "1"),
                ("Form (1 简讯, 2 专报)", "2"),
                ("Tags", ""),
                ("    --issue  7", ""),
            ],
            ["outlet: 某某日报", "level: 其他市级媒体", "form: 专报"],
        ),
    ],
    ids=["submit", "commission", "adjust", "endorse", "add"],
)
def test_a_conversation(
    ruled: Path, command: list[str], talk: list[tuple[str, str]], written: list[str]
) -> None:
    _converse(ruled, command, talk, written)


def test_numbers_are_asked_for_where_points_go_by_them(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "cases" / "numbers" / "tree", tmp_path, dirs_exist_ok=True)
    talk = [
        ("Date", "2021-3-9"),
        ("阅读量:", ""),
        ("阅读量:", "3999"),
        ("图片数 (empty: none):", ""),
        ("Log it?", ""),
    ]
    command = ["add", "--title", "问答", "--issue", "7", "--unit", "甲科"]
    _converse(tmp_path, command, talk, ["numbers: {阅读量: 3999}"])


@pytest.mark.parametrize(
    ("command", "talk", "written"),
    [
        (
            ["urgent"],
            [
                ("What happened (empty: done):", "问答险情"),
                ("It happened on", "2023-3-9"),
                ("Time of day, such as 08:30 (empty: none):", "25:10"),
                ("Units that report it", "甲科"),
                ("Time of day", "8:10"),
                ("Log it?", ""),
                ("What happened", ""),
            ],
            ['time: "08:10"', "level: 重大", "title: 问答险情"],
        ),
        (
            ["urgent", "--report", "终报=2023-03-06 9:00"],
            [("Which urgent matter", "坍塌"), ("Log it?", ""), ("Which urgent", "")],
            ['{name: 终报, at: "2023-03-06 09:00"}'],
        ),
        (
            ["reject"],
            [
                ("Rejected brief (its title, or part of it; empty: done):", "物业"),
                ("Rejected on", "2023-3-9"),
                ("Log it?", ""),
                ("Rejected brief", ""),
            ],
            ["rejected: {reason: 重复报送, date: 2023-03-09}"],
        ),
        (
            ["release"],
            [
                ("Restricted record", "物业"),
                ("Public from", "2023-3-8<"),
                ("Restricted record", ""),
                ("Public from", "2023-3-9"),
                ("By whose", "保密办"),
                ("Log it?", ""),
                ("Restricted record", ""),
            ],
            ["restricted: {released: 2023-03-09, by: 保密办}"],
        ),
    ],
    ids=["urgent", "report", "reject", "release"],
)
def test_a_conversation_about_duties(
    tmp_path: Path, command: list[str], talk: list[tuple[str, str]], written: list[str]
) -> None:
    tree = ROOT / "tests" / "cases" / "duties" / "tree"
    for name in ("units.yaml", "rules.yaml"):
        shutil.copy(tree / name, tmp_path)
    records = {
        "submissions": "{date: 2023-03-06, title: 甲科物业第1期, units: [甲科], restricted: true}",
        "urgent": "{date: 2023-03-05, level: 重大, title: 坍塌, units: [乙科]}",
    }
    for folder, text in records.items():
        (tmp_path / folder / "2023").mkdir(parents=True)
        (tmp_path / folder / "2023" / "a.yaml").write_text(text, "utf-8")
    _converse(tmp_path, command, talk, written)


def _converse(
    root: Path, command: list[str], talk: list[tuple[str, str]], written: list[str]
) -> None:
    terminal = _Terminal(*command, cwd=root)
    for question, answer in talk:
        terminal.wait_for(question)
        terminal.type(answer)
    assert terminal.exit_code() == 0
    text = "".join(path.read_text("utf-8") for path in root.rglob("*/20*/*.yaml"))
    assert [line for line in written if line not in text] == []


SITE = """\
from: 2021-01-01
columns:
  - {name: 新闻, aliases: [要闻], unit: 房产科}
  - {name: 通知, unit: 房产科}
"""


@pytest.mark.parametrize(
    ("command", "talk", "written"),
    [
        (
            ["post"],
            [
                ("Title (empty: done):", "问答发布"),
                ("Posted on", "2021-3-9"),
                ("Column (1 新闻, 2 通知):", "要闻"),
                ("Date of what it tells of (empty: none):", "2021年3月8日17点"),
                ("Log it?", ""),
                ("Title", ""),
            ],
            ["date: 2021-03-09", "column: 新闻", 'event: "2021-03-08 17:00"'],
        ),
        (
            ["mark", "--asked", "2021-03-10"],
            [
                ("Post (its title, or part of it; empty: done):", "已发"),
                ("What was done (1 corrected, 2 withdrawn, 3 expired):", "2"),
                ("Reason:", "有误"),
                ("已发一条（通知，2021-03-02）", ""),
                ("Post", ""),
            ],
            ["states: [{state: withdrawn, asked: 2021-03-10, reason: 有误}]"],
        ),
        (
            ["inspect", "--column", "通知"],
            [
                ("What was found", "错字"),
                ("Found on", "2021-3-9"),
                ("Kind of fault", "错敏词"),
                ("Log it?", ""),
                ("What was found", ""),
            ],
            ["date: 2021-03-09", "column: 通知", "title: 错字", "kind: 错敏词"],
        ),
        (
            ["inspect", "--mended", "2021-3-12"],
            [("What was mended", "旧错"), ("Log it?", ""), ("What was mended", "")],
            ["title: 旧错\nmended: 2021-03-12"],
        ),
    ],
    ids=lambda value: " ".join(value[:1]) if isinstance(value[0], str) else "",
)
def test_the_website_is_asked_for_at_a_terminal(
    seed: Path, command: list[str], talk: list[tuple[str, str]], written: list[str]
) -> None:
    files = {
        "columns.yaml": SITE,
        "posts/2021/a.yaml": "date: 2021-03-02\ncolumn: 通知\ntitle: 已发一条\n",
        "inspections/2021/a.yaml": "date: 2021-03-02\ncolumn: 通知\ntitle: 旧错\n",
    }
    for name, text in files.items():
        (seed / name).parent.mkdir(parents=True, exist_ok=True)
        (seed / name).write_text(text, "utf-8")
    _converse(seed, command, talk, written)
