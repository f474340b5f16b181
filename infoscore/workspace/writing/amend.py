"""Additions to a record: an adoption's endorsements, a commission's delivery.

The record's own text is changed at the one place and keeps everything else. An amendment is typed
as a small record of its own; logging the same one twice changes nothing.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Final, NamedTuple

from infoscore.messages import mark, msg
from infoscore.problems import Code, Place
from infoscore.reading.reading import Reading
from infoscore.reading.typed import read
from infoscore.reading.types import Day, Line, LineOr, Strict, described, typed
from infoscore.records.adoption import Adoption
from infoscore.records.base import DATE_HEADS, DELIVERY_HEADS, LEADER_HEADS, TITLE_HEADS, UNIT_HEADS
from infoscore.records.commission import Commission, delivery_days
from infoscore.workspace.writing.filing import RecordFile
from infoscore.workspace.writing.shelf import RecordIndex


class EndorsementOf(Strict, frozen=True):
    """批示: one more endorsement of an adoption."""

    by: Annotated[
        Line,
        described("the leader, by office or rank"),
        typed("--by NAME", mark("the leader, by office or rank"), LEADER_HEADS),
    ]
    date: Annotated[
        Day,
        typed("--date -d DATE", mark("when it was endorsed; default: today"), DATE_HEADS),
    ]
    adoption: Annotated[
        Line | None,
        described("the adoption, by title, item or file"),
        typed(
            "ADOPTION [ADOPTION]", mark("the adopted brief: its title, item, id or file"), "文件"
        ),
    ] = None
    title: Annotated[Line | None, described("the adoption's title"), typed(heads=TITLE_HEADS)] = (
        None
    )


class DeliveryOf(Strict, frozen=True):
    """交稿: a commissioned brief has come."""

    title: Annotated[Line, described("the commission, by title or file"), typed(heads=TITLE_HEADS)]
    delivered: Annotated[
        Day | dict[LineOr, Day],
        described("when, or when by each unit"),
        typed(heads=DELIVERY_HEADS, parts=delivery_days),
    ]
    date: Annotated[Day | None, described("when it was asked for"), typed(heads=DATE_HEADS)] = None
    units: Annotated[
        list[Line], described("only these units have delivered"), typed(heads=UNIT_HEADS)
    ] = []


def endorsed(index: RecordIndex, reading: Reading) -> RecordFile | None:
    """An endorsement in the record of its adoption; ``None`` with the reasons noted."""
    entry = read(reading.document, EndorsementOf, reading.problems, reading.path)
    if entry is None or reading.day(entry.date, ("date",)) is None:
        return None
    key = "title" if entry.adoption is None else "adoption"
    name = entry.adoption or entry.title
    if name is None:
        reading.missing(
            "title", ("title",), msg("name the adoption by “title”, or by “adoption”: its file")
        )
        return None
    indexed = index.named(name, reading, key)
    if indexed is None or not isinstance(indexed.record, Adoption):
        return None
    leaders = indexed.record.edition.leaders.find(entry.by)
    leader = leaders[0] if len(leaders) == 1 else entry.by
    dates = [it.date for it in indexed.record.endorsements if it.by == leader]
    if entry.date in dates:
        return index.unchanged(indexed)
    if None in dates:
        reading.note(
            Code.DUPLICATE_RECORD,
            ("by",),
            msg("an endorsement by “{leader}” is recorded already, without a date", leader=leader),
            msg("if it is this one, add its date in {place}", place=indexed.spot),
        )
        return None
    added = {"endorsements": [{"by": entry.by, "date": entry.date.isoformat()}]}
    return index.amended(indexed, added, _place(reading, "by"))


def delivered(index: RecordIndex, reading: Reading) -> RecordFile | None:
    """A delivery in the record of its commission; ``None`` with the reasons noted."""
    entry = read(reading.document, DeliveryOf, reading.problems, reading.path)
    if entry is None:
        return None
    indexed = index.named(entry.title, reading, "title", entry.date)
    if indexed is None or not isinstance(indexed.record, Commission):
        return None
    record = indexed.record
    days = _days(entry, record)
    known: dict[str, date] = {}
    new: dict[str, date] = {}
    for name, day in days.items():
        found = index.setup.roster.find(name, record.date)
        there = record.delivered.get(found[0].name) if len(found) == 1 else None
        if there is None:
            new[name] = day
        elif there != day:
            known[found[0].name] = there
    if known:
        reading.note(
            Code.DUPLICATE_RECORD,
            ("delivered",),
            msg(
                "delivered already: {dates}",
                dates=[msg("{unit} {day}", unit=unit, day=day) for unit, day in known.items()],
            ),
            msg("edit {file}, or name who has delivered now", file=indexed.spot),
        )
        return None
    if not new:
        return index.unchanged(indexed)
    whole = isinstance(entry.delivered, date) and not entry.units and not record.delivered
    added = {"delivered": str(entry.delivered) if whole else {k: str(d) for k, d in new.items()}}
    return index.amended(indexed, added, _place(reading, "delivered"))


def _days(entry: DeliveryOf, record: Commission) -> dict[str, date]:
    """The days by the names of the units."""
    if not isinstance(entry.delivered, date):
        return entry.delivered
    units = entry.units or [contributor.named for contributor in record.contributors]
    return dict.fromkeys(units, entry.delivered)


def _place(reading: Reading, key: str) -> Place:
    return reading.document.place((*reading.path, key))


class Amendment(NamedTuple):
    """A kind of small record that is added to a larger one."""

    folder: str
    """That of the larger records."""
    entry: type[Strict]
    made: Callable[[RecordIndex, Reading], RecordFile | None]
    needed: tuple[str, ...]
    """The keys that must be given beside the date."""
    options: tuple[str, ...] = ()
    """The keys that are options of a command of its own, in order."""
    meant: Callable[[Mapping[str, object]], bool] | None = None
    """Tells it from a larger record where the same command logs both; ``None``: it has its own."""


AMENDMENTS: Final[Mapping[str, Amendment]] = {
    "endorsement": Amendment(
        "adoptions", EndorsementOf, endorsed, ("adoption", "by"), ("adoption", "by", "date")
    ),
    "delivery": Amendment(
        "commissions",
        DeliveryOf,
        delivered,
        ("title",),
        meant=lambda typed: "delivered" in typed and "due" not in typed,
    ),
}
