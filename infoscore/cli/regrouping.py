"""``rename``, ``merge``, ``split`` and ``close-year``: changes of units and their targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Final

import typer

from infoscore.cli.changing import shift_lines
from infoscore.cli.differences import changed_lines
from infoscore.cli.options import DryRun, a_day, a_number
from infoscore.cli.recording import Undo, tell_taken_back
from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop, misuse, not_among, unknown
from infoscore.messages import mark, msg, msgn

if TYPE_CHECKING:
    from infoscore.office.regroup import UnitsChange
    from infoscore.office.undo import Refused
    from infoscore.records.resolve import Setup
    from infoscore.roster import Unit
    from infoscore.workspace.load import Workspace

Plan = Callable[["Workspace", "Setup"], "UnitsChange | Refused"]

_FILE: Final = "units.yaml"

From = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help=mark("the first day on which it is so"))
]
Into = Annotated[
    list[str] | None,
    typer.Option("--into", metavar="NAME", help=mark("a unit that there is then")),
]
CarryChoice = Annotated[
    str,
    typer.Option(
        "--targets",
        metavar="rest|whole|none",
        help=mark("what goes on of the year's targets: for the time left, all, or none"),
    ),
]
Weight = Annotated[
    list[str] | None,
    typer.Option(
        "--weight", metavar="N", help=mark("each unit's part of them, in the order of --into")
    ),
]


def rename(
    context: typer.Context,
    old: Annotated[
        str | None, typer.Argument(metavar="[UNIT]", help=mark("the unit, by any of its names"))
    ] = None,
    new: Annotated[str | None, typer.Argument(metavar="[NAME]", help=mark("its new name"))] = None,
    since: From = None,
    undo: Undo = False,
    dry_run: DryRun = False,
) -> None:
    from infoscore.office import regroup as office

    session = Session.of(context)

    def plan(workspace: Workspace, setup: Setup) -> UnitsChange | Refused:
        assert old is not None
        assert new is not None
        day = _day(since)
        return office.rename(workspace, _unit(setup, old, day), new.strip(), day, date.today())

    _run(session, "rename", [old, new, since], plan, undo=undo, dry_run=dry_run)


def merge(
    context: typer.Context,
    units: Annotated[
        list[str] | None,
        typer.Argument(metavar="[UNIT]...", help=mark("the units, by any of their names")),
    ] = None,
    into: Into = None,
    since: From = None,
    targets: CarryChoice = "rest",
    undo: Undo = False,
    dry_run: DryRun = False,
) -> None:
    plan = _regrouping(units or [], into or [], since, targets, [])
    _run(Session.of(context), "merge", [units, into, since], plan, undo=undo, dry_run=dry_run)


def split(
    context: typer.Context,
    unit: Annotated[
        str | None, typer.Argument(metavar="[UNIT]", help=mark("the unit, by any of its names"))
    ] = None,
    into: Into = None,
    since: From = None,
    targets: CarryChoice = "rest",
    weight: Weight = None,
    undo: Undo = False,
    dry_run: DryRun = False,
) -> None:
    plan = _regrouping([unit] if unit else [], into or [], since, targets, weight or [])
    _run(Session.of(context), "split", [unit, into, since], plan, undo=undo, dry_run=dry_run)


def close_year(
    context: typer.Context,
    year: Annotated[
        str | None,
        typer.Argument(
            metavar="[YEAR]", help=mark("the year that ends; default: the latest with targets")
        ),
    ] = None,
    undo: Undo = False,
    dry_run: DryRun = False,
) -> None:
    from infoscore.office import regroup as office

    session = Session.of(context)
    if undo:
        _undo(session, "close-year", [year], dry_run=dry_run)
        return
    found: list[int] = []

    def plan(workspace: Workspace, setup: Setup) -> UnitsChange | Refused:
        years = setup.roster.years()
        begun = [it for it in years if setup.book.calendar.year(it).start <= date.today()]
        if year is not None:
            found[:] = [a_number(year, "YEAR", 2198, least=1950, example=2021)]
        elif begun:
            found[:] = begun[-1:]
        else:
            raise Stop(
                ExitCode.DATA,
                msg("no unit has targets for any year that has begun"),
                msg("add them to {file}", file=_FILE),
            )
        return office.next_year(workspace, found[0], date.today())

    change = _carried_out(session, "close-year", plan, dry_run=dry_run)
    _tell_missing(session, found[0], change)


def _tell_missing(session: Session, year: int, change: UnitsChange) -> None:
    """Tell what the old year and the new one still lack."""
    from infoscore.moments import end_of
    from infoscore.office.regroup import began_in, without_targets
    from infoscore.office.status import status

    say = session.console.say
    workspace = session.workspace()
    setup = session.setup(workspace)
    calendar = setup.book.calendar
    last, begin = calendar.year(year).end, calendar.year(year + 1).start
    if last >= date.today():
        say(msg("{year} has not ended yet: it ends on {day}", year=year, day=last))
    day = min(last, date.today())
    points = session.sound(workspace, status(workspace, end_of(day), 0))
    if points:
        say(
            msgn(
                "{n} thing of {year} is open",
                "{n} things of {year} are open",
                n=len(points),
                year=year,
            )
        )
        say(msg("see {command}", command=f"infoscore status --as-of {day}"))
    assert change.setup is not None
    missing = without_targets(change.setup, year + 1)
    if missing:
        say(msg("no targets for {year}: {units}", year=year + 1, units=missing))
    begun = began_in(setup, year)
    if begun:
        say(msg("not there all year: look at the new targets of {units}", units=begun))
    rules = setup.book.on(begin)
    if rules is not None and rules.effective < begin:
        say(
            msg(
                "the rules of {day} go on in {year}; a new edition goes into {file}",
                day=rules.effective,
                year=year + 1,
                file="rules.yaml",
            )
        )


def _regrouping(
    names: Sequence[str], into: Sequence[str], since: str | None, carry: str, weights: Sequence[str]
) -> Plan:
    """Return what plans a merger or split."""

    def plan(workspace: Workspace, setup: Setup) -> UnitsChange | Refused:
        from infoscore.office.regroup import Carry, Regrouping, regroup

        if carry not in set(Carry):
            raise not_among(msg("way with targets"), carry, Carry)
        day = _day(since)
        units = [_unit(setup, name, day) for name in names]
        _check_numbers(units, into)
        parts = tuple(Fraction(a_number(it, "--weight", 1000)) for it in weights)
        if parts and len(parts) != len(into):
            raise misuse(
                msg("{weights} weights for {units} units", weights=len(parts), units=len(into)),
                msg("give one for each --into"),
            )
        parts = parts or (Fraction(1),) * len(into)
        wanted = Regrouping(tuple(units), tuple(into), parts, day, Carry(carry))
        return regroup(workspace, wanted, date.today())

    return plan


def _check_numbers(units: Sequence[Unit], into: Sequence[str]) -> None:
    """Stop for what is neither a merger nor a split.

    Raises:
        Stop: it is not.
    """
    if len(set(units)) < len(units) or len(set(into)) < len(into):
        raise misuse(msg("a unit is named twice"), msg("keep one of the two"))
    if len(units) + len(into) < 3 or not into:
        raise misuse(
            msg("one unit that goes over into another is only renamed"),
            msg("use: {command}", command="infoscore rename"),
        )
    if len(units) > 1 and len(into) > 1:
        raise misuse(
            msg("several units are merged into one only"),
            msg("give one --into, and split that afterwards"),
        )


def _day(text: str | None) -> date:
    day = a_day(text, "--from")
    if day is None:
        raise misuse(
            msg("{options} must be given", options=["--from"]),
            msg("the first day on which it is so, such as 2021-07-01"),
        )
    return day


def _unit(setup: Setup, name: str, day: date) -> Unit:
    """Return the unit that is called so.

    Raises:
        Stop: there is none, or several.
    """
    found = setup.roster.find(name, day)
    if len(found) == 1:
        return found[0]
    if found:
        raise misuse(
            msg("“{name}” names more than one {kind}", name=name, kind=msg("unit")),
            msg("use the full name"),
        )
    otherwise = msg("the names stand in {file}", file=_FILE)
    raise misuse(*unknown(msg("unit"), name, setup.roster, otherwise))


def _run(
    session: Session,
    command: str,
    given: Sequence[object],
    plan: Plan,
    *,
    undo: bool,
    dry_run: bool,
) -> None:
    if undo:
        _undo(session, command, given, dry_run=dry_run)
        return
    if not all(given):
        raise misuse(
            msg("units, names and --from must be given"),
            msg("see {command}", command=f"infoscore {command} --help"),
        )
    _carried_out(session, command, plan, dry_run=dry_run)


def _undo(session: Session, command: str, given: Sequence[object], *, dry_run: bool) -> None:
    if any(given):
        raise misuse(
            msg("{option} goes without {others}", option="--undo", others=[msg("anything else")]),
            msg("leave out one or the other"),
        )
    tell_taken_back(session, session.root(), command, dry_run=dry_run)


def _carried_out(session: Session, command: str, plan: Plan, *, dry_run: bool) -> UnitsChange:
    """Write what is planned, and tell what it does.

    Raises:
        Stop: it cannot be; nothing was written.
    """
    from infoscore.office.regroup import carry_out
    from infoscore.office.undo import Refused as No

    while True:
        workspace = session.workspace()
        change = plan(workspace, session.setup(workspace))
        if isinstance(change, No):
            raise Stop(ExitCode.DATA, *change)
        session.stop_for(change.problems)
        if not dry_run and not change.nothing:
            try:
                carry_out(workspace, change, command)
            except FileExistsError:  # the file was changed meanwhile: plan again
                continue
        break
    say, data = session.console.say, session.console.data
    if change.nothing:
        say(msg("nothing changed: {file}", file=_FILE))
        return change
    text = changed_lines(change.before, change.after)
    would = msg("would change {file}:\n{text}", file=_FILE, text=text)
    say(would if dry_run else msg("changed {file}:\n{text}", file=_FILE, text=text))
    lines = list(shift_lines(change.shifts))
    if lines:
        data("\n".join(lines))
    else:
        say(msg("no unit's points change"))
    return change
