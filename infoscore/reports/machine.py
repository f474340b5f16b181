"""Reports for machines. The keys are a contract (README, “JSON”): add, do not rename."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from infoscore.period import Period
from infoscore.problems import Problem, errors_in
from infoscore.rounding import Rounding, number
from infoscore.rules.steps import Step
from infoscore.scoring.posting import Posting
from infoscore.scoring.standings import Counts, Standing, Standings, TrackStanding
from infoscore.table import Table

if TYPE_CHECKING:
    from infoscore.reports.listing import Item


def dumps(value: object) -> str:
    """JSON text; Chinese as it is, keys in their order."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def tally(standings: Standings) -> object:
    """The units' standings, group by group."""
    awards = {name: [unit.name for unit in units] for name, units in standings.awards.items()}
    return {
        "period": _period(standings.period),
        "tracks": list(standings.tracks),
        "groups": [
            {
                "name": group.name,
                "units": [
                    {"unit": unit.unit.name, "rank": unit.rank, **_standing(unit)}
                    for unit in group.units
                ],
                **_standing(group),
            }
            for group in standings.groups
        ],
        "total": number(standings.total.total),
        "counts": _counts(standings.total.counts),
        **({"awards": awards} if awards else {}),
    }


def tables(made: Iterable[Table], title: str, period: Period) -> object:
    """The tables of an annex as a circular prints them."""
    return {
        "title": title,
        "period": _period(period),
        "tables": [
            {
                "title": table.title,
                "columns": [list(column.header) for column in table.columns],
                "sections": [
                    {
                        "title": section.title,
                        "rows": [
                            {
                                "role": row.role.value,
                                "cells": [cell.text for cell in row.cells],
                                "values": [_number_or_none(cell.value) for cell in row.cells],
                            }
                            for row in section.rows
                        ],
                    }
                    for section in table.sections
                ],
                "notes": list(table.notes),
            }
            for table in made
        ],
    }


def listing(items: Iterable[Item]) -> object:
    """The adoptions; those restricted have no title."""
    return [
        {
            "id": item.adoption.id,
            "file": item.adoption.place.file,
            "line": item.adoption.place.line,
            "date": item.adoption.date.isoformat(),
            "title": None if item.adoption.restricted else item.adoption.title or None,
            "outlet": item.adoption.outlet.name,
            "issue": item.adoption.issue or None,
            "form": item.adoption.form or None,
            "track": item.adoption.outlet.track,
            "count": number(item.adoption.count),
            "restricted": bool(item.adoption.restricted),
            "points": number(item.points()),
            "tracks": {track.name: number(item.on(track)) for track in item.tracks},
            "units": [
                {
                    "unit": contributor.unit.name,
                    "named": contributor.named,
                    "points": number(item.points(contributor.unit)),
                    "exact": str(item.points(contributor.unit)),
                }
                for contributor in item.adoption.contributors
            ],
        }
        for item in items
    ]


def explanation(postings: Iterable[Posting]) -> object:
    """The postings with the steps that led to them."""
    return [
        {
            "date": posting.date.isoformat(),
            "unit": posting.unit.name,
            "track": posting.track,
            "points": number(posting.points),
            "exact": str(posting.points),
            "clause": posting.clause,
            "record": posting.record.place.file if posting.record else None,
            "line": posting.record.place.line if posting.record else None,
            "lapses_by": str(posting.answer.place) if posting.answer else None,
            "steps": [_step(step) for step in posting.steps],
        }
        for posting in postings
    ]


def problems(found: list[Problem], text: Iterable[tuple[str, str]]) -> object:
    """Problems with their words (message, hint) in the run's language."""
    errors = errors_in(found)
    return {
        "errors": errors,
        "warnings": len(found) - errors,
        "problems": [
            {
                "severity": problem.severity.value,
                "code": problem.code.value,
                "file": problem.place.file,
                "line": problem.place.line,
                "column": problem.place.column,
                "message": message,
                "hint": hint,
            }
            for problem, (message, hint) in zip(found, text, strict=True)
        ],
    }


def _period(period: Period) -> object:
    return {
        "year": period.year,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "label": period.label,
    }


def _standing(standing: Standing) -> dict[str, object]:
    return {
        "total": number(standing.total),
        "counts": _counts(standing.counts),
        "tracks": {name: _track(part) for name, part in standing.tracks.items()},
    }


def _counts(counts: Counts) -> object:
    return {"adoptions": number(counts.adoptions), "submissions": number(counts.submissions)}


def _track(part: TrackStanding) -> object:
    points = {
        "score": number(part.score),
        "year_to_date": number(part.year_to_date),
        "exact": str(part.score),
    }
    if not part.assessed:
        # points of a unit that is not assessed are told, never dropped
        return {"assessed": False, **(points if part.year_to_date or part.score else {})}
    return {
        "assessed": True,
        "target": _number_or_none(part.target),
        **points,
        "completion": _number_or_none(part.completion),
    }


def _number_or_none(value: Fraction | None) -> int | float | None:
    return None if value is None else number(value)


def _step(step: Step) -> object:
    told = {
        "op": step.op.value,
        "operand": str(step.operand),
        "value": number(step.value),
        "exact": str(step.value),
        "clause": step.clause,
    }
    if step.rounding is not Rounding.NONE:
        told["round"] = step.rounding.value
    return told
