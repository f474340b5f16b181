"""The types that files are made of. Numbers and years stay text, so that 0.1 is a tenth."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, NamedTuple, Union, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT, Meta, Struct

from infoscore.formulas import NUMBER

WHOLE: Final = {"whole": "digits alone"}
"""Says of a whole number how it is written; msgspec alone reads ``1e3`` and ``1.0``, too."""
LINE_PATTERN: Final = r"^\S([^\n\r]*\S)?\Z"
ISSUE_PATTERN: Final = r"^[^\s\-\u2212\uff0d]([^\n\r]*\S)?\Z"
NUMBER_PATTERN: Final = rf"^-?{NUMBER}\Z"
TOTAL_PATTERN: Final = (
    r"^((0(?=\.)|[1-9][0-9]{0,5})(\.([1-9][0-9]?|0[1-9]))?|1000000)\Z"  # 2, 2.5, 2.50, not 2.0
)
AMOUNT_PATTERN: Final = (
    rf"^({NUMBER}"
    r"|[^\s+×*＋＊()/\-][^+×*＋＊()/\n\r]*([+×*＋＊][^+×*＋＊()/\n\r]+)+)\Z"
)
MOMENT_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2})?\Z"
CLOCK_PATTERN: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z"
ALLOWED_PATTERN: Final = r"^[1-9][0-9]{0,3}\s*(分钟|小时|日|天|个?工作日|周|个?月)\Z"
_BARE_NAME: Final = r"|[^\s\d+×*＋＊()/\-][^+×*＋＊()/\n\r]*)\Z"
FORMULA_PATTERN: Final = AMOUNT_PATTERN.removesuffix(r")\Z") + _BARE_NAME
"""An amount, or the bare name of a number."""


def described(text: str) -> Any:
    """A description that editors show; its text is in the catalogues."""
    return Meta(description=text)


def _held(pattern: str, expected: str, most: int = 3000, **extra: str) -> Any:
    """A pattern that :mod:`infoscore.reading.typed` holds, for what may also be a list or mapping.

    In such a union msgspec 0.19 to 0.22 frees a pattern of its own twice.
    """
    return Meta(
        max_length=most,
        extra={"expected": expected, "pattern": pattern, **extra},
        extra_json_schema={"pattern": pattern},
    )


def _name(of: str) -> Any:
    return _held(LINE_PATTERN, "line", names=of)


Line = Annotated[str, Meta(pattern=LINE_PATTERN, max_length=3000, extra={"expected": "line"})]
LineOr = Annotated[str, _held(LINE_PATTERN, "line")]
"""A line where a list or mapping may stand instead."""
Issue = Annotated[str, Meta(pattern=ISSUE_PATTERN, max_length=3000, extra={"expected": "issue"})]
"""An issue's number or name; a minus before it is a slip."""
Prose = Annotated[str, Meta(min_length=1, max_length=100_000, extra={"expected": "prose"})]
Number = Annotated[str, Meta(pattern=NUMBER_PATTERN, extra={"expected": "number"})]
NumberOr = Annotated[str, _held(NUMBER_PATTERN, "number")]
"""A number where a list or mapping may stand instead."""
Amount = Annotated[str, _held(AMOUNT_PATTERN, "amount", 200)]
"""A number, or a formula of a unit's numbers: ``编制×2+20``; see :mod:`infoscore.formulas`."""
Formula = Annotated[str, _held(FORMULA_PATTERN, "amount", 200)]
"""An amount where the unit is known to have numbers: ``编制`` alone will do."""
Year = Annotated[str, Meta(pattern=r"^(19|20|21)[0-9]{2}\Z", extra={"expected": "year"})]
Length = Annotated[
    str, Meta(pattern=r"^([0-9]{1,7}-[0-9]{0,7}|-[0-9]{1,7})\Z", extra={"expected": "length"})
]
"""A range of characters: ``1000-``, ``-999``, ``500-999``."""
NumberRange = Annotated[
    str, Meta(pattern=r"^([0-9]{1,9}-[0-9]{0,9}|-[0-9]{1,9})\Z", extra={"expected": "range"})
]
"""A range of a record's number: ``3000-``, ``-2``, ``10-20``."""
MonthStart = Annotated[
    str, Meta(pattern=r"^(0[1-9]|1[0-2])-01\Z", extra={"expected": "month-start"})
]
Characters = Annotated[int, Meta(ge=1, le=1_000_000, extra=WHOLE)]
Month = Annotated[int, Meta(ge=1, le=12, extra=WHOLE)]
Count = Annotated[int, Meta(ge=1, le=1_000_000, extra=WHOLE)]
Total = Annotated[
    str,
    Meta(
        pattern=TOTAL_PATTERN,
        extra={"expected": "total"},
        extra_json_schema={"exclusiveMinimum": 0, "maximum": 1_000_000},
    ),
]
"""How many there are; of joint briefs counted in parts, with the two decimals that are printed."""
Figures = Annotated[int, Meta(ge=0, le=999_999_999, extra=WHOLE)]
Day = Annotated[dt.date, Meta(extra={"expected": "day"})]
Moment = Annotated[str, _held(MOMENT_PATTERN, "moment", 40)]
"""A date, with or without the time of day; see :mod:`infoscore.moments`."""
Clock = Annotated[str, Meta(pattern=CLOCK_PATTERN, extra={"expected": "clock"})]
"""A time of day, such as ``17:00``."""
Allowed = Annotated[str, Meta(pattern=ALLOWED_PATTERN, extra={"expected": "allowed"})]
"""A time allowed: ``2小时``, ``20日``; see :mod:`infoscore.deadlines`."""
AllowedOr = Annotated[str, _held(ALLOWED_PATTERN, "allowed")]
"""A time allowed where a list or mapping may stand instead."""

# Names of things that are defined elsewhere; :mod:`infoscore.reading.lookup` looks them up.
TrackName = Annotated[str, _name("track")]
OutletName = Annotated[str, _name("outlet")]
OutletClass = Annotated[str, _name("outlet class")]
FormName = Annotated[str, _name("form")]
TagName = Annotated[str, _name("tag")]
NumberName = Annotated[str, _name("number")]
ChannelName = Annotated[str, _name("channel")]
SubjectName = Annotated[str, _name("subject")]
LevelName = Annotated[str, _name("level")]
LeaderName = Annotated[str, _name("leader")]
RuleName = Annotated[str, _name("adjustment")]
UnitName = Annotated[str, _name("unit")]
UnitClass = Annotated[str, _name("unit class")]
GroupName = Annotated[str, _name("group")]
AwardName = Annotated[str, _name("award")]
QuotaName = Annotated[str, _name("quota")]
TextName = Annotated[str, _name("text")]
VetoName = Annotated[str, _name("veto")]
WebColumnName = Annotated[str, _name("website column")]


class Typed(NamedTuple):
    """A key where it is typed outside of a file of its own: as an option, or in a table."""

    names: tuple[str, ...]
    """The option's names; an argument's has no dash; empty: no option gives it."""
    metavar: str
    meaning: str
    """Its description in help."""
    heads: tuple[str, ...]
    """Heads of a table's column, and the key itself, as clerks write them."""
    parts: Callable[[list[str]], object] | None
    """Makes the value of parts that hold more than one fact, such as ``省政府办公厅=3``."""
    between: str
    """Characters that may stand between the parts in a cell."""
    value: Callable[[str], str] | None
    """Makes the value of a text as people type it: ``退回``, ``2023/7/4 9:30``."""


def typed(
    option: str = "",
    meaning: str = "",
    heads: str = "",
    parts: Callable[[list[str]], object] | None = None,
    between: str = "、，,;；\n",
    value: Callable[[str], str] | None = None,
) -> Any:
    """A remark on a key of a record; see :class:`Typed`.

    ``option``: its names and what it calls its value, such as ``--unit -u NAME``; ``heads``: with
    a blank between them. ``meaning`` is in the catalogue.
    """
    words = option.split()
    metavar = words.pop() if words and not words[-1].startswith("-") else ""
    return Typed(tuple(words), metavar, meaning, tuple(heads.split()), parts, between, value)


class Key(NamedTuple):
    """A key of a mapping, as its type describes it."""

    typed: Typed
    several: bool
    """It holds several values, or a value that is typed in parts."""
    day: bool
    """It holds a date and nothing else."""
    moment: bool
    """It holds a date, with or without the time of day."""
    clock: bool
    """It holds a time of day."""
    flag: bool
    required: bool


@cache
def keys_of(entry: type[Struct]) -> Mapping[str, Key]:
    """The keys of a file's type, in its order."""
    hints = get_type_hints(entry, include_extras=True)
    required = len(entry.__struct_fields__) - len(entry.__struct_defaults__)
    found: dict[str, Key] = {}
    names = zip(entry.__struct_fields__, entry.__struct_encode_fields__, strict=True)
    for at, (field, key) in enumerate(names):
        remarks = getattr(hints[field], "__metadata__", ())
        how = next((remark for remark in remarks if isinstance(remark, Typed)), typed())
        kinds = set(_kinds(hints[field]))
        found[key] = Key(
            how,
            several=list in kinds or how.parts is not None,
            day=kinds - {type(None)} == {dt.date},
            moment="moment" in (expected := set(_expected(hints[field]))),
            clock="clock" in expected,
            flag=bool in kinds,
            required=at < required or entry.__struct_defaults__[at - required] is NODEFAULT,
        )
    return found


def _kinds(hint: Any) -> Iterator[Any]:
    """The types that a value may have: each member of a union, without its remarks."""
    if get_origin(hint) is Annotated:
        yield from _kinds(hint.__origin__)
    elif get_origin(hint) in (Union, UnionType):
        for part in get_args(hint):
            yield from _kinds(part)
    else:
        yield get_origin(hint) or hint


def _expected(hint: Any) -> Iterator[str]:
    """What the members of a union expect, as messages call it."""
    if get_origin(hint) is Annotated:
        extras = (part.extra for part in hint.__metadata__ if isinstance(part, Meta))
        yield from (extra["expected"] for extra in extras if extra and "expected" in extra)
        yield from _expected(hint.__origin__)
    elif get_origin(hint) in (Union, UnionType):
        for part in get_args(hint):
            yield from _expected(part)


class Strict(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, omit_defaults=True):
    """A mapping with a fixed set of keys."""


def listed(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """A name or a list of names as a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
