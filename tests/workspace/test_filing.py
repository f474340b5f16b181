"""Records whose short names are the same keep apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from infoscore.workspace.writing import filing
from tests.conftest import Run


def test_events_with_the_same_short_name_get_longer_ones(
    run: Run, seed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "ID_DIGITS", 1)
    heads = "日期,标题,刊物,期号,体裁,单位\n"
    for batch in (range(30), range(20, 50)):  # 30 names for 16 digits; ten come again
        rows = "".join(f"2021-04-02,题{n},工作动态,{n},简讯,房产科\n" for n in batch)
        result = run("add", "--from", "-", stdin=(heads + rows).encode())
        assert result.code == 0, result.err
    assert result.err.count("already logged") == 10
    assert len(list(seed.glob("adoptions/2021/2021-04-02-*.yaml"))) == 50
    result = run("list", "--month", "4", "--format", "csv")
    assert all(f",题{n}," in result.out for n in range(50))


def test_a_file_that_cannot_be_read_is_not_overwritten(run: Run, seed: Path) -> None:
    add = ("add", "--title", "题", "--outlet", "工作动态", "--unit", "房产科", "--form", "简讯")
    name = run(*add, "--date", "2021-04-02").out.splitlines()[0]
    (seed / name).write_text("date: 2021-04-02\ntitle: [", encoding="utf-8")
    result = run(*add, "--date", "2021-04-02")
    assert result.code == 1
    assert "a file of this name is there already and cannot be read" in result.err
    assert (seed / name).read_text(encoding="utf-8").endswith("title: [")
