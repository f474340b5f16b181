"""Points for a brief: one number, one for each form, or the first row that fits."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Annotated, Final

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import FormName, Number, NumberOr, described, listed
from infoscore.reading.yamltext import Path
from infoscore.rules.condition import Condition, Traits, bounds, conditional, fits
from infoscore.rules.phrases import Words
from infoscore.rules.steps import Step, begin


class PointsRow(Condition, frozen=True, kw_only=True):
    """Points for the briefs that the condition fits."""

    points: Annotated[Number, described("points for one")]


Points = NumberOr | dict[FormName, Number] | list[PointsRow]


def worth(points: Points, traits: Traits) -> tuple[Fraction, str] | None:
    """Return the points and the end of the rule's path (``.简讯``); ``None``: it is not scored."""
    if isinstance(points, str):
        return exact(points), ""
    if isinstance(points, dict):
        number = points.get(traits.form)
        return None if number is None else (exact(number), f".{traits.form}")
    rows = enumerate(points, start=1)
    return next(((exact(row.points), f".{at}") for at, row in rows if fits(row, traits)), None)


def begun(points: Points, traits: Traits, clause: str) -> Step | None:
    """Return the first step to the points of a brief; ``None``: it is not scored."""
    found = worth(points, traits)
    return None if found is None else begin(found[0], clause + found[1])


def forms_of(points: Points | Sequence[Condition]) -> list[str]:
    """Return the forms named, in order."""
    if isinstance(points, str):
        return []
    if isinstance(points, dict):
        return list(points)
    return list(dict.fromkeys(form for row in points for form in listed(row.form)))


def any_form(points: Points | Sequence[Condition]) -> bool:
    """Return whether a brief scores without a form."""
    return isinstance(points, str) or (
        isinstance(points, list) and any(row.form is None for row in points)
    )


def by_length(points: Points | Sequence[Condition]) -> bool:
    """Return whether the points depend on the length."""
    return isinstance(points, list) and any(row.length is not None for row in points)


def check(points: Points, reading: Reading, path: Path) -> None:
    """Note gaps and overlaps between ranges of lengths, and rows that can never apply."""
    if isinstance(points, list):
        check_rows(points, reading, path)


def check_rows(rows: Sequence[Condition], reading: Reading, path: Path) -> None:
    """Note gaps and overlaps between ranges of lengths, and rows that can never apply."""
    for index, row in enumerate(rows):
        if not conditional(row) and index < len(rows) - 1:
            reading.conflict(
                (*path, index),
                msg("this row fits everything; those below it never apply"),
                msg("put it last, or give it a condition"),
            )
            break
    for some in _alike_but_for_length(rows):
        _check_ranges(some, rows, reading, path)


def _alike_but_for_length(rows: Sequence[Condition]) -> Iterator[list[tuple[int, Condition]]]:
    """Yield groups of rows with their indexes, alike in all conditions but the length."""
    groups: dict[str, list[tuple[int, Condition]]] = {}
    for index, row in enumerate(rows):
        if row.length is not None:
            rest = repr([getattr(row, name) for name in _BUT_LENGTH])
            groups.setdefault(rest, []).append((index, row))
    yield from groups.values()


def _check_ranges(
    some: list[tuple[int, Condition]], rows: Sequence[Condition], reading: Reading, path: Path
) -> None:
    ranges = sorted((bounds(row.length or "0-"), index) for index, row in some)
    caught = any(_covers(other, some[0][1]) for other in rows)
    reached = 0
    for (least, most), index in ranges:
        spot = (*path, index, "length")
        if least > reached and not caught:
            reading.conflict(
                spot,
                msg("no row fits a length from {first} to {last}", first=reached, last=least - 1),
                msg("let the ranges meet, or add a row without a length below"),
            )
        if most is not None and most < least:
            reading.wrong(
                spot,
                msg("the range {range} ends before it begins", range=rows[index].length),
                msg("write the smaller number first"),
            )
            return
        if least < reached:
            reading.conflict(
                spot,
                msg("two rows fit a length of {length}", length=least),
                msg("let one range begin where the other ends"),
            )
        if most is None:
            return
        reached = max(reached, most + 1)
    if not caught:
        reading.conflict(
            (*path, ranges[-1][1], "length"),
            msg("no row fits a length of {length} and more", length=reached),
            msg("let the last range be open, such as {range}", range=f"{reached}-"),
        )


def _covers(other: Condition, row: Condition) -> bool:
    """Return whether ``other`` fits every length of what ``row`` fits."""
    return other.length is None and all(
        getattr(other, name) in (None, getattr(row, name)) for name in _BUT_LENGTH
    )


_BUT_LENGTH: Final = tuple(name for name in Condition.__struct_fields__ if name != "length")


def said(points: Points, words: Words, verb: str, track: str) -> str:
    """Return the points in words: ``每采用1篇计4分``, ``采用1篇简讯计4分，采用1篇专报计8分``."""
    if isinstance(points, str):
        scores = words.scores(points, track)
        return f"每{verb}1篇{scores}" if exact(points) else f"{verb}的，{scores}"
    return "，".join(
        f"{verb}1篇{what}{words.scores(number, track)}" for what, number in each_said(points, words)
    )


def each_said(points: Points, words: Words) -> Iterator[tuple[str, str]]:
    """Yield each form or condition in words, with its points."""
    if isinstance(points, dict):
        yield from points.items()
    elif isinstance(points, list):
        for row in points:
            if conditional(row):
                yield words.brief(row), row.points
            else:
                yield "其他信息" if len(points) > 1 else "信息", row.points
