"""Tracks (考核项): score columns, each with its own annual target."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Struct

from infoscore.names import Names
from infoscore.reading.types import Line, Strict, described

MEASURE = "分"
"""Default measure of a track."""


class TrackEntry(Strict, frozen=True):
    """Entry in rules.yaml."""

    name: Line
    aliases: list[Line] = []
    measure: Annotated[Line, described("what it is counted in")] = MEASURE
    total: Annotated[bool, described("whether it is part of the total and of the ranking")] = True


class Track(Struct, frozen=True):
    """考核项: score column with its own annual target."""

    name: str
    aliases: tuple[str, ...] = ()
    measure: str = MEASURE
    """Unit of its points, such as 分."""
    in_total: bool = True


def track_names(tracks: Iterable[Track]) -> Names[str]:
    """Return the track that each name and alias stands for."""
    return Names((name, track.name) for track in tracks for name in (track.name, *track.aliases))
