"""An adoption as it is written, into the record that rules are applied to."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Annotated, NamedTuple

from msgspec import Meta

from infoscore.messages import msg
from infoscore.names import fold
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.typed import parse_day, texts
from infoscore.reading.types import Characters, Count, Day, Line, Number, Prose, Strict, described
from infoscore.records import resolve as named
from infoscore.records.base import Contributor, Dated, fold_name, folded, unit_names
from infoscore.records.resolve import Setup
from infoscore.rules.condition import Traits
from infoscore.rules.edition import Edition
from infoscore.rules.endorsements import row_for
from infoscore.rules.outlets import Outlet


class EndorsementEntry(Strict, frozen=True):
    by: Annotated[Line, described("the leader, by office or rank")]
    date: Day | None = None


class AdoptionEntry(Strict, frozen=True):
    date: Annotated[Day, described("the day on which the outlet published it")]
    outlet: Annotated[Line, described("the publication, by any of its names")]
    units: Annotated[
        list[Line], Meta(min_length=1), described("the units that wrote it, first author first")
    ]
    title: Annotated[
        Line | None, described("the brief's title; may be left out beside “count”")
    ] = None
    issue: Annotated[Line | None, described("the issue's number")] = None
    form: Annotated[Line | None, described("the form, as rules.yaml names it")] = None
    count: Annotated[
        Count | None, described("this record stands for so many adoptions (only totals known)")
    ] = None
    weights: Annotated[
        list[Number] | None, described("each unit's part, in the order of “units”")
    ] = None
    item: Annotated[
        Line | None, described("names the brief, where several outlets adopted the same one")
    ] = None
    tags: Annotated[list[Line], described("marks such as 头版头条, 转报")] = []
    length: Annotated[Characters | None, described("its length in characters")] = None
    channel: Annotated[Line | None, described("how it was sent in, such as 直报")] = None
    level: Annotated[
        Line | None, described("for an outlet that the rules do not list: what stands for it there")
    ] = None
    endorsements: Annotated[list[EndorsementEntry], described("leaders' instructions")] = []
    authors: Annotated[list[Line], described("who wrote it")] = []
    submission: Annotated[Line | None, described("the submission it came from")] = None
    restricted: Annotated[bool, described("counts, but its title is never published")] = False
    duplicate_ok: Annotated[
        bool, described("it resembles another record and is still another event")
    ] = False
    note: Annotated[Prose | None, described("for the office; never printed")] = None


class Endorsement(NamedTuple):
    """批示: a leader's written instruction on an adopted brief."""

    by: str
    date: date | None


class Adoption(Dated, frozen=True, kw_only=True, gc=False):
    """采用: one outlet published one brief on one date; ``count`` of them if only that is known."""

    title: str
    outlet: Outlet
    outlet_named: str
    """As the record names it."""
    edition: Edition
    """The rules in force on its date."""
    contributors: tuple[Contributor, ...]
    issue: str = ""
    form: str = ""
    count: int = 1
    length: int | None = None
    """In characters."""
    channel: str = ""
    item: str = ""
    """Names the brief where several outlets adopted it; empty: its title does."""
    restricted: bool = False
    """Counts, but its title appears in no public output."""
    duplicate_ok: bool = False
    """The clerk has looked: it is not the other record that it resembles."""
    tags: tuple[str, ...] = ()
    endorsements: tuple[Endorsement, ...] = ()
    authors: tuple[str, ...] = ()
    submission: str = ""
    note: str = ""

    @property
    def traits(self) -> Traits:
        """What conditions look at."""
        outlet = self.outlet
        return Traits(
            outlet.name,
            outlet.outlet_class,
            outlet.track,
            self.form,
            frozenset(self.tags),
            self.channel,
            self.length,
            frozenset(one.by for one in self.endorsements),
        )

    @property
    def brief(self) -> str:
        """What the adoptions of one brief share; empty: a total, which is no brief."""
        return fold(self.item or self.title)

    @property
    def event(self) -> tuple[str, ...]:
        """Outlet, issue and title; where there is no title, form and units tell totals apart."""
        outlet = self.outlet_named if self.outlet.unlisted else self.outlet.name
        if self.title:
            return fold_name(outlet), fold(self.issue), fold(self.title)
        units = unit_names(self.contributors)
        return folded(outlet, self.issue, "", self.form, *units)


def resolve(entry: AdoptionEntry, reading: Reading, setup: Setup) -> Adoption | None:
    """The record, or ``None`` with the reasons among the problems."""
    before = len(reading.problems)
    if reading.day(entry.date, ("date",)) is None:
        return None
    edition = named.in_force(reading, entry.date, setup.book)
    if edition is None:
        return None
    contributors = named.contributors(reading, entry.units, entry.date, setup.roster)
    if contributors and entry.weights is not None:
        contributors = _weigh(entry.weights, contributors, reading)
    outlet = named.outlet(reading, entry.outlet, entry.level, edition)
    form = None
    if outlet is not None:
        form = named.form(reading, entry.form, outlet.points, outlet.name, edition)
    tags = named.tags(reading, entry.tags, edition) if entry.tags else ()
    channel = named.channel(reading, entry.channel, edition)
    endorsements = (
        tuple(
            Endorsement(_leader(reading, index, part, edition), part.date)
            for index, part in enumerate(entry.endorsements)
        )
        if entry.endorsements
        else ()
    )
    if entry.title is None and entry.count is None:
        reading.note(
            Code.MISSING_KEY,
            ("title",),
            msg("“{key}” is missing", key="title"),
            msg("add a line “{key}: …”", key="title"),
        )
    if len(reading.problems) > before or outlet is None or contributors is None or form is None:
        return None
    record = Adoption(
        place=reading.place,
        date=entry.date,
        title=entry.title or "",
        outlet=outlet,
        outlet_named=entry.outlet.strip("《》〈〉"),
        edition=edition,
        contributors=contributors,
        issue=entry.issue or "",
        form=form,
        count=entry.count or 1,
        length=entry.length,
        channel=channel,
        item=entry.item or "",
        restricted=entry.restricted,
        duplicate_ok=entry.duplicate_ok,
        tags=tags,
        endorsements=endorsements,
        authors=tuple(entry.authors),
        submission=entry.submission or "",
        note=entry.note or "",
    )
    _check_scored(record, reading)
    return record if len(reading.problems) == before else None


def glance(value: Mapping[str, object], reading: Reading, setup: Setup) -> None:
    """The names in a record that is at fault elsewhere, so that all faults are told at once."""
    day = parse_day(str(value.get("date")))
    named.contributors(reading, texts(value.get("units")), day, setup.roster)
    edition = setup.book.on(day) if day is not None else None
    for outlet in texts([value.get("outlet")]):
        level = value.get("level")
        named.outlet(
            reading,
            outlet,
            level if isinstance(level, str) else None,
            edition or setup.book.editions[-1],
        )


def _leader(reading: Reading, index: int, entry: EndorsementEntry, edition: Edition) -> str:
    """The leader as the rules name the rank; where no rule is about endorsements, as written."""
    if entry.date is not None:
        reading.day(entry.date, ("endorsements", index, "date"))
    if not edition.leaders.entries:
        return entry.by
    found = reading.one(
        entry.by,
        ("endorsements", index, "by"),
        edition.leaders.find(entry.by),
        msg("leader"),
        edition.leaders.nearest,
        named.RULES,
    )
    return found or entry.by


def _check_scored(record: Adoption, reading: Reading) -> None:
    """Whatever the record says must be worth something, or the rules must say that it is not."""
    alone = len(record.contributors) == 1
    if alone and not record.endorsements and not isinstance(record.outlet.points, list):
        return  # as nearly always
    rules, traits = record.edition.rules, record.traits
    named.check_scored(reading, record.outlet.points, traits, record.outlet.name)
    for index, endorsement in enumerate(record.endorsements):
        if rules.endorsements and row_for(rules.endorsements, endorsement.by, traits) is None:
            reading.note(
                Code.NOT_SCORED,
                ("endorsements", index),
                msg(
                    "no rule gives points for an endorsement by “{leader}” here",
                    leader=endorsement.by,
                ),
                msg(
                    "add a row under “endorsements” in {file}; “points: 0” if it scores nothing",
                    file=named.RULES,
                ),
            )
    if len(record.contributors) > 1:
        weighted = record.contributors[0].weight is not None
        named.check_joint(reading, record.edition, traits, weighted=weighted)


def _weigh(
    weights: Sequence[str], contributors: tuple[Contributor, ...], reading: Reading
) -> tuple[Contributor, ...]:
    parts = [Fraction(weight) for weight in weights]
    if len(parts) != len(contributors):
        reading.note(
            Code.WEIGHTS,
            ("weights",),
            msg("{weights} weights for {units} units", weights=len(parts), units=len(contributors)),
            msg("give each unit one weight, in the order of “units”"),
        )
    elif min(parts) < 0 or sum(parts) == 0:
        reading.note(
            Code.WEIGHTS,
            ("weights",),
            msg("weights must not be negative, nor all zero"),
            msg("write each unit's part, such as [2, 1, 1]"),
        )
    return tuple(
        Contributor(one.named, one.unit, part)
        for one, part in zip(contributors, parts, strict=False)
    )
