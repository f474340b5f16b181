"""The keys of each kind of record as options of the command that logs it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

import typer
from msgspec import Struct

from infoscore.cli.options import a_day
from infoscore.messages import Message, mark, msg

if TYPE_CHECKING:
    from infoscore.workspace.writing.amend import Amendment

Title = Annotated[
    str | None, typer.Option("--title", "-t", metavar="TEXT", help=mark("the brief's title"))
]
Form = Annotated[
    str | None, typer.Option("--form", metavar="NAME", help=mark("its form, such as 简讯"))
]
Length = Annotated[
    str | None, typer.Option("--length", metavar="N", help=mark("its length in characters"))
]
Channel = Annotated[
    str | None, typer.Option("--channel", metavar="TEXT", help=mark("how it was sent in: 直报"))
]
Item = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help=mark("names the brief that several outlets adopted")),
]
Tags = Annotated[
    list[str] | None,
    typer.Option(metavar="TEXT", help=mark("a mark such as 头版头条 (repeatable)")),
]
Authors = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help=mark("who wrote it (repeatable)"))
]
Restricted = Annotated[
    bool, typer.Option("--restricted", help=mark("count it, but never publish its title"))
]
Note = Annotated[
    str | None, typer.Option(metavar="TEXT", help=mark("for the office; never printed"))
]

KEYS: Final = {
    "day": "date",
    "unit": "units",
    "weight": "weights",
    "tag": "tags",
    "author": "authors",
    "endorsed_by": "endorsements",
}
"""What the record calls a field, where it is not called the same."""
_OPTIONS: Final = {key: field for field, key in KEYS.items() if field != "day"}
_DATES: Final = frozenset({"date", "due"})


class Fields(Struct, frozen=True):
    """A record's keys as options."""

    folder: ClassVar[str]
    """Where the records lie that are made or added to."""

    @classmethod
    def amendment(cls) -> Amendment | None:
        """What may be added to records that are there."""
        return None

    def missing(self) -> list[str]:
        """The fields without which there is no record."""
        raise NotImplementedError

    def _without(self, *names: str) -> list[str]:
        return [name for name in names if not getattr(self, name)]

    def given(self) -> list[Message | str]:
        """The options that were used."""
        return [option_of(name) for name in self.__struct_fields__ if self._has(name)]

    def _has(self, name: str) -> bool:
        return getattr(self, name) not in (None, False, [])

    def record(self, today: date) -> dict[str, object]:
        """The record as it would be typed into a file; without a date it is today's."""
        values = {
            KEYS.get(name, name): getattr(self, name)
            for name in self.__struct_fields__
            if self._has(name)
        }
        return {"date": today.isoformat()} | {
            key: _typed(key, value) for key, value in values.items()
        }


class AdoptionFields(Fields, frozen=True):
    """The options of ``add``."""

    folder = "adoptions"

    title: Title = None
    outlet: Annotated[
        str | None,
        typer.Option("--outlet", metavar="NAME", help=mark("the publication that adopted it")),
    ] = None
    issue: Annotated[
        str | None, typer.Option("--issue", "-i", metavar="N", help=mark("the issue's number"))
    ] = None
    form: Form = None
    day: Annotated[
        str | None,
        typer.Option(
            "--date", "-d", metavar="DATE", help=mark("when it was published; default: today")
        ),
    ] = None
    unit: Annotated[
        list[str] | None,
        typer.Option(
            "--unit",
            "-u",
            metavar="NAME",
            help=mark("a unit that wrote it, first author first (repeatable)"),
        ),
    ] = None
    weight: Annotated[
        list[str] | None,
        typer.Option(
            metavar="N", help=mark("each unit's part, in the order of --unit (repeatable)")
        ),
    ] = None
    count: Annotated[
        str | None,
        typer.Option(metavar="N", help=mark("log N adoptions of which only the number is known")),
    ] = None
    length: Length = None
    channel: Channel = None
    level: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help=mark("for an outlet that the rules do not list: its level there")
        ),
    ] = None
    tag: Tags = None
    item: Item = None
    endorsed_by: Annotated[
        list[str] | None,
        typer.Option(
            "--endorsed-by",
            metavar="NAME[=DATE]",
            help=mark("a leader who endorsed it (repeatable)"),
        ),
    ] = None
    author: Authors = None
    submission: Annotated[
        str | None, typer.Option(metavar="TEXT", help=mark("the submission it came from"))
    ] = None
    restricted: Restricted = False
    duplicate_ok: Annotated[
        bool,
        typer.Option(
            "--duplicate-ok", help=mark("it resembles another record and is another event")
        ),
    ] = False
    note: Note = None

    def missing(self) -> list[str]:
        return (
            self._without("outlet", "unit")
            if self.count
            else self._without("title", "outlet", "unit")
        )


class SubmissionFields(Fields, frozen=True):
    """The options of ``submit``."""

    folder = "submissions"

    title: Title = None
    day: Annotated[
        str | None,
        typer.Option(
            "--date", "-d", metavar="DATE", help=mark("when it was received; default: today")
        ),
    ] = None
    unit: Annotated[
        list[str] | None,
        typer.Option(
            "--unit",
            "-u",
            metavar="NAME",
            help=mark("a unit that sent it, first author first (repeatable)"),
        ),
    ] = None
    forwarded: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[=N]",
            help=mark("where the office passed it on, or N of them (repeatable)"),
        ),
    ] = None
    count: Annotated[
        str | None,
        typer.Option(metavar="N", help=mark("log N submissions of which only the number is known")),
    ] = None
    form: Form = None
    length: Length = None
    channel: Channel = None
    tag: Tags = None
    item: Item = None
    author: Authors = None
    restricted: Restricted = False
    note: Note = None

    def missing(self) -> list[str]:
        return [] if self.count else self._without("title", "unit")


class CommissionFields(Fields, frozen=True):
    """The options of ``commission``."""

    folder = "commissions"

    title: Annotated[
        str | None,
        typer.Option("--title", "-t", metavar="TEXT", help=mark("what was asked for")),
    ] = None
    day: Annotated[
        str | None,
        typer.Option(
            "--date", "-d", metavar="DATE", help=mark("when it was asked for; default: today")
        ),
    ] = None
    due: Annotated[
        str | None,
        typer.Option(metavar="DATE", help=mark("the last day on which it is on time")),
    ] = None
    unit: Annotated[
        list[str] | None,
        typer.Option(
            "--unit", "-u", metavar="NAME", help=mark("a unit that was asked (repeatable)")
        ),
    ] = None
    delivered: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[UNIT=]DATE",
            help=mark("when it came, from all or one of the units (repeatable)"),
        ),
    ] = None
    tag: Tags = None
    restricted: Restricted = False
    note: Note = None

    @classmethod
    def amendment(cls) -> Amendment | None:
        from infoscore.workspace.writing.amend import DELIVERY

        return DELIVERY

    @property
    def later(self) -> bool:
        """It tells of a delivery only; the commission is recorded already."""
        return bool(self.delivered) and not self.due

    def missing(self) -> list[str]:
        return self._without("title") if self.later else self._without("title", "due", "unit")

    def record(self, today: date) -> dict[str, object]:
        record = super().record(today)
        if self.later and not self.day:
            del record["date"]
        return record


class AdjustmentFields(Fields, frozen=True):
    """The options of ``adjust``."""

    folder = "adjustments"

    rule: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=mark("the rule by which points are given or taken")),
    ] = None
    day: Annotated[
        str | None,
        typer.Option("--date", "-d", metavar="DATE", help=mark("its date; default: today")),
    ] = None
    unit: Annotated[
        list[str] | None,
        typer.Option(
            "--unit", "-u", metavar="NAME", help=mark("a unit that it is about (repeatable)")
        ),
    ] = None
    points: Annotated[
        str | None,
        typer.Option(metavar="N", help=mark("the points, where the rule leaves them open")),
    ] = None
    track: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=mark("the track, where the rule names none")),
    ] = None
    count: Annotated[str | None, typer.Option(metavar="N", help=mark("so many cases"))] = None
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help=mark("what it was for"))] = None
    restricted: Annotated[
        bool, typer.Option("--restricted", help=mark("count it, but never publish its reason"))
    ] = False
    note: Note = None

    def missing(self) -> list[str]:
        return self._without("rule", "unit")


class EndorsementFields(Fields, frozen=True):
    """The options of ``endorse``."""

    folder = "adoptions"

    adoption: Annotated[
        str | None,
        typer.Argument(
            metavar="[ADOPTION]", help=mark("the adopted brief: its title, item, id or file")
        ),
    ] = None
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help=mark("the leader, by office or rank")),
    ] = None
    day: Annotated[
        str | None,
        typer.Option(
            "--date", "-d", metavar="DATE", help=mark("when it was endorsed; default: today")
        ),
    ] = None

    @classmethod
    def amendment(cls) -> Amendment | None:
        from infoscore.workspace.writing.amend import ENDORSEMENT

        return ENDORSEMENT

    def missing(self) -> list[str]:
        return self._without("adoption", "by")


def option_of(name: str) -> Message | str:
    """The option that stands for a field or a record's key."""
    if name == "adoption":
        return msg("ADOPTION")
    name = "date" if name == "day" else _OPTIONS.get(name, name)
    return "--" + name.replace("_", "-")


def _typed(key: str, value: str | bool | list[str]) -> object:
    """An option's value as a file would have it."""
    from infoscore.workspace.cells import PAIRS

    if isinstance(value, list):
        return PAIRS[key](value) if key in PAIRS else value
    if isinstance(value, bool):
        return "true"
    if key in _DATES:
        day = a_day(value, f"--{key}")
        return value if day is None else day.isoformat()
    return value
