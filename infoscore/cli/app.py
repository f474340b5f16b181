"""The program and its commands: each is loaded when it is run, so that every other starts fast."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from infoscore.cli import arguments
from infoscore.cli.help import CommandEntry, CommandGroup
from infoscore.messages import mark


class Program(CommandGroup):
    """All commands, in the order in which they are told."""

    entries = {
        "init": CommandEntry("init", "init", mark("make a small workspace to start from")),
        "add": CommandEntry(
            "recording", "logger", mark("log an adoption, or many from a file"), "adoption"
        ),
        "submit": CommandEntry(
            "recording", "logger", mark("log a brief that the office received"), "submission"
        ),
        "commission": CommandEntry(
            "recording",
            "logger",
            mark("log what was asked for, or that it was delivered"),
            "commission",
        ),
        "endorse": CommandEntry(
            "recording",
            "logger",
            mark("log a leader's endorsement of an adopted brief"),
            "endorsement",
        ),
        "adjust": CommandEntry(
            "recording",
            "logger",
            mark("log points given or taken by a named rule"),
            "adjustment",
        ),
        "list": CommandEntry("reports", "list_", mark("the itemized adoptions of a period")),
        "tally": CommandEntry("reports", "tally", mark("the score table of a period")),
        "explain": CommandEntry("reports", "explain", mark("how a unit's points came about")),
        "circular": CommandEntry("publishing", "circular", mark("write the circular of a period")),
        "check": CommandEntry("checking", "check", mark("every problem in the workspace")),
        "schema": CommandEntry("schema", "schema", mark("JSON Schemas for editors")),
        "cache": CommandEntry(
            "caching", "cache", mark("forget what was remembered of unchanged files")
        ),
    }


def program() -> Any:
    """The program, ready to run."""
    app = typer.Typer(
        cls=Program,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        help=mark(
            "Scores of adopted briefs and the circular that publishes them, from plain files."
        ),
    )

    @app.callback()
    def infoscore(
        workspace: Annotated[
            str | None,
            typer.Option(
                *arguments.WORKSPACE,
                metavar="FOLDER",
                help=mark("the workspace; default: the nearest folder upwards with units.yaml"),
            ),
        ] = None,
        lang: Annotated[
            str | None,
            typer.Option(
                *arguments.LANGUAGE, metavar="zh|en", help=mark("the language of messages")
            ),
        ] = None,
        quiet: Annotated[
            bool, typer.Option(*arguments.QUIET, help=mark("say nothing but problems"))
        ] = False,
        no_cache: Annotated[
            bool,
            typer.Option(*arguments.NO_CACHE, help=mark("read every file, remember nothing")),
        ] = False,
        version: Annotated[
            bool,
            typer.Option(*arguments.VERSION, help=mark("show the version")),
        ] = False,
    ) -> None:
        """The options as help tells them; they are read before, in arguments.py."""

    return typer.main.get_command(app)
