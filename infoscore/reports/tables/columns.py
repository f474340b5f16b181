"""The columns that a units' table may have: what each shows of a line, and how it is headed.

A new kind of column is an entry in :data:`COLUMNS` (and its name in ``workspace/tables.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from fractions import Fraction
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from infoscore.messages import msg
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.yamltext import Path
from infoscore.reports.tables.counting import Amounts, Days, Gauges, TableLine
from infoscore.reports.tables.entry import (
    ColumnEntry,
    Extent,
    Figure,
    Show,
    TableEntry,
    named_in,
    tracks_of,
)
from infoscore.rules.edition import RuleBook
from infoscore.rules.measures import Measured, Of
from infoscore.table import Kind


class Missing(Enum):
    """Why there is no number."""

    BLANK = "blank"
    """The line cannot have one."""
    NOTHING = "nothing"
    """Nothing to compare with: no target, nothing sent in."""
    UNASSESSED = "unassessed"


class Found(NamedTuple):
    """What a column shows of a line."""

    number: Fraction | None = None
    text: str = ""
    missing: Missing | None = None
    share: Fraction | None = None
    """How much of its target it is."""


class Subject(NamedTuple):
    """A line of a table that is being made."""

    line: TableLine
    rank: Callable[[Figure], int | None]
    """The place that a column gives it."""
    amounts: Amounts
    days: Days | None = None
    """Instead of the figure's own."""

    def counted(self, figure: Figure, of: Of) -> Fraction:
        """What the figure counts."""
        kind = COLUMNS[figure.show]
        days = self.days or self.amounts.days(figure.span or kind.span)
        return self.amounts.count(measured(figure, of), self.line, days, kind.sign)


class ColumnKind(Struct, frozen=True):
    """One thing that can be shown of a line."""

    header: str
    """What heads it where the layout does not say; ``{short}`` is the period."""
    kind: Kind
    show: Callable[[Subject, Figure], Found]
    takes: frozenset[str] = frozenset()
    """The keys that mean something here, beside those of every column."""
    counts: tuple[Of, ...] = ()
    """What it counts, or sums."""
    span: Extent = Extent.PERIOD
    sign: int = 0
    """1: only points above zero, −1: only those below."""
    clauses: tuple[str, ...] = ()
    """Only points by these clauses, where the layout does not say."""


_BLANK: Final = Found(missing=Missing.BLANK)
_NOTHING: Final = Found(missing=Missing.NOTHING)
_UNASSESSED: Final = Found(missing=Missing.UNASSESSED)


def _number(subject: Subject, _figure: Figure) -> Found:
    number = subject.line.number
    return _BLANK if number is None else Found(Fraction(number))


def _rank(subject: Subject, figure: Figure) -> Found:
    rank = subject.rank(figure)
    return _BLANK if rank is None else Found(Fraction(rank))


def _unit(subject: Subject, _figure: Figure) -> Found:
    return Found(text=subject.line.label)


def _group(subject: Subject, _figure: Figure) -> Found:
    unit = subject.line.unit
    return _BLANK if unit is None else Found(text=unit.group)


def _class(subject: Subject, _figure: Figure) -> Found:
    unit = subject.line.unit
    return _BLANK if unit is None else Found(text=unit.unit_class or "")


def _target(subject: Subject, figure: Figure) -> Found:
    tracks = tracks_of(figure)
    if tracks and not subject.amounts.assessed(tracks, subject.line):
        return _UNASSESSED
    target = subject.amounts.targets(tracks, subject.line)
    return _NOTHING if target is None else Found(target)


def _points(subject: Subject, figure: Figure) -> Found:
    """Points are never hidden: a unit that is not assessed may still have earned some."""
    points, tracks = subject.counted(figure, Of.POINTS), tracks_of(figure)
    if not tracks:
        return Found(points)
    if not (points or subject.amounts.assessed(tracks, subject.line)):
        return _UNASSESSED
    target = subject.amounts.targets(tracks, subject.line)
    return Found(points, share=points / target if target else None)


def _special(subject: Subject, figure: Figure) -> Found:
    """Points above or below zero alone; every unit may have some."""
    points = subject.counted(figure, Of.POINTS)
    return Found(-points if figure.positive else points)


def _completion(subject: Subject, figure: Figure) -> Found:
    tracks = tracks_of(figure)
    if not subject.amounts.assessed(tracks, subject.line):
        return _UNASSESSED
    target = subject.amounts.targets(tracks, subject.line)
    return Found(subject.counted(figure, Of.POINTS) / target) if target else _NOTHING


def _count(subject: Subject, figure: Figure) -> Found:
    (of,) = COLUMNS[figure.show].counts
    return Found(subject.counted(figure, of))


def _rate(subject: Subject, figure: Figure) -> Found:
    received = subject.counted(figure, Of.SUBMISSIONS)
    return Found(subject.counted(figure, Of.ADOPTIONS) / received) if received else _NOTHING


def _awards(subject: Subject, _figure: Figure) -> Found:
    unit = subject.line.unit
    return _BLANK if unit is None else Found(text="、".join(subject.amounts.awards(unit)))


def _text(subject: Subject, figure: Figure) -> Found:
    assert isinstance(figure, ColumnEntry)
    return _BLANK if subject.line.unit is None else Found(text=figure.text)


def _months(_subject: Subject, _figure: Figure) -> Found:
    raise AssertionError("a layout sets months out as columns of what each of them shows")


_WORK: Final = frozenset({"form", "tag", "channel", "length", "unless", "weights", "span"})
_ADOPTED: Final = _WORK | {"outlet", "class", "by", "track", "tracks"}
_SCORED: Final = (_ADOPTED | {"clauses"}) - {"weights"}
_OF_TRACKS: Final = frozenset({"track", "tracks"})
_BONUS: Final = ("adjustments", "endorsements")
_PENALTIES: Final = ("adjustments", "commissions", "quotas")

COLUMNS: Final[Mapping[Show, ColumnKind]] = {
    Show.NUMBER: ColumnKind("序号", Kind.NUMBER, _number),
    Show.RANK: ColumnKind("名次", Kind.NUMBER, _rank, frozenset({"rank"})),
    Show.UNIT: ColumnKind("单位", Kind.TEXT, _unit),
    Show.GROUP: ColumnKind("组别", Kind.TEXT, _group),
    Show.CLASS: ColumnKind("类别", Kind.TEXT, _class),
    Show.TARGET: ColumnKind("任务", Kind.NUMBER, _target, _OF_TRACKS),
    Show.SCORE: ColumnKind("{short}得分", Kind.NUMBER, _points, _SCORED, (Of.POINTS,)),
    Show.YEAR_TO_DATE: ColumnKind(
        "累计得分", Kind.NUMBER, _points, _SCORED, (Of.POINTS,), Extent.YEAR_TO_DATE
    ),
    Show.PREVIOUS: ColumnKind(
        "上期累计", Kind.NUMBER, _points, _SCORED, (Of.POINTS,), Extent.BEFORE
    ),
    Show.TOTAL: ColumnKind("总分", Kind.NUMBER, _points, frozenset({"span"}), (Of.POINTS,)),
    Show.BONUS: ColumnKind(
        "加分", Kind.NUMBER, _special, _SCORED, (Of.POINTS,), sign=1, clauses=_BONUS
    ),
    Show.DEDUCTION: ColumnKind(
        "扣分",
        Kind.NUMBER,
        _special,
        _SCORED | {"positive"},
        (Of.POINTS,),
        sign=-1,
        clauses=_PENALTIES,
    ),
    Show.COMPLETION: ColumnKind(
        "完成",
        Kind.PERCENT,
        _completion,
        _OF_TRACKS | {"span"},
        (Of.POINTS,),
        Extent.YEAR_TO_DATE,
    ),
    Show.ADOPTIONS: ColumnKind("采用", Kind.NUMBER, _count, _ADOPTED, (Of.ADOPTIONS,)),
    Show.SUBMISSIONS: ColumnKind("报送", Kind.NUMBER, _count, _WORK, (Of.SUBMISSIONS,)),
    Show.FORWARDED: ColumnKind("上报", Kind.NUMBER, _count, _WORK, (Of.FORWARDED,)),
    Show.RATE: ColumnKind("采用率", Kind.PERCENT, _rate, _ADOPTED, (Of.ADOPTIONS, Of.SUBMISSIONS)),
    Show.COMMISSIONS: ColumnKind(
        "约稿", Kind.NUMBER, _count, frozenset({"tag", "state", "span"}), (Of.COMMISSIONS,)
    ),
    Show.ENDORSEMENTS: ColumnKind("批示", Kind.NUMBER, _count, _ADOPTED, (Of.ENDORSEMENTS,)),
    Show.ADJUSTMENTS: ColumnKind(
        "加减分",
        Kind.NUMBER,
        _count,
        _OF_TRACKS | {"rule", "span"},
        (Of.ADJUSTMENTS,),
    ),
    Show.AWARDS: ColumnKind("奖项", Kind.TEXT, _awards),
    Show.TEXT: ColumnKind("备注", Kind.TEXT, _text, frozenset({"text"})),
    Show.MONTHS: ColumnKind("{month}月", Kind.NUMBER, _months, frozenset({"of", "between"})),
}
"""What each column shows."""

_OF_EVERY: Final = frozenset(
    {"show", "header", "width", "zero", "nothing", "unassessed", "digits", "round", "style", "sign"}
)
_WORDS: Final = frozenset(
    {
        Show.NUMBER,
        Show.RANK,
        Show.UNIT,
        Show.GROUP,
        Show.CLASS,
        Show.AWARDS,
        Show.TEXT,
        Show.MONTHS,
    }
)
"""What nothing can be sorted by."""


def measured(figure: Figure, of: Of) -> Measured:
    """What a figure counts."""
    # of what was sent in, outlets know nothing: a rate is of all of it
    unknown = {"outlet", "outlet_class", "by", "tracks"} if of is Of.SUBMISSIONS else {"tracks"}
    given = {
        key: getattr(figure, key)
        for key in Measured.__struct_fields__
        if key != "of" and key not in unknown
    }
    if of is Of.POINTS:
        given["clauses"] = figure.clauses or list(COLUMNS[figure.show].clauses) or None
    if "outlet" not in unknown:
        given["tracks"] = list(tracks_of(figure)) or None
    return Measured(of=of, **given)


def gauges(layouts: Iterable[TableEntry], book: RuleBook) -> Gauges:
    """What the tables count; to be handed to the ledger before the records are read."""
    found = Gauges(book)
    for layout in layouts:
        for figure, _ in named_in(layout):
            kind = COLUMNS[figure.show]
            for of in kind.counts:
                found.measure(measured(figure, of), kind.sign)
    return found


def check(entry: TableEntry, reading: Reading, path: Path) -> None:
    """Note keys that mean nothing where they stand, and what cannot be shown or sorted by."""
    for figure, at in named_in(entry):
        spot = (*path, *at)
        given = msgspec.to_builtins(figure).keys()
        takes = COLUMNS[figure.show].takes
        for key in given:
            if key not in takes and key not in _OF_EVERY:
                reading.note(
                    Code.CONFLICTING_RULES,
                    (*spot, key),
                    msg("“{key}” means nothing to “{what}”", key=key, what=f"show: {figure.show}"),
                    msg("keys that do: {keys}", keys=sorted(takes))
                    if takes
                    else msg("delete the line “{key}”", key=key),
                )
        if {"track", "tracks"} <= given:
            reading.note(
                Code.CONFLICTING_RULES,
                (*spot, "track"),
                msg("“track” and “tracks” are two names of one key"),
                msg("delete one of the two"),
            )
        if figure.show is Show.MONTHS and len(at) == 2 and "of" not in given:
            reading.note(
                Code.MISSING_KEY,
                spot,
                msg("“{key}” is missing", key="of"),
                msg("say what each month shows: “of: score”"),
            )
        if figure.show in _WORDS and not (at[0] == "columns" and len(at) == 2):
            reading.note(
                Code.CONFLICTING_RULES,
                spot,
                msg("“{show}” is no number of its own", show=figure.show),
                msg("one of: {names}", names=[show for show in Show if show not in _WORDS]),
            )
