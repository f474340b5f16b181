"""An adjustment as it is written, into the record of points given or taken by a named rule."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated

from msgspec import Meta

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.typed import parse_day, texts
from infoscore.reading.types import Count, Day, Line, Number, Prose, Strict, described
from infoscore.records import resolve as named
from infoscore.records.base import Contributor, Dated, folded, unit_names
from infoscore.records.resolve import Setup
from infoscore.rules.adjustments import AdjustmentRule, Range
from infoscore.rules.condition import Traits
from infoscore.rules.edition import Edition


class AdjustmentEntry(Strict, frozen=True):
    date: Annotated[Day, described("the day on which it counts")]
    rule: Annotated[Line, described("the rule, as rules.yaml names it under “adjustments”")]
    units: Annotated[list[Line], Meta(min_length=1), described("the units that it is about")]
    points: Annotated[
        Number | None, described("points for each unit, where the rule gives a range")
    ] = None
    track: Annotated[Line | None, described("the track, where the rule names none")] = None
    count: Annotated[Count | None, described("so many cases")] = None
    reason: Annotated[Line | None, described("what happened")] = None
    restricted: Annotated[bool, described("counts, but its title is never published")] = False
    note: Annotated[Prose | None, described("for the office; never printed")] = None


class Adjustment(Dated, frozen=True, kw_only=True, gc=False):
    """加减分: points given or taken by a named rule, by hand."""

    rule: str
    track: str
    points: Fraction
    """For each unit, for one case."""
    contributors: tuple[Contributor, ...]
    """The units that it is about."""
    edition: Edition | None = None
    count: int = 1
    """So many cases."""
    title: str = ""
    """The reason."""
    restricted: bool = False
    note: str = ""

    @property
    def traits(self) -> Traits:
        """What conditions look at."""
        return Traits(track=self.track)

    @property
    def event(self) -> tuple[str, ...]:
        """The rule, the reason and the units."""
        return folded(self.rule, self.title, *unit_names(self.contributors))


def resolve(entry: AdjustmentEntry, reading: Reading, setup: Setup) -> Adjustment | None:
    """The record, or ``None`` with the reasons among the problems."""
    before = len(reading.problems)
    if reading.day(entry.date, ("date",)) is None:
        return None
    edition = named.in_force(reading, entry.date, setup.book)
    if edition is None:
        return None
    contributors = named.contributors(reading, entry.units, entry.date, setup.roster)
    name = reading.one(
        entry.rule,
        ("rule",),
        edition.adjustments.find(entry.rule),
        msg("rule of adjustment"),
        edition.adjustments.nearest,
        named.RULES,
    )
    if name is None:
        return None
    rule = edition.rules.adjustments[name]
    points = _points(entry, rule, reading)
    track = _track(entry, rule, reading, setup)
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
        restricted=entry.restricted,
        note=entry.note or "",
    )


def glance(value: Mapping[str, object], reading: Reading, setup: Setup) -> None:
    """The names in a record that is at fault elsewhere, so that all faults are told at once."""
    day = parse_day(str(value.get("date")))
    named.contributors(reading, texts(value.get("units")), day, setup.roster)


def _points(entry: AdjustmentEntry, rule: AdjustmentRule, reading: Reading) -> Fraction | None:
    if isinstance(rule.points, str):
        if entry.points is not None and exact(entry.points) != exact(rule.points):
            reading.note(
                Code.CONFLICTING_RULES,
                ("points",),
                msg("the rule “{rule}” gives {points}", rule=entry.rule, points=rule.points),
                msg("delete the line “points”, or mend the rule in {file}", file=named.RULES),
            )
        return exact(rule.points)
    span: Range = rule.points
    if entry.points is None:
        reading.note(
            Code.MISSING_KEY,
            ("points",),
            msg("“{key}” is missing", key="points"),
            msg(
                "“{rule}” gives {least} to {most}",
                rule=entry.rule,
                least=span.least,
                most=span.most,
            ),
        )
        return None
    points = exact(entry.points)
    if not exact(span.least) <= points <= exact(span.most):
        reading.note(
            Code.WRONG_VALUE,
            ("points",),
            msg(
                "{points} points are outside what “{rule}” allows",
                points=entry.points,
                rule=entry.rule,
            ),
            msg(
                "“{rule}” gives {least} to {most}",
                rule=entry.rule,
                least=span.least,
                most=span.most,
            ),
        )
        return None
    return points


def _track(
    entry: AdjustmentEntry, rule: AdjustmentRule, reading: Reading, setup: Setup
) -> str | None:
    if entry.track is None:
        if rule.track is None:
            reading.note(
                Code.MISSING_KEY,
                ("track",),
                msg("“{key}” is missing", key="track"),
                msg(
                    "“{rule}” names none; the tracks are: {names}",
                    rule=entry.rule,
                    names=[track.name for track in setup.book.tracks],
                ),
            )
        return rule.track
    names = setup.book.track_names
    track = reading.one(
        entry.track, ("track",), names.find(entry.track), msg("track"), names.nearest, named.RULES
    )
    if track is not None and rule.track not in (None, track):
        reading.note(
            Code.CONFLICTING_RULES,
            ("track",),
            msg("the rule “{rule}” counts on “{track}”", rule=entry.rule, track=rule.track),
            msg("delete the line “track”"),
        )
        return None
    return track
