"""``list``, ``tally`` and ``explain``: what was adopted, what it sums up to, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from infoscore.cli.options import PeriodChoice
from infoscore.cli.output import OutputChoice, Report, emit
from infoscore.cli.session import Reported, Session
from infoscore.cli.stops import ExitCode, Lookup, Stop, misuse, unknown
from infoscore.messages import Message, mark, msg, msgn
from infoscore.office.summary import postings, summarise
from infoscore.records.adoption import Adoption
from infoscore.records.kinds import Record
from infoscore.records.resolve import Setup

if TYPE_CHECKING:
    from infoscore.reports.tables.entry import TableEntry

T = TypeVar("T")


def tally(
    context: typer.Context,
    period: PeriodChoice,
    output: OutputChoice,
    layout: Annotated[
        str | None,
        typer.Option(
            "--layout",
            metavar="N|TITLE",
            help=mark("the table of an annex in circular.yaml, by its number or title"),
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="author|unit", help=mark("whose points; default: units'")),
    ] = None,
) -> None:
    from infoscore.reports.tables.columns import gauges
    from infoscore.reports.tables.layout import authors_layout, joined, tables, tally_layout

    session = Session.of(context)
    authors = _by_author(by)
    asked = session.report(period)
    workspace, setup, span, today = asked
    records = None
    tracks = [track.name for track in setup.book.tracks]
    if layout is not None:
        title, entry = _layout(session, asked, layout)
    elif authors:
        title, entry = f"{span.label}各作者信息采用得分情况", authors_layout(tracks)
    else:
        title, entry = f"{span.label}各单位信息采用得分情况", tally_layout(tracks)
    if authors:
        setup, records = _authors(session, asked)
    else:
        session.warn_without_targets(setup, span)
    counted = gauges([entry], setup.book)
    summary = summarise(
        workspace,
        setup,
        span,
        today,
        measures=counted.measures,
        records=records,
        remembered=session.remembered,
    )
    summed = session.sound(workspace, summary)

    def machine() -> object:
        from infoscore.reports import machine as json
        from infoscore.scoring.standings import standings

        if layout is None:
            return json.tally(standings(summed, among_all=authors))
        return json.tables(tables(summed, counted, entry, ""), title, span)

    report = Report(
        reading=lambda: joined(tables(summed, counted, entry, title), title), json=machine
    )
    emit(report, output, session)


def _by_author(by: str | None) -> bool:
    if by not in (None, "unit", "author"):
        raise misuse(
            msg("“{value}” is not what {option} takes", value=by or "", option="--by"),
            msg("one of: {names}", names=["author", "unit"]),
        )
    return by == "author"


def _layout(session: Session, asked: Reported, wanted: str) -> tuple[str, TableEntry]:
    """The title and layout of the annex that is meant.

    Raises:
        Stop: there is none, or it holds no table.
    """
    from infoscore.circular.settings import read_settings
    from infoscore.names import Names
    from infoscore.reports.tables.layout import blanks, fill

    settings = session.sound(asked.workspace, read_settings(asked.workspace, asked.setup))
    values = {**blanks(asked.period), "issuer": settings.issuer}
    annexes = [(fill(annex.title, values), annex.table) for annex in settings.annexes]
    names = Names(
        (name, (title, table))
        for number, (annex, (title, table)) in enumerate(
            zip(settings.annexes, annexes, strict=True), 1
        )
        for name in (str(number), annex.title, title)
    )
    known = msg(
        "the annexes are: {names}",
        names=[f"{number} {title}" for number, (title, _) in enumerate(annexes, 1)],
    )
    found = names.find(wanted)
    if not found:
        raise misuse(
            msg("there is no {kind} called “{name}”", kind=msg("annex"), name=wanted), known
        )
    title, table = found[0]
    if table is None:
        raise misuse(
            msg("annex “{title}” holds no table of units", title=title),
            msg("its adoptions: infoscore list"),
        )
    return title, table


def _authors(session: Session, asked: Reported) -> tuple[Setup, list[Record]]:
    """Records, rules and roster by which authors are scored.

    Raises:
        Stop: the rules do not say how authors share.
    """
    from infoscore.scoring.authors import by_author, without_rule

    workspace, setup, span, _ = asked
    silent = without_rule(setup.book.in_force(span.year_start, span.end))
    if silent is not None:
        raise Stop(
            ExitCode.DATA,
            msg(
                "the rules in force from {day} do not say how authors share points",
                day=silent.effective,
            ),
            msg("add “authors: {{method: average}}” to the edition in {file}", file="rules.yaml"),
        )
    records = list(workspace.records())
    session.stop_for(workspace.problems)
    adopted = (one for one in records if isinstance(one, Adoption) and one.date in span)
    unnamed = sum(one.count for one in adopted if not one.authors)
    if unnamed:
        session.console.tell(
            msgn("{n} adoption names no author", "{n} adoptions name no author", n=unnamed),
            msg("its points are nobody's here: add “authors” to the record"),
        )
    people = by_author(records, setup.book, setup.roster)
    return Setup(people.roster, people.book), people.records


def list_(
    context: typer.Context,
    period: PeriodChoice,
    output: OutputChoice,
    unit: Annotated[
        list[str] | None,
        typer.Option("--unit", "-u", metavar="NAME", help=mark("only of this unit (repeatable)")),
    ] = None,
    outlet: Annotated[
        list[str] | None,
        typer.Option("--outlet", metavar="NAME", help=mark("only by this outlet (repeatable)")),
    ] = None,
    form: Annotated[
        list[str] | None,
        typer.Option("--form", metavar="NAME", help=mark("only of this form (repeatable)")),
    ] = None,
) -> None:
    from infoscore.reports import listing
    from infoscore.reports import machine as json
    from infoscore.rules.sentences import criteria, heading

    session = Session.of(context)
    workspace, setup, span, today = session.report(period)
    units = {_known(name, setup.roster, msg("unit"), "units.yaml") for name in unit or ()}
    outlets = {
        _known(name, setup.book.outlets, msg("outlet"), "rules.yaml") for name in outlet or ()
    }
    forms = {_known(name, setup.book.forms, msg("form"), "rules.yaml") for name in form or ()}
    summary = session.sound(workspace, summarise(workspace, setup, span, today, items=True))
    items = [
        item
        for item in listing.items_of(summary)
        if (not units or any(one.unit in units for one in item.adoption.contributors))
        and (not outlets or item.adoption.outlet.name in outlets)
        and (not forms or item.adoption.form in forms)
    ]
    items = [item for group in listing.by_outlet(items) for item in group]
    if not items:
        session.console.say(msg("nothing was adopted in {period}", period=span.label))
    title = f"{span.label}政务信息采用详细条目"
    notes = heading(criteria(setup.book, span))
    report = Report(
        reading=lambda: listing.reading_table(items, title, notes),
        json=lambda: json.listing(items),
        data=lambda: listing.data_table(items, title),
    )
    emit(report, output, session)


def explain(
    context: typer.Context,
    unit: Annotated[
        str, typer.Argument(metavar="UNIT", help=mark("the unit, by any of its names"))
    ],
    period: PeriodChoice,
    output: OutputChoice,
) -> None:
    from infoscore.reports import explanation
    from infoscore.reports import machine as json

    session = Session.of(context)
    workspace, setup, span, today = session.report(period)
    wanted = _known(unit, setup.roster, msg("unit"), "units.yaml")
    found = session.sound(workspace, postings(workspace, setup, span, wanted, today))
    tracks = [track.name for track in setup.book.tracks]
    title = f"{wanted.name}  {span.label}"
    if not found:
        session.console.say(
            msg("{unit} has no points in {period}", unit=wanted.name, period=span.label)
        )
    report = Report(
        reading=lambda: explanation.table(found, tracks, title, session.console.text),
        json=lambda: json.explanation(found),
    )
    emit(report, output, session)


def _known(name: str, names: Lookup[T], kind: Message, file: str) -> T:
    """The one thing called ``name``.

    Raises:
        Stop: there is none, or more than one.
    """
    found = names.find(name)
    if len(found) == 1:
        return found[0]
    if found:
        raise misuse(
            msg("“{name}” names more than one {kind}", name=name, kind=kind),
            msg("use the full name"),
        )
    raise unknown(kind, name, names, msg("the names stand in {file}", file=file))
