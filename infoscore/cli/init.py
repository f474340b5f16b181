"""``init``: make a small workspace with comments."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from infoscore.cli.console import shown
from infoscore.cli.options import DryRun
from infoscore.cli.session import Session
from infoscore.cli.stops import misuse
from infoscore.messages import mark, msg


def init(
    context: typer.Context,
    folder: Annotated[
        str | None, typer.Argument(metavar="[FOLDER]", help=mark("where; default: here"))
    ] = None,
    dry_run: DryRun = False,
) -> None:
    from infoscore.office import example
    from infoscore.workspace.writing.transaction import locked

    session = Session.of(context)
    root = Path(folder or session.folder or ".")
    made = list(example.setup(root, date.today().year))
    session.recover(root)
    taken = [shown(file.path) for file in made if file.path.exists()]
    if taken:
        raise misuse(
            msg("{files} exist already; nothing was written", files=taken),
            msg("name another folder: infoscore init FOLDER"),
        )
    beside = example.beside(root, session.console.catalogue.gettext)
    made += [file for file in beside if not file.path.exists()]
    if not dry_run:
        root.mkdir(parents=True, exist_ok=True)
        with locked(root) as transaction:
            transaction.write_all(made)
    for file in made:
        session.tell_written(file.path, dry_run=dry_run)
    session.console.say(
        msg("next: put your units into units.yaml, then log an adoption: infoscore add")
    )
