"""One event is one record, however and wherever it is written down."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from infoscore.names import fold, fold_issue, fold_title
from infoscore.workspace.sums import sums, workers
from infoscore.workspace.writing import known
from tests.conftest import Result, Run

UNITS = """\
groups: [{name: 科室, units: [{name: 办公室, targets: {2021: {市级: 8}}},
  {name: 建管科, targets: {2021: {市级: 8}}}]}]
"""
RULES = """\
tracks: [市级]
editions:
  - effective: 2021-01-01
    outlets: {动态: {track: 市级, points: 2}, 市报: {track: 市级, points: 3}}
    submissions: {track: 市级, points: 1}
    commissions: {track: 市级, on_time: 1}
    adjustments: {失实: {track: 市级, points: -1}}
"""
TITLE = "“十三五”期间老旧小区改造……成效显著。"
"""Filed by hand in a list, as 第05期 of 2021-02-05."""


@pytest.fixture
def office(run: Run, tmp_path: Path) -> Run:
    """A workspace that holds one adoption."""
    (tmp_path / "units.yaml").write_text(UNITS, "utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    (tmp_path / "adoptions").mkdir()
    line = f"{{date: 2021-02-05, title: {TITLE}, outlet: 动态, issue: 第05期, units: [办公室]}}"
    (tmp_path / "adoptions/年初.yaml").write_text(f"# 补录\n- {line}\n", "utf-8")
    return run


def added(run: Run, *others: str, **given: str) -> Result:
    """``add`` that adoption again, but for what is given."""
    words = {"title": TITLE, "issue": "5", "date": "2021-02-05", "outlet": "动态", "unit": "办公室"}
    pairs = {**words, **given}.items()
    return run("add", *(f"--{key}={value}" for key, value in pairs if value), *others)


def scores(run: Run) -> list[float]:
    """The points of 办公室 and 建管科."""
    told = json.loads(run("tally", "--year", "2021", "--format", "json").out)
    return [unit["total"] for unit in told["groups"][0]["units"]]


SAME = "already logged, nothing changed: adoptions/年初.yaml\n"


@pytest.mark.parametrize(
    "title",
    [
        TITLE,
        "「十三五」期间老旧小区改造…成效显著",
        '"十三五" 期间 老旧小区改造...成效显著',
        "《‘十三五’期间老旧小区改造⋯⋯成效显著》",
        "十三五期间老旧小区改造……成效显著．",
    ],
)
def test_however_the_title_is_written(office: Run, title: str) -> None:
    assert added(office, title=title) == Result(0, "", SAME, b"")
    assert scores(office) == [2, 0]


@pytest.mark.parametrize(
    "issue", ["5", "05", "第5期", "5期", "第０５期", "2021年第5期", "（2021）第5期"]
)
def test_however_the_issue_is_written(office: Run, issue: str) -> None:
    assert added(office, issue=issue).err == SAME
    assert scores(office) == [2, 0]


@pytest.mark.parametrize("issue", ["6", "50", "15", "2020年第5期", "增刊5", "5-6"])
def test_another_issue_only_resembles(office: Run, issue: str) -> None:
    result = added(office, issue=issue)
    assert result.code == 0
    assert result.err.startswith("add: warning: the same title stands in adoptions/年初.yaml:2:3")
    assert scores(office) == [4, 0]


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        ({"date": "2021-02-06"}, "date"),
        ({"date": "2021-12-31", "unit": "建管科"}, "date, units"),
        ({"unit": "建管科"}, "units"),
    ],
)
def test_other_values_are_told_by_key(office: Run, given: dict[str, str], keys: str) -> None:
    result = added(office, **given)
    assert (result.code, result.out) == (1, "")
    assert f"年初.yaml: error: this adoption is recorded already, with other values: {keys} [" in (
        result.err
    )
    assert "“duplicate_ok: true” (--duplicate-ok)" in result.err
    assert scores(office) == [2, 0]


def test_another_year_has_the_issue_again(office: Run) -> None:
    result = added(office, date="2022-02-05")
    assert result.code == 0
    assert "warning: the same title stands in" in result.err


def test_without_an_issue_another_day_only_resembles(office: Run, tmp_path: Path) -> None:
    assert added(office, title="图片新闻", issue="").code == 0
    result = added(office, "--dry-run", title="图片新闻", issue="", date="2021-03-01")
    warned, hint, planned = result.err.splitlines()
    assert warned.startswith("add: warning: the same title stands in adoptions/2021/2021-02-05-")
    assert hint == "  if it is another event, say so: “duplicate_ok: true”"
    assert planned.startswith("would write adoptions/2021/2021-03-01-")
    assert added(office, title="图片新闻", issue="", date="2021-03-01").code == 0
    assert scores(office) == [6, 0]
    assert len(list((tmp_path / "adoptions/2021").iterdir())) == 2


def test_a_second_event_gets_a_file_of_its_own(office: Run, tmp_path: Path) -> None:
    running = {"title": "图片新闻", "issue": "9"}
    first = added(office, **running).out.split()[0]
    others = [
        added(office, "--duplicate-ok", unit="建管科", **running),
        added(office, "--item=图片新闻之三", unit="建管科", **running),
        added(office, "--item=图片新闻之四", unit="建管科", **running),
    ]
    files = [one.out.split()[0] for one in others]
    assert [one.code for one in others] == [0, 0, 0]
    # longer and longer names after the first one's
    assert [len(file) - len(first) for file in files] == [2, 4, 6]
    assert all(file.startswith(first.removesuffix(".yaml")) for file in files)
    assert scores(office) == [4, 6]
    # and each is met again
    again = added(office, "--duplicate-ok", unit="建管科", **running)
    assert again.err == f"already logged, nothing changed: {files[0]}\n"
    again = added(office, "--item=图片新闻之四", unit="建管科", **running)
    assert again.err == f"already logged, nothing changed: {files[2]}\n"
    assert added(office, unit="建管科", **running).err == (
        f"already logged, nothing changed: {files[0]}\n"
    )
    assert len(list((tmp_path / "adoptions/2021").iterdir())) == 4


def test_two_files_of_one_day_are_an_error_however_written(office: Run, tmp_path: Path) -> None:
    other = tmp_path / "adoptions/b.yaml"
    text = (
        "date: 2021-02-05\ntitle: 《十三五》期间老旧小区改造...成效显著\noutlet: 动态\nissue: 5\n"
        "units: [办公室]\n"
    )
    other.write_text(text, "utf-8")
    assert "[duplicate-record]" in office("check").out
    assert office("tally", "--year", "2021").code == 1
    other.write_text(text + "duplicate_ok: true\n", "utf-8")
    assert office("check").err == "no problems\n"
    assert scores(office) == [4, 0]
    other.write_text(text + "item: 另一篇\n", "utf-8")
    assert scores(office) == [4, 0]


def test_rows_of_a_file_meet_what_is_there_and_each_other(office: Run) -> None:
    head = "日期,标题,刊物,期号,单位\n"
    rows = f"2021-02-05,{TITLE},动态,第5期,办公室\n2021-03-01,新稿,动态,7,办公室\n"
    result = office("add", "--from", "-", stdin=(head + rows).encode())
    assert result.code == 0
    assert result.err.splitlines() == [SAME.strip(), "1 new record"]
    rows = "2021-03-08,又一稿,动态,8,办公室\n2021-03-09,“又一稿”,动态,第8期,办公室\n"
    result = office("add", "--from", "-", stdin=(head + rows).encode())
    assert result.code == 1
    assert "-:3: error: the same adoption is recorded in -:2 [duplicate-record]" in result.err
    assert scores(office) == [4, 0]


@pytest.mark.parametrize("many", [1, known._FEW + 1])
def test_many_rows_find_the_same(office: Run, many: int) -> None:
    head = "日期,标题,刊物,期号,单位\n"
    rows = "".join(f"2021-03-01,第{n}稿,动态,{100 + n},办公室\n" for n in range(1, many))
    rows += f"2021-02-05,{TITLE},动态,第5期,办公室\n"
    result = office("add", "--from", "-", stdin=(head + rows).encode())
    assert SAME in result.err
    assert scores(office) == [2 * many, 0]


@pytest.mark.parametrize(
    ("folder", "line", "words"),
    [
        (
            "submissions",
            "{date: 2021-03-01, title: “甲”稿, units: [办公室]}",
            "submit --title 甲稿 --unit 办公室",
        ),
        (
            "submissions",
            "{date: 2021-03-01, count: 3, units: [办公室]}",
            "submit --count 3 --unit 办公室",
        ),
        (
            "commissions",
            "{date: 2021-03-01, due: 2021-03-09, title: 材料——一, units: [办公室]}",
            "commission --title 材料-一 --due 2021-03-09 --unit 办公室",
        ),
        (
            "adjustments",
            "{date: 2021-03-01, rule: 失实, reason: 《甲》, units: [办公室]}",
            "adjust --rule 失实 --reason 甲 --unit 办公室",
        ),
        (
            "adjustments",
            "{date: 2021-03-01, rule: 失实, units: [办公室]}",
            "adjust --rule 失实 --unit 办公室",
        ),
    ],
)
def test_every_kind_meets_what_is_there(
    office: Run, tmp_path: Path, folder: str, line: str, words: str
) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "all.yaml").write_text(f"- {line}\n", "utf-8")
    result = office(*words.split(), "--date", "2021-03-01")
    assert result.err == f"already logged, nothing changed: {folder}/all.yaml\n"
    other = office(*words.split(), "--date", "2021-03-02")
    assert other.code == 0
    # a title comes again; a total or a reason that nobody gave tells of nothing
    assert ("[likely-duplicate]" in other.err) == ("title" in line or "reason" in line)


@pytest.mark.parametrize(
    "title",
    [
        '"\\u7532乙丙"',
        "甲\n  乙\n  丙",
        ">-\n  甲\n  乙丙",
        "甲 乙 丙",
        "「甲」乙——丙",
        "甲\u200b乙丙",
        "甲⼄丙",  # the radical, not the letter
    ],
)
def test_bytes_are_searched_for_every_way_to_write_a_title(
    office: Run, tmp_path: Path, title: str
) -> None:
    wanted = "甲乙-丙" if "——" in title else "甲乙丙"
    text = f"outlet: 动态\ntitle: {title}\ndate: 2021-04-01\nunits: [办公室]\n"
    (tmp_path / "adoptions/b.yaml").write_text(text, "utf-8")
    if "\u200b" in title and office("check").code:
        return  # refused where it stands
    result = added(office, title=wanted, issue="", date="2021-04-01")
    assert result.err == "already logged, nothing changed: adoptions/b.yaml\n"


def test_no_character_hides_a_title_from_the_search() -> None:
    for code in (*range(0x80, 0xD800), *range(0xE000, 0x30000)):
        letters = known._LETTERS.findall(fold(chr(code)))
        data = chr(code).encode()
        if any(letter.isascii() for letter in letters):
            assert known._ODD_LATIN.search(data), hex(code)
        if any(not letter.isascii() and letter != chr(code) for letter in letters):
            assert known._ODD.search(data), (hex(code), unicodedata.name(chr(code)))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("甲——乙", "甲-乙", True),
        ("1～3月", "1—3月", True),
        ("甲。", "甲", True),
        ("甲！", "甲", False),
        ("甲……", "甲", False),
        ("甲一乙", "甲—乙", False),
        ("“”", "。", False),  # nothing would be left
    ],
)
def test_titles_are_folded(one: str, other: str, *, same: bool) -> None:
    assert (fold_title(one) == fold_title(other)) == same


def test_issues_are_folded() -> None:
    ways = ["5", "05", "第5期", "2021年第5期", "〔2021〕5", "5.0", " ５ 期"]
    assert {fold_issue(way, 2021) for way in ways} == {"5"}
    others = ["50", "5.10", "2020年第5期", "总第5期", "增刊", "5号", "-5", "2021"]
    assert len({fold_issue(way, 2021) for way in (*others, "5")}) == len(others) + 1


@pytest.mark.parametrize(("repeats", "warned"), [("", True), ("    repeats: highest\n", False)])
def test_where_repeats_are_counted_two_outlets_may_print_a_brief(
    office: Run, tmp_path: Path, repeats: str, *, warned: bool
) -> None:
    (tmp_path / "rules.yaml").write_text(RULES + repeats, "utf-8")
    result = added(office, outlet="市报", issue="31", date="2021-02-09")
    assert ("[likely-duplicate]" in result.err) == warned
    assert ("[likely-duplicate]" in office("check").out) == warned
    # twice in one outlet is told either way
    assert "[likely-duplicate]" in added(office, outlet="市报", issue="32").err
    assert "[likely-duplicate]" in office("check").out


def test_repeats_know_the_brief_by_its_folded_title(office: Run, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES + "    repeats: highest\n", "utf-8")
    added(office, title="「十三五」期间老旧小区改造…成效显著", outlet="市报", date="2021-02-09")
    assert scores(office) == [3, 0]  # 3 of 市报 for 2 of 动态


LINE = "there are warnings; see infoscore check\n"


def test_reports_say_that_there_are_warnings(office: Run, tmp_path: Path) -> None:
    tally = ("tally", "--year", "2021", "--format", "json")
    plain = office(*tally)
    assert (plain.code, plain.err) == (0, "")
    assert office(*tally, "--strict") == plain
    added(office, outlet="市报", issue="31")
    told = office(*tally)
    assert (told.code, told.err) == (0, LINE)
    json.loads(told.out)
    assert office("--quiet", *tally) == told._replace(err="")
    stopped = office(*tally, "--strict", "-o", str(tmp_path / "t.json"))
    assert (stopped.code, stopped.out) == (1, "")
    assert "[likely-duplicate]" in stopped.err
    assert stopped.err.endswith("1 warning; nothing was made\n")
    assert not (tmp_path / "t.json").exists()


def test_circular_stops_on_warnings_before_its_text_is_drafted(run: Run, seed: Path) -> None:
    made = ("circular", "--quarter", "1", "--md", "-o", "-")
    assert run(*made, "--strict").code == 0
    (seed / "circulars/2021-Q1.md").unlink()
    (file,) = seed.glob("adoptions/2021/2021-03-30-*.yaml")
    text = file.read_text("utf-8").replace("工作动态", "每日要情")
    (seed / "adoptions/again.yaml").write_text(text, "utf-8")
    stopped = run(*made, "--strict")
    assert (stopped.code, stopped.out) == (1, "")
    assert "the same title stands in" in stopped.err
    assert not (seed / "circulars/2021-Q1.md").exists()
    told = run(*made)
    assert told.code == 0
    assert LINE in told.err


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("动态", "市报"),  # the same title elsewhere
        lambda text: text.replace("改造", "改建"),  # a like one in the issue
        lambda text: text.replace("2021-02-05", "2199-02-05").replace("十三五", "十四五"),
    ],
)
def test_remembered_sums_know_of_warnings(
    office: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[str], str],
) -> None:
    monkeypatch.setattr(sums, "LEAST_FILES", 1)
    monkeypatch.setattr(sums, "SETTLED_NS", 0)
    monkeypatch.setattr(workers, "processors", lambda: 2)
    tally = ("tally", "--year", "2021")
    assert [office(*tally).err for _ in range(2)] == ["", ""]
    file = tmp_path / "adoptions/年初.yaml"
    text = file.read_text("utf-8")
    file.write_text(text + spoil(text), "utf-8")
    assert [office(*tally).err for _ in range(2)] == [LINE, LINE]
    file.write_text(text, "utf-8")
    assert [office(*tally).err for _ in range(2)] == ["", ""]


@pytest.mark.parametrize(("named", "warned"), [("甲稿。", False), ("2021-02-01-x", True)])
def test_a_submission_that_is_named_has_to_be_there(
    office: Run, tmp_path: Path, named: str, warned: bool
) -> None:
    line = "{date: 2021-02-01, title: “甲稿”, units: [办公室]}"
    (tmp_path / "submissions").mkdir()
    (tmp_path / "submissions/a.yaml").write_text(line, "utf-8")
    line = f"{{date: 2021-02-08, title: 改题, outlet: 市报, units: [办公室], submission: {named}}}"
    (tmp_path / "adoptions/b.yaml").write_text(line, "utf-8")
    told = office("check")
    assert told.code == 0
    assert ("adoptions/b.yaml:1: warning: there is no submission" in told.out) is warned


def test_two_units_briefs_of_one_title_in_a_table_are_told_how_to_be_two(
    office: Run, tmp_path: Path
) -> None:
    rows = "日期,标题,刊物,期号,单位\n2021-03-05,图片新闻,动态,8,办公室\n"
    table = tmp_path / "l.csv"
    table.write_text(rows + "2021-03-05,图片新闻,动态,8,建管科\n", "utf-8")
    told = office("add", "--from", "l.csv")
    assert told.code == 1
    assert "l.csv:3: error: the same adoption is recorded in l.csv:2" in told.err
    assert "say so in one: “duplicate_ok: true”" in told.err
    rows = rows.replace("单位", "单位,并非重复").replace("办公室", "办公室,")
    table.write_text(rows + "2021-03-05,图片新闻,动态,8,建管科,true\n", "utf-8")
    assert office("add", "--from", "l.csv").code == 0
    points = {"办公室": 2 + 2, "建管科": 2}
    units = json.loads(office("tally", "--year", "2021", "--format", "json").out)["groups"][0]
    assert {unit["unit"]: unit["total"] for unit in units["units"]} == points


def test_a_deduction_of_another_day_is_called_a_deduction(office: Run) -> None:
    what = ["adjust", "--rule", "失实", "--unit", "办公室", "--reason", "数字有误", "--date"]
    assert office(*what, "2021-02-05").err == ""
    told = office(*what, "2021-02-09")
    assert "warning: one like this adjustment stands in adjustments/2021/2021-02-05-" in told.err
