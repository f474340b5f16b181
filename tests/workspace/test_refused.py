"""What cannot be is refused where it stands, in every folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

RULES = """\
    adjustments:
      失实: {track: 市级, points: -1}
      其他: {points: {least: -3, most: 3}}
    commissions: {track: 市级, on_time: 2}
"""
ASKED = "title: 题\nunits: [房产科, 住保办]\ndue: 2021-03-09\n"
DELIVERED = "delivered:\n  房产科: 1900-01-01\n  城建科: 2021-03-02\n  无: 2021-03-02"


@pytest.mark.parametrize(
    ("folder", "text", "found"),
    [
        ("adjustments", "date: 1900-01-01\nrule: 失实\nunits: [房产科]", [("wrong-value", 1)]),
        ("adjustments", "date: 2020-01-01\nrule: 失实\nunits: [房产科]", [("no-edition", 1)]),
        (
            "adjustments",
            "date: 2021-03-01\nrule: 失实\nunits: [房产科]\npoints: 3",
            [("conflicting-rules", 4)],
        ),
        (
            "adjustments",
            "date: 2021-03-01\nrule: 其他\nunits: [房产科]\npoints: 4\ntrack: 市级",
            [("wrong-value", 4)],
        ),
        (
            "adjustments",
            "date: 2021-03-01\nrule: 错了\nunits: [房产]\npoints: 4",
            [("unknown-name", 3), ("unknown-name", 2)],
        ),
        (
            "adjustments",
            "date: x\nrule: 失实\nunits: [房产]",
            [("wrong-value", 1), ("unknown-name", 3)],
        ),
        ("commissions", f"date: 1900-01-01\n{ASKED}", [("wrong-value", 1)]),
        ("commissions", f"date: 2020-03-01\n{ASKED}", [("no-edition", 1)]),
        (
            "commissions",
            f"date: 2021-03-01\n{ASKED}{DELIVERED}",
            [("wrong-value", 6), ("wrong-value", 7), ("unknown-name", 8)],
        ),
        ("submissions", "date: 1900-01-01\ntitle: 题\nunits: [房产科]", [("wrong-value", 1)]),
    ],
)
def test_a_record_is_refused_where_it_is_wrong(
    folder: str, text: str, found: list[tuple[str, int]], run: Run, seed: Path
) -> None:
    with (seed / "rules.yaml").open("a", encoding="utf-8") as rules:
        rules.write(RULES)
    (seed / folder / "2021").mkdir(parents=True, exist_ok=True)
    (seed / folder / "2021" / "x.yaml").write_text(text, encoding="utf-8")
    told = json.loads(run("check", "--format", "json").out)["problems"]
    errors = [one for one in told if one["severity"] == "error"]
    assert sorted((one["code"], one["line"]) for one in errors) == sorted(found)


@pytest.mark.parametrize("file", ["units.yaml", "rules.yaml", "circular.yaml"])
def test_a_setup_file_holds_one_document(file: str, run: Run, seed: Path) -> None:
    with (seed / file).open("a", encoding="utf-8") as stream:
        stream.write("---\n{}\n")
    result = run("check")
    assert f"{file}:" in result.out
    assert "a second YAML document begins here" in result.out
