"""An office with a website, to be written into a folder or read at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from infoscore.problems import Problem
from infoscore.reading.yamltext import parse
from infoscore.roster import Group, Roster, Unit
from infoscore.rules.sitefile import site
from infoscore.rules.website import Site

UNITS: Final = """\
groups:
  - name: 机关
    units: [{name: 办公室, aliases: [局办]}, {name: 人事科}, {name: 老科, until: 2023-06-30}]
"""
RULES: Final = "tracks: [分]\neditions:\n  - effective: 2023-01-01\n"


def laid(root: Path, files: Mapping[str, str]) -> None:
    """Write an office's files."""
    for name, text in {"units.yaml": UNITS, "rules.yaml": RULES, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


def posts(column: str, days: Iterable[date | str]) -> str:
    """Return a file of posts to a column."""
    return "".join(
        f"- {{date: {day}, column: {column}, title: 题{number}}}\n"
        for number, day in enumerate(days)
    )


def read_site(text: str) -> tuple[Site | None, list[Problem]]:
    """Return what a columns.yaml says, and what is wrong with it."""
    documents, problems = parse(text.encode(), "columns.yaml")
    units = (Unit("办公室", "机关", ("局办",)), Unit("人事科", "机关"))
    closed = Unit("老科", "机关", until=date(2023, 6, 30))
    roster = Roster([Group("机关", (*units, closed))])
    return site(documents[0], roster, problems), problems
