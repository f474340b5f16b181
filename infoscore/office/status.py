"""What stands on a day: what is missing, due or late, and how far the units are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from infoscore.circular.facts import Facts
from infoscore.circular.texts import read_text, text_file
from infoscore.circular.unitfacts import elapsed_share
from infoscore.moments import end_of
from infoscore.office.duties import duties
from infoscore.period import Period
from infoscore.records.duty import Duty
from infoscore.reports.agenda import Point, of_duty
from infoscore.rounding import percent, printed
from infoscore.rules.measures import State
from infoscore.scoring.folding import Folding
from infoscore.workspace.load import Workspace


def status(workspace: Workspace, now: datetime, days: int) -> list[Point] | None:
    """Return what stands at a moment; ``None``: a record has errors, see ``workspace.problems``.

    ``days``: what is due in so many days is told, too.
    """
    setup = workspace.setup
    assert setup is not None, "the caller has checked the setup"
    calendar, today = setup.book.calendar, now.date()
    year = calendar.year(calendar.year_of(today))
    period = calendar.between(year.start, today)
    folding = Folding(setup.book, setup.roster, today)
    records = list(workspace.records())
    folding.fold(records)
    if not workspace.sound:
        return None
    asked = list(duties(workspace, records, today))
    facts = Facts(folding.summary(period))
    return [
        *_of_duties(asked, now, days),
        *_of_progress(facts, period),
        *_of_silence(facts),
        *_of_circular(workspace, calendar.last_ended(calendar.quarter, 4, today)),
    ]


def _of_duties(asked: list[Duty], now: datetime, days: int) -> Iterator[Point]:
    soon = end_of(now.date() + timedelta(days))
    open_ = sorted(asked, key=lambda duty: duty.due)
    for duty in open_:
        if duty.state(now) is State.MISSED:
            yield of_duty(duty, "逾期未办", now, overdue=True)
    for duty in open_:
        if duty.state(now) is None and duty.since <= now and duty.due <= soon:
            yield of_duty(duty, f"{days}日内到期", now, overdue=False)


def _of_progress(facts: Facts, period: Period) -> Iterator[Point]:
    """Yield each unit with a target: what it has, and what is due by now."""
    share = elapsed_share(period)
    for behind in facts.behind:
        says = f"得{printed(behind.score)}，应达{printed(behind.due)}，差{printed(behind.missing)}"
        topic = f"落后于序时进度（{percent(share)}）"
        yield Point(topic, f"{behind.track}目标{printed(behind.target)}", behind.unit, says=says)


def _of_silence(facts: Facts) -> Iterator[Point]:
    for unit in facts.units_silent:
        yield Point("本年零报送", "报送信息", unit)
    for subject in facts.subjects_without_submissions:
        yield Point("本年未报送的方面", subject)


def _of_circular(workspace: Workspace, period: Period) -> Iterator[Point]:
    """Yield what the circular of the quarter that ended last lacks, where circulars are made."""
    if not (workspace.root / "circular.yaml").exists():
        return
    text = read_text(workspace.root, text_file(period.key), [])
    topic = f"{period.name}通报"
    if text is None:
        yield Point(topic, "正文尚未起草", says=f"运行 infoscore circular，起草 {period.key}")
    elif text.head.number is None:
        yield Point(topic, "文号未填", says=text.file)
