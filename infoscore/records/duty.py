"""Duties (应办事项): what somebody has to have done by a moment, and what became of it.

Whatever an office must see to is one: a commission's delivery, a step of a review, a post to a
column in time, a report of an urgent matter. What asks for it says when it is due; ``status``,
``check``, tables and texts are filters of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from infoscore.problems import Place
from infoscore.roster import Unit
from infoscore.rules.measures import State


class Duty(Struct, frozen=True, kw_only=True):
    """Something to be done by a moment."""

    clause: str
    """What asks for it, by its path: ``columns.住建新闻``, ``chains.日常.审核``."""
    what: str
    """In Chinese words, as documents print it; never the title of a restricted record."""
    since: datetime
    """From when on it can be done; before, nobody is asked."""
    due: datetime
    done: datetime | None = None
    """``None``: not yet."""
    unit: Unit | None = None
    """Who has to do it; ``None``: the office, or whoever has the role."""
    role: str = ""
    """Role that has to do it; empty: anybody of the unit."""
    record: str = ""
    """Id of the record that it is about; empty: it asks for one."""
    place: Place | None = None
    """Where what asks for it is written."""

    def state(self, now: datetime) -> State | None:
        """Return what became of it as known at ``now``; ``None``: nothing yet, and it is not due.

        What is done later than ``now`` is not known yet.
        """
        if self.done is not None and self.done <= now:
            return State.ON_TIME if self.done <= self.due else State.LATE
        return State.MISSED if self.due < now else None

    def became(self, now: datetime) -> Iterator[tuple[date, State, int]]:
        """Yield what became of it day by day: the state and 1, or -1 where a later one replaces it.

        What is not done in time is missed on its last day, which the next one tells; late is what
        comes after that.
        """
        done = self.done if self.done is not None and self.done <= now else None
        if done is not None and done <= self.due:
            yield done.date(), State.ON_TIME, 1
            return
        if self.due < now:
            yield self.due.date(), State.MISSED, 1
        if done is not None:
            yield done.date(), State.MISSED, -1
            yield done.date(), State.LATE, 1
