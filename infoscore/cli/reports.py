"""``list``, ``tally`` and ``explain``: the adoptions, their sums, and how points came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from infoscore.cli.options import PeriodChoice, Strict
from infoscore.cli.output import OutputChoice, Report, emit
from infoscore.cli.session import Reported, Session
from infoscore.cli.stops import ExitCode, Lookup, Stop, misuse, unknown
from infoscore.messages import Message, mark, msg, msgn
from infoscore.names import Names
from infoscore.office.summary import postings, summarise
from infoscore.records.adoption import Adoption
from infoscore.records.kinds import Record
from infoscore.records.resolve import Setup
from infoscore.table import Table

if TYPE_CHECKING:
    from infoscore.reports.tables.entry import TableEntry
    from infoscore.workspace.checks import Records

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
    strict: Strict = False,
) -> None:
    from infoscore.reports.tables.columns import gauges
    from infoscore.reports.tables.layout import joined, tables

    session = Session.of(context)
    authors = _by_author(by)
    asked = session.report(period)
    workspace, setup, span, today = asked
    title, entry = _layout(session, asked, layout, authors=authors)
    seen, records = session.watch(asked, strict=strict), None
    if authors:
        setup, records = _authors(session, asked, seen)
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
        cached=session.cached,
        seen=seen,
        told=strict,
    )
    summed = session.sound(workspace, summary)
    session.warn(asked, seen, strict=strict)

    def machine() -> object:
        from infoscore.reports import machine as json
        from infoscore.scoring.standings import standings

        if layout is None:
            return json.tally(standings(summed, among_all=authors))
        return json.tables(tables(summed, counted, entry, ""), title, span)

    def reading() -> Table:
        return joined(tables(summed, counted, entry, title), title)

    emit(Report(reading, machine), output, session)


def _by_author(by: str | None) -> bool:
    if by not in (None, "unit", "author"):
        raise misuse(
            msg("“{value}” is not what {option} takes", value=by or "", option="--by"),
            msg("one of: {names}", names=["author", "unit"]),
        )
    return by == "author"


def _layout(
    session: Session, asked: Reported, wanted: str | None, *, authors: bool
) -> tuple[str, TableEntry]:
    """Return title and layout of the table, or those of the annex with this number or title.

    Raises:
        Stop: there is no such annex, or it holds no table.
    """
    from infoscore.reports.tables.layout import authors_layout, blanks, fill, tally_layout

    if wanted is None:
        who, layout = ("作者", authors_layout) if authors else ("单位", tally_layout)
        tracks = [track.name for track in asked.setup.book.tracks]
        return f"{asked.period.label}各{who}信息采用得分情况", layout(tracks)
    from infoscore.circular.settings import read_settings

    settings = session.sound(asked.workspace, read_settings(asked.workspace, asked.setup))
    values = {**blanks(asked.period), "issuer": settings.issuer}
    annexes = [
        (number, fill(annex.title, values), annex)
        for number, annex in enumerate(settings.annexes, start=1)
    ]
    names = Names(
        (name, (title, annex.table))
        for number, title, annex in annexes
        for name in (str(number), annex.title, title)
    )
    found = names.find(wanted)
    if not found:
        raise misuse(
            msg("there is no {kind} called “{name}”", kind=msg("annex"), name=wanted),
            msg("the annexes are: {names}", names=[f"{at} {title}" for at, title, _ in annexes]),
        )
    title, table = found[0]
    if table is None:
        raise misuse(
            msg("annex “{title}” holds no table of units", title=title),
            msg("its adoptions: infoscore list"),
        )
    return title, table


def _authors(session: Session, asked: Reported, seen: Records) -> tuple[Setup, list[Record]]:
    """Return the setup and records for scoring authors.

    Raises:
        Stop: the rules do not say how authors share points.
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
    records = list(seen.watched(workspace.records()))
    session.stop_for(workspace.problems)
    adopted = (record for record in records if isinstance(record, Adoption))
    unnamed = sum(brief.count for brief in adopted if brief.date in span and not brief.authors)
    if unnamed:
        session.console.tell(
            msgn("{n} adoption names no author", "{n} adoptions name no author", n=unnamed),
            msg("its points are nobody's here: add “authors” to the record"),
        )
    people = by_author(records, setup.book, setup.roster)
    return Setup(people.roster, people.book, setup.as_of), people.records


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
    find: Annotated[
        list[str] | None,
        typer.Option(
            "--find",
            metavar="TEXT",
            help=mark("only with this in title, outlet, units or note (repeatable)"),
        ),
    ] = None,
    ids: Annotated[bool, typer.Option("--ids", help=mark("with the id of each record"))] = False,
) -> None:
    from infoscore.reports import listing
    from infoscore.reports import machine as json
    from infoscore.rules.sentences import criteria, heading

    session = Session.of(context)
    workspace, setup, span, today = session.report(period)
    units = {_known(name, setup.roster, msg("unit"), "units.yaml") for name in unit or ()}
    book = setup.book
    outlets = {_known(name, book.outlets, msg("outlet"), "rules.yaml") for name in outlet or ()}
    forms = {_known(name, book.forms, msg("form"), "rules.yaml") for name in form or ()}
    summary = session.sound(workspace, summarise(workspace, setup, span, today, items=True))
    items = [
        item
        for item in listing.items_of(summary)
        if (not units or any(part.unit in units for part in item.adoption.contributors))
        and (not outlets or item.adoption.outlet.name in outlets)
        and (not forms or item.adoption.form in forms)
        and all(listing.holds(item.adoption, word) for word in find or ())
    ]
    items = [item for group in listing.by_outlet(items) for item in group]
    if not items:
        session.console.say(msg("nothing was adopted in {period}", period=span.label))
    title = f"{span.label}政务信息采用详细条目"
    notes = heading(criteria(book, span))
    report = Report(
        reading=lambda: listing.reading_table(items, title, notes, ids=ids),
        json=lambda: json.listing(items),
        data=lambda: listing.data_table(items, title, ids=ids),
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
        nothing = msg("{unit} has no points in {period}", unit=wanted.name, period=span.label)
        session.console.say(nothing)
    report = Report(
        reading=lambda: explanation.table(found, tracks, title, session.console.text),
        json=lambda: json.explanation(found),
    )
    emit(report, output, session)


def _known(name: str, names: Lookup[T], kind: Message, file: str) -> T:
    """Return the thing called ``name``.

    Raises:
        Stop: the name is unknown or ambiguous.
    """
    found = names.find(name)
    if len(found) == 1:
        return found[0]
    if found:
        raise misuse(
            msg("“{name}” names more than one {kind}", name=name, kind=kind),
            msg("use the full name"),
        )
    raise misuse(*unknown(kind, name, names, msg("the names stand in {file}", file=file)))
