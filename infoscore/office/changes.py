"""What issued circulars would print otherwise today, as warnings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final

from infoscore.circular import texts
from infoscore.circular.carrying import series, unissued
from infoscore.circular.issued import Issued, issued_circulars, setup_digests
from infoscore.messages import Message, msg
from infoscore.problems import Code, Place, Problem, Severity
from infoscore.records.kinds import Record
from infoscore.reports.differing import reason
from infoscore.rounding import printed
from infoscore.scoring.causes import Difference, Turn
from infoscore.scoring.ledger import Ledger
from infoscore.workspace.load import Workspace
from infoscore.workspace.writing.files import contents, digest

_MEND: Final = msg(
    "the next circular makes up for it; see {command}", command="infoscore compare --issued"
)


def changed(
    workspace: Workspace,
    issued: Iterable[Issued],
    ledger: Ledger,
    records: list[Record],
) -> Iterator[Difference]:
    """Yield what issued circulars would print otherwise, and no later one has made up for."""
    issued, digests = list(issued), setup_digests(workspace)
    for one in issued:
        ledger.settle(one.period.year)
        yield from unissued(one, series(issued, one.period), ledger, records, digests)


def told(difference: Difference) -> Problem:
    """Return the warning about a difference, at the record that makes it."""
    cause = difference.cause
    place = Place(texts.issued_file(difference.of.key))
    if difference.turn is not Turn.GONE and cause.record is not None:
        place = cause.record.place
    moved = [
        msg(
            "{unit} {track} {before} → {after}",
            unit=unit.name,
            track=track,
            before=printed(difference.before.get((unit, track), Fraction(0))),
            after=printed(difference.after.get((unit, track), Fraction(0))),
        )
        for unit, track in difference.points
    ]
    return _warning(
        place,
        msg(
            "the issued circular of {period} has it otherwise: “{what}”: {points}; {reason}",
            period=difference.of.name,
            what=cause.what,
            points=moved or msg("no points"),
            reason=reason(difference),
        ),
        _MEND,
    )


def edited(root: Path, issued: Issued) -> Iterator[Problem]:
    """Yield a warning for the text and the Word file, where they are not those that were issued."""
    for file in (texts.text_file(issued.period.key), *_pages(issued)):
        try:
            now = digest(contents(root / file))
        except FileNotFoundError:
            continue
        if now != issued.digests.get(file):
            what = msg("this is not what was issued on {day}", day=issued.date)
            yield _warning(Place(file), what, msg("restore it, or give it another name"))


def _pages(issued: Issued) -> list[str]:
    return [file for file in issued.digests if file.endswith(".docx")]


def touched(workspace: Workspace, days: Iterable[date]) -> list[Problem]:
    """Return a warning for each issued circular that has counted one of the days.

    Whoever is about to write says so before.
    """
    assert workspace.setup is not None, "the caller has checked the setup"
    days = set(days)
    return [
        _warning(
            Place(one.file),
            msg(
                "{days} lies in {period}, whose circular is issued: it stays as it is",
                days=sorted(map(str, hit)),
                period=one.period.name,
            ),
            _MEND,
        )
        for one in issued_circulars(workspace.root, workspace.setup, workspace.problems)
        if (hit := {day for day in days if day in one.period})
    ]


def _warning(place: Place, what: Message, hint: Message) -> Problem:
    return Problem(Code.ISSUED_CHANGED, place, what, hint, Severity.WARNING)
