"""Briefs that went out without the reviews that their chain asks for.

What is wrong with the reviews of a brief that has not gone out yet is only a warning: it can be
returned and reviewed anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from infoscore import moments
from infoscore.messages import Message, msg
from infoscore.problems import Code, Problem, Severity
from infoscore.records.kinds import Record
from infoscore.records.progress import Course, persons, progress
from infoscore.records.review import Review, Reviewed
from infoscore.roster import Roster
from infoscore.rules.chains import Before, ChainStep

_WITHOUT = {
    Before.FORWARDED: msg("it was passed on without"),
    Before.PUBLISHED: msg("it was published without"),
}
_TOO_SOON = {
    Before.FORWARDED: msg("it was passed on before"),
    Before.PUBLISHED: msg("it was published before"),
}


def watched(
    records: Iterable[Record], roster: Roster, today: date, found: list[Problem]
) -> Iterator[Record]:
    """The records; what is wrong with their reviews as known on a day is added to ``found``."""
    for record in records:
        found += breaches(record, roster, today)
        yield record


def breaches(record: Record, roster: Roster, today: date) -> Iterator[Problem]:
    """What is wrong with a record's reviews as known on a day."""
    known = progress(record, moments.end_of(today))
    if known is None:
        return
    out, severity = known.went_out, Severity.WARNING
    then = known
    if out is not None:
        severity = Severity.ERROR
        then = _when_it_went(record, out, known)
        yield from _missing(record, then, known)
    for name, (review, lacking) in then.early.items():
        yield Problem(
            Code.UNREVIEWED,
            record.place,
            msg(
                "“{step}” was taken on {day}, before “{lacking}”",
                step=name,
                day=review.date,
                lacking=lacking.name,
            ),
            msg("check the dates; a step that came too early has to be taken again"),
            severity,
        )
    later = {one.name for one in known.flow.steps if one.later}
    taken = {**{name: known.taken[name] for name in known.taken if name in later}, **then.taken}
    for problem in _of_people(record, known, taken, roster):
        yield problem._replace(severity=severity)


def _when_it_went(record: Record, out: str, known: Course) -> Course:
    """How far the brief had come; without a date nothing can be said to have come too late."""
    end = moments.last(out) if out else None
    reviews = record.reviews if isinstance(record, Reviewed) else ()
    if end is not None and all(one.first <= end for one in reviews):
        return known
    return progress(record, before=end) or known


def _missing(record: Record, then: Course, known: Course) -> Iterator[Problem]:
    """Steps that were missing when the brief went out; those that came too early are told apart."""
    before = then.flow.chain.before
    for step in then.missing():
        if step.name in then.early:
            continue
        held = then.held.get(step.name)
        if held is not None:
            what = msg(
                "it went out although “{step}” held it back on {day}", step=step.name, day=held.date
            )
            hint = msg("log how the doubt was settled, or take it back")
        else:
            way = _TOO_SOON if known.done(step) else _WITHOUT
            what = msg(
                "{way} the step “{step}” ({who})", way=way[before], step=step.name, who=step.who
            )
            hint = _how(record, step)
        yield Problem(Code.UNREVIEWED, record.place, what, hint)


def _how(record: Record, step: ChainStep) -> Message:
    return msg(
        "if it was taken, log it: {command}",
        command=f"infoscore review {record.id} {step.name} --by {step.roles[0]}",
    )


def _of_people(
    record: Record, known: Course, taken: dict[str, list[Review]], roster: Roster
) -> Iterator[Problem]:
    """Steps by a role that nobody had on the day, and two steps by one person."""
    by: list[tuple[ChainStep, Review, frozenset[str]]] = []
    for step in known.flow.steps:
        for review in taken.get(step.name, ()):
            people, vacant = persons(review, record, roster)
            by.append((step, review, people))
            if vacant and not people:
                yield Problem(
                    Code.VACANT_ROLE,
                    record.place,
                    msg(
                        "“{unit}” had no {role} on {day} to take the step “{step}”",
                        unit=vacant[0].name,
                        role=review.by,
                        day=review.date,
                        step=step.name,
                    ),
                    msg("check role and date, or “people” in {file}", file="units.yaml"),
                )
    for (one, first, people), (other, second, others) in combinations(by, 2):
        if len(people) == 1 and people == others and (one is other or known.flow.apart(one, other)):
            yield Problem(
                Code.SAME_PERSON,
                record.place,
                msg(
                    "“{one}” and “{other}” were taken by one person, who is {first} and {second}",
                    one=one.name,
                    other=other.name,
                    first=first.by,
                    second=second.by,
                ),
                msg("let another take one of them, or say in the rules: “not_same_as: []”"),
            )
