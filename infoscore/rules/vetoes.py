"""Vetoes: loss of a span's points when something happens too often in it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from infoscore.messages import msg
from infoscore.period import Span
from infoscore.reading.reading import Reading
from infoscore.reading.types import Line, TrackName, described, listed
from infoscore.reading.yamltext import Path
from infoscore.rules import requirement
from infoscore.rules.adjustments import AdjustmentRule, check_tracks
from infoscore.rules.awards import Award
from infoscore.rules.condition import AnyOf
from infoscore.rules.measures import Measured, Of, counting, measured
from infoscore.rules.measures import check as check_measured
from infoscore.rules.phrases import PER, THAT, Words
from infoscore.rules.requirement import Requirement


class Veto(Measured, frozen=True, kw_only=True):
    """Loss of the points of a span when something happens too often in it."""

    name: Annotated[Line, described("what the veto is called")]
    wording: Annotated[bool, described("whether the printed rules tell it")] = True
    per: Annotated[Span, described("counted within each such span of the assessment year")]
    require: Annotated[Requirement, described("after so many of them")] = "1"
    track: Annotated[
        AnyOf[TrackName], described("on these tracks; default: every track of the total")
    ] = None
    zero: Annotated[bool, described("whether the points of the span are gone")] = True


def check(
    vetoes: Iterable[Veto], rules: Mapping[str, AdjustmentRule], reading: Reading, path: Path
) -> None:
    """Note vetoes that measure a share, or have keys without meaning."""
    for index, veto in enumerate(vetoes):
        check_measured(veto, reading, (*path, index))
        check_tracks(veto, rules, reading, (*path, index))
        if veto.of in {Of.RATE, Of.COMPLETION}:
            reading.conflict(
                (*path, index, "of"),
                msg("a veto counts up to a number, and “of: {of}” is a share", of=veto.of),
                msg("let a quota give 1 on a track of its own by “unmet”, and the veto count that"),
            )


def said(vetoes: Iterable[Veto], awards: Mapping[str, Award], words: Words) -> Iterator[str]:
    """Yield a sentence for each veto; ``awards``: all awards of the edition."""
    units = {name: award for name, award in awards.items() if not award.authors}
    for veto in vetoes:
        what, unit = measured(words, veto)
        loss = []
        if veto.zero:
            tracks = "".join(f"“{track}”" for track in listed(veto.track))
            loss.append(f"{THAT.get(veto.per, '当期')}{tracks}得分归零")
        barred = [name for name, award in units.items() if award.bars(veto.name, veto.per)]
        if barred or not veto.zero:
            loss.append(f"取消{_from_what(barred, units, veto.per)}资格")
        notes = "，".join(counting(veto))
        what += f"（{notes}）" if notes else ""
        times = requirement.said(veto.require, unit, words)
        yield f"{PER[veto.per]}{what}满{times}的，{'，'.join(loss)}"


def _from_what(barred: list[str], units: Mapping[str, Award], per: Span) -> str:
    """Return from which awards a veto bars, in words; ``units``: all awards for units."""
    if not barred or len(barred) == len(units):
        return "评先"
    if barred == [name for name, award in units.items() if award.per is per]:
        return f"{THAT.get(per, '当期')}评先"
    return "".join(f"“{name}”" for name in barred) + "参评"
