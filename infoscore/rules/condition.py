"""When a rule applies: the one way in which every clause says what it is about."""

from typing import Annotated, NamedTuple

from msgspec import field

from infoscore.reading.types import (
    ChannelName,
    FormName,
    GroupName,
    LeaderName,
    Length,
    OutletClass,
    OutletName,
    Strict,
    TagName,
    TrackName,
    UnitClass,
    UnitName,
    described,
    listed,
)
from infoscore.roster import Unit


class Traits(NamedTuple):
    """What a condition looks at in a record."""

    outlet: str = ""
    outlet_class: str = ""
    track: str = ""
    """The outlet's own."""
    form: str = ""
    tags: frozenset[str] = frozenset()
    channel: str = ""
    length: int | None = None
    """In characters."""
    leaders: frozenset[str] = frozenset()
    """Who endorsed the brief."""


class Where(Strict, frozen=True, kw_only=True):
    """All that is given must fit; of a list any one."""

    outlet: Annotated[OutletName | list[OutletName] | None, described("only by these outlets")] = (
        None
    )
    outlet_class: Annotated[
        OutletClass | list[OutletClass] | None, described("only by outlets of these classes")
    ] = field(name="class", default=None)
    tracks: Annotated[TrackName | list[TrackName] | None, described("only on these tracks")] = None
    form: Annotated[FormName | list[FormName] | None, described("only of these forms")] = None
    tag: Annotated[TagName | list[TagName] | None, described("only with one of these tags")] = None
    channel: Annotated[
        ChannelName | list[ChannelName] | None, described("only sent by one of these channels")
    ] = None
    length: Annotated[
        Length | None, described("only of this length in characters: 1000-, -999, 500-999")
    ] = None
    by: Annotated[
        LeaderName | list[LeaderName] | None, described("only endorsed by one of these")
    ] = None


class Condition(Where, frozen=True, kw_only=True):
    """When a rule applies."""

    unless: Annotated[Where | None, described("not where this fits")] = None


def fits(condition: Condition, traits: Traits) -> bool:
    """Whether the condition holds."""
    return _fits(condition, traits) and (
        condition.unless is None or not _fits(condition.unless, traits)
    )


def conditional(condition: Condition) -> bool:
    """Whether it is about some briefs only."""
    return any(getattr(condition, name) is not None for name in Condition.__struct_fields__)


def _fits(condition: Where, traits: Traits) -> bool:
    return (
        _any(condition.outlet, traits.outlet)
        and _any(condition.outlet_class, traits.outlet_class)
        and _any(condition.tracks, traits.track)
        and _any(condition.form, traits.form)
        and _any(condition.channel, traits.channel)
        and (condition.tag is None or not traits.tags.isdisjoint(listed(condition.tag)))
        and (condition.by is None or not traits.leaders.isdisjoint(listed(condition.by)))
        and (condition.length is None or _within(traits.length, condition.length))
    )


def bounds(length: str) -> tuple[int, int | None]:
    """The least and the most of a range of lengths; ``None``: no end."""
    least, _, most = length.partition("-")
    return int(least or 0), int(most) if most else None


def _any(wanted: str | list[str] | None, found: str) -> bool:
    if wanted is None:
        return True
    return found == wanted if isinstance(wanted, str) else found in wanted


def _within(length: int | None, wanted: str) -> bool:
    least, most = bounds(wanted)
    return length is not None and least <= length and (most is None or length <= most)


class Whom(Strict, frozen=True, kw_only=True):
    """Units that a rule is for; all that is given must fit."""

    unit_class: Annotated[
        UnitClass | list[UnitClass] | None, described("only units of these classes")
    ] = field(name="class", default=None)
    group: Annotated[
        GroupName | list[GroupName] | None, described("only units of these groups")
    ] = None
    unit: Annotated[UnitName | list[UnitName] | None, described("only these units")] = None

    def holds(self, unit: Unit) -> bool:
        """Whether the rule is for ``unit``."""
        return (
            (self.unit_class is None or unit.unit_class in listed(self.unit_class))
            and (self.group is None or unit.group in listed(self.group))
            and (self.unit is None or unit.name in listed(self.unit))
        )
