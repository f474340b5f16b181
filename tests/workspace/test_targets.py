"""Targets for all units, for a class, for a unit; and what is said where there are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from infoscore.workspace.load import load
from tests.conftest import Run


def _office(root: Path, units: str, tracks: str = "[分]", also: str = "", more: str = "") -> None:
    outlets = f"{{刊: {{track: 分, points: 1{also}}}}}"
    (root / "units.yaml").write_text(units, "utf-8")
    (root / "rules.yaml").write_text(
        f"tracks: {tracks}\neditions:\n- effective: 2021-01-01\n  outlets: {outlets}\n{more}",
        "utf-8",
    )


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("", {2021: {"分": 10}, 2022: {}}),
        ("targets: {2021: {分: 3}, 2022: {分: 4}}", {2021: {"分": 3}, 2022: {"分": 4}}),
        ("targets: {2021: null}", {2021: {}, 2022: {}}),
        ("class: 一类", {2021: {"分": 20}, 2022: {}}),
        ("class: 一类, targets: {2021: {}}", {2021: {"分": 20}, 2022: {}}),
        ("class: 二类", {2021: {}, 2022: {}}),
        ("class: 二类, targets: {2021: {分: null}}", {2021: {"分": None}, 2022: {}}),
    ],
)
def test_the_nearer_targets_go_before(
    tmp_path: Path, run: Run, unit: str, expected: dict[int, dict[str, int | None]]
) -> None:
    _office(
        tmp_path,
        "targets: {2021: {分: 10}, 2022: null}\n"
        "classes: {一类: {targets: {2021: {分: 20}}}, 二类: {targets: {2021: null}}}\n"
        f"groups: [{{name: 组, units: [{{name: 甲, {unit}}}, {{name: 乙}}]}}]\n",
    )
    setup = load(tmp_path).setup
    assert setup is not None
    assert next(setup.roster.units).targets == expected
    assert run("check").err == "no problems\n"


@pytest.mark.parametrize(
    ("units", "year", "told"),
    [
        ("groups: [{name: 组, units: [{name: 甲}]}]", 2021, False),  # no office has to set any
        ("targets: {2021: null}\ngroups: [{name: 组, units: [{name: 甲}]}]", 2021, False),
        ("targets: {2021: {分: 1}}\ngroups: [{name: 组, units: [{name: 甲}]}]", 2022, True),
        ("groups: [{name: 组, units: [{name: 甲, targets: {2020: {分: 1}}}]}]", 2021, True),
    ],
)
def test_targets_are_missed_only_where_there_are_some(
    tmp_path: Path, run: Run, units: str, year: int, *, told: bool
) -> None:
    _office(tmp_path, units)
    result = run("-q", "tally", "--year", str(year))
    assert ("no unit has targets" in result.err) == told, result.err


def test_a_track_on_which_nothing_scores_is_named(tmp_path: Path, run: Run) -> None:
    tracks = "[分, 元, {name: 空, total: false}]"
    limits = "  limits: [{name: 限, per: year, track: 空, most: 5}]\n"
    units = "groups: [{name: 组, units: [{name: 甲}]}]"
    _office(tmp_path, units, tracks, ", also: {元: 2}", limits)
    result = run("check")
    assert "rules.yaml:1:16: warning: no rule gives points on the track “空”" in result.out
    assert result.err == "0 errors, 1 warning\n"
