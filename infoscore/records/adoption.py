"""Adoptions (采用): the entry in a file and the record made of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Annotated, Final

from msgspec import Meta

from infoscore.messages import mark, msg
from infoscore.names import fold, fold_issue, fold_title
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.typed import parse_day, texts
from infoscore.reading.types import Day, Issue, Line, Number, Strict, Total, described, typed
from infoscore.records import base, endorsement, secrecy
from infoscore.records import resolve as named
from infoscore.records.endorsement import (
    Endorsable,
    EndorsementEntries,
    check_endorsements,
    leaders,
)
from infoscore.records.resolve import Contributor, Setup
from infoscore.rules.condition import Traits
from infoscore.rules.edition import Edition
from infoscore.rules.joint import rule_for
from infoscore.rules.measures import Measured, Of
from infoscore.rules.outlets import Outlet


class AdoptionEntry(Strict, frozen=True):
    """Entry of an adoption in a file."""

    date: Annotated[
        Day,
        described("the day on which the outlet published it"),
        typed("--date -d DATE", mark("when it was published; default: today"), base.DATE_HEADS),
    ]
    outlet: Annotated[
        Line,
        described("the publication, by any of its names"),
        typed("--outlet NAME", mark("the publication that adopted it"), "刊物 载体 采用刊物"),
    ]
    units: Annotated[
        list[Line],
        Meta(min_length=1),
        described("the units that wrote it, first author first"),
        typed(
            "--unit -u NAME",
            mark("a unit that wrote it, first author first (repeatable)"),
            base.UNIT_HEADS,
        ),
    ]
    title: Annotated[
        Line | None,
        described("the brief's title; may be left out beside “count”"),
        typed("--title -t TEXT", mark("the brief's title"), base.TITLE_HEADS),
    ] = None
    issue: Annotated[
        Issue | None,
        described("the issue's number"),
        typed("--issue -i N", mark("the issue's number"), "期号 期数 期次"),
    ] = None
    form: base.Form = None
    count: Annotated[
        Total | None,
        described(
            "this record stands for so many adoptions (only totals known);"
            " without a title it may have decimals: 361.3"
        ),
        typed(
            "--count N", mark("log N adoptions of which only the number is known"), base.COUNT_HEADS
        ),
    ] = None
    weights: Annotated[
        list[Number] | None,
        described("each unit's part, in the order of “units”"),
        typed("--weight N", mark("each unit's part, in the order of --unit (repeatable)"), "权重"),
    ] = None
    roles: Annotated[
        list[Line],
        described("each unit's role, such as 主报, in the order of “units”"),
        typed("--role NAME", mark("each unit's role, in the order of --unit (repeatable)"), "角色"),
    ] = []
    item: Annotated[
        Line | None,
        described("names the brief, where several outlets adopted the same one"),
        base.OF_ITEM,
    ] = None
    tags: base.Tags = []
    subjects: base.Subjects = []
    length: base.Length = None
    numbers: base.Numbers = {}
    channel: base.Channel = None
    level: Annotated[
        Line | None,
        described("for an outlet that the rules do not list: what stands for it there"),
        typed(
            "--level NAME",
            mark("for an outlet that the rules do not list: its level there"),
            "刊物级别",
        ),
    ] = None
    endorsements: EndorsementEntries = []
    authors: base.Authors = []
    submission: Annotated[
        Line | None,
        described("the submission it came from"),
        typed("--submission TEXT", mark("the submission it came from"), "来源报送"),
    ] = None
    restricted: base.Restricted = False
    duplicate_ok: Annotated[
        bool,
        described("it resembles another record and is still another event"),
        typed(
            "--duplicate-ok", mark("it resembles another record and is another event"), "并非重复"
        ),
    ] = False
    note: base.Note = None


class Adoption(Endorsable, frozen=True, kw_only=True, gc=False):
    """采用: publication of a brief by an outlet, or of ``count`` briefs known by number only."""

    edition: Edition
    outlet: Outlet
    outlet_named: str
    """Name of the outlet in the record."""
    issue: str = ""
    form: str = ""
    length: int | None = None
    """Length in characters."""
    numbers: tuple[tuple[str, int], ...] = ()
    """Numbers that the rules declare, with their names."""
    channel: str = ""
    item: str = ""
    """Name of the brief if several outlets adopted it; empty: its title."""
    duplicate_ok: bool = False
    """Confirmed by the clerk: not the same event as a record that it resembles."""
    tags: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    submission: str = ""

    @property
    def traits(self) -> Traits:
        """Properties that conditions test."""
        outlet = self.outlet
        return Traits(
            outlet.name,
            outlet.outlet_class,
            outlet.track,
            self.form,
            frozenset(self.tags),
            self.channel,
            self.length,
            leaders(self.endorsements),
            self.numbers,
            frozenset(self.subjects),
        )

    @property
    def brief(self) -> str:
        """Key that adoptions of the same brief share; empty for a total."""
        return fold_title(self.item or self.title)

    @property
    def publisher(self) -> str:
        """Name of the outlet, folded; of one that the rules do not list, its own."""
        return base.fold_name(self.outlet_named if self.outlet.unlisted else self.outlet.name)

    @property
    def event(self) -> tuple[str, ...]:
        """Outlet, issue and title; without a title, form and units tell totals apart."""
        if self.title:
            return self.publisher, fold(self.issue), fold(self.title)
        units = base.unit_names(self.contributors)
        return self.publisher, *base.folded(self.issue, "", self.form, *units)

    @property
    def likeness(self) -> tuple[str, ...]:
        """The same as :attr:`event`, however issue and title are written."""
        issue = fold_issue(self.issue, self.date.year) if self.issue else ""
        if self.title:
            return self.publisher, issue, fold_title(self.title)
        return self.publisher, issue, *self.event[2:]

    @property
    def identity(self) -> tuple[str, ...]:
        """Likeness and item; if it is confirmed to be another event, the units, too."""
        units = base.unit_names(self.contributors) if self.duplicate_ok else ()
        return *self.likeness, fold_title(self.item) if self.item else "", *units

    @property
    def once_a_year(self) -> bool:
        """``True`` if an issue is known: each has its number in a year."""
        return bool(self.title and self.issue)


def resolve(entry: AdoptionEntry, reading: Reading, setup: Setup) -> Adoption | None:
    """Return the record, or ``None`` after noting problems."""
    before = len(reading.problems)
    if reading.day(entry.date, ("date",)) is None:
        return None
    edition = named.in_force(reading, entry.date, setup.book)
    if edition is None:
        return None
    contributors = named.contributors(reading, entry.units, entry.date, setup.roster)
    if contributors and entry.weights is not None:
        contributors = _weigh(entry.weights, contributors, reading)
    if contributors and entry.roles:
        contributors = named.roles(reading, entry.roles, contributors, edition)
    outlet = named.outlet(reading, entry.outlet, entry.level, edition)
    form = None
    if outlet is not None:
        form = named.form(reading, entry.form, outlet.points, outlet.name, edition)
    tags = named.tags(reading, entry.tags, edition) if entry.tags else ()
    subjects = named.subjects(reading, entry.subjects, edition) if entry.subjects else ()
    channel = named.channel(reading, entry.channel, edition)
    numbers = named.numbers(reading, entry.numbers, edition) if entry.numbers else ()
    endorsements = endorsement.resolved(reading, entry.endorsements, edition)
    if entry.title is None and entry.count is None:
        reading.missing("title", ("title",), msg("add a line “{key}: …”", key="title"))
    count = named.count(reading, entry.count, entry.title)
    restricted = secrecy.seen(entry.restricted, reading, setup.as_of)
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
        count=count,
        length=entry.length,
        numbers=numbers,
        channel=channel,
        item=entry.item or "",
        restricted=restricted,
        duplicate_ok=entry.duplicate_ok,
        tags=tags,
        subjects=subjects,
        endorsements=endorsements,
        authors=tuple(entry.authors),
        submission=entry.submission or "",
        note=entry.note or "",
    )
    _check_scored(record, reading)
    return record if len(reading.problems) == before else None


def names_only(value: Mapping[str, object], reading: Reading, setup: Setup) -> None:
    """Note unknown units and outlet of a record with other problems."""
    base.names_only(value, reading, setup)
    day = parse_day(str(value.get("date")))
    edition = (setup.book.on(day) if day is not None else None) or setup.book.editions[-1]
    level = value.get("level")
    for outlet in texts([value.get("outlet")]):
        named.outlet(reading, outlet, level if isinstance(level, str) else None, edition)


def source(adoption: Adoption) -> str:
    """Return the place of publication: ``工作动态（2021）第10期``."""
    issue = adoption.issue
    if not issue:
        return adoption.outlet_named
    number = f"第{issue}期" if issue[0].isdecimal() and issue[-1].isdecimal() else issue
    return f"{adoption.outlet_named}（{adoption.date.year}）{number}"


def _said(record: Adoption) -> str:
    return f"{base.headline(record)}（{source(record)}）"


def _needed(given: Mapping[str, object]) -> Sequence[str]:
    return ("outlet", "units") if given.get("count") else ("title", "outlet", "units")


def _adopted(rule: Measured, record: Adoption, _until: date) -> Iterator[base.Addition]:
    return base.for_everyone(record.date, record.contributors, record.count, shared=rule.shared)


def _check_scored(record: Adoption, reading: Reading) -> None:
    """Note parts of the record for which no rule gives points, or says that it gives none."""
    alone = len(record.contributors) == 1
    role = record.contributors[0].role
    plain = alone and not role and not record.endorsements
    if plain and not isinstance(record.outlet.points, list):
        return  # the usual case has nothing to check
    traits = record.traits
    named.check_scored(reading, record.outlet.points, traits, record.outlet.name)
    check_endorsements(reading, record, record.edition, traits, traits.track)
    sharing = rule_for(record.edition.rules.joint, traits)
    if role:
        named.check_roles(reading, sharing, record.contributors)
    if role or not alone:
        named.check_joint(reading, sharing, record.contributors)


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
    return tuple(one._replace(weight=part) for one, part in zip(contributors, parts, strict=False))


KIND: Final = base.RecordKind(
    folder="adoptions",
    name="adoption",
    noun=msg("adoption"),
    entry=AdoptionEntry,
    record=Adoption,
    resolve=resolve,
    options=(
        *("title", "outlet", "issue", "form", "date", "units", "weights", "roles", "count"),
        *("length", "numbers", "channel", "level", "tags", "subjects", "item", "endorsements"),
        *("authors", "submission", "restricted", "duplicate_ok", "note"),
    ),
    written=(
        *("date", "title", "outlet", "level", "issue", "form", "length", "numbers", "channel"),
        *("units", "weights", "roles", "count", "item", "tags", "subjects"),
        *("endorsements", "authors", "submission"),
        *("restricted", "duplicate_ok", "note"),
    ),
    said=_said,
    needed=_needed,
    counts={Of.ADOPTIONS: _adopted, Of.ENDORSEMENTS: endorsement.counted},
    called={"contributors": "units", "outlet": "level"},  # an event has one listed outlet
    sums_alone=True,
    names_only=names_only,
)
