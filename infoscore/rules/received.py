"""Points for submissions (报送): briefs received, and briefs passed on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, TypeAlias, TypeVar

from infoscore.reading.reading import Reading
from infoscore.reading.types import Line, TrackName, described
from infoscore.reading.yamltext import Path
from infoscore.rules.condition import Condition, Traits, conditional, fits, placed, rows_of
from infoscore.rules.measures import CONDITIONS, OF_A_BRIEF, check_keys
from infoscore.rules.phrases import BRIEF, Words
from infoscore.rules.points import Points, check, check_rows, said, worth
from infoscore.rules.steps import Step


class SubmissionRule(Condition, frozen=True, kw_only=True):
    """Points for each brief received by the office."""

    track: Annotated[TrackName, described("the track on which it scores")]
    points: Annotated[Points, described("points for one brief")]
    lapses: Annotated[
        bool, described("set off when the brief is adopted: only what is not adopted scores here")
    ] = False


class RecipientRule(SubmissionRule, frozen=True, kw_only=True):
    """Points for each brief passed on to a recipient."""

    aliases: Annotated[list[Line], described("other names that records may use")] = []


Rows: TypeAlias = Sequence[SubmissionRule]
Rule = TypeVar("Rule", bound=SubmissionRule)


def row_of(rows: Rows, traits: Traits) -> SubmissionRule | None:
    """Return the first row that fits a brief."""
    return next((row for row in rows if fits(row, traits)), None)


def track_of(rows: Rows, traits: Traits) -> str:
    """Return the track of the first row that fits a brief; empty: none fits."""
    row = row_of(rows, traits)
    return "" if row is None else row.track


def scored(
    rows: Rows, traits: Traits, clause: str
) -> tuple[SubmissionRule, tuple[Step, ...]] | None:
    """Return the first row that fits a brief, with the steps to the points; ``None``: no points."""
    row = row_of(rows, traits)
    if row is None:
        return None
    place = f".{rows.index(row) + 1}" if len(rows) > 1 else ""
    steps = worth(row.points, traits, f"{clause}.points{place}")
    return None if steps is None else (row, steps)


def scales(rows: Rows) -> list[Points | Rows]:
    """Return what the points depend on: the rows themselves, unless one is for all, and theirs."""
    some = len(rows) > 1 or any(map(conditional, rows))
    return [*([rows] if some else []), *(row.points for row in rows)]


def submissions_said(
    rule: SubmissionRule | list[SubmissionRule] | None, words: Words
) -> Iterator[str]:
    """Yield a sentence for each row on briefs received."""
    yield from _said(rows_of(rule), words, "报送", "")


def recipients_said(
    recipients: Mapping[str, RecipientRule | list[RecipientRule]], words: Words
) -> Iterator[str]:
    """Yield the sentences for each set of recipients that score alike."""
    alike: dict[str, tuple[list[str], list[RecipientRule]]] = {}
    for name, rule in recipients.items():
        rows = rows_of(rule)
        fields = (key for key in RecipientRule.__struct_fields__ if key != "aliases")
        same = repr([[getattr(row, key) for row in rows] for key in fields])
        alike.setdefault(same, ([], rows))[0].append(name)
    for names, rows in alike.values():
        yield from _said(rows, words, f"上报{'、'.join(names)}", BRIEF)


def _said(rows: Rows, words: Words, verb: str, everything: str) -> Iterator[str]:
    """Yield a sentence for each row; ``everything``: the subject where there is no condition."""
    for row in rows:
        other = f"其他{BRIEF}" if len(rows) > 1 else everything
        subject = words.brief(row) if conditional(row) else other
        scores = said(row.points, words, verb, row.track)
        lapses = "，被采用后不再计" if row.lapses else ""
        yield f"{subject}{scores}{lapses}{words.into(row.track)}"


def check_submissions(
    rule: SubmissionRule | list[SubmissionRule] | None, reading: Reading, path: Path
) -> None:
    """Note problems of the points for briefs received."""
    _check(rule, "submissions", reading, path)


def check_recipients(
    recipients: Mapping[str, RecipientRule | list[RecipientRule]], reading: Reading, path: Path
) -> None:
    """Note problems of the points for briefs passed on."""
    for name, rule in recipients.items():
        _check(rule, "recipients", reading, (*path, name))


def _check(rule: Rule | list[Rule] | None, what: str, reading: Reading, path: Path) -> None:
    """Note gaps, overlaps, and conditions that only an adopted brief can fit."""
    rows = [*placed(rule, path)]
    check_rows([row for row, _ in rows], reading, path)
    for row, at in rows:
        check(row.points, reading, (*at, "points"))
        check_keys(row, CONDITIONS, OF_A_BRIEF, what, reading, at)
        for index, one in enumerate(row.points if isinstance(row.points, list) else ()):
            check_keys(one, CONDITIONS, OF_A_BRIEF, what, reading, (*at, "points", index))
