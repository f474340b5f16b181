"""msgspec and the walk that tells what it refuses agree on what a file may hold."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from infoscore.circular.settings import CircularFile
from infoscore.messages import catalogue, translate
from infoscore.problems import Problem
from infoscore.reading.typed import _Walk, read
from infoscore.reading.types import Strict
from infoscore.reading.yamltext import Document
from infoscore.records.adjustment import AdjustmentEntry
from infoscore.records.adoption import AdoptionEntry
from infoscore.records.commission import CommissionEntry
from infoscore.records.submission import SubmissionEntry
from infoscore.rules.edition import RulesFile
from infoscore.workspace.units import UnitsFile
from tests.conftest import ROOT

SETUP: list[tuple[type[Strict], Any]] = [
    (kind, yaml.load(file.read_text("utf-8"), yaml.BaseLoader))
    for kind, name in ((UnitsFile, "units"), (RulesFile, "rules"), (CircularFile, "circular"))
    for file in sorted([ROOT / f"{name}.yaml", *(ROOT / "examples").glob(f"*/{name}.yaml")])
]
RECORDS: list[tuple[type[Strict], Any]] = [
    (
        AdoptionEntry,
        {
            "date": "2021-03-05",
            "title": "题",
            "outlet": "每日要情",
            "units": ["甲", "乙"],
            "weights": ["6", "4"],
            "count": "2",
            "length": "1200",
            "tags": ["头版"],
            "endorsements": [{"by": "市长", "date": "2021-03-06"}],
            "restricted": "true",
        },
    ),
    (
        SubmissionEntry,
        {"date": "2021-03-05", "units": ["甲"], "forwarded": ["省", {"to": "市", "count": "2"}]},
    ),
    (
        CommissionEntry,
        {
            "date": "2021-03-05",
            "title": "题",
            "due": "2021-03-09",
            "units": ["甲"],
            "delivered": {"甲": "2021-03-08"},
        },
    ),
    (AdjustmentEntry, {"date": "2021-03-05", "rule": "失实", "units": ["甲"], "points": "-2"}),
]
ODD = st.sampled_from(
    [
        "",
        " ",
        "四",
        "04",
        "1.",
        "-1",
        "1e3",
        "1.0",
        "-5",
        "５",
        "1,000",
        "1\n",
        "½",
        "2021-2-3",
        "0",
        "9" * 20,
        "yes",
        "a\nb",
        "×",
        "甲×",
    ]
)
JUNK: st.SearchStrategy[Any] = (
    st.none()
    | ODD
    | st.lists(st.none() | ODD, max_size=2)
    | st.dictionaries(ODD | st.sampled_from(["by", "to", "form", "points"]), ODD, max_size=2)
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of everything in a document."""
    parts: Any = value.items() if isinstance(value, dict) else ()
    parts = enumerate(value) if isinstance(value, list) else parts
    return [path, *(found for key, part in parts for found in _places(part, (*path, key)))]


@given(data=st.data())
@pytest.mark.parametrize("known", [SETUP, RECORDS], ids=["setup", "records"])
def test_what_is_refused_is_told_and_nothing_else(
    known: list[tuple[type[Strict], Any]], data: st.DataObject
) -> None:
    kind, sound = known[data.draw(st.integers(0, len(known) - 1))]
    value = copy.deepcopy(sound)
    places = _places(value)
    path = places[data.draw(st.integers(1, len(places) - 1))]
    parent = value
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = data.draw(JUNK)
    document = Document("file.yaml", "", 0, value, 1)
    problems: list[Problem] = []
    made = read(document, kind, problems)
    assert (made is None) == bool(problems)
    walked: list[Problem] = []
    _Walk(document, walked).check(value, msgspec.inspect.type_info(kind), ())
    assert walked == problems


def test_a_text_that_is_too_long_is_told_by_its_length() -> None:
    problems: list[Problem] = []
    value = {"date": "2021-03-05", "title": "题" * 3001, "outlet": "刊", "units": ["甲"]}
    document = Document("a.yaml", "", 0, value, 1)
    assert read(document, AdoptionEntry, problems) is None
    assert [translate(one.hint, catalogue("en")) for one in problems] == [
        "expected: at most 3000 characters; these are 3001"
    ]
