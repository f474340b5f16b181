"""Returns (定期报送): days by which units have sent something in, or said that there is nothing."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Final

from msgspec import Meta, field

from infoscore.reading.types import Line, Strict, described
from infoscore.rules.condition import Whom
from infoscore.rules.phrases import whom
from infoscore.workdays import is_workday

WEEKDAYS: Final = "一二三四五六日"
_DAY: Final = timedelta(days=1)


class Moved(StrEnum):
    """Workday that takes the place of a day on which no office works."""

    BEFORE = "before"
    AFTER = "after"


class ReturnRule(Strict, frozen=True, kw_only=True):
    """Day by which units send in at least one brief, or a 零报告."""

    name: Annotated[Line, described("what it is called: 月报")]
    on: Annotated[
        str,
        Meta(
            pattern=r"^([1-9]|[12][0-9]|3[01]|每?周[一二三四五六日])\Z",
            extra={"expected": "due-day"},
        ),
        described("the day of each month (31: its last), or of each week: 周四"),
    ]
    moved: Annotated[
        Moved | None, described("to the workday before or after, if nobody works on that day")
    ] = None
    whom: Annotated[Whom | None, described("for these units only")] = field(
        name="for", default=None
    )

    def days(self, start: date, end: date) -> Iterator[date]:
        """Yield the days on which it falls due from ``start`` to ``end``, in order, each once."""
        last = None
        for named in self._days(start - 31 * _DAY, end + 31 * _DAY):
            day = named
            while self.moved is not None and not is_workday(day):
                day += _DAY if self.moved is Moved.AFTER else -_DAY
            if start <= day <= end and day != last:
                yield day
                last = day

    def spans(self, start: date, end: date) -> Iterator[tuple[date, date]]:
        """Yield first day and due day of each span that falls due from ``start`` to ``end``."""
        for before, due in pairwise(self.days(start - 62 * _DAY, end)):
            if due >= start:
                yield before + _DAY, due

    def _days(self, start: date, end: date) -> Iterator[date]:
        """Yield the days as the rule names them, wherever holidays lie."""
        if not self.on.isdecimal():
            day = start + _DAY * ((WEEKDAYS.index(self.on[-1]) - start.weekday()) % 7)
            while day <= end:
                yield day
                day += 7 * _DAY
            return
        for month in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
            year, number = month // 12, month % 12 + 1
            day = date(year, number, min(int(self.on), monthrange(year, number)[1]))
            if start <= day <= end:
                yield day


def said(rules: Iterable[ReturnRule]) -> Iterator[str]:
    """Yield a sentence for each rule."""
    for rule in rules:
        day = f"每{rule.on[-2:]}"
        if rule.on.isdecimal():
            day = f"每月{rule.on}日" + ("（当月没有的，为最后一日）" if int(rule.on) > 28 else "")
        moved = "" if rule.moved is None else f"，遇非工作日{_MOVED[rule.moved]}工作日"
        yield f"{whom(rule.whom) or '各单位'}最迟{day}报送信息或零报告（{rule.name}）{moved}"


_MOVED: Final = {Moved.BEFORE: "提前到前一个", Moved.AFTER: "顺延到后一个"}
