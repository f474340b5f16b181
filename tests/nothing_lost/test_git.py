"""Workspaces that people share through git, and the file systems that they come to lie on."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest

from tests.conftest import Run

IDENTITY = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "core.autocrlf=false"]
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *IDENTITY, *words], cwd=folder, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _add(run: Run, title: str, *options: str) -> str:
    words = ["--title", title, "--outlet", "每日要情", "--form", "简讯", "--unit", "房产科"]
    result = run("add", *words, "--date", "2021-03-18", *options)
    assert result.code == 0, result.err
    return result.out.splitlines()[0] if result.out else ""


@pytest.fixture
def shared(seed: Path) -> Path:
    _git(seed, "init", "-q", "-b", "main")
    _commit(seed)
    return seed


def _commit(folder: Path) -> None:
    _git(folder, "add", ".")
    _git(folder, "commit", "-qm", "x")


def _tallied(run: Run) -> str:
    result = run("tally", "--quarter", "1", "--format", "json")
    assert result.code == 0, result.err
    return result.out


def test_two_branches_that_add_merge_without_conflict(shared: Path, run: Run) -> None:
    for branch in "甲乙":
        _git(shared, "checkout", "-q", "-b", branch, "main")
        for number in range(5):
            _add(run, f"{branch}记的第{number}条")
        _add(run, "两边都记的一条")
        _commit(shared)
    _git(shared, "merge", "-q", "甲")
    assert run("check").err == "no problems\n"
    assert len(list((shared / "adoptions").rglob("*.yaml"))) == 6 + 5 + 5 + 1


def test_the_same_event_in_a_list_and_by_itself_is_found(shared: Path, run: Run) -> None:
    _git(shared, "checkout", "-q", "-b", "single")
    single = _add(run, "两边都记的一条")
    _commit(shared)
    _git(shared, "checkout", "-q", "-b", "list", "main")
    (shared / "adoptions" / "2021-03.yaml").write_text(
        "- {date: 2021-03-17, title: 另一条, outlet: 工作动态, form: 简讯, units: [建管科]}\n"
        "- {date: 2021-03-18, title: 两边都记的 一条, outlet: 《每日要情》, form: 简讯,\n"
        "   units: [房产科]}\n",
        "utf-8",
    )
    _commit(shared)
    _git(shared, "merge", "-q", "single")
    result = run("check")
    assert result.code == 1
    assert result.out.startswith("adoptions/2021-03.yaml:2:3: error: the same adoption is recorded")
    assert f"recorded in {single}:2 [duplicate-record]" in result.out
    assert run("tally").code == 1


def test_the_same_event_told_differently_is_a_conflict_that_check_tells(
    shared: Path, run: Run
) -> None:
    for branch, form in (("short", "简讯"), ("long", "专报")):
        _git(shared, "checkout", "-q", "-b", branch, "main")
        words = ["--title", "题", "--outlet", "每日要情", "--form", form, "--unit", "房产科"]
        made = run("add", *words, "--date", "2021-03-18").out.splitlines()[0]
        _commit(shared)
    done = subprocess.run(
        ["git", *IDENTITY, "merge", "-q", "short"], cwd=shared, check=False, capture_output=True
    )
    assert done.returncode == 1
    assert b"<<<<<<<" in (shared / made).read_bytes()
    result = run("check")
    assert result.code == 1
    assert result.out.startswith(made)
    assert run("tally").code == 1


def test_a_checkout_with_windows_line_ends(shared: Path, run: Run) -> None:
    before = _tallied(run), run("circular", "--quarter", "1", "--md", "-o", "-").out
    for path in shared.rglob("*"):
        if path.suffix in {".yaml", ".md"}:
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run("check").err == "no problems\n"
    assert (_tallied(run), run("circular", "--quarter", "1", "--md", "-o", "-").out) == before
    file = _add(run, "新的一条")
    made = shared / file
    made.write_bytes(made.read_bytes().replace(b"\n", b"\r\n"))
    assert _add(run, "新的一条") == ""  # is logged already


def test_a_shallow_clone(shared: Path, run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    """All its files are of this moment."""
    _add(run, "新的一条")
    _commit(shared)
    clone = tmp_path_factory.mktemp("clone")
    _git(clone, "clone", "-q", "--depth", "1", shared.as_uri(), ".")
    elsewhere = run("-C", str(clone), "tally", "--quarter", "1", "--format", "json")
    assert elsewhere.out == _tallied(run)
    assert run("-C", str(clone), "check").err == "no problems\n"
    assert _git(clone, "status", "--porcelain") == ""


def test_names_that_a_mac_takes_apart(shared: Path, run: Run) -> None:
    """HFS+ stores é as e and an accent; what is typed or copied from there looks the same."""
    title, apart = (unicodedata.normalize(form, "café调研À la carte") for form in ("NFC", "NFD"))
    assert title != apart
    made = _add(run, title)
    assert _add(run, apart) == ""  # is logged already
    folder = shared / "adoptions" / unicodedata.normalize("NFD", "é组")
    folder.mkdir()
    (shared / made).rename(folder / unicodedata.normalize("NFD", "à.yaml"))
    assert run("check").err == "no problems\n"
    assert _add(run, "又一条")
    listed = run("list", "--quarter", "1", "--format", "json").out
    assert unicodedata.normalize("NFD", "é组") in listed


def test_a_file_is_found_however_its_name_is_typed(shared: Path, run: Run) -> None:
    """With the other system's slashes, from this folder, and composed otherwise."""
    rules = shared / "rules.yaml"
    text = (Path(__file__).parent.parent / "cases/endorse/tree/rules.yaml").read_text("utf-8")
    rules.write_text(text, "utf-8")
    folder = shared / "adoptions" / unicodedata.normalize("NFD", "é组")
    folder.mkdir()
    (shared / "adoptions/2021/2021-03-30-9438a8.yaml").rename(folder / "x.yaml")
    for day, typed in enumerate(
        [
            "adoptions\\é组\\x.yaml",
            "./adoptions/é组/x.yaml",
            "adoptions/é组/x.yaml",
            unicodedata.normalize("NFD", "adoptions/é组/x"),
            str(folder / "x.yaml"),
        ],
        start=1,
    ):
        words = ["--by", "市长", "--date", f"2021-04-0{day}"]
        assert run("endorse", unicodedata.normalize("NFC", typed), *words).code == 0, typed
        assert f"2021-04-0{day}" in (folder / "x.yaml").read_text("utf-8")


def test_names_of_records_suit_every_file_system(shared: Path, run: Run) -> None:
    """Lower case ASCII, so that neither folded case nor normal forms make two of them one."""
    hostile = ["con", "a:b", "题。.", "..", "a/b\\c", "NUL", '*?<>|"']
    for title in hostile:
        _add(run, title)
    names = [one.name for one in (shared / "adoptions" / "2021").glob("2021-03-18-*")]
    assert len(names) == len(hostile)
    assert all(re.fullmatch(r"2021-03-18-[0-9a-f]{6}\.yaml", name) for name in names)


@pytest.mark.parametrize(
    "name", ["con", "NUL", "aux.{year}", "com1", "a:b", "尾.", "..", "a/b\\c", "长" * 200]
)
def test_names_of_circulars_suit_every_file_system(shared: Path, run: Run, name: str) -> None:
    path = shared / "circular.yaml"
    lines = [one for one in path.read_text("utf-8").splitlines() if not one.startswith("file:")]
    lines.append(f"file: {json.dumps(name)}")
    path.write_text("\n".join(lines), "utf-8")
    result = run("circular", "--quarter", "1", "--md")
    assert result.code == 0, result.err
    (made,) = (one.name for one in (shared / "out").iterdir())
    assert not RESERVED.fullmatch(made)
    assert not set(made) & set('\\/:*?"<>|')
    stem = made.removesuffix(".md")
    assert stem == stem.strip(" .")
    assert stem
    assert len(made.encode()) <= 230  # there is room for （修改稿1）


def test_git_sees_nothing_but_records(shared: Path, run: Run) -> None:
    (shared / "many.csv").write_text(
        "date,title,outlet,form,units\n2021-03-10,一,每日要情,简讯,房产科\n"
        "2021-03-11,二,每日要情,简讯,房产科\n",
        "utf-8",
    )
    assert run("add", "--from", "many.csv").code == 0
    shown = _git(shared, "status", "--porcelain", "-uall", "--ignored").splitlines()
    assert sorted(one[3:17] for one in shown) == ["adoptions/2021", "adoptions/2021", "many.csv"]
