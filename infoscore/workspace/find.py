"""Which folder is the workspace: the nearest one upwards that holds ``units.yaml``."""

from __future__ import annotations

from pathlib import Path

MARKER = "units.yaml"
STAGING = ".infoscore"
"""Lies in a workspace while somebody writes, or after he was killed at it."""


def nearest(start: Path) -> Path | None:
    """``start`` or the nearest folder above it that is a workspace."""
    for folder in (start, *start.parents):
        if (folder / MARKER).is_file():
            return folder
    return None
