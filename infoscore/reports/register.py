"""The register (登记簿): records of a kind with any of their fields and their reviews."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from infoscore.names import Names
from infoscore.reading.types import keys_of
from infoscore.records.base import HIDDEN_TITLE, RecordKind, headline
from infoscore.records.endorsement import Endorsement
from infoscore.records.kinds import Record
from infoscore.records.progress import Course, in_order, progress
from infoscore.records.resolve import Contributor
from infoscore.records.review import Reviewed
from infoscore.records.submission import Forwarding
from infoscore.reports.approval import OPINIONS
from infoscore.reports.dossier import TELLING
from infoscore.rules.chains import Before
from infoscore.rules.edition import RuleBook
from infoscore.rules.measures import Verdict
from infoscore.rules.outlets import Outlet
from infoscore.table import EMPTY, Cell, Column, Kind, Row, Section, Table, date_cell, number_cell

Told = Callable[[Record, Course | None], Cell]
"""What a column says of a record."""

_OUT: Final = {Before.FORWARDED: "已上报", Before.PUBLISHED: "已发布"}
_USUAL: Final = ("日期", "标题", "单位", "审核流程", "审核情况", "状态")


class Register:
    """The columns that a register of a kind may have, as known at a moment."""

    def __init__(self, kind: RecordKind, book: RuleBook, now: datetime) -> None:
        self._now = now
        self._columns: dict[str, Told] = {
            "编号": lambda record, _: Cell(record.id),
            "文件": lambda record, _: Cell(record.place.file),
        }
        names = [(name, name) for name in self._columns]
        fields = {key: field for field, key in kind.called.items()}
        for key, about in keys_of(kind.entry).items():
            if key in {"note", "reviews"}:
                continue
            head, *others = about.typed.heads or (key,)
            self._columns[head] = _of_field(key, fields.get(key, key))
            names += [(name, head) for name in (head, key, *others)]
        if issubclass(kind.record, Reviewed):
            flows = [flow for edition in book.editions for flow in edition.flows]
            flows = [flow for flow in flows if flow.chain.before is kind.record.before]
            steps = [*dict.fromkeys(step.name for flow in flows for step in flow.steps)]
            own: dict[str, Told] = {
                "审核流程": lambda _, course: Cell(course.flow.chain.name) if course else EMPTY,
                "审核情况": self._of_steps(steps),
                **{step: self._of_steps([step]) for step in steps},
                "状态": lambda _, course: Cell(state_of(course)),
            }
            names += [(name, name) for name in own if name not in self._columns]
            self._columns = {**own, **self._columns}
        self.names = Names(names)

    @property
    def usual(self) -> list[str]:
        """The columns of a register that names none."""
        return [head for head in _USUAL if head in self._columns]

    def table(self, records: Iterable[Record], heads: Sequence[str], title: str) -> Table:
        """Return the records as they come, numbered."""
        rows = []
        for number, record in enumerate(records, start=1):
            course = progress(record, self._now)
            cells = (self._columns[head](record, course) for head in heads)
            rows.append(Row((number_cell(number), *cells)))
        columns = (
            Column(("序号",), Kind.NUMBER),
            *(Column((head,), titles=head == "标题") for head in heads),
        )
        return Table(title, columns, (Section(None, tuple(rows)),))

    def _of_steps(self, steps: Collection[str]) -> Told:
        def told(record: Record, _course: Course | None) -> Cell:
            reviews = in_order(record.reviews) if isinstance(record, Reviewed) else ()
            said = (
                f"{one.step}：" * (len(steps) > 1) + f"{one.date} {one.by}{OPINIONS[one.verdict]}"
                for one in reviews
                if one.step in steps and one.first <= self._now
            )
            return Cell("；".join(said))

        return told


def state_of(course: Course | None) -> str:
    """Return where a brief stands: ``待审核``, ``退回，待审定``, ``审结待报``, ``已上报``."""
    if course is None:
        return ""
    waits = "、".join(step.name for step in course.next())
    if course.went_out is not None:
        return _OUT[course.flow.chain.before] + (f"，待{waits}" if waits else "")
    if course.held:
        return f"暂缓，待{waits}"
    if not course.missing():
        return "审结待报" if course.flow.chain.before is Before.FORWARDED else "审结待发"
    answer = course.asked[-1].answer if course.asked else None
    returned = answer is not None and answer.verdict is Verdict.RETURNED
    return f"{'退回，' if returned else ''}待{waits}"


def _of_field(key: str, field: str) -> Told:
    def told(record: Record, _course: Course | None) -> Cell:
        if key == "title":
            return Cell(headline(record))
        if record.restricted and key in TELLING:
            return Cell(HIDDEN_TITLE)
        return _cell(getattr(record, field, None))

    return told


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return Cell("是" if value else "")
    if isinstance(value, date):
        return date_cell(value)
    if isinstance(value, int | Fraction):
        return number_cell(value)
    return Cell(_said(value))


def _said(value: object) -> str:
    """Return a value of a record as people read it."""
    match value:
        case Contributor(named=name) | Outlet(name=name):
            said = name
        case Endorsement(by=by, date=day):
            said = by if day is None else f"{by}（{day}）"
        case Forwarding(to=to, briefs=briefs, date=day):
            more = [*([f"{briefs}篇"] if briefs != 1 else []), *([day] if day else [])]
            said = to + (f"（{'，'.join(more)}）" if more else "")
        case Mapping():
            said = "、".join(f"{name} {_said(part)}" for name, part in value.items())
        case (str() as name, int() as number):
            said = f"{name} {number}"
        case list() | tuple():
            said = "、".join(map(_said, value))
        case _:
            said = "" if value is None else str(value)
    return said
