"""``schema``: JSON Schemas, so that editors complete and check what people type."""

from __future__ import annotations

from typing import Annotated

import typer

from infoscore.cli.console import shown
from infoscore.cli.options import DryRun
from infoscore.cli.session import Session
from infoscore.cli.stops import misuse
from infoscore.messages import mark, msg


def schema(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help=mark("one of them; left out: their names are listed")
        ),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help=mark("write all of them into the workspace's schemas/"))
    ] = False,
    dry_run: DryRun = False,
) -> None:
    from infoscore.office import schemas as jsonschema
    from infoscore.reports import machine as json
    from infoscore.workspace.writing.files import over_what_is_there
    from infoscore.workspace.writing.transaction import locked

    session = Session.of(context)
    translate = session.console.catalogue.gettext
    if write:
        root = session.root()
        files = list(jsonschema.files(root, translate))
        if not dry_run:
            with locked(root) as transaction:
                transaction.write_all(map(over_what_is_there, files))
        for file in files:
            session.console.say(
                msg("would write {file}", file=shown(file.path))
                if dry_run
                else msg("wrote {file}", file=shown(file.path))
            )
        return
    if name is None:
        session.console.data("\n".join(jsonschema.types()))
        return
    if name not in jsonschema.types():
        raise misuse(
            msg("there is no {kind} called “{name}”", kind=msg("schema"), name=name),
            msg("one of: {names}", names=list(jsonschema.types())),
        )
    session.console.data(json.dumps(jsonschema.schema(name, translate)))
