"""The engine gives what the second reckoning gives, for any office and any period.

``INFOSCORE_ORACLE=5000`` tries so many offices for each property instead of a few.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.oracle.almanac import Office
from tests.oracle.engine import KINDS, Engine
from tests.oracle.offices import offices
from tests.oracle.reckoning import CircleError, points, reckon

YEARS = range(2020, 2024)
FEW = 60
many = settings(
    max_examples=int(os.environ.get("INFOSCORE_ORACLE", FEW)),
    suppress_health_check=list(HealthCheck),
)


def differences(office: Office, today: date, years: range = YEARS) -> dict[str, str]:
    """Period by period what the engine says and what it should say.

    Clauses are worked out a year before and after, too: weeks and lapses reach over New Year.

    Raises:
        CircleError: clauses count each other's points, which is no office.
    """
    book = reckon(office, today, years)
    found = {}
    with TemporaryDirectory() as folder:
        engine = Engine(office, Path(folder), today)
        for year in years[1:-1]:
            for period in engine.periods(year):
                right = points(book, today, (period.start, period.end))
                told = engine.over(period)
                for place in right.keys() | told.keys():
                    says, should = told.get(place, 0), right.get(place, 0)
                    if says != should:
                        found[f"{period.key} {place}"] = f"engine {says}, right {should}"
    return found


@many
@given(offices())
def test_the_engine_agrees_with_the_second_reckoning(drawn: tuple[Office, date]) -> None:
    try:
        found = differences(*drawn)
    except CircleError:
        assume(False)
    assert found == {}


@many
@given(
    offices(), st.lists(st.integers(1, 364), max_size=6, unique=True), st.sampled_from([2021, 2022])
)
def test_any_cut_of_a_year_adds_up_to_it(
    drawn: tuple[Office, date], cuts: list[int], number: int
) -> None:
    office, today = drawn
    with TemporaryDirectory() as folder:
        try:
            engine = Engine(office, Path(folder), today)
        except AssertionError as problem:
            assume("reads points of another" not in str(problem))  # a circle is no office
            raise
        year = engine.calendar.year(number)
        whole = engine.over(year)
        days = [year.start + timedelta(n) for n in sorted(cuts)]
        ends = [*(day - timedelta(1) for day in days), year.end]
        periods = list(engine.periods(number))
        for parts in (
            list(engine.cut(zip([year.start, *days], ends, strict=True))),
            periods[:12],
            periods[12:16],
            periods[16:18],
        ):
            summed: dict[tuple[str, str], Fraction] = {}
            for part in parts:
                for place, gained in engine.over(part).items():
                    summed[place] = summed.get(place, Fraction(0)) + gained
            assert {place: sum_of for place, sum_of in summed.items() if sum_of} == whole


def test_a_quota_sees_what_another_edition_s_gives(tmp_path: Path) -> None:
    """A year's base of 5, by the edition of 31 December, counts on 1 January, in the first week."""
    tiers = [{"from": 5, "points": 10}, {"from": 0, "points": 0}]
    weekly = {"name": "周", "per": "week", "of": "points", "tracks": ["数"], "track": "考核"}
    yearly = {"name": "年", "per": "year", "of": "submissions", "track": "数", "base": 5}
    editions = [
        {"effective": date(2020, 1, 1), "quotas": [{**weekly, "tiers": tiers}]},
        {"effective": date(2021, 7, 1), "quotas": [yearly]},
    ]
    office: Office = {
        "rules": {"tracks": ["数", "考核"], "editions": editions},
        "units": {"groups": [{"name": "科室", "units": [{"name": "甲"}]}]},
        **{kind: [] for kind in KINDS},
    }
    engine = Engine(office, tmp_path, date(2022, 12, 31))
    january = engine.over(engine.calendar.nth_month(2021, 1))
    assert january == {("甲", "数"): 5, ("甲", "考核"): 10}


def _workspace(folder: Path) -> Office:
    def documents(file: Path) -> Iterator[Any]:
        for document in yaml.safe_load_all(file.read_text("utf-8")):
            yield from document if isinstance(document, list) else [document]

    rules, units = (
        yaml.safe_load((folder / f"{n}.yaml").read_text("utf-8")) for n in ("rules", "units")
    )
    records = {
        kind: [one for file in sorted((folder / kind).rglob("*.yaml")) for one in documents(file)]
        for kind in KINDS
    }
    names = {
        alias: unit["name"]
        for group in units["groups"]
        for unit in group["units"]
        for alias in unit.get("aliases", ())
    }
    for record in (one for kind in KINDS for one in records[kind] if "units" in one):
        record["units"] = [names.get(name, name) for name in record["units"]]
    return {"rules": rules, "units": units, **records}


def _has_site(rules: Path) -> bool:
    """Whether an example counts what the oracle does not know: posts, reviews, minutes."""
    return (rules.parent / "columns.yaml").exists()


@pytest.mark.parametrize(
    "folder",
    sorted(one.parent for one in (ROOT / "examples").glob("*/rules.yaml") if not _has_site(one)),
    ids=lambda folder: str(folder.name),
)
def test_published_regulations_come_to_the_same(folder: Path) -> None:
    office = _workspace(folder)
    years = {record["date"].year for kind in KINDS for record in office[kind]}
    span = range(min(years) - 1, max(years) + 3)
    assert differences(office, date(max(years) + 2, 12, 31), span) == {}
