"""What records have in common: date and place, the units that they name, what makes them one event.

Keys that several kinds have are described here once, with their options and their heads in tables.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Final, NamedTuple

import msgspec

from infoscore.messages import Message, mark
from infoscore.names import fold
from infoscore.problems import Place
from infoscore.reading.reading import Reading
from infoscore.reading.typed import parse_day, texts
from infoscore.reading.types import Characters, Line, Prose, Strict, described, typed
from infoscore.records import resolve as named
from infoscore.records.resolve import Contributor, Setup
from infoscore.roster import Unit
from infoscore.rules.edition import Edition
from infoscore.rules.joint import Sharing
from infoscore.rules.measures import Measured, Of
from infoscore.rules.repeats import Scope
from infoscore.rules.steps import Step

ID_DIGITS: Final = 6
"""Hexadecimal digits in a record's name; longer only where two events would share it."""
UNIQUE_DIGITS: Final = 16
"""So many that no two events share them."""

# how clerks head the columns of their tables
DATE_HEADS: Final = "日期 采用日期 报送日期 收到日期 约稿日期 批示日期"
TITLE_HEADS: Final = "标题 题目 信息标题"
UNIT_HEADS: Final = "单位 科室 供稿单位 报送单位 约稿单位"
COUNT_HEADS: Final = "条数 篇数"
LEADER_HEADS: Final = "批示人 批示领导"
DELIVERY_HEADS: Final = "交稿日期"

Form = Annotated[
    Line | None,
    described("the form, as rules.yaml names it"),
    typed("--form NAME", mark("its form, such as 简讯"), "体裁 类型"),
]
Length = Annotated[
    Characters | None,
    described("its length in characters"),
    typed("--length N", mark("its length in characters"), "字数"),
]
Channel = Annotated[
    Line | None,
    described("how it was sent in, such as 直报"),
    typed("--channel TEXT", mark("how it was sent in: 直报"), "渠道 报送渠道"),
]
Tags = Annotated[
    list[Line],
    described("marks such as 头版头条, 转报"),
    typed("--tag TEXT", mark("a mark such as 头版头条 (repeatable)"), "标签"),
]
Authors = Annotated[
    list[Line],
    described("who wrote it"),
    typed("--author NAME", mark("who wrote it (repeatable)"), "作者"),
]
Restricted = Annotated[
    bool,
    described("counts, but its title is never published"),
    typed("--restricted", mark("count it, but never publish its title")),
]
Note = Annotated[
    Prose | None,
    described("for the office; never printed"),
    typed("--note TEXT", mark("for the office; never printed"), "备注"),
]
OF_ITEM: Final = typed("--item TEXT", mark("names the brief that several outlets adopted"), "同稿")

Who = Unit | str | None
"""A unit, a group by its name, or everybody."""
Addition = tuple[date, Who, Fraction]
"""What a record adds to a count on a day."""
Count = Callable[[Measured, Any, date], Iterator[Addition]]
"""What a record adds to a measure, as far as is known on a day."""


class Credit(NamedTuple):
    """Points by one clause, before the units of the record share them."""

    date: dt.date
    track: str
    clause: str
    steps: tuple[Step, ...]
    sharing: Sharing | None = None
    """``None``: there is one unit, or each gets all of it."""
    briefs: int = 1
    """Number of briefs or cases that get as much each."""
    scope: Scope | None = None
    """Among what of the same brief only the best counts; ``None``: it always counts."""
    unit: Unit | None = None
    """The unit that gets it alone; ``None``: those of the record."""


class Dated(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record: place, date, the units that it names and what makes it this event."""

    place: Place
    date: date
    title: str = ""
    """Of the brief, of what was asked for, or the reason of an adjustment; empty: a total."""
    contributors: tuple[Contributor, ...] = ()
    edition: Edition | None = None
    """The rules in force on its date; ``None``: it lies before the first."""
    count: int = 1
    """Number of briefs or cases that it stands for."""
    restricted: bool = False
    """It counts, but its title appears in no public output."""
    note: str = ""

    @property
    def event(self) -> tuple[str, ...]:
        """Words that tell it from others of its date, however its names are typed."""
        raise NotImplementedError

    @property
    def id(self) -> str:
        """The date and a short hash of what makes it this event and no other."""
        return self.id_of(ID_DIGITS)

    def id_of(self, digits: int) -> str:
        """The id with so many hexadecimal digits; the same event gives the same id."""
        text = "\0".join(self.event)
        return f"{self.date.isoformat()}-{hashlib.sha256(text.encode()).hexdigest()[:digits]}"

    def credits(self, until: dt.date) -> Iterator[Credit]:
        """Points that depend on no other record, as far as is known at ``until``."""
        del until
        yield from ()


def names_only(value: Mapping[str, object], reading: Reading, setup: Setup) -> None:
    """Look up the units of a record that is at fault elsewhere, so that all faults are told."""
    day = parse_day(str(value.get("date")))
    named.contributors(reading, texts(value.get("units")), day, setup.roster)


class RecordKind(NamedTuple):
    """A kind of record: one folder of a workspace."""

    folder: str
    name: str
    """Of the schema, and of the command that logs it."""
    noun: Message
    entry: type[Strict]
    """As it is written."""
    record: type[Dated]
    """As it is resolved."""
    resolve: Callable[[Any, Reading, Setup], Any]
    """The record of an entry; ``None`` with the reasons among the problems."""
    options: tuple[str, ...]
    """The keys in the order of the command's options."""
    written: tuple[str, ...]
    """The keys in the order in which they are written."""
    said: Callable[[Any], str]
    """A record in words, where points are explained."""
    needed: Callable[[Mapping[str, object]], Sequence[str]]
    """The keys that must be given beside the date, in the light of those that are."""
    counts: Mapping[Of, Count]
    """What measures count of it."""
    called: Mapping[str, str]
    """Fields of the record that the file calls otherwise."""
    sums_alone: bool
    """What it comes to depends on nothing but itself, so that sums of many can be kept."""
    names_only: Callable[[Mapping[str, object], Reading, Setup], None] = names_only
    """Looks at the names where the rest is at fault."""


def for_everyone(day: date, contributors: Iterable[Contributor], number: int) -> Iterator[Addition]:
    """``number`` for each unit; several units' brief counts once for their group and for all."""
    units = [contributor.unit for contributor in contributors]
    for who in (*units, *{unit.group for unit in units}, None):
        yield day, who, Fraction(number)


def names_of(contributors: Sequence[Contributor]) -> str:
    """The contributors as a document lists them."""
    return "、".join(contributor.named for contributor in contributors)


HIDDEN_TITLE: Final = "（标题不公开）"


def headline(record: Dated) -> str:
    """A record's title, as far as it may be shown and is known."""
    if record.restricted:
        return HIDDEN_TITLE
    title = record.title or "（未列标题）"
    return f"{title}（共{record.count}篇）" if record.count > 1 else title


def unit_names(contributors: Iterable[Contributor]) -> list[str]:
    """The full names of the contributors' units, in their order."""
    return [one.unit.name for one in contributors]


fold_name = lru_cache(maxsize=4096)(fold)
"""Folds names of which there are few, such as those of outlets."""


def folded(*parts: str) -> tuple[str, ...]:
    """Each part as it is compared with others."""
    return tuple(map(fold, parts))


_PAIR: Final = re.compile(r"(.*\S)\s*[=＝]\s*(\S.*)")


def paired(part: str) -> tuple[str, str | None]:
    """``办公室=2021-03-05`` as its two facts; ``None``: there is one only."""
    found = _PAIR.fullmatch(part)
    return (found[1], found[2]) if found else (part, None)


def day_text(text: str) -> str:
    """A date as records have it, whichever way it is typed; anything else as it is."""
    day = parse_day(text)
    return text if day is None else day.isoformat()
