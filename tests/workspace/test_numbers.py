"""One way to write a number, in every file and option; others are told with what they mean."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from infoscore.cli.choices import Choices
from infoscore.names import Names
from infoscore.office import schemas
from infoscore.problems import Place, Problem
from infoscore.reading.typed import parse_number, read
from infoscore.reading.types import FORMULA_PATTERN, WHOLE, Strict
from infoscore.reading.yamltext import parse
from infoscore.records.adjustment import AdjustmentEntry
from infoscore.records.adoption import AdoptionEntry
from infoscore.workspace import units
from infoscore.workspace.intake import documents
from tests.conftest import Run

BRIEF = "{{date: 2021-01-01, units: [甲], outlet: 刊, {}}}"
FIFTH = "{{date: 2021-01-01, units: [甲], rule: 失实, {}}}"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1e3", "1000"), ("1.0", "1"), ("+5", "5"), ("５", "5"), ("1,200", "1200"), ("05", "5"),
        ("１，２００", "1200"), ("0.50", "0.5"), ("−3", "-3"), ("5\n", "5"), ("1 000", "1000"),
        ("12,34", None), ("1e99", None), ("NaN", None), ("½", None), ("0x10", None), ("九", None),
        pytest.param("9" * 5000, None, id="long"), ("", None),
    ],
)  # fmt: skip
def test_what_number_was_meant(typed: str, meant: str | None) -> None:
    assert parse_number(typed) == meant


@pytest.mark.parametrize("key", ["count", "length"])
@pytest.mark.parametrize(
    "typed", ["1e3", "1.0", '"+5"', "05", "５", '"1,000"', "'1 '", "-5", "NaN"]
)
def test_a_whole_number_is_digits(key: str, typed: str) -> None:
    (document,), _ = parse(BRIEF.format(f"{key}: {typed}").encode(), "f.yaml")
    problems: list[Problem] = []
    assert read(document, AdoptionEntry, problems) is None
    column = len(BRIEF.format("")) + len(f"{key}: ")
    assert [problem.place for problem in problems] == [Place("f.yaml", 1, column)]


@pytest.mark.parametrize("typed", ["1e3", '"+5"', "05", "５", '"1,000"', '"5\\n"', "Infinity"])
def test_a_number_is_decimal(typed: str) -> None:
    (document,), _ = parse(FIFTH.format(f"points: {typed}").encode(), "f.yaml")
    problems: list[Problem] = []
    assert read(document, AdjustmentEntry, problems) is None
    assert [problem.place.column for problem in problems] == [len(FIFTH.format("")) + 8]


@pytest.mark.parametrize(("issue", "right"), [
    ("-5", False), ("－5", False), ("5", True), ("05", True), ("增-5", True), ("2021-5", True),
])  # fmt: skip
def test_no_issue_begins_with_a_minus(issue: str, right: bool) -> None:
    (document,), _ = parse(BRIEF.format(f"issue: {issue}").encode(), "f.yaml")
    assert (read(document, AdoptionEntry, []) is not None) == right


def test_json_has_no_nan() -> None:
    data = '[{"title": "NaN",\n  "note": "\\"Infinity", "count": NaN}]'
    found, (problem,) = documents(data.encode(), "f.json", ())
    assert not found
    assert problem.place == Place("f.json", 2, 34)
    assert problem.hint.args == {"word": "NaN"}


@pytest.mark.parametrize(
    ("unit", "wrong"),
    [
        ("{name: 甲, numbers: {编制: 0}, targets: {2021: {分: 编制×2}}}", "编制×2"),
        ("{name: 甲, numbers: {编制: -3}, targets: {2021: {分: 编制×2+6}}}", "编制×2"),
        ("{name: 甲, numbers: {编制: -3}, targets: {2021: {分: 编制×2+7}}}", None),
        ("{name: 甲, numbers: {编制: 0}, class: 一类}", "{name"),
    ],
)
def test_a_formula_of_a_target_gives_more_than_0(unit: str, wrong: str | None) -> None:
    groups = f"groups: [{{name: 组, units: [{unit}]}}]"
    classes = "classes: {一类: {targets: {2021: {分: 编制×2}}}}"
    (document,), _ = parse(f"{groups}\n{classes}".encode(), "f")
    problems: list[Problem] = []
    units.roster(document, Names([("分", "分")]), problems)
    told = [Place("f", 1, groups.rindex(wrong) + 1)] if wrong else []
    assert [problem.place for problem in problems] == told


@pytest.mark.parametrize(
    ("answer", "chosen"),
    [
        ("2", "乙"),
        ("２", "乙"),
        ("3", None),
        ("0", None),
        pytest.param("9" * 5000, None, id="long"),
    ],
)
def test_a_choice_by_number(answer: str, chosen: str | None) -> None:
    assert Choices(["甲", "乙"], Names(())).meant(answer) == chosen


@pytest.mark.usefixtures("seed")
def test_options(run: Run) -> None:
    assert run("tally", "--month", "２").code == 0
    assert run("tally", "--month", "9" * 5000).code == 2
    brief = ("add", "--title", "题", "--unit", "房产科", "--outlet", "每日要情", "--form", "简讯")
    for option, value in (("--count", "1e3"), ("--length", "1,200"), ("--issue", "-5")):
        done = run(*brief, option, value)
        assert done.code == 1
        assert done.err.startswith(f"{option}: error: “{value}” is not what belongs here")
    assert run("endorse", f"adoptions/2021.yaml:{'9' * 2900}", "--by", "市长").code == 1


def test_a_folder_named_in_superscript(seed: Path, run: Run) -> None:
    record = "date: 2021-03-05\ntitle: 题\noutlet: 每日要情\nform: 简讯\nunits: [房产科]\n"
    (seed / "adoptions" / "²⁰²¹").mkdir()
    (seed / "adoptions" / "²⁰²¹" / "a.yaml").write_text(record, "utf-8")
    assert run("check").code == 0


@pytest.mark.parametrize(("formula", "right"), [("５", False), ("编制", True), ("编制×２", True)])
def test_a_bare_name_is_no_number(formula: str, right: bool) -> None:
    assert (re.search(FORMULA_PATTERN, formula) is not None) == right


@pytest.mark.parametrize("entry", schemas.types().values(), ids=schemas.types())
def test_every_whole_number_of_a_file_says_so(entry: type[Strict]) -> None:
    todo: list[Any] = [entry]
    seen: list[Any] = []
    while todo:
        hint = todo.pop()
        if hint in seen:
            continue
        seen.append(hint)
        assert hint is not int
        if any(getattr(remark, "extra", None) == WHOLE for remark in get_args(hint)):
            continue
        todo += get_args(hint)
        if isinstance(hint, type) and issubclass(hint, Strict):
            todo += get_type_hints(hint, include_extras=True).values()
