"""A restricted title stands in the office's own file and nowhere else."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.hostile.office import ENDINGS, QUARTER, REPORTS, lay, made

SECRET = "绝密事项甲乙丙"
CODES = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "unicode_escape")


def holds(data: bytes) -> bool:
    """Whether the secret stands in it, in whatever encoding, packed or not."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = "".join(package.namelist()).encode()
            return holds(names) or any(holds(package.read(one)) for one in package.namelist())
    return any(SECRET.encode(code) in data for code in CODES)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INFOSCORE_LIBREOFFICE", "none")  # it would count every circular's pages
    lay(tmp_path, "", restricted=True, secret=SECRET)
    return tmp_path


def told(root: Path, before: dict[Path, bytes]) -> list[str]:
    """The new and changed files in which it stands."""
    return [
        path.name
        for path in root.rglob("*")
        if path.is_file() and path.read_bytes() != before.get(path) and holds(path.read_bytes())
    ]


def contents(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_search_finds_it(office: Path, run: Run) -> None:
    """Without “restricted” it is everywhere: the search works, and the office uses every record."""
    lay(office, "", restricted=False, secret=SECRET)
    for name in ("list", "explain"):
        assert holds(run(*REPORTS[name]).raw)
    explained = run(*REPORTS["explain"]).out
    assert [part for part in "采报约由" if f"{SECRET}{part}" not in explained] == []
    run("circular", *QUARTER, "--docx", "--html", "--md")
    assert len(told(office / "out", {})) == 3
    run(*REPORTS["list"], "-o", "list.xlsx")
    assert holds((office / "list.xlsx").read_bytes())


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_report(office: Path, run: Run, ending: str) -> None:
    before = contents(office)
    for _, command in made(office, ending):
        result = run(*command)
        assert result.code == 0, result
        assert not holds(result.raw + result.err.encode())
    assert told(office, before) == []


@pytest.mark.usefixtures("office")
def test_no_report_on_a_screen(run: Run) -> None:
    for form in ("table", "markdown", "csv", "json", "html"):
        for command in REPORTS.values():
            result = run(*command, "--format", form)
            assert result.code == 0, result
            assert not holds(result.raw + result.err.encode())
    for form in ("table", "json"):
        result = run("status", "--format", form)
        assert result.code == 1  # there is something to tell
        assert not holds(result.raw + result.err.encode())
    for form in ("text", "json", "github"):
        result = run("check", "--format", form)
        assert not holds(result.raw + result.err.encode())
    assert run("check").code == 0


def test_no_circular(office: Path, run: Run) -> None:
    before = contents(office)
    for _ in range(2):  # the second time over the first
        result = run("circular", *QUARTER, "--docx", "--html", "--md")
        assert result.code == 0, result
        assert not holds(result.raw + result.err.encode())
    assert told(office, before) == []
    (office / "circulars" / "2021-Q1.md").unlink()  # and none that the template drafts
    assert run("circular", *QUARTER).code == 0
    assert told(office, before) == []


@pytest.mark.xdist_group("libreoffice")
def test_no_pdf(office: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INFOSCORE_LIBREOFFICE")
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice")
    import pypdfium2

    assert run("circular", *QUARTER, "--pdf").code == 0
    (path,) = (office / "out").glob("*.pdf")
    assert not holds(path.read_bytes())
    document = pypdfium2.PdfDocument(path)
    words = "".join(page.get_textpage().get_text_range() for page in document)
    assert "标题不公开" in words
    assert SECRET not in words
    assert SECRET not in str(document.get_metadata_dict())
    document.close()


ADD = ("add", "--outlet", "刊物", "--form", "体裁", "--unit", "甲科", "--date", "2021-02-01")


@pytest.mark.parametrize(
    "command",
    [
        (*ADD, "--title", "别的"),
        (*ADD, "--title", SECRET[:-1]),
        ("endorse", SECRET[:5], "--by", "市长"),
        ("endorse", SECRET[:-1], "--by", "市长"),
        ("endorse", "adoptions/2021.yaml", "--by", "市长"),
        ("endorse", "2021.yaml:5", "--by", "市长", "--date", "2021-02-13"),
        ("commission", "--title", SECRET[:-1], "--delivered", "2021-02-05"),
        ("commission", "--title", "commissions/2021.yaml", "--delivered", "乙科=2021-02-05"),
        ("submit", "--title", SECRET[:-1], "--unit", "甲科"),
        ("adjust", "--rule", "事", "--unit", "甲科", "--points", "-1", "--reason", SECRET[:-1]),
        ("submit", "--title", "别的", "--unit", "甲科", "--answers", SECRET[:-1]),
        ("reject", SECRET[:-1], "--reason", "退稿"),
        ("reject", "submissions/2021.yaml", "--reason", "退稿"),
        ("urgent", "--title", SECRET[:-1], "--closed", "2021-02-05"),
        ("urgent", "--title", "urgent/2021.yaml", "--closed", "2021-01-05"),
        ("release", SECRET[:-1], "--by", "市长"),
        ("release", "urgent/2021.yaml", "--by", "市长"),
        ("list", *QUARTER, "--unit", SECRET[:-1]),
        ("explain", SECRET[:-1]),
        ("show", SECRET[:-1]),
        ("show", SECRET[:5]),
        ("show", "2021-02"),
        ("show", "adoptions/2021.yaml:1"),
        ("show", "adjustments/2021.yaml:1"),
        ("register", *QUARTER, "--column", SECRET[:-1]),
        ("register", "adjustment", *QUARTER, "--column", "reason"),
        ("register", "adoption", *QUARTER, "--column", "submission", "--column", "标题"),
        ("tally", "--layout", SECRET[:-1]),
    ],
)
@pytest.mark.usefixtures("office")
def test_no_suggestion_and_no_answer(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command)
    assert not holds(result.raw + result.err.encode()), result


def test_what_the_clerk_is_shown(office: Path, run: Run) -> None:
    """The two places where it is: the lines of the file that a command is about to change."""
    endorse = ("endorse", "adoptions/2021.yaml:5", "--by", "市长", "--date", "2021-02-13")
    assert SECRET in run(*endorse, "--dry-run").err
    assert run(*endorse).code == 0
    assert SECRET in run("endorse", "--undo").err
    # and what is wrong with it, where it cannot be read
    file = office / "adoptions" / "2021.yaml"
    file.write_text(
        file.read_text("utf-8").replace(f'title: "{SECRET}', f'titel: "{SECRET}'), "utf-8"
    )
    for name, command in REPORTS.items():
        result = run(*command)
        assert (name, result.code) == (name, 0 if name in {"register", "show"} else 1)
        assert not holds(result.raw + result.err.encode())
