"""``cache``: the sums of files that have not changed."""

from __future__ import annotations

from typing import Annotated

import typer

from infoscore.cli.session import Session
from infoscore.cli.stops import not_among
from infoscore.messages import mark, msg, msgn


def cache(
    context: typer.Context,
    action: Annotated[str, typer.Argument(metavar="clear", help=mark("clear: forget everything"))],
) -> None:
    from infoscore.workspace.sums.cache import clear

    if action != "clear":
        raise not_among(msg("action"), action, ["clear"])
    number = clear()
    Session.of(context).console.say(
        msgn(
            "{n} workspace's sums were forgotten; the next report reads every file again",
            "the sums of {n} workspaces were forgotten; the next report reads every file again",
            n=number,
        )
    )
