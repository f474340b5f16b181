"""Asking a person for what a command line left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from infoscore.cli.console import Console
from infoscore.cli.fields import Fields, Value
from infoscore.cli.options import a_day
from infoscore.cli.stops import ExitCode, Stop
from infoscore.messages import Message, msg
from infoscore.reading.types import keys_of
from infoscore.records.adoption import Adoption

if TYPE_CHECKING:
    from infoscore.records.resolve import Setup
    from infoscore.rules.edition import Edition
    from infoscore.rules.outlets import Outlet
    from infoscore.rules.points import Points
    from infoscore.workspace.writing.shelf import IndexedRecord, RecordIndex

T = TypeVar("T")
MOST_SHOWN: Final = 20
"""Records to choose from at once."""

_BETWEEN: Final = re.compile(r"[、，,;；\n]")
_OR_NONE: Final = msg("{what} ({choices}; empty: none):")

Answers = dict[str, Value]


def complete(
    console: Console, given: Fields, setup: Setup, today: date, shelf: Callable[[], RecordIndex]
) -> Fields:
    """What was given with what is missing asked for; ``shelf``: the records that it may be about.

    Raises:
        Stop: the person ended the questions, or there is nothing to choose from.
    """
    asker = Asker(console, setup, today, shelf)
    dialogue = _DIALOGUES.get(given.what.name, _anything)
    try:
        answers = dialogue(asker, given)
    except EOFError:
        raise Stop(ExitCode.USAGE, msg("stopped; nothing was written")) from None
    values = {**given.values, **answers}
    return Fields(given.what, {key: value for key, value in values.items() if value})


def _adoption(ask: Asker, given: Fields) -> Answers:
    has = given.values.get
    day = ask.day(given, msg("Date"))
    answers: Answers = {"date": day.isoformat()}
    edition = ask.setup.book.on(day)
    if not has("title") and not has("count"):
        answers["title"] = ask.text(msg("Title:"))
    if edition is None:  # said when the record is read
        return answers | ask.units(given, day, msg("Unit:"))
    if not has("outlet"):
        answers |= ask.outlet(edition, listed_only=bool(has("level")))
    called = answers.get("level") or has("level") or answers.get("outlet") or has("outlet")
    found = [one for one in edition.outlets if one in _called(edition, str(called))]
    if found:
        answers |= ask.traits(given, found[0].points, edition)
    if not has("issue"):
        answers["issue"] = ask.line(msg("Issue (empty: none):"))
    return answers | ask.units(given, day, msg("Unit:"))


def _submission(ask: Asker, given: Fields) -> Answers:
    day = ask.day(given, msg("Received on"))
    answers: Answers = {"date": day.isoformat()}
    if not given.values.get("title"):
        answers["title"] = ask.text(msg("Title:"))
    answers |= ask.units(given, day, msg("Unit:"))
    edition = ask.setup.book.on(day)
    if edition is not None:
        rule = edition.rules.submissions
        answers |= ask.traits(given, None if rule is None else rule.points, edition)
        if not given.values.get("forwarded"):
            answers["forwarded"] = ask.recipients(edition)
    return answers


def _commission(ask: Asker, given: Fields) -> Answers:
    if given.what.amends(given.values):
        return {"title": ask.text(msg("What was delivered:"))}
    day = ask.day(given, msg("Asked for on"))
    answers: Answers = {"date": day.isoformat()}
    if not given.values.get("title"):
        answers["title"] = ask.text(msg("What is asked for:"))
    answers |= ask.units(given, day, msg("Unit that is asked:"))
    if not given.values.get("due"):
        answers["due"] = ask.day(None, msg("Due on"), default=False).isoformat()
    return answers


def _adjustment(ask: Asker, given: Fields) -> Answers:
    from infoscore.rules.adjustments import Range

    has = given.values.get
    day = ask.day(given, msg("Date"))
    answers: Answers = {"date": day.isoformat()}
    edition = ask.setup.book.on(day)
    if edition is None:
        return answers | ask.units(given, day, msg("Unit:"))
    names = edition.adjustments
    if not has("rule"):
        answers["rule"] = ask.pick(msg("Rule"), names.things, names.find, str)
    answers |= ask.units(given, day, msg("Unit:"))
    rule = next(iter(names.find(str(answers.get("rule") or has("rule")))), None)
    if rule is not None:
        points, track = (
            edition.rules.adjustments[rule].points,
            edition.rules.adjustments[rule].track,
        )
        if isinstance(points, Range) and not has("points"):
            question = msg("Points ({least} to {most}):", least=points.least, most=points.most)
            answers["points"] = ask.text(question)
        if track is None and not has("track"):
            tracks = ask.setup.book.track_names
            answers["track"] = ask.pick(msg("Track"), tracks.things, tracks.find, str)
    if not has("reason"):
        answers["reason"] = ask.line(msg("Reason (empty: none):"))
    return answers


def _endorsement(ask: Asker, given: Fields) -> Answers:
    answers: Answers = {}
    has = given.values.get
    if not has("adoption"):
        answers["adoption"] = ask.record(msg("Adopted brief (its title, or part of it):"))
    if not has("by"):
        found = ask.shelf().find(str(answers.get("adoption") or has("adoption")))
        edition = found[0].record.edition if found else None
        if edition is not None and edition.leaders.entries:
            leaders = edition.leaders
            answers["by"] = ask.pick(msg("Endorsed by"), leaders.things, leaders.find, str)
        else:
            answers["by"] = ask.text(msg("Endorsed by:"))
    answers["date"] = ask.day(given, msg("Endorsed on")).isoformat()
    return answers


def _anything(ask: Asker, given: Fields) -> Answers:
    """The dialogue of a kind that brings none of its own: each missing key by its description."""
    day = ask.day(given, msg("Date"))
    answers: Answers = {"date": day.isoformat()}
    for key in given.missing():
        if key == "units":
            answers |= ask.units(given, day, msg("Unit:"))
        else:
            what = Message(keys_of(given.what.entry)[key].typed.meaning)
            answers[key] = ask.text(msg("{what}:", what=what))
    return answers


def _called(edition: Edition, name: str) -> list[Outlet]:
    return [*edition.names.find(name), *edition.unlisted.find(name)]


class Asker:
    """Questions that several kinds of record share; each is put until the answer will do."""

    def __init__(
        self, console: Console, setup: Setup, today: date, shelf: Callable[[], RecordIndex]
    ) -> None:
        self.setup = setup
        self.shelf = shelf
        self._console = console
        self._today = today

    def line(self, question: Message) -> str:
        """Whatever is typed, even nothing."""
        return self._console.ask(question)

    def text(self, question: Message) -> str:
        """Not nothing."""
        while not (answer := self._console.ask(question)):
            pass
        return answer

    def day(self, given: Fields | None, what: Message, *, default: bool = True) -> date:
        """The date that was given, else one that is asked for; today's if nothing is typed."""
        from infoscore.reading.typed import parse_day

        typed = None if given is None else given.values.get("date")
        day = a_day(typed if isinstance(typed, str) else None, "--date")
        question = msg("{what} (empty: {today}):", what=what, today=self._today.isoformat())
        if not default:
            question = msg("{what}:", what=what)
        while day is None:
            answer = self._console.ask(question)
            day = parse_day(answer) if answer or not default else self._today
            if day is None:
                self._console.tell(msg("write it as 2021-03-05 or 2021年3月5日"))
        return day

    def pick(
        self,
        what: Message,
        choices: Sequence[T],
        find: Callable[[str], Sequence[T]],
        called: Callable[[T], str],
    ) -> T:
        """One of the choices, by number or by name; the only one without asking.

        Raises:
            Stop: there is none.
        """
        if not choices:
            raise Stop(
                ExitCode.DATA,
                msg("the rules give nothing to choose from: {what}", what=what),
                msg("add it to {file}", file="rules.yaml"),
            )
        if len(choices) == 1:
            return choices[0]
        while True:
            answer = self._offer(msg("{what} ({choices}):"), what, choices, called)
            found = self._chosen(answer, choices, find)
            if found is not None:
                return found
            self._wrong_choice()

    def picks(
        self,
        what: Message,
        choices: Sequence[str],
        find: Callable[[str], Sequence[str]],
        most: int | None = None,
        question: Message = _OR_NONE,
    ) -> list[str]:
        """Any number of the choices, none if nothing is typed."""
        while True:
            answer = self._offer(question, what, choices, str)
            parts = [part for part in _BETWEEN.split(answer) if part.strip()]
            if find(answer):  # a name that holds a separator
                parts = [answer]
            elif len(parts) == 1 and all(one.isdecimal() for one in answer.split()):
                parts = answer.split()
            found = [self._chosen(part.strip(), choices, find) for part in parts]
            if None not in found and (most is None or len(found) <= most):
                return [one for one in found if one is not None]
            self._wrong_choice()

    def outlet(self, edition: Edition, *, listed_only: bool) -> Answers:
        """An outlet, and its level if the rules do not list it."""

        def called(outlet: Outlet) -> str:
            return outlet.name

        names, unlisted = edition.names, edition.unlisted
        if listed_only:  # the level is given
            return {"outlet": self.text(msg("{what}:", what=msg("Outlet")))}
        if not unlisted.entries:
            return {"outlet": self.pick(msg("Outlet"), names.things, names.find, called).name}
        while True:
            answer = self._offer(
                msg("{what} ({choices}, or another):"), msg("Outlet"), names.things, called
            )
            found = self._chosen(answer, names.things, names.find)
            if found is not None:
                return {"outlet": found.name}
            if not answer or answer.isdecimal() or names.find(answer):
                self._wrong_choice()
                continue
            levels = self.picks(
                msg("The rules do not list it; its level"),
                [one.name for one in unlisted.things],
                lambda name: [one.name for one in unlisted.find(name)],
                most=1,
                question=msg("{what} ({choices}; empty: type the outlet again):"),
            )
            if levels:
                return {"outlet": answer, "level": levels[0]}

    def traits(self, given: Fields, points: Points | None, edition: Edition) -> Answers:
        """What the points depend on: form, length and tags, as far as the rules know them."""
        from infoscore.rules.points import any_form, by_length, forms_of

        answers: Answers = {}
        forms = [] if points is None else forms_of(points)
        if forms and points is not None and not given.values.get("form"):
            if any_form(points):
                chosen = self.picks(msg("Form"), forms, edition.forms.find, most=1)
                answers["form"] = chosen[0] if chosen else ""
            else:
                answers["form"] = self.pick(msg("Form"), forms, edition.forms.find, str)
        if points is not None and by_length(points) and not given.values.get("length"):
            answers["length"] = self.text(msg("Length in characters:"))
        if edition.tags.entries and not given.values.get("tags"):
            answers["tags"] = self.picks(msg("Tags"), edition.tags.things, edition.tags.find)
        return answers

    def recipients(self, edition: Edition) -> list[str]:
        """To whom the brief was passed on."""
        names = edition.recipients
        if names.entries:
            return self.picks(msg("Passed on to"), names.things, names.find)
        answer = self.line(msg("Passed on to (empty: nobody):"))
        return [answer] if answer else []

    def units(self, given: Fields, day: date, question: Message) -> Answers:
        """The units, one after the other."""
        if given.values.get("units"):
            return {}
        return {"units": list(self._units(day, question))}

    def _units(self, day: date, question: Message) -> Iterator[str]:
        roster = self.setup.roster
        count = 0
        while True:
            answer = self._console.ask(
                question if count == 0 else msg("Another unit (empty: no more):")
            )
            if not answer:
                if count:
                    return
                continue
            if len(roster.find(answer, day)) == 1:
                count += 1
                yield answer
                continue
            close = [msg("“{value}”", value=name) for name in roster.nearest(answer)]
            self._console.tell(
                msg("there is no {kind} called “{name}”", kind=msg("unit"), name=answer),
                msg("did you mean {names}?", names=close)
                if close
                else msg("one of: {names}", names=[unit.name for unit in roster.units]),
            )

    def record(self, question: Message) -> str:
        """A record of the shelf, by its file."""
        shelf = self.shelf()
        while True:
            answer = self.text(question)
            found = shelf.find(answer) or shelf.containing(answer)
            if len(found) == 1:
                self._console.tell(msg("this one: {name}", name=_introduced(found[0])))
                return found[0].spot
            if not found:
                self._console.tell(
                    msg("there is no {kind} called “{name}”", kind=shelf.noun, name=answer)
                )
            elif len(found) > MOST_SHOWN:
                self._console.tell(
                    msg("{n} have this in their titles: type more of it", n=len(found))
                )
            else:
                for number, one in enumerate(found, start=1):
                    self._console.tell(
                        msg("  {number} {name}", number=number, name=_introduced(one))
                    )
                chosen = None
                while chosen is None:
                    choice = self.line(msg("Which one (1 to {most}):", most=len(found)))
                    chosen = self._chosen(choice, found, lambda _: ())
                return chosen.spot

    def _offer(
        self,
        question: Message,
        what: Message,
        choices: Sequence[T],
        called: Callable[[T], str],
    ) -> str:
        shown = [f"{number} {called(choice)}" for number, choice in enumerate(choices, start=1)]
        return self._console.ask(question._replace(args={"what": what, "choices": shown}))

    @staticmethod
    def _chosen(answer: str, choices: Sequence[T], find: Callable[[str], Sequence[T]]) -> T | None:
        if answer.isascii() and answer.isdecimal() and 1 <= int(answer) <= len(choices):
            return choices[int(answer) - 1]
        found = [one for one in find(answer) if one in choices] if answer else []
        return found[0] if len(found) == 1 else None

    def _wrong_choice(self) -> None:
        self._console.tell(msg("type one of the numbers or names"))


def _introduced(one: IndexedRecord) -> str:
    """As people know the record; the file where the title must not be shown."""
    from infoscore.records.adoption import source
    from infoscore.records.base import headline

    record = one.record
    assert isinstance(record, Adoption)
    called = one.spot if record.restricted else headline(record)
    return f"{called}（{source(record)}，{record.date}）"


_DIALOGUES: Final[Mapping[str, Callable[[Asker, Fields], Answers]]] = {
    "adoption": _adoption,
    "submission": _submission,
    "commission": _commission,
    "adjustment": _adjustment,
    "endorsement": _endorsement,
}
"""By what is logged."""
