"""The engine's side: an office is written down as a workspace, loaded and summed up."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from infoscore.period import Calendar, Period
from infoscore.scoring.folding import Folding
from infoscore.workspace.load import Workspace, load
from tests.oracle.almanac import Office, Span
from tests.oracle.reckoning import Points

KINDS = ("adoptions", "submissions", "commissions", "adjustments")


def written(office: Office, root: Path) -> Workspace:
    """The office as a workspace; JSON is YAML, too.

    Raises:
        AssertionError: a file has errors.
    """
    for name in ("rules", "units"):
        (root / f"{name}.yaml").write_text(_text(office[name]), "utf-8")
    for kind in KINDS:
        (root / kind).mkdir(exist_ok=True)
        if office[kind]:
            (root / kind / "all.yaml").write_text(_text(office[kind]), "utf-8")
    workspace = load(root)
    assert workspace.sound, [str(one) for one in workspace.problems]
    return workspace


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


class Engine:
    """What the program gives for periods of an office."""

    def __init__(self, office: Office, root: Path, today: date) -> None:
        workspace = written(office, root)
        assert workspace.setup is not None
        self.calendar: Calendar = workspace.setup.book.calendar
        self.folding = Folding(workspace.setup.book, workspace.setup.roster, today)
        self.folding.fold(workspace.records())
        assert workspace.sound, [str(one) for one in workspace.problems]

    def over(self, period: Period) -> Points:
        found = self.folding.summary(period).in_period.points
        return {(unit.name, track): points for (unit, track), points in found.items() if points}

    def periods(self, year: int) -> Iterable[Period]:
        """Every month, quarter and half of a year, and the year."""
        yield from (self.calendar.nth_month(year, n) for n in range(1, 13))
        yield from (self.calendar.quarter(year, n) for n in range(1, 5))
        yield from (self.calendar.half(year, n) for n in (1, 2))
        yield self.calendar.year(year)

    def cut(self, spans: Iterable[Span]) -> Iterable[Period]:
        return (self.calendar.between(*span) for span in spans)
