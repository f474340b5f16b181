"""Vetoes: once something has happened too often in a span of time, its points are gone."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from infoscore.messages import msg
from infoscore.period import Span
from infoscore.reading.reading import Reading
from infoscore.reading.types import Amount, Line, TrackName, described, listed
from infoscore.reading.yamltext import Path
from infoscore.rules.awards import Award
from infoscore.rules.measures import Measured, Of, measured
from infoscore.rules.measures import check as check_measured
from infoscore.rules.phrases import PER, THAT, Words


class Veto(Measured, frozen=True, kw_only=True):
    """Once something has happened so often in a span, its points are gone."""

    name: Annotated[Line, described("what the veto is called")]
    per: Annotated[Span, described("counted within each such span of the assessment year")]
    require: Annotated[Amount, described("after so many of them")] = "1"
    track: Annotated[
        TrackName | list[TrackName] | None,
        described("on these tracks; default: every track of the total"),
    ] = None
    zero: Annotated[bool, described("whether the points of the span are gone")] = True


def check(vetoes: Iterable[Veto], reading: Reading, path: Path) -> None:
    """Note vetoes that count what is not counted."""
    for index, veto in enumerate(vetoes):
        _check(veto, reading, (*path, index))


def _check(veto: Veto, reading: Reading, path: Path) -> None:
    check_measured(veto, reading, path)
    if veto.of in {Of.RATE, Of.COMPLETION}:
        reading.conflict(
            (*path, "of"),
            msg("a veto counts up to a number, and “of: {of}” is a share", of=veto.of),
            msg("let a quota give 1 on a track of its own by “unmet”, and the veto count that"),
        )


def said(vetoes: Iterable[Veto], awards: Iterable[Award], words: Words) -> Iterator[str]:
    """A sentence for each veto; ``awards``: those that it may bar from."""
    for veto in vetoes:
        what, unit = measured(words, veto)
        loss = []
        if veto.zero:
            tracks = "".join(f"“{track}”" for track in listed(veto.track))
            loss.append(f"{THAT[veto.per]}{tracks}得分归零")
        if any(_bars(award, veto) for award in awards) or not veto.zero:
            loss.append("取消评先资格")
        times = words.amount(veto.require, unit)
        yield f"{PER[veto.per]}{what}满{times}的，{'，'.join(loss)}"


def _bars(award: Award, veto: Veto) -> bool:
    return award.barred is None or veto.name in award.barred
