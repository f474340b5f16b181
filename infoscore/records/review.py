"""Reviews (审核) within the record of a brief: the steps of its review chain that were taken."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Final, NamedTuple

from infoscore import moments
from infoscore.messages import Message, mark, msg
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.types import Line, Moment, Strict, described, listed, typed
from infoscore.reading.yamltext import Path
from infoscore.records import base
from infoscore.records.resolve import RULES, Contributor
from infoscore.rules.chains import Before, Flow, flow_for, role_in
from infoscore.rules.condition import Traits
from infoscore.rules.edition import Edition
from infoscore.rules.measures import Measured, Verdict

_TYPED: Final = {
    "通过": Verdict.PASSED,
    "修改": Verdict.CHANGED,
    "修改后通过": Verdict.CHANGED,
    "退回": Verdict.RETURNED,
    "暂缓": Verdict.HELD,
}


def verdict_text(text: str) -> str:
    """Return a verdict as files have it, however it is typed; any other text unchanged."""
    return _TYPED.get(text, text)


class ReviewEntry(Strict, frozen=True):
    """Entry of a review within a record."""

    step: Annotated[Line, described("the step of the chain"), typed(heads=base.STEP_HEADS)]
    by: Annotated[Line, described("the role that took it"), typed(heads=base.ROLE_HEADS)]
    date: Annotated[Moment, described("when: a date, or with the time: 2023-07-04 17:00")]
    verdict: Annotated[
        Verdict,
        described("passed, passed with changes, returned, or held for doubt of secrecy"),
    ] = Verdict.PASSED
    reason: Annotated[Line | None, described("why it was returned or held")] = None


def _steps(parts: list[str]) -> list[object]:
    """Return the value of steps: ``审定=负责人=2023-07-04``, a verdict and a reason behind it."""
    keys = ("step", "by", "date", "verdict", "reason")
    as_typed = {"date": base.moment_text, "verdict": verdict_text}
    found: list[object] = []
    for part in parts:
        pairs = zip(keys, map(str.strip, _EQUALS.split(part, 4)), strict=False)
        found.append({key: as_typed.get(key, str)(text) for key, text in pairs})
    return found


_EQUALS: Final = re.compile("[=＝]")
ReviewEntries = Annotated[
    list[ReviewEntry],
    described("the steps of its review chain that were taken"),
    typed(
        "--review STEP=ROLE=DATE",
        mark("a step that was taken, then =退回=reason if it was returned (repeatable)"),
        "审核",
        parts=_steps,
        between=";；\n",
    ),
]


class Review(NamedTuple):
    """审核: a step that was taken."""

    step: str
    by: str
    date: str
    """When, as it is written: with or without the time."""
    verdict: Verdict = Verdict.PASSED
    reason: str = ""

    @property
    def first(self) -> dt.datetime:
        """When it was taken; of a date its first minute."""
        return moments.first(self.date)

    @property
    def last(self) -> dt.datetime:
        """When it was taken; of a date its last minute."""
        return moments.last(self.date)

    @property
    def timed(self) -> bool:
        """Whether the time of day is known."""
        return self.first == self.last


class Reviewed:
    """Part of a record that may have to be reviewed before it goes out."""

    __slots__ = ()

    before: ClassVar[Before]
    reviews: tuple[Review, ...]

    @property
    def traits(self) -> Traits:
        """Properties that conditions test."""
        raise NotImplementedError

    @property
    def went_out(self) -> str | None:
        """When it was passed on or published, as written; empty: unknown; ``None``: it was not."""
        raise NotImplementedError


def chain_of(
    edition: Edition | None, before: Before, traits: Traits, team: Sequence[Contributor], title: str
) -> Flow | None:
    """Return the chain of a brief; ``None``: it needs no review, or is a total without a title."""
    if edition is None or not edition.rules.chains or not title:
        return None
    return flow_for(edition.flows, before, traits, [one.unit for one in team])


def resolved(
    reading: Reading, entries: Sequence[ReviewEntry], edition: Edition | None, flow: Flow | None
) -> tuple[Review, ...]:
    """Return the reviews with the names of steps and roles in the rules.

    A record that no chain concerns may have any step of any chain; its reviews bind nobody.
    """
    flows = [flow] if flow is not None else edition.flows if edition is not None else []
    return tuple(
        _review(reading, ("reviews", index), entry, flows) for index, entry in enumerate(entries)
    )


def _review(reading: Reading, path: Path, entry: ReviewEntry, flows: Sequence[Flow]) -> Review:
    reading.moment(entry.date, (*path, "date"))
    step, role = entry.step, entry.by
    known = [(one, one.names.find(step)) for one in flows]
    found = [one.step(names[0]) for one, names in known if names]
    roles = [name for one in found if (name := role_in(one, role)) is not None]
    if found:
        step = found[0].name
    elif flows:
        names = dict.fromkeys(one.name for flow in flows for one in flow.steps)
        kind = msg("step of a review chain")
        _unknown(reading, (*path, "step"), kind, step, list(names))
    if roles:
        role = roles[0]
    elif found:
        reading.wrong(
            (*path, "by"),
            msg("“{step}” is not a step of the role “{role}”", step=step, role=role),
            msg("it is taken by: {names}", names=listed(found[0].by)),
        )
    if entry.verdict is Verdict.RETURNED and entry.reason is None:
        reading.missing(
            "reason", (*path, "reason"), msg("say why it was returned: “reason: 数字有误”")
        )
    return Review(step, role, entry.date, entry.verdict, entry.reason or "")


def _unknown(reading: Reading, path: Path, kind: Message, name: str, names: Sequence[str]) -> None:
    reading.note(
        Code.UNKNOWN_NAME,
        path,
        msg("there is no {kind} called “{name}”", kind=kind, name=name),
        msg("the steps are: {names}; the chains stand in {file}", names=names, file=RULES),
    )


def counted(rule: Measured, record: base.Dated, _until: dt.date) -> Iterator[base.Addition]:
    """Yield one for each review, on its own date."""
    assert isinstance(record, Reviewed)
    for one in record.reviews:
        if (rule.verdict is None or one.verdict in listed(rule.verdict)) and (
            rule.step is None or one.step in listed(rule.step)
        ):
            day = one.first.date()
            yield from base.for_everyone(day, record.contributors, 1, shared=rule.shared)
