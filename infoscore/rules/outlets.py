"""Outlets: what their adoptions are worth, and on which tracks."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Struct, field

from infoscore.reading.types import Line, OutletName, Strict, TrackName, described
from infoscore.rules.condition import Traits
from infoscore.rules.modifiers import Modifier, modified
from infoscore.rules.points import Points, worth
from infoscore.rules.steps import Op, Step


class OutletEntry(Strict, frozen=True, kw_only=True):
    """As rules.yaml has it."""

    track: Annotated[TrackName | None, described("the track on which its adoptions score")] = None
    points: Annotated[
        Points | None,
        described("points by form, one number for any form, or rows of which the first fits"),
    ] = None
    like: Annotated[OutletName | None, described("takes track and points from this outlet")] = None
    issuer: Annotated[Line | None, described("who publishes it")] = None
    aliases: Annotated[list[Line], described("other names that records may use")] = []
    outlet_class: Annotated[
        Line | None, described("its level or kind, for conditions and “repeats”")
    ] = msgspec.field(name="class", default=None)
    also: Annotated[
        dict[TrackName, Points], described("points of the same adoptions on further tracks")
    ] = {}
    titled: Annotated[
        bool, described("false: no publication with a title, so printed without 《》")
    ] = True
    unlisted: Annotated[
        bool, described("stands for outlets that are not listed; records name it as “level”")
    ] = False


class Outlet(Struct, frozen=True, eq=False):
    """刊物、载体 as one edition of the rules has it."""

    name: str
    track: str
    issuer: str = ""
    aliases: tuple[str, ...] = ()
    points: Points = field(default_factory=dict)
    outlet_class: str = ""
    also: dict[str, Points] = field(default_factory=dict)
    titled: bool = True
    """Whether its name is printed in 《》."""
    unlisted: bool = False

    @property
    def worths(self) -> Iterator[tuple[str, Points, str]]:
        """Each track, the points on it, and the path of the rule that gives them."""
        yield self.track, self.points, f"outlets.{self.name}.points"
        for track, points in self.also.items():
            yield track, points, f"outlets.{self.name}.also.{track}"


def steps_to_worth(
    outlet: Outlet, traits: Traits, modifiers: list[Modifier]
) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """For each track, the way to what one adoption is worth before anybody shares it.

    A track for which no row fits gets nothing; on the outlet's own that is a problem of the record.
    """
    for track, points, path in outlet.worths:
        found = worth(points, traits)
        if found is None:
            continue
        base, ending = found
        first = Step(Op.BASE, base, base, path + ending)
        yield track, (first, *modified(modifiers, track, traits, base))
