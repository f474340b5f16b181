"""``compare``: two states side by side, unit by unit, and what makes them differ."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infoscore.cli.options import PeriodChoice
from infoscore.cli.output import OutputChoice, Report, emit
from infoscore.cli.session import Reported, Session
from infoscore.cli.stops import ExitCode, Stop, misuse, no_file
from infoscore.messages import Message, mark, msg

if TYPE_CHECKING:
    from infoscore.period import Period
    from infoscore.reports.comparison import Comparison


def compare(
    context: typer.Context,
    period: PeriodChoice,
    output: OutputChoice,
    issued: Annotated[
        bool, typer.Option("--issued", help=mark("issued circulars with what they would be today"))
    ] = False,
    rules: Annotated[
        str | None,
        typer.Option("--rules", metavar="FILE", help=mark("today with other rules")),
    ] = None,
    revision: Annotated[
        str | None,
        typer.Option("--since", metavar="REV", help=mark("a revision of git with today")),
    ] = None,
) -> None:
    from infoscore.reports import comparison as report

    chosen = [issued, rules is not None, revision is not None]
    if sum(chosen) != 1:
        raise misuse(
            msg("compare with what? one state is needed"),
            msg("one of: {names}", names=["--issued", "--rules FILE", "--since REV"]),
        )
    session = Session.of(context)
    asked = session.report(period)
    heads = msg("Before"), msg("Now")
    if issued:
        found, heads = _issued(session, asked), (msg("Issued"), msg("Now"))
    elif rules is not None:
        found, heads = _ruled(session, asked, rules), (msg("Now"), msg("By the other rules"))
    else:
        found = _since(session, asked, revision or "")
    if not any(one.places for one in found):
        session.console.say(msg("no points differ"))
    text = session.console.text
    emit(
        Report(
            reading=lambda: report.table(found, "得分对照", text, heads),
            json=lambda: report.machine(found, text),
        ),
        output,
        session,
    )


def _issued(session: Session, asked: Reported) -> list[Comparison]:
    """Compare the issued circulars of the period.

    Raises:
        Stop: there are none, or the workspace has errors.
    """
    from infoscore.circular.issued import issued_circulars
    from infoscore.office.states import with_issued

    workspace, setup, span, today = asked
    known = issued_circulars(workspace.root, setup, workspace.problems)
    wanted = [
        one
        for one in known
        if one.period.key == span.key
        or (one.period.year == span.year and _within(setup.book.calendar.unmoved(one.period), span))
    ]
    if not wanted:
        session.stop_for(workspace.problems)
        raise Stop(
            ExitCode.DATA,
            msg("no circular of {period} is issued", period=span.label),
            msg("issue it: {command}", command="infoscore issue"),
        )
    return session.sound(workspace, with_issued(workspace, known, wanted, today))


def _ruled(session: Session, asked: Reported, rules: str) -> list[Comparison]:
    """Compare with the points that other rules would give.

    Raises:
        Stop: the file is missing, or something has errors.
    """
    from infoscore.office.states import with_other
    from infoscore.workspace.load import load

    if not Path(rules).is_file():
        raise no_file(rules)
    other = load(asked.workspace.root, other_rules=Path(rules))
    session.setup(other)
    found = with_other(asked.workspace, other, asked.period, asked.today, earlier=False)
    session.stop_for(asked.workspace.problems)
    return [session.sound(other, found)]


def _since(session: Session, asked: Reported, revision: str) -> list[Comparison]:
    """Compare with a revision of git.

    Raises:
        Stop: git does not know it, or something has errors.
    """
    from infoscore.office.revisions import laid_down
    from infoscore.office.states import with_other
    from infoscore.workspace.load import load

    with tempfile.TemporaryDirectory(prefix="infoscore-") as name:
        folder = Path(name)
        refused: tuple[Message, Message] | None = laid_down(asked.workspace.root, revision, folder)
        if refused is not None:
            raise Stop(ExitCode.DATA, *refused)
        other = load(folder)
        session.setup(other)
        found = with_other(asked.workspace, other, asked.period, asked.today, earlier=True)
        session.stop_for(asked.workspace.problems)
        return [session.sound(other, found)]


def _within(period: Period, span: Period) -> bool:
    return span.start <= period.start and period.end <= span.end
