"""Authors in the place of units: records, rules and a roster by which people are scored.

What is made here is tallied, ranked and explained like the records of units.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from infoscore.names import fold
from infoscore.records.adoption import Adoption
from infoscore.records.kinds import Record
from infoscore.records.resolve import Contributor
from infoscore.records.submission import Submission
from infoscore.roster import Group, Roster, Unit
from infoscore.rules.edition import CLAUSES, Edition, EditionEntry, RuleBook


class ByAuthor(NamedTuple):
    """What authors are scored by."""

    records: list[Record]
    book: RuleBook
    roster: Roster
    """Each author as a unit; the groups are the units that they belong to."""


def by_author(records: Iterable[Record], book: RuleBook, roster: Roster) -> ByAuthor:
    """The records as their authors' own."""
    briefs = [one for one in records if isinstance(one, Adoption | Submission)]
    people = _People(briefs, roster)
    editions = {edition: _of_authors(edition) for edition in book.editions}
    made: list[Record] = []
    for one in briefs:
        if one.authors:
            edition = editions[one.edition] if one.edition is not None else None
            authors = tuple(Contributor(name, people.one(name, one)) for name in one.authors)
            made.append(msgspec.structs.replace(one, edition=edition, contributors=authors))
    personal = RuleBook(book.tracks, editions.values(), calendar=book.calendar)
    return ByAuthor(made, personal, people.roster())


def without_rule(editions: Iterable[Edition]) -> Edition | None:
    """The first edition that does not say how authors share."""
    return next((edition for edition in editions if edition.rules.authors is None), None)


def _of_authors(edition: Edition) -> Edition:
    """The rules about briefs alone: authors get no points for what units do as such."""
    rules = edition.rules
    endorsements = [msgspec.structs.replace(row, joint=None) for row in rules.endorsements]
    empty = EditionEntry(effective=rules.effective)
    none = {kind.key: getattr(empty, kind.key) for kind in CLAUSES.values() if kind.of_units}
    personal = msgspec.structs.replace(
        rules, joint=rules.authors, endorsements=endorsements, **none
    )
    return Edition(personal, edition.outlets)


class _People:
    """Who wrote briefs. Two of the same name are told apart by their units."""

    def __init__(self, briefs: Sequence[Adoption | Submission], roster: Roster) -> None:
        self._homes: dict[str, list[str]] = {}
        """Name → the units in which somebody so called wrote a brief of that unit alone."""
        self._people: dict[tuple[str, str], Unit] = {}
        self._order = [unit.name for unit in roster.units]
        for brief in briefs:
            if len(brief.contributors) == 1:
                home = brief.contributors[0].unit.name
                for name in brief.authors:
                    homes = self._homes.setdefault(fold(name), [])
                    if home not in homes:
                        homes.append(home)

    def one(self, name: str, brief: Adoption | Submission) -> Unit:
        """The author of a brief; of no unit where it cannot be told which."""
        units = [contributor.unit.name for contributor in brief.contributors]
        likely = [home for home in self._homes.get(fold(name), ()) if home in units]
        home = likely[0] if len(likely) == 1 else ""
        found = self._people.get((fold(name), home))
        if found is None:
            found = self._people[fold(name), home] = Unit(name, home)
        return found

    def roster(self) -> Roster:
        """All of them, in the order of their units."""
        groups: dict[str, list[Unit]] = {}
        for author in self._people.values():
            groups.setdefault(author.group, []).append(author)
        names = [name for name in (*self._order, "") if name in groups]
        return Roster([Group(name, tuple(groups[name])) for name in names])
