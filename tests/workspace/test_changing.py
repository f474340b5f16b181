"""Records edited and deleted, units renamed, merged and split: scores as if written so by hand."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoscore.cli.console import Console
from infoscore.workspace.load import load
from tests.conftest import Run, run_here

UNITS: Final = """\
# 本局各科室
groups:
  - name: 机关
    units:
      - name: 甲科  # 牵头
        aliases: [一科]
        targets: {2021: {市级: 12, 省级: 3}}
      # 新设
      - {name: 乙科, targets: {2021: {市级: 8}}}
      - name: 丙科
        targets:
          2021: {市级: 5}  # 暂定
"""
RULES: Final = """\
tracks: [市级, 省级]
editions:
  - effective: 2021-01-01
    outlets:
      日报: {track: 市级, points: 4}
      月刊: {track: 省级, points: 3}
    joint: {method: average}
    quotas: [{name: 月报, per: quarter, of: adoptions, track: 市级, require: 2, met: 5}]
"""
RECORDS: Final = """\
# 手工登记
- date: 2021-02-01  # 一
  title: 题一
  outlet: 日报
  units: [甲科, 乙科]
# 第二条
- {date: 2021-05-01, title: 题二, outlet: 月刊, units: [一科]}
- date: 2021-08-01
  title: 题三
  outlet: 日报
  units:
    - 丙科  # 三
"""


def _office(folder: Path) -> None:
    (folder / "adoptions").mkdir()
    (folder / "units.yaml").write_text(UNITS, "utf-8")
    (folder / "rules.yaml").write_text(RULES, "utf-8")
    (folder / "adoptions" / "2021.yaml").write_text(RECORDS, "utf-8")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    _office(tmp_path)
    return tmp_path


def _scores() -> dict[str, dict[str, float]]:
    words = ["tally", "--year", "2021", "--format", "json"]
    result = run_here(words)
    assert result.code == 0, result.err
    return {
        unit["unit"]: {track: part.get("score", 0) for track, part in unit["tracks"].items()}
        for group in json.loads(result.out)["groups"]
        for unit in group["units"]
    }


# --- any sequence of changes ---------------------------------------------------------------------

_HELD: Final[list[dict[str, Any]]] = [
    {"date": "2021-02-01", "title": "题一", "outlet": "日报", "units": ["甲科", "乙科"]},
    {"date": "2021-05-01", "title": "题二", "outlet": "月刊", "units": ["一科"]},
    {"date": "2021-08-01", "title": "题三", "outlet": "日报", "units": ["丙科"]},
]
_DAYS: Final = st.sampled_from(["2021-01-20", "2021-03-31", "2021-06-30", "2021-07-01"])
_TEAMS: Final = st.lists(
    st.sampled_from(["甲科", "乙科", "丙科"]), min_size=1, max_size=3, unique=True
)
_FIELDS: Final = st.fixed_dictionaries(
    {}, optional={"date": _DAYS, "outlet": st.sampled_from(["日报", "月刊"]), "units": _TEAMS}
)
_STEPS: Final = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 9), _FIELDS),
        st.tuples(st.just("edit"), st.integers(0, 9), _FIELDS.filter(bool)),
        st.tuples(st.just("delete"), st.integers(0, 9), st.just({})),
        st.tuples(st.just("rename"), st.integers(0, 2), st.just({})),
    ),
    max_size=7,
)


def _options(fields: dict[str, Any]) -> Iterator[str]:
    for key, value in fields.items():
        for part in [value] if isinstance(value, str) else value:
            yield from (f"--{key.removesuffix('s')}", part)


@settings(max_examples=12)
@given(_STEPS)
def test_any_changes_come_to_what_is_written_by_hand(steps: Sequence[Any]) -> None:
    with tempfile.TemporaryDirectory() as name, chdir(name):
        folder = Path(name)
        _office(folder)
        held = [dict(record) for record in _HELD]
        called = ["甲科", "乙科", "丙科"]
        for number, (command, at, fields) in enumerate(steps):
            if command == "rename":
                old = called[at]
                called[at] = f"新{old}"
                result = run_here(["rename", old, called[at], "--from", f"2021-09-{number + 1:02}"])
            elif command == "add":
                new = _HELD[at % 3] | {"title": f"新题{number}"} | fields
                held.append(new)
                result = run_here(["add", *_options(new)])
            elif not held:
                continue
            elif command == "edit":
                held[at % len(held)] |= fields
                title = held[at % len(held)]["title"]
                result = run_here(["edit", title, *_options(fields)])
            else:
                result = run_here(["delete", held.pop(at % len(held))["title"]])
            assert result.code == 0, result.err
        found = _scores()
        told = (folder / "units.yaml").read_text("utf-8")
        assert all(mark in told for mark in ("# 本局各科室", "# 牵头", "# 新设", "# 暂定"))
        file = folder / "adoptions" / "2021.yaml"
        if file.exists():
            assert "# 手工登记" in file.read_text("utf-8")
        assert run_here(["check"]).code == 0
    with tempfile.TemporaryDirectory() as name, chdir(name):
        _office(Path(name))
        text = json.dumps(held, ensure_ascii=False)
        (Path(name) / "adoptions" / "2021.yaml").write_text(text, "utf-8")
        if not held:
            (Path(name) / "adoptions" / "2021.yaml").unlink()
        by_hand = _scores()
    names = dict(zip(("甲科", "乙科", "丙科"), called, strict=True))
    assert found == {names[unit]: scores for unit, scores in by_hand.items()}


# --- edit and delete -----------------------------------------------------------------------------


def test_a_record_of_a_list_is_edited_in_its_place(office: Path, run: Run) -> None:
    result = run("edit", "题三", "--unit", "丙科", "--unit", "乙科", "--note", "补")
    # 4 points are shared; the quota's 5 of a quarter stay away
    assert result.out == "  乙科  2021  市级 2 → 4\n  丙科  2021  市级 4 → 2\n"
    text = (office / "adoptions" / "2021.yaml").read_text("utf-8")
    assert text == RECORDS.replace("丙科  # 三", "丙科  # 三\n    - 乙科") + "  note: 补\n"
    assert run("edit", "题三", "--note", "补").err == "nothing changed: adoptions/2021.yaml\n"
    assert run("edit", "--undo").code == 0
    assert (office / "adoptions" / "2021.yaml").read_text("utf-8") == RECORDS


def test_what_a_quota_gives_or_takes_is_told(office: Path, run: Run) -> None:
    del office
    run("add", "--title", "题四", "--outlet", "日报", "--unit", "丙科", "--date", "2021-08-02")
    # two in the quarter: 4 + 4 + 5; with one of them 4
    assert run("delete", "题四", "--dry-run").out == "  丙科  2021  市级 13 → 4\n"
    assert run("edit", "题四", "--date", "2021-12-02").out == "  丙科  2021  市级 13 → 8\n"


def test_a_file_named_by_its_record_follows_it(office: Path, run: Run) -> None:
    brief = ("--title", "题四", "--outlet", "日报", "--unit", "丙科", "--date", "2021-12-31")
    (old,) = (line for line in run("add", *brief).out.splitlines() if line.startswith("adoptions"))
    text = (office / old).read_text("utf-8")
    (office / old).write_text(f"# 待核\n{text}", "utf-8")
    result = run("edit", "题四", "--date", "2022-01-01")
    new = old.replace("2021/2021-12-31", "2022/2022-01-01")
    assert f"it is called {new} now" in result.err
    assert not (office / old).exists()
    assert (office / new).read_text("utf-8") == f"# 待核\n{text}".replace(
        "2021-12-31", "2022-01-01"
    )
    assert run("edit", "--undo").code == 0
    assert not (office / new).exists()
    assert (office / old).read_text("utf-8") == f"# 待核\n{text}"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["题一", "--unit", "丁科"], 1, "--unit: error: there is no unit called “丁科”"),
        (["题一", "--title", "题二", "--outlet", "月刊", "--date", "2021-05-01"], 1, "the same "),
        (["题一", "--points", "3"], 2, "a record of this kind (adoption) has no --points"),
        (["题一", "--clear", "outlet"], 1, "“outlet” is missing"),
        (["题一", "--clear", "颜色"], 2, "there is no key called “颜色”"),
        (["题一"], 2, "nothing is given that is to change"),
        (["题"], 2, "“题” names 3 records"),
        (["题九", "--note", "x"], 2, "there is no record called “题九”"),
        ([], 2, "name the record by its id"),
        (["题一", "--undo"], 2, "--undo goes without anything else"),
    ],
)  # fmt: skip
def test_what_cannot_be(office: Path, run: Run, arguments: list[str], code: int, told: str) -> None:
    result = run("edit", *arguments)
    assert result.code == code
    assert told in result.err
    assert (office / "adoptions" / "2021.yaml").read_text("utf-8") == RECORDS


def test_a_key_is_cleared_by_its_chinese_name(office: Path, run: Run) -> None:
    run("edit", "题一", "--note", "x", "--issue", "3")
    assert run("edit", "题一", "--clear", "备注", "--clear", "期号").code == 0
    assert (office / "adoptions" / "2021.yaml").read_text("utf-8") == RECORDS


def test_asked_on_a_terminal(office: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["单位", "丁科<", "", "甲科、丙科", "nonsense", "note", "电话更正", ""])
    asked: list[str] = []

    def ask(console: Console, message: Any) -> str:
        asked.append(console.text(message))
        return next(answers)

    monkeypatch.setattr(Console, "ask", ask)
    monkeypatch.setattr("infoscore.cli.changing._on_terminal", lambda: True)
    result = run("edit", "题一")
    assert (result.code, "units: [甲科, 乙科]" in result.err) == (0, True)
    assert "“nonsense” is none of those to choose from" in result.err
    assert asked[0].endswith("empty: done):")
    assert "Enter: 甲科、乙科; -: none" in asked[1]
    text = (office / "adoptions" / "2021.yaml").read_text("utf-8")
    assert "  units: [甲科, 丙科]\n  note: 电话更正\n# 第二条" in text


def test_a_record_comes_back_where_it_was(office: Path, run: Run) -> None:
    result = run("delete", "题二")
    assert result.out == "  甲科  2021  省级 3 → 0\n"
    text = (office / "adoptions" / "2021.yaml").read_text("utf-8")
    assert "题二" not in text
    assert text.count("#") == RECORDS.count("#")
    assert run("delete", "题二").code == 2
    assert run("delete", "--undo").code == 0
    assert (office / "adoptions" / "2021.yaml").read_text("utf-8") == RECORDS


def test_a_deleted_file_does_not_come_back_over_another(office: Path, run: Run) -> None:
    brief = ("--title", "题四", "--outlet", "日报", "--unit", "丙科", "--date", "2021-12-31")
    file = run("add", *brief).out.splitlines()[0]
    assert run("delete", "题四").code == 0
    assert run("add", *brief).code == 0
    assert "is there again; nothing was taken back" in run("delete", "--undo").err
    assert (office / file).exists()


# --- renamed, merged, split ----------------------------------------------------------------------


def test_one_unit_with_two_names(office: Path, run: Run) -> None:
    run("add", "--title", "题五", "--outlet", "日报", "--unit", "甲科", "--date", "2021-09-01")
    assert run("rename", "一科", "综合科", "--from", "2021-07-01").err == (
        "changed units.yaml:\n"
        "  -       - name: 甲科  # 牵头\n"
        "  +       - name: 综合科  # 牵头\n"
        "  +         names: [{name: 甲科, until: 2021-06-30}]\n"
        "no unit's points change\n"
    )
    assert (
        run("rename", "甲科", "综合科", "--from", "2021-07-01").err
        == "nothing changed: units.yaml\n"
    )

    def first(*period: str) -> Any:
        result = run("tally", "--year", "2021", *period, "--format", "json")
        return json.loads(result.out)["groups"][0]["units"][0]

    before, after = first("--half", "1"), first("--half", "2")
    assert (before["unit"], after["unit"]) == ("甲科", "综合科")
    assert before["tracks"]["市级"]["score"] == 2
    assert after["tracks"]["市级"]["year_to_date"] == 6  # 2 before, 4 after
    for name in ("甲科", "综合科", "一科"):
        told = run("explain", name, "--year", "2021", "--format", "json")
        assert len(json.loads(told.out)) == 3
    assert "甲科" in run("list", "--half", "1", "--year", "2021", "--find", "综合科").out
    assert run("check").code == 0
    assert run("rename", "--undo").code == 0
    assert (office / "units.yaml").read_text("utf-8") == UNITS


def test_ids_outlast_a_name(office: Path, run: Run) -> None:
    total = "{date: 2021-04-01, outlet: 日报, count: 3, units: [甲科]}\n"
    (office / "adoptions" / "total.yaml").write_text(total, "utf-8")

    def ids() -> list[str]:
        result = run("list", "--year", "2021", "--ids", "--format", "csv")
        return [line.rsplit(",", 1)[1] for line in result.out.splitlines()]

    before = ids()
    run("rename", "甲科", "综合科", "--from", "2021-02-01")
    assert ids() == before


def test_a_name_that_goes_to_another_unit(office: Path, run: Run) -> None:
    assert run("rename", "乙科", "戊科", "--from", "2021-07-01").code == 0
    assert run("rename", "丙科", "乙科", "--from", "2021-07-01").code == 0
    setup = load(office).setup
    assert setup is not None

    assert [it.name for it in setup.roster.find("乙科", date(2021, 6, 30))] == ["戊科"]
    assert [it.name for it in setup.roster.find("乙科", date(2021, 7, 1))] == ["乙科"]
    assert run("rename", "甲科", "戊科", "--from", "2021-08-01").code == 1  # it is taken


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["甲科", "新科"], 2, "units, names and --from must be given"),
        (["丁科", "新科", "--from", "2021-07-01"], 2, "there is no unit called “丁科”"),
        (["甲科", "乙科", "--from", "2021-07-01"], 1, "“乙科” already stands for"),
        (["甲科", "甲科", "--from", "2021-07-01"], 1, "it is called “甲科” already"),
        (["甲科", "新科", "--from", "七月"], 2, "there is no date “七月”"),
    ],
)
def test_what_no_unit_can_be_called(
    office: Path, run: Run, arguments: list[str], code: int, told: str
) -> None:
    result = run("rename", *arguments)
    assert (result.code, told in result.err) == (code, True), result.err
    assert (office / "units.yaml").read_text("utf-8") == UNITS


def _targets() -> dict[str, Any]:
    setup = load(Path.cwd()).setup
    assert setup is not None
    return {
        unit.name: {
            track: points and float(points) for track, points in unit.targets_in(2021).items()
        }
        for unit in setup.roster.units
    }


@pytest.mark.parametrize(
    ("carry", "expected"),
    [
        # 12 + 8 in the year; 4 + 2.67 for the four months until May
        ("rest", [{"市级": 4, "省级": 1}, {"市级": 2.67}, {"市级": 13.33, "省级": 2}]),
        ("whole", [{"市级": None, "省级": None}, {"市级": None}, {"市级": 20, "省级": 3}]),
        ("none", [{"市级": 12, "省级": 3}, {"市级": 8}, {}]),
    ],
)
def test_a_merger(office: Path, run: Run, carry: str, expected: list[Any]) -> None:
    run("delete", "题二")
    words = (
        "merge",
        "甲科",
        "乙科",
        "--into",
        "综合科",
        "--from",
        "2021-05-01",
        "--targets",
        carry,
    )
    result = run(*words)
    assert result.code == 0, result.err
    assert list(_targets().values())[:3] == expected
    text = (office / "units.yaml").read_text("utf-8")
    assert all(mark in text for mark in ("# 本局各科室", "# 牵头", "# 新设", "# 暂定"))
    assert run(*words).err == "nothing changed: units.yaml\n"
    assert run("merge", "--undo").code == 0
    assert (office / "units.yaml").read_text("utf-8") == UNITS


def test_records_that_name_a_unit_that_is_gone_are_told(office: Path, run: Run) -> None:
    result = run("merge", "甲科", "乙科", "--into", "综合科", "--from", "2021-04-01")
    assert result.code == 1
    assert (
        "adoptions/2021.yaml:7:53: error: the unit “甲科” did not exist on 2021-05-01" in result.err
    )
    assert (office / "units.yaml").read_text("utf-8") == UNITS


def test_a_split_by_weights_of_a_unit_that_stays(office: Path, run: Run) -> None:
    del office
    words = ("split", "甲科", "--into", "甲科", "--into", "新科", "--from", "2021-07-01")
    assert run(*words, "--weight", "3", "--weight", "1").code == 0
    # half of 12 and 3 is kept; of the other half a quarter goes: 1.5 and 0.38 (0.375)
    found = _targets()
    assert found["甲科"] == {"市级": 10.5, "省级": 2.63}
    assert found["新科"] == {"市级": 1.5, "省级": 0.37}
    assert run(*words).err == "nothing changed: units.yaml\n"


def test_one_unit_goes_into_another_that_is_there(office: Path, run: Run) -> None:
    del office
    assert run("merge", "乙科", "丙科", "--into", "丙科", "--from", "2021-10-01").code == 0
    found = _targets()
    assert (found["乙科"], found["丙科"]) == ({"市级": 6}, {"市级": 7})


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["merge", "甲科", "--into", "新科"], "is only renamed"),
        (["merge", "甲科", "一科", "--into", "新科"], "a unit is named twice"),
        (["merge", "甲科", "乙科", "--into", "子", "--into", "丑"], "are merged into one only"),
        (
            ["split", "甲科", "--into", "子", "--into", "丑", "--weight", "1"],
            "1 weights for 2 units",
        ),
        (["merge", "甲科", "乙科", "--into", "子", "--targets", "half"], "called “half”"),
    ],
)
def test_what_is_no_merger_or_split(
    office: Path, run: Run, arguments: list[str], told: str
) -> None:
    result = run(*arguments, "--from", "2021-10-01")
    assert (result.code, told in result.err) == (2, True), result.err
    assert (office / "units.yaml").read_text("utf-8") == UNITS


# --- the next year -------------------------------------------------------------------------------


def test_the_next_years_targets(office: Path, run: Run) -> None:
    text = UNITS + "      - {name: 丁科, from: 2021-03-01}\n"
    (office / "units.yaml").write_text(text, "utf-8")
    result = run("close-year", "2021")
    assert result.code == 0
    assert "no targets for 2022: 丁科" in result.err
    assert "the rules of 2021-01-01 go on in 2022" in result.err
    assert (office / "units.yaml").read_text("utf-8") == (
        text.replace("省级: 3}}", "省级: 3}, 2022: {市级: 12, 省级: 3}}")
        .replace("{市级: 8}}", "{市级: 8}, 2022: {市级: 8}}")
        .replace("# 暂定\n", "# 暂定\n          2022: {市级: 5}\n")
    )
    assert run("close-year", "2021").err.startswith("nothing changed: units.yaml\n")
    assert run("close-year", "--undo").code == 0
    assert (office / "units.yaml").read_text("utf-8") == text


# --- list ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        (["题二"], ["题二"]),
        (["《日报》"], ["题一", "题三"]),
        (["一科"], ["题一", "题二"]),
        (["日报", "丙"], ["题三"]),
        (["电话"], ["题三"]),
        (["没有"], []),
    ],
)
def test_found_by_any_word(office: Path, run: Run, words: list[str], titles: list[str]) -> None:
    del office
    run("edit", "题三", "--note", "电话补报")
    options = [part for word in words for part in ("--find", word)]
    result = run("list", "--year", "2021", *options, "--format", "json")
    assert [item["title"] for item in json.loads(result.out)] == titles
