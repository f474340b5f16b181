"""The keys of what is logged as options of the command that logs it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import typer
from msgspec import Struct

from infoscore.cli.options import a_day
from infoscore.messages import Message, msg
from infoscore.office.log import Loggable
from infoscore.reading.types import Key, keys_of
from infoscore.workspace.intake import typed_value

Value = str | bool | list[str]
"""What is typed for a key: once, as a flag, or several times."""


class Fields(Struct, frozen=True):
    """What was given of a record on a command line, by its keys."""

    what: Loggable
    values: dict[str, Value]

    def given(self) -> list[Message | str]:
        """The options that were used."""
        return [option_of(self.what, key) for key in self.values]

    def missing(self) -> list[str]:
        """The keys without which there is no record."""
        return [key for key in self.what.needed(self.values) if not self.values.get(key)]

    def record(self, today: date) -> dict[str, object]:
        """The record as it would be typed into a file; without a date it is today's.

        Raises:
            Stop: a date is none.
        """
        entry, keys = self.what.entry_of(self.values), keys_of(self.what.entry)
        dated = {"date": today.isoformat()} if keys_of(entry)["date"].required else {}
        return dated | {key: self._typed(key, keys[key]) for key in self.values}

    def _typed(self, name: str, key: Key) -> object:
        value = self.values[name]
        if isinstance(value, bool):
            return "true"
        if key.day and isinstance(value, str):
            day = a_day(value, str(option_of(self.what, name)))
            return value if day is None else day.isoformat()
        return typed_value(value, key)


def fields(what: Loggable, typed: dict[str, Any]) -> Fields:
    """What was given of all that could be."""
    return Fields(
        what, {key: typed[key] for key in what.options if typed[key] not in (None, False, [])}
    )


def option_of(what: Loggable, key: str) -> Message | str:
    """The option, or argument, that stands for a record's key."""
    known = keys_of(what.entry).get(key)
    names = known.typed.names if known is not None else ()
    if names and not names[0].startswith("-"):
        return Message(names[0])
    return names[0] if names else "--" + key.replace("_", "-")


def parameters(what: Loggable) -> Iterator[inspect.Parameter]:
    """The options of the command that logs it, as typer wants them."""
    keys = keys_of(what.entry)
    for name in what.options:
        typed, default = keys[name].typed, None
        kind: Any = str | None
        option: Any
        if not typed.names[0].startswith("-"):
            option = typer.Argument(metavar=typed.metavar, help=typed.meaning)
        elif keys[name].flag:
            kind, default = bool, False
            option = typer.Option(*typed.names, help=typed.meaning)
        else:
            kind = list[str] | None if keys[name].several else str | None
            option = typer.Option(*typed.names, metavar=typed.metavar, help=typed.meaning)
        yield inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=default,
            annotation=Annotated[kind, option],
        )


ARGUMENTS = (msg("ADOPTION"),)
"""What messages call arguments."""
