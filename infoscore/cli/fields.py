"""The keys of a record as options of the command that logs it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any

import typer
from msgspec import Struct

from infoscore.cli.choices import several
from infoscore.cli.options import a_day
from infoscore.messages import Message, msg
from infoscore.office.log import Loggable
from infoscore.problems import Place
from infoscore.reading.types import Key, keys_of
from infoscore.reading.yamltext import Document, Path
from infoscore.workspace.intake import typed_value

Value = str | bool | list[str]
"""The value of an option: a text, a flag, or the texts of a repeated option."""


class Fields(Struct, frozen=True):
    """The values of a record that were given on a command line, by key."""

    what: Loggable
    values: dict[str, Value]

    def given(self) -> list[Message | str]:
        """Return the options that were used."""
        return [option_of(self.what, key) for key in self.values]

    def without(self, keys: Collection[str]) -> Fields:
        """Return the values of other keys."""
        return Fields(self.what, {key: self.values[key] for key in self.values if key not in keys})

    def missing(self) -> list[str]:
        """Return the required keys that have no value."""
        return [key for key in self.what.needed(self.values) if not self.values.get(key)]

    def apart(self, key: str, known: Callable[[str], object]) -> Fields:
        """Return the fields with each value of ``key`` that holds several names taken apart."""
        values = self.values.get(key)
        if not isinstance(values, list):
            return self
        names = [name for value in values for name in several(value, known)]
        return Fields(self.what, {**self.values, key: names})

    def record(self, today: date) -> dict[str, object]:
        """Return the record as a file would hold it. The date defaults to ``today``.

        Raises:
            Stop: a date is invalid.
        """
        entry = self.what.entry_of(self.values)
        dated = {"date": today.isoformat()} if keys_of(entry)["date"].required else {}
        return dated | self.typed()

    def typed(self) -> dict[str, object]:
        """Return the given keys as a file would hold them.

        Raises:
            Stop: a date is invalid.
        """
        keys = keys_of(self.what.entry)
        return {key: self._typed(key, keys[key]) for key in self.values}

    def _typed(self, name: str, key: Key) -> object:
        value = self.values[name]
        if isinstance(value, bool):
            return "true"
        if key.day and isinstance(value, str):
            day = a_day(value, str(option_of(self.what, name)))
            return value if day is None else day.isoformat()
        if key.moment and isinstance(value, str) and ":" not in value:
            a_day(value, str(option_of(self.what, name)))
        return typed_value(value, key)


def fields(what: Loggable, typed: dict[str, Any]) -> Fields:
    """Return the options that have a value."""
    return Fields(
        what, {key: typed[key] for key in what.options if typed[key] not in (None, False, [])}
    )


def option_of(what: Loggable, key: str) -> Message | str:
    """Return the option or argument that sets a key."""
    known = keys_of(what.entry).get(key)
    if known is None or not known.typed.names:
        return "--" + key.replace("_", "-")
    name = known.typed.names[0]
    return name if name.startswith("-") else Message(name)


def document_of(
    what: Loggable, command: str, record: Mapping[str, object], text: Callable[[Message], str]
) -> Document:
    """Return a record that was typed as options, as a document in which they are the places."""

    class Typed(Document):
        """A record that was typed as options."""

        def place(self, path: Path, *, key: bool = False) -> Place:
            """Return the option as the place of a problem."""
            del key
            if not path:
                return Place(self.file)
            option = option_of(what, str(path[0]))
            return Place(text(option) if isinstance(option, Message) else option)

    return Typed(command, "", 0, record, 0)


def parameters(what: Loggable, options: Iterable[str] | None = None) -> Iterator[inspect.Parameter]:
    """Yield the command's options (default: all of the record's) as typer expects them."""
    keys = keys_of(what.entry)
    for name in what.options if options is None else options:
        key, typed = keys[name], keys[name].typed
        kind: Any = list[str] | None if key.several else str | None
        option: Any = typer.Option(*typed.names, metavar=typed.metavar, help=typed.meaning)
        if not typed.names[0].startswith("-"):
            kind, option = str | None, typer.Argument(metavar=typed.metavar, help=typed.meaning)
        elif key.flag:
            kind, option = bool, typer.Option(*typed.names, help=typed.meaning)
        yield inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=False if key.flag else None,
            annotation=Annotated[kind, option],
        )


ARGUMENTS = (
    msg("ADOPTION"),
    msg("BRIEF"),
    msg("POST"),
    msg("RECORD"),
    msg("STEP"),
    msg("SUBMISSION"),
)
"""The arguments' names, marked for translation."""
