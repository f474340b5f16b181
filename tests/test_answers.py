"""What an answer means: names by number, initials and in rows; dates; lines that were pasted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from infoscore.cli.choices import Choices, several
from infoscore.cli.days import day_near, moment_near
from infoscore.cli.editor import one_line
from infoscore.initials import spells
from infoscore.names import Names
from tests.conftest import Run

UNITS = Choices(
    ["房地产市场监管科", "市住保办", "市委、市政府办公室", "衢江中心", "长安街道"],
    Names(
        (name, unit)
        for unit, *aliases in [
            ("房地产市场监管科", "房产科"),
            ("市住保办", "住保办"),
            ("市委、市政府办公室",),
            ("衢江中心",),
            ("长安街道",),
        ]
        for name in (unit, *aliases)
    ),
    verbatim=True,
)


@pytest.mark.parametrize(
    ("initials", "name", "at"),
    [
        ("fck", "房产科", 0), ("FCK", "《房产科》", 0), ("ck", "房产科", 1), ("kc", "房产科", None),
        ("yh", "银行", 0), ("yx", "银行", 0), ("ja", "长安", None), ("za", "长安", 0),
        ("ca", "长安", 0), ("qzs", "衢州市", 0), ("xzs", "衢州市", 0), ("oak", "OA科", 0),
        ("fckk", "房产科", None), ("", "科", 0),
    ],
)  # fmt: skip
def test_first_letters_of_pinyin(initials: str, name: str, at: int | None) -> None:
    assert spells(initials, name) == at


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ("2", "市住保办"), ("０", None), ("6", None), ("房产科", "房产科"), ("fck", "房产科"),
        ("fdcscjgk", "房地产市场监管科"), ("zbb", "住保办"), ("cajd", "长安街道"),
        ("q", "衢江中心"), ("x", "衢江中心"), ("zzz", None), ("", None), ("房产", None),
    ],
)  # fmt: skip
def test_a_choice(answer: str, meant: str | None) -> None:
    assert UNITS.meant(answer) == meant


def test_what_completes_what_is_typed() -> None:
    assert UNITS.like("") == [(name, str(n)) for n, name in enumerate(UNITS.things, 1)]
    assert UNITS.like("房") == [("房地产市场监管科", "1")]
    assert UNITS.like("fck") == [("房产科", "1")]
    assert UNITS.like("5") == [("长安街道", "5")]
    assert UNITS.like("办") == [("市住保办", "2"), ("市委、市政府办公室", "3")]


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ("房产科、住保办", ["房产科", "住保办"]),
        ("1，zbb; 3", ["1", "zbb", "3"]),
        ("市委、市政府办公室、房产科", ["市委、市政府办公室", "房产科"]),
        ("房产科 住保办", ["房产科", "住保办"]),
        ("房产 科", ["房产 科"]),
        ("房产 处", ["房产 处"]),
        ("某科、某处", ["某科", "某处"]),
        ("房产科、某处", ["房产科", "某处"]),
        ("、房产科、", ["房产科"]),
        ("", []),
    ],
)
def test_several_names_in_one_answer(answer: str, names: list[str]) -> None:
    assert several(answer, UNITS.meant) == names


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3.27", "2026-03-27"), ("３月２７日", "2026-03-27"), ("3/27", "2026-03-27"),
        ("5.3", "2026-05-03"), ("5.4", "2025-05-04"), ("12-28", "2025-12-28"),
        ("昨天", "2026-04-01"), ("今天", "2026-04-02"),
        ("前天", "2026-03-31"), ("Yesterday", "2026-04-01"), ("2021年3月5日", "2021-03-05"),
        ("2.29", None), ("13.1", None), ("三天后", None), ("", None),
    ],
)  # fmt: skip
def test_a_date_as_it_is_typed(typed: str, day: str | None) -> None:
    found = day_near(typed, date(2026, 4, 2))
    assert (found and found.isoformat()) == day


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("3.27", "2026-03-27"), ("3.27 9:30", "2026-03-27 09:30"),
        ("3月27日17点", "2026-03-27 17:00"),
        ("昨天 8：05", "2026-04-01 08:05"), ("昨天17点", "2026-04-01 17:00"),
        ("2021-03-05T09:30", "2021-03-05 09:30"), ("9:30", None), ("3.27 25:00", None),
    ],
)  # fmt: skip
def test_a_moment_as_it_is_typed(typed: str, moment: str | None) -> None:
    assert moment_near(typed, date(2026, 4, 2)) == moment


def test_a_date_that_is_to_come_is_the_next_one() -> None:
    since = date(2026, 12, 20)
    assert day_near("1.5", date(2026, 12, 21), since) == date(2027, 1, 5)
    assert day_near("12.31", date(2026, 12, 21), since) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("pasted", "between", "line"),
    [
        ("我市推进老旧\r\n小区改造\n", "", "我市推进老旧小区改造"),
        ("the first\nline", "", "the first line"),
        ("房产科\n住保办\t建管科\n", "、", "房产科、住保办、建管科"),
    ],
)
def test_lines_that_are_pasted_become_one(pasted: str, between: str, line: str) -> None:
    assert one_line(pasted, between) == line


def test_several_units_in_one_option(run: Run, seed: Path) -> None:
    brief = (
        "add",
        "--title",
        "题",
        "--outlet",
        "每日要情",
        "--form",
        "简讯",
        "--date",
        "2021-03-06",
    )
    logged = run(*brief, "--unit", "房产科、住保办", "--unit", "建管科")
    assert logged.err == ""
    (file,) = seed.glob("adoptions/2021/2021-03-06-*.yaml")
    assert "units: [房产科, 住保办, 建管科]" in file.read_text("utf-8")
    wrong = run(*brief, "--unit", "房产科、建官科")
    assert "--unit: error: there is no unit called “建官科”" in wrong.err
