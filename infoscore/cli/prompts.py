"""Questions on a terminal for the values that a command line left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, TypeVar

from msgspec import Struct, field

from infoscore.cli.asking import Question, TypedAnswers, Wrong, chosen
from infoscore.cli.choices import Choices, choices, several
from infoscore.cli.days import day_near, moment_near
from infoscore.cli.fields import Fields, Value
from infoscore.cli.options import a_day
from infoscore.cli.recent import Recent
from infoscore.cli.stops import ExitCode, Stop
from infoscore.formulas import whole
from infoscore.messages import Message, msg
from infoscore.names import Names
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

T = TypeVar("T")

MOST_SHOWN: Final = 20
"""The number of records that are offered at once."""


class Asker(Struct):
    """A dialogue about a record. It asks only for missing values, until each answer holds."""

    answers: TypedAnswers
    given: Fields
    setup: Setup
    today: dt.date
    shelf: Callable[[], RecordIndex]
    """Loads the records that an amendment may name."""
    recent: Recent
    more: list[str] = field(default_factory=list)
    """Keys that turned out to be wrong; asked for even if no question is about them."""
    values: dict[str, Value] = field(default_factory=dict)
    """The given values and the answers so far, by key."""

    def run(self) -> Fields:
        """Ask for what is missing, and return it with the given values.

        Raises:
            Back: the last answer is to be taken back.
            Finished: there is no further record.
            EOFError: the input ended.
            Stop: there is nothing to choose from.
        """
        self.answers.begin()
        self.values = dict(self.given.values)
        _DIALOGUES.get(self.given.what.name, _anything)(self)
        asked = {one.question.key for one in self.answers.given}
        for key in self.more:
            if key not in asked:
                self.described(key)
        return Fields(self.given.what, {key: value for key, value in self.values.items() if value})

    def again(self, key: str) -> None:
        """Have a key asked for again, in whatever way it was given."""
        self.given = self.given.without({key})
        self.more.append(key)
        for answer in self.answers.given:
            if answer.question.key.partition(".")[0] == key:
                self.answers.again(answer.question.key)

    def set(self, key: str, value: Value) -> None:
        """Give a value that is not asked for."""
        self.given = Fields(self.given.what, {**self.given.values, key: value})

    def has(self, key: str) -> bool:
        """Return ``True`` if the key has a value."""
        return bool(self.values.get(key))

    def text(
        self,
        key: str,
        what: Message,
        default: str = "",
        *,
        optional: bool = False,
        notes: tuple[Message, ...] = (),
    ) -> None:
        """Ask for a line."""
        if not self.has(key):
            question = Question(key, what, default, optional, notes=notes)
            self.values[key] = self.answers.to(question, lambda answer: answer)

    def described(self, key: str) -> None:
        """Ask for a key by its description."""
        known = keys_of(self.given.what.entry)[key]
        what = Message(known.typed.meaning or known.typed.heads[0])
        self.text(key, what, optional=not known.required)
        if known.several:
            self.values[key] = several(str(self.values[key]), lambda _: False)

    def date(self, what: Message) -> dt.date:
        """Return the record's date as given, or ask for it."""
        typed = self.values.get("date")
        day = a_day(typed if isinstance(typed, str) else None, "--date")
        if day is None:
            question = Question("date", what, self._day(), mended=False)
            day = self.answers.to(question, self._reader(day_near))
        self.values["date"] = day.isoformat()
        return day

    def moment(
        self,
        key: str,
        what: Message,
        default: str = "",
        *,
        since: dt.date | None = None,
        optional: bool = False,
    ) -> None:
        """Ask for a date, with or without the time of day.

        ``since``: what has no year is not before it.
        """
        if not self.has(key):
            question = Question(key, what, default, optional, mended=False)
            read = self._reader(partial(moment_near, since=since))
            self.values[key] = self.answers.to(question, lambda answer: answer and read(answer))

    def lately(self, key: str, what: Message) -> None:
        """Ask for a date, with or without the time of day; an empty answer is the last one."""
        self.moment(key, what, self._day())

    def _day(self) -> str:
        """Return the day that the record before has, or today."""
        return self.recent.date or self.today.isoformat()

    def _reader(self, parse: Callable[[str, dt.date], T | None]) -> Callable[[str], T]:
        """Return what reads a date by ``parse``, or tells how to write one."""

        def read(answer: str) -> T:
            found = parse(answer, self.today)
            if found is None:
                said = msg("there is no such date; write 2021-03-05, 3.5, 3月5日 or 昨天")
                raise Wrong(said)
            return found

        return read

    def pick(
        self,
        key: str,
        what: Message,
        names: Names[str],
        things: Sequence[str] | None = None,
        *,
        default: str = "",
        optional: bool = False,
        file: str = "rules.yaml",
    ) -> None:
        """Ask for a choice. A single one is taken without asking, unless there may be none.

        Raises:
            Stop: there are no choices.
        """
        if self.has(key):
            return
        offered = choices(names, things)
        if not offered.things:
            raise Stop(
                ExitCode.DATA,
                msg("the rules give nothing to choose from: {what}", what=what),
                msg("add it to {file}", file=file),
            )
        if len(offered.things) == 1 and not optional:
            self.values[key] = offered.things[0]
            return
        last = default if offered.meant(default) else ""
        question = Question(key, what, last, optional, offered, mended=False)
        self.values[key] = self.answers.to(question, lambda answer: chosen(answer, offered))

    def picks(self, key: str, what: Message, offered: Choices, *, optional: bool = True) -> None:
        """Ask for any number of choices."""

        def read(answer: str) -> list[str]:
            return [chosen(part, offered) for part in several(answer, offered.meant)]

        if not self.has(key):
            notes = (msg("one or more"),)
            question = Question(key, what, "", optional, offered, several=True, notes=notes)
            self.values[key] = self.answers.to(question, read)

    def outlet(self, edition: Edition) -> None:
        """Ask for the outlet, and for its level if the rules do not list it."""
        listed, unlisted = _by_name(edition.names), _by_name(edition.unlisted)
        what, last = msg("Outlet"), self.recent.outlet
        if self.has("outlet"):
            return
        if not unlisted.entries and not self.has("level"):
            self.pick("outlet", what, listed, default=last)
            return
        offered = choices(listed)

        def read(answer: str) -> str:
            found = offered.meant(answer)
            if found is None and (answer.isdecimal() or listed.find(answer)):
                chosen(answer, offered)
            return found or answer

        another = (msg("or another"),)
        question = Question("outlet", what, last, choices=offered, notes=another, mended=False)
        outlet = self.values["outlet"] = self.answers.to(question, read)
        if listed.find(outlet) or self.has("level"):
            return
        level = self.recent.level if outlet == last else ""
        offered = choices(unlisted)
        notes = (msg("of an outlet that the rules do not list"), msg("<: another outlet"))
        question = Question(
            "level", msg("Level"), level, choices=offered, notes=notes, mended=False
        )
        self.values["level"] = self.answers.to(question, lambda answer: chosen(answer, offered))

    def traits(self, scales: Sequence[Points | Sequence[Condition]], edition: Edition) -> None:
        """Ask for form and length, if points or rows depend on them, for numbers and for tags."""
        forms = list(dict.fromkeys(form for points in scales for form in forms_of(points)))
        if forms:
            any_will_do = any(map(any_form, scales))
            self.pick("form", msg("Form"), edition.forms, forms, optional=any_will_do)
        needed = [name for points in scales for name in numbers_of(points)]
        if None in needed:
            self.text("length", msg("Length in characters"))
        if edition.numbers.entries and not self.has("numbers"):
            self.values["numbers"] = [*self._numbers(needed, edition)]
        if edition.tags.entries:
            self.picks("tags", msg("Tags"), choices(edition.tags))

    def _numbers(self, needed: Sequence[str | None], edition: Edition) -> Iterator[str]:
        """Ask for each number that the rules name; those ``needed`` must be given."""
        for name in edition.numbers.things:
            what = Message("{name}", {"name": name})
            question = Question(f"numbers.{name}", what, optional=name not in needed)
            if answer := self.answers.to(question, lambda answer: answer):
                yield f"{name}={answer}"

    def units(self, day: dt.date, what: Message) -> None:
        """Ask for the units, all in one answer, first author first."""
        roster = self.setup.roster
        there = [unit.name for unit in roster.units if unit.exists_on(day)]
        # what is typed stands in the record; a number stands for the full name
        names = Names((name, unit.name) for name, unit in roster.names.entries)
        offered = Choices(there, names, verbatim=True)
        self.picks("units", what, offered, optional=False)

    def column(self, day: dt.date) -> None:
        """Ask for a column of the website that is there on that day.

        Raises:
            Stop: there is none.
        """
        site = self.setup.book.site
        there = [] if site is None else [one for one in site.columns if day <= one.end]
        names = Names((name, one.name) for one in there for name in (one.name, *one.aliases))
        self.pick("column", msg("Column"), names, file="columns.yaml")

    def record(self, key: str, what: Message) -> None:
        """Ask for a record by its title or a part of it; its place becomes the value."""
        if self.has(key):
            return
        shelf, offered = self.shelf(), list[IndexedRecord]()

        def read(answer: str) -> IndexedRecord:
            number = whole(answer)
            if number is not None and 1 <= number <= len(offered):
                return offered[number - 1]
            found = shelf.find(answer) or shelf.containing(answer)
            if len(found) == 1:
                return found[0]
            if not found:
                raise Wrong(msg("there is no {kind} called “{name}”", kind=shelf.noun, name=answer))
            if len(found) > MOST_SHOWN:
                raise Wrong(msg("{n} have this in their titles: type more of it", n=len(found)))
            offered[:] = found
            for number, one in enumerate(found, start=1):
                listed = msg("  {number} {name}", number=number, name=_introduced(one))
                self.answers.console.tell(listed)
            raise Wrong(msg("which one (1 to {most})?", most=len(found)))

        found = self.answers.to(
            Question(key, what, notes=(msg("its title, or part of it"),), mended=False),
            read,
            lambda one: one.spot,
            _introduced,
        )
        self.values[key] = found.spot


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
    if not ask.has("count"):
        ask.text("title", msg("Title"))
    day = ask.date(msg("Date"))
    edition = ask.setup.book.on(day)
    if edition is not None:  # otherwise the record is refused when it is read
        ask.outlet(edition)
        called = str(ask.values.get("level") or ask.values["outlet"])
        meant = [*edition.names.find(called), *edition.unlisted.find(called)]
        found = [outlet for outlet in edition.outlets if outlet in meant]
        if found:
            ask.traits([found[0].points], edition)
        following = ask.recent.next_issue(str(ask.values["outlet"]), day)
        ask.text("issue", msg("Issue"), following, optional=True)
    ask.units(day, msg("Units"))


def _submission(ask: Asker) -> None:
    ask.text("title", msg("Title"))
    day = ask.date(msg("Received on"))
    ask.units(day, msg("Units"))
    edition = ask.setup.book.on(day)
    if edition is None:
        return
    ask.traits(scales(edition.received["submissions"]), edition)
    recipients = edition.recipients
    if recipients.entries:
        ask.picks("forwarded", msg("Passed on to"), choices(recipients))
    elif not ask.has("forwarded"):
        ask.text("forwarded", msg("Passed on to"), optional=True)
        ask.values["forwarded"] = [one for one in (str(ask.values["forwarded"]),) if one]


def _commission(ask: Asker) -> None:
    if ask.given.what.amending(ask.values):
        ask.text("title", msg("What was delivered"))
        return
    ask.text("title", msg("What is asked for"))
    day = ask.date(msg("Asked for on"))
    ask.units(day, msg("Units that are asked"))
    ask.moment("due", msg("Due on"), since=day)


def _adjustment(ask: Asker) -> None:
    day = ask.date(msg("Date"))
    edition = ask.setup.book.on(day)
    if edition is not None:
        ask.pick("rule", msg("Rule"), edition.adjustments)
    ask.units(day, msg("Units"))
    if edition is None:
        return
    found = edition.adjustments.find(str(ask.values["rule"]))
    if found:
        rule = edition.rules.adjustments[found[0]]
        if isinstance(rule.points, Range):
            least, most = rule.points.least, rule.points.most
            span = msg("{least} to {most}", least=least, most=most)
            ask.text("points", msg("Points given or taken"), notes=(span,))
        if rule.track is None:
            ask.pick("track", msg("Track"), ask.setup.book.track_names)
    ask.text("reason", msg("Reason"), optional=True)


def _endorsement(ask: Asker) -> None:
    ask.record("adoption", msg("Endorsed brief"))
    if not ask.has("by"):
        found = ask.shelf().find(str(ask.values["adoption"]))
        edition = found[0].record.edition if found else None
        if edition is not None and edition.leaders.entries:
            ask.pick("by", msg("Endorsed by"), edition.leaders)
        else:
            ask.text("by", msg("Endorsed by"))
    ask.date(msg("Endorsed on"))


def _review(ask: Asker) -> None:
    ask.record("brief", msg("Reviewed brief"))
    found = ask.shelf().find(str(ask.values["brief"]))
    course = progress(found[0].record) if found else None
    if course is None:
        ask.text("step", msg("Step of the review chain"))
        ask.text("by", msg("Role"))
    else:
        names = course.flow.names
        ask.pick("step", msg("Step"), names, [one.name for one in course.next()] or None)
        chosen = names.find(str(ask.values["step"]))
        roles = course.flow.step(chosen[0]).roles if chosen else ()
        ask.pick("by", msg("Role"), Names((role, role) for role in roles))
    ask.lately("date", msg("Taken on"))
    verdicts = Names((one.value, one.value) for one in Verdict)
    ask.pick("verdict", msg("Verdict"), verdicts, default=Verdict.PASSED.value)
    if ask.values["verdict"] == Verdict.RETURNED:
        ask.text("reason", msg("Why it was returned"))


def _forwarding(ask: Asker) -> None:
    ask.record("brief", msg("Brief that was passed on"))
    found = ask.shelf().find(str(ask.values["brief"]))
    edition = found[0].record.edition if found else None
    if edition is not None and edition.recipients.entries:
        ask.pick("to", msg("Passed on to"), edition.recipients)
    else:
        ask.text("to", msg("Passed on to"))
    ask.lately("date", msg("Date"))


def _post(ask: Asker) -> None:
    ask.text("title", msg("Title"))
    day = ask.date(msg("Posted on"))
    ask.column(day)
    ask.moment("event", msg("Date of what it tells of"), optional=True)


def _post_state(ask: Asker) -> None:
    ask.record("post", msg("Post"))
    states = [state.value for state in Alteration]
    ask.pick("state", msg("What was done"), Names((one, one) for one in states))
    ask.text("reason", msg("Reason"))
    if not ask.has("asked"):
        ask.lately("date", msg("Done on"))


def _inspection(ask: Asker) -> None:
    if ask.given.what.amending(ask.values):
        ask.text("title", msg("What was mended"))
        return
    ask.text("title", msg("What was found"))
    day = ask.date(msg("Found on"))
    if not ask.has("units"):
        ask.column(day)
    ask.text("kind", msg("Kind of fault, such as 错敏词"), optional=True)


def _rejection(ask: Asker) -> None:
    ask.record("submission", msg("Rejected brief"))
    found = ask.shelf().find(str(ask.values["submission"]))
    edition = found[0].record.edition if found else None
    if edition is not None and edition.reasons.entries:
        ask.pick("reason", msg("Reason"), edition.reasons)
    else:
        ask.text("reason", msg("Reason"))
    ask.date(msg("Rejected on"))


def _urgent(ask: Asker) -> None:
    if ask.given.what.amending(ask.values):
        ask.text("title", msg("Which urgent matter"))
        return
    ask.text("title", msg("What happened"))
    day = ask.date(msg("It happened on"))
    ask.text("time", msg("Time of day, such as 08:30"), optional=True)
    edition = ask.setup.book.on(day)
    if edition is not None and edition.levels.entries:
        ask.pick("level", msg("Level"), edition.levels)
    else:
        ask.text("level", msg("Level"))
    ask.units(day, msg("Units that report it"))


def _release(ask: Asker) -> None:
    ask.record("record", msg("Restricted record"))
    if not ask.has("until"):
        ask.date(msg("Public from"))
    ask.text("by", msg("By whose decision"), optional=True)


def _anything(ask: Asker) -> None:
    """Ask for each missing key by its description, for kinds without a dialogue."""
    missing = ask.given.missing()
    for key in missing:
        if key != "units":
            ask.described(key)
    day = ask.date(msg("Date"))
    if "units" in missing:
        ask.units(day, msg("Units"))


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
