"""The website's columns on a day: who keeps them, what they lack, and who posted when.

No title is shown: one may be that of a restricted brief.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from infoscore.moments import days_between, end_of, in_words
from infoscore.period import Calendar, Period, chinese_date
from infoscore.records.base import unit_names
from infoscore.records.duty import Duty
from infoscore.records.inspection import Inspection
from infoscore.records.kinds import Record
from infoscore.records.post import Post
from infoscore.rules.measures import State
from infoscore.rules.website import IndicatorEntry, Site, WebColumn, said
from infoscore.scoring.upkeep import counted_by, due_next, moments_of, overdue, updates
from infoscore.table import EMPTY, Cell, Column, Kind, Row, Section, Table, date_cell, number_cell
from infoscore.workdays import published

_TOLD: Final = 10
"""Missed spans that a note names; JSON has all."""
_WEEK: Final = timedelta(weeks=1)


class ColumnLine(Struct, frozen=True):
    """A column on a day, and what it lacked in a period up to then."""

    column: WebColumn
    last: datetime | None
    """When something was posted last; ``None``: never."""
    next_due: datetime | None
    """By when something is to be posted next; ``None``: by no day."""
    overdue: datetime | None
    """By when something should have been posted, and nothing has been since."""
    missed: Sequence[Duty]
    """Spans in which too little was posted."""
    posts: Sequence[Post]
    """Posts of the period."""
    late: Sequence[Post]
    """Those that came too late after their events."""
    open: Sequence[Duty]
    """Faults to be mended and posts to be altered, with a time set for it."""
    faults: Sequence[Inspection]
    """Faults that are not mended."""

    def broken(self, now: datetime) -> list[Duty]:
        """Return what should have been mended or altered by now."""
        return [duty for duty in self.open if duty.due < now]


class SiteSheet(Struct, frozen=True):
    """All columns and accounts on a day."""

    period: Period
    today: date
    lines: Sequence[ColumnLine]
    indicators: Sequence[tuple[IndicatorEntry, Sequence[WebColumn]]]
    """Each with the columns that it counts."""
    elsewhere: Sequence[Inspection]
    """Faults that are not mended and in no column."""
    unknown_holidays: Sequence[int]
    """Years in which workdays are counted, and whose holidays are not known."""

    @property
    def now(self) -> datetime:
        """The end of the day."""
        return end_of(self.today)

    @property
    def reached(self) -> list[IndicatorEntry]:
        """Indicators that are not met."""
        return [one for one, columns in self.indicators if len(columns) >= one.limit]

    @property
    def late(self) -> list[str]:
        """Names of the columns in which something is overdue; of other faults an empty one."""
        names = [line.column.name for line in self.lines if line.overdue or line.broken(self.now)]
        others = [duty for one in self.elsewhere for duty in one.duties() if duty.due < self.now]
        return [*names, *([""] if others else [])]


def sheet(
    site: Site,
    calendar: Calendar,
    records: Iterable[Record],
    period: Period,
    today: date,
    until: date | None = None,
) -> SiteSheet:
    """Return the site's state on a day; what a period lacked is counted up to then.

    ``until``: the last day that is known; a later one tells what the day itself was too late for.
    """
    known = [record for record in records if record.date <= today]
    posts: dict[WebColumn, list[Post]] = {}
    faults: dict[WebColumn | None, list[Inspection]] = {}
    for record in known:
        if isinstance(record, Post):
            posts.setdefault(record.column, []).append(record)
        elif isinstance(record, Inspection) and record.open(end_of(today)):
            faults.setdefault(record.column, []).append(record)
    moments = moments_of(known, today)
    told = min(until or today, today + timedelta(days=1))
    lines = []
    for column in site.columns:
        if column.start > min(period.end, today) or column.end < period.start:
            continue
        own, found = moments.get(column, ()), faults.get(column, [])
        there = posts.get(column, [])
        lines.append(_line(column, there, found, own, calendar, period, today, told))
    years = range(period.start.year, max(period.end, today).year + 1)
    return SiteSheet(
        period=period,
        today=today,
        lines=lines,
        indicators=[
            (one, counted_by(one, site, moments, calendar, today)) for one in site.indicators
        ],
        elsewhere=faults.get(None, []),
        unknown_holidays=[year for year in years if not published(year)]
        if site.counts_workdays
        else [],
    )


def _line(
    column: WebColumn,
    posts: Sequence[Post],
    faults: Sequence[Inspection],
    moments: Sequence[datetime],
    calendar: Calendar,
    period: Period,
    today: date,
    told: date,
) -> ColumnLine:
    now, end = end_of(today), min(period.end, today)
    spans = updates(column, moments, calendar, period.start, end)
    altering = [
        duty
        for one in posts
        for duty in one.duties()
        if duty.since <= now and (duty.done is None or duty.done > now)
    ]
    there = [one for one in posts if one.date in period]
    return ColumnLine(
        column=column,
        last=moments[-1] if moments else None,
        next_due=due_next(column, moments, calendar, told),
        overdue=overdue(column, moments, calendar, told),
        missed=[duty for duty in spans if duty.state(end_of(told)) is State.MISSED],
        posts=there,
        late=[one for one in there if one.due is not None and one.moment > one.due],
        open=[*(duty for one in faults for duty in one.duties()), *altering],
        faults=faults,
    )


_HEADS: Final = (
    "栏目",
    "维护单位",
    "更新要求",
    "最近发布",
    "距今天数",
    "下次期限",
    "漏更",
    "迟发",
    "待整改",
    "状况",
)
_NUMBERS: Final = frozenset({"距今天数", "漏更", "迟发", "待整改"})


def table(found: SiteSheet) -> Table:
    """Return the columns, then the accounts, with what each of them lacks."""
    columns = [line for line in found.lines if not line.column.account]
    accounts = [line for line in found.lines if line.column.account]
    parts = (("网站栏目", columns), ("政务新媒体", accounts))
    both = bool(columns and accounts)
    return Table(
        f"{found.period.label}网站栏目更新情况（截至{chinese_date(found.today)}）",
        tuple(Column((head,), Kind.NUMBER if head in _NUMBERS else Kind.TEXT) for head in _HEADS),
        tuple(
            Section(title if both else None, tuple(_row(line, found) for line in lines))
            for title, lines in parts
            if lines
        ),
        tuple(_notes(found)),
    )


def _row(line: ColumnLine, found: SiteSheet) -> Row:
    column, phase = line.column, line.column.phase(found.today)
    name = f"{column.name}（{column.account}）" if column.account else column.name
    ago = None if line.last is None else days_between(line.last, found.now)
    cells = (
        Cell(name, plain=column.name),
        Cell(column.unit.name),
        Cell(said(phase.rule) if phase is not None else "已关闭"),
        EMPTY if line.last is None else date_cell(line.last.date()),
        EMPTY if ago is None else number_cell(ago),
        EMPTY if line.next_due is None else date_cell(line.next_due.date()),
        number_cell(len(line.missed)),
        number_cell(len(line.late)),
        number_cell(len(line.faults)),
        Cell("；".join(_state(line, found)) or "正常"),
    )
    return Row(cells)


def _state(line: ColumnLine, found: SiteSheet) -> Iterator[str]:
    """Yield what is overdue, in words."""
    if line.overdue is not None:
        yield f"逾期未更新（期限{in_words(line.overdue)}）"
    broken = line.broken(found.now)
    if broken:
        yield f"{len(broken)}项逾期未整改"


def _notes(found: SiteSheet) -> Iterator[str]:
    """Yield the spans in which nothing was posted, indicators, and what is not known."""
    for line in found.lines:
        if line.missed:
            spans = "、".join(_span(duty) for duty in line.missed[-_TOLD:])
            last = f"最近{_TOLD}次为" if len(line.missed) > _TOLD else ""
            yield f"“{line.column.name}”漏更{len(line.missed)}次：{last}{spans}"
    for one, columns in found.indicators:
        names = "、".join(column.name for column in columns)
        listed = f"（{names}）" if names and one.limit > 1 else ""
        verdict = "不合格" if len(columns) >= one.limit else "合格"
        yield f"{one.name}：{len(columns)}个{listed}，满{one.limit}个不合格，{verdict}"
    if found.elsewhere:
        yield f"不在上列栏目的待整改问题：{len(found.elsewhere)}个"
    if found.unknown_holidays:
        years = "、".join(map(str, found.unknown_holidays))
        yield f"{years}年节假日安排未知，工作日按周一至周五计算"


def _span(duty: Duty) -> str:
    first, last = duty.since.date(), duty.due.date()
    begin = f"{first.month}月{first.day}日"
    return begin if first == last else f"{begin}—{last.month}月{last.day}日"


def weeks(found: SiteSheet) -> Table:
    """Return a calendar: how many posts each unit made to each column in each week.

    It can be read without colour: numbers, and a word where a span ended in which too few came.
    """
    end = min(found.period.end, found.today)
    monday = found.period.start - timedelta(days=found.period.start.weekday())
    mondays = [monday + number * _WEEK for number in range((end - monday) // _WEEK + 1)]
    rows = [row for line in found.lines for row in _weekly(line, mondays)]
    heads = [Column((f"{day.month}月", f"{day.day}日"), Kind.NUMBER) for day in mondays]
    return Table(
        f"{found.period.label}各周发布条数",
        (Column(("栏目",), merged=True), Column(("单位",)), *heads),
        (Section(None, tuple(rows)),),
        (
            "表头为各周星期一的日期，数字为该周发布条数",
            "“缺”表示有更新期限在该周届满而未按要求更新，其后的数字为次数",
        ),
    )


def _weekly(line: ColumnLine, mondays: Sequence[date]) -> Iterator[Row]:
    """Yield a row for who keeps a column, and one for each other unit that posted to it."""
    posted = Counter(
        (name, post.date - timedelta(days=post.date.weekday()))
        for post in line.posts
        for name in unit_names(post.contributors)
    )
    missed = Counter(
        day - timedelta(days=day.weekday()) for day in (duty.due.date() for duty in line.missed)
    )
    keeper = line.column.unit.name
    for name in dict.fromkeys((keeper, *(who for who, _ in posted))):
        cells = [Cell(line.column.name), Cell(name)]
        for monday in mondays:
            number, lack = posted[name, monday], missed[monday] if name == keeper else 0
            words = "" if not lack else "缺" if lack == 1 else f"缺{lack}"
            cells.append(Cell(f"{number or ''}{words}", plain=str(number)))
        yield Row(tuple(cells))


def values(found: SiteSheet) -> object:
    """Return the sheet for programs."""
    return {
        "as_of": found.today.isoformat(),
        "period": {
            "label": found.period.label,
            "start": found.period.start.isoformat(),
            "end": found.period.end.isoformat(),
        },
        "overdue": bool(found.late or found.reached),
        "columns": [_values(line, found) for line in found.lines],
        "indicators": [
            {
                "indicator": one.name,
                "columns": [column.name for column in columns],
                "limit": one.limit,
                "met": len(columns) < one.limit,
            }
            for one, columns in found.indicators
        ],
        "faults_elsewhere": [one.id for one in found.elsewhere],
        "unknown_holidays": list(found.unknown_holidays),
    }


def _values(line: ColumnLine, found: SiteSheet) -> dict[str, object]:
    column, phase = line.column, line.column.phase(found.today)
    return {
        "column": column.name,
        "account": column.account or None,
        "unit": column.unit.name,
        "update": said(phase.rule) if phase is not None else None,
        "last": None if line.last is None else line.last.date().isoformat(),
        "days": None if line.last is None else days_between(line.last, found.now),
        "next": None if line.next_due is None else line.next_due.date().isoformat(),
        "overdue_since": None if line.overdue is None else line.overdue.date().isoformat(),
        "posts": len(line.posts),
        "missed": [
            {"from": duty.since.date().isoformat(), "to": duty.due.date().isoformat()}
            for duty in line.missed
        ],
        "late": [
            {"id": one.id, "date": one.date.isoformat(), "due": in_words(one.due)}
            for one in line.late
            if one.due is not None
        ],
        "faults": [one.id for one in line.faults],
        "overdue_faults": [duty.record for duty in line.broken(found.now)],
    }
