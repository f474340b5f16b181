"""Questions on a terminal for the values that a command line left out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from infoscore.cli.console import Console
from infoscore.cli.fields import Fields, Value
from infoscore.cli.options import a_day
from infoscore.cli.stops import ExitCode, Stop, unknown
from infoscore.formulas import whole
from infoscore.messages import Message, msg
from infoscore.names import Names
from infoscore.reading.typed import parse_day, parse_moment
from infoscore.reading.types import keys_of
from infoscore.records.adoption import Adoption, source
from infoscore.records.base import headline
from infoscore.records.post import Post
from infoscore.records.progress import progress
from infoscore.records.resolve import Setup
from infoscore.rules.adjustments import Range
from infoscore.rules.condition import Condition
from infoscore.rules.edition import Edition
from infoscore.rules.measures import Verdict
from infoscore.rules.outlets import Outlet
from infoscore.rules.points import Points, any_form, forms_of, numbers_of
from infoscore.rules.received import scales
from infoscore.rules.website import Alteration
from infoscore.workspace.writing.shelf import IndexedRecord, RecordIndex

MOST_SHOWN: Final = 20
"""The number of records that are offered at once."""

_BETWEEN: Final = re.compile(r"[、，,;；\n]")
_OR_NONE: Final = msg("{what} ({choices}; empty: none):")


def complete(
    console: Console, given: Fields, setup: Setup, today: dt.date, shelf: Callable[[], RecordIndex]
) -> Fields:
    """Ask for the missing values, and return them with the given ones.

    ``shelf`` loads the records that an amendment may name.

    Raises:
        Stop: the input ended, or there is nothing to choose from.
    """
    asker = Asker(console, given, setup, today, shelf, dict(given.values))
    try:
        _DIALOGUES.get(given.what.name, _anything)(asker)
    except EOFError:
        raise Stop(ExitCode.USAGE, msg("stopped; nothing was written")) from None
    return Fields(given.what, {key: value for key, value in asker.values.items() if value})


class Asker(Struct):
    """A dialogue about a record. It asks only for missing values, until each answer is valid."""

    console: Console
    given: Fields
    setup: Setup
    today: dt.date
    shelf: Callable[[], RecordIndex]
    values: dict[str, Value]
    """The given values and the answers so far, by key."""

    def has(self, key: str) -> bool:
        """Return ``True`` if the key has a value."""
        return bool(self.values.get(key))

    def line(self, key: str, question: Message) -> None:
        """Ask for a line, which may be empty."""
        if not self.has(key):
            self.values[key] = self.console.ask(question)

    def text(self, key: str, question: Message) -> None:
        """Ask for a line that is not empty."""
        while not self.has(key):
            self.line(key, question)

    def date(self, what: Message) -> dt.date:
        """Return the record's date as given, or ask for it; an empty answer means today."""
        typed = self.values.get("date")
        day = a_day(typed if isinstance(typed, str) else None, "--date")
        if day is None:
            question = msg("{what} (empty: {today}):", what=what, today=self.today.isoformat())
            day = self.day(question, self.today)
        self.values["date"] = day.isoformat()
        return day

    def day(self, question: Message, default: dt.date | None = None) -> dt.date:
        """Ask for a date, and return it."""
        while True:
            answer = self.console.ask(question)
            day = parse_day(answer) if answer or default is None else default
            if day is not None:
                return day
            self.console.tell(msg("write it as 2021-03-05 or 2021年3月5日"))

    def moment(self, key: str, question: Message) -> None:
        """Ask for a date, with or without the time of day."""
        while not self.has(key):
            found = parse_moment(self.console.ask(question))
            if found is None:
                self.console.tell(msg("write it as 2021-03-05 or 2021年3月5日"))
            else:
                self.values[key] = found

    def pick(
        self,
        key: str,
        what: Message,
        names: Names[str],
        choices: Sequence[str] | None = None,
        file: str = "rules.yaml",
    ) -> None:
        """Ask for a choice by number or name. A single choice is taken without asking.

        Raises:
            Stop: there are no choices.
        """
        if self.has(key):
            return
        choices = names.things if choices is None else choices
        if not choices:
            raise Stop(
                ExitCode.DATA,
                msg("the rules give nothing to choose from: {what}", what=what),
                msg("add it to {file}", file=file),
            )
        found = choices[0] if len(choices) == 1 else None
        while found is None:
            found = _chosen(self._offer(msg("{what} ({choices}):"), what, choices), choices, names)
            if found is None:
                self._wrong_choice()
        self.values[key] = found

    def picks(
        self,
        what: Message,
        names: Names[str],
        choices: Sequence[str] | None = None,
        *,
        most: int | None = None,
        question: Message = _OR_NONE,
    ) -> list[str]:
        """Ask for any number of choices, and return them."""
        choices = names.things if choices is None else choices
        while True:
            answer = self._offer(question, what, choices)
            parts = [part for part in _BETWEEN.split(answer) if part.strip()]
            if names.find(answer):  # a name that holds a separator
                parts = [answer]
            elif len(parts) == 1 and all(number.isdecimal() for number in answer.split()):
                parts = answer.split()
            found = [_chosen(part.strip(), choices, names) for part in parts]
            chosen = [name for name in found if name is not None]
            if len(chosen) == len(found) and (most is None or len(found) <= most):
                return chosen
            self._wrong_choice()

    def outlet(self, edition: Edition) -> None:
        """Ask for the outlet, and for its level if the rules do not list it."""
        listed, unlisted = _by_name(edition.names), _by_name(edition.unlisted)
        if self.has("level"):
            self.text("outlet", msg("{what}:", what=msg("Outlet")))
        elif not unlisted.entries:
            self.pick("outlet", msg("Outlet"), listed)
        while not self.has("outlet"):
            answer = self._offer(
                msg("{what} ({choices}, or another):"), msg("Outlet"), listed.things
            )
            found = _chosen(answer, listed.things, listed)
            if found is not None:
                self.values["outlet"] = found
            elif not answer or answer.isdecimal() or listed.find(answer):
                self._wrong_choice()
            elif levels := self.picks(
                msg("The rules do not list it; its level"),
                unlisted,
                most=1,
                question=msg("{what} ({choices}; empty: type the outlet again):"),
            ):
                self.values |= {"outlet": answer, "level": levels[0]}

    def traits(self, scales: Sequence[Points | Sequence[Condition]], edition: Edition) -> None:
        """Ask for form and length, if points or rows depend on them, for numbers and for tags."""
        forms = list(dict.fromkeys(form for points in scales for form in forms_of(points)))
        if forms and any(map(any_form, scales)) and not self.has("form"):
            chosen = self.picks(msg("Form"), edition.forms, forms, most=1)
            self.values["form"] = chosen[0] if chosen else ""
        elif forms:
            self.pick("form", msg("Form"), edition.forms, forms)
        needed = [name for points in scales for name in numbers_of(points)]
        if None in needed:
            self.text("length", msg("Length in characters:"))
        if edition.numbers.entries and not self.has("numbers"):
            self.values["numbers"] = [*self._numbers(needed, edition)]
        if edition.tags.entries and not self.has("tags"):
            self.values["tags"] = self.picks(msg("Tags"), edition.tags)

    def _numbers(self, needed: Sequence[str | None], edition: Edition) -> Iterator[str]:
        """Ask for each number that the rules name; those ``needed`` must be given."""
        for name in edition.numbers.things:
            question = msg("{what}:") if name in needed else msg("{what} (empty: none):")
            while not (answer := self.console.ask(question._replace(args={"what": name}))):
                if name not in needed:
                    break
            if answer:
                yield f"{name}={answer}"

    def units(self, day: dt.date, question: Message) -> None:
        """Ask for the units, line by line."""
        roster = self.setup.roster
        units: list[str] = []
        while not self.has("units"):
            another = msg("Another unit (empty: no more):")
            answer = self.console.ask(another if units else question)
            if units and not answer:
                self.values["units"] = units
            elif len(roster.find(answer, day)) == 1:
                units.append(answer)
            elif answer:
                known = [unit.name for unit in roster.units]
                otherwise = msg("one of: {names}", names=known)
                self.console.tell(*unknown(msg("unit"), answer, roster, otherwise))

    def column(self, day: dt.date) -> None:
        """Ask for a column of the website that is there on that day.

        Raises:
            Stop: there is none.
        """
        site = self.setup.book.site
        there = [] if site is None else [one for one in site.columns if day <= one.end]
        names = Names((name, one.name) for one in there for name in (one.name, *one.aliases))
        self.pick("column", msg("Column"), names, file="columns.yaml")

    def record(self, key: str, question: Message) -> None:
        """Ask for a record by its title or a part of it; its place becomes the value."""
        shelf = self.shelf()
        while not self.has(key):
            while not (answer := self.console.ask(question)):
                pass
            found = shelf.find(answer) or shelf.containing(answer)
            if len(found) == 1:
                self.console.tell(msg("this one: {name}", name=_introduced(found[0])))
                self.values[key] = found[0].spot
            elif not found:
                self.console.tell(
                    msg("there is no {kind} called “{name}”", kind=shelf.noun, name=answer)
                )
            elif len(found) > MOST_SHOWN:
                self.console.tell(
                    msg("{n} have this in their titles: type more of it", n=len(found))
                )
            else:
                self.values[key] = self._one_of(found)

    def _one_of(self, records: Sequence[IndexedRecord]) -> str:
        for number, record in enumerate(records, start=1):
            self.console.tell(msg("  {number} {name}", number=number, name=_introduced(record)))
        question = msg("Which one (1 to {most}):", most=len(records))
        spots = [record.spot for record in records]
        while (spot := _chosen(self.console.ask(question), spots, Names(()))) is None:
            pass
        return spot

    def _offer(self, question: Message, what: Message, choices: Sequence[str]) -> str:
        shown = [f"{number} {choice}" for number, choice in enumerate(choices, start=1)]
        return self.console.ask(question._replace(args={"what": what, "choices": shown}))

    def _wrong_choice(self) -> None:
        self.console.tell(msg("type one of the numbers or names"))


def _chosen(answer: str, choices: Sequence[str], names: Names[str]) -> str | None:
    """Return the choice with this number or name."""
    number = whole(answer)
    if number is not None and 1 <= number <= len(choices):
        return choices[number - 1]
    found = [name for name in names.find(answer) if name in choices] if answer else []
    return found[0] if len(found) == 1 else None


def _by_name(outlets: Names[Outlet]) -> Names[str]:
    return Names((name, outlet.name) for name, outlet in outlets.entries)


def _introduced(indexed: IndexedRecord) -> str:
    """Return the record's title, or its place if the title is restricted, with its details."""
    record = indexed.record
    called = indexed.spot if record.restricted else headline(record)
    where = source(record) if isinstance(record, Adoption) else "报送"
    if isinstance(record, Post):
        where = record.column.name
    return f"{called}（{where}，{record.date}）"


def _adoption(ask: Asker) -> None:
    day = ask.date(msg("Date"))
    edition = ask.setup.book.on(day)
    if not ask.has("count"):
        ask.text("title", msg("Title:"))
    if edition is not None:  # otherwise the record is refused when it is read
        ask.outlet(edition)
        called = str(ask.values.get("level") or ask.values["outlet"])
        meant = [*edition.names.find(called), *edition.unlisted.find(called)]
        found = [outlet for outlet in edition.outlets if outlet in meant]
        if found:
            ask.traits([found[0].points], edition)
        ask.line("issue", msg("Issue (empty: none):"))
    ask.units(day, msg("Unit:"))


def _submission(ask: Asker) -> None:
    day = ask.date(msg("Received on"))
    ask.text("title", msg("Title:"))
    ask.units(day, msg("Unit:"))
    edition = ask.setup.book.on(day)
    if edition is None:
        return
    ask.traits(scales(edition.received["submissions"]), edition)
    recipients = edition.recipients
    if ask.has("forwarded"):
        return
    if recipients.entries:
        ask.values["forwarded"] = ask.picks(msg("Passed on to"), recipients)
    else:
        answer = ask.console.ask(msg("Passed on to (empty: nobody):"))
        ask.values["forwarded"] = [answer] if answer else []


def _commission(ask: Asker) -> None:
    if ask.given.what.amending(ask.values):
        ask.text("title", msg("What was delivered:"))
        return
    day = ask.date(msg("Asked for on"))
    ask.text("title", msg("What is asked for:"))
    ask.units(day, msg("Unit that is asked:"))
    ask.moment("due", msg("{what}:", what=msg("Due on")))


def _adjustment(ask: Asker) -> None:
    day = ask.date(msg("Date"))
    edition = ask.setup.book.on(day)
    if edition is not None:
        ask.pick("rule", msg("Rule"), edition.adjustments)
    ask.units(day, msg("Unit:"))
    if edition is None:
        return
    found = edition.adjustments.find(str(ask.values["rule"]))
    if found:
        rule = edition.rules.adjustments[found[0]]
        if isinstance(rule.points, Range):
            least, most = rule.points.least, rule.points.most
            ask.text("points", msg("Points ({least} to {most}):", least=least, most=most))
        if rule.track is None:
            ask.pick("track", msg("Track"), ask.setup.book.track_names)
    ask.line("reason", msg("Reason (empty: none):"))


def _endorsement(ask: Asker) -> None:
    ask.record("adoption", msg("Endorsed brief (its title, or part of it):"))
    if not ask.has("by"):
        found = ask.shelf().find(str(ask.values["adoption"]))
        edition = found[0].record.edition if found else None
        if edition is not None and edition.leaders.entries:
            ask.pick("by", msg("Endorsed by"), edition.leaders)
        else:
            ask.text("by", msg("Endorsed by:"))
    ask.date(msg("Endorsed on"))


def _review(ask: Asker) -> None:
    ask.record("brief", msg("Reviewed brief (its title, or part of it):"))
    found = ask.shelf().find(str(ask.values["brief"]))
    course = progress(found[0].record) if found else None
    if course is None:
        ask.text("step", msg("Step of the review chain:"))
        ask.text("by", msg("Taken by the role:"))
    else:
        names = course.flow.names
        ask.pick("step", msg("Step"), names, [one.name for one in course.next()] or None)
        chosen = names.find(str(ask.values["step"]))
        roles = course.flow.step(chosen[0]).roles if chosen else ()
        ask.pick("by", msg("Role"), Names((role, role) for role in roles))
    if not ask.has("date"):
        ask.date(msg("Taken on"))
    ask.pick("verdict", msg("Verdict"), Names((one.value, one.value) for one in Verdict))
    if ask.values["verdict"] == Verdict.RETURNED:
        ask.text("reason", msg("Why it was returned:"))


def _forwarding(ask: Asker) -> None:
    ask.record("brief", msg("Brief that was passed on (its title, or part of it):"))
    found = ask.shelf().find(str(ask.values["brief"]))
    edition = found[0].record.edition if found else None
    if edition is not None and edition.recipients.entries:
        ask.pick("to", msg("Passed on to"), edition.recipients)
    else:
        ask.text("to", msg("{what}:", what=msg("Passed on to")))
    if not ask.has("date"):
        ask.date(msg("Date"))


def _post(ask: Asker) -> None:
    day = ask.date(msg("Posted on"))
    ask.text("title", msg("Title:"))
    ask.column(day)
    ask.line("event", msg("Date of what it tells of (empty: not known):"))


def _post_state(ask: Asker) -> None:
    ask.record("post", msg("Post (its title, or part of it):"))
    states = [state.value for state in Alteration]
    ask.pick("state", msg("What was done"), Names((one, one) for one in states))
    ask.text("reason", msg("Reason:"))
    if not ask.has("asked"):
        ask.date(msg("Done on"))


def _inspection(ask: Asker) -> None:
    if ask.given.what.amending(ask.values):
        ask.text("title", msg("What was mended:"))
        return
    day = ask.date(msg("Found on"))
    ask.text("title", msg("What was found:"))
    if not ask.has("units"):
        ask.column(day)
    ask.line("kind", msg("Kind of fault, such as 错敏词 (empty: none):"))


def _rejection(ask: Asker) -> None:
    ask.record("submission", msg("Rejected brief (its title, or part of it):"))
    if not ask.has("reason"):
        found = ask.shelf().find(str(ask.values["submission"]))
        edition = found[0].record.edition if found else None
        if edition is not None and edition.reasons.entries:
            ask.pick("reason", msg("Reason"), edition.reasons)
        else:
            ask.text("reason", msg("{what}:", what=msg("Reason")))
    ask.date(msg("Rejected on"))


def _urgent(ask: Asker) -> None:
    if ask.given.what.amending(ask.values):
        ask.text("title", msg("Which urgent matter:"))
        return
    day = ask.date(msg("It happened on"))
    ask.line("time", msg("Time of day, such as 08:30 (empty: not known):"))
    edition = ask.setup.book.on(day)
    if edition is not None and edition.levels.entries:
        ask.pick("level", msg("Level"), edition.levels)
    ask.text("level", msg("{what}:", what=msg("Level")))
    ask.text("title", msg("What happened:"))
    ask.units(day, msg("Unit that reports it:"))


def _release(ask: Asker) -> None:
    ask.record("record", msg("Restricted record (its title, or part of it):"))
    if not ask.has("until"):
        ask.date(msg("Public from"))
    ask.line("by", msg("By whose decision (empty: not recorded):"))


def _anything(ask: Asker) -> None:
    """Ask for each missing key by its description, for kinds without a dialogue."""
    day = ask.date(msg("Date"))
    for key in ask.given.missing():
        if key == "units":
            ask.units(day, msg("Unit:"))
        else:
            what = Message(keys_of(ask.given.what.entry)[key].typed.meaning)
            ask.text(key, msg("{what}:", what=what))


_DIALOGUES: Final[Mapping[str, Callable[[Asker], None]]] = {
    "adoption": _adoption,
    "submission": _submission,
    "commission": _commission,
    "adjustment": _adjustment,
    "endorsement": _endorsement,
    "review": _review,
    "forwarding": _forwarding,
    "post": _post,
    "post-state": _post_state,
    "inspection": _inspection,
    "rejection": _rejection,
    "urgent": _urgent,
    "release": _release,
}
"""The dialogues by the names of what is logged."""
