"""Order of clauses for spans of time: each is worked out after those whose points it reads."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush

from infoscore.scoring.ledger import SpanClause


def in_order(clauses: Sequence[SpanClause]) -> list[SpanClause]:
    """Return the clauses, each after those that it reads; otherwise in the order given.

    They stay as they are if some read each other: :func:`circle` finds those.
    """
    needs = _needs(clauses)
    if _circle(needs):
        return list(clauses)
    for later, clause in enumerate(clauses):
        for earlier, other in enumerate(clauses):
            # of a later edition the year's base may lie within a span of this one
            may = clause.may_read(other) or (other is not clause and clause.reads(other))
            if may and earlier not in needs[later]:
                needs[later].add(earlier)
                if _circle(needs):
                    needs[later].remove(earlier)
    sorter = TopologicalSorter(needs)
    sorter.prepare()
    ready: list[int] = []
    found: list[SpanClause] = []
    while sorter.is_active():
        for one in sorter.get_ready():
            heappush(ready, one)
        first = heappop(ready)
        found.append(clauses[first])
        sorter.done(first)
    return found


def circle(clauses: Sequence[SpanClause]) -> list[SpanClause]:
    """Return clauses of which each reads points of the one before, the first those of the last.

    Empty if there are none.
    """
    return [clauses[one] for one in _circle(_needs(clauses))]


def _needs(clauses: Sequence[SpanClause]) -> dict[int, set[int]]:
    """Return the places of the clauses that each has to read."""
    return {
        later: {
            earlier
            for earlier, other in enumerate(clauses)
            if (other is not clause or clause.alone)
            and other.edition.effective <= clause.edition.effective
            and (clause.reads(other) or (earlier < later and clause.bounds_with(other)))
        }
        for later, clause in enumerate(clauses)
    }


def _circle(needs: dict[int, set[int]]) -> list[int]:
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        found: list[int] = error.args[1]
        return found[1:]
    return []
