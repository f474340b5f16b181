"""Submissions (报送): the entry in a file and the record made of it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, ClassVar, Final, NamedTuple

from infoscore import moments
from infoscore.messages import mark, msg
from infoscore.names import fold_title
from infoscore.reading.reading import Reading
from infoscore.reading.types import Count, Day, Line, Moment, Strict, Total, described, typed
from infoscore.records import base, endorsement, review
from infoscore.records import resolve as named
from infoscore.records.endorsement import (
    Endorsable,
    EndorsementEntries,
    check_endorsements,
    leaders,
)
from infoscore.records.resolve import Setup
from infoscore.records.review import Review, Reviewed, ReviewEntries
from infoscore.rules.chains import Before
from infoscore.rules.condition import Traits
from infoscore.rules.edition import Edition
from infoscore.rules.endorsements import endorsed
from infoscore.rules.joint import rule_for
from infoscore.rules.measures import Measured, Of
from infoscore.rules.received import row_of, scored, track_of


class ForwardingEntry(Strict, frozen=True):
    """Entry of a recipient within a submission, with the number of briefs, or when."""

    to: Annotated[Line, described("who received it")]
    count: Annotated[Count, typed(heads=base.COUNT_HEADS)] = 1
    date: Annotated[Moment | None, described("when it was passed on: a date, or with the time")] = (
        None
    )


def _recipients(parts: list[str]) -> list[object]:
    """Return the value of recipients, some with a number of briefs or a date: ``省办=3``."""
    return [_recipient(*pair) for pair in map(base.paired, parts)]


def _recipient(to: str, more: str | None) -> object:
    if more is None:
        return to
    return {"to": to, "count" if more.isdecimal() else "date": base.moment_text(more)}


class SubmissionEntry(Strict, frozen=True):
    """Entry of a submission in a file."""

    date: Annotated[
        Day,
        described("the day on which the office received it"),
        typed("--date -d DATE", mark("when it was received; default: today"), base.DATE_HEADS),
    ]
    title: Annotated[
        Line | None,
        described("the brief's title"),
        typed("--title -t TEXT", mark("the brief's title"), base.TITLE_HEADS),
    ] = None
    units: Annotated[
        list[Line],
        described("the units that sent it; none: only the total"),
        typed(
            "--unit -u NAME",
            mark("a unit that sent it, first author first (repeatable)"),
            base.UNIT_HEADS,
        ),
    ] = []
    count: Annotated[
        Total | None,
        described(
            "this record stands for so many briefs (only totals known);"
            " without a title it may have decimals: 361.3"
        ),
        typed(
            "--count N",
            mark("log N submissions of which only the number is known"),
            base.COUNT_HEADS,
        ),
    ] = None
    forwarded: Annotated[
        list[Line | ForwardingEntry],
        described("where the office passed it on"),
        typed(
            "--forwarded NAME[=N|DATE]",
            mark("where the office passed it on, N of them, or when (repeatable)"),
            "上报 报送对象",
            parts=_recipients,
            between=";；\n",
        ),
    ] = []
    form: base.Form = None
    tags: base.Tags = []
    subjects: base.Subjects = []
    length: base.Length = None
    numbers: base.Numbers = {}
    channel: base.Channel = None
    item: Annotated[
        Line | None,
        described("names the brief, where its adoptions have another title"),
        base.OF_ITEM,
    ] = None
    endorsements: EndorsementEntries = []
    reviews: ReviewEntries = []
    authors: base.Authors = []
    restricted: base.Restricted = False
    note: base.Note = None


class Forwarding(NamedTuple):
    """Briefs that the office passed on to a recipient."""

    to: str
    briefs: int
    date: str = ""
    """When, as it is written; empty: not known."""


class Submission(Endorsable, Reviewed, frozen=True, kw_only=True, gc=False):
    """报送: brief received from units, and its recipients if the office passed it on.

    Without contributors, only the office's total is known.
    """

    before: ClassVar[Before] = Before.FORWARDED

    form: str = ""
    length: int | None = None
    """Length in characters."""
    numbers: tuple[tuple[str, int], ...] = ()
    """Numbers that the rules declare, with their names."""
    channel: str = ""
    item: str = ""
    tags: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    forwarded: tuple[Forwarding, ...] = ()
    reviews: tuple[Review, ...] = ()

    @property
    def went_out(self) -> str | None:
        """When it was passed on first, as written; empty: unknown; ``None``: it was not."""
        known = [one.date for one in self.forwarded if one.date]
        return min(known, key=moments.first, default="") if self.forwarded else None

    @property
    def traits(self) -> Traits:
        """Properties that conditions test."""
        return Traits(
            form=self.form,
            tags=frozenset(self.tags),
            channel=self.channel,
            length=self.length,
            leaders=leaders(self.endorsements),
            numbers=self.numbers,
            subjects=frozenset(self.subjects),
        )

    @property
    def brief(self) -> str:
        """Key that it shares with adoptions of the same brief."""
        return fold_title(self.item or self.title)

    def credits(self, until: dt.date) -> Iterator[base.Credit]:
        """Yield the points for it, for each brief passed on and for each endorsement."""
        del until
        if self.edition is None or not self.contributors:
            return
        edition, traits = self.edition, self.traits
        for path, briefs in self.scorers:
            given = _each(edition, path, traits)
            if given is not None:
                yield given._replace(date=self.date, briefs=briefs)
        if not self.endorsements:
            return
        rules, track = edition.rules, track_of(edition.received["submissions"], traits)
        for one in endorsed(rules.endorsements, self.endorsements, self.date, traits, track):
            shares = one.row.joint or rule_for(rules.joint, traits)
            yield base.Credit(one.date, one.track, one.step.clause, (one.step,), shares)

    @property
    def reported(self) -> dt.date:
        """The day from which on it was known to whom it is reported first."""
        known = (
            moments.first(one.date).date() if one.date else self.date for one in self.forwarded
        )
        return min(known, default=self.date)

    @property
    def scorers(self) -> Iterator[tuple[str, Fraction | int]]:
        """Clauses by which it scores, each with the number of briefs."""
        yield "submissions", self.count
        for one in self.forwarded:
            yield f"recipients.{one.to}", one.briefs

    @property
    def event(self) -> tuple[str, ...]:
        """Title and units; for a total, also the form."""
        units = base.unit_names(self.contributors)
        return base.folded(self.title, *units, *(() if self.title else (self.form,)))

    @property
    def identity(self) -> tuple[str, ...]:
        """Likeness and item."""
        return *self.likeness, fold_title(self.item)


def resolve(entry: SubmissionEntry, reading: Reading, setup: Setup) -> Submission | None:
    """Return the record, or ``None`` after noting problems."""
    before = len(reading.problems)
    if reading.day(entry.date, ("date",)) is None:
        return None
    edition = setup.book.on(entry.date)
    contributors = named.contributors(reading, entry.units, entry.date, setup.roster)
    count = named.count(reading, entry.count, entry.title)
    forwarded = _passed_on(reading, entry, edition, count)
    form: str | None = entry.form or ""
    tags, subjects = tuple(entry.tags), tuple(entry.subjects)
    flow = None
    channel = entry.channel or ""
    numbers = tuple(entry.numbers.items())
    endorsements = endorsement.resolved(reading, entry.endorsements, edition)
    if edition is not None:
        tags = named.tags(reading, entry.tags, edition)
        subjects = named.subjects(reading, entry.subjects, edition)
        channel = named.channel(reading, entry.channel, edition)
        numbers = named.numbers(reading, entry.numbers, edition)
        found = edition.forms.find(entry.form or "")
        traits = Traits(
            form=found[0] if len(found) == 1 else entry.form or "",
            tags=frozenset(tags),
            channel=channel,
            length=entry.length,
            leaders=leaders(endorsements),
            numbers=numbers,
            subjects=frozenset(subjects),
        )
        rule = row_of(edition.received["submissions"], traits) if contributors else None
        points = None if rule is None else rule.points
        form = named.form(reading, entry.form, points, named.RECEIVED, edition)
        title, team = entry.title or "", contributors or ()
        flow = review.chain_of(edition, Submission.before, traits, team, title)
    reviews = review.resolved(reading, entry.reviews, edition, flow)
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
        numbers=numbers,
        channel=channel,
        item=entry.item or "",
        tags=tags,
        subjects=subjects,
        endorsements=endorsements,
        reviews=reviews,
        authors=tuple(entry.authors),
        forwarded=forwarded,
        restricted=entry.restricted,
        note=entry.note or "",
    )
    if edition is not None and contributors:
        _check_scored(record, edition, reading)
    return record if len(reading.problems) == before else None


def _passed_on(
    reading: Reading, entry: SubmissionEntry, edition: Edition | None, count: Fraction | int
) -> tuple[Forwarding, ...]:
    """Return the recipients with their briefs; note more briefs than ``count`` received."""
    forwarded = tuple(
        _forwarding(reading, index, part, edition) for index, part in enumerate(entry.forwarded)
    )
    for index, one in enumerate(forwarded):
        if one.briefs > count:
            reading.wrong(
                ("forwarded", index),
                msg(
                    "{forwarded} briefs forwarded to {to}, but only {count} received",
                    forwarded=one.briefs,
                    to=one.to,
                    count=count,
                ),
                msg("check “count”"),
            )
    return forwarded


@lru_cache(maxsize=1024)
def _each(edition: Edition, path: str, traits: Traits) -> base.Credit | None:
    """Return the points of a clause for each such brief, on no date; cached for equal briefs."""
    found = scored(edition.received.get(path, ()), traits, path)
    if found is None:
        return None
    row, steps = found
    sharing = rule_for(edition.rules.joint, traits)
    lapses = f"{path}.lapses" if row.lapses else ""
    return base.Credit(date.min, row.track, steps[0].clause, steps, sharing, lapses=lapses)


def _said(record: Submission) -> str:
    return f"报送：{base.headline(record)}"


def _needed(given: Mapping[str, object]) -> Sequence[str]:
    return () if given.get("count") else ("title", "units")


def _received(rule: Measured, record: Submission, _until: date) -> Iterator[base.Addition]:
    return base.for_everyone(record.date, record.contributors, record.count, shared=rule.shared)


def _forwarded(rule: Measured, record: Submission, _until: date) -> Iterator[base.Addition]:
    for one in record.forwarded:
        yield from base.for_everyone(
            record.date, record.contributors, one.briefs, shared=rule.shared
        )


def _forwarding(
    reading: Reading, index: int, part: str | ForwardingEntry, edition: Edition | None
) -> Forwarding:
    """Return the recipient by the rules' name; as written if no rule is about recipients."""
    made = Forwarding(part, 1) if isinstance(part, str) else _dated(reading, index, part)
    if edition is None or not edition.recipients.entries:
        return made
    kind = msg("recipient of briefs")
    found = named.known(reading, made.to, ("forwarded", index), edition.recipients, kind)
    return made._replace(to=found or made.to)


def _dated(reading: Reading, index: int, part: ForwardingEntry) -> Forwarding:
    if part.date is not None:
        reading.moment(part.date, ("forwarded", index, "date"))
    return Forwarding(part.to, part.count, part.date or "")


def _check_scored(record: Submission, edition: Edition, reading: Reading) -> None:
    traits = record.traits
    every = [(path, rows) for path, _ in record.scorers if (rows := edition.received.get(path))]
    for path, rows in every:
        scorer = path.removeprefix("recipients.")
        named.check_scored(reading, rows, traits, scorer)
        if (row := row_of(rows, traits)) is not None:
            named.check_scored(reading, row.points, traits, scorer)
    track = track_of(edition.received["submissions"], traits)
    check_endorsements(reading, record, edition, traits, track)
    if (every or record.endorsements) and len(record.contributors) > 1:
        sharing = rule_for(edition.rules.joint, traits)
        named.check_joint(reading, sharing, record.contributors)


KIND: Final = base.RecordKind(
    folder="submissions",
    name="submission",
    noun=msg("submission"),
    entry=SubmissionEntry,
    record=Submission,
    resolve=resolve,
    options=(
        *("title", "date", "units", "forwarded", "count", "form", "length", "numbers", "channel"),
        *("tags", "subjects", "item", "endorsements", "reviews", "authors", "restricted", "note"),
    ),
    written=(
        *("date", "title", "form", "length", "numbers", "channel", "units", "count", "item"),
        *("tags", "subjects", "reviews", "forwarded", "endorsements", "authors"),
        *("restricted", "note"),
    ),
    said=_said,
    needed=_needed,
    counts={
        Of.SUBMISSIONS: _received,
        Of.FORWARDED: _forwarded,
        Of.ENDORSEMENTS: endorsement.counted,
        Of.REVIEWS: review.counted,
    },
    called={"contributors": "units"},
    sums_alone=True,
)
