"""An adoption's keys as options of the command line."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Annotated

import typer

from infoscore.cli.options import a_day
from infoscore.messages import mark


@dataclasses.dataclass(frozen=True, slots=True)
class Fields:
    """The record's keys as options."""

    title: Annotated[
        str | None, typer.Option("--title", "-t", metavar="TEXT", help=mark("the brief's title"))
    ] = None
    outlet: Annotated[
        str | None,
        typer.Option("--outlet", metavar="NAME", help=mark("the publication that adopted it")),
    ] = None
    issue: Annotated[
        str | None, typer.Option("--issue", "-i", metavar="N", help=mark("the issue's number"))
    ] = None
    form: Annotated[
        str | None, typer.Option("--form", metavar="NAME", help=mark("its form, such as 简讯"))
    ] = None
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
    item: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help=mark("names the brief that several outlets adopted")),
    ] = None
    tag: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help=mark("a mark such as 头版头条 (repeatable)")),
    ] = None
    author: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help=mark("who wrote it (repeatable)"))
    ] = None
    submission: Annotated[
        str | None, typer.Option(metavar="TEXT", help=mark("the submission it came from"))
    ] = None
    note: Annotated[
        str | None, typer.Option(metavar="TEXT", help=mark("for the office; never printed"))
    ] = None
    restricted: Annotated[
        bool, typer.Option("--restricted", help=mark("count it, but never publish its title"))
    ] = False
    duplicate_ok: Annotated[
        bool,
        typer.Option(
            "--duplicate-ok", help=mark("it resembles another record and is another event")
        ),
    ] = False

    def given(self) -> list[str]:
        """The options that were used."""
        return [
            option_of(field.name)
            for field in dataclasses.fields(self)
            if getattr(self, field.name) not in (None, False, [])
        ]

    def record(self, today: date) -> dict[str, object]:
        """The record as it would be typed into a file."""
        day = a_day(self.day, "--date") or today
        values: dict[str, object] = {
            "date": day.isoformat(),
            "title": self.title,
            "outlet": self.outlet,
            "issue": self.issue,
            "form": self.form,
            "units": self.unit,
            "weights": self.weight or None,
            "count": self.count,
            "item": self.item,
            "tags": self.tag or None,
            "authors": self.author or None,
            "submission": self.submission,
            "restricted": "true" if self.restricted else None,
            "duplicate_ok": "true" if self.duplicate_ok else None,
            "note": self.note,
        }
        return {key: value for key, value in values.items() if value is not None}


def option_of(name: str) -> str:
    """The option that stands for a field or a record's key."""
    names = {
        "units": "unit",
        "weights": "weight",
        "tags": "tag",
        "authors": "author",
        "day": "date",
    }
    return "--" + names.get(name, name).replace("_", "-")
