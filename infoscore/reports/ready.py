"""Tables that need no description: of the website, reviews, subjects, and what was done by when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from infoscore.moments import end_of, last
from infoscore.records.base import unit_names
from infoscore.records.duty import Duty
from infoscore.records.progress import progress
from infoscore.rounding import percent
from infoscore.rules.measures import State, Verdict
from infoscore.scoring.folding import Summary
from infoscore.table import EMPTY, Cell, Column, Kind, Role, Row, Section, Table, number_cell

_HOUR: Final = timedelta(hours=1)


class ReportName(StrEnum):
    """A table that an annex may ask for by its name."""

    COLUMNS = "columns"
    REVIEWS = "reviews"
    SUBJECTS = "subjects"
    TIMELINESS = "timeliness"


def report(name: ReportName, summary: Summary) -> Table | None:
    """Return the table for the summary's period; ``None``: there is nothing to put into it."""
    made = _READY[name](summary)
    return made if made is not None and any(made.rows) else None


def became(duty: Duty, summary: Summary) -> State | None:
    """Return what a duty became in the period, last of all; ``None``: nothing in it."""
    changes = duty.became(end_of(summary.ledger.until))
    known = [state for day, state, number in changes if number > 0 and day in summary.period]
    return known[-1] if known else None


def _columns(summary: Summary) -> Table | None:
    """Return what ``infoscore columns`` shows on the period's last day."""
    from infoscore.reports import sitesheet

    ledger, period = summary.ledger, summary.period
    book = ledger.book
    if book.site is None:
        return None
    today, records = min(period.end, ledger.until), summary.kept.others
    found = sitesheet.sheet(book.site, book.calendar, records, period, today, ledger.until)
    return sitesheet.table(found)


def _subjects(summary: Summary) -> Table | None:
    """Return how many briefs about each subject came in and were adopted."""
    period, counts = summary.period, summary.in_period.subjects
    editions = summary.ledger.book.in_force(period.start, period.end)
    names = dict.fromkeys(name for edition in editions for name in edition.rules.subjects)
    kinds = ("submissions", "adoptions")
    rows = [
        Row((Cell(name), *(number_cell(counts[kind, name]) for kind in kinds))) for name in names
    ]
    heads = _heads(("方面",), ("收到", "采用"))
    return Table("", heads, (Section(None, tuple(rows)),), ("一篇涉及几个方面的，各方面分别计算",))


def _reviews(summary: Summary) -> Table | None:
    """Return how many briefs of each unit passed each step, and what time it took."""
    now = end_of(min(summary.period.end, summary.ledger.until))
    counts: Counter[tuple[_Stage, str]] = Counter()
    hours: dict[_Stage, list[Fraction]] = defaultdict(list)
    for record in summary.kept.others:
        course = None if record.date > now.date() else progress(record, now)
        if course is None:
            continue
        chain, units = course.flow.chain.name, unit_names(record.contributors)
        for step, since, answer in course.asked:
            if answer is None or answer.first.date() not in summary.period:
                continue
            for at in (_Stage(unit, chain, step.name) for unit in units):
                counts[at, _VERDICTS[answer.verdict]] += 1
                if answer.timed and ":" in since:
                    hours[at].append(Fraction((answer.first - last(since)) / _HOUR))
        waiting = [one for one in course.next() if course.went_out is None or one.later]
        counts.update(
            (_Stage(unit, chain, step.name), "待审") for unit in units for step in waiting
        )
    found = {at for at, _ in counts}
    flows = [flow for edition in summary.ledger.book.editions for flow in edition.flows]
    steps = dict.fromkeys((flow.chain.name, step.name) for flow in flows for step in flow.steps)
    order = (
        _Stage(unit, *step)
        for unit in _in_order(summary, (at.unit for at in found))
        for step in steps
    )
    rows = [
        Row(
            (
                *map(Cell, at),
                *(number_cell(counts[at, what]) for what in _ANSWERS),
                _mean(hours[at]),
            )
        )
        for at in order
        if at in found
    ]
    heads = _heads(("单位", "审核流程", "环节"), (*_ANSWERS, "平均用时（小时）"))
    note = "平均用时只计算本环节和上一环节都记有时刻的"
    return Table("", heads, (Section(None, tuple(rows)),), (note,) if any(hours.values()) else ())


class _Stage(NamedTuple):
    """A step of a chain, taken for the briefs of a unit."""

    unit: str
    chain: str
    step: str


_VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.PASSED: "通过",
    Verdict.CHANGED: "通过",
    Verdict.RETURNED: "退回",
    Verdict.HELD: "暂缓",
}
_ANSWERS: Final = ("通过", "退回", "暂缓", "待审")


def _mean(numbers: Sequence[Fraction]) -> Cell:
    return number_cell(sum(numbers, Fraction(0)) / len(numbers)) if numbers else EMPTY


def _timeliness(summary: Summary) -> Table | None:
    """Return what each unit, or whoever has a role, did on time, late or not at all."""
    counts: Counter[tuple[str, str, State]] = Counter()
    for duty in summary.kept.duties():
        state = became(duty, summary)
        if state is not None:
            who = duty.unit.name if duty.unit is not None else duty.role or "办公室"
            counts[who, topic(duty), state] += 1
    found = {(who, what) for who, what, _ in counts}
    order = [*dict.fromkeys(_TOPICS.values()), _OTHER]
    rows = [
        _timely(who, what, [counts[who, what, state] for state in _STATES])
        for who in _in_order(summary, (who for who, _ in found))
        for what in order
        if (who, what) in found
    ]
    if rows:
        sums = [sum(n for (_, _, one), n in counts.items() if one is state) for state in _STATES]
        rows.append(_timely("合计", "", sums, Role.TOTAL))
    heads = _heads(("单位", "事项"), ("应办", "按时", "超时限", "未办", "按时率"))
    return Table("", heads, (Section(None, tuple(rows)),))


_STATES: Final = (State.ON_TIME, State.LATE, State.MISSED)


def _timely(who: str, what: str, numbers: Sequence[int], role: Role = Role.BODY) -> Row:
    whole = sum(numbers)
    rate = Fraction(numbers[0], whole)
    cells = (number_cell(number) for number in (whole, *numbers))
    return Row((Cell(who), Cell(what), *cells, Cell(percent(rate), rate)), role)


_OTHER: Final = "其他"
_TOPICS: Final = {
    "commissions": "约稿",
    "urgent": "紧急信息",
    "returns": "定期报送",
    "timeliness": "日常信息",
    "chains": "审核",
    "posted_within": "信息发布",
    "columns": "栏目更新",
    "altered_within": "更正撤回",
    "mended_within": "问题整改",
}


def topic(duty: Duty) -> str:
    """Return what kind of thing a duty asks for, in words."""
    head, *rest = duty.clause.split(".")
    return _TOPICS.get(rest[-1] if rest else "") or _TOPICS.get(head, _OTHER)


def _heads(texts: Iterable[str], numbers: Iterable[str]) -> tuple[Column, ...]:
    first, *rest = texts
    return (
        Column((first,), merged=bool(rest)),
        *(Column((head,)) for head in rest),
        *(Column((head,), Kind.NUMBER) for head in numbers),
    )


def _in_order(summary: Summary, names: Iterable[str]) -> Iterator[str]:
    """Yield names once, units as units.yaml has them, roles behind them."""
    found = set(names)
    known = [unit.name for unit in summary.ledger.roster.units if unit.name in found]
    yield from dict.fromkeys(known)
    yield from sorted(found.difference(known))


_READY: Final[Mapping[ReportName, Callable[[Summary], Table | None]]] = {
    ReportName.COLUMNS: _columns,
    ReportName.REVIEWS: _reviews,
    ReportName.SUBJECTS: _subjects,
    ReportName.TIMELINESS: _timeliness,
}
