"""Outlets: what their adoptions are worth, and on which tracks."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

import msgspec
from msgspec import Struct, field

from infoscore.messages import Message, msg
from infoscore.reading.lookup import check_collisions
from infoscore.reading.reading import Reading
from infoscore.reading.types import Line, OutletName, Strict, TrackName, described
from infoscore.reading.yamltext import Path
from infoscore.rules.condition import Traits
from infoscore.rules.modifiers import Modifier, modified
from infoscore.rules.phrases import Words, figure
from infoscore.rules.points import Points, check, each_said, worth
from infoscore.rules.points import said as worth_said
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
    def called(self) -> str:
        """``市政府办公室《工作动态》``; what is no title has no marks: ``市政府网站``."""
        return self.issuer + (f"《{self.name}》" if self.titled else self.name)

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


def said(outlets: Iterable[Outlet], words: Words) -> Iterator[str]:
    """A sentence for each set of outlets that score alike."""
    alike: dict[tuple[str, object], list[Outlet]] = {}
    for outlet in outlets:
        worth = repr((outlet.points, outlet.also))
        alike.setdefault((outlet.track, worth), []).append(outlet)
    for some in alike.values():
        one = some[0]
        names = "、".join(
            outlet.called + ("（未列名的）" if outlet.unlisted else "") for outlet in some
        )
        also = "".join(_also(track, points, words) for track, points in one.also.items())
        yield f"被{names}{worth_said(one.points, words, '采用', one.track)}{also}"


def _also(track: str, points: Points, words: Words) -> str:
    measure = words.measure(track)
    if isinstance(points, str):
        return f"，另计“{track}”{figure(points)}{measure}"
    each = (f"1篇{what}{figure(number)}{measure}" for what, number in each_said(points, words))
    return f"，另计“{track}”{'、'.join(each)}"


def resolved(entries: Mapping[str, OutletEntry], reading: Reading, path: Path) -> Iterator[Outlet]:
    """Each outlet with what it takes from another, its points checked."""
    for name, part in entries.items():
        spot = (*path, name)
        source, problem = _source(entries, name)
        if problem is not None:
            reading.conflict((*spot, "like"), *problem)
        for key in ("track", "points"):
            if getattr(source, key) is None and part.like is None:
                reading.missing(
                    key,
                    (*spot, key),
                    msg("add a line “{key}: …”, or “like: …” another outlet", key=key),
                )
        for key, there in (("points", part.points), *part.also.items()):
            if there is not None:
                at = (*spot, key) if key == "points" else (*spot, "also", key)
                check(there, reading, at)
                if isinstance(there, dict):
                    check_collisions(reading, msg("form"), ((form, (*at, form)) for form in there))
        yield Outlet(
            name=name,
            track=part.track or source.track or "",
            issuer=part.issuer or "",
            aliases=tuple(part.aliases),
            points=part.points if part.points is not None else source.points or "0",
            outlet_class=part.outlet_class or source.outlet_class or "",
            also={**source.also, **part.also},
            titled=part.titled and not part.unlisted,
            unlisted=part.unlisted,
        )


def _source(
    outlets: Mapping[str, OutletEntry], name: str
) -> tuple[OutletEntry, tuple[Message, Message] | None]:
    """The outlet that ``name`` is like in the end; it may be itself."""
    seen = [name]
    while (like := outlets[seen[-1]].like) is not None and like in outlets:
        if like in seen:
            circle = " → ".join((*seen, like))
            return outlets[name], (
                msg("outlets are like each other in a circle: {circle}", circle=circle),
                msg("give one of them track and points of its own"),
            )
        seen.append(like)
    return outlets[seen[-1]], None
