"""Posts (发布) to columns of the website and to accounts: the entry in a file, and the record."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, ClassVar, Final, NamedTuple

from infoscore.deadlines import Allowance
from infoscore.messages import mark, msg
from infoscore.moments import in_words
from infoscore.names import Names
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.types import Clock, Day, Line, Moment, Strict, described, typed
from infoscore.reading.yamltext import Path
from infoscore.records import base, review
from infoscore.records import resolve as named
from infoscore.records.duty import Duty
from infoscore.records.resolve import Contributor, Setup
from infoscore.records.review import Review, Reviewed, ReviewEntries, chain_of
from infoscore.rules.chains import Before
from infoscore.rules.condition import Traits
from infoscore.rules.measures import Measured, Of
from infoscore.rules.website import FILE, Alteration, WebColumn

UNTIMED: Final = frozenset({"分钟", "小时"})
"""Units of a time allowed that a day without a time of day does not begin."""
TIME_HEADS: Final = "时间 时刻"


class PostStateEntry(Strict, frozen=True):
    """Entry of what was done to a post later, or is to be done."""

    state: Annotated[Alteration, described("corrected, withdrawn or expired")]
    reason: Annotated[Line, described("why")]
    date: Annotated[Moment | None, described("when it was done; none: not yet")] = None
    asked: Annotated[Moment | None, described("from when on it was to be done")] = None


def _alterations(parts: list[str]) -> list[object]:
    """Return the value of later states: ``withdrawn=2021-03-05=有误``."""
    found: list[object] = []
    for part in parts:
        state, reason = base.paired(part)
        state, day = base.paired(state)
        told = {"state": state, "date": day and base.moment_text(day), "reason": reason}
        found.append({key: value for key, value in told.items() if value is not None})
    return found


class PostEntry(Strict, frozen=True):
    """Entry of a post in a file."""

    date: Annotated[
        Day,
        described("the day on which it was posted"),
        typed(
            "--date -d DATE", mark("when it was posted; default: today"), "日期 发布日期 发布时间"
        ),
    ]
    column: Annotated[
        Line,
        described("the column or account, as columns.yaml names it"),
        typed("--column -c NAME", mark("the column or account"), base.COLUMN_HEADS),
    ]
    title: Annotated[
        Line,
        described("its title there"),
        typed("--title -t TEXT", mark("its title there"), base.TITLE_HEADS),
    ]
    time: Annotated[
        Clock | None,
        described("the time of day, where hours count"),
        typed("--time TIME", mark("the time of day, where hours count: 09:30"), TIME_HEADS),
    ] = None
    units: Annotated[
        list[Line],
        described("the units that wrote it; none: the unit that keeps the column"),
        typed(
            "--unit -u NAME",
            mark("a unit that wrote it; default: who keeps the column (repeatable)"),
            f"{base.UNIT_HEADS} 发布单位 来源",
        ),
    ] = []
    event: Annotated[
        Moment | None,
        described("when what it tells of happened"),
        typed("--event DATE", mark("when what it tells of happened"), "事件日期 发生日期"),
    ] = None
    submission: Annotated[
        Line | None,
        described("the brief that it came from, by title or id"),
        typed("--submission TEXT", mark("the brief that it came from, by title or id"), "来稿"),
    ] = None
    url: Annotated[
        Line | None,
        described("its address"),
        typed("--url ADDRESS", mark("its address"), base.ADDRESS_HEADS),
    ] = None
    states: Annotated[
        list[PostStateEntry],
        described("what was done to it later: corrected, withdrawn, expired"),
        typed(
            "--altered STATE=DATE=REASON",
            mark("what was done to it later: withdrawn=2021-03-05=有误 (repeatable)"),
            "后续处理",
            parts=_alterations,
        ),
    ] = []
    tags: base.Tags = []
    reviews: ReviewEntries = []
    note: base.Note = None


class PostState(NamedTuple):
    """What was done to a post later, or is to be done."""

    state: Alteration
    reason: str
    asked: datetime | None
    """From when on it was to be done; ``None``: nobody asked."""
    done: datetime | None
    """``None``: not yet."""
    due: datetime | None
    """``None``: no time is set."""


class Post(base.Dated, Reviewed, frozen=True, kw_only=True, gc=False):
    """发布: something posted to a column or account."""

    before: ClassVar[Before] = Before.PUBLISHED

    column: WebColumn
    time: str = ""
    """Time of day; empty: not known."""
    happened: str = ""
    """Date of the event, with or without a time; empty: not known."""
    due: datetime | None = None
    """Last moment on which it is in time after its event; ``None``: no time is set."""
    submission: str = ""
    url: str = ""
    states: tuple[PostState, ...] = ()
    tags: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()
    kept: bool = False
    """No unit is named, so that it is the column's keeper's."""

    @property
    def traits(self) -> Traits:
        """Properties that conditions test."""
        return Traits(tags=frozenset(self.tags), column=self.column.name)

    @property
    def went_out(self) -> str:
        """When it was published, as written."""
        return f"{self.date} {self.time}".strip()

    @property
    def moment(self) -> datetime:
        """When it was posted; of a date alone its first minute, for it is in time all day."""
        return datetime.combine(self.date, dt.time.fromisoformat(self.time or "00:00"))

    def duties(self) -> Iterator[Duty]:
        """Yield the post itself where its event sets a time, and what was to be done to it."""
        unit = self.contributors[0].unit
        if self.due is not None:
            yield Duty(
                clause=f"{self.column.clause}.posted_within",
                what=f"“{self.column.name}”在事件发生后按时发布",
                since=dt.datetime.fromisoformat(self.happened),
                due=self.due,
                done=self.moment,
                unit=unit,
                record=self.id,
                place=self.place,
            )
        for one in self.states:
            if one.asked is not None and one.due is not None:
                yield Duty(
                    clause=f"altered_within.{one.state}",
                    what=f"{ALTERED[one.state]}“{self.column.name}”的信息",
                    since=one.asked,
                    due=one.due,
                    done=one.done,
                    unit=unit,
                    record=self.id,
                    place=self.place,
                )

    @property
    def event(self) -> tuple[str, ...]:
        """Title and column."""
        return base.folded(self.title, self.column.name)

    @property
    def address(self) -> str:
        """Where it can be read."""
        return self.url


ALTERED: Final[Mapping[Alteration, str]] = {
    Alteration.CORRECTED: "更正",
    Alteration.WITHDRAWN: "撤回",
    Alteration.EXPIRED: "清理到期",
}


def column_of(
    reading: Reading, name: str, on: date, setup: Setup, path: Path = ("column",)
) -> WebColumn | None:
    """Return the column called so, or ``None`` after noting that there is none on that day."""
    site = setup.book.site
    names: Names[WebColumn] = Names(()) if site is None else site.names
    found = () if site is None else site.find(name, on)
    column = reading.find(name, path, names, msg("website column"), FILE, found)
    if column is not None and column.end < on:
        reading.note(
            Code.UNIT_INACTIVE,
            path,
            msg("“{column}” was closed after {day}", column=column.name, day=column.end),
            msg("check the date, or “from” and “until” in {file}", file=FILE),
        )
    return column


def since(reading: Reading, text: str, path: Path, allowed: Allowance | None) -> datetime | None:
    """Return the moment from which a time allowed runs, or ``None`` after noting problems.

    Hours run from the end of a day of which no time is known.
    """
    return reading.moment(text, path, last=allowed is not None and allowed.unit in UNTIMED)


def resolve(entry: PostEntry, reading: Reading, setup: Setup) -> Post | None:
    """Return the record, or ``None`` after noting problems."""
    before = len(reading.problems)
    if reading.day(entry.date, ("date",)) is None:
        return None
    edition = setup.book.on(entry.date)
    column = column_of(reading, entry.column, entry.date, setup)
    contributors = named.contributors(reading, entry.units, entry.date, setup.roster)
    tags = tuple(entry.tags)
    if edition is not None and tags:
        tags = named.tags(reading, entry.tags, edition)
    happened = _happened(entry, reading)
    due = None
    if column is not None and entry.event is not None and happened is not None:
        allowed = column.posted_within(tags)
        begun = since(reading, entry.event, ("event",), allowed)
        due = None if allowed is None or begun is None else allowed.until(begun)
    states = _states(entry, reading, setup)
    if not contributors and column is not None and contributors is not None:
        contributors = (Contributor(column.unit.name, column.unit),)
    traits = Traits(tags=frozenset(tags), column=column.name if column is not None else "")
    flow = chain_of(edition, Post.before, traits, contributors or (), entry.title)
    reviews = review.resolved(reading, entry.reviews, edition, flow)
    if len(reading.problems) > before or column is None or contributors is None:
        return None
    return Post(
        place=reading.place,
        date=entry.date,
        title=entry.title,
        contributors=contributors,
        edition=edition,
        column=column,
        time=entry.time or "",
        happened=happened.isoformat() if happened else "",
        due=due,
        submission=entry.submission or "",
        url=entry.url or "",
        states=states,
        tags=tags,
        reviews=reviews,
        kept=not entry.units,
        note=entry.note or "",
    )


def _happened(entry: PostEntry, reading: Reading) -> datetime | None:
    """Return the first moment at which its event may have been; note one after the post."""
    if entry.event is None:
        return None
    happened = reading.moment(entry.event, ("event",))
    if happened is None:
        return None
    posted = f"{entry.date}T{entry.time or '23:59'}"
    if happened > datetime.fromisoformat(posted):
        reading.wrong(
            ("event",),
            msg(
                "posted on {day}, before what it tells of, which was on {event}",
                day=entry.date,
                event=in_words(happened),
            ),
            msg("check “date” and “event”"),
        )
    return happened


def _states(entry: PostEntry, reading: Reading, setup: Setup) -> tuple[PostState, ...]:
    site = setup.book.site
    found: list[PostState] = []
    for index, one in enumerate(entry.states):
        path = ("states", index)
        allowed = None if site is None else site.altered_within.get(one.state)
        asked = None if one.asked is None else since(reading, one.asked, (*path, "asked"), allowed)
        done = None if one.date is None else reading.moment(one.date, (*path, "date"))
        if one.date is None and one.asked is None:
            hint = msg("say when it was done: “date”, or from when on it is to be: “asked”")
            reading.missing("date", path, hint)
        if done is not None and done.date() < entry.date:
            reading.wrong(
                (*path, "date"),
                msg("{state} on {day}, before it was posted", state=one.state, day=done.date()),
                msg("check “date” and “states”"),
            )
        due = None if asked is None or allowed is None else allowed.until(asked)
        found.append(PostState(one.state, one.reason, asked, done, due))
    return tuple(found)


def _said(record: Post) -> str:
    return f"发布：{base.headline(record)}（{record.column.name}）"


def _needed(_given: Mapping[str, object]) -> Sequence[str]:
    return "title", "column"


def _posted(rule: Measured, record: Post, until: date) -> Iterator[base.Addition]:
    if rule.state is None:
        number = 1
        yield from base.for_everyone(record.date, record.contributors, number, shared=rule.shared)
        return
    own = f"{record.column.clause}.posted_within"
    for duty in record.duties():
        if duty.clause == own:
            yield from base.of_duty(rule, duty, record.contributors, until)


def _unsaid(record: Post) -> list[str]:
    """Return what an export of the site does not tell: event, brief, states, tags and the like."""
    fields = ("time", "happened", "due", "submission", "url", "states", "tags", "reviews")
    silent = [name for name in fields if not getattr(record, name)]
    return [*silent, *(("contributors", "kept") if record.kept else ())]


KIND: Final = base.RecordKind(
    folder="posts",
    name="post",
    noun=msg("post"),
    entry=PostEntry,
    record=Post,
    resolve=resolve,
    options=(
        *("title", "column", "date", "time", "units", "event", "submission", "url", "tags"),
        *("reviews", "states", "note"),
    ),
    written=(
        *("date", "time", "column", "title", "units", "event", "submission", "url", "tags"),
        *("reviews", "states", "note"),
    ),
    said=_said,
    needed=_needed,
    counts={Of.POSTS: _posted, Of.REVIEWS: review.counted},
    called={"contributors": "units", "happened": "event", "due": "event", "kept": "units"},
    sums_alone=False,  # columns.yaml decides what is in time
    duties=Post.duties,
    for_all=("column",),
    unsaid=_unsaid,
)
