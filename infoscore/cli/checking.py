"""``check``: every problem in the workspace."""

from __future__ import annotations

from typing import Annotated

import typer

from infoscore.cli.console import Console
from infoscore.cli.options import a_day
from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop, not_among
from infoscore.messages import mark, msg, msgn
from infoscore.problems import Problem, Severity, errors_in
from infoscore.screen import visible

FORMATS = ("text", "json", "github")


def check(
    context: typer.Context,
    form: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help=mark("text, json or github"))
    ] = "text",
    strict: Annotated[bool, typer.Option("--strict", help=mark("exit 1 for warnings too"))] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help=mark("stands in for today"))
    ] = None,
) -> None:
    from datetime import date

    from infoscore.office.check import review

    if form not in FORMATS:
        raise not_among(msg("format"), form, FORMATS)
    session = Session.of(context)
    today = a_day(as_of, "--as-of") or date.today()
    found = review(session.workspace(today), today)
    # setup files come first, then folder by folder
    found.sort(key=lambda problem: ("/" in problem.place.file, problem.place))
    _print(found, form, session.console)
    if errors_in(found) or (strict and found):
        raise Stop(ExitCode.DATA)


def _print(found: list[Problem], form: str, console: Console) -> None:
    if form == "json":
        from infoscore.reports import machine as json

        words = ((console.text(problem.message), console.text(problem.hint)) for problem in found)
        console.data(json.dumps(json.problems(found, words)))
    elif form == "github":
        for problem in found:
            console.data(_annotation(problem, console))
    else:
        for problem in found:
            console.data("\n".join(console.problem_lines(problem)))
    number = errors_in(found)
    errors = msgn("{n} error", "{n} errors", n=number)
    warnings = msgn("{n} warning", "{n} warnings", n=len(found) - number)
    summary = msg("{errors}, {warnings}", errors=errors, warnings=warnings)
    console.say(summary if found else msg("no problems"))


def _annotation(problem: Problem, console: Console) -> str:
    """Return a workflow command, which GitHub shows beside the file."""
    kind = "error" if problem.severity is Severity.ERROR else "warning"
    place = problem.place
    parts = [f"file={_escaped(visible(place.file), in_property=True)}"]
    parts += [f"line={place.line}"] if place.line else []
    parts += [f"col={place.column}"] if place.column else []
    parts.append(f"title={problem.code.value}")
    text = f"{console.text(problem.message)}\n{console.text(problem.hint)}"
    return f"::{kind} {','.join(parts)}::{_escaped(visible(text))}"


def _escaped(text: str, *, in_property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text
