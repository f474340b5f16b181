"""The office works without a terminal; a kind of record and a clause are additions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import pytest
from msgspec import field

from infoscore.cli.app import Program
from infoscore.cli.help import CommandEntry
from infoscore.messages import catalogue, msg, translate
from infoscore.office.circular import circular
from infoscore.office.log import log, subject
from infoscore.office.summary import account, summarise
from infoscore.office.undo import take_back
from infoscore.period import CALENDAR, Span
from infoscore.reading.reading import Reading
from infoscore.reading.types import Day, Line, Number, Strict, described, typed
from infoscore.records import base
from infoscore.records import resolve as named
from infoscore.records.kinds import KINDS
from infoscore.records.resolve import Setup
from infoscore.render import markdown
from infoscore.reports.explanation import table
from infoscore.rules import book
from infoscore.rules.condition import Traits
from infoscore.rules.edition import CLAUSES, ClauseKind, Edition, EditionEntry, RulesFile
from infoscore.rules.phrases import Words
from infoscore.rules.steps import Op, Step
from infoscore.scoring import spans
from infoscore.scoring.ledger import Ledger, SpanClause
from infoscore.scoring.posting import Posting
from infoscore.workspace.intake import documents
from infoscore.workspace.load import Workspace, load
from tests.conftest import Run, copy_seed

TODAY = date(2021, 4, 1)
QUARTER = CALENDAR.quarter(2021, 1)
BRIEF = b"{date: 2021-03-30, title: T, outlet: %s, form: %s, units: [%s]}"


def _brief(outlet: str = "每日要情", form: str = "简讯", unit: str = "财务审计科") -> bytes:
    return BRIEF % (outlet.encode(), form.encode(), unit.encode())


def _logged(workspace: Workspace, data: bytes, name: str = "adoption") -> object:
    what = subject(name)
    found, problems = documents(data, "new.yaml", what.entries)
    assert not problems
    return log(workspace, found, what, "add", TODAY)


def _points(root: Path, unit: str) -> list[object]:
    workspace = load(root)
    setup = workspace.setup
    assert setup is not None
    (found,) = setup.roster.find(unit, TODAY)
    given = account(workspace, setup, QUARTER, found, TODAY)
    assert given is not None
    return [posting.points for posting in given.postings]


def test_the_office_works_without_a_console(seed: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _points(seed, "财务审计科") == []
    files = sorted(seed.rglob("*"))
    _logged(load(seed), _brief())
    assert _points(seed, "财务审计科") == [4]
    workspace = load(seed)
    assert workspace.setup is not None
    summary = summarise(workspace, workspace.setup, QUARTER, TODAY, items=True)
    assert summary is not None
    assert len(summary.items) == 7
    made = circular(workspace, QUARTER, TODAY, dry_run=True)
    assert made is not None
    assert "一季度" in made.document.title
    taken = take_back(seed, "add")
    assert isinstance(taken, list)
    assert len(taken) == 1
    assert sorted(seed.rglob("*")) == files
    assert capfd.readouterr() == ("", "")


def test_two_requests_of_one_process_speak_two_languages(tmp_path: Path) -> None:
    def request(lang: str) -> tuple[str, str]:
        """An error and an explanation of points, in a folder of its own."""
        root = copy_seed(tmp_path / lang)
        refused = load(root)
        _logged(refused, _brief(unit="财务审记科"))
        (problem,) = refused.problems
        _logged(load(root), _brief())
        workspace = load(root)
        assert workspace.setup is not None
        (unit,) = workspace.setup.roster.find("财务审计科", TODAY)
        found = account(workspace, workspace.setup, QUARTER, unit, TODAY)
        assert found is not None
        words = catalogue(lang)
        told = table(
            found.postings, ["市级", "省级"], "T", lambda message: translate(message, words)
        )
        return translate(problem.message, words), markdown.render(told)

    with ThreadPoolExecutor(2) as pool:
        (error, why), (fault, warum) = pool.map(request, ("zh", "en"))
    assert error == "没有名为“财务审记科”的单位"
    assert fault == "there is no unit called “财务审记科”"
    assert "每日要情" in why
    assert "每日要情" in warum
    assert why != warum


class VisitEntry(Strict, frozen=True):
    """走访: a kind of record that the program does not know."""

    date: Annotated[
        Day, described("the day of it"), typed("--date DATE", "the day of it", base.DATE_HEADS)
    ]
    title: Annotated[Line, described("to whom"), typed("--title TEXT", "to whom", base.TITLE_HEADS)]
    units: Annotated[
        list[Line], described("who went"), typed("--unit NAME", "who went", base.UNIT_HEADS)
    ]
    note: base.Note = None


class Visit(base.Dated, frozen=True, kw_only=True, gc=False):
    """走访: two points for everybody who went."""

    @property
    def traits(self) -> Traits:
        """Nothing that conditions look at."""
        return Traits()

    @property
    def event(self) -> tuple[str, ...]:
        """To whom it was."""
        return base.folded(self.title)

    def credits(self, until: dt.date) -> Iterator[base.Credit]:
        """Two points."""
        del until
        two = Fraction(2)
        yield base.Credit(self.date, "市级", "visits", (Step(Op.BASE, two, two, "visits"),))


def _visit(entry: VisitEntry, reading: Reading, setup: Setup) -> Visit | None:
    edition = named.in_force(reading, entry.date, setup.book)
    units = named.contributors(reading, entry.units, entry.date, setup.roster)
    if edition is None or units is None:
        return None
    return Visit(
        place=reading.place,
        date=entry.date,
        title=entry.title,
        contributors=units,
        edition=edition,
    )


VISITS = base.RecordKind(
    folder="visits",
    name="visit",
    noun=msg("visit"),
    entry=VisitEntry,
    record=Visit,
    resolve=_visit,
    options=("title", "date", "units", "note"),
    written=("date", "title", "units", "note"),
    said=lambda record: f"走访：{base.headline(record)}",
    needed=lambda _given: ("title", "units"),
    counts={},
    called={"contributors": "units"},
    sums_alone=True,
)


@pytest.mark.usefixtures("seed")
def test_a_kind_of_record_is_an_addition(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _cell(run, "财务审计科")
    monkeypatch.setitem(KINDS, "visits", VISITS)
    entry = CommandEntry("recording", "logger", "log a visit", "visit")
    monkeypatch.setattr(Program, "entries", {**Program.entries, "visit": entry})
    unit = ("--unit", "财务审计科")
    assert "who went" in run("visit", "--help").out
    logged = run("visit", "--title", "社区", "--date", "2021-03-05", *unit)
    assert logged.err == ""
    (file,) = (tmp_path / "visits").rglob("*.yaml")
    name = file.relative_to(tmp_path).as_posix()
    assert logged.out.splitlines() == [name, "  财务审计科  市级 2"]
    assert "title: 社区" in file.read_text("utf-8")
    assert _cell(run, "财务审计科") == before + 2
    assert "走访：社区" in run("explain", "财务审计科", "--quarter", "1").out
    assert run("check").code == 0
    assert json.loads(run("schema", "visit").out)["title"] == "infoscore visit"
    wrong = run("visit", "--title", "社区", "--date", "2021-03-05", "--unit", "财务审记科")
    assert wrong.code == 1
    assert "--unit: error: there is no unit called “财务审记科”" in wrong.err
    assert run("visit", "--undo").code == 0
    assert _cell(run, "财务审计科") == before


class Bonus(Strict, frozen=True, kw_only=True):
    """A clause for a span of time that the program does not know."""

    name: Line
    per: Span
    points: Number


class EditionWithBonuses(EditionEntry, frozen=True):
    """An edition with the new clause."""

    bonuses: list[Bonus] = field(default_factory=list)


class RulesWithBonuses(RulesFile, frozen=True, kw_only=True):
    """Editions with the new clause."""

    editions: list[EditionWithBonuses]  # type: ignore[assignment]


class _Given(SpanClause):
    def __init__(self, edition: Edition, bonus: Bonus) -> None:
        self._bonus = bonus
        super().__init__(edition, bonus.per)

    def postings(self, ledger: Ledger, year: int) -> Iterator[Posting]:
        """The points for every unit on the last day of each span."""
        clause, points = f"bonuses.{self._bonus.name}", Fraction(self._bonus.points)
        for _, end in ledger.spans(self._bonus.per, year, self.edition):
            for unit in ledger.roster.units if end <= ledger.until else ():
                steps = (Step(Op.BASE, points, points, clause),)
                yield Posting(end, unit, "市级", points, clause, None, steps)


def _bonuses(edition: Edition, _total: Sequence[str]) -> Iterable[SpanClause]:
    rules = edition.rules
    assert isinstance(rules, EditionWithBonuses)
    return [_Given(edition, bonus) for bonus in rules.bonuses]


def _said(edition: Edition, words: Words) -> Iterator[str]:
    rules = edition.rules
    assert isinstance(rules, EditionWithBonuses)
    for bonus in rules.bonuses:
        yield f"每季度每个单位加{bonus.points}{words.measure('市级')}"


@pytest.mark.usefixtures("seed")
def test_a_clause_for_a_span_is_an_addition(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _cell(run, "财务审计科")
    monkeypatch.setattr(book, "RulesFile", RulesWithBonuses)
    kind = ClauseKind("bonuses", msg("bonus"), "基础分", said=_said, of_units=True, most=1)
    monkeypatch.setitem(CLAUSES, "bonuses", kind)
    monkeypatch.setattr(spans, "SPAN_CLAUSES", (*spans.SPAN_CLAUSES, _bonuses))
    with (tmp_path / "rules.yaml").open("a", encoding="utf-8") as file:
        file.write("    bonuses: [{name: 基础, per: quarter, points: 3}]\n")
        file.write("    limits: [{name: 顶, per: year, most: 99, clauses: [bonuses.基础]}]\n")
    assert run("check").code == 0
    assert _cell(run, "财务审计科") == before + 3
    assert "基础" in run("explain", "财务审计科", "--quarter", "1").out
    assert "每季度每个单位加3分" in run("list", "--quarter", "1").out


def _cell(run: Run, unit: str) -> float:
    told = json.loads(run("tally", "--quarter", "1", "--year", "2021", "--format", "json").out)
    units = [one for group in told["groups"] for one in group["units"]]
    (found,) = [one for one in units if one["unit"] == unit]
    score = found["tracks"]["市级"]["score"]
    return float(score)
