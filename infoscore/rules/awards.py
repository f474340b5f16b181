"""Awards (评先) for the best units of each class or group."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Final

from msgspec import field

from infoscore.period import Span
from infoscore.reading.types import Count, Strict, TrackName, VetoName, described, listed
from infoscore.rules import requirement
from infoscore.rules.condition import AnyOf, Whom
from infoscore.rules.phrases import PER, Words, whom
from infoscore.rules.requirement import Requirement


class Within(StrEnum):
    """Units that compete for the same places."""

    GROUP = "group"
    CLASS = "class"
    ALL = "all"


class Ties(StrEnum):
    """Treatment of several units on the last place."""

    KEEP = "keep"
    """Give it to all of them."""
    DROP = "drop"
    """Give it to none of them."""


class Award(Strict, frozen=True, kw_only=True):
    """Award for the units with the most points."""

    top: Annotated[
        Count | None, described("how many places there are; default: for all who have the points")
    ] = None
    per: Annotated[Span, described("by the points of such a span of the assessment year")] = (
        Span.YEAR
    )
    by: Annotated[AnyOf[TrackName], described("by these tracks; default: the total")] = None
    within: Annotated[Within, described("places among the group, the class or all")] = Within.GROUP
    ties: Annotated[Ties, described("whether all or none of those on the last place get it")] = (
        Ties.KEEP
    )
    require: Annotated[Requirement | None, described("only with at least so many points")] = None
    whom: Annotated[Whom | None, described("for these units only")] = field(
        name="for", default=None
    )
    barred: Annotated[
        list[VetoName] | None,
        described("by which vetoes a unit is barred; default: by those of the same span"),
    ] = None

    def bars(self, veto: str, per: Span) -> bool:
        """Return whether the veto of this name and span bars a unit from the award."""
        return per is self.per if self.barred is None else veto in self.barred


def said(awards: Mapping[str, Award], words: Words) -> Iterator[str]:
    """Yield a sentence for each of them."""
    for name, award in awards.items():
        tracks = "".join(f"“{track}”" for track in listed(award.by)) or "合计"
        least = ""
        if award.require is not None:
            asked = requirement.said(award.require, words.measure(award.by), words)
            least = f"得分不低于{asked}"
        if award.top is None:
            chosen = f"{least or '有得分'}的均入选"
        else:
            chosen = f"{_WITHIN[award.within]}取前{award.top}名，末位得分相同的{_TIES[award.ties]}"
            chosen += f"，{least}" if least else ""
        yield f"{name}：{whom(award.whom)}{PER[award.per]}按{tracks}得分，{chosen}"


_WITHIN: Final[Mapping[Within, str]] = {
    Within.GROUP: "各组分别",
    Within.CLASS: "各类分别",
    Within.ALL: "全体统一",
}
_TIES: Final[Mapping[Ties, str]] = {Ties.KEEP: "一并入选", Ties.DROP: "均不入选"}
