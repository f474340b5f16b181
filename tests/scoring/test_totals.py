"""Totals of joint briefs that an office counts in parts: 361.3篇; worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import Run

TOTAL = "a number above 0, at most 1000000: whole with a title, else with at most two decimals"
ONLINE = "adoptions/2014.yaml"
FILES = {
    "units.yaml": "groups: [{name: 科室, units: [{name: 办公室}, {name: 水政科}]}]",
    "rules.yaml": """
tracks: [分, {name: 篇, measure: 篇, total: false}]
editions:
- effective: 2014-01-01
  outlets:
    市水利网: {titled: false, track: 分, points: 1.5, also: {篇: 1}}
    水利简报: {titled: false, track: 分, points: 2}
  forms: {信息: [], 调研: []}
  submissions: {track: 分, points: 0.5, lapses: true}
  joint: {method: average}
  quotas:
  - {name: 条数, per: year, of: adoptions, require: 400, met: 10, track: 分}
""",
    "circular.yaml": """
issuer: 某市水利局
title: 通报
number: 通报{number}号
addressees: 各科室
annexes:
- title: 篇数
  table:
    totals: true
    columns:
    - {show: unit}
    - {show: adoptions, header: 采用}
    - {show: adoptions, shared: true, header: 分摊}
    - {show: submissions, header: 报送}
    - {show: rate, header: 采用率}
""",
    ONLINE: """
- {date: 2014-09-30, outlet: 市水利网, form: 信息, count: 361.3, units: [办公室]}
- {date: 2014-10-31, outlet: 市水利网, form: 调研, count: 38.70, units: [办公室]}
- {date: 2014-11-30, outlet: 水利简报, form: 信息, count: 0.25, units: [水政科, 办公室]}
""",
    "submissions/2014.yaml": """
- {date: 2014-12-30, count: 800.50, units: [办公室]}
- {date: 2014-12-31, count: 0.75}
""",
    "circulars/2014.md": """\
---
number: 1
date: 2015-01-15
---
收到信息{{ received }}篇，采用{{ adopted_total }}篇{{ adopted_in_words }}。

{{ adopted_by_form | counts }}，{{ adopted("市水利网") }}篇，{{ adopted_by_unit | counts }}。

今年收到信息８０１．２５篇，被采用400.3篇。市水利网采用400篇。
""",
}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.usefixtures("office")
def test_points_and_counts(run: Run) -> None:
    """办公室: 400 × 1.5, 0.25 × 2 ÷ 2, 800.5 × 0.5, and 10 for 400.25 ≥ 400 briefs."""
    assert run("check").code == 0
    told = json.loads(run("tally", "--year", "2014", "--format", "json").out)
    first, second = told["groups"][0]["units"]
    assert first["counts"] == {"adoptions": 400.25, "submissions": 800.5}
    assert first["total"] == 600 + 0.25 + 400.25 + 10
    assert first["tracks"]["篇"]["exact"] == "400"
    assert second["counts"] == {"adoptions": 0.25, "submissions": 0}
    assert second["total"] == 0.25
    assert told["counts"] == {"adoptions": 400.25, "submissions": 801.25}
    year = ("--year", "2014")
    assert '"count": 361.3,' in run("list", *year, "--format", "json").out
    assert ",361.3,541.95," in run("list", *year, "--format", "csv").out
    assert "1.5 × 361.3 = 541.95" in run("explain", "办公室", *year).out
    quarter = json.loads(run("tally", *year, "--quarter", "3", "--format", "json").out)
    assert quarter["counts"] == {"adoptions": 361.3, "submissions": 0}


@pytest.mark.usefixtures("office")
def test_whole_sums_are_whole(run: Run, office: Path) -> None:
    file = office / ONLINE
    file.write_text("".join(file.read_text("utf-8").splitlines(keepends=True)[:3]), "utf-8")
    out = run("tally", "--year", "2014", "--format", "json").out
    assert '"adoptions": 400,' in out


@pytest.mark.usefixtures("office")
def test_tables(run: Run) -> None:
    """Of the 0.25 that two units wrote each has 0.125, which a page rounds."""
    layout = ("tally", "--year", "2014", "--layout", "1")
    csv = run(*layout, "--format", "csv").out
    assert csv.splitlines()[1:] == [
        "科室,办公室,400.25,400.125,800.5,50%",
        "科室,水政科,0.25,0.125,0,",
    ]
    assert "小计    400.25  400.25  800.5     50%" in run(*layout).out
    assert run(*layout, "-o", "篇数.xlsx").code == 0
    with ZipFile("篇数.xlsx") as made:
        assert b"<v>400.125</v>" in made.read("xl/worksheets/sheet1.xml")


@pytest.mark.usefixtures("office")
def test_circular(run: Run) -> None:
    made = run("circular", "--year", "2014", "--md", "-o", "-")
    assert made.code == 0, made.err
    assert "收到信息801.25篇，采用400.25篇，其中" in made.out
    assert "市水利网采用400篇，水利简报采用0.25篇。" in made.out
    assert "信息361.55篇、调研38.7篇，400篇，办公室400.25篇、水政科0.25篇。" in made.out
    told = [line for line in made.err.splitlines() if "contradiction" in line]
    assert len(told) == 1
    assert "the text says 400.3 for briefs adopted, the records say 400.25" in told[0]


def test_lapsing_parts(run: Run, office: Path) -> None:
    """Of 800.5 pieces 361.3 + 38.7 were printed, of 0.4 sent only as many."""
    sent = """
- {date: 2014-01-01, item: 甲, count: 800.5, units: [办公室]}
- {date: 2014-01-01, item: 乙, count: 0.4, units: [水政科]}
"""
    printed = """
- {date: 2014-09-30, item: 甲, outlet: 水利简报, count: 361.3, units: [办公室]}
- {date: 2014-10-30, item: 甲, outlet: 水利简报, count: 38.7, units: [办公室]}
- {date: 2014-10-30, item: 乙, outlet: 水利简报, count: 2.5, units: [水政科]}
"""
    (office / ONLINE).write_text(printed, "utf-8")
    (office / "submissions" / "2014.yaml").write_text(sent, "utf-8")
    told = json.loads(run("tally", "--year", "2014", "--format", "json").out)
    first, second = told["groups"][0]["units"]
    assert first["total"] == 800 + (800.5 - 400) / 2 + 10
    assert second["total"] == 5


def test_an_endorsement_instead(run: Run, office: Path) -> None:
    """5 instead of the 2 of one brief, or of as much of it as there is: 5 + 1.4 × 2, 0.4 × 5."""
    rules = office / "rules.yaml"
    row = "  endorsements: [{by: 市长, track: 分, points: 5, instead: true}]\n"
    rules.write_text(rules.read_text("utf-8").replace("  joint:", f"{row}  joint:"), "utf-8")
    brief = "- {{date: 2014-02-01, outlet: 水利简报, count: {}, units: [{}], {}}}\n"
    by = "endorsements: [{by: 市长}]"
    records = brief.format(2.4, "办公室", by) + brief.format(0.4, "水政科", by)
    (office / ONLINE).write_text(records, "utf-8")
    told = json.loads(run("tally", "--year", "2014", "--format", "json").out)
    points = [unit["tracks"]["分"]["score"] for unit in told["groups"][0]["units"]]
    assert points == [400.25 + 5 + 2.8, 2]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("0", TOTAL),
        ("0.00", TOTAL),
        ("-1.5", TOTAL),
        ("361.333", TOTAL),
        ("1000000.5", TOTAL),
        ("361.0", "the number as 361"),
        ("３６１．３", "the number as 361.3"),
        ("1,361.3", "the number as 1361.3"),
    ],
)
@pytest.mark.usefixtures("office")
def test_what_is_no_number_of_briefs(run: Run, count: str, expected: str) -> None:
    done = run("submit", "--count", count, "--unit", "办公室", "--date", "2014-12-01")
    assert done.code == 1
    assert f"--count: error: “{count}” is not what belongs here" in done.err
    assert f"expected: {expected}" in done.err


@pytest.mark.parametrize("command", [("submit",), ("add", "--outlet", "水利简报")])
@pytest.mark.usefixtures("office")
def test_a_brief_is_counted_whole(run: Run, command: tuple[str, ...]) -> None:
    usual = (*command, "--unit", "办公室", "--date", "2014-12-01", "--title", "题")
    done = run(*usual, "--count", "2.5")
    assert done.code == 1
    assert "--count: error: 2.5 briefs of one title: a brief is counted whole" in done.err
    assert run(*usual, "--count", "2").code == 0


def test_logging(run: Run, office: Path) -> None:
    done = run("submit", "--count", "12.5", "--unit", "办公室", "--date", "2014-12-01")
    assert done.code == 0
    assert "办公室  分 6.25  (0.5 × 12.5 = 6.25)" in done.out
    (file,) = (office / "submissions" / "2014").iterdir()
    assert "\ncount: 12.5\n" in file.read_text("utf-8")
    csv = "日期,刊物,篇数,单位\n2014-12-01,水利简报,0.5,办公室\n2014-12-02,水利简报,3,办公室\n"
    (office / "a.csv").write_text(csv, "utf-8")
    brief = '[{"date": "2014-12-03", "outlet": "水利简报", "count": 7.25, "units": ["办公室"]}]'
    (office / "a.json").write_text(brief, "utf-8")
    for name in ("a.csv", "a.json"):
        assert run("add", "--from", name).code == 0
    told = run("list", "--month", "12", "--year", "2014").out
    assert [f"（共{count}篇）" in told for count in ("0.5", "3", "7.25")] == [True] * 3


def test_authors_of_nobody(run: Run, office: Path) -> None:
    rules = office / "rules.yaml"
    text = rules.read_text("utf-8")
    rules.write_text(text.replace("  joint:", "  authors: {method: average}\n  joint:"), "utf-8")
    done = run("tally", "--year", "2014", "--by", "author")
    assert done.code == 0, done.err
    assert "400.25 adoptions name no author" in done.err
