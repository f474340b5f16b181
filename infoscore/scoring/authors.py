"""Scores of authors: records, rules and a roster with authors in the place of units.

They are tallied, ranked and explained like those of units.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from infoscore.names import fold
from infoscore.records.adoption import Adoption
from infoscore.records.kinds import Record
from infoscore.records.resolve import Contributor
from infoscore.records.submission import Submission
from infoscore.roster import Group, Roster, Unit
from infoscore.rules.edition import CLAUSES, Edition, RuleBook


class ByAuthor(NamedTuple):
    """Records, rules and roster for the scores of authors."""

    records: list[Record]
    book: RuleBook
    roster: Roster
    """Authors as units; their groups are the units that they belong to."""


def by_author(records: Iterable[Record], book: RuleBook, roster: Roster) -> ByAuthor:
    """Return the records with their authors as contributors."""
    briefs = [one for one in records if isinstance(one, Adoption | Submission)]
    people = _People(briefs, roster)
    personal = of_authors(book)
    editions = dict(zip(book.editions, personal.editions, strict=True))
    made: list[Record] = []
    for one in briefs:
        if one.authors:
            edition = editions[one.edition] if one.edition is not None else None
            authors = tuple(Contributor(name, people.one(name, one)) for name in one.authors)
            made.append(msgspec.structs.replace(one, edition=edition, contributors=authors))
    return ByAuthor(made, personal, people.roster())


def of_authors(book: RuleBook) -> RuleBook:
    """Return the rules for the scores of authors, edition by edition."""
    return RuleBook(book.tracks, map(_of_authors, book.editions), calendar=book.calendar)


def without_rule(editions: Iterable[Edition]) -> Edition | None:
    """Return the first edition without a rule for authors."""
    return next((edition for edition in editions if edition.rules.authors is None), None)


def _of_authors(edition: Edition) -> Edition:
    """Return the edition with the rules about briefs only, shared by the key ``authors``."""
    rules = edition.rules
    endorsements = [msgspec.structs.replace(row, joint=None) for row in rules.endorsements]
    empty = type(rules)(effective=rules.effective)
    none = {kind.key: getattr(empty, kind.key) for kind in CLAUSES.values() if kind.of_units}
    none["conversions"] = [one for one in rules.conversions if one.authors]
    personal = msgspec.structs.replace(
        rules, joint=rules.authors, endorsements=endorsements, **none
    )
    return Edition(personal, edition.outlets, of_authors=True)


class _People:
    """Authors of briefs; units tell authors of the same name apart."""

    def __init__(self, briefs: Sequence[Adoption | Submission], roster: Roster) -> None:
        self._homes: dict[str, list[str]] = {}
        """Name → units in which an author of that name wrote a brief of that unit alone."""
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
        """Return the author of a brief; without a unit if it is unclear which."""
        units = [contributor.unit.name for contributor in brief.contributors]
        likely = [home for home in self._homes.get(fold(name), ()) if home in units]
        home = likely[0] if len(likely) == 1 else ""
        found = self._people.get((fold(name), home))
        if found is None:
            found = self._people[fold(name), home] = Unit(name, home)
        return found

    def roster(self) -> Roster:
        """Return all authors in the order of their units."""
        groups: dict[str, list[Unit]] = {}
        for author in self._people.values():
            groups.setdefault(author.group, []).append(author)
        names = [name for name in (*self._order, "") if name in groups]
        return Roster([Group(name, tuple(groups[name])) for name in names])
