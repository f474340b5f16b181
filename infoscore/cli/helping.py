"""``help``: the help of the program or of a command."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from infoscore.cli.session import Session
from infoscore.messages import mark


def help_(
    context: typer.Context,
    command: Annotated[
        str | None, typer.Argument(metavar="[COMMAND]", help=mark("the command; default: all"))
    ] = None,
) -> None:
    above: Any = context.parent
    Session.of(context).console.data(above.command.help_of(above, command))
