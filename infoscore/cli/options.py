"""Options that several commands share, and what was chosen with them.

A command takes ``period: PeriodChoice``; :func:`spread` makes the struct's fields options of the
command line.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Final, get_type_hints

import typer
from msgspec import Struct

from infoscore.cli.stops import misuse
from infoscore.messages import mark, msg
from infoscore.period import Calendar, Period

LAST: Final = "last"

DryRun = Annotated[
    bool, typer.Option("--dry-run", help=mark("write nothing, tell what would be written"))
]


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """``command`` with each parameter of a struct's type spread into options."""
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
        defaults = zip(hint.__struct_fields__, hint.__struct_defaults__, strict=True)
        parameters += [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=types[name]
            )
            for name, default in defaults
        ]

    @functools.wraps(command)
    def spread_out(**values: Any) -> None:
        for name, kind in structs.items():
            values[name] = kind(**{field: values.pop(field) for field in kind.__struct_fields__})
        command(**values)

    spread_out.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    spread_out.__annotations__ = {one.name: one.annotation for one in parameters}
    return spread_out


def a_day(text: str | None, option: str) -> date | None:
    """The date an option gives, as people write dates.

    Raises:
        Stop: it is none.
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


class PeriodChoice(Struct, frozen=True):
    """Which span of time a report covers."""

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
        """``--as-of``, or the clock's date."""
        return a_day(self.as_of, "--as-of") or date.today()

    def resolve(self, years: Sequence[int], calendar: Calendar) -> Period:
        """The period asked for; ``years``: those with targets, in order.

        Raises:
            Stop: the options contradict each other or name no period.
        """
        today = self.today()
        chosen = [
            f"--{name}"
            for name in ("quarter", "half", "month", "months")
            if getattr(self, name) is not None
        ]
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
        return self._of_year(self._maker(calendar, today), years, calendar.year_of(today), today)

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
        of, parts = (
            (calendar.quarter, 4)
            if self.quarter
            else (calendar.half, 2)
            if self.half
            else (calendar.nth_month, 12)
        )
        period = calendar.last_ended(of, parts, today)
        if self.year is not None and period.year != self._year():
            raise misuse(
                msg("nothing of {year} has ended before {today}", year=self._year(), today=today),
                msg("leave out --year, or name the period"),
            )
        return period

    def _maker(self, calendar: Calendar, today: date) -> Callable[[int], Period]:
        """The period asked for, as a function of the year."""
        if self.quarter is not None:
            quarter = _number(self.quarter, "--quarter", 4)
            return lambda year: calendar.quarter(year, quarter)
        if self.half is not None:
            half = _number(self.half, "--half", 2)
            return lambda year: calendar.half(year, half)
        if self.month is not None:
            month = _number(self.month, "--month", 12)
            return lambda year: calendar.months(year, month, month)
        if self.months is not None:
            first, last = _months(self.months, calendar)
            return lambda year: calendar.months(year, first, last)
        this = calendar.year_of(today)

        def year_to_date(year: int) -> Period:
            whole = calendar.year(year)
            return calendar.between(whole.start, today) if year == this else whole

        return year_to_date

    def _of_year(
        self, period_of: Callable[[int], Period], years: Sequence[int], this: int, today: date
    ) -> Period:
        if self.year is not None:
            return period_of(self._year())
        for year in reversed(years):
            period = period_of(year)
            if period.start <= today:
                return period
        if not years:
            return period_of(this)
        raise misuse(
            msg("that period has not begun in any year that has targets"),
            msg("give the year: --year {year}", year=years[0]),
        )

    def _year(self) -> int:
        assert self.year is not None
        return _number(self.year, "--year", 2199, least=1950, example=2021)


def _number(text: str, option: str, most: int, least: int = 1, example: int = 0) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 9 and least <= int(text) <= most:
        return int(text)
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
    begin = _number(first.strip(), "--months", 12)
    end = _number(last.strip(), "--months", 12) if dash else begin
    if not calendar.in_order(begin, end):
        first_two = f"{calendar.month}-{calendar.month % 12 + 1}"
        raise misuse(
            msg("--months: {text} ends before it begins", text=text)
            if calendar.month == 1
            else msg("--months: {text} does not lie within one assessment year", text=text),
            msg("for example: {option} {number}", option="--months", number=first_two),
        )
    return begin, end
