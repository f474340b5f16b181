"""Asking a person for what a command line left out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from infoscore.cli.console import Console
from infoscore.cli.fields import Fields
from infoscore.cli.options import a_day
from infoscore.cli.stops import ExitCode, Stop
from infoscore.messages import Message, msg

if TYPE_CHECKING:
    from infoscore.scoring.clauses.outlets import Outlet
    from infoscore.scoring.rules import Edition
    from infoscore.workspace.resolve import Setup

T = TypeVar("T")


def complete(console: Console, fields: Fields, setup: Setup, today: date) -> Fields:
    """``fields`` with every missing one asked for.

    Raises:
        Stop: the person ended the questions.
    """
    try:
        return _complete(console, fields, setup, today)
    except EOFError:
        raise Stop(ExitCode.USAGE, msg("stopped; nothing was written")) from None


def _complete(console: Console, fields: Fields, setup: Setup, today: date) -> Fields:
    day = a_day(fields.day, "--date")
    if day is None:
        day = _day(console, today)
    answers: dict[str, object] = {"day": day.isoformat()}
    edition = setup.book.on(day)
    if not fields.title and not fields.count:
        answers["title"] = _text(console, msg("Title:"))
    if edition is not None:
        if not fields.outlet:
            answers["outlet"] = _outlet(console, edition).name
        outlets = edition.names.find(str(answers.get("outlet", fields.outlet)))
        if not fields.form and len(outlets) == 1 and isinstance(outlets[0].points, dict):
            forms = list(outlets[0].points)
            answers["form"] = _pick(console, msg("Form"), forms, edition.forms.find, str)
    if not fields.issue:
        answers["issue"] = console.ask(msg("Issue (empty: none):")) or None
    if not fields.unit:
        answers["unit"] = list(_units(console, setup, day))
    return dataclasses.replace(fields, **answers)  # type: ignore[arg-type]


def _text(console: Console, question: Message) -> str:
    while not (answer := console.ask(question)):
        pass
    return answer


def _day(console: Console, today: date) -> date:
    from infoscore.reading.typed import parse_day

    while True:
        answer = console.ask(msg("Date (empty: {today}):", today=today.isoformat()))
        day = parse_day(answer) if answer else today
        if day is not None:
            return day
        console.tell(msg("write it as 2021-03-05 or 2021年3月5日"))


def _outlet(console: Console, edition: Edition) -> Outlet:
    def called(outlet: Outlet) -> str:
        return outlet.name

    outlets = edition.names.things
    return _pick(console, msg("Outlet"), outlets, edition.names.find, called)


def _pick(
    console: Console,
    what: Message,
    choices: Sequence[T],
    find: Callable[[str], Sequence[T]],
    called: Callable[[T], str],
) -> T:
    """One of the choices, by number or by name; the only one without asking."""
    if len(choices) == 1:
        return choices[0]
    shown = [f"{number} {called(choice)}" for number, choice in enumerate(choices, start=1)]
    while True:
        answer = console.ask(msg("{what} ({choices}):", what=what, choices=shown))
        if answer.isascii() and answer.isdecimal() and 1 <= int(answer) <= len(choices):
            return choices[int(answer) - 1]
        found = [one for one in find(answer) if one in choices] if answer else []
        if len(found) == 1:
            return found[0]
        console.tell(msg("type one of the numbers or names"))


def _units(console: Console, setup: Setup, day: date) -> Iterator[str]:
    count = 0
    while True:
        question = msg("Unit:") if count == 0 else msg("Another unit (empty: no more):")
        answer = console.ask(question)
        if not answer:
            if count:
                return
            continue
        found = setup.roster.find(answer, day)
        if len(found) == 1:
            count += 1
            yield answer
            continue
        close = setup.roster.nearest(answer)
        console.tell(
            msg("there is no {kind} called “{name}”", kind=msg("unit"), name=answer),
            msg("did you mean {names}?", names=[msg("“{value}”", value=name) for name in close])
            if close
            else msg("one of: {names}", names=[unit.name for unit in setup.roster.units]),
        )
