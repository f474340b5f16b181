"""“What became of it?”: one record with its keys, the points that it gave and its reviews."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from infoscore import moments
from infoscore.messages import Message, msg, msgn
from infoscore.reading.types import keys_of
from infoscore.records.base import HIDDEN_TITLE, headline
from infoscore.records.kinds import Record, kind_of
from infoscore.records.progress import Course, in_order
from infoscore.records.review import Review, Reviewed
from infoscore.reports.arithmetic import arithmetic
from infoscore.rounding import number, printed
from infoscore.rules.chains import ChainStep
from infoscore.rules.measures import Verdict
from infoscore.scoring.posting import Posting
from infoscore.table import Cell, Column, Row, Section, Table

VERDICTS: Final[Mapping[Verdict, Message]] = {
    Verdict.PASSED: msg("passed"),
    Verdict.CHANGED: msg("passed with changes"),
    Verdict.RETURNED: msg("returned"),
    Verdict.HELD: msg("held for doubt of secrecy"),
}
TELLING: Final = frozenset({"title", "item", "reason", "submission"})
"""Keys whose values may tell a restricted title."""
Text = Callable[[Message], str]
Label = Callable[[str, Record], str]
"""A key of a record → what it is called in the language of the run."""


class Dossier(Struct, frozen=True):
    """A record and what became of it, as known on a day."""

    record: Record
    written: Mapping[str, object]
    """Its keys and values as they stand in its file."""
    postings: Sequence[Posting]
    course: Course | None
    """``None``: no chain concerns it."""
    now: datetime

    @property
    def keys(self) -> Iterator[tuple[str, object]]:
        """Keys and values without what is shown nowhere, and without reviews."""
        for key in kind_of(self.record).written:
            if key in self.written and key not in {"note", "reviews"}:
                hidden = self.record.restricted and key in TELLING
                yield key, HIDDEN_TITLE if hidden else self.written[key]

    @property
    def reviews(self) -> list[Review]:
        """Steps that were taken, in order."""
        found = self.record.reviews if isinstance(self.record, Reviewed) else ()
        return [one for one in in_order(found) if one.first <= self.now]

    def reason(self, review: Review) -> str:
        """Return why a step was returned or held; empty: not given, or not to be shown."""
        return "" if self.record.restricted else review.reason


def table(found: Dossier, text: Text, label: Label) -> Table:
    """A section of its keys, of its points and of its reviews; ``text`` translates."""
    record = found.record
    where = record.place.file if record.place.line <= 2 else str(record.place)
    about = [
        (text(msg("Record")), f"{text(kind_of(record).noun)} {record.id}"),
        *((label(key, record), _shown(value, text)) for key, value in found.keys),
        (text(msg("File")), where),
    ]
    sections = [_section(None, about)]
    if found.postings:
        points = [
            (one.unit.name, f"{one.track} {_points(one, text)}  {one.clause}")
            for one in found.postings
        ]
        sections.append(_section(text(msg("Points")), points))
    course, reviews = found.course, list(_review_lines(found, text))
    if course is not None:
        title = text(msg("Review chain: {name}", name=course.flow.chain.name))
        sections.append(_section(title, [*reviews, *_next_lines(course, text)]))
    elif reviews:
        sections.append(_section(text(msg("Reviews")), reviews))
    columns = (Column((text(msg("Key")),)), Column((text(msg("Value")),)))
    return Table(headline(record), columns, tuple(sections))


def _section(title: str | None, lines: Sequence[tuple[str, str]]) -> Section:
    return Section(title, tuple(Row((Cell(key), Cell(value))) for key, value in lines))


def _points(posting: Posting, text: Text) -> str:
    points, how = printed(posting.points), arithmetic(posting.steps, text)
    return points if how == points else f"{points} ({how})"


def _shown(value: object, text: Text) -> str:
    return text(msg("yes")) if value == "true" else said(value)


def said(value: object) -> str:
    """Return a value as people read it: ``市政府办公室（2023-07-05）、省政府办公厅``."""
    match value:
        case list():
            return "、".join(map(said, value))
        case dict() if (value and "to" in value) or "by" in value:  # what is said of one thing
            first, *more = map(said, value.values())
            return first + "".join(f"（{one}）" for one in more)
        case dict():
            return "、".join(f"{key} {said(part)}" for key, part in value.items())
        case _:
            return str(value)


def _review_lines(found: Dossier, text: Text) -> Iterator[tuple[str, str]]:
    before: Review | None = None
    for one in found.reviews:
        parts = [one.date, one.by, text(VERDICTS[one.verdict]), found.reason(one)]
        if before is not None:
            parts.append(text(_gap(before, one)))
        early = found.course.early.get(one.step) if found.course is not None else None
        if early is not None and early.review == one:
            parts.append(text(msg("too early: before “{step}”", step=early.lacking.name)))
        yield one.step, "  ".join(filter(None, parts))
        before = one


def _gap(before: Review, review: Review) -> Message:
    """The time since the review before, in hours where both times are known."""
    hours = gap_in_hours(before, review)
    if hours is not None:
        return msg("after {n} h", n=printed_hours(hours))
    days = moments.days_between(before.first, review.first)
    if days == 0:
        return msg("the same day")
    return msgn("after {n} day", "after {n} days", n=days)


def gap_in_hours(before: Review, review: Review) -> float | None:
    """Return the hours between two reviews; ``None``: a time is not known."""
    if not (before.timed and review.timed):
        return None
    return (review.first - before.first).total_seconds() / 3600


def printed_hours(hours: float) -> str:
    """Return hours with at most one decimal."""
    return f"{hours:.1f}".removesuffix(".0")


def _next_lines(course: Course, text: Text) -> Iterator[tuple[str, str]]:
    """What comes next: the steps that may be taken now, or that it may go out."""
    to_come = course.next()
    for step in to_come:
        due = due_of(course, step)
        parts = [text(msg("to be taken by {who}", who=step.who))]
        parts += [text(msg("due {day}", day=moments.in_words(due)))] if due is not None else []
        yield step.name, "  ".join(parts)
    if course.went_out:
        yield text(msg("Went out")), course.went_out
    elif course.went_out is None and not course.missing():
        yield text(msg("Next")), text(msg("it may go out"))


def due_of(course: Course, step: ChainStep) -> datetime | None:
    """Return by when a step has to be taken; ``None``: at any time, or not asked for yet."""
    allowed = step.allowed
    if allowed is None or step.name in course.held or (step.later and course.went_out is None):
        return None
    return allowed.until(moments.last(course.since(step)))


def as_json(found: Dossier) -> object:
    """The record for machines; the keys are a contract."""
    record, course = found.record, found.course
    reviews: list[dict[str, object]] = []
    before: Review | None = None
    for one in found.reviews:
        reviews.append(
            {
                "step": one.step,
                "by": one.by,
                "date": one.date,
                "verdict": one.verdict.value,
                "reason": found.reason(one) or None,
                "gap_days": before and moments.days_between(before.first, one.first),
                "gap_hours": before and gap_in_hours(before, one),
            }
        )
        before = one
    return {
        "id": record.id,
        "kind": kind_of(record).name,
        "file": record.place.file,
        "line": record.place.line,
        "date": record.date.isoformat(),
        "title": None if record.restricted else record.title or None,
        "restricted": record.restricted,
        "keys": {key: value for key, value in found.keys if value != HIDDEN_TITLE},
        "points": [
            {
                "date": one.date.isoformat(),
                "unit": one.unit.name,
                "track": one.track,
                "points": number(one.points),
                "exact": str(one.points),
                "clause": one.clause,
            }
            for one in found.postings
        ],
        "reviews": reviews,
        "chain": None if course is None else _chain(course),
    }


def _chain(course: Course) -> object:
    to_come = [(one, due_of(course, one)) for one in course.next()]
    return {
        "name": course.flow.chain.name,
        "before": course.flow.chain.before.value,
        "went_out": course.went_out,
        "steps": [
            {"step": one.name, "roles": list(one.roles), "done": course.done(one)}
            for one in course.flow.steps
            if course.needed(one)
        ],
        "next": [
            {
                "step": one.name,
                "roles": list(one.roles),
                "since": course.since(one),
                "due": None if due is None else due.isoformat(" ", "minutes"),
            }
            for one, due in to_come
        ],
    }


def chinese(key: str, record: Record) -> str:
    """Return what the tables of clerks call a key."""
    heads = keys_of(kind_of(record).entry)[key].typed.heads
    return heads[0] if heads else key


def english(key: str, _record: Record) -> str:
    """Return what files call a key."""
    return key.replace("_", " ")
