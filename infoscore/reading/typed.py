"""Plain YAML data into the types of the schema: at once if all is well, else fault by fault.

msgspec stops at a record's first fault. So on failure the data are walked along the type, and
every fault becomes a problem with its own place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cache, reduce
from operator import getitem
from typing import Annotated, Any, Final, TypeVar

import msgspec

from infoscore.messages import Message, msg
from infoscore.problems import Code, Problem, noted
from infoscore.reading.leaves import each
from infoscore.reading.types import Strict, keys_of
from infoscore.reading.yamltext import Document, Path

T = TypeVar("T", bound=Strict)

EARLIEST: Final = date(1949, 10, 1)
LATEST: Final = date(2199, 12, 31)


def read(
    document: Document, as_type: type[T], problems: list[Problem], path: Path = ()
) -> T | None:
    """The value at ``path`` of the document as ``as_type``; ``None`` if problems were added."""
    value = document.at(path)
    try:
        made = msgspec.convert(value, as_type, strict=False)
    except msgspec.ValidationError:
        made = None
    if made is not None and _all_held(made, value):
        return made
    before = len(problems)
    try:
        _Walk(document, problems).check(value, _info(as_type), path)
    except _EnoughError:
        return None
    assert len(problems) > before, "msgspec refused what the walk accepts"
    return None


_info = cache(msgspec.inspect.type_info)


class _EnoughError(Exception):
    """The file has more problems than anybody reads."""


def _all_held(made: Strict, value: Any) -> bool:
    """True if what msgspec does not look at holds: patterns, and how whole numbers are written."""
    broken = False

    def hold(part: str, extra: Mapping[str, str], path: Path) -> str:
        nonlocal broken
        pattern = extra.get("pattern")
        if pattern is not None and not _held(part, pattern, extra):
            broken = True
        if "whole" in extra:
            with suppress(KeyError):  # a default is not in the file
                broken = broken or str(part) != reduce(getitem, path, value)
        return part

    each(made, hold)
    return not broken


def _held(text: str, pattern: str, extra: Mapping[str, str]) -> bool:
    """True if a text fits its pattern, and a moment lies on a day that the calendar has."""
    if re.search(pattern, text) is None:
        return False
    return extra.get("expected") != "moment" or parse_moment(text) is not None


class _Walk:
    """Every fault of a value against its type."""

    __slots__ = ("_document", "_problems")

    def __init__(self, document: Document, problems: list[Problem]) -> None:
        self._document = document
        self._problems = problems

    def check(self, value: object, wanted: msgspec.inspect.Type, path: Path) -> None:
        bare, expected = _bare(wanted)
        match bare:
            case msgspec.inspect.StructType():
                self._struct(value, bare, path)
            case msgspec.inspect.DictType():
                self._dict(value, bare, path)
            case msgspec.inspect.ListType():
                self._list(value, bare, path)
            case msgspec.inspect.UnionType():
                self._union(value, bare, path)
            case _ if not _fits(value, wanted):
                told = _too_long(value, bare) or _number_meant(value, wanted)
                self._wrong(path, value, told or _describe(bare, expected))

    def _struct(self, value: object, wanted: msgspec.inspect.StructType, path: Path) -> None:
        fields = {field.encode_name: field for field in wanted.fields}
        if not isinstance(value, dict):
            keys = [name for name, field in fields.items() if field.required] or list(fields)
            expected = msg("keys and values: {keys}", keys=keys)
            if isinstance(value, str) and "：" in value:
                expected = msg("a half-width colon and a space after the key: “title: …”")
            self._wrong(path, value, expected)
            return
        for key, part in value.items():
            if key in fields:
                self.check(part, fields[key].type, (*path, key))
            else:
                self._note(
                    Code.UNKNOWN_KEY,
                    (*path, key),
                    msg("the key “{key}” is not known here", key=key),
                    _known_keys(key, wanted.cls),
                    key=True,
                )
        for name, field in fields.items():
            if field.required and name not in value:
                self._note(
                    Code.MISSING_KEY,
                    (*path, name),
                    msg("“{key}” is missing", key=name),
                    to_add(self._document, name),
                )

    def _dict(self, value: object, wanted: msgspec.inspect.DictType, path: Path) -> None:
        if not isinstance(value, dict):
            self._wrong(path, value, msg("keys and values"))
            return
        for key, part in value.items():
            if not _fits(key, wanted.key_type):
                bare, expected = _bare(wanted.key_type)
                wrong = _too_long(key, bare) or _EXPECTED[expected or "line"]
                self._wrong((*path, key), key, wrong, key=True)
            self.check(part, wanted.value_type, (*path, key))

    def _list(self, value: object, wanted: msgspec.inspect.ListType, path: Path) -> None:
        if not isinstance(value, list):
            self._wrong(path, value, msg("a list: [one, two]"))
            return
        if wanted.min_length is not None and len(value) < wanted.min_length:
            self._wrong(path, value, msg("a list with at least one entry"))
        for index, part in enumerate(value):
            self.check(part, wanted.item_type, (*path, index))

    def _union(self, value: object, wanted: msgspec.inspect.UnionType, path: Path) -> None:
        """Follow the member that has the value's shape; a leaf may be any of the rest."""
        members = wanted.types
        if value is None and any(isinstance(m, msgspec.inspect.NoneType) for m in members):
            return
        for member in members:
            bare, _ = _bare(member)
            shape = (
                dict
                if isinstance(bare, msgspec.inspect.StructType | msgspec.inspect.DictType)
                else list
                if isinstance(bare, msgspec.inspect.ListType)
                else str
                if not isinstance(bare, msgspec.inspect.NoneType)
                else None
            )
            if shape is not None and isinstance(value, shape):
                self.check(value, member, path)
                return
        self.check(value, members[0], path)

    def _wrong(self, path: Path, value: object, expected: Message, *, key: bool = False) -> None:
        found = _found(value)
        what = msg("{found} is not what belongs here", found=found)
        if path and path[0] in self._document.heads:
            head = self._document.heads[path[0]]
            what = msg("{found} is not what belongs in the column “{head}”", found=found, head=head)
        self._note(
            Code.WRONG_VALUE,
            path,
            what,
            msg("expected: {expected}", expected=_mended(value, expected)),
            key=key,
        )

    def _note(
        self, code: Code, path: Path, message: Message, hint: Message, *, key: bool = False
    ) -> None:
        place = self._document.place(path, key=key)
        if not noted(self._problems, Problem(code, place, message, hint)):
            raise _EnoughError


_EXPECTED: Final = {
    "line": msg("a text on one line"),
    "prose": msg("a text"),
    "words": msg("a text of at most 40 characters"),
    "number": msg("a number such as 4 or 0.5"),
    "total": msg(
        "a number above 0, at most 1000000: whole with a title, else with at most two decimals"
    ),
    "exact": msg("points such as 4, -2 or 4/3"),
    "digest": msg("a digest as infoscore issue wrote it"),
    "year": msg("a year such as 2021"),
    "day": msg("a date such as 2021-03-05"),
    "moment": msg("a date such as 2021-03-05, or with the time: 2021-03-05 17:00"),
    "due-day": msg("a day of the month such as 29, or of the week such as 周四"),
    "clock": msg("a time of day such as 09:30"),
    "allowed": msg("a time such as 30分钟, 2小时, 20日, 5个工作日, 2周 or 6个月"),
    "month-start": msg("the first of a month as month and day, such as 12-01"),
    "amount": msg("a number, or a formula of the unit's numbers such as 编制×2+20"),
    "issue": msg("an issue's number or name, without a minus before it"),
    "range": msg("a range such as 3000-, -2 or 10-20"),
    "length": msg("a range of characters such as 1000-, -999 or 500-999"),
}


_NUMBERS: Final = frozenset({"number", "total", "year", "amount"})
"""Of these, what number is expected."""


def _bare(wanted: msgspec.inspect.Type) -> tuple[msgspec.inspect.Type, str]:
    """The type without its metadata, and its key in :data:`_EXPECTED`."""
    expected = ""
    while isinstance(wanted, msgspec.inspect.Metadata):
        expected = (wanted.extra or {}).get("expected", expected)
        wanted = wanted.type
    return wanted, expected


def _extra(wanted: msgspec.inspect.Type) -> Mapping[str, str]:
    """What is said of a text with a pattern that is held here, not by msgspec."""
    while isinstance(wanted, msgspec.inspect.Metadata):
        if wanted.extra and "pattern" in wanted.extra:
            return wanted.extra
        wanted = wanted.type
    return {}


def _fits(value: object, wanted: msgspec.inspect.Type) -> bool:
    bare, _ = _bare(wanted)
    match bare:
        case msgspec.inspect.StrType(pattern=own, max_length=most):
            extra = _extra(wanted)
            pattern = own or extra.get("pattern")
            return (
                isinstance(value, str)
                and (pattern is None or _held(value, pattern, extra))
                and (most is None or len(value) <= most)
                and (bare.min_length is None or len(value) >= bare.min_length)
            )
        case msgspec.inspect.DateType():
            return _converts(value, date)
        case msgspec.inspect.BoolType():
            return _converts(value, bool)
        case msgspec.inspect.IntType(ge=least, le=most):
            limits = Annotated[int, msgspec.Meta(ge=least, le=most)]
            digits = isinstance(value, str) and re.fullmatch("0|[1-9][0-9]*", value) is not None
            return digits and _converts(value, limits)
        case msgspec.inspect.EnumType(cls=cls):
            return _converts(value, cls)
        case _:
            raise AssertionError(bare)


def _converts(value: object, to: Any) -> bool:
    try:
        msgspec.convert(value, to, strict=False)
    except msgspec.ValidationError:
        return False
    return True


def _too_long(value: object, bare: msgspec.inspect.Type) -> Message | None:
    """The message about a text that is longer than any may be; ``None``: it is not."""
    most = bare.max_length if isinstance(bare, msgspec.inspect.StrType) else None
    if most is None or not isinstance(value, str) or len(value) <= most:
        return None
    return msg("at most {most} characters; these are {n}", most=most, n=len(value))


def _number_meant(value: object, wanted: msgspec.inspect.Type) -> Message | None:
    """The number that was meant, written as numbers are, where it can be told and may stand."""
    bare, expected = _bare(wanted)
    if not isinstance(value, str) or not (
        isinstance(bare, msgspec.inspect.IntType) or expected in _NUMBERS
    ):
        return None
    text = parse_number(value)
    return msg("the number as {number}", number=text) if text and _fits(text, wanted) else None


def _describe(bare: msgspec.inspect.Type, expected: str) -> Message:
    if expected:
        return _EXPECTED[expected]
    match bare:
        case msgspec.inspect.IntType(ge=least, le=most):
            return msg("a whole number from {least} to {most}", least=least, most=most)
        case msgspec.inspect.BoolType():
            return msg("true or false")
        case msgspec.inspect.EnumType(cls=cls):
            return msg("one of {names}", names=[str(member.value) for member in cls])
        case _:
            raise AssertionError(bare)


def _found(value: object) -> Message:
    match value:
        case None:
            return msg("an empty value")
        case dict():
            return msg("a mapping")
        case []:
            return msg("an empty list")
        case list():
            return msg("a list")
        case _:
            text = str(value)
            return msg("“{value}”", value=text if len(text) <= 60 else text[:59] + "…")


def _mended(value: object, expected: Message) -> Message:
    """The date that was meant, where it can be told; else what is expected."""
    if expected in (_EXPECTED["day"], _EXPECTED["moment"]) and isinstance(value, str):
        found = parse_moment(value) if expected == _EXPECTED["moment"] else parse_day(value)
        if found is not None:
            return msg("the date as {day}", day=str(found))
        if _DAY.fullmatch(parted(value)[0]):
            return msg("a day that the calendar has")
    return expected


_DAY: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))", re.ASCII)


def parse_day(text: str) -> date | None:
    """A date as people type it: 2021-3-5, 2021/3/5, 2021.3.5, 20210305 or 2021年3月5日."""
    found = _DAY.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if found is None:
        return None
    year, *rest = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, *rest)
    except ValueError:
        return None


_CLOCK: Final = re.compile(
    r"(.*?[\d日天])(?:\s+|T|(?<=[日天]))([01]?\d|2[0-3])(?:[:：]|时|点)(?:([0-5]?\d)分?)?(?::\d\d(?:\.0+)?)?",
    re.ASCII,
)


def parted(text: str) -> tuple[str, str]:
    """A date as typed, and the time of day as files hold it; empty: there is none."""
    found = _CLOCK.fullmatch(text.strip())
    return (text, "") if found is None else (found[1], f"{found[2]:0>2}:{found[3] or '':0>2}")


def parse_moment(text: str) -> str | None:
    """A moment as people type it, 2021/3/5 9:30 or 2021年3月5日17点30分, as files hold it."""
    typed, clock = parted(unicodedata.normalize("NFKC", text))
    day = parse_day(typed)
    return None if day is None else f"{day} {clock}".rstrip()


_SLIPS: Final = re.compile(
    r"[+-]?(\d{1,3}(,\d{3})+|\d{1,12})(\.\d{0,9})?(e[+-]?\d)?", re.ASCII | re.IGNORECASE
)


def parse_number(text: str) -> str | None:
    """A number as people and programs write it (1e3, 1.0, +5, ５, 1,000, 05) as files hold it."""
    typed = "".join(unicodedata.normalize("NFKC", text).split()).replace("\u2212", "-")
    if _SLIPS.fullmatch(typed) is None:
        return None
    found = f"{Decimal(typed.replace(',', '')):f}"
    return found.rstrip("0").rstrip(".") if "." in found else found


def texts(value: object) -> list[str]:
    """The texts in what may be a list, and may hold other things."""
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []


def _known_keys(key: str, entry: type[msgspec.Struct]) -> Message:
    import difflib

    keys = keys_of(entry)
    heads = {head: name for name, found in keys.items() for head in found.typed.heads}
    meant = [heads[key.strip()]] if key.strip() in heads else []
    meant = meant or difflib.get_close_matches(key.strip().lower(), keys, n=1, cutoff=0.6)
    if meant:
        return msg("did you mean “{key}”?", key=meant[0])
    return msg("the keys here are: {keys}", keys=list(keys))


def to_add(document: Document, key: str) -> Message:
    """Return the hint for a key that is missing, in the words of a table for a table's row."""
    if not document.heads:
        return msg("add a line “{key}: …”", key=key)
    if key not in document.heads:
        return msg("add a column “{head}” to the table", head=key)
    return msg(
        "fill in the column “{head}” in row {row}", head=document.heads[key], row=document.line
    )
