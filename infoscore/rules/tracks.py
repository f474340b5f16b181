"""Tracks (考核项): score columns, each with an annual target of its own."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Struct

from infoscore.names import Names
from infoscore.reading.types import Line, Strict, described

MEASURE = "分"
"""What tracks are counted in unless they say otherwise."""


class TrackEntry(Strict, frozen=True):
    """As rules.yaml has it."""

    name: Line
    aliases: list[Line] = []
    measure: Annotated[Line, described("what it is counted in")] = MEASURE
    total: Annotated[bool, described("whether it is part of the total and of the ranking")] = True


class Track(Struct, frozen=True):
    """考核项: a score column with its own annual target."""

    name: str
    aliases: tuple[str, ...] = ()
    measure: str = MEASURE
    """What it is counted in."""
    in_total: bool = True


def track_names(tracks: Iterable[Track]) -> Names[str]:
    """What each track's name and aliases stand for."""
    return Names((name, track.name) for track in tracks for name in (track.name, *track.aliases))
