"""Submissions (报送): the entry in a file and the record made of it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, ClassVar, Final, NamedTuple

from infoscore import moments
from infoscore.messages import mark, msg
from infoscore.moments import begin_of, in_words
from infoscore.names import fold_title
from infoscore.problems import Code, Problem, Severity
from infoscore.reading.reading import Reading
from infoscore.reading.types import (
    Clock,
    Count,
    Day,
    Line,
    Moment,
    Strict,
    Total,
    described,
    listed,
    typed,
)
from infoscore.records import base, endorsement, review, secrecy
from infoscore.records import resolve as named
from infoscore.records.duty import Duty
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
from infoscore.rules.measures import Measured, Of, State
from infoscore.rules.quality import BriefKey, Shortfall, faults
from infoscore.rules.received import row_of, scored, track_of
from infoscore.rules.timeliness import TimelinessRule, rule_of


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


class RejectionEntry(Strict, frozen=True):
    """Entry of a rejection within a submission."""

    reason: Annotated[Line, described("why, as rules.yaml names it under “reasons”")]
    date: Annotated[Day | None, described("when; default: the day on which it was received")] = None


def _rejection(parts: list[str]) -> object:
    """Return the value of a reason with or without a date: ``重复报送=2021-03-05``."""
    found = [
        {"reason": reason, **({"date": base.day_text(day)} if day else {})}
        for reason, day in map(base.paired, parts)
    ]
    return found[0] if len(found) == 1 else found


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
    time: Annotated[
        Clock | None,
        described("the time of day at which it was received: 16:30"),
        typed("--time HH:MM", mark("the time of day at which it was received"), "时间 报送时间"),
    ] = None
    event: Annotated[
        Moment | None,
        described("when what it reports happened"),
        typed("--event MOMENT", mark("when what it reports happened"), "事件时间 发生时间"),
    ] = None
    answers: Annotated[
        Line | None,
        described("the commission that it answers, by title or id"),
        typed("--answers TEXT", mark("the commission that it answers: its title or id"), "约稿"),
    ] = None
    zero: Annotated[
        bool,
        described("零报告: says that there is nothing to report; counts as no brief"),
        typed("--zero", mark("a 零报告: there is nothing to report"), "零报告"),
    ] = False
    rejected: Annotated[
        RejectionEntry | None,
        described("that the office did not take it, and why"),
        typed(
            "--rejected REASON[=DATE]",
            mark("that the office did not take it, and why"),
            "退稿 退稿原因",
            parts=_rejection,
            between=";；\n",
        ),
    ] = None
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


class Rejection(NamedTuple):
    """退稿: the office did not take a brief."""

    reason: str
    date: dt.date


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
    clock: dt.time | None = None
    """Time of day at which it was received; ``None``: not known."""
    happened: dt.datetime | None = None
    """When what it reports happened; the last minute of the day, if only the date is known."""
    answers: str = ""
    """Commission that it answers, by title or id."""
    rejected: Rejection | None = None
    zero: bool = False
    """零报告: counts as no brief."""

    @property
    def went_out(self) -> str | None:
        """When it was passed on first, as written; empty: unknown; ``None``: it was not."""
        known = [one.date for one in self.forwarded if one.date]
        return min(known, key=moments.first, default="") if self.forwarded else None

    @property
    def received(self) -> dt.datetime:
        """When it was received; the first minute of the day, if only the date is known."""
        return dt.datetime.combine(self.date, self.clock or dt.time.min)

    @property
    def deadline(self) -> tuple[TimelinessRule, dt.datetime] | None:
        """The rule by which it was to come, and when; ``None``: none, or it is not known."""
        if self.happened is None or self.edition is None:
            return None
        rule = rule_of(self.edition.rules.timeliness, self.traits)
        return None if rule is None else (rule, rule.due(self.happened))

    @property
    def state(self) -> State | None:
        """Whether it came in time; ``None``: no rule says when it was to come."""
        found = self.deadline
        if found is None:
            return None
        return State.ON_TIME if self.received <= found[1] else State.LATE

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
        if self.edition is None or not self.contributors or self.zero:
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
        return base.folded(
            self.title,
            *units,
            *(() if self.title else (self.form,)),
            *((base.NOTHING_SENT,) if self.zero else ()),
        )

    @property
    def identity(self) -> tuple[str, ...]:
        """Likeness and item."""
        return *self.likeness, fold_title(self.item)


def resolve(entry: SubmissionEntry, reading: Reading, setup: Setup) -> Submission | None:
    """Return the record, or ``None`` after noting problems."""
    before = len(reading.problems)
    if reading.day(entry.date, ("date",)) is None:
        return None
    happened = _happened(entry, reading)
    if entry.zero:
        _check_zero(entry, reading)
    edition = setup.book.on(entry.date)
    contributors = named.contributors(reading, entry.units, entry.date, setup.roster)
    count = named.count(reading, entry.count, entry.title)
    forwarded = _passed_on(reading, entry, edition, count)
    form: str | None = entry.form or ""
    flow = None
    tags, subjects, channel, numbers = _declared(entry, edition, reading)
    endorsements = endorsement.resolved(reading, entry.endorsements, edition)
    if edition is not None:
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
        scored = contributors and not entry.zero
        rule = row_of(edition.received["submissions"], traits) if scored else None
        points = None if rule is None else rule.points
        form = named.form(reading, entry.form, points, named.RECEIVED, edition)
        title, team = entry.title or "", contributors or ()
        flow = review.chain_of(edition, Submission.before, traits, team, title)
    reviews = review.resolved(reading, entry.reviews, edition, flow)
    restricted = secrecy.seen(entry.restricted, reading, setup.as_of)
    if len(reading.problems) > before or contributors is None or form is None:
        return None
    record = Submission(
        place=reading.place,
        date=entry.date,
        title=entry.title or "",
        edition=edition,
        contributors=contributors,
        count=0 if entry.zero else count,
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
        clock=None if entry.time is None else dt.time.fromisoformat(entry.time),
        happened=happened,
        answers=entry.answers or "",
        rejected=_rejected(entry, edition, reading),
        zero=entry.zero,
        restricted=restricted,
        note=entry.note or "",
    )
    if edition is not None and contributors and not entry.zero:
        _check_scored(record, edition, reading)
        _check_quality(record, edition, reading)
    return record if len(reading.problems) == before else None


def _declared(
    entry: SubmissionEntry, edition: Edition | None, reading: Reading
) -> tuple[tuple[str, ...], tuple[str, ...], str, tuple[tuple[str, int], ...]]:
    """Return tags, subjects, channel and numbers, by the edition's names if there is one."""
    if edition is None:
        numbers = tuple(entry.numbers.items())
        return tuple(entry.tags), tuple(entry.subjects), entry.channel or "", numbers
    return (
        named.tags(reading, entry.tags, edition),
        named.subjects(reading, entry.subjects, edition),
        named.channel(reading, entry.channel, edition),
        named.numbers(reading, entry.numbers, edition),
    )


def _check_quality(record: Submission, edition: Edition, reading: Reading) -> None:
    """Note what a brief lacks by the rules whose severity is that of an error."""
    for fault in quality_of(record) if edition.rules.quality else ():
        if fault.rule.severity is Severity.ERROR:
            reading.note(Code.BELOW_STANDARD, (fault.key,), fault.message, fault.hint)


def _happened(entry: SubmissionEntry, reading: Reading) -> dt.datetime | None:
    """Return when the event happened; note one from after the brief."""
    if entry.event is None:
        return None
    found = reading.moment(entry.event, ("event",), last=True)
    if found is not None and found.date() > entry.date:
        reading.wrong(
            ("event",),
            msg("it reports what happens on {day}, after it was received", day=in_words(found)),
            msg("check “date” and “event”"),
        )
    return found


def _check_zero(entry: SubmissionEntry, reading: Reading) -> None:
    """Note what a 零报告 cannot have."""
    for key in ("title", "count", "forwarded", "answers", "event"):
        if getattr(entry, key):
            reading.wrong(
                (key,),
                msg("a 零报告 says that there is nothing, and has no “{key}”", key=key),
                msg("delete this line, or the line “zero”"),
            )
    if not entry.units:
        reading.missing("units", ("units",), msg("say who has nothing to report"))


def _rejected(
    entry: SubmissionEntry, edition: Edition | None, reading: Reading
) -> Rejection | None:
    """Return the rejection by the rules' name of its reason; note what cannot be."""
    rejected = entry.rejected
    if rejected is None:
        return None
    day = rejected.date or entry.date
    if reading.day(day, ("rejected", "date")) is not None and day < entry.date:
        reading.wrong(
            ("rejected", "date"),
            msg("rejected on {day}, before it was received", day=day),
            msg("check “date” and “rejected”"),
        )
    if entry.forwarded:
        reading.wrong(
            ("forwarded",),
            msg("it was rejected, and passed on all the same"),
            msg("delete “rejected” or “forwarded”"),
        )
    reason: str | None = rejected.reason
    if edition is not None and edition.reasons.entries:
        kind = msg("reason for rejecting")
        path = ("rejected", "reason")
        reason = named.known(reading, rejected.reason, path, edition.reasons, kind)
    return Rejection(reason or rejected.reason, day)


def quality_of(record: Submission) -> Iterator[Shortfall]:
    """Yield what a brief lacks by the rules; of one that was rejected, nothing any more."""
    if record.edition is None or not record.title or record.rejected is not None:
        return
    units = {
        name: None
        for one in record.contributors
        for name in (one.unit.name, *one.unit.aliases, one.named)
    }
    there = {
        BriefKey.FORM: record.form,
        BriefKey.LENGTH: record.length,
        BriefKey.SUBJECTS: record.subjects,
        BriefKey.TAGS: record.tags,
        BriefKey.CHANNEL: record.channel,
        BriefKey.AUTHORS: record.authors,
        BriefKey.EVENT: record.happened,
        BriefKey.TIME: record.clock is not None,
    }
    lacking = [key for key, value in there.items() if not value]
    rules = record.edition.rules.quality
    yield from faults(rules, record.traits, record.title, [*units], lacking)


def _doubts(record: Submission) -> Iterator[Problem]:
    """Yield warnings about what a brief lacks by the rules."""
    if record.edition is None or not record.edition.rules.quality or not record.contributors:
        return
    for fault in quality_of(record):
        if fault.rule.severity is Severity.WARNING:
            yield Problem(
                Code.BELOW_STANDARD, record.place, fault.message, fault.hint, Severity.WARNING
            )


def _duties(record: Submission) -> Iterator[Duty]:
    """Yield that it was to come in time after its event."""
    found = record.deadline
    if found is None or record.happened is None:
        return
    rule, due = found
    for one in record.contributors:
        yield Duty(
            clause=f"timeliness.{rule.name}",
            what=_said(record),
            since=begin_of(record.happened.date()),
            due=due,
            done=record.received,
            unit=one.unit,
            record=record.id,
            place=record.place,
        )


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
    if given.get("zero"):
        return ("units",)
    return () if given.get("count") else ("title", "units")


def _received(rule: Measured, record: Submission, _until: date) -> Iterator[base.Addition]:
    if rule.state is not None and record.state not in listed(rule.state):
        return iter(())
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
        *("title", "date", "time", "units", "forwarded", "count", "form", "length", "numbers"),
        *("channel", "event", "answers", "zero", "rejected", "tags", "subjects", "item"),
        *("endorsements", "reviews", "authors", "restricted", "note"),
    ),
    written=(
        *("date", "time", "title", "event", "form", "length", "numbers", "channel", "units"),
        *("count", "zero", "item", "tags", "subjects", "answers", "reviews", "forwarded"),
        *("rejected", "endorsements", "authors", "restricted", "note"),
    ),
    said=_said,
    needed=_needed,
    counts={
        Of.SUBMISSIONS: _received,
        Of.FORWARDED: _forwarded,
        Of.ENDORSEMENTS: endorsement.counted,
        Of.REVIEWS: review.counted,
    },
    called={"contributors": "units", "clock": "time", "happened": "event"},
    duties=_duties,
    doubts=_doubts,
    sums_alone=True,
)
