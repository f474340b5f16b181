"""show, its approval form and register; names of people are in none of them."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from infoscore.cli.asking import TypedAnswers
from infoscore.cli.console import Console
from infoscore.cli.fields import Fields
from infoscore.cli.prompts import Asker
from infoscore.cli.recent import Recent
from infoscore.office.log import subject
from infoscore.records.progress import progress
from infoscore.records.review import Review
from infoscore.reports.register import state_of
from infoscore.rules.measures import Verdict
from infoscore.workspace.load import load
from infoscore.workspace.writing.shelf import RecordIndex
from tests.conftest import ROOT, Run
from tests.workspace.test_reviews import AGAIN, BACK, FIRST, SECOND, _brief

PEOPLE = ("吴某", "郑某", "冯某", "陈某", "王某", "李某", "周某", "孙某", "钱某", "赵某")
STATION = "质监站约谈施工单位"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "cases" / "review" / "tree", tmp_path, dirs_exist_ok=True)
    return tmp_path


def _words(file: Path) -> str:
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as package:
        return "".join(package.read(name).decode() for name in package.namelist())


def test_the_form_holds_what_was_done_and_what_is_to_be_signed(office: Path, run: Run) -> None:
    assert run("review", "--from", "审核.csv").code == 0
    assert run("show", STATION, "--form", "a.docx").code == 0
    words = _words(office / "a.docx")
    for part in ("政务信息报送审批表", STATION, "保密审查", "暂缓：涉及当事人住址", "审签"):
        assert part in words
    assert "分管领导或主要领导" in words
    assert "不印" not in words
    assert run("show", STATION, "--form", "b.docx").code == 0
    assert (office / "a.docx").read_bytes() == (office / "b.docx").read_bytes()


def test_a_record_that_nobody_reviews_has_no_form(seed: Path, run: Run) -> None:
    result = run("show", "攀枝花市破解老旧小区改造治理难", "--form", "a.docx")
    assert result.code == 1
    assert not (seed / "a.docx").exists()


def test_no_name_of_a_person_is_told(office: Path, run: Run) -> None:
    assert run("review", "--from", "审核.csv").code == 0
    told = [run("check"), run("check", "--format", "json"), run("register", "--year", "2023")]
    for name in (STATION, "办公室推进", "险情"):
        told += [run("show", name, "-f", form) for form in ("table", "json", "html", "csv")]
    told += [run("tally", "--year", "2023"), run("explain", "办公室", "--year", "2023")]
    run("show", STATION, "--form", "a.docx")
    text = "".join(one.out + one.err for one in told) + _words(office / "a.docx")
    assert [name for name in PEOPLE if name in text] == []
    assert "负责人" in text


@pytest.mark.usefixtures("office")
def test_show_as_json(run: Run) -> None:
    found = json.loads(run("show", "险情", "--as-of", "2023-07-06", "-f", "json").out)
    assert found["chain"]["went_out"] == "2023-07-06 08:10"
    (after,) = found["chain"]["next"]
    assert (after["step"], after["roles"]) == ("补审", ["办公室主任"])
    assert after["due"] == "2023-07-06 10:10"
    before = json.loads(run("show", "险情", "--as-of", "2023-07-05", "-f", "json").out)
    assert (before["points"], before["reviews"], before["chain"]["went_out"]) == ([], [], None)


def test_states() -> None:
    held = Review("审核", "主任", "2023-07-04", Verdict.HELD)
    taken: list[tuple[str, tuple[Review, ...], str | None]] = [
        ("待审定", (), None),
        ("待审核", (FIRST,), None),
        ("退回，待审定", (FIRST, BACK), None),
        ("待审核", (FIRST, BACK, AGAIN), None),
        ("暂缓，待审核", (FIRST, held), None),
        ("审结待报", (FIRST, SECOND), None),
        ("已上报", (FIRST, SECOND), "2023-07-06"),
    ]
    for state, reviews, out in taken:
        assert state_of(progress(_brief(*reviews, out=out))) == state
    assert state_of(None) == ""


@pytest.mark.usefixtures("office")
def test_every_column_of_a_register(run: Run) -> None:
    told = run("register", "--column", "x").err
    assert "did you mean" in told or "the columns are" in told
    for form in ("markdown", "csv", "json", "html"):
        assert "已上报，待补审" in run("register", "--year", "2023", "-f", form).out
    columns = ("forwarded", "标签", "体裁", "字数", "审签", "审核流程", "文件", "units")
    chosen = [part for name in columns for part in ("--column", name)]
    told = run("register", "--year", "2023", "-f", "csv", *chosen).out
    assert told.splitlines()[0] == "序号,上报,标签,体裁,字数,审签,审核流程,文件,单位"
    assert "市政府办公室（2023-07-06 08:10）,紧急,,,,紧急,submissions/a.yaml,房产科" in told


def test_questions(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is left out is asked for: the brief, its next step, the role, day and verdict."""
    workspace = load(office)
    setup = workspace.setup
    assert setup is not None
    what = subject("review")
    answers = iter(["排查", "2023-07-04", "3", "数字有误"])
    console = Console("en", quiet=True)
    asked: list[str] = []

    def ask(question: object) -> str:
        asked.append(console.text(question))  # type: ignore[arg-type]
        return next(answers)

    monkeypatch.setattr(console, "ask", ask)
    monkeypatch.setattr(console, "tell", lambda *_: None)
    index = RecordIndex(workspace, setup, ["submissions"])
    today = setup.book.editions[0].effective
    answering = TypedAnswers(console, None)
    found = Asker(answering, Fields(what, {}), setup, today, lambda: index, Recent()).run()
    assert found.record(today) == {
        "brief": "submissions/a.yaml:1",
        "step": "审定",
        "by": "负责人",
        "date": "2023-07-04",
        "verdict": "returned",
        "reason": "数字有误",
    }
    assert len(asked) == 4


def test_a_title_may_be_shared_by_kinds(office: Path, run: Run) -> None:
    file = office / "commissions" / "a.yaml"
    file.parent.mkdir()
    file.write_text(
        f"{{date: 2023-07-01, due: 2023-07-05, title: {STATION}, units: [质监站]}}", "utf-8"
    )
    result = run("show", STATION)
    assert result.code == 2
    assert "names 2 records" in result.err
    assert "commission" in run("show", "commissions/a.yaml").out
