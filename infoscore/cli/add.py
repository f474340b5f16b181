"""The commands that log something: ``add``, ``submit``, ``commission``, ``adjust``, ``endorse``."""

from __future__ import annotations

import typer

from infoscore.cli.fields import (
    AdjustmentFields,
    AdoptionFields,
    CommissionFields,
    EndorsementFields,
    SubmissionFields,
)
from infoscore.cli.options import DryRun
from infoscore.cli.recording import From, Undo, log


def add(
    context: typer.Context,
    fields: AdoptionFields,
    source: From = None,
    undo: Undo = False,
    dry_run: DryRun = False,
) -> None:
    log(context, fields, source, undo=undo, dry_run=dry_run)


def submit(
    context: typer.Context,
    fields: SubmissionFields,
    source: From = None,
    undo: Undo = False,
    dry_run: DryRun = False,
) -> None:
    log(context, fields, source, undo=undo, dry_run=dry_run)


def commission(
    context: typer.Context,
    fields: CommissionFields,
    source: From = None,
    undo: Undo = False,
    dry_run: DryRun = False,
) -> None:
    log(context, fields, source, undo=undo, dry_run=dry_run)


def adjust(
    context: typer.Context,
    fields: AdjustmentFields,
    source: From = None,
    undo: Undo = False,
    dry_run: DryRun = False,
) -> None:
    log(context, fields, source, undo=undo, dry_run=dry_run)


def endorse(
    context: typer.Context,
    fields: EndorsementFields,
    source: From = None,
    undo: Undo = False,
    dry_run: DryRun = False,
) -> None:
    log(context, fields, source, undo=undo, dry_run=dry_run)
