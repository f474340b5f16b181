"""The page that a unit is handed: how its points of a period came about."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from infoscore.circular.settings import FILE, CircularFile, read_settings
from infoscore.document import Circular
from infoscore.office.summary import Account
from infoscore.records.resolve import Setup
from infoscore.reports.unitpage import slip as page
from infoscore.roster import Unit
from infoscore.workspace.load import Workspace


class Slip(NamedTuple):
    """A page with its name and its looks."""

    document: Circular
    name: str
    """The name of the output file, without its suffix."""
    settings: CircularFile | None
    """``None``: the office makes no circulars."""


def slip(
    workspace: Workspace, setup: Setup, account: Account, unit: Unit, today: date
) -> Slip | None:
    """Return the page for a unit; ``None``: ``circular.yaml`` has problems."""
    settings = None
    if (workspace.root / FILE).exists():
        settings = read_settings(workspace, setup)
        if settings is None:
            return None
    issuer = settings.issuer if settings is not None else ""
    document = page(*account, unit, issuer, today)
    return Slip(document, document.title, settings)
