"""Options shared by several commands.

A command takes ``period: PeriodChoice``, and :func:`spread` makes options of the struct's fields.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final, get_type_hints

import typer
from msgspec import Struct

from infoscore.cli.stops import misuse
from infoscore.formulas import whole
from infoscore.messages import mark, msg
from infoscore.period import Calendar, Period

LAST: Final = "last"

DryRun = Annotated[
    bool, typer.Option("--dry-run", help=mark("write nothing, tell what would be written"))
]


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Return the command with an option for each field of its struct parameters."""
    hints = get_type_hints(command, include_extras=True)
    parameters: list[inspect.Parameter] = []
    structs: dict[str, type[Struct]] = {}
    for parameter in inspect.signature(command).parameters.values():
        hint = hints[parameter.name]
        if not (isinstance(hint, type) and issubclass(hint, Struct)):
            parameters.append(
                parameter.replace(annotation=hint, kind=inspect.Parameter.KEYWORD_ONLY)
            )
            continue
        structs[parameter.name] = hint
        types = get_type_hints(hint, include_extras=True)
        for name, default in zip(hint.__struct_fields__, hint.__struct_defaults__, strict=True):
            kind = inspect.Parameter.KEYWORD_ONLY
            option = inspect.Parameter(name, kind, default=default, annotation=types[name])
            parameters.append(option)

    @functools.wraps(command)
    def spread_out(**values: Any) -> None:
        for name, struct in structs.items():
            fields = struct.__struct_fields__
            values[name] = struct(**{field: values.pop(field) for field in fields})
        command(**values)

    spread_out.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    spread_out.__annotations__ = {option.name: option.annotation for option in parameters}
    return spread_out


Strict = Annotated[bool, typer.Option("--strict", help=mark("stop for warnings, too"))]


def a_day(text: str | None, option: str) -> date | None:
    """Return the date given by an option.

    Raises:
        Stop: the text is not a date, or the year is out of range.
    """
    if text is None:
        return None
    from infoscore.reading.typed import EARLIEST, LATEST, parse_day

    day = parse_day(text)
    if day is None:
        raise misuse(
            msg("{option}: there is no date “{text}”", option=option, text=text),
            msg("write it as 2021-03-05 or 2021年3月5日"),
        )
    if not EARLIEST <= day <= LATEST:
        raise misuse(
            msg(
                "the date {day} lies outside {first} to {last}",
                day=day,
                first=EARLIEST,
                last=LATEST,
            ),
            msg("check the year"),
        )
    return day


def a_moment(text: str | None, option: str) -> datetime | None:
    """Return the moment given by an option; of a date its last minute.

    Raises:
        Stop: the text is no moment, or the year is out of range.
    """
    from infoscore.moments import last
    from infoscore.reading.typed import parse_moment

    found = None if text is None else parse_moment(text)
    a_day(text if found is None else found[:10], option)
    return None if found is None else last(found)


class PeriodChoice(Struct, frozen=True):
    """The options for the period of a report."""

    year: Annotated[
        str | None,
        typer.Option(
            metavar="YEAR", help=mark("the assessment year; default: the latest with targets")
        ),
    ] = None
    quarter: Annotated[
        str | None,
        typer.Option(metavar="1-4|last", help=mark("a quarter, or the last that has ended")),
    ] = None
    half: Annotated[
        str | None, typer.Option(metavar="1|2|last", help=mark("a half of the year"))
    ] = None
    month: Annotated[str | None, typer.Option(metavar="1-12|last", help=mark("a month"))] = None
    months: Annotated[
        str | None, typer.Option(metavar="A-B", help=mark("months A to B of the year, such as 1-2"))
    ] = None
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=mark("the first day of any span"))
    ] = None
    until: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help=mark("its last day"))
    ] = None
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help=mark("stands in for today"))
    ] = None

    def today(self) -> date:
        """Return the date of ``--as-of``, or today's date."""
        return a_day(self.as_of, "--as-of") or date.today()

    def resolve(self, years: Sequence[int], calendar: Calendar) -> Period:
        """Return the period; ``years`` are the assessment years with targets, in order.

        Raises:
            Stop: the options contradict each other or name no period.
        """
        today = self.today()
        parts = ("quarter", "half", "month", "months")
        chosen = [f"--{name}" for name in parts if getattr(self, name) is not None]
        if self.since is not None or self.until is not None:
            chosen.append("--from/--to")
        if len(chosen) > 1:
            raise misuse(
                msg("{options} name more than one period", options=chosen),
                msg("give one of them"),
            )
        if chosen == ["--from/--to"]:
            return self._between(calendar, today)
        if LAST in (self.quarter, self.half, self.month):
            return self._last(calendar, today)
        this = self._in(calendar.year_of(today), calendar, today)  # checks the numbers first
        if self.year is not None:
            return self._in(self._year(), calendar, today)
        for year in reversed(years):
            period = self._in(year, calendar, today)
            if period.start <= today:
                return period
        if not years:
            return this
        raise misuse(
            msg("that period has not begun in any year that has targets"),
            msg("give the year: --year {year}", year=years[0]),
        )

    def _between(self, calendar: Calendar, today: date) -> Period:
        if self.year is not None:
            raise misuse(msg("--from and --to name the year themselves"), msg("leave out --year"))
        end = a_day(self.until, "--to") or today
        start = a_day(self.since, "--from")
        if start is None:
            start = calendar.year(calendar.year_of(end)).start
        if start > end:
            raise misuse(
                msg("the span from {start} to {end} ends before it begins", start=start, end=end),
                msg("swap --from and --to"),
            )
        return calendar.between(start, end)

    def _last(self, calendar: Calendar, today: date) -> Period:
        if self.year is not None:
            today = min(today, calendar.year(self._year()).end + timedelta(days=1))
        if self.quarter:
            period = calendar.last_ended(calendar.quarter, 4, today)
        elif self.half:
            period = calendar.last_ended(calendar.half, 2, today)
        else:
            period = calendar.last_ended(calendar.nth_month, 12, today)
        if self.year is not None and period.year != self._year():
            raise misuse(
                msg("nothing of {year} has ended before {today}", year=self._year(), today=today),
                msg("leave out --year, or name the period"),
            )
        return period

    def _in(self, year: int, calendar: Calendar, today: date) -> Period:
        """Return the period in an assessment year; the year to date if no part is named."""
        if self.quarter is not None:
            return calendar.quarter(year, a_number(self.quarter, "--quarter", 4))
        if self.half is not None:
            return calendar.half(year, a_number(self.half, "--half", 2))
        if self.month is not None:
            month = a_number(self.month, "--month", 12)
            return calendar.months(year, month, month)
        if self.months is not None:
            return calendar.months(year, *_months(self.months, calendar))
        whole = calendar.year(year)
        current = year == calendar.year_of(today)
        return calendar.between(whole.start, today) if current else whole

    def _year(self) -> int:
        assert self.year is not None
        return a_number(self.year, "--year", 2199, least=1950, example=2021)


def a_number(text: str, option: str, most: int, least: int = 1, example: int = 0) -> int:
    """Return the whole number given by an option.

    Raises:
        Stop: the text is no such number.
    """
    number = whole(text)
    if number is not None and least <= number <= most:
        return number
    raise misuse(
        msg(
            "{option}: “{text}” is no number from {least} to {most}",
            option=option,
            text=text,
            least=least,
            most=most,
        ),
        msg("for example: {option} {number}", option=option, number=example or least),
    )


def _months(text: str, calendar: Calendar) -> tuple[int, int]:
    first, dash, last = text.replace("—", "-").replace("–", "-").partition("-")
    begin = a_number(first.strip(), "--months", 12)
    end = a_number(last.strip(), "--months", 12) if dash else begin
    if not calendar.in_order(begin, end):
        first_two = f"{calendar.month}-{calendar.month % 12 + 1}"
        raise misuse(
            msg("--months: {text} ends before it begins", text=text)
            if calendar.month == 1
            else msg("--months: {text} does not lie within one assessment year", text=text),
            msg("for example: {option} {number}", option="--months", number=first_two),
        )
    return begin, end
