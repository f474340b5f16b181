"""Times allowed (时限), as rules write them: ``30分钟``, ``2小时``, ``20日``, ``5个工作日``."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from infoscore.moments import end_of
from infoscore.workdays import after

WORKDAYS: Final = "工作日"
_PARTS: Final = re.compile(r"([0-9]+)\s*(?:个)?(\D+)", re.ASCII)


class Allowance(NamedTuple):
    """A time allowed."""

    number: int
    unit: str
    """``分钟``, ``小时``, ``日``, ``工作日``, ``周`` or ``月``."""

    @property
    def named(self) -> str:
        """The time as documents write it: ``5个工作日``."""
        return f"{self.number}{'个' if self.unit in {'工作日', '月'} else ''}{self.unit}"

    def until(self, since: datetime) -> datetime:
        """Return the last moment allowed: days, weeks and months are over at the end of a day."""
        match self.unit:
            case "分钟":
                return since + timedelta(minutes=self.number)
            case "小时":
                return since + timedelta(hours=self.number)
            case "工作日":
                return end_of(after(since.date(), self.number))
            case "周":
                return end_of(since.date() + timedelta(weeks=self.number))
            case "月":
                return end_of(_months_after(since.date(), self.number))
            case _:
                return end_of(since.date() + timedelta(days=self.number))


def allowance(text: str) -> Allowance:
    """Return the time that ``text``, of the type ``Allowed``, allows."""
    found = _PARTS.fullmatch(unicodedata.normalize("NFKC", text).strip())
    assert found is not None, text
    return Allowance(int(found[1]), "日" if found[2] == "天" else found[2])


def _months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
