"""All commands. Each imports what it needs when it runs, so that every other starts fast."""

from __future__ import annotations

from typing import Annotated

import typer

from infoscore.cli import add, check, circular, init, reports, schema
from infoscore.cli.help import Command, Group
from infoscore.messages import mark


def build() -> typer.Typer:
    """The program's commands and their options."""
    app = typer.Typer(
        cls=Group,
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
                "-C",
                "--workspace",
                metavar="FOLDER",
                help=mark("the workspace; default: the nearest folder upwards with units.yaml"),
            ),
        ] = None,
        lang: Annotated[
            str | None,
            typer.Option("--lang", metavar="zh|en", help=mark("the language of messages")),
        ] = None,
        quiet: Annotated[
            bool, typer.Option("--quiet", "-q", help=mark("say nothing but problems"))
        ] = False,
        version: Annotated[
            bool,
            typer.Option("--version", help=mark("show the version")),
        ] = False,
    ) -> None:
        """The options are read in main.py, before the first word is said."""

    for command, help_text in (
        (init.init, mark("make a small workspace to start from")),
        (add.add, mark("log an adoption, or many from a file")),
        (add.submit, mark("log a brief that the office received")),
        (add.commission, mark("log what was asked for, or that it was delivered")),
        (add.endorse, mark("log a leader's endorsement of an adopted brief")),
        (add.adjust, mark("log points given or taken by a named rule")),
        (reports.list_, mark("the itemized adoptions of a period")),
        (reports.tally, mark("the score table of a period")),
        (reports.explain, mark("how a unit's points came about")),
        (circular.circular, mark("write the circular of a period")),
        (check.check, mark("every problem in the workspace")),
        (schema.schema, mark("JSON Schemas for editors")),
    ):
        app.command(name=command.__name__.strip("_"), cls=Command, help=help_text)(command)
    return app
