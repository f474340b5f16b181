"""``columns``: what the columns and accounts of the website lack on a day."""

from __future__ import annotations

import typer

from infoscore.cli.options import PeriodChoice
from infoscore.cli.output import OutputChoice, Report, emit
from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop
from infoscore.messages import msg, msgn


def columns(context: typer.Context, period: PeriodChoice, output: OutputChoice) -> None:
    from infoscore.reports import sitesheet

    session = Session.of(context)
    workspace = session.workspace()
    setup, today = session.setup(workspace), period.today()
    book = setup.book
    if book.site is None:
        raise Stop(
            ExitCode.DATA,
            msg("there is no {file} in this workspace", file="columns.yaml"),
            msg("write into it which columns the website has, who keeps them and how up to date"),
        )
    span = period.resolve((), book.calendar)
    records = list(workspace.records(("posts", "inspections")))
    session.stop_for(workspace.problems)
    found = sitesheet.sheet(book.site, book.calendar, records, span, today)
    report = Report(
        reading=lambda: sitesheet.table(found),
        json=lambda: sitesheet.values(found),
        more=lambda: sitesheet.weeks(found),
    )
    emit(report, output, session)
    if found.late:
        number = len(found.late)
        what = msgn("{n} column is overdue", "{n} columns are overdue", n=number)
        raise Stop(ExitCode.DATA, what)
    if found.reached:
        names = [one.name for one in found.reached]
        raise Stop(ExitCode.DATA, msg("indicators that are not met: {names}", names=names))
