"""Points for a brief: one number, one for each form, or the first row that fits."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import FormName, Number, NumberOr, described, listed
from infoscore.reading.yamltext import Path
from infoscore.rules import graded
from infoscore.rules.condition import Condition, Traits, bounds, conditional, fits, ranges
from infoscore.rules.graded import Graded, PointsOr, steps_to
from infoscore.rules.phrases import Words
from infoscore.rules.steps import Step, begin


class PointsRow(Condition, frozen=True, kw_only=True):
    """Points for the briefs that the condition fits."""

    points: Annotated[PointsOr, described("points for one, or how they grow with a number")]


Points = NumberOr | dict[FormName, Number] | list[PointsRow]


def worth(points: Points, traits: Traits, clause: str) -> tuple[Step, ...] | None:
    """Return the steps to the points; ``None``: it is not scored.

    ``clause``: path of the rule, to which the form or the row is added (``.简讯``).
    """
    if isinstance(points, str):
        return (begin(exact(points), clause),)
    if isinstance(points, dict):
        number = points.get(traits.form)
        return None if number is None else (begin(exact(number), f"{clause}.{traits.form}"),)
    for at, row in enumerate(points, start=1):
        if applies(row, traits):
            return steps_to(row.points, traits, f"{clause}.{at}")
    return None


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


def numbers_of(points: Points | Sequence[Condition]) -> list[str | None]:
    """Return the numbers of a brief on which the points depend; ``None``: the length."""
    found: dict[str | None, None] = {}
    for row in points if isinstance(points, list) else ():
        found.update((name, None) for name, _ in ranges(row))
        if (grown := _graded(row)) is not None:
            found[grown.of] = None
    return list(found)


def applies(row: Condition, traits: Traits) -> bool:
    """Return whether a row fits a brief that has the number by which its points grow, if any."""
    grown = _graded(row)
    return fits(row, traits) and (grown is None or traits.number(grown.of) is not None)


def _graded(row: Condition) -> Graded | None:
    points = getattr(row, "points", None)
    return points if isinstance(points, Graded) else None


def check(points: Points, reading: Reading, path: Path) -> None:
    """Note gaps and overlaps between ranges of lengths, and rows that can never apply."""
    if isinstance(points, list):
        for index, row in enumerate(points):
            graded.check(row.points, reading, (*path, index, "points"))
        check_rows(points, reading, path)


def check_rows(rows: Sequence[Condition], reading: Reading, path: Path) -> None:
    """Note gaps and overlaps between ranges of numbers, and rows that can never apply."""
    for index, row in enumerate(rows[:-1]):
        if not conditional(row) and _graded(row) is None:
            reading.conflict(
                (*path, index),
                msg("this row fits everything; those below it never apply"),
                msg("put it last, or give it a condition"),
            )
            break
    for name in numbers_of(rows):
        for some in _alike_but_for(name, rows):
            _check_ranges(name, some, rows, reading, path)


def _alike_but_for(
    name: str | None, rows: Sequence[Condition]
) -> Iterator[list[tuple[int, Condition]]]:
    """Yield groups of rows with their indexes, alike in all conditions but that on a number."""
    groups: dict[str, list[tuple[int, Condition]]] = {}
    for index, row in enumerate(rows):
        if name in dict(ranges(row)):
            rest = _without(name, row)
            alike = repr([getattr(rest, key) for key in Condition.__struct_fields__])
            groups.setdefault(alike, []).append((index, row))
    yield from groups.values()


def _without(name: str | None, row: Condition) -> Condition:
    """Return the row without its condition on a number."""
    if name is None:
        return msgspec.structs.replace(row, length=None)
    rest = {other: wanted for other, wanted in (row.numbers or {}).items() if other != name}
    return msgspec.structs.replace(row, numbers=rest or None)


def _check_ranges(
    name: str | None,
    some: list[tuple[int, Condition]],
    rows: Sequence[Condition],
    reading: Reading,
    path: Path,
) -> None:
    key = ("length",) if name is None else ("numbers", name)
    what = msg("a length") if name is None else msg("“{value}”", value=name)
    found = sorted((bounds(dict(ranges(row))[name]), index) for index, row in some)
    caught = any(_covers(name, other, _without(name, some[0][1])) for other in rows)
    reached = 0
    for (least, most), index in found:
        spot = (*path, index, *key)
        if least > reached and not caught:
            reading.conflict(
                spot,
                msg(
                    "no row fits {what} from {first} to {last}",
                    what=what,
                    first=reached,
                    last=least - 1,
                ),
                msg("let the ranges meet, or add a row without such a range below"),
            )
        if most is not None and most < least:
            reading.wrong(
                spot,
                msg("the range {range} ends before it begins", range=f"{least}-{most}"),
                msg("write the smaller number first"),
            )
            return
        if least < reached:
            reading.conflict(
                spot,
                msg("two rows fit {what} of {number}", what=what, number=least),
                msg("let one range begin where the other ends"),
            )
        if most is None:
            return
        reached = max(reached, most + 1)
    if not caught:
        reading.conflict(
            (*path, found[-1][1], *key),
            msg("no row fits {what} of {number} and more", what=what, number=reached),
            msg("let the last range be open, such as {range}", range=f"{reached}-"),
        )


def _covers(name: str | None, other: Condition, row: Condition) -> bool:
    """Return whether ``other`` fits what ``row`` fits, whatever its number of that name."""
    grown = _graded(other)
    if grown is not None and grown.of != name:
        return False
    return name not in dict(ranges(other)) and all(
        getattr(other, key) in (None, getattr(row, key)) for key in Condition.__struct_fields__
    )


def said(points: Points, words: Words, verb: str, track: str) -> str:
    """Return the points in words: ``每采用1篇计4分``, ``采用1篇简讯计4分，采用1篇专报计8分``."""
    if isinstance(points, str):
        scores = words.scores(points, track)
        return f"每{verb}1篇{scores}" if exact(points) else f"{verb}的，{scores}"
    return "，".join(
        f"{verb}1篇{what}{graded.said(worth, words, track)}"
        for what, worth in each_said(points, words)
    )


def each_said(points: Points, words: Words) -> Iterator[tuple[str, PointsOr]]:
    """Yield each form or condition in words, with its points."""
    if isinstance(points, dict):
        yield from points.items()
    elif isinstance(points, list):
        for row in points:
            if conditional(row):
                yield words.brief(row), row.points
            else:
                yield "其他信息" if len(points) > 1 else "信息", row.points
