"""SIGKILL before every single call to the system: all or nothing, and the next run is clean."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from infoscore.workspace.folder import STAGING
from tests.conftest import ROOT, copy_seed, run_here
from tests.nothing_lost.mortal import DIED, command, deaths

TITLE = "我市老旧小区改造项目进展顺利"
ADD = ["add", "--title", "题", "--outlet", "每日要情", "--form", "简讯", "--unit", "房产科"]
ADD += ["--date", "2022-03-18"]  # of a year that has no folder yet
MANY = "date,title,outlet,form,units\n" + "".join(
    f"2021-03-{day},第{day}条,每日要情,简讯,房产科\n" for day in range(10, 13)
)
DELIVERED = "title,delivered\n甲,2021-03-09\n乙,2021-03-10\n"


def ruled(folder: Path) -> None:
    """A workspace under git that knows all kinds of records, with a text to come for a quarter."""
    copy_seed(folder)
    rules = ROOT / "tests" / "cases" / "endorse" / "tree" / "rules.yaml"
    (folder / "rules.yaml").write_bytes(rules.read_bytes())
    (folder / "circulars" / "2021-Q1.md").unlink()
    for title in "甲乙":
        path = folder / "commissions" / f"{title}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f"{{date: 2021-03-01, title: {title}, due: 2021-03-20, units: [房产科]}}\n", "utf-8"
        )
    (folder / "many.csv").write_text(MANY, "utf-8")
    (folder / "delivered.csv").write_text(DELIVERED, "utf-8")


def _records(folder: Path) -> dict[str, str]:
    """What every file says that a report or a person reads."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().hex()
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.parts)
    }


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ruled")
    ruled(folder)
    for words in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def copied(template: Path) -> Callable[[Path], None]:
    def copy(to: Path) -> None:
        shutil.copytree(template, to, dirs_exist_ok=True)

    return copy


def _shown_by_git(folder: Path) -> set[str]:
    """Hidden files that somebody would commit without a thought."""
    status = ["git", "status", "--porcelain", "-z", "-uall"]
    shown = subprocess.run(status, cwd=folder, capture_output=True, text=True, check=True).stdout
    return {one[3:] for one in shown.split("\0") if one.startswith("?? .") or "/." in one}


@pytest.mark.parametrize(
    ("arguments", "at_once"),
    [
        (ADD, True),
        (["add", "--from", "many.csv"], False),
        (["endorse", TITLE, "--by", "市长", "--date", "2021-04-01"], True),
        (["commission", "--from", "delivered.csv"], False),
        (["edit", TITLE, "--date", "2022-03-30"], False),
        (["edit", TITLE, "--note", "题"], True),
        (["delete", TITLE], True),
        (["rename", "房产科", "市场科", "--from", "2021-07-01"], True),
        (["merge", "人事科", "财审科", "--into", "综合科", "--from", "2021-07-01"], True),
    ],
    ids=[
        *("add", "add --from", "endorse", "commission --from"),
        *("edit with another name", "edit", "delete", "rename", "merge"),
    ],
)
def test_records(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    template: Path,
    copied: Callable[[Path], None],
    arguments: list[str],
    at_once: bool,
) -> None:
    """``at_once``: one file, which is there or not; of several, the next run makes all or none."""
    before = _records(template)
    whole = tmp_path / "whole"
    whole.mkdir()
    copied(whole)
    monkeypatch.chdir(whole)
    assert run_here(arguments).code == 0
    after = _records(whole)
    outcomes, seen = set(), set[frozenset[Path]]()
    for number, code, folder in deaths(tmp_path, copied, command(arguments)):
        monkeypatch.chdir(folder)
        left = _records(folder)
        if at_once:
            assert left in (before, after), number
        hidden = frozenset(one.relative_to(folder) for one in folder.glob("[.]i*/*"))
        if hidden not in seen:
            seen.add(hidden)
            assert _shown_by_git(folder) <= {f"{STAGING}/.gitignore"}, number
        checked = run_here(["check"])
        assert (checked.code, checked.out) == (0, ""), number
        assert checked.err.endswith("no problems\n"), number
        now = _records(folder)
        assert now in (before, after), number
        assert now == left or "finished now" in checked.err, number
        outcomes.add((code, now == after))
        again = run_here(arguments)
        gone = arguments[0] == "delete" and now == after  # no record is left to be deleted again
        assert again.code == (2 if gone else 0), (number, again.err)
        assert gone or ("nothing changed" in again.err) == (now == after), number
        assert _records(folder) == after, number
        assert not (folder / STAGING).exists(), number
        assert not list(folder.rglob(".infoscore-*")), number
    assert outcomes == {(DIED, False), (DIED, True), (0, True)}


@pytest.mark.parametrize(
    ("ending", "edited"), [(".md", False), (".docx", True)], ids=["old", "edited in Word"]
)
def test_circular(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    copied: Callable[[Path], None],
    ending: str,
    edited: bool,
) -> None:
    """The draft and the page are there whole or not at all; the old page is never lost."""
    old = io.BytesIO()
    with zipfile.ZipFile(old, "w") as package:
        package.writestr("docProps/app.xml", "<old/>")
    name = Path("out", f"2021年1—3月信息工作情况通报{ending}")

    def prepare(folder: Path) -> None:
        copied(folder)
        (folder / "out").mkdir()
        (folder / name).write_bytes(old.getvalue())

    arguments = ["circular", "--quarter", "1", f"--{ending[1:]}", "--as-of", "2021-04-15"]
    whole = tmp_path / "whole"
    whole.mkdir()
    prepare(whole)
    monkeypatch.chdir(whole)
    assert run_here(arguments).code == 0
    draft, page = (whole / "circulars/2021-Q1.md").read_bytes(), (whole / name).read_bytes()
    ends = set()
    for number, code, folder in deaths(tmp_path, prepare, command(arguments)):
        monkeypatch.chdir(folder)
        text = folder / "circulars" / "2021-Q1.md"
        assert not text.exists() or text.read_bytes() == draft, number
        pages = [one.read_bytes() for one in (folder / "out").iterdir() if one.name[0] != "."]
        assert set(pages) <= {old.getvalue(), page}, number
        assert not edited or old.getvalue() in pages, number
        assert pages, number
        ends.add((code, page in pages))
        assert run_here(arguments).code == 0, number
        assert (folder / name).read_bytes() == page, number
        assert text.read_bytes() == draft, number
        assert not list(folder.rglob(".infoscore*")), number
        assert len(list((folder / "out").iterdir())) == 1 + edited, number
    assert ends == {(DIED, False), (DIED, True), (0, True)}


@pytest.mark.parametrize("edited", [False, True], ids=["new", "edited in Word"])
def test_issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edited: bool) -> None:
    """The issued file and the Word file are there both or not at all."""
    old = io.BytesIO()
    with zipfile.ZipFile(old, "w") as package:
        package.writestr("docProps/app.xml", "<old/>")
    name = Path("out", "2021年1—3月信息工作情况通报.docx")

    def prepare(folder: Path) -> None:
        copy_seed(folder)
        if edited:
            (folder / "out").mkdir()
            (folder / name).write_bytes(old.getvalue())

    arguments = ["issue", "--quarter", "1"]
    whole = tmp_path / "whole"
    prepare(whole)
    before = _records(whole)
    monkeypatch.chdir(whole)
    assert run_here(arguments).code == 0
    after = _records(whole)
    ends = set()
    for number, code, folder in deaths(tmp_path, prepare, command(arguments)):
        monkeypatch.chdir(folder)
        checked = run_here(["check", "--strict"])
        assert (checked.code, checked.out) == (0, ""), number
        now = _records(folder)
        assert now in (before, after), number
        ends.add((code, now == after))
        assert run_here(arguments).code == (1 if now == after else 0), number
        assert _records(folder) == after, number
        assert not (folder / STAGING).exists(), number
    assert ends == {(DIED, False), (DIED, True), (0, True)}
