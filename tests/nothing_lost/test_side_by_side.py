"""Many processes at once: every record is there, and only once."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run, run_here

PROCESSES = 8
ADDS = 50
BRIEF = "我市老旧小区改造项目进展顺利"


def _at_once(work: Callable[[int], int]) -> None:
    """The work in so many processes; each says how many things went wrong."""
    children = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which do not matter here
        for number in range(PROCESSES):
            child = os.fork()
            if child == 0:
                try:
                    code = min(work(number), 99)
                except BaseException:  # noqa: BLE001 - it must never come back into pytest
                    code = 100
                sys.stdout.flush()
                os._exit(code)
            children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert codes == [0] * PROCESSES


def _add(title: str, day: int) -> int:
    when = date(2021, 1, 1) + timedelta(days=day)
    options = ["--title", title, "--outlet", "每日要情", "--form", "简讯", "--unit", "房产科"]
    return _failed(["add", *options, "--date", when.isoformat()])


def _failed(words: list[str]) -> int:
    result = run_here(words)
    if result.code:
        print(words, result)  # noqa: T201 - pytest shows it
    return result.code != 0


def test_four_hundred_adds(seed: Path, run: Run) -> None:
    """Besides records of its own each process logs some that all the others log, too."""

    def work(number: int) -> int:
        own = sum(_add(f"第{number}人第{one}条", one % 60) for one in range(ADDS))
        return own + sum(_add(f"人人都记的第{one}条", one) for one in range(5))

    run("check")  # what is loaded before the fork need not be loaded in each
    _at_once(work)
    made = list((seed / "adoptions").rglob("*.yaml"))
    assert len(made) == 6 + PROCESSES * ADDS + 5
    assert run("check").err == "no problems\n"
    rows = run("list", "--quarter", "1", "--format", "csv").out.splitlines()
    assert len(rows) == 1 + len(made)
    assert len({row.partition(",")[2] for row in rows}) == len(rows)
    assert not [one for one in seed.rglob(".*") if one.name != ".gitkeep"]
    undone = [run("add", "--undo").code for _ in range(9)]
    assert undone == [0] * 9  # whichever process wrote them
    assert len(list((seed / "adoptions").rglob("*.yaml"))) == len(made) - 9


@pytest.mark.parametrize("kind", ["endorse", "commission", "submit"])
def test_one_file_changed_by_all(seed: Path, run: Run, kind: str) -> None:
    rules = ROOT / "tests" / "cases" / "endorse" / "tree" / "rules.yaml"
    (seed / "rules.yaml").write_bytes(rules.read_bytes())
    units = ["房产科", "住保办", "市政管理科", "城市建设科", "建管科", "质量安全科", "人事科"]
    known = (seed / "units.yaml").read_text("utf-8")
    units = [one for one in units if one in known]
    asked = [word for unit in units for word in ("--unit", unit)]

    def work(number: int) -> int:
        wrong = 0
        for turn in range(5):
            day = date(2021, 3, 1) + timedelta(days=number * 5 + turn)
            if kind == "endorse":
                words = ["endorse", BRIEF, "--by", "市长", "--date", day.isoformat()]
            elif kind == "commission":
                unit = units[(number + turn) % len(units)]
                words = [
                    "commission",
                    "--title",
                    "约稿",
                    "--delivered",
                    "2021-03-09",
                    "--unit",
                    unit,
                ]
            else:
                words = ["submit", "--title", f"第{turn}条", "--unit", "房产科"]
                words += ["--date", "2021-03-05"]
            wrong += _failed(words)
        return wrong

    if kind == "commission":
        words = ["--title", "约稿", "--date", "2021-03-01", "--due", "2021-03-20"]
        assert run("commission", *words, *asked).code == 0
    run("check")
    _at_once(work)
    assert "errors" not in run("check").out
    if kind == "endorse":
        text = (seed / "adoptions/2021/2021-03-30-9438a8.yaml").read_text("utf-8")
        days = [date(2021, 3, 1) + timedelta(days=one) for one in range(5 * PROCESSES)]
        assert [text.count(f"{day}}}") for day in days] == [1] * len(days)
    elif kind == "commission":
        (file,) = (seed / "commissions").rglob("*.yaml")
        text = file.read_text("utf-8")
        assert [text.count(f"{unit}: 2021-03-09") for unit in units] == [1] * len(units)
    else:
        assert len(list((seed / "submissions" / "2021").glob("2021-03-05-*.yaml"))) == 5
    assert not [one for one in seed.rglob(".*") if one.name != ".gitkeep"]
