"""Published regulations, written as workspaces, come to what was worked out by hand."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, run_here

sys.path.append(str(ROOT / "tools"))
from make_examples import EXAMPLES, periods


def _expectations() -> Iterator[tuple[Path, dict[str, Any]]]:
    for file in sorted((ROOT / "examples").glob("*/expected.yaml")):
        folder = file.parent
        for expected in yaml.load(file.read_text("utf-8"), yaml.BaseLoader):
            yield folder, expected


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_it_has_no_problems(folder: Path) -> None:
    result = run_here(["-C", str(folder), "check", "--strict"])
    assert (result.out, result.code) == ("", 0)


@pytest.mark.parametrize(
    ("folder", "expected"),
    list(_expectations()),
    ids=lambda value: value.name if isinstance(value, Path) else "_".join(value["command"]),
)
def test_scores(folder: Path, expected: dict[str, Any]) -> None:
    whose = ["--by", expected.get("by", "unit")]
    command = ["tally", "--format", "json", *whose, *expected["command"]]
    result = run_here(["-C", str(folder), *command])
    assert result.code == 0, result.err
    told = json.loads(result.out)
    units = {unit["unit"]: unit for group in told["groups"] for unit in group["units"]}
    for name, scores in expected.get("scores", {}).items():
        for track, points in scores.items():
            found = units[name]["tracks"][track].get("exact", "0")
            assert Fraction(found) == Fraction(points), f"{name} {track}"
    for name, total in expected.get("totals", {}).items():
        assert units[name]["total"] == pytest.approx(float(Fraction(total))), name
    for name, rank in expected.get("ranks", {}).items():
        assert str(units[name]["rank"]) == rank, name
    for award, names in expected.get("awards", {}).items():
        assert told["awards"][award] == names
    if "rows" in expected:
        command = ["-C", str(folder), "tally", "--layout", "1", "--format", "csv"]
        printed = csv.reader(run_here([*command, *expected["command"]]).out.splitlines())
        head, *lines = printed
        first = 1 if head[0] == "组别" else 0
        rows = {line[first]: line[first + 1 :] for line in lines}
        assert {name: rows[name] for name in expected["rows"]} == expected["rows"]


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_its_circulars_can_be_made(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    wanted = periods(folder)
    assert wanted
    for period in wanted:
        command = ["-C", str(copy), "circular", *period, "--as-of", "2026-01-10", "--md", "--html"]
        result = run_here(command)
        assert result.code == 0, result.err
        assert "warning" not in result.err
    assert len(list((copy / "out").iterdir())) == 2 * len(wanted)
