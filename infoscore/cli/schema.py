"""``schema``: print or write the JSON Schemas for editors."""

from __future__ import annotations

from typing import Annotated

import typer

from infoscore.cli.options import DryRun
from infoscore.cli.session import Session
from infoscore.cli.stops import not_among
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
            session.tell_written(file.path, dry_run=dry_run)
    elif name is None:
        session.console.data("\n".join(jsonschema.types()))
    elif name not in jsonschema.types():
        raise not_among(msg("schema"), name, jsonschema.types())
    else:
        session.console.data(json.dumps(jsonschema.schema(name, translate)))
