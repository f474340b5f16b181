"""``status``: what is missing, due or late on a day."""

from __future__ import annotations

from typing import Annotated

import typer

from infoscore.cli.options import a_moment, a_number
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
        str | None,
        typer.Option(
            "--as-of", metavar="MOMENT", help=mark("a day or minute that stands in for now")
        ),
    ] = None,
) -> None:
    from datetime import datetime

    from infoscore.office import status as office
    from infoscore.office.duties import unpublished
    from infoscore.period import chinese_date
    from infoscore.reports import agenda as report

    # up to now, not up to the end of today: what is due at 17:00 is not late in the morning
    now = a_moment(as_of, "--as-of") or datetime.now()  # noqa: DTZ005 - the clock on the wall
    today = now.date()
    ahead = a_number(days, "--days", 366)
    session = Session.of(context)
    workspace = session.workspace(today)
    session.setup(workspace)
    year = unpublished(workspace, today)
    if year is not None:
        session.console.tell(
            msg(
                "the holidays of {year} are not known: Monday to Friday count as workdays",
                year=year,
            ),
            msg("a newer version of {package} may know them", package="chinesecalendar"),
        )
    points = session.sound(workspace, office.status(workspace, now, ahead))
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
