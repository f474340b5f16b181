"""Adjustments (加减分): the entry in a file and the record made of it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Annotated, Final

from msgspec import Meta

from infoscore.formulas import exact
from infoscore.messages import mark, msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import Count, Day, Line, Number, Strict, described, listed, typed
from infoscore.records import base, secrecy
from infoscore.records import resolve as named
from infoscore.records.resolve import Setup
from infoscore.rules.adjustments import AdjustmentRule
from infoscore.rules.condition import Traits
from infoscore.rules.measures import Measured, Of
from infoscore.rules.steps import begin


class AdjustmentEntry(Strict, frozen=True):
    """Entry of an adjustment in a file."""

    date: Annotated[
        Day,
        described("the day on which it counts"),
        typed("--date -d DATE", mark("its date; default: today"), base.DATE_HEADS),
    ]
    rule: Annotated[
        Line,
        described("the rule, as rules.yaml names it under “adjustments”"),
        typed(
            "--rule NAME", mark("the rule by which points are given or taken"), "事项 加减分事项"
        ),
    ]
    units: Annotated[
        list[Line],
        Meta(min_length=1),
        described("the units that it is about"),
        typed("--unit -u NAME", mark("a unit that it is about (repeatable)"), base.UNIT_HEADS),
    ]
    points: Annotated[
        Number | None,
        described("points for each unit, where the rule gives a range"),
        typed("--points N", mark("the points, where the rule leaves them open"), "分值 加减分"),
    ] = None
    track: Annotated[
        Line | None,
        described("the track, where the rule names none"),
        typed("--track NAME", mark("the track, where the rule names none"), "考核项"),
    ] = None
    count: Annotated[
        Count | None,
        described("so many cases"),
        typed("--count N", mark("so many cases"), base.COUNT_HEADS),
    ] = None
    reason: Annotated[
        Line | None,
        described("what happened"),
        typed("--reason TEXT", mark("what it was for"), "事由 原因"),
    ] = None
    restricted: base.Restricted = False
    note: base.Note = None


class Adjustment(base.Dated, frozen=True, kw_only=True, gc=False):
    """加减分: points given or taken by hand under a named rule; the title is the reason."""

    rule: str
    track: str
    points: Fraction
    """Points for each unit and case."""

    @property
    def traits(self) -> Traits:
        """Properties that conditions test."""
        return Traits(track=self.track)

    def credits(self, until: dt.date) -> Iterator[base.Credit]:
        """Yield the points, which every unit gets in full."""
        del until
        step = begin(self.points, f"adjustments.{self.rule}")
        yield base.Credit(self.date, self.track, step.clause, (step,), briefs=self.count)

    @property
    def event(self) -> tuple[str, ...]:
        """Rule, reason and units."""
        return base.folded(self.rule, self.title, *base.unit_names(self.contributors))


def resolve(entry: AdjustmentEntry, reading: Reading, setup: Setup) -> Adjustment | None:
    """Return the record, or ``None`` after noting problems."""
    before = len(reading.problems)
    if reading.day(entry.date, ("date",)) is None:
        return None
    edition = named.in_force(reading, entry.date, setup.book)
    if edition is None:
        return None
    contributors = named.contributors(reading, entry.units, entry.date, setup.roster)
    kind = msg("rule of adjustment")
    name = named.known(reading, entry.rule, ("rule",), edition.adjustments, kind)
    if name is None:
        return None
    rule = edition.rules.adjustments[name]
    points = _points(entry, rule, reading)
    track = _track(entry, rule, reading, setup)
    restricted = secrecy.seen(entry.restricted, reading, setup.as_of)
    if len(reading.problems) > before or contributors is None or points is None or track is None:
        return None
    return Adjustment(
        place=reading.place,
        date=entry.date,
        rule=name,
        track=track,
        points=points,
        contributors=contributors,
        edition=edition,
        count=entry.count or 1,
        title=entry.reason or "",
        restricted=restricted,
        note=entry.note or "",
    )


HIDDEN_REASON: Final = "（事由不公开）"


def _said(record: Adjustment) -> str:
    if not record.title:
        return record.rule
    return f"{record.rule}：{HIDDEN_REASON if record.restricted else record.title}"


def _needed(_given: Mapping[str, object]) -> Sequence[str]:
    return "rule", "units"


def _cases(rule: Measured, record: Adjustment, _until: date) -> Iterator[base.Addition]:
    if rule.rule is None or record.rule in listed(rule.rule):
        yield from base.for_everyone(record.date, record.contributors, record.count)


def _points(entry: AdjustmentEntry, rule: AdjustmentRule, reading: Reading) -> Fraction | None:
    if isinstance(rule.points, str):
        if entry.points is not None and exact(entry.points) != exact(rule.points):
            reading.conflict(
                ("points",),
                msg("the rule “{rule}” gives {points}", rule=entry.rule, points=rule.points),
                msg("delete the line “points”, or mend the rule in {file}", file=named.RULES),
            )
        return exact(rule.points)
    least, most = rule.points.least, rule.points.most
    allowed = msg("“{rule}” gives {least} to {most}", rule=entry.rule, least=least, most=most)
    if entry.points is None:
        reading.missing("points", ("points",), allowed)
        return None
    if not exact(least) <= exact(entry.points) <= exact(most):
        what = msg(
            "{points} points are outside what “{rule}” allows", points=entry.points, rule=entry.rule
        )
        reading.wrong(("points",), what, allowed)
        return None
    return exact(entry.points)


def _track(
    entry: AdjustmentEntry, rule: AdjustmentRule, reading: Reading, setup: Setup
) -> str | None:
    if entry.track is None:
        if rule.track is None:
            tracks = [track.name for track in setup.book.tracks]
            hint = msg(
                "“{rule}” names none; the tracks are: {names}", rule=entry.rule, names=tracks
            )
            reading.missing("track", ("track",), hint)
        return rule.track
    track = named.known(reading, entry.track, ("track",), setup.book.track_names, msg("track"))
    if track is not None and rule.track not in (None, track):
        reading.conflict(
            ("track",),
            msg("the rule “{rule}” counts on “{track}”", rule=entry.rule, track=rule.track),
            msg("delete the line “track”"),
        )
        return None
    return track


KIND: Final = base.RecordKind(
    folder="adjustments",
    name="adjustment",
    noun=msg("adjustment"),
    entry=AdjustmentEntry,
    record=Adjustment,
    resolve=resolve,
    options=(
        *("rule", "date", "units", "points", "track", "count", "reason", "restricted", "note"),
    ),
    written=(
        *("date", "rule", "units", "points", "track", "count", "reason", "restricted", "note"),
    ),
    said=_said,
    needed=_needed,
    counts={Of.ADJUSTMENTS: _cases},
    called={"contributors": "units", "title": "reason"},
    sums_alone=False,  # there are few of them
)
