"""Endorsements (批示) within the record of a brief, adopted or only submitted."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Annotated, NamedTuple

from infoscore.messages import mark, msg
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.types import Day, Line, Strict, described, typed
from infoscore.records import base
from infoscore.records import resolve as named
from infoscore.rules.condition import Traits
from infoscore.rules.edition import Edition
from infoscore.rules.endorsements import row_for
from infoscore.rules.joint import rule_for
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
    if not entries:
        return ()  # as nearly always
    return tuple(
        Endorsement(_leader(reading, index, part, edition), part.date)
        for index, part in enumerate(entries)
    )


def leaders(endorsements: Sequence[Endorsement]) -> frozenset[str]:
    """Return who endorsed it, for conditions."""
    return frozenset(one.by for one in endorsements)


class Endorsable(base.Dated, frozen=True, kw_only=True, gc=False):
    """Base of records of briefs."""

    endorsements: tuple[Endorsement, ...] = ()
    """Each stands once: with the submission, if no outlet had printed the brief by then."""


def check_endorsements(
    reading: Reading, record: Endorsable, edition: Edition, traits: Traits, track: str
) -> None:
    """Note endorsements for which no row gives points or says on which track, and wrong roles.

    ``track``: where they count unless the row says so; empty: nowhere.
    """
    rows, usual = edition.rules.endorsements, rule_for(edition.rules.joint, traits)
    for index, endorsement in enumerate(record.endorsements if rows else ()):
        found = row_for(rows, endorsement.by, traits)
        sharing = None if found is None else found[1].joint
        if sharing is not None and sharing != usual:
            if sharing.roles:
                named.check_roles(reading, sharing, record.contributors)
            elif len(record.contributors) > 1:
                named.check_joint(reading, sharing, record.contributors)
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


def counted(rule: Measured, record: Endorsable, _until: dt.date) -> Iterator[base.Addition]:
    """Yield one for each endorsement, on its own date."""
    for one in record.endorsements:
        day = one.date or record.date
        yield from base.for_everyone(day, record.contributors, 1, shared=rule.shared)


def _leader(reading: Reading, index: int, entry: EndorsementEntry, edition: Edition | None) -> str:
    """Return the leader by the rules' name; as written if no rule is about endorsements."""
    if entry.date is not None:
        reading.day(entry.date, ("endorsements", index, "date"))
    if edition is None or not edition.leaders.entries:
        return entry.by
    path = ("endorsements", index, "by")
    return named.known(reading, entry.by, path, edition.leaders, msg("leader")) or entry.by
