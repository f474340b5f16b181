"""``init``: make a workspace, from options, from answers or after an example."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from infoscore.cli.console import shown
from infoscore.cli.options import DryRun
from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop, misuse, no_file, not_among
from infoscore.messages import Message, mark, msg, msgn
from infoscore.problems import errors_in

if TYPE_CHECKING:
    from infoscore.office.founding import NewOffice, NewOutlet
    from infoscore.workspace.writing.files import NewFile

T = TypeVar("T")
_MOST_BYTES = 1 << 20
"""The size of the largest list of units."""


def init(
    context: typer.Context,
    folder: Annotated[
        str | None, typer.Argument(metavar="[FOLDER]", help=mark("where; default: here"))
    ] = None,
    issuer: Annotated[
        str | None, typer.Option("--issuer", metavar="NAME", help=mark("the office's full name"))
    ] = None,
    number: Annotated[
        str | None,
        typer.Option(
            "--number", metavar="TEXT", help=mark("a document number, such as 某局发〔2026〕1号")
        ),
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option(
            "--unit",
            "-u",
            metavar="NAME",
            help=mark("a unit, or several with 、 between them (repeatable)"),
        ),
    ] = None,
    units: Annotated[
        str | None,
        typer.Option("--units", metavar="FILE", help=mark("units from CSV or lines of text")),
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(
            "--target",
            metavar="NAME=N",
            help=mark("a year's target of every unit on a track, such as 市级=12 (repeatable)"),
        ),
    ] = None,
    outlet: Annotated[
        list[str] | None,
        typer.Option(
            "--outlet",
            metavar="TEXT",
            help=mark("such as “市级 市政府办公室《工作动态》 简讯4 专报8” (repeatable)"),
        ),
    ] = None,
    like: Annotated[
        str | None,
        typer.Option(
            "--like", metavar="NAME", help=mark("start from this example, such as 扎兰屯")
        ),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    from infoscore.office import example

    session = Session.of(context)
    root = Path(folder or session.folder or ".")
    year = date.today().year
    taken = [shown(file.path) for file in example.setup(root, year) if file.path.exists()]
    session.recover(root)
    if taken:
        raise misuse(
            msg("{files} exist already; nothing was written", files=taken),
            msg("name another folder: infoscore init FOLDER"),
        )
    office: NewOffice | None = None
    if any((issuer, number, unit, units, target, outlet, like)):
        office = _from_options(issuer, number, [*(unit or ()), *_listed(units)], target, outlet)
    elif _is_terminal():
        office = _asked(session)
    made = _made(session, office, like, root, year)
    _write(session, made, root, dry_run=dry_run)
    session.console.say(
        msg("next: put your units into units.yaml, then log an adoption: infoscore add")
        if office is None or not office.units
        else msg("next: log an adoption: infoscore add; then: infoscore circular --quarter last")
    )


def _made(
    session: Session, office: NewOffice | None, like: str | None, root: Path, year: int
) -> list[NewFile]:
    """Return the setup files.

    Raises:
        Stop: there is no such example, or the files would have errors.
    """
    from infoscore.office import example

    if office is None:
        return list(example.setup(root, year))
    from infoscore.office import founding

    if like is None:
        made = founding.founded(office, root, year)
    else:
        found = founding.example_called(like)
        if len(found) != 1:
            raise not_among(msg("example"), like, found or founding.example_names())
        if office.outlets:
            raise misuse(
                msg("--like and --outlet contradict each other"),
                msg("the example has outlets of its own; change them in rules.yaml"),
            )
        made = founding.like(found[0], office, root, year)
    problems = founding.problems_of(made, date.today())
    session.console.problems(problems)
    if number := errors_in(problems):
        raise Stop(
            ExitCode.DATA,
            msgn("{n} error; nothing was written", "{n} errors; nothing was written", n=number),
        )
    return made


def _write(session: Session, made: list[NewFile], root: Path, *, dry_run: bool) -> None:
    from infoscore.office import example
    from infoscore.workspace.writing.transaction import locked

    beside = example.beside(root, session.console.catalogue.gettext)
    made = [*made, *(file for file in beside if not file.path.exists())]
    if not dry_run:
        root.mkdir(parents=True, exist_ok=True)
        with locked(root) as transaction:
            transaction.write_all(made)
    for file in made:
        session.tell_written(file.path, dry_run=dry_run)


def _listed(file: str | None) -> list[str]:
    """Return the lines of a list of units; ``-`` is stdin.

    Raises:
        Stop: it cannot be read, or is an Excel file.
    """
    if file is None:
        return []
    if Path(file).suffix.lower() in {".xlsx", ".xls", ".et"}:
        raise misuse(
            msg("{file} is a file of Excel or WPS", file=file),
            msg("save it there as CSV; or copy its column, run “infoscore init” and paste it"),
        )
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as stream:
            data = stream.read(_MOST_BYTES)
    except (FileNotFoundError, IsADirectoryError):
        raise no_file(file) from None
    try:
        return [data.decode("utf-8")]
    except UnicodeDecodeError:
        return [data.decode("gb18030", errors="replace")]


def _from_options(
    issuer: str | None,
    number: str | None,
    units: list[str],
    targets: list[str] | None,
    outlets: list[str] | None,
) -> NewOffice:
    """Return the office that the options describe.

    Raises:
        Stop: a target or an outlet cannot be understood.
    """
    from infoscore.office.founding import NewOffice, outlet_of, units_of

    goals = {}
    for typed in targets or ():
        track, equals, goal = typed.partition("=")
        if not equals or not goal.replace(".", "", 1).isdecimal():
            raise misuse(
                msg("“{value}” is not what {option} takes", value=typed, option="--target"),
                msg("for example: {option} {number}", option="--target", number="市级=12"),
            )
        goals[track.strip()] = goal
    found: list[NewOutlet] = []
    for typed in outlets or ():
        one = outlet_of(typed)
        if one is None:
            raise misuse(
                msg("“{value}” is not what {option} takes", value=typed, option="--outlet"),
                _OUTLET_LIKE,
            )
        found.append(one)
    return NewOffice(
        issuer=(issuer or "").strip(),
        number=(number or "").strip(),
        units=tuple(unit for typed in units for unit in units_of(typed)),
        outlets=tuple(found),
        targets=goals,
    )


_OUTLET_LIKE = msg(
    "track, outlet and points with blanks between them: 市级 市政府办公室《工作动态》 简讯4 专报8"
)


def _asked(session: Session) -> NewOffice | None:
    """Ask for everything; ``None``: the sample is wanted as it is.

    Raises:
        Stop: the input ended.
    """
    from infoscore.office.founding import TRACKS, NewOffice, outlet_of, units_of

    console = session.console
    try:
        issuer = console.ask(msg("The office's full name (empty: the sample as it is):"))
        if not issuer:
            return None
        number = console.ask(msg("A document number, such as 某局发〔2026〕1号 (empty: later):"))
        console.tell(
            msg("Units, one on each line or pasted from Excel; “机关各科室：” begins a group"),
            msg("a unit's targets may follow its name; an empty line ends the list"),
        )
        lines = _lines(session, msg("Unit:"), lambda line: line)
        console.tell(msg("Outlets, one on each line; an empty line ends the list"), _OUTLET_LIKE)
        outlets = _lines(session, msg("Outlet (empty: those of the sample):"), outlet_of)
        units = tuple(units_of("\n".join(lines)))
        targets = {}
        if any(not unit.targets for unit in units):
            for track in dict.fromkeys(one.track for one in outlets) or TRACKS:
                goal = msg("Target of each unit in the year on {track} (empty: none):", track=track)
                targets[track] = _goal(session, goal)
    except EOFError:
        raise Stop(ExitCode.USAGE, msg("stopped; nothing was written")) from None
    return NewOffice(
        issuer=issuer, number=number, units=units, outlets=tuple(outlets), targets=targets
    )


def _lines(session: Session, question: Message, read: Callable[[str], T | None]) -> list[T]:
    """Ask for lines until an empty one; one that cannot be read is asked for again."""
    found: list[T] = []
    while line := session.console.ask(question):
        one = read(line)
        if one is None:
            session.console.tell(msg("this cannot be read: {line}", line=line), _OUTLET_LIKE)
        else:
            found.append(one)
    return found


def _goal(session: Session, question: Message) -> str:
    while True:
        answer = session.console.ask(question)
        if not answer or answer.replace(".", "", 1).isdecimal():
            return answer
        session.console.tell(msg("write a number, such as 12"))


def _is_terminal() -> bool:
    return sys.stdin.isatty()
