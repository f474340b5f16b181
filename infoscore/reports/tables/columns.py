"""The columns that a units' table may have: what each shows of a line, and how it is headed.

Every count of :data:`MEASURES` is a column under the name that it has in :class:`Show`. Any other
is an entry in :data:`COLUMNS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from fractions import Fraction
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from infoscore.expressions import Operand, is_name, plain, postfix, value
from infoscore.messages import Message, msg
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reports.tables.counting import Amounts, Days, Gauges, TableLine
from infoscore.reports.tables.entry import (
    ColumnEntry,
    Extent,
    Figure,
    Grouping,
    Show,
    TableEntry,
    named_in,
    sorting,
    tracks_of,
)
from infoscore.roster import Unit
from infoscore.rules.awards import Within
from infoscore.rules.edition import RuleBook
from infoscore.rules.measures import COUNTED, MEASURES, Measured, Of
from infoscore.scoring.outcomes import Asked
from infoscore.table import Kind


class Missing(Enum):
    """Why there is no number."""

    BLANK = "blank"
    """The line cannot have one."""
    NOTHING = "nothing"
    """Nothing to compare with: no target, nothing sent in."""
    UNASSESSED = "unassessed"


class Found(NamedTuple):
    """A line's number or words for a column."""

    number: Fraction | None = None
    text: str = ""
    missing: Missing | None = None
    share: Fraction | None = None
    """How much of its target it is."""
    kind: Kind | None = None
    """Where it is not the column's."""
    plain: str = ""
    """Its words, where more are printed."""


class Subject(NamedTuple):
    """A line of a table that is being made."""

    line: TableLine
    rank: int | None
    """Its place, in a column of places."""
    amounts: Amounts
    days: Days | None = None
    """Instead of the figure's own."""

    def counted(self, figure: Figure, of: Of) -> Fraction:
        kind = COLUMNS[figure.show]
        days = self.days or self.amounts.days(figure.span or kind.span)
        return self.amounts.count(measured(figure, of), self.line, days, kind.sign)


class ColumnKind(Struct, frozen=True):
    header: str
    """Its head where the layout does not say; ``{short}`` is the period."""
    kind: Kind
    show: Callable[[Subject, Figure], Found]
    takes: frozenset[str] = frozenset()
    """The keys that mean something here, beside those of every column."""
    counts: tuple[Of, ...] = ()
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


def _rank(subject: Subject, _figure: Figure) -> Found:
    return _BLANK if subject.rank is None else Found(Fraction(subject.rank))


def _label(subject: Subject, _figure: Figure) -> Found:
    line = subject.line
    return Found(text=line.lead + line.label, plain=line.label if line.lead else "")


def _words(tell: Callable[[Unit, Figure, Amounts], str]) -> Callable[[Subject, Figure], Found]:
    """Shows words about a unit; a row of sums has none."""

    def show(subject: Subject, figure: Figure) -> Found:
        unit = subject.line.unit
        return _BLANK if unit is None else Found(text=tell(unit, figure, subject.amounts))

    return show


def _of_quota(
    number: Callable[[Asked], Fraction | None],
) -> Callable[[Subject, Figure], Found]:
    """Shows a number of a quota; none where nothing was asked or reached."""

    def show(subject: Subject, figure: Figure) -> Found:
        days = subject.days or subject.amounts.days(figure.span or Extent.PERIOD)
        asked = subject.amounts.asked(figure.quota or "", subject.line, days)
        found = None if asked is None else number(asked)
        kind = Kind.PERCENT if asked is not None and asked.share else None
        return _NOTHING if found is None else Found(found, kind=kind)

    return show


_asked: Final = _of_quota(lambda asked: asked.number or None)
_share: Final = _of_quota(
    lambda asked: (
        asked.reached / asked.number if asked.number and asked.reached is not None else None
    )
)


def _target(subject: Subject, figure: Figure) -> Found:
    if figure.quota is not None:
        return _asked(subject, figure)
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
    if figure.quota is not None:
        return _share(subject, figure)
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


def _formula(subject: Subject, figure: Figure) -> Found:
    """A number made of other columns' exact ones; where one of these is missing, it is, too."""
    missing: list[Found] = []

    def number(operand: Operand) -> Fraction:
        named = subject.amounts.named[operand.name]
        line = subject.amounts.everybody if operand.total else subject.line
        found = COLUMNS[named.show].show(subject._replace(line=line), named)
        if found.number is None:
            missing.append(found)
        return found.number or Fraction(0)

    try:
        result = value(postfix(figure.formula or "") or (), number)
    except ZeroDivisionError:
        return missing[0] if missing else _NOTHING
    return missing[0] if missing else Found(result)


def _text(unit: Unit, figure: Figure, _amounts: Amounts) -> str:
    assert isinstance(figure, ColumnEntry)
    return unit.texts.get(figure.source or "", figure.text)


def _awards(unit: Unit, figure: Figure, amounts: Amounts) -> str:
    return "、".join(amounts.awards(unit, figure.awards))


def _months(_subject: Subject, _figure: Figure) -> Found:
    raise AssertionError("a layout sets months out as columns of what each of them shows")


def _taken(of: Of) -> frozenset[str]:
    """The keys that mean something to a figure that counts this."""
    takes = MEASURES[of].takes
    return takes | ({"span", "track"} if "tracks" in takes else {"span"})


_MERGED: Final = frozenset({"merged"})
_OF_TRACKS: Final = frozenset({"track", "tracks"})
_OF_QUOTAS: Final = frozenset({"quota", "span"})
_SCORE: Final = ColumnKind(
    "{short}得分", Kind.NUMBER, _points, _taken(Of.POINTS), counts=(Of.POINTS,)
)
COLUMNS: Final[Mapping[Show, ColumnKind]] = {
    Show.NUMBER: ColumnKind("序号", Kind.NUMBER, _number),
    Show.RANK: ColumnKind("名次", Kind.NUMBER, _rank, frozenset({"rank"})),
    Show.UNIT: ColumnKind("单位", Kind.TEXT, _label),
    Show.GROUP: ColumnKind("组别", Kind.TEXT, _words(lambda unit, *_: unit.group), _MERGED),
    Show.CLASS: ColumnKind(
        "类别", Kind.TEXT, _words(lambda unit, *_: unit.unit_class or ""), _MERGED
    ),
    Show.TARGET: ColumnKind("任务", Kind.NUMBER, _target, _OF_TRACKS | {"quota"}),
    Show.SCORE: _SCORE,
    Show.YEAR_TO_DATE: replace(_SCORE, header="累计得分", span=Extent.YEAR_TO_DATE),
    Show.PREVIOUS: replace(_SCORE, header="上期累计", span=Extent.BEFORE),
    Show.TOTAL: replace(_SCORE, header="总分", takes=frozenset({"span"})),
    Show.BONUS: replace(
        _SCORE, header="加分", show=_special, sign=1, clauses=("adjustments", "endorsements")
    ),
    Show.DEDUCTION: replace(
        _SCORE,
        header="扣分",
        show=_special,
        takes=_SCORE.takes | {"positive"},
        sign=-1,
        clauses=("adjustments", "commissions", "quotas"),
    ),
    Show.COMPLETION: ColumnKind(
        "完成",
        Kind.PERCENT,
        _completion,
        _OF_TRACKS | _OF_QUOTAS,
        (Of.POINTS,),
        Extent.YEAR_TO_DATE,
    ),
    Show.REACHED: ColumnKind(
        "完成数", Kind.NUMBER, _of_quota(lambda asked: asked.reached), _OF_QUOTAS
    ),
    Show.MISSING: ColumnKind(
        "欠数",
        Kind.NUMBER,
        _of_quota(lambda asked: None if asked.reached is None else asked.missing),
        _OF_QUOTAS,
    ),
    Show.RATE: ColumnKind(
        "采用率", Kind.PERCENT, _rate, _taken(Of.RATE), (Of.ADOPTIONS, Of.SUBMISSIONS)
    ),
    **{
        Show(of): ColumnKind(measure.head, Kind.NUMBER, _count, _taken(of), (of,))
        for of, measure in MEASURES.items()
        if measure.head
    },
    Show.FORMULA: ColumnKind("计算", Kind.NUMBER, _formula, frozenset({"formula", "percent"})),
    Show.AWARDS: ColumnKind("奖项", Kind.TEXT, _words(_awards), frozenset({"awards"})),
    Show.TEXT: ColumnKind("备注", Kind.TEXT, _words(_text), frozenset({"text", "from"})),
    Show.MONTHS: ColumnKind("{month}月", Kind.NUMBER, _months, frozenset({"of", "between"})),
}

_OF_EVERY: Final = frozenset(
    {"show", "header", "width", "zero", "nothing", "unassessed", "digits", "round", "style", "sign"}
)
_UNSORTED: Final = {Show.NUMBER, Show.RANK, Show.MONTHS} | {
    show for show, kind in COLUMNS.items() if kind.kind is Kind.TEXT
}
"""Columns that nothing can be sorted by."""
_OF_ONE_QUOTA: Final = {"quota": msg("say of which quota: “quota: …”")}
_NEEDED: Final[Mapping[Show, Mapping[str, Message]]] = {
    Show.MONTHS: {"of": msg("say what each month shows: “of: score”")},
    Show.REACHED: _OF_ONE_QUOTA,
    Show.MISSING: _OF_ONE_QUOTA,
    Show.FORMULA: {"formula": msg("say what is computed: “formula: 得分÷篇数”")},
}
"""Keys without which a column says nothing, and how to mend that."""


_NAMELESS: Final = _UNSORTED | {Show.FORMULA}
"""Columns that no formula can take: without a number, or made of others themselves."""


def _check_formulas(entry: TableEntry, reading: Reading) -> None:
    """Note formulas that are none or name no column, and names that formulas cannot hold."""
    names: list[str] = []
    for index, column in enumerate(entry.columns):
        spot = ("columns", index, "name")
        if column.name is None:
            continue
        if not is_name(column.name):
            reading.wrong(
                spot,
                msg("“{name}” cannot be a name in formulas", name=column.name),
                msg("letters and digits alone, a letter first: 本月得分"),
            )
        elif plain(column.name) in names:
            reading.note(
                Code.NAME_COLLISION,
                spot,
                msg("“{name}” names more than one {kind}", name=column.name, kind=msg("column")),
                msg("every name and alias must mean one thing only"),
            )
        names.append(plain(column.name))
    for figure, path in named_in(entry):
        parts = () if figure.formula is None else postfix(figure.formula)
        if parts is None:
            reading.wrong(
                (*path, "formula"),
                msg("“{formula}” is no formula", formula=figure.formula or ""),
                msg("names of columns and numbers with + - × ÷ and brackets: 得分÷total(得分)"),
            )
        for part in parts or ():
            if isinstance(part, Operand) and part.name not in names:
                reading.note(
                    Code.UNKNOWN_NAME,
                    (*path, "formula"),
                    msg("there is no {kind} called “{name}”", kind=msg("column"), name=part.name),
                    msg("give a column this name: “name: {name}”", name=part.name),
                )


def _check_groups(entry: TableEntry, reading: Reading) -> None:
    """Note what groups that are set apart leave no room for."""
    order = sorting(entry.sort)
    if entry.groups is not Grouping.NONE and order is not None and order.within is Within.ALL:
        reading.conflict(
            ("sort", "within"),
            msg(
                "“{key}” means nothing to “{what}”",
                key="within: all",
                what=f"groups: {entry.groups}",
            ),
            msg("write “groups: none”, or take “within” out"),
        )
    if entry.groups is Grouping.ROWS and entry.subtotals is not None:
        reading.conflict(
            ("subtotals",),
            msg("“{key}” means nothing to “{what}”", key="subtotals", what="groups: rows"),
            msg("delete the line “{key}”", key="subtotals"),
        )


def measured(figure: Figure, of: Of) -> Measured:
    """The rule by which a figure counts; a rate is of all that was sent in, whoever adopted it."""
    takes = MEASURES[of].takes
    given = {name: getattr(figure, name) for key, name in COUNTED.items() if key in takes}
    if "tracks" in takes:
        given["tracks"] = list(tracks_of(figure)) or None
    if "clauses" in takes:
        given["clauses"] = figure.clauses or list(COLUMNS[figure.show].clauses) or None
    return Measured(of=of, **given)


def gauges(layouts: Iterable[TableEntry], book: RuleBook) -> Gauges:
    """The measures of tables, to be handed to the ledger before the records are read."""
    found = Gauges(book)
    for layout in layouts:
        for figure, _ in named_in(layout):
            kind = COLUMNS[figure.show]
            for of in kind.counts:
                found.measure(measured(figure, of), kind.sign)
    return found


def check(entry: TableEntry, reading: Reading) -> None:
    """Note keys that mean nothing where they stand, and figures that give no order."""
    _check_formulas(entry, reading)
    _check_groups(entry, reading)
    for figure, spot in named_in(entry):
        given = msgspec.to_builtins(figure).keys()
        takes = COLUMNS[figure.show].takes
        if figure.quota is not None and "quota" in takes:
            takes = _OF_QUOTAS
        for key in given:
            if key == "name" and figure.show not in _NAMELESS:
                continue
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
        for key, hint in _NEEDED.get(figure.show, {}).items():
            if key not in given and (figure.show is not Show.MONTHS or len(spot) == 2):
                reading.missing(key, spot, hint)
        if figure.show in _UNSORTED and not (spot[0] == "columns" and len(spot) == 2):
            reading.note(
                Code.CONFLICTING_RULES,
                spot,
                msg("“{show}” is no number of its own", show=figure.show),
                msg("one of: {names}", names=[show for show in Show if show not in _UNSORTED]),
            )
