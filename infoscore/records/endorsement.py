"""Endorsements (批示) within the record of a brief, adopted or only submitted."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Annotated, NamedTuple, Protocol

from infoscore.messages import mark, msg
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.types import Day, Line, Strict, described, listed, typed
from infoscore.records import base
from infoscore.records import resolve as named
from infoscore.records.resolve import Contributor
from infoscore.rules.condition import Traits
from infoscore.rules.edition import Edition
from infoscore.rules.endorsements import row_for
from infoscore.rules.measures import Measured


class EndorsementEntry(Strict, frozen=True):
    """Entry of an endorsement within a record."""

    by: Annotated[Line, described("the leader, by office or rank"), typed(heads=base.LEADER_HEADS)]
    date: Annotated[Day | None, typed(heads=base.DATE_HEADS)] = None


def _leaders(parts: list[str]) -> list[object]:
    """Return the value of leaders, some with a date: ``市长=2021-03-05``."""
    return [
        {"by": leader} if day is None else {"by": leader, "date": base.day_text(day)}
        for leader, day in map(base.paired, parts)
    ]


EndorsementEntries = Annotated[
    list[EndorsementEntry],
    described("leaders' instructions"),
    typed(
        "--endorsed-by NAME[=DATE]",
        mark("a leader who endorsed it (repeatable)"),
        "批示",
        parts=_leaders,
    ),
]


class Endorsement(NamedTuple):
    """批示: a leader's written instruction on a brief."""

    by: str
    date: dt.date | None
    """``None``: the date of the record."""


def resolved(
    reading: Reading, entries: Sequence[EndorsementEntry], edition: Edition | None
) -> tuple[Endorsement, ...]:
    """Return the endorsements with the leaders' names in the rules."""
    return tuple(
        Endorsement(_leader(reading, index, part, edition), part.date)
        for index, part in enumerate(entries)
    )


def leaders(endorsements: Sequence[Endorsement]) -> frozenset[str]:
    """Return who endorsed it, for conditions."""
    return frozenset(one.by for one in endorsements)


def check_endorsements(
    reading: Reading,
    endorsements: Sequence[Endorsement],
    edition: Edition,
    traits: Traits,
    track: str,
) -> None:
    """Note endorsements for which no row gives points, or none says on which track.

    ``track``: where they count unless the row says so; empty: nowhere.
    """
    rows = edition.rules.endorsements
    for index, endorsement in enumerate(endorsements if rows else ()):
        found = row_for(rows, endorsement.by, traits)
        if found is None:
            what = msg(
                "no rule gives points for an endorsement by “{leader}” here",
                leader=endorsement.by,
            )
            hint = msg(
                "add a row under “endorsements” in {file}; “points: 0” if it scores nothing",
                file=named.RULES,
            )
        elif not (found[1].track or track):
            what = msg(
                "an endorsement by “{leader}” counts on the outlet's track, and there is no outlet",
                leader=endorsement.by,
            )
            hint = msg("add “track: …” to its row under “endorsements” in {file}", file=named.RULES)
        else:
            continue
        reading.note(Code.NOT_SCORED, ("endorsements", index), what, hint)


class _Endorsed(Protocol):
    date: dt.date
    contributors: tuple[Contributor, ...]
    endorsements: tuple[Endorsement, ...]


def counted(rule: Measured, record: _Endorsed, _until: dt.date) -> Iterator[base.Addition]:
    """Yield one for each endorsement, on its own date."""
    for one in record.endorsements:
        if rule.by is None or one.by in listed(rule.by):
            yield from base.for_everyone(one.date or record.date, record.contributors, 1)


def _leader(reading: Reading, index: int, entry: EndorsementEntry, edition: Edition | None) -> str:
    """Return the leader by the rules' name; as written if no rule is about endorsements."""
    if entry.date is not None:
        reading.day(entry.date, ("endorsements", index, "date"))
    if edition is None or not edition.leaders.entries:
        return entry.by
    path = ("endorsements", index, "by")
    return named.known(reading, entry.by, path, edition.leaders, msg("leader")) or entry.by
