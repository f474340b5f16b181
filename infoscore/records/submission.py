"""A submission as it is written, into the record that is counted and scored."""

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from infoscore.messages import msg
from infoscore.names import fold
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.typed import parse_day, texts
from infoscore.reading.types import Characters, Count, Day, Line, Prose, Strict, described
from infoscore.records import resolve as named
from infoscore.records.base import Contributor, Dated, folded, unit_names
from infoscore.records.resolve import Setup
from infoscore.rules.condition import Traits
from infoscore.rules.edition import Edition


class ForwardingEntry(Strict, frozen=True):
    to: Annotated[Line, described("who received it")]
    count: Count = 1


class SubmissionEntry(Strict, frozen=True):
    date: Annotated[Day, described("the day on which the office received it")]
    title: Annotated[Line | None, described("the brief's title")] = None
    units: Annotated[list[Line], described("the units that sent it; none: only the total")] = []
    count: Annotated[
        Count | None, described("this record stands for so many briefs (only totals known)")
    ] = None
    forwarded: Annotated[
        list[Line | ForwardingEntry], described("where the office passed it on")
    ] = []
    form: Annotated[Line | None, described("the form, as rules.yaml names it")] = None
    tags: Annotated[list[Line], described("marks such as 头版头条, 转报")] = []
    length: Annotated[Characters | None, described("its length in characters")] = None
    channel: Annotated[Line | None, described("how it was sent in, such as 直报")] = None
    item: Annotated[
        Line | None, described("names the brief, where its adoptions have another title")
    ] = None
    authors: Annotated[list[Line], described("who wrote it")] = []
    restricted: Annotated[bool, described("counts, but its title is never published")] = False
    note: Annotated[Prose | None, described("for the office; never printed")] = None


class Forwarding(NamedTuple):
    """Briefs that the office passed up."""

    to: str
    briefs: int


class Submission(Dated, frozen=True, kw_only=True, gc=False):
    """报送: a unit's brief received, and where the office forwarded it."""

    title: str = ""
    edition: Edition | None = None
    """The rules in force on its date; ``None``: it was received before the first."""
    contributors: tuple[Contributor, ...] = ()
    """Empty where only the office's total is known."""
    count: int = 1
    form: str = ""
    length: int | None = None
    channel: str = ""
    item: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    forwarded: tuple[Forwarding, ...] = ()
    restricted: bool = False
    note: str = ""

    @property
    def traits(self) -> Traits:
        """What conditions look at."""
        return Traits(
            form=self.form, tags=frozenset(self.tags), channel=self.channel, length=self.length
        )

    @property
    def brief(self) -> str:
        """What it shares with the adoptions of the same brief."""
        return fold(self.item or self.title)

    @property
    def event(self) -> tuple[str, ...]:
        """Its title and units; of a total, the form, too."""
        units = unit_names(self.contributors)
        return folded(self.title, *units, *(() if self.title else (self.form,)))


def resolve(entry: SubmissionEntry, reading: Reading, setup: Setup) -> Submission | None:
    """The record, or ``None`` with the reasons among the problems."""
    before = len(reading.problems)
    if reading.day(entry.date, ("date",)) is None:
        return None
    edition = setup.book.on(entry.date)
    contributors = named.contributors(reading, entry.units, entry.date, setup.roster)
    count = entry.count or 1
    forwarded = tuple(
        _forwarding(reading, index, part, edition) for index, part in enumerate(entry.forwarded)
    )
    for index, one in enumerate(forwarded):
        if one.briefs > count:
            reading.note(
                Code.WRONG_VALUE,
                ("forwarded", index),
                msg(
                    "{forwarded} briefs forwarded to {to}, but only {count} received",
                    forwarded=one.briefs,
                    to=one.to,
                    count=count,
                ),
                msg("check “count”"),
            )
    form: str | None = entry.form or ""
    tags = tuple(entry.tags)
    channel = entry.channel or ""
    if edition is not None:
        rule = edition.rules.submissions
        points = rule.points if rule is not None and contributors else None
        form = named.form(reading, entry.form, points, named.RECEIVED, edition)
        tags = named.tags(reading, entry.tags, edition)
        channel = named.channel(reading, entry.channel, edition)
    if len(reading.problems) > before or contributors is None or form is None:
        return None
    record = Submission(
        place=reading.place,
        date=entry.date,
        title=entry.title or "",
        edition=edition,
        contributors=contributors,
        count=count,
        form=form,
        length=entry.length,
        channel=channel,
        item=entry.item or "",
        tags=tags,
        authors=tuple(entry.authors),
        forwarded=forwarded,
        restricted=entry.restricted,
        note=entry.note or "",
    )
    if edition is not None and contributors:
        _check_scored(record, edition, reading)
    return record if len(reading.problems) == before else None


def glance(value: Mapping[str, object], reading: Reading, setup: Setup) -> None:
    """The names in a record that is at fault elsewhere, so that all faults are told at once."""
    day = parse_day(str(value.get("date")))
    named.contributors(reading, texts(value.get("units")), day, setup.roster)


def _forwarding(
    reading: Reading, index: int, part: str | ForwardingEntry, edition: Edition | None
) -> Forwarding:
    """The recipient as the rules name it; where no rule is about recipients, as written."""
    to, briefs = (part, 1) if isinstance(part, str) else (part.to, part.count)
    if edition is None or not edition.recipients.entries:
        return Forwarding(to, briefs)
    found = reading.one(
        to,
        ("forwarded", index),
        edition.recipients.find(to),
        msg("recipient of briefs"),
        edition.recipients.nearest,
        named.RULES,
    )
    return Forwarding(found or to, briefs)


def _check_scored(record: Submission, edition: Edition, reading: Reading) -> None:
    rule = edition.rules.submissions
    if rule is not None:
        named.check_scored(reading, rule.points, record.traits, named.RECEIVED)
    for one in record.forwarded:
        recipient = edition.rules.recipients.get(one.to)
        if recipient is not None:
            named.check_scored(reading, recipient.points, record.traits, one.to)
    scored = rule is not None or any(one.to in edition.rules.recipients for one in record.forwarded)
    if scored and len(record.contributors) > 1:
        named.check_joint(reading, edition, record.traits, weighted=False)
