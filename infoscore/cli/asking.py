"""Questions about one record: each asked until its answer holds, and again where it is taken back.

The answers are kept by question. A step back, or an answer that turns out to be wrong, takes some
of them away, and the dialogue runs once more from its beginning: it asks only for what is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial, reduce
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from infoscore.cli.choices import Choices
from infoscore.cli.console import Console, editable
from infoscore.messages import Message, msg

if TYPE_CHECKING:
    from infoscore.cli.editor import Editor

T = TypeVar("T")

BACK: Final = "<＜《〈"
"""At the end of an answer it goes one question back; a Chinese keyboard types the others."""
NONE: Final = frozenset({"-", "－", "—", "无"})
"""Answers that mean nothing where an empty one means something."""
_MOST_SHOWN: Final = 60
"""Letters of choices that a question names itself; more of them are listed when ``?`` is typed."""


class Wrong(Exception):  # noqa: N818 - not an error of the program
    """An answer that does not hold, with a message and a hint."""

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__()
        self.told = message, hint


class Back(Exception):  # noqa: N818 - not an error of the program
    """One question back."""


class Finished(Exception):  # noqa: N818 - not an error of the program
    """There is no further record."""


class Question(Struct, frozen=True):
    """A question by its key."""

    key: str
    what: Message
    """Its words, which also stand before the answer in the summary."""
    default: str = ""
    """The answer that an empty one stands for."""
    optional: bool = False
    choices: Choices | None = None
    several: bool = False
    """Several of the choices may be named."""
    notes: tuple[Message, ...] = ()
    """What else may be typed."""
    mended: bool = True
    """An answer that was wrong or taken back stands there again, to be mended."""


class Answer(Struct, frozen=True):
    """A question that was answered, and the answer as the summary shows it."""

    question: Question
    shown: str


class TypedAnswers(Struct):
    """The answers about one record."""

    console: Console
    editor: Editor | None
    """``None``: a terminal that shows lines, and nothing else."""
    ending: str | None = None
    """The question that ends the pile if it is left empty, unless it is asked again."""
    given: list[Answer] = field(default_factory=list)
    """Those of this run through the dialogue, in order."""
    _kept: dict[str, str] = field(default_factory=dict)
    """As typed, or in full; empty: whatever the default is."""
    _earlier: dict[str, str] = field(default_factory=dict)
    """Those that were taken back, to be offered again."""

    @property
    def begun(self) -> bool:
        """``True`` once the question was answered that would have ended the pile."""
        return self.ending is not None and (
            self.ending in self._kept or bool(self._earlier.get(self.ending))
        )

    def begin(self) -> None:
        """Begin another run through the dialogue."""
        self.given.clear()

    def to(
        self,
        question: Question,
        read: Callable[[str], T],
        told: Callable[[T], str] | None = None,
        shown: Callable[[T], str] | None = None,
    ) -> T:
        """Return what ``read`` makes of the answer that is kept, or is asked for.

        ``told`` is the value as it could be typed; ``shown`` as the summary shows it.

        Raises:
            Back: the answer before it is to be taken back.
            Finished: the pile ends.
            EOFError: the input ended.
        """
        told = told or _told
        key, wrong = question.key, ""
        answer = self._kept.pop(key, None)
        while True:
            if answer is None:
                answer = self.line(question, wrong)
            try:
                value = _read(question, answer, read)
            except Wrong as fault:
                self.console.tell(*fault.told)
                wrong, answer = answer, None
                continue
            self._kept[key] = answer and (told(value) or "-")
            self._earlier.pop(key, None)
            self.given.append(Answer(question, (shown or told)(value) or "–"))
            return value

    def line(self, question: Question, wrong: str = "") -> str:
        """Ask for a line; ``wrong`` was the answer before.

        Raises:
            Back: the answer before it is to be taken back.
            Finished: the pile ends.
            EOFError: the input ended.
        """
        earlier = self._earlier.get(question.key, "")
        mended = question.mended and self.editor is not None
        if earlier and not mended:
            question = replace(question, default=earlier)
        ends = question.key == self.ending and not self.begun and not question.default
        while True:
            answer = self._typed(question, (wrong or earlier) if mended else "", ends=ends)
            last = answer[-1:]
            if last and last in BACK:
                if self.given:
                    if question.key:
                        self._earlier[question.key] = answer[:-1] or ("" if mended else earlier)
                    raise Back
                self.console.tell(msg("this is the first question"))
            elif last and last in "?？" and question.choices is not None:
                for number, choice in enumerate(question.choices.things, start=1):
                    self.console.tell(msg("  {number} {name}", number=number, name=choice))
            elif not answer and ends:
                raise Finished
            else:
                return answer or ("" if mended else earlier)

    def _typed(self, question: Question, before: str, *, ends: bool) -> str:
        """Show the question, and return what is typed."""
        notes = [*_notes(question), *([msg("empty: done")] if ends else [])]
        told = msg("{what}:", what=question.what)
        if notes:
            joined = reduce(lambda one, more: msg("{one}; {more}", one=one, more=more), notes)
            told = msg("{what} ({notes}):", what=question.what, notes=joined)
        if self.editor is None:
            return self.console.ask(told)
        edit = partial(
            self.editor.line,
            key=question.key,
            before=before,
            choices=question.choices,
            several=question.several,
        )
        return self.console.ask(told, edit)

    def back(self) -> None:
        """Take the last answer back."""
        self.again(self.given[-1].question.key)

    def again(self, key: str) -> None:
        """Take an answer back; it is asked for again, with the old one to be mended."""
        self._earlier[key] = self._kept.pop(key)


def chosen(answer: str, offered: Choices) -> str:
    """Return the choice with this number, name or initials; empty for an empty answer.

    Raises:
        Wrong: there is no such choice, or there are several.
    """
    found = offered.meant(answer)
    if found is None and answer:
        close = [msg("“{value}”", value=name) for name in offered.near(answer)]
        raise Wrong(
            msg("“{name}” is none of those to choose from", name=answer),
            msg("did you mean {names}?", names=close)
            if close
            else msg("type one of the numbers or names"),
        )
    return found or ""


def line_editor() -> Editor | None:
    """Return the editor of answers; ``None``: the terminal cannot move its cursor."""
    if not editable():
        return None
    from infoscore.cli.editor import Editor

    return Editor()


def _read(question: Question, answer: str, read: Callable[[str], T]) -> T:
    """Return what ``read`` makes of an answer.

    Raises:
        Wrong: it does not hold.
    """
    meant = "" if question.optional and answer in NONE else answer or question.default
    if not meant and not question.optional:
        raise Wrong(msg("this needs an answer"))
    return read(meant)


def _notes(question: Question) -> Iterator[Message]:
    """Yield what stands in brackets after the question."""
    if question.choices is not None:
        listed = [f"{number} {one}" for number, one in enumerate(question.choices.things, start=1)]
        short = sum(map(len, listed)) <= _MOST_SHOWN
        yield msg("{choices}", choices=listed) if short else msg("?: list them")
    yield from question.notes
    if question.default:
        yield msg("Enter: {answer}", answer=question.default)
    if question.optional:
        yield msg("-: none") if question.default else msg("empty: none")


def _told(value: object) -> str:
    """Return a value as it could be typed."""
    if isinstance(value, date):
        return value.isoformat()
    return "、".join(value) if isinstance(value, list) else str(value)
