"""Faults of the data as values: collected, never raised.

A reader or a check returns what it could read together with the problems it met. Every problem
has a stable code, a place, a message that quotes what was found, and a way to mend it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from infoscore.messages import Message, mark, msg


class Severity(StrEnum):
    """An error stops every report; a warning does not."""

    ERROR = mark("error")
    WARNING = mark("warning")


class Code(StrEnum):
    """The kinds of problem. Users' scripts rest on these names: add, do not rename."""

    # a file
    NOT_UTF8 = "not-utf8"
    TOO_LARGE = "too-large"
    NOT_A_FILE = "not-a-file"
    STRAY_FILE = "stray-file"
    MISSING_FILE = "missing-file"
    # its YAML
    SYNTAX = "syntax"
    DUPLICATE_KEY = "duplicate-key"
    UNSUPPORTED_YAML = "unsupported-yaml"
    CONTROL_CHARACTER = "control-character"
    CUT_OFF = "cut-off"
    # its schema
    UNKNOWN_KEY = "unknown-key"
    MISSING_KEY = "missing-key"
    WRONG_VALUE = "wrong-value"
    # its names
    UNKNOWN_NAME = "unknown-name"
    AMBIGUOUS_NAME = "ambiguous-name"
    NAME_COLLISION = "name-collision"
    # what it says
    NOT_SCORED = "not-scored"
    NO_EDITION = "no-edition"
    UNIT_INACTIVE = "unit-inactive"
    WEIGHTS = "weights"
    BELOW_STANDARD = "below-standard"
    CONFLICTING_RULES = "conflicting-rules"
    OVERLAPPING_TERMS = "overlapping-terms"
    # records against each other and against the calendar
    DUPLICATE_RECORD = "duplicate-record"
    LIKELY_DUPLICATE = "likely-duplicate"
    FUTURE_DATE = "future-date"
    MISPLACED_RECORD = "misplaced-record"
    NO_TARGET = "no-target"
    # people and reviews
    VACANT_ROLE = "vacant-role"
    UNREVIEWED = "unreviewed"
    SAME_PERSON = "same-person"
    # the website
    RESTRICTED = "restricted"
    NOT_REPORTED = "not-reported"
    HOLIDAYS = "holidays"
    # the circular
    TEMPLATE = "template"
    UNSUPPORTED_MARKDOWN = "unsupported-markdown"
    CONTRADICTION = "contradiction"
    DOUBTFUL = "doubtful"
    PUNCTUATION = "punctuation"


class Place(NamedTuple):
    """A spot in a workspace: ``file`` relative to it; line and column from 1, 0 is all of it."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


class Problem(NamedTuple):
    """One thing wrong, and how to mend it."""

    code: Code
    place: Place
    message: Message
    hint: Message
    severity: Severity = Severity.ERROR


MOST: Final = 1000
"""Problems that are told of a file."""


def noted(problems: list[Problem], problem: Problem) -> bool:
    """Add the problem; of a file with :data:`MOST` already, only that there are more.

    ``False``: nothing is gained by reading on.
    """
    file = problem.place.file
    before = problems[-MOST] if len(problems) >= MOST else None
    if before is None or before.place.file != file:
        problems.append(problem)
        return True
    if problems[-1].code is not Code.TOO_LARGE:
        what = msg("more than {most} problems in this file; the others are not told", most=MOST)
        hint = msg("mend these first, or look whether the file is what it should be")
        problems.append(Problem(Code.TOO_LARGE, Place(file), what, hint))
    return False


def enough(problems: Sequence[Problem], file: str) -> bool:
    """True if the file has more problems than are told."""
    last = problems[-1] if problems else None
    return last is not None and last.code is Code.TOO_LARGE and last.place.file == file


def errors_in(problems: Iterable[Problem]) -> int:
    """The number of problems that stop a report."""
    return sum(problem.severity is Severity.ERROR for problem in problems)
