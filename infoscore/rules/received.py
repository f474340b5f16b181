"""Points for submissions (报送): briefs received, and briefs passed on."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from infoscore.reading.reading import Reading
from infoscore.reading.types import Line, Strict, TrackName, described
from infoscore.reading.yamltext import Path
from infoscore.rules.measures import CONDITIONS, OF_A_BRIEF, check_keys
from infoscore.rules.phrases import Words
from infoscore.rules.points import Points, check, said


class SubmissionRule(Strict, frozen=True, kw_only=True):
    """Points for each brief received by the office."""

    track: Annotated[TrackName, described("the track on which it scores")]
    points: Annotated[Points, described("points for one brief")]
    lapses: Annotated[
        bool, described("set off when the brief is adopted: only what is not adopted scores here")
    ] = False


class RecipientRule(Strict, frozen=True, kw_only=True):
    """Points for each brief passed on to a recipient."""

    track: Annotated[TrackName, described("the track on which it scores")]
    points: Annotated[Points, described("points for one brief")]
    aliases: Annotated[list[Line], described("other names that records may use")] = []


def _check(points: Points, what: str, reading: Reading, path: Path) -> None:
    """Note gaps, overlaps, and conditions that only an adopted brief can fit."""
    check(points, reading, path)
    for index, row in enumerate(points if isinstance(points, list) else ()):
        check_keys(row, CONDITIONS, OF_A_BRIEF, what, reading, (*path, index))


def submissions_said(rule: SubmissionRule | None, words: Words) -> Iterator[str]:
    """Yield the sentence on briefs received."""
    if rule is not None:
        lapses = "，被采用后不再计" if rule.lapses else ""
        worth = said(rule.points, words, "报送", rule.track)
        yield f"{worth}{lapses}{words.into(rule.track)}"


def recipients_said(recipients: Mapping[str, RecipientRule], words: Words) -> Iterator[str]:
    """Yield a sentence for each set of recipients that score alike."""
    alike: dict[tuple[str, str], list[tuple[str, RecipientRule]]] = {}
    for name, rule in recipients.items():
        alike.setdefault((rule.track, repr(rule.points)), []).append((name, rule))
    for rules in alike.values():
        names = "、".join(name for name, _ in rules)
        rule = rules[0][1]
        worth = said(rule.points, words, f"上报{names}", rule.track)
        yield f"信息{worth}{words.into(rule.track)}"


def check_submissions(rule: SubmissionRule | None, reading: Reading, path: Path) -> None:
    """Note problems of the points for briefs received."""
    if rule is not None:
        _check(rule.points, "submissions", reading, (*path, "points"))


def check_recipients(recipients: Mapping[str, RecipientRule], reading: Reading, path: Path) -> None:
    """Note problems of the points for briefs passed on."""
    for name, rule in recipients.items():
        _check(rule.points, "recipients", reading, (*path, name, "points"))
