"""Records into postings, by the edition of the rules that is in force on each record's date."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from infoscore.records import Adoption, Record
from infoscore.rules import Edition, Outlet
from infoscore.scoring.posting import Op, Posting, Step
from infoscore.scoring.sharing import Share, shared


def post(record: Record) -> list[Posting]:
    """What ``record`` is worth, to each unit that it names."""
    return _adoption(record) if isinstance(record, Adoption) else []


def clause_of(outlet: Outlet, form: str) -> str:
    """The path of the rule that gives an adoption its points."""
    path = f"outlets.{outlet.name}.points"
    return path if isinstance(outlet.points, Fraction) else f"{path}.{form}"


def _adoption(record: Adoption) -> list[Posting]:
    outlet, contributors = record.outlet, record.contributors
    total = sum((one.weight for one in contributors if one.weight is not None), Fraction(0))
    postings = []
    for index, one in enumerate(contributors):
        weight = one.weight / total if one.weight is not None else None
        share = Share(index, len(contributors), weight)
        steps = _steps(outlet, record.form, record.edition, share, record.count)
        postings.append(
            Posting(
                record.date, one.unit, outlet.track, steps[-1].value, steps[0].clause, record, steps
            )
        )
    return postings


@lru_cache(maxsize=4096)
def _steps(
    outlet: Outlet, form: str, edition: Edition, share: Share, count: int
) -> tuple[Step, ...]:
    """The way from the outlet's points to one unit's; equal adoptions share it."""
    points = outlet.points if isinstance(outlet.points, Fraction) else outlet.points[form]
    steps = [Step(Op.BASE, points, points, clause_of(outlet, form))]
    if share.of > 1:
        assert edition.joint is not None, "a joint record without such a rule is a problem"
        steps += shared(points, edition.joint, share)
    if count > 1:
        steps.append(Step(Op.TIMES, Fraction(count), steps[-1].value * count, "count"))
    return tuple(steps)
