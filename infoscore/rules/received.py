"""Submissions that score: for each brief received, and for each one passed on."""

from typing import Annotated

from infoscore.reading.types import Line, Strict, TrackName, described
from infoscore.rules.points import Points


class SubmissionRule(Strict, frozen=True, kw_only=True):
    """Points for each brief that the office received."""

    track: Annotated[TrackName, described("the track on which it scores")]
    points: Annotated[Points, described("points for one brief")]
    lapses: Annotated[
        bool, described("set off when the brief is adopted: only what is not adopted scores here")
    ] = False


class RecipientRule(Strict, frozen=True, kw_only=True):
    """Points for each brief that the office passed on to somebody."""

    track: Annotated[TrackName, described("the track on which it scores")]
    points: Annotated[Points, described("points for one brief")]
    aliases: Annotated[list[Line], described("other names that records may use")] = []
