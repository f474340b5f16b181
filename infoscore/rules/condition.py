"""Conditions under which a rule applies; all kinds of clauses share them."""

from collections.abc import Iterator
from typing import Annotated, NamedTuple, TypeAlias, TypeVar

from msgspec import field

from infoscore.reading.types import (
    ChannelName,
    FormName,
    GroupName,
    LeaderName,
    Length,
    LevelName,
    NumberName,
    NumberRange,
    OutletClass,
    OutletName,
    Strict,
    SubjectName,
    TagName,
    TrackName,
    UnitClass,
    UnitName,
    WebColumnName,
    described,
    listed,
)
from infoscore.reading.yamltext import Path
from infoscore.roster import Unit

T = TypeVar("T")
AnyOf: TypeAlias = T | list[T] | None
"""One value, or a list of which any may fit; ``None``: no condition."""


class Traits(NamedTuple):
    """Properties of a record that conditions test."""

    outlet: str = ""
    outlet_class: str = ""
    track: str = ""
    """Track of the outlet."""
    form: str = ""
    tags: frozenset[str] = frozenset()
    channel: str = ""
    length: int | None = None
    """Length in characters."""
    leaders: frozenset[str] = frozenset()
    """Leaders who endorsed the brief."""
    numbers: tuple[tuple[str, int], ...] = ()
    """Numbers that the rules declare, such as readers, with their names."""
    subjects: frozenset[str] = frozenset()
    column: str = ""
    """Of the website."""
    level: str = ""
    """Level of an urgent matter."""

    def number(self, name: str | None) -> int | None:
        """Return a number by its name (``None``: the length); ``None``: it is not known."""
        return self.length if name is None else dict(self.numbers).get(name)


class Where(Strict, frozen=True, kw_only=True):
    """Condition of which all keys must fit; of a list, any value."""

    outlet: Annotated[AnyOf[OutletName], described("only by these outlets")] = None
    outlet_class: Annotated[AnyOf[OutletClass], described("only by outlets of these classes")] = (
        field(name="class", default=None)
    )
    tracks: Annotated[AnyOf[TrackName], described("only on these tracks")] = None
    form: Annotated[AnyOf[FormName], described("only of these forms")] = None
    tag: Annotated[AnyOf[TagName], described("only with one of these tags")] = None
    all_tags: Annotated[list[TagName] | None, described("only with all of these tags")] = None
    channel: Annotated[AnyOf[ChannelName], described("only sent by one of these channels")] = None
    subject: Annotated[AnyOf[SubjectName], described("only about one of these subjects")] = None
    column: Annotated[
        AnyOf[WebColumnName], described("of posts and faults: only in these columns of the website")
    ] = None
    level: Annotated[AnyOf[LevelName], described("only urgent matters of these levels")] = None
    length: Annotated[
        Length | None, described("only of this length in characters: 1000-, -999, 500-999")
    ] = None
    numbers: Annotated[
        dict[NumberName, NumberRange] | None,
        described("only with such numbers: {阅读量: 3000-}; all of them must fit"),
    ] = None
    by: Annotated[AnyOf[LeaderName], described("only endorsed by one of these")] = None


class Condition(Where, frozen=True, kw_only=True):
    """Condition with an exception."""

    unless: Annotated[Where | None, described("not where this fits")] = None


def fits(condition: Condition, traits: Traits) -> bool:
    """Return whether the condition holds."""
    return _fits(condition, traits) and (
        condition.unless is None or not _fits(condition.unless, traits)
    )


def conditional(condition: Condition) -> bool:
    """Return whether the condition restricts anything."""
    return any(getattr(condition, name) is not None for name in Condition.__struct_fields__)


def _fits(condition: Where, traits: Traits) -> bool:
    return (
        _any(condition.outlet, traits.outlet)
        and _any(condition.outlet_class, traits.outlet_class)
        and _any(condition.tracks, traits.track)
        and _any(condition.form, traits.form)
        and _any(condition.channel, traits.channel)
        and _any(condition.column, traits.column)
        and _any(condition.level, traits.level)
        and (condition.tag is None or not traits.tags.isdisjoint(listed(condition.tag)))
        and (condition.subject is None or not traits.subjects.isdisjoint(listed(condition.subject)))
        and (condition.all_tags is None or traits.tags.issuperset(condition.all_tags))
        and (condition.by is None or not traits.leaders.isdisjoint(listed(condition.by)))
        and (condition.length is None or _within(traits.length, condition.length))
        and (
            condition.numbers is None
            or all(_within(traits.number(name), part) for name, part in condition.numbers.items())
        )
    )


def rows_of(rule: T | list[T] | None) -> list[T]:
    """Return the rows of a key that takes one or a list of them."""
    return rule if isinstance(rule, list) else [] if rule is None else [rule]


def placed(rule: T | list[T] | None, path: Path) -> Iterator[tuple[T, Path]]:
    """Yield each row of such a key with its path."""
    for index, row in enumerate(rows_of(rule)):
        yield row, (*path, index) if isinstance(rule, list) else path


def ranges(condition: Where) -> Iterator[tuple[str | None, str]]:
    """Yield each number that the condition is about, with its range; ``None``: the length."""
    if condition.length is not None:
        yield None, condition.length
    if condition.numbers is not None:
        yield from condition.numbers.items()


def bounds(range_: str) -> tuple[int, int | None]:
    """Return the ends of a range of numbers; ``None``: no upper end."""
    least, _, most = range_.partition("-")
    return int(least or 0), int(most) if most else None


def _any(wanted: AnyOf[str], found: str) -> bool:
    return wanted is None or (found == wanted if isinstance(wanted, str) else found in wanted)


def _within(number: int | None, wanted: str) -> bool:
    least, most = bounds(wanted)
    return number is not None and least <= number and (most is None or number <= most)


class Whom(Strict, frozen=True, kw_only=True):
    """Units to which a rule applies; all keys must fit."""

    unit_class: Annotated[AnyOf[UnitClass], described("only units of these classes")] = field(
        name="class", default=None
    )
    group: Annotated[AnyOf[GroupName], described("only units of these groups")] = None
    unit: Annotated[AnyOf[UnitName], described("only these units")] = None

    def holds(self, unit: Unit) -> bool:
        """Return whether the rule applies to ``unit``."""
        return (
            (self.unit_class is None or unit.unit_class in listed(self.unit_class))
            and (self.group is None or unit.group in listed(self.group))
            and (self.unit is None or unit.name in listed(self.unit))
        )
