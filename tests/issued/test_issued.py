"""What is issued and what is carried, worked out by hand; the real first quarter of 2021."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Run

ADD = ("add", "--outlet", "工作动态", "--form", "简讯", "--unit")
TEXT = "---\nnumber: {}\ndate: {}\n---\n文。\n"


def _issue(run: Run, root: Path, period: str, number: int, day: str, *options: str) -> str:
    text = root / "circulars" / f"2021-{period}.md"
    text.write_text(TEXT.format(number, day), "utf-8")
    done = run("issue", *options, "--as-of", day)
    assert done.code == 0, done.err
    return (root / "circulars" / f"2021-{period}.issued.yaml").read_text("utf-8")


def _score(run: Run, unit: str, *options: str) -> str:
    """The unit's 市级 score in the next circular's table."""
    page = run("circular", *options, "--md", "-o", "-").out
    (row,) = [line for line in page.splitlines() if line.startswith(f"| {unit} ")]
    return row.split("|")[3].strip()


@pytest.mark.usefixtures("seed")
def test_a_word_file_that_was_edited_is_issued_as_it_is(run: Run, tmp_path: Path) -> None:
    assert run("circular", "--quarter", "1").code == 0
    (page,) = (tmp_path / "out").glob("*.docx")
    with zipfile.ZipFile(page, "a") as package:
        package.writestr("docProps/app.xml", "<by-word/>")
    data = page.read_bytes()
    done = run("issue", "--quarter", "1")
    assert "issued as it was edited in Word" in done.err
    assert page.read_bytes() == data
    assert run("check", "--strict").code == 0
    page.write_bytes(data + b"x")
    assert "this is not what was issued" in run("check").out


@pytest.mark.usefixtures("seed")
def test_what_is_carried_once_is_not_carried_again(run: Run, tmp_path: Path) -> None:
    assert run("issue", "--quarter", "1").code == 0
    run(*ADD, "人事科", "--title", "迟", "--date", "2021-02-01")
    text = _issue(run, tmp_path, "Q2", 2, "2021-07-05", "--quarter", "2")
    assert "市级: {人事科: 4}" in text[text.index("carried:") :]
    (tmp_path / "circulars" / "2021-Q3.md").write_text(TEXT.format(3, "2021-10-05"), "utf-8")
    assert _score(run, "人事科", "--quarter", "3") == "0"
    late = next((tmp_path / "adoptions").rglob("2021-02-01-*.yaml"))
    late.write_text(late.read_text("utf-8").replace("简讯", "专报"), "utf-8")
    assert _score(run, "人事科", "--quarter", "3") == "4"  # 8 − 4
    late.unlink()
    assert _score(run, "人事科", "--quarter", "3") == "-4"
    page = run("circular", "--quarter", "3", "--md", "-o", "-").out
    assert "迟（工作动态）（2021年一季度：人事科市级由4分改为0分；记录已删除或改期）" in page


@pytest.mark.usefixtures("seed")
def test_a_title_that_is_mended_is_the_same_record(run: Run, tmp_path: Path) -> None:
    assert run("issue", "--quarter", "1").code == 0
    file = tmp_path / "adoptions" / "2021" / "2021-03-30-9438a8.yaml"
    file.write_text(file.read_text("utf-8").replace("进展顺利", "进展很顺利"), "utf-8")
    assert run("check", "--strict").code == 0
    file.write_text(file.read_text("utf-8").replace("简讯", "专报"), "utf-8")
    assert "4 → 8; the record was changed" in run("check").out


@pytest.mark.usefixtures("seed")
def test_months_make_up_for_months_and_quarters_for_quarters(run: Run, tmp_path: Path) -> None:
    _issue(run, tmp_path, "01", 1, "2021-02-05", "--month", "1")
    assert run("issue", "--quarter", "1").code == 0
    run(*ADD, "人事科", "--title", "迟", "--date", "2021-01-20")
    for name, option in (("04", ("--month", "4")), ("Q2", ("--quarter", "2"))):
        (tmp_path / "circulars" / f"2021-{name}.md").write_text(TEXT.format(9, "2021-07-05"))
        assert _score(run, "人事科", *option) == "4"


@pytest.mark.usefixtures("seed")
def test_an_office_that_restates_carries_nothing(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "circular.yaml").open("a", encoding="utf-8") as file:
        file.write("late: restate\n")
    assert run("issue", "--quarter", "1").code == 0
    run(*ADD, "人事科", "--title", "迟", "--date", "2021-02-01")
    text = _issue(run, tmp_path, "Q2", 2, "2021-07-05", "--quarter", "2")
    assert "carried" not in text
    assert "人事科 市级 0 → 4" in run("check").out
    page = run("circular", "--quarter", "1", "--reissue", "--md", "-o", "-").out
    assert "以本通报为准" in page


@pytest.mark.usefixtures("seed")
def test_what_lies_before_is_what_was_printed(run: Run, tmp_path: Path) -> None:
    """上期累计 6, 得分 4 + 4, 累计 14 of 房产科: the late 4 are in the score, not before."""
    columns = "".join(f"        - {{show: {one}}}\n" for one in ("unit", "previous", "score"))
    settings = (tmp_path / "circular.yaml").read_text("utf-8")
    head, _, rest = settings.partition("      columns:\n")
    _, _, rest = rest.partition("  - title:")
    rules = tmp_path / "circular.yaml"
    added = columns + "        - {show: year-to-date}\n"
    rules.write_text(f"{head}      columns:\n{added}  - title:{rest}", "utf-8")
    assert run("issue", "--quarter", "1").code == 0
    unit = ("--unit", "房产科")
    for day in ("2021-02-01", "2021-05-01"):
        run("add", "--outlet", "工作动态", "--form", "简讯", *unit, "--title", day, "--date", day)
    (tmp_path / "circulars" / "2021-Q2.md").write_text(TEXT.format(2, "2021-07-05"), "utf-8")
    page = run("circular", "--quarter", "2", "--md", "-o", "-").out
    (row,) = [line for line in page.splitlines() if line.startswith("| 房地产市场监管科 ")]
    assert [cell.strip() for cell in row.split("|")[2:-1]] == ["15", "8", "23"]


def _git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@pytest.mark.usefixtures("seed")
def test_a_revision_of_git_is_compared_and_nothing_in_it_is_run(run: Run, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    (tmp_path / ".gitattributes").write_text("* filter=trap export-ignore\n", "utf-8")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "one")):
        _git(tmp_path, *words)
    for key in ("filter.trap.smudge", "filter.trap.clean", "core.fsmonitor", "core.pager"):
        _git(tmp_path, "config", key, f"touch {trap}")
    run(*ADD, "人事科", "--title", "新", "--date", "2021-02-01")
    next((tmp_path / "adoptions").rglob("2021-03-26-*.yaml")).unlink()
    done = run("compare", "--since", "HEAD", "--quarter", "1", "--format", "json")
    assert done.code == 0, done.err
    (found,) = json.loads(done.out)["comparisons"]
    told = {(one["unit"], one["before"], one["after"]) for one in found["units"]}
    assert told == {("建筑行业管理科", 4, 0), ("人事科", 0, 4)}
    assert not trap.exists()
    assert run("compare", "--since", "--help").code == 1
    assert "knows no revision" in run("compare", "--since", "nix").err
