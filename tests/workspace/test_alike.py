"""Warnings that two records may be one event."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run


@pytest.mark.parametrize(
    ("title", "outlet", "warned"),
    [
        ("全市防汛工作部署到位", "甲报", False),  # another brief of the issue
        ("我市老旧小区改造顺利推进", "甲报", True),
        ("我市老旧小区改造推进顺利", "乙报", False),  # another paper of the same level
        (None, "甲报", True),
    ],
)
def test_an_issue_adopts_several_briefs(
    run: Run, tmp_path: Path, title: str | None, outlet: str, warned: bool
) -> None:
    files = {
        "units.yaml": "groups: [{name: 组, units: [{name: 甲}]}]\n",
        "rules.yaml": "tracks: [分]\neditions: [{effective: 2021-01-01, outlets: "
        "{市级: {track: 分, points: 4, unlisted: true}}}]\n",
        "adoptions/a.yaml": "{date: 2021-03-05, title: 我市老旧小区改造推进顺利, outlet: 甲报,"
        " level: 市级, issue: 5, units: [甲]}\n",
        "adoptions/b.yaml": f"{{date: 2021-03-05, {f'title: {title}' if title else 'count: 1'},"
        f" outlet: {outlet}, level: 市级, issue: 5, units: [甲], item: 二}}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    result = run("check")
    assert result.code == 0, result.out
    assert ("[likely-duplicate]" in result.out) == warned, result.out
