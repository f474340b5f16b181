"""The program and its commands. A command is loaded when it is run, to start fast."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from infoscore.cli import arguments
from infoscore.cli.help import CommandEntry, CommandGroup
from infoscore.messages import mark


def _logger(subject: str, text: str) -> CommandEntry:
    return CommandEntry("recording", "logger", text, subject)


class Program(CommandGroup):
    """The program with its commands, in the order of the help."""

    entries = {
        "init": CommandEntry("init", "init", mark("make a small workspace to start from")),
        "add": _logger("adoption", mark("log an adoption, or many from a file")),
        "submit": _logger("submission", mark("log a brief that the office received")),
        "commission": _logger(
            "commission", mark("log what was asked for, or that it was delivered")
        ),
        "endorse": _logger("endorsement", mark("log a leader's endorsement of a brief")),
        "review": _logger("review", mark("log a step of a brief's review chain")),
        "forward": _logger("forwarding", mark("log that a brief was passed on")),
        "adjust": _logger("adjustment", mark("log points given or taken by a named rule")),
        "post": _logger("post", mark("log what was posted to the website or an account")),
        "mark": _logger("post-state", mark("say that a post was corrected, withdrawn or expired")),
        "inspect": _logger("inspection", mark("log a fault of the website, or that it was mended")),
        "reject": _logger("rejection", mark("log that a brief was not taken, and why")),
        "urgent": _logger("urgent", mark("log an urgent matter, or a report of one")),
        "release": _logger("release", mark("log that a restricted title may be published")),
        "list": CommandEntry("reports", "list_", mark("the itemized adoptions of a period")),
        "tally": CommandEntry("reports", "tally", mark("the score table of a period")),
        "explain": CommandEntry("reports", "explain", mark("how a unit's points came about")),
        "show": CommandEntry("showing", "show", mark("one record and what became of it")),
        "register": CommandEntry(
            "showing", "register", mark("the records of a period with any of their fields")
        ),
        "edit": CommandEntry("changing", "editor", mark("change a record"), "edit"),
        "delete": CommandEntry("changing", "delete", mark("take a record out")),
        "circular": CommandEntry("publishing", "circular", mark("write the circular of a period")),
        "status": CommandEntry("standing", "status", mark("what is missing, due or late on a day")),
        "columns": CommandEntry(
            "watching", "columns", mark("what the website's columns lack on a day")
        ),
        "check": CommandEntry("checking", "check", mark("every problem in the workspace")),
        "schema": CommandEntry("schema", "schema", mark("JSON Schemas for editors")),
        "cache": CommandEntry(
            "caching", "cache", mark("forget what was remembered of unchanged files")
        ),
    }


def program() -> Any:
    """Return the command group that runs the program."""
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
            bool, typer.Option(*arguments.NO_CACHE, help=mark("read every file, remember nothing"))
        ] = False,
        version: Annotated[
            bool, typer.Option(*arguments.VERSION, help=mark("show the version"))
        ] = False,
    ) -> None:
        """Declare the options for help and usage errors; arguments.py reads them."""

    return typer.main.get_command(app)
