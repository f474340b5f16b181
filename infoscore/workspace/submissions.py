"""A submission as it is written, into the record that is counted."""

from __future__ import annotations

from collections.abc import Mapping

from infoscore.messages import msg
from infoscore.problems import Code
from infoscore.records import Forwarding, Submission
from infoscore.workspace.resolve import Reading, Setup
from infoscore.workspace.schema import SubmissionEntry
from infoscore.workspace.typed import parse_day, texts


def resolve(entry: SubmissionEntry, reading: Reading, setup: Setup) -> Submission | None:
    """The record, or ``None`` with the reasons among the problems."""
    before = len(reading.problems)
    if reading.day(entry.date, ("date",)) is None:
        return None
    contributors = reading.contributors(entry.units, entry.date, setup.roster)
    count = entry.count or 1
    forwarded = tuple(
        Forwarding(part, 1) if isinstance(part, str) else Forwarding(part.to, part.count)
        for part in entry.forwarded
    )
    for index, part in enumerate(forwarded):
        if part.briefs > count:
            reading.note(
                Code.WRONG_VALUE,
                ("forwarded", index),
                msg(
                    "{forwarded} briefs forwarded to {to}, but only {count} received",
                    forwarded=part.briefs,
                    to=part.to,
                    count=count,
                ),
                msg("check “count”"),
            )
    if len(reading.problems) > before or contributors is None:
        return None
    return Submission(
        place=reading.place,
        date=entry.date,
        title=entry.title or "",
        contributors=contributors,
        count=count,
        forwarded=forwarded,
        restricted=entry.restricted,
        note=entry.note or "",
    )


def glance(value: Mapping[str, object], reading: Reading, setup: Setup) -> None:
    """The names in a record that is at fault elsewhere, so that all faults are told at once."""
    reading.contributors(texts(value.get("units")), parse_day(str(value.get("date"))), setup.roster)
