"""Records that are logged one after the other at a terminal: asked for, summed up, confirmed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from infoscore.cli.asking import Back, Finished, Question, TypedAnswers, line_editor
from infoscore.cli.fields import Fields, Value, option_of
from infoscore.cli.prompts import Asker
from infoscore.cli.recent import Recent, recent
from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop
from infoscore.formulas import whole
from infoscore.messages import Message, msg, msgn
from infoscore.office.log import Gain, Logged, log
from infoscore.problems import Code, Place, Problem, Severity
from infoscore.reading.yamltext import Document
from infoscore.reading.yamltext import Path as YamlPath
from infoscore.records.resolve import Setup
from infoscore.render.width import display_width, wrap
from infoscore.workspace.load import Events, Workspace
from infoscore.workspace.writing.shelf import RecordIndex

_INDENT: Final = 6
"""Columns beside the words of a question in the summary."""
_YES: Final = frozenset({"", "y", "yes", "是", "好", "对"})
_NO: Final = frozenset({"n", "no", "否", "不"})
_ANOTHER: Final = frozenset("+＋")


class Pile(Struct):
    """The records that one run of a command logs."""

    session: Session
    command: str
    given: Fields
    """What the options say of each record."""
    today: date
    dry_run: bool
    tell: Callable[[Logged], None]
    """Prints what was logged."""
    points: Callable[[Sequence[Gain]], Iterable[str]]
    """A line for each unit's points."""
    recent: Recent = field(default_factory=Recent)
    logged: int = 0

    def run(self) -> None:
        """Log records until there is none, or the one that the options begin.

        Raises:
            Stop: the input ended within a record, or the workspace has errors.
            KeyboardInterrupt: what was confirmed is logged.
        """
        self.given.record(self.today)  # stops for an option that is no date
        keys = self.given.what.needed(self.given.values)
        needed = "title" if "title" in keys else keys[0]
        several = not self.given.values.get(needed) and "count" not in self.given.values
        editor = line_editor()
        say = self.session.console.say
        say(msg("< goes one question back; Ctrl-C ends it, and what was confirmed stays"))
        try:
            while self._one(
                TypedAnswers(self.session.console, editor, needed if several else None)
            ):
                pass
        except Finished:
            pass
        finally:
            if several and self.logged and not self.dry_run:
                say(msgn("{n} record is logged", "{n} records are logged", n=self.logged))

    def _one(self, answers: TypedAnswers) -> bool:
        """Ask for a record and log it; return ``True`` if another one may follow."""
        if self.logged:
            self.session.console.tell(msg("{line}", line=""))
        workspace = self.session.workspace()
        setup = self.session.setup(workspace)
        if not self.logged and self.given.what.name == "adoption":
            self.recent = recent(workspace, setup)
        talk = _Talk(self, workspace, setup, answers)
        try:
            logged = talk.confirmed()
        except EOFError:
            if self.logged and not answers.begun:
                return False
            said = msg("stopped; nothing was written")
            if self.logged:
                said = msg("stopped; what was not confirmed is not logged")
            raise Stop(ExitCode.USAGE, said) from None
        if logged is not None:
            self.logged += 1
            for filing in logged.filings:
                self.recent.note(filing.record)
            self.recent.date = talk.day
        return answers.ending in {one.question.key for one in answers.given}


class _Talk:
    """The talk about one record, from its first question until it is logged or left out."""

    def __init__(
        self, pile: Pile, workspace: Workspace, setup: Setup, answers: TypedAnswers
    ) -> None:
        self._pile, self._workspace, self._answers = pile, workspace, answers
        self._shelf: RecordIndex | None = None
        self._keys: dict[str, str] = {}
        """Keys by the words of their questions, which are the places of problems."""
        self._asker = Asker(answers, pile.given, setup, pile.today, self._records, pile.recent)

    def confirmed(self) -> Logged | None:
        """Ask, sum up and log; return what was logged, ``None`` if it was left out.

        Raises:
            Finished: there is no further record.
            EOFError: the input ended.
        """
        while True:
            try:
                fields = self._asker.run()
                planned = self._log(fields, dry_run=True)
                if self._ask_again(planned.problems):
                    continue
                self._sum_up(planned)
                if self._agreed(planned):
                    logged = self._log(fields, dry_run=self._pile.dry_run)
                    if not logged.problems:
                        told = replace(logged, gains=[[] for _ in logged.filings])
                        self._pile.tell(told)
                        return logged
            except Back:
                self._answers.back()
            except _LeftOut:
                return None

    @property
    def day(self) -> str:
        """The date that was typed; empty: none was."""
        return str(self._asker.values.get("date", ""))

    def _log(self, fields: Fields, *, dry_run: bool) -> Logged:
        """Log the record, or tell what that would do, with its warnings."""
        pile, talk = self._pile, self

        class Spoken(Document):
            """A record that was typed as answers."""

            def place(self, path: YamlPath, *, key: bool = False) -> Place:
                """Return the words of the question as the place of a problem."""
                del key
                return Place(talk.words(path)) if path else Place(self.file)

        workspace = replace(self._workspace, problems=[], events=Events())
        document = Spoken(pile.command, "", 0, fields.record(pile.today), 0)
        warn = pile.session.console.problems if dry_run else None
        what, command, today = pile.given.what, pile.command, pile.today
        return log(workspace, [document], what, command, today, dry_run=dry_run, warn=warn)

    def words(self, path: YamlPath) -> str:
        """Return the words of the question, or the option, for a key of the record."""
        key = str(path[0])
        asked = {one.question.key: one.question.what for one in self._answers.given}
        what = asked.get(".".join(map(str, path[:2]))) or asked.get(key)
        option = what or option_of(self._pile.given.what, key)
        words = self._pile.session.console.text(option) if isinstance(option, Message) else option
        self._keys[words] = key
        return words

    def _ask_again(self, problems: Sequence[Problem]) -> bool:
        """Tell the errors, and take back the answers that have them; ``True`` if there are any."""
        console, keys = self._pile.session.console, set[str]()
        for problem in problems:
            key = self._keys.get(problem.place.file)
            if problem.severity is not Severity.ERROR:
                continue
            if key is None:
                console.problems([problem])
                continue
            what = problem.place.file
            console.tell(msg("{what}: {message}", what=what, message=problem.message), problem.hint)
            keys.add(key)
        for key in keys:
            self._asker.again(key)
        self._pile.given = self._pile.given.without(keys)
        return bool(keys)

    def _sum_up(self, planned: Logged) -> None:
        """Show what was answered, and the points that come of it."""
        console, given = self._pile.session.console, self._asker.given
        rows: list[tuple[str, Message | str, str]] = [
            ("", option_of(given.what, key), _shown(value)) for key, value in given.values.items()
        ]
        for at, answer in enumerate(self._answers.given, start=1):
            rows.append((str(at), answer.question.what, answer.shown))
        labels = [console.text(what) if isinstance(what, Message) else what for _, what, _ in rows]
        most = max(map(display_width, labels))
        room = shutil.get_terminal_size().columns - most - _INDENT - 1
        for (number, _, shown), label in zip(rows, labels, strict=True):
            pad = " " * (most - display_width(label) + 2)
            lines = f"\n{' ' * (most + _INDENT)}".join(wrap(shown, max(room, 10)))
            console.tell(msg("{line}", line=f"{number:>2}  {label}{pad}{lines}"))
        for gains in planned.gains:
            for line in self._pile.points(gains):
                console.tell(msg("{line}", line=line))

    def _agreed(self, planned: Logged) -> bool:
        """Ask whether to log it; return ``False`` if something is to be asked again.

        Raises:
            Back: the last answer is to be taken back.
            _LeftOut: it is not to be logged.
        """
        answered, sound = self._answers.given, not planned.problems
        twice = any(problem.code is Code.DUPLICATE_RECORD for problem in planned.problems)
        another = twice and "duplicate_ok" in self._pile.given.what.options
        notes = (
            *((msg("Enter: yes"),) if sound else ()),
            *((msg("+: it is another event"),) if another else ()),
            msg("1 to {most}: change it", most=len(answered)),
            msg("<: back"),
            msg("n: leave it out"),
        )
        question = Question("", msg("Log it?") if sound else msg("What now?"), notes=notes)
        while True:
            answer = self._answers.line(question).lower()
            number = whole(answer)
            if answer in _YES and sound:
                return True
            if answer in _NO:
                raise _LeftOut
            if answer in _ANOTHER and another:
                self._asker.set("duplicate_ok", True)
                return False
            if number is not None and 1 <= number <= len(answered):
                self._answers.again(answered[number - 1].question.key)
                return False

    def _records(self) -> RecordIndex:
        """Return the records that an amendment may name.

        Raises:
            Stop: the workspace has errors.
        """
        if self._shelf is None:
            amendment = self._pile.given.what.amendment
            assert amendment is not None, "only its dialogue asks for records"
            workspace = replace(self._workspace, problems=[], events=Events())
            self._shelf = RecordIndex(workspace, self._asker.setup, amendment.folders)
            self._shelf.everything()
            self._pile.session.stop_for(workspace.problems)
        return self._shelf


class _LeftOut(Exception):  # noqa: N818 - not an error of the program
    """The record is not to be logged."""


def _shown(value: Value) -> str:
    return "、".join(value) if isinstance(value, list) else str(value)
