"""``status``: what is missing, due or late on a day."""

from __future__ import annotations

from typing import Annotated

import typer

from infoscore.cli.options import a_day, a_number
from infoscore.cli.output import OutputChoice, Report, emit
from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop
from infoscore.messages import mark, msg, msgn


def status(
    context: typer.Context,
    output: OutputChoice,
    days: Annotated[
        str, typer.Option("--days", metavar="N", help=mark("tell what is due in so many days"))
    ] = "7",
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help=mark("stands in for today"))
    ] = None,
) -> None:
    from datetime import date

    from infoscore.office import status as office
    from infoscore.period import chinese_date
    from infoscore.reports import agenda as report

    today = a_day(as_of, "--as-of") or date.today()
    ahead = a_number(days, "--days", 366)
    session = Session.of(context)
    workspace = session.workspace(today)
    session.setup(workspace)
    points = session.sound(workspace, office.status(workspace, today, ahead))
    if not points:
        session.console.say(msg("nothing is missing, due or late on {day}", day=today))
    title = f"{chinese_date(today)}政务信息工作待办情况"
    emit(
        Report(
            reading=lambda: report.table(points, title),
            json=lambda: report.machine(points, today.isoformat()),
        ),
        output,
        session,
    )
    overdue = sum(point.overdue for point in points)
    if overdue:
        raise Stop(ExitCode.DATA, msgn("{n} duty is overdue", "{n} duties are overdue", n=overdue))
