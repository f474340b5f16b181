"""What stands on a day: what is missing, due or late, as one table of a few sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from infoscore.moments import days_between, in_words
from infoscore.records.duty import Duty
from infoscore.table import EMPTY, Cell, Column, Kind, Row, Section, Table


class Point(Struct, frozen=True):
    """Something that whoever looks has to know."""

    topic: str
    """Heading under which it stands."""
    what: str
    who: str = ""
    """Unit or role."""
    due: datetime | None = None
    says: str = ""
    clause: str = ""
    record: str = ""
    overdue: bool = False
    """It ought to have been done: programs that look have to be told."""


_HEADS = ("单位", "事项", "时限", "情况")


def of_duty(duty: Duty, topic: str, now: datetime, *, overdue: bool) -> Point:
    """Return a duty as a point: ``已逾期3日``, ``还有2日``."""
    days = abs(days_between(duty.due, now))
    says = (
        "已逾期" + (f"{days}日" if days else "")
        if overdue
        else f"还有{days}日"
        if days
        else "今日到期"
    )
    return Point(
        topic=topic,
        what=duty.what,
        who=duty.unit.name if duty.unit is not None else duty.role,
        due=duty.due,
        says=says,
        clause=duty.clause,
        record=duty.record,
        overdue=overdue,
    )


def table(points: Sequence[Point], title: str, notes: Sequence[str] = ()) -> Table:
    """Return the points by topic, in their order."""
    topics = dict.fromkeys(point.topic for point in points)
    columns = tuple(Column((head,), Kind.TEXT) for head in _HEADS)
    sections = tuple(
        Section(topic, tuple(_row(point) for point in points if point.topic == topic))
        for topic in topics
    )
    return Table(title, columns, sections, tuple(notes))


def _row(point: Point) -> Row:
    due = EMPTY if point.due is None else Cell(in_words(point.due))
    return Row((Cell(point.who), Cell(point.what), due, Cell(point.says)))


def machine(points: Iterable[Point], day: str) -> object:
    """Return the points as JSON."""
    return {
        "as_of": day,
        "points": [
            {
                "topic": point.topic,
                "who": point.who,
                "what": point.what,
                "due": None if point.due is None else in_words(point.due),
                "says": point.says,
                "clause": point.clause,
                "record": point.record,
                "overdue": point.overdue,
            }
            for point in points
        ],
    }
