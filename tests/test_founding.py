"""``init``: what is typed, pasted or listed becomes a workspace without errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from infoscore.circular.settings import pattern_of
from infoscore.cli import init
from infoscore.office.founding import NewUnit, example_names, outlet_of, units_of
from infoscore.workspace.load import load
from tests.conftest import Run

TABLE = (
    "单位,组别,别名,市级,省级\n"
    "办公室,机关,局办 局办公室,16,3\n规划科,机关,,12,\n服务中心,局属,,8,—\n"
)


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ("办公室、规划科，人事科", ["办公室", "规划科", "人事科"]),
        ("办公室\n\n规划科\n", ["办公室", "规划科"]),
        ("办公室 16 3", [NewUnit("办公室", targets=("16", "3"))]),
        ("办公室\t16\t\n", [NewUnit("办公室", targets=("16",))]),
        ("机关各科室：\n办公室", [NewUnit("办公室", "机关各科室")]),
        (
            TABLE,
            [
                NewUnit("办公室", "机关", ("局办", "局办公室"), ("16", "3")),
                NewUnit("规划科", "机关", (), ("12", "")),
                NewUnit("服务中心", "局属", (), ("8", "—")),
            ],
        ),
    ],
)
def test_units_as_they_are_typed(typed: str, units: list[object]) -> None:
    assert list(units_of(typed)) == [
        unit if isinstance(unit, NewUnit) else NewUnit(str(unit)) for unit in units
    ]


def test_outlets_as_they_are_typed() -> None:
    one = outlet_of("市级 市政府办公室《工作动态》 简讯4 专报=8分")
    assert one is not None
    assert (one.track, one.issuer, one.name) == ("市级", "市政府办公室", "工作动态")
    assert (one.titled, one.points) == (True, {"简讯": "4", "专报": "8"})
    site = outlet_of("得分 市政府网 5")
    assert site is not None
    assert (site.titled, site.points) == (False, {"": "5"})
    assert outlet_of("市级 工作动态") is None
    assert outlet_of("市级") is None


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [
        ("某局发〔2026〕12号", "某局发〔{year}〕{number}号"),
        ("某局发[2026]12号", "某局发〔{year}〕{number}号"),
        ("某局发〔{year}〕{number}号", "某局发〔{year}〕{number}号"),
    ],
)
def test_a_number_is_a_pattern(typed: str, pattern: str) -> None:
    assert pattern_of(typed) == pattern


def test_from_a_table_to_a_circular(run: Run, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_bytes(TABLE.encode("gb18030"))
    made = run(
        *("init", "w", "--issuer", "某局", "--number", "某局发〔2026〕1号"),
        *("--units", "units.csv", "--outlet", "市级 市政府办公室《要情》 简讯4"),
        *("--outlet", "省级 省厅网站 5"),
    )
    assert made.code == 0, made.err
    setup = load(tmp_path / "w").setup
    assert setup is not None
    year = setup.roster.years()[0]
    office, plans, service = setup.roster.units
    assert office.targets_in(year) == {"市级": 16, "省级": 3}
    assert plans.targets_in(year) == {"市级": 12, "省级": None}
    assert service.targets_in(year) == {"市级": 8}
    assert run("-C", "w", "check").err == "no problems\n"
    assert run("-C", "w", "circular", "--year", str(year), "--quarter", "1").code == 0


@pytest.mark.parametrize("name", example_names())
def test_every_example_is_a_start(name: str, run: Run, tmp_path: Path) -> None:
    made = run("init", "--like", name, "--issuer", "我局")
    assert made.code == 0, made.err
    assert run("check").code == 0
    assert "issuer: 我局\n" in (tmp_path / "circular.yaml").read_text("utf-8")


def test_an_example_by_part_of_its_name(run: Run, tmp_path: Path) -> None:
    assert run("init", "--like", "扎兰屯", "--unit", "甲局、乙局", "--target", "得分=20").code == 0
    assert "得分: 20" in (tmp_path / "units.yaml").read_text("utf-8")
    wrong = run("init", "other", "--like", "没有的")
    assert wrong.code == 2
    assert "zhalantun-2023" in wrong.err


def test_answers_on_a_terminal(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(init, "_is_terminal", lambda: True)
    answers = (
        "某局\n某局发〔2026〕1号\n机关：\n办公室\t16\n规划科\n\n省级 省办\n得分 内网 2\n\n12\n"
    )
    made = run("init", stdin=answers.encode())
    assert made.code == 0, made.err
    assert "this cannot be read: 省级 省办" in made.err
    units = (tmp_path / "units.yaml").read_text("utf-8")
    assert "得分: 16" in units
    assert "得分: 12" in units
    assert "titled: false" in (tmp_path / "rules.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    "options",
    [("--units", "a.xlsx"), ("--target", "市级"), ("--outlet", "市级"), ("--units", "none.csv")],
)
def test_what_cannot_be_understood(options: tuple[str, str], run: Run, tmp_path: Path) -> None:
    assert run("init", *options).code == 2
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_with_errors(run: Run, tmp_path: Path) -> None:
    made = run("init", "--unit", "甲科、甲科")
    assert made.code == 1
    assert "2 errors; nothing was written" in made.err or "1 error; nothing" in made.err
    assert list(tmp_path.iterdir()) == []
