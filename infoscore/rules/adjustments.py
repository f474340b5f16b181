"""Adjustments: points given or taken by a named rule."""

from typing import Annotated

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.types import Line, Number, Strict, TrackName, described
from infoscore.reading.yamltext import Path


class Range(Strict, frozen=True, kw_only=True):
    """What a record may give."""

    least: Annotated[Number, described("the fewest points")]
    most: Annotated[Number, described("the most points")]


class AdjustmentRule(Strict, frozen=True, kw_only=True):
    """A rule by which points are given or taken by hand."""

    points: Annotated[Number | Range, described("points for one case, or a range to choose from")]
    track: Annotated[TrackName | None, described("the track; none: each record names one")] = None
    aliases: Annotated[list[Line], described("other names that records may use")] = []


def check(rule: AdjustmentRule, reading: Reading, path: Path) -> None:
    """Note an empty range."""
    points = rule.points
    if isinstance(points, Range) and exact(points.least) > exact(points.most):
        reading.note(
            Code.CONFLICTING_RULES,
            (*path, "points"),
            msg("the range from {least} to {most} is empty", least=points.least, most=points.most),
            msg("write the smaller number as “least”: -100 is smaller than -50"),
        )
