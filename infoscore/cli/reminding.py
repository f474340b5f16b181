"""``remind``: a message for each unit that is behind, as text or as pages."""

from __future__ import annotations

from typing import Annotated

import typer

from infoscore.cli.options import a_day
from infoscore.cli.session import Session
from infoscore.messages import mark, msg


def remind(
    context: typer.Context,
    docx: Annotated[
        bool, typer.Option("--docx", help=mark("a Word file in out/ for each of them"))
    ] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help=mark("stands in for today"))
    ] = None,
) -> None:
    from datetime import date

    from infoscore.cli.handing import hand_over
    from infoscore.cli.output import OutputChoice
    from infoscore.office.reminders import as_text, reminders

    today = a_day(as_of, "--as-of") or date.today()
    session = Session.of(context)
    workspace = session.workspace()
    setup = session.setup(workspace)
    calendar = setup.book.calendar
    session.warn_without_targets(setup, calendar.year(calendar.year_of(today)))
    found = session.sound(workspace, reminders(workspace, today))
    if not found:
        session.console.say(msg("no unit is behind on {day}", day=today))
    elif docx:
        for slip in found:
            hand_over(session, workspace.root, slip, OutputChoice(), docx=True, html=False)
    else:
        session.console.data("\n\n".join(as_text(slip.document) for slip in found))
