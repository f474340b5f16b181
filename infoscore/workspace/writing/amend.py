"""Additions to a record: endorsements, reviews, recipients, deliveries, releases and the like.

The record's own text is changed at the one place and keeps everything else. An amendment is typed
as a small record of its own; logging the same one twice changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Final, NamedTuple

from msgspec import field

from infoscore.messages import Message, mark, msg
from infoscore.moments import begin_of, first, in_words, last
from infoscore.names import fold
from infoscore.problems import Code, Place, Problem, Severity
from infoscore.reading.reading import Reading
from infoscore.reading.typed import read
from infoscore.reading.types import Count, Day, Line, Moment, Strict, described, typed
from infoscore.records.adoption import Adoption
from infoscore.records.base import (
    COUNT_HEADS,
    DATE_HEADS,
    DELIVERY_HEADS,
    LEADER_HEADS,
    REASON_HEADS,
    ROLE_HEADS,
    STEP_HEADS,
    TITLE_HEADS,
    UNIT_HEADS,
    VERDICT_HEADS,
)
from infoscore.records.commission import Commission, Deliveries, delivery_days
from infoscore.records.inspection import MENDED_HEADS, Inspection
from infoscore.records.kinds import KINDS, Record
from infoscore.records.post import Post
from infoscore.records.progress import progress
from infoscore.records.resolve import Setup
from infoscore.records.review import Reviewed, verdict_text
from infoscore.records.secrecy import OPEN
from infoscore.records.submission import Submission
from infoscore.records.urgent import Closed, Elements, FalseAlarm, ReportEntries, UrgentMatter
from infoscore.rules.measures import Verdict
from infoscore.rules.website import Alteration
from infoscore.workspace.writing.filing import RecordFile
from infoscore.workspace.writing.shelf import IndexedRecord, RecordIndex


class EndorsementOf(Strict, frozen=True):
    """批示: one more endorsement of a brief."""

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
        described("the adoption, or else the submission, by title, item or file"),
        typed(
            "ADOPTION [ADOPTION]",
            mark("the brief, adopted or else submitted: its title, item, id or file"),
            "文件",
        ),
    ] = None
    title: Annotated[Line | None, described("the brief's title"), typed(heads=TITLE_HEADS)] = None


class ReviewOf(Strict, frozen=True):
    """审核: a step of a brief's review chain was taken."""

    step: Annotated[
        Line,
        described("the step of the chain"),
        typed("STEP [STEP]", mark("the step of its review chain"), STEP_HEADS),
    ]
    by: Annotated[
        Line,
        described("the role that took it"),
        typed("--by ROLE", mark("the role that took it, such as 负责人"), ROLE_HEADS),
    ]
    date: Annotated[
        Moment,
        described("when: a date, or with the time: 2023-07-04 17:00"),
        typed(
            "--date -d DATE",
            mark("when it was taken, with or without the time; default: today"),
            DATE_HEADS,
        ),
    ]
    brief: Annotated[
        Line | None,
        described("the brief, by title, item, id or file"),
        typed("BRIEF [BRIEF]", mark("the brief: its title, item, id or file"), "文件"),
    ] = None
    title: Annotated[Line | None, described("the brief's title"), typed(heads=TITLE_HEADS)] = None
    verdict: Annotated[
        Verdict,
        described("passed, passed with changes, returned, or held for doubt of secrecy"),
        typed(
            "--verdict WORD",
            mark("passed (the default), changed, returned or held"),
            VERDICT_HEADS,
            value=verdict_text,
        ),
    ] = Verdict.PASSED
    reason: Annotated[
        Line | None,
        described("why it was returned or held"),
        typed("--reason TEXT", mark("why it was returned or held"), REASON_HEADS),
    ] = None


class ForwardingOf(Strict, frozen=True):
    """上报: a brief was passed on."""

    to: Annotated[
        Line,
        described("who received it"),
        typed("--to NAME", mark("where it was passed on"), "报送对象 上报"),
    ]
    date: Annotated[
        Moment,
        described("when it was passed on: a date, or with the time"),
        typed(
            "--date -d DATE",
            mark("when it was passed on, with or without the time; default: today"),
            DATE_HEADS,
        ),
    ]
    brief: Annotated[
        Line | None,
        described("the brief, by title, item, id or file"),
        typed("BRIEF [BRIEF]", mark("the brief: its title, item, id or file"), "文件"),
    ] = None
    title: Annotated[Line | None, described("the brief's title"), typed(heads=TITLE_HEADS)] = None


class DeliveryOf(Strict, frozen=True):
    """交稿: a commissioned brief has come."""

    title: Annotated[Line, described("the commission, by title or file"), typed(heads=TITLE_HEADS)]
    delivered: Annotated[
        Deliveries,
        described("when, or when by each unit"),
        typed(heads=DELIVERY_HEADS, parts=delivery_days),
    ]
    date: Annotated[Day | None, described("when it was asked for"), typed(heads=DATE_HEADS)] = None
    units: Annotated[
        list[Line], described("only these units have delivered"), typed(heads=UNIT_HEADS)
    ] = []
    count: Annotated[
        Count | None,
        described("so many briefs came on that day; default: all that were still out"),
        typed(heads=COUNT_HEADS),
    ] = None


class PostStateOf(Strict, frozen=True):
    """更正、撤回、清理: what was done to a post later, or is to be done."""

    state: Annotated[
        Alteration,
        described("corrected, withdrawn or expired"),
        typed("--as STATE", mark("corrected, withdrawn or expired"), "处理"),
    ]
    reason: Annotated[Line, described("why"), typed("--reason TEXT", mark("why"), "原因")]
    date: Annotated[
        Moment | None,
        described("when it was done; none: not yet"),
        typed("--date -d DATE", mark("when it was done; none: not yet"), DATE_HEADS),
    ] = None
    asked: Annotated[
        Moment | None,
        described("from when on it was to be done"),
        typed("--asked DATE", mark("from when on it was to be done"), "要求日期"),
    ] = None
    post: Annotated[
        Line | None,
        described("the post, by title, id or file"),
        typed("POST [POST]", mark("the post: its title, id or file"), "文件"),
    ] = None
    title: Annotated[Line | None, described("the post's title"), typed(heads=TITLE_HEADS)] = None


class MendingOf(Strict, frozen=True):
    """整改: a fault of the website was mended."""

    title: Annotated[Line, described("the fault, by title or file"), typed(heads=TITLE_HEADS)]
    mended: Annotated[Moment, described("when"), typed(heads=MENDED_HEADS)]
    date: Annotated[Day | None, described("when it was found"), typed(heads=DATE_HEADS)] = None


def altered(index: RecordIndex, reading: Reading) -> RecordFile | None:
    """A later state in the record of its post; ``None`` with the reasons noted."""
    entry = read(reading.document, PostStateOf, reading.problems, reading.path)
    if entry is None:
        return None
    hint = msg("name the post by “title”, or by “post”: its file")
    indexed = _named(index, reading, "post", (entry.post, entry.title), hint)
    if indexed is None or not isinstance(indexed.record, Post):
        return None
    said = {"state": entry.state, "date": entry.date, "asked": entry.asked, "reason": entry.reason}
    given = {key: str(value) for key, value in said.items() if value is not None}
    there = index.written(indexed).get("states")
    if isinstance(there, list) and given in there:
        return index.unchanged(indexed)
    return index.amended(indexed, {"states": [given]}, _place(reading, "state"))


def mended(index: RecordIndex, reading: Reading) -> RecordFile | None:
    """A mending in the record of its fault; ``None`` with the reasons noted."""
    entry = read(reading.document, MendingOf, reading.problems, reading.path)
    if entry is None:
        return None
    indexed = index.named(entry.title, reading, "title", entry.date)
    if indexed is None or not isinstance(indexed.record, Inspection):
        return None
    there = index.written(indexed).get("mended")
    if there == entry.mended:
        return index.unchanged(indexed)
    if there is not None:
        reading.note(
            Code.DUPLICATE_RECORD,
            ("mended",),
            msg("mended already: {day}", day=str(there)),
            msg("edit that file"),
        )
        return None
    return index.amended(indexed, {"mended": entry.mended}, _place(reading, "mended"))


class RejectionOf(Strict, frozen=True):
    """退稿: the office did not take a brief."""

    reason: Annotated[
        Line,
        described("why, as rules.yaml names it under “reasons”"),
        typed("--reason NAME", mark("why, as the rules name it"), "退稿原因 原因"),
    ]
    date: Annotated[
        Day, typed("--date -d DATE", mark("when it was rejected; default: today"), DATE_HEADS)
    ]
    submission: Annotated[
        Line | None,
        described("the submission, by title, item or file"),
        typed("SUBMISSION [SUBMISSION]", mark("the brief: its title, item, id or file"), "文件"),
    ] = None
    title: Annotated[Line | None, described("the brief's title"), typed(heads=TITLE_HEADS)] = None


class ReportOf(Strict, frozen=True):
    """续报: what has become of an urgent matter."""

    title: Annotated[Line, described("the matter, by title or file"), typed(heads=TITLE_HEADS)]
    reports: ReportEntries = []
    elements: Elements = []
    closed: Closed = None
    false_alarm: FalseAlarm = field(name="false", default=False)
    date: Annotated[Day | None, described("when it happened"), typed(heads=DATE_HEADS)] = None


class ReleaseOf(Strict, frozen=True):
    """解密: a restricted title may be published, from a day on or after one."""

    record: Annotated[
        Line,
        described("the restricted record, by title or file"),
        typed("RECORD [RECORD]", mark("the restricted record: its title, id or file"), "文件"),
    ]
    date: Annotated[
        Day,
        described("the day from which on its title may be published"),
        typed("--date -d DATE", mark("from when on it is public; default: today"), DATE_HEADS),
    ]
    until: Annotated[
        Day | None,
        described("instead: the last day on which it is not published"),
        typed("--until DATE", mark("instead: the last day on which it is not public"), "保密至"),
    ] = None
    by: Annotated[
        Line | None,
        described("by whose decision, by office or role"),
        typed("--by NAME", mark("by whose decision, by office or role"), "决定人"),
    ] = None


_BRIEF: Final = msg("name the brief by “title”, or by “brief”: its file")


def endorsed(index: RecordIndex, reading: Reading) -> RecordFile | None:
    """An endorsement in the record of its brief; ``None`` with the reasons noted."""
    entry = read(reading.document, EndorsementOf, reading.problems, reading.path)
    if entry is None or reading.day(entry.date, ("date",)) is None:
        return None
    hint = msg("name the brief by “title”, or by “adoption”: its file")
    indexed = _named(index, reading, "adoption", (entry.adoption, entry.title), hint)
    if indexed is None or not isinstance(indexed.record, Adoption | Submission):
        return None
    edition = indexed.record.edition
    leaders = edition.leaders.find(entry.by) if edition is not None else []
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


def reviewed(index: RecordIndex, reading: Reading) -> RecordFile | None:
    """A review in the record of its brief; ``None`` with the reasons noted."""
    entry = read(reading.document, ReviewOf, reading.problems, reading.path)
    indexed = entry and _named(index, reading, "brief", (entry.brief, entry.title), _BRIEF)
    if not entry or not indexed or not isinstance(indexed.record, Reviewed):
        return None
    same = [
        one
        for one in indexed.record.reviews
        if (fold(one.step), fold(one.by), one.date, one.verdict)
        == (fold(entry.step), fold(entry.by), entry.date, entry.verdict)
    ]
    if same and entry.reason in (None, same[0].reason):
        return index.unchanged(indexed)
    if same:
        reading.note(
            Code.DUPLICATE_RECORD,
            ("reason",),
            msg("this step is recorded already, with another reason"),
            msg("if it is this one, mend its reason in {place}", place=indexed.spot),
        )
        return None
    added: dict[str, object] = {"step": entry.step, "by": entry.by, "date": entry.date}
    if entry.verdict is not Verdict.PASSED:
        added["verdict"] = entry.verdict.value
    if entry.reason is not None:
        added["reason"] = entry.reason
    made = index.amended(indexed, {"reviews": [added]}, _place(reading, "step"))
    if made is not None:
        _warn_if_early(reading, made.record, entry)
    return made


def _warn_if_early(reading: Reading, record: Record, entry: ReviewOf) -> None:
    course = progress(record)
    for name, (review, lacking) in course.early.items() if course is not None else ():
        if (fold(name), review.date) != (fold(entry.step), entry.date):
            continue
        reading.problems.append(
            Problem(
                Code.UNREVIEWED,
                _place(reading, "step"),
                msg(
                    "“{step}” was taken on {day}, before “{lacking}”",
                    step=name,
                    day=review.date,
                    lacking=lacking.name,
                ),
                msg("check the dates; a step that came too early has to be taken again"),
                Severity.WARNING,
            )
        )


def forwarded(index: RecordIndex, reading: Reading) -> RecordFile | None:
    """A recipient in the record of a brief; ``None`` with the reasons noted."""
    entry = read(reading.document, ForwardingOf, reading.problems, reading.path)
    indexed = entry and _named(index, reading, "brief", (entry.brief, entry.title), _BRIEF)
    if not entry or not indexed or not isinstance(indexed.record, Submission):
        return None
    edition = indexed.record.edition
    known = edition.recipients.find(entry.to) if edition is not None else []
    to = known[0] if len(known) == 1 else entry.to
    there = [one for one in indexed.record.forwarded if fold(one.to) == fold(to)]
    if any(one.date == entry.date for one in there):
        return index.unchanged(indexed)
    if there:
        reading.note(
            Code.DUPLICATE_RECORD,
            ("to",),
            msg("“{to}” has received it already", to=to),
            msg("if it is this time, mend its date in {place}", place=indexed.spot),
        )
        return None
    added = {"forwarded": [{"to": entry.to, "date": entry.date}]}
    return index.amended(indexed, added, _place(reading, "to"))


def _named(
    index: RecordIndex,
    reading: Reading,
    key: str,
    named: tuple[str | None, str | None],
    hint: Message,
) -> IndexedRecord | None:
    """The record that is named by ``key``, or else by its title, or a problem with the hint."""
    name, title = named
    if name is None and title is None:
        reading.missing("title", ("title",), hint)
        return None
    return index.named(name or title or "", reading, "title" if name is None else key)


def delivered(index: RecordIndex, reading: Reading, *, further: bool = False) -> RecordFile | None:
    """A delivery in the record of its commission; ``None`` with the reasons noted.

    ``further``: a brief that came with others on one day is one more, as long as any is missing.
    """
    entry = read(reading.document, DeliveryOf, reading.problems, reading.path)
    if entry is None:
        return None
    indexed = index.named(entry.title, reading, "title", entry.date)
    if indexed is None or not isinstance(indexed.record, Commission):
        return None
    record = indexed.record
    named, old = [one.named for one in record.contributors], index.written(indexed)
    there = old.get("delivered")
    whole = record.delivered.items() if there is not None and not isinstance(there, dict) else ()
    new: dict[str, object] = {unit: _told(days, record.count) for unit, days in whole}
    known: list[Message] = []
    changed = False
    given = entry.delivered
    every = given if isinstance(given, dict) else dict.fromkeys(entry.units or named, given)
    for name, days in every.items():
        found = index.setup.roster.find(name, record.date)
        unit = found[0].name if len(found) == 1 else name
        before = record.delivered.get(unit, ())
        if further and len(before) < record.count and isinstance(days, str):
            more = [first(days)] * (entry.count or 1)
        else:
            more = _further(days, entry.count, before, record.count)
        if before and more and len(before) + len(more) > record.count:
            known += (msg("{unit} {day}", unit=unit, day=in_words(day)) for day in before)
        elif more:
            key = unit if whole else _key(index.setup, record, there, unit) or name
            came = (*before, *more)  # a list that is there grows, and stays one
            new[key], changed = _list(came) if before else _told(came, record.count), True
    if known:
        reading.note(
            Code.DUPLICATE_RECORD,
            ("delivered",),
            msg("delivered already: {dates}", dates=known),
            msg("edit {file}, or name who has delivered now", file=indexed.spot),
        )
        return None
    if not changed:
        return index.unchanged(indexed)
    values = list(new.values())
    plain = there is None and isinstance(given, str) and not entry.units and entry.count is None
    added = {"delivered": values[0] if plain else new}
    return index.amended(indexed, added, _place(reading, "delivered"))


def rejected(index: RecordIndex, reading: Reading) -> RecordFile | None:
    """The rejection in the record of its brief; ``None`` with the reasons noted."""
    entry = read(reading.document, RejectionOf, reading.problems, reading.path)
    if entry is None:
        return None
    hint = msg("name the brief by “title”, or by “submission”: its file")
    indexed = _named(index, reading, "submission", (entry.submission, entry.title), hint)
    if indexed is None or not isinstance(indexed.record, Submission):
        return None
    known, edition = indexed.record.rejected, indexed.record.edition
    names = edition.reasons.find(entry.reason) if edition is not None else []
    reason = names[0] if len(names) == 1 else entry.reason
    if known is not None and (known.reason, known.date) == (reason, entry.date):
        return index.unchanged(indexed)
    if known is not None:
        reading.note(
            Code.DUPLICATE_RECORD,
            ("reason",),
            msg("it is rejected already: {reason}, {day}", reason=known.reason, day=known.date),
            msg("edit that file"),
        )
        return None
    added = {"rejected": {"reason": entry.reason, "date": entry.date.isoformat()}}
    return index.amended(indexed, added, _place(reading, "reason"))


def reported(index: RecordIndex, reading: Reading) -> RecordFile | None:
    """What is new of an urgent matter in its record; ``None`` with the reasons noted."""
    entry = read(reading.document, ReportOf, reading.problems, reading.path)
    if entry is None:
        return None
    indexed = index.named(entry.title, reading, "title", entry.date)
    if indexed is None or not isinstance(indexed.record, UrgentMatter):
        return None
    record = indexed.record
    made = {(one.name, one.at) for one in record.reports}
    added: dict[str, object] = {}
    if new := [one for one in entry.reports if (one.name, first(one.at)) not in made]:
        added["reports"] = [{"name": one.name, "at": one.at} for one in new]
    if more := [one for one in entry.elements if one not in record.elements]:
        added["elements"] = more
    if entry.closed is not None and last(entry.closed) != record.closed:
        added["closed"] = entry.closed
    if entry.false_alarm and not record.false_alarm:
        added["false"] = "true"
    if not added:
        return index.unchanged(indexed)
    return index.amended(indexed, added, _place(reading, next(iter(added))))


def delivery_by(record: Record) -> Mapping[str, object] | None:
    """The delivery, as typed, of the commission that a brief answers; ``None``: it answers none."""
    if not isinstance(record, Submission) or not record.answers:
        return None
    return {
        "title": record.answers,
        "delivered": in_words(record.received),
        "units": [one.unit.name for one in record.contributors],
        "count": str(record.count),
    }


def released(index: RecordIndex, reading: Reading) -> RecordFile | None:
    """The release in a restricted record; ``None`` with the reasons noted."""
    entry = read(reading.document, ReleaseOf, reading.problems, reading.path)
    if entry is None:
        return None
    indexed = index.named(entry.record, reading, "record")
    if indexed is None:
        return None
    known = indexed.record.restricted
    if known == OPEN:
        reading.wrong(
            ("record",),
            msg("the record in {place} is not restricted", place=indexed.spot),
            msg("name the one that is"),
        )
        return None
    day = {"released": entry.date} if entry.until is None else {"until": entry.until}
    said = {"until": known.until, "released": known.released, "by": known.by or None, **day}
    said |= {"by": entry.by} if entry.by is not None else {}
    new = {key: str(value) for key, value in said.items() if value is not None}
    if new == index.written(indexed).get("restricted"):
        return index.unchanged(indexed)
    return index.amended(indexed, {"restricted": new}, _place(reading, "record"))


def _further(
    given: str | list[str], briefs: int | None, before: Sequence[datetime], asked: int
) -> list[datetime]:
    """The moments of delivery to be added to those ``before``, one for each brief.

    One is that of ``briefs``, or of all that did not come at other times.
    """
    if isinstance(given, str):
        others = sum(day != first(given) for day in before)
        given = [given] * (briefs or max(asked - others, 1))
    left, further = Counter(before), list[datetime]()
    for day in map(first, given):
        # what came on a day, without the time, may be what came at that time
        known = next((at for at in (day, begin_of(day.date())) if left[at] > 0), None)
        if known is None:
            further.append(day)
        else:
            left[known] -= 1
    return further


def _told(days: Sequence[datetime], asked: int) -> object:
    """The moments as a record says them: one, if all of it came then."""
    whole = len(days) == asked and len(set(days)) == 1
    return in_words(days[0]) if whole else _list(days)


def _list(moments: Iterable[datetime]) -> list[str]:
    return [in_words(moment) for moment in moments]


def _key(setup: Setup, record: Commission, there: object, unit: str) -> str | None:
    """The name by which a unit's deliveries stand in the record already."""
    for name in there if isinstance(there, dict) else ():
        if [one.name for one in setup.roster.find(name, record.date)] == [unit]:
            return str(name)
    return None


def _place(reading: Reading, key: str) -> Place:
    return reading.document.place((*reading.path, key))


class Amendment(NamedTuple):
    """A kind of small record that is added to a larger one."""

    folders: tuple[str, ...]
    """Those of the larger records, in the order of looking."""
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
        ("adoptions", "submissions"),
        EndorsementOf,
        endorsed,
        ("adoption", "by"),
        ("adoption", "by", "date"),
    ),
    "review": Amendment(
        ("submissions", "posts"),
        ReviewOf,
        reviewed,
        ("brief", "step", "by"),
        ("brief", "step", "by", "date", "verdict", "reason"),
    ),
    "forwarding": Amendment(
        ("submissions",),
        ForwardingOf,
        forwarded,
        ("brief", "to"),
        ("brief", "to", "date"),
    ),
    "delivery": Amendment(
        ("commissions",),
        DeliveryOf,
        delivered,
        ("title",),
        meant=lambda typed: "delivered" in typed and "due" not in typed,
    ),
    "post-state": Amendment(
        ("posts",),
        PostStateOf,
        altered,
        ("post", "state", "reason"),
        ("post", "state", "date", "asked", "reason"),
    ),
    "mending": Amendment(
        ("inspections",),
        MendingOf,
        mended,
        ("title",),
        meant=lambda typed: "mended" in typed and not {"column", "kind", "units"} & {*typed},
    ),
    "rejection": Amendment(
        ("submissions",),
        RejectionOf,
        rejected,
        ("submission", "reason"),
        ("submission", "reason", "date"),
    ),
    "report": Amendment(
        ("urgent",),
        ReportOf,
        reported,
        ("title",),
        meant=lambda typed: (
            "level" not in typed
            and not {"reports", "elements", "closed", "false"}.isdisjoint(typed)
        ),
    ),
    "release": Amendment(
        tuple(KINDS), ReleaseOf, released, ("record",), ("record", "date", "until", "by")
    ),
}


class Following(NamedTuple):
    """What a record amends in another one at once."""

    folders: tuple[str, ...]
    key: str
    """The key that names the other one."""
    typed: Callable[[Record], Mapping[str, object] | None]
    """How the amendment would be typed; ``None``: there is none."""
    made: Callable[..., RecordFile | None]
    """Takes ``further``, too: the record is new."""


FOLLOWING: Final[Mapping[str, Following]] = {
    "submission": Following(("commissions",), "answers", delivery_by, delivered)
}
"""By the kind of the record."""
