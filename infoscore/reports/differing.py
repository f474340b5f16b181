"""What differs from an issued circular, in words: which points, and by which record or rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Final

from infoscore.document import Entry, Listing
from infoscore.messages import Message, catalogue, msg, translate
from infoscore.records.base import headline, names_of
from infoscore.reports.arithmetic import arithmetic
from infoscore.reports.explanation import rule_name
from infoscore.rounding import printed
from infoscore.rules.tracks import Track
from infoscore.scoring.causes import Difference, Turn

LATE: Final = "补计："
CORRECTED: Final = "更正："
_NOTHING: Final = Fraction(0)


def chinese(message: Message) -> str:
    """A message as documents have it."""
    return translate(message, catalogue("zh"))


def what(difference: Difference, text: Callable[[Message], str]) -> str:
    """The record or the rule that made the difference."""
    cause = difference.cause
    return cause.what if cause.key[0] else rule_name(cause.key[1], text)


def reason(difference: Difference) -> Message:
    """Why the points are others."""
    cause = difference.cause
    if cause.key[0] and difference.turn is Turn.LATE:
        return msg("recorded since")
    if cause.key[0] and difference.turn is Turn.GONE:
        return msg("the record was deleted, or its date changed")
    if difference.edited:
        return msg("the record was changed")
    if difference.ruled:
        return msg("the rules or units were changed")
    return msg("by other records")


def why(difference: Difference, text: Callable[[Message], str]) -> str:
    """The reason, and for a late record how its points come about."""
    found = [text(reason(difference))]
    if difference.turn is Turn.LATE:
        lines = (arithmetic(one.steps, text) for one in difference.cause.postings)
        found += dict.fromkeys(line for line in lines if " " in line)
    return "；".join(found)


def moves(difference: Difference, tracks: Iterable[Track]) -> str:
    """``甲科市级4分、乙科市级由4分改为2分``; the track is left out where there is only one."""
    tracks = list(tracks)
    told = []
    for (unit, track), points in difference.points.items():
        of = next(one for one in tracks if one.name == track)
        named = unit.name + (track if len(tracks) > 1 else "")
        before = difference.before.get((unit, track), _NOTHING)
        if difference.turn is Turn.LATE and not before:
            told.append(f"{named}{printed(points)}{of.measure}")
        else:
            after = before + points
            told.append(f"{named}由{printed(before)}{of.measure}改为{printed(after)}{of.measure}")
    return "、".join(told)


def listings_of(differences: Iterable[Difference], tracks: Iterable[Track]) -> list[Listing]:
    """The lists 补计 and 更正; those without any are left out."""
    tracks, differences = list(tracks), list(differences)
    found = []
    for lead, late in ((LATE, True), (CORRECTED, False)):
        some = [one for one in differences if is_late(one) is late]
        entries = [_entry(number, one, tracks) for number, one in enumerate(some, start=1)]
        if entries:
            found.append(Listing(lead, tuple(entries)))
    return found


def is_late(difference: Difference) -> bool:
    """True of a record that came after the circular; all else is a correction."""
    return bool(difference.cause.key[0]) and difference.turn is Turn.LATE


def units_of(difference: Difference) -> str:
    """The units that wrote it; of what is no record, those whose points differ."""
    record = difference.cause.record
    if record is not None:
        return names_of(record.contributors)
    return "、".join(dict.fromkeys(unit.name for unit, _ in difference.points))


def title_of(difference: Difference) -> str:
    """The title; of what is gone, and of a rule, what it is called."""
    record = difference.cause.record
    return what(difference, chinese) if record is None else headline(record)


def _entry(number: int, difference: Difference, tracks: list[Track]) -> Entry:
    changed = moves(difference, tracks) or "不计分"
    said = f"{difference.of.name}：{changed}；{why(difference, chinese)}"
    return Entry(f"{number}.", what(difference, chinese), said, "")
