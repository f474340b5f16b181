"""Inspections (读网、巡查) of the website: what was found, by when it is mended and when it was."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Final

from infoscore.messages import mark, msg
from infoscore.moments import end_of, in_words
from infoscore.names import fold
from infoscore.reading.reading import Reading
from infoscore.reading.types import Day, Line, Moment, Strict, described, typed
from infoscore.records import base
from infoscore.records import resolve as named
from infoscore.records.duty import Duty
from infoscore.records.post import column_of
from infoscore.records.resolve import Contributor, Setup
from infoscore.rules.condition import Traits
from infoscore.rules.measures import Measured, Of
from infoscore.rules.website import WebColumn

MENDED_HEADS: Final = "整改日期 整改时间"
"""Heads of a table's column that holds when faults were mended."""


class InspectionEntry(Strict, frozen=True):
    """Entry of what an inspection found, in a file."""

    date: Annotated[
        Day,
        described("the day on which it was found"),
        typed(
            "--date -d DATE",
            mark("when it was found; default: today"),
            f"{base.DATE_HEADS} 检查日期",
        ),
    ]
    title: Annotated[
        Line,
        described("what was found"),
        typed("--title -t TEXT", mark("what was found"), f"{base.TITLE_HEADS} 问题"),
    ]
    column: Annotated[
        Line | None,
        described("the column or account in which it was found"),
        typed("--column -c NAME", mark("the column or account"), base.COLUMN_HEADS),
    ] = None
    kind: Annotated[
        Line | None,
        described("the kind of fault, such as 错敏词, 错链, 不合格"),
        typed("--kind TEXT", mark("the kind of fault, such as 错敏词"), "类别 问题类别"),
    ] = None
    by: Annotated[
        Line | None,
        described("how it was found, such as 读网, 巡查, 上级抽查"),
        typed("--by TEXT", mark("how it was found, such as 读网"), "方式 检查方式"),
    ] = None
    units: Annotated[
        list[Line],
        described("who has to mend it; none: the unit that keeps the column"),
        typed(
            "--unit -u NAME",
            mark("who has to mend it; default: who keeps the column (repeatable)"),
            f"{base.UNIT_HEADS} 责任单位",
        ),
    ] = []
    url: Annotated[
        Line | None,
        described("the address of the page"),
        typed("--url ADDRESS", mark("the address of the page"), base.ADDRESS_HEADS),
    ] = None
    mend_by: Annotated[
        Moment | None,
        described("by when it is to be mended; none: “mended_within” of columns.yaml says"),
        typed("--mend-by DATE", mark("by when it is to be mended"), "整改期限"),
    ] = None
    mended: Annotated[
        Moment | None,
        described("when it was mended; none: not yet"),
        typed("--mended DATE", mark("when it was mended"), MENDED_HEADS),
    ] = None
    tags: base.Tags = []
    note: base.Note = None


class Inspection(base.Dated, frozen=True, kw_only=True, gc=False):
    """巡查: a fault that was found on the website."""

    column: WebColumn | None = None
    kind: str = ""
    by: str = ""
    url: str = ""
    due: datetime | None = None
    """Last moment on which it is mended in time; ``None``: no time is set."""
    mended: datetime | None = None
    """``None``: not yet."""
    tags: tuple[str, ...] = ()

    @property
    def traits(self) -> Traits:
        """Properties that conditions test; kind and way of finding are among the tags."""
        tags = frozenset(filter(None, (*self.tags, self.kind, self.by)))
        return Traits(tags=tags, column=self.column.name if self.column is not None else "")

    def duties(self) -> Iterator[Duty]:
        """Yield the mending, if a time is set for it."""
        if self.due is None:
            return
        where = f"“{self.column.name}”" if self.column is not None else "网站"
        yield Duty(
            clause=f"mended_within.{self.kind}" if self.kind else "mended_within",
            what=f"整改{where}的{self.kind or '问题'}",
            since=datetime.combine(self.date, datetime.min.time()),
            due=self.due,
            done=self.mended,
            unit=self.contributors[0].unit if self.contributors else None,
            record=self.id,
            place=self.place,
        )

    def open(self, now: datetime) -> bool:
        """Return whether it is not mended yet."""
        return self.date <= now.date() and (self.mended is None or self.mended > now)

    @property
    def event(self) -> tuple[str, ...]:
        """What was found, and where."""
        where = self.column.name if self.column is not None else ""
        return base.folded(self.title, where, self.url)


def resolve(entry: InspectionEntry, reading: Reading, setup: Setup) -> Inspection | None:
    """Return the record, or ``None`` after noting problems."""
    before = len(reading.problems)
    if reading.day(entry.date, ("date",)) is None:
        return None
    edition = setup.book.on(entry.date)
    column = None
    if entry.column is not None:
        column = column_of(reading, entry.column, entry.date, setup)
    contributors = named.contributors(reading, entry.units, entry.date, setup.roster)
    if not contributors and column is not None:
        contributors = (Contributor(column.unit.name, column.unit),)
    tags = tuple(entry.tags)
    if edition is not None and tags:
        tags = named.tags(reading, entry.tags, edition)
    mended = None if entry.mended is None else reading.moment(entry.mended, ("mended",))
    if mended is not None and mended.date() < entry.date:
        reading.wrong(
            ("mended",),
            msg("mended on {day}, before it was found", day=in_words(mended)),
            msg("check “date” and “mended”"),
        )
    due = _due(entry, reading, setup)
    if len(reading.problems) > before or contributors is None:
        return None
    return Inspection(
        place=reading.place,
        date=entry.date,
        title=entry.title,
        contributors=contributors,
        edition=edition,
        column=column,
        kind=entry.kind or "",
        by=entry.by or "",
        url=entry.url or "",
        due=due,
        mended=mended,
        tags=tags,
        note=entry.note or "",
    )


def _due(entry: InspectionEntry, reading: Reading, setup: Setup) -> datetime | None:
    """Return by when it is to be mended: as the record says, or else the rule for its kind."""
    if entry.mend_by is not None:
        due = reading.moment(entry.mend_by, ("mend_by",), last=True)
        if due is not None and due.date() < entry.date:
            reading.wrong(
                ("mend_by",),
                msg("to be mended by {day}, before it was found", day=in_words(due)),
                msg("check “date” and “mend_by”"),
            )
        return due
    site = setup.book.site
    allowed = None if site is None else site.mended_within.get(fold(entry.kind or ""))
    # the time of day is not known, so that hours run from the day's end
    return None if allowed is None else allowed.until(end_of(entry.date))


def _said(record: Inspection) -> str:
    return f"巡查：{base.headline(record)}"


def _needed(given: Mapping[str, object]) -> Sequence[str]:
    return ("title",) if given.get("units") else ("title", "column")


def _found(rule: Measured, record: Inspection, until: date) -> Iterator[base.Addition]:
    if rule.state is None:
        yield from base.for_everyone(record.date, record.contributors, 1, shared=rule.shared)
        return
    for duty in record.duties():
        yield from base.of_duty(rule, duty, record.contributors, until)


KIND: Final = base.RecordKind(
    folder="inspections",
    name="inspection",
    noun=msg("inspection"),
    entry=InspectionEntry,
    record=Inspection,
    resolve=resolve,
    options=(
        *("title", "column", "date", "kind", "by", "units", "url", "mend_by", "mended", "tags"),
        "note",
    ),
    written=(
        *("date", "column", "title", "kind", "by", "units", "url", "mend_by", "mended", "tags"),
        "note",
    ),
    said=_said,
    needed=_needed,
    counts={Of.FAULTS: _found},
    called={"contributors": "units", "due": "mend_by"},
    sums_alone=False,  # the outcome depends on the day of the report
    duties=Inspection.duties,
)
