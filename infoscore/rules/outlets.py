"""Outlets (刊物), with the points for an adoption and the tracks on which these count."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from msgspec import Struct, field

from infoscore.messages import Message, msg
from infoscore.reading.lookup import check_collisions
from infoscore.reading.reading import Reading
from infoscore.reading.types import Line, OutletName, Strict, TrackName, described
from infoscore.reading.yamltext import Path
from infoscore.rules.condition import Traits
from infoscore.rules.modifiers import Modifier, modified
from infoscore.rules.phrases import Words, figure
from infoscore.rules.points import Points, begun, check, each_said
from infoscore.rules.points import said as worth_said
from infoscore.rules.steps import Step


class OutletEntry(Strict, frozen=True, kw_only=True):
    """Entry in rules.yaml."""

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
    ] = field(name="class", default=None)
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
    """刊物、载体 in one edition of the rules."""

    name: str
    track: str
    issuer: str = ""
    aliases: tuple[str, ...] = ()
    points: Points = field(default_factory=dict)
    outlet_class: str = ""
    also: dict[str, Points] = field(default_factory=dict)
    titled: bool = True
    """Printed in 《》."""
    unlisted: bool = False

    @property
    def called(self) -> str:
        """Name in sentences: ``市政府办公室《工作动态》``, or ``市政府网站`` if it is no title."""
        return self.issuer + (f"《{self.name}》" if self.titled else self.name)

    @property
    def worths(self) -> Iterator[tuple[str, Points, str]]:
        """Each track with its points and the path of the rule that gives them."""
        yield self.track, self.points, f"outlets.{self.name}.points"
        for track, points in self.also.items():
            yield track, points, f"outlets.{self.name}.also.{track}"


def steps_to_worth(
    outlet: Outlet, traits: Traits, modifiers: list[Modifier]
) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """Yield for each track the steps to the points of one adoption, before they are shared.

    A track without a row that fits is left out; for the outlet's own the record has a problem.
    """
    for track, points, path in outlet.worths:
        first = begun(points, traits, path)
        if first is not None:
            yield track, (first, *modified(modifiers, track, traits, first.value))


def said(outlets: Iterable[Outlet], words: Words) -> Iterator[str]:
    """Yield a sentence for each set of outlets that score alike."""
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
    """Yield each outlet with what it inherits by ``like``; note problems of its points."""
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
    """Return the outlet at the end of the chain of ``like``, and a problem if that is a circle."""
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
