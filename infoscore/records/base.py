"""Common parts of all records: date, place, units and identity.

Keys of several kinds are described here once, with their options and their heads in tables.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Final, NamedTuple

import msgspec

from infoscore.messages import Message, mark
from infoscore.moments import end_of
from infoscore.names import fold, fold_title
from infoscore.problems import Place, Problem
from infoscore.reading.reading import Reading
from infoscore.reading.typed import parse_day, parse_moment, texts
from infoscore.reading.types import (
    Characters,
    Figures,
    Line,
    Prose,
    Strict,
    described,
    listed,
    typed,
)
from infoscore.records import resolve as named
from infoscore.records.duty import Duty
from infoscore.records.resolve import Contributor, Setup
from infoscore.records.secrecy import OPEN, Restriction, Secrecy
from infoscore.roster import Unit
from infoscore.rounding import printed
from infoscore.rules.edition import Edition
from infoscore.rules.joint import Sharing
from infoscore.rules.measures import Measured, Of
from infoscore.rules.repeats import Scope
from infoscore.rules.steps import Step

ID_DIGITS: Final = 6
"""Hexadecimal digits in a record's name; more only if two events would share it."""

# column heads in the tables of clerks
DATE_HEADS: Final = "日期 采用日期 报送日期 收到日期 约稿日期 批示日期"
TITLE_HEADS: Final = "标题 题目 信息标题"
UNIT_HEADS: Final = "单位 科室 供稿单位 报送单位 约稿单位"
COUNT_HEADS: Final = "条数 篇数"
LEADER_HEADS: Final = "批示人 批示领导"
DELIVERY_HEADS: Final = "交稿日期"
STEP_HEADS: Final = "环节 审核环节"
ROLE_HEADS: Final = "审核人"
VERDICT_HEADS: Final = "审核结果"
REASON_HEADS: Final = "事由 原因"
COLUMN_HEADS: Final = "栏目 所属栏目 栏目名称 账号"
ADDRESS_HEADS: Final = "链接 网址 地址 URL url"

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


def _named_numbers(parts: list[str]) -> object:
    """Return the value of numbers: ``阅读量=3500``."""
    found: dict[str, str | None] = {}
    for name, number in map(paired, parts):
        found[name] = number if name not in found else f"{found[name]}、{number}"  # refused
    return found


Numbers = Annotated[
    dict[Line, Figures],
    described("its numbers that the rules name, such as {阅读量: 3500}"),
    typed(
        "--number NAME=N",
        mark("a number that the rules name, such as 阅读量=3500 (repeatable)"),
        "数值",
        parts=_named_numbers,
    ),
]
Channel = Annotated[
    Line | None,
    described("how it was sent in, such as 直报"),
    typed("--channel TEXT", mark("how it was sent in: 直报"), "渠道 报送渠道"),
]
Subjects = Annotated[
    list[Line],
    described("what it is about, as rules.yaml names its “subjects”"),
    typed(
        "--subject NAME", mark("what it is about, of the rules' subjects (repeatable)"), "主题 方面"
    ),
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
    Restriction,
    described(
        "counts, but its title is not published: true (for good), until a day,"
        " or {until, released, by}"
    ),
    typed("--restricted", mark("count it, but never publish its title"), "标题不公开"),
]
Note = Annotated[
    Prose | None,
    described("for the office; never printed"),
    typed("--note TEXT", mark("for the office; never printed"), "备注"),
]
OF_ITEM: Final = typed("--item TEXT", mark("names the brief that several outlets adopted"), "同稿")

Who = Unit | str | None
"""A unit, a group by its name, or ``None`` for all units."""
Addition = tuple[date, Who, Fraction]
"""Number that a record adds to a count on a day."""
Count = Callable[[Measured, Any, date], Iterator[Addition]]
"""Numbers that a record adds to a measure, as known on a day."""


class Credit(NamedTuple):
    """Points by one clause, before units share them."""

    date: dt.date
    track: str
    clause: str
    steps: tuple[Step, ...]
    sharing: Sharing | None = None
    """``None``: each unit gets the full points."""
    briefs: Fraction | int = 1
    """Number of briefs or cases, each with these points."""
    scope: Scope | None = None
    """Adoptions of the brief of which only one counts; ``None``: it always counts."""
    unit: Unit | None = None
    """Only unit to get the points; ``None``: all units of the record."""
    takes_back: bool = False
    """Takes back the points of the credit before it."""
    lapses: str = ""
    """Clause that takes the points back once the brief is adopted; empty: none."""


class Dated(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Base of all records: place, date, units and identity."""

    place: Place
    date: date
    title: str = ""
    """Title of the brief or commission, or reason of an adjustment; empty: a total."""
    contributors: tuple[Contributor, ...] = ()
    edition: Edition | None = None
    """Rules in force on its date; ``None``: it is before the first edition."""
    count: Fraction | int = 1
    """Number of briefs or cases; of a total without a title, parts of joint ones added up."""
    restricted: Secrecy = OPEN
    """Counted, but while this is true the title appears in no public output."""
    note: str = ""

    @property
    def event(self) -> tuple[str, ...]:
        """Texts that name it among the records of its date, folded; files are named by them."""
        raise NotImplementedError

    @property
    def likeness(self) -> tuple[str, ...]:
        """Texts that records of the same event share however they are written."""
        return tuple(map(fold_title, self.event))

    @property
    def identity(self) -> tuple[str, ...]:
        """Texts that no two events of a day share: the likeness, and what tells others apart."""
        return self.likeness

    @property
    def address(self) -> str:
        """Text that tells the event from all others whatever else is said of it; empty: none."""
        return ""

    @property
    def once_a_year(self) -> bool:
        """``True`` if another date cannot make another event of the same likeness."""
        return False

    @property
    def id(self) -> str:
        """Date and short hash of :attr:`event`."""
        return self.id_of(ID_DIGITS)

    def id_of(self, digits: int) -> str:
        """Return the id with so many hexadecimal digits; the same event gives the same id."""
        text = "\0".join(self.event)
        return f"{self.date.isoformat()}-{hashlib.sha256(text.encode()).hexdigest()[:digits]}"

    def credits(self, until: dt.date) -> Iterator[Credit]:
        """Yield points that depend on no other record, as known on ``until``."""
        del until
        yield from ()


def names_only(value: Mapping[str, object], reading: Reading, setup: Setup) -> None:
    """Note unknown units of a record with other problems, so that all are reported at once."""
    day = parse_day(str(value.get("date")))
    named.contributors(reading, texts(value.get("units")), day, setup.roster)


def no_duties(_record: "Dated") -> Iterable[Duty]:
    """Return nothing: a record that asks for nothing."""
    return ()


def no_doubts(_record: "Dated") -> Iterable[Problem]:
    """Return nothing: a record of which there is nothing to tell."""
    return ()


class RecordKind(NamedTuple):
    """A kind of record, with a folder of its own in a workspace."""

    folder: str
    name: str
    """Name of its schema and of the command that logs it."""
    noun: Message
    entry: type[Strict]
    """Type in files."""
    record: type[Dated]
    """Type after names are looked up."""
    resolve: Callable[[Any, Reading, Setup], Any]
    """Makes the record of an entry, or ``None`` after noting problems."""
    options: tuple[str, ...]
    """Keys in the order of the command's options."""
    written: tuple[str, ...]
    """Keys in the order of writing."""
    said: Callable[[Any], str]
    """Describes a record where points are explained."""
    needed: Callable[[Mapping[str, object]], Sequence[str]]
    """Lists the keys required beside the date, depending on those given."""
    counts: Mapping[Of, Count]
    """Count functions by measure."""
    called: Mapping[str, str]
    """Fields with another name in files."""
    sums_alone: bool
    """Points depend on no other record and no date, so sums of many can be cached."""
    duties: Callable[[Any], Iterable[Duty]] = no_duties
    """What a record asks somebody to do by a moment."""
    doubts: Callable[[Any], Iterable[Problem]] = no_doubts
    """Warnings that a record gives rise to by itself."""
    names_only: Callable[[Mapping[str, object], Reading, Setup], None] = names_only
    """Looks names up in a record with other problems."""
    for_all: tuple[str, ...] = ()
    """Keys whose options may go with a file, for those of its records that do not have them."""
    unsaid: Callable[[Any], Collection[str]] = lambda _: ()
    """Fields that a record says nothing about; it may repeat one that says more."""


def for_everyone(
    day: date, contributors: Iterable[Contributor], number: Fraction | int, *, shared: bool = False
) -> Iterator[Addition]:
    """Yield ``number`` for each unit, and once for each of their groups and for all units.

    ``shared``: each unit gets an equal part, and a group the parts of its units.
    """
    units = [contributor.unit for contributor in contributors]
    part = Fraction(number, len(units)) if shared and units else Fraction(number)
    groups = [unit.group for unit in units]
    for unit in units:
        yield day, unit, part
    for group in dict.fromkeys(groups):
        yield day, group, part * groups.count(group) if shared else part
    yield day, None, Fraction(number)


def of_duty(
    rule: Measured, duty: Duty, contributors: Iterable[Contributor], until: date
) -> Iterator[Addition]:
    """Yield what a duty of some units adds to a measure of its state, as known on ``until``."""
    units = tuple(contributors)
    for day, state, number in duty.became(end_of(until)):
        if rule.state is None or state in listed(rule.state):
            yield from for_everyone(day, units, number, shared=rule.shared)


def names_of(contributors: Sequence[Contributor]) -> str:
    """Return the contributors as documents list them."""
    return "、".join(contributor.named for contributor in contributors)


HIDDEN_TITLE: Final = "（标题不公开）"


NOTHING_SENT: Final = "零报告"
"""A return that says that there is nothing to report."""


def headline(record: Dated) -> str:
    """Return a record's title, or its substitute if it is restricted or unknown."""
    if record.restricted:
        return HIDDEN_TITLE
    title = record.title or ("（未列标题）" if record.count else NOTHING_SENT)
    if not record.count:
        return title
    return f"{title}（共{printed(record.count)}篇）" if record.count != 1 else title


def unit_names(contributors: Iterable[Contributor]) -> list[str]:
    """Return the full names of the contributors' units, in order."""
    return [one.unit.name for one in contributors]


fold_name = lru_cache(maxsize=4096)(fold)
"""Cached :func:`fold` for few different names, such as those of outlets."""


def folded(*parts: str) -> tuple[str, ...]:
    """Return each part folded for comparison."""
    return tuple(map(fold, parts))


_PAIR: Final = re.compile(r"(.*\S)\s*[=＝]\s*(\S.*)")


def paired(part: str) -> tuple[str, str | None]:
    """Return the two parts of ``办公室=2021-03-05``; ``None``: there is no second part."""
    found = _PAIR.fullmatch(part)
    return (found[1], found[2]) if found else (part, None)


def moment_text(text: str) -> str:
    """Return a date and time of day as files hold them, however typed; any other text unchanged."""
    return parse_moment(text) or text


def day_text(text: str) -> str:
    """Return a date in ISO form, however it is typed; any other text unchanged."""
    day = parse_day(text)
    return text if day is None else day.isoformat()


def timed(text: str) -> tuple[str, str]:
    """Return the date and the time of day of a moment, however it is typed; empty: no time."""
    day, _, clock = moment_text(text).partition(" ")
    return (day, clock) if parse_day(day) is not None else (text, "")
