"""Awards: the best units of each class or group."""

from enum import StrEnum
from typing import Annotated

from msgspec import field

from infoscore.period import Span
from infoscore.reading.types import Count, Number, Strict, TrackName, VetoName, described
from infoscore.rules.condition import Whom


class Within(StrEnum):
    """Among whom places are given."""

    GROUP = "group"
    CLASS = "class"
    ALL = "all"


class Ties(StrEnum):
    """What happens where several units share the last place."""

    KEEP = "keep"
    """All of them get it."""
    DROP = "drop"
    """None of them does."""


class Award(Strict, frozen=True, kw_only=True):
    """评先: the first so many by their points."""

    top: Annotated[
        Count | None, described("how many places there are; default: for all who have the points")
    ] = None
    per: Annotated[Span, described("by the points of such a span of the assessment year")] = (
        Span.YEAR
    )
    by: Annotated[
        TrackName | list[TrackName] | None, described("by these tracks; default: the total")
    ] = None
    within: Annotated[Within, described("places among the group, the class or all")] = Within.GROUP
    ties: Annotated[Ties, described("whether all or none of those on the last place get it")] = (
        Ties.KEEP
    )
    require: Annotated[Number | None, described("only with at least so many points")] = None
    whom: Annotated[Whom | None, described("for these units only")] = field(
        name="for", default=None
    )
    barred: Annotated[
        list[VetoName] | None, described("by which vetoes a unit is barred; default: by any")
    ] = None
