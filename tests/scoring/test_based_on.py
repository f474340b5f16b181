"""An edition that gives only what changes, and takes the rest from an earlier one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from infoscore.workspace.load import load
from tests.conftest import Run

UNITS = "groups: [{name: 机关, units: [{name: 甲科, targets: {2021: {市级: 4}}}]}]\n"
RULES = """\
tracks: [市级]
editions:
  - effective: 2021-10-01
    based_on: 2021-07-01
    joint: {method: full}
  - effective: 2021-07-01
    based_on: 2021-01-01
    outlets: {要情: {track: 市级, points: 5}}
  - effective: 2021-01-01
    outlets: {要情: {track: 市级, points: 4}, 动态: {track: 市级, points: 2}}
    modifiers: [{tag: 转报, times: 2}]
    joint: {method: average}
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "units.yaml").write_text(UNITS, "utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    return tmp_path


def test_it_takes_what_it_does_not_give(office: Path) -> None:
    setup = load(office).setup
    assert setup is not None
    third = setup.book.on(date(2021, 10, 1))
    assert third is not None
    assert {one.name: one.points for one in third.outlets} == {"要情": "5", "动态": "2"}
    assert [one.times for one in third.rules.modifiers] == ["2"]
    assert getattr(third.rules.joint, "method", None) == "full"
    first = setup.book.on(date(2021, 1, 1))
    assert first is not None
    assert {one.name: one.points for one in first.outlets} == {"要情": "4", "动态": "2"}


@pytest.mark.parametrize("day", ["2020-01-01", "2021-07-01", "2021-10-01"])
def test_only_an_earlier_edition_can_be_the_base(day: str, office: Path, run: Run) -> None:
    rules = RULES.replace("based_on: 2021-01-01", f"based_on: {day}")
    (office / "rules.yaml").write_text(rules, "utf-8")
    told = run("check")
    assert told.code == 1
    assert f"rules.yaml:7:15: error: no earlier edition begins on {day} [unknown-name]" in told.out


def test_a_fault_of_the_base_has_a_place(office: Path, run: Run) -> None:
    rules = RULES.replace("times: 2", "times: 2, plus: 1")
    (office / "rules.yaml").write_text(rules, "utf-8")
    assert "rules.yaml:11:17: error: a modifier has times, plus" in run("check").out
