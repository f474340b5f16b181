"""A restricted title is public only from the day on that its record says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from infoscore.records.kinds import KINDS
from infoscore.workspace.load import load, records_in
from tests.conftest import ROOT, Run

BRIEF = (
    "{date: 2021-02-01, title: 密不可宣, outlet: 工作动态, form: 简讯, units: [房产科],"
    " restricted: %s}"
)


def _hidden(restricted: str, as_of: date) -> bool | None:
    """Whether the title may not be printed; ``None``: the record is refused."""
    workspace = load(ROOT, as_of)
    text = (BRIEF % restricted).encode()
    found = list(records_in(text, "new.yaml", KINDS["adoptions"], workspace.setup, []))
    return bool(found[0].restricted) if found else None


@pytest.mark.parametrize(
    ("restricted", "last_hidden"),
    [
        ("2021-12-31", date(2021, 12, 31)),
        ("{until: 2021-12-31, by: 保密办}", date(2021, 12, 31)),
        ("{until: 2021-12-31, released: 2021-06-01}", date(2021, 5, 31)),
        ("{released: 2021-06-01, by: 保密办}", date(2021, 5, 31)),
    ],
)
def test_it_is_hidden_to_a_day(restricted: str, last_hidden: date) -> None:
    assert _hidden(restricted, last_hidden)
    assert _hidden(restricted, date.fromordinal(last_hidden.toordinal() + 1)) is False
    assert _hidden(restricted, date.min)  # who does not say on which day sees nothing


@pytest.mark.parametrize("restricted", ["true", "{by: 保密办}", "{}"])
def test_it_is_hidden_for_good(restricted: str) -> None:
    assert _hidden(restricted, date.max)


@pytest.mark.parametrize(
    "restricted",
    ["2021-02-30", "2021", "yes", "{until: 0001-01-01}", "{til: 2021-12-31}", "[2021-12-31]",
     "{until: 2021-12-31, released: 2022-01-01}"],
)  # fmt: skip
def test_what_is_no_restriction_is_refused(restricted: str) -> None:
    assert _hidden(restricted, date(2022, 1, 1)) is None


def test_no_output_holds_it_before(run: Run, seed: Path) -> None:
    (seed / "adoptions/secret.yaml").write_text(BRIEF % "2021-12-31", "utf-8")
    commands = (
        ("list", "--year", "2021", "--format", "json"),
        ("explain", "房产科", "--year", "2021"),
        ("circular", "--year", "2021", "--md", "-o", "-"),
    )
    for command in commands:
        before = run(*command, "--as-of", "2021-12-31")
        assert (before.code, "密不可宣" in before.out) == (0, False)
        after = run(*command, "--as-of", "2022-01-01")
        assert (after.code, "密不可宣" in after.out) == (0, True)
    sums = [
        run("tally", "--year", "2021", "--as-of", day).out for day in ("2021-12-31", "2022-01-01")
    ]
    assert sums[0] == sums[1]


def test_it_is_released_by_a_command(run: Run, seed: Path) -> None:
    file = seed / "adoptions/secret.yaml"
    file.write_text(BRIEF % "2021-12-31", "utf-8")
    before = file.read_bytes()
    release = ("release", "密不可宣", "--date", "2021-06-01", "--by", "保密办")
    assert run(*release, "--dry-run").code == 0
    assert file.read_bytes() == before
    assert run(*release).code == 0
    assert "restricted: {until: 2021-12-31, released: 2021-06-01, by: 保密办}" in file.read_text(
        "utf-8"
    )
    assert "already logged" in run(*release).err
    assert "密不可宣" in run("list", "--year", "2021", "--as-of", "2021-06-01").out
    assert run("release", "--undo").code == 0
    assert file.read_bytes() == before
    late = run("release", "密不可宣", "--date", "2022-06-01")
    assert (late.code, "when it was public already" in late.err) == (1, True)
    open_ = run("release", "攀枝花市破解老旧小区改造治理难")
    assert (open_.code, "is not restricted" in open_.err) == (1, True)
