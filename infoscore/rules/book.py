"""``rules.yaml`` into the rule book: names looked up, contradictions told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from infoscore.messages import Message, msg
from infoscore.names import Names, fold
from infoscore.period import Calendar
from infoscore.problems import Code, Problem
from infoscore.reading.lookup import Lexicon, looked_up
from infoscore.reading.reading import Reading
from infoscore.reading.typed import read
from infoscore.reading.types import Line, Strict
from infoscore.reading.yamltext import Document, Path
from infoscore.roster import Roster
from infoscore.rules import adjustments, joint, limits, measures, modifiers, points, quotas
from infoscore.rules.edition import (
    Edition,
    EditionEntry,
    RuleBook,
    RulesFile,
    Track,
    track_names,
    vocabulary_of,
)
from infoscore.rules.joint import Method
from infoscore.rules.outlets import Outlet, OutletEntry

FILE = "rules.yaml"
_GIVE_NOTHING: Final = frozenset(
    {"forms", "tags", "leaders", "modifiers", "joint", "authors", "awards", "wording"}
)
"""What rules hold beside clauses that give points of their own."""
_PARTS: Final = {"commissions": ("on_time", "late", "missed"), "submissions": ("points", "lapses")}


def rules(document: Document, problems: list[Problem]) -> RulesFile | None:
    """The file's values, its names not yet looked up."""
    return read(document, RulesFile, problems)


def tracks(entry: RulesFile) -> list[Track]:
    """The tracks, in print order."""
    return [
        Track(part)
        if isinstance(part, str)
        else Track(part.name, tuple(part.aliases), part.measure, part.total)
        for part in entry.tracks
    ]


def book(
    document: Document, entry: RulesFile, roster: Roster | None, problems: list[Problem]
) -> RuleBook | None:
    """The rule book of a workspace; ``roster`` knows units and classes (``None``: unreadable)."""
    before = len(problems)
    reading = Reading(document, (), problems)
    all_tracks = tracks(entry)
    _check_collisions(
        reading,
        msg("track"),
        (
            (name, ("tracks", index))
            for index, track in enumerate(all_tracks)
            for name in (track.name, *track.aliases)
        ),
        key=False,
    )
    units = names_of_units(roster) if roster is not None else {}
    editions: list[Edition] = []
    for index, part in enumerate(entry.editions):
        path = ("editions", index)
        reading.day(part.effective, (*path, "effective"))
        if any(part.effective == other.effective for other in editions):
            reading.note(
                Code.NAME_COLLISION,
                (*path, "effective"),
                msg("two editions begin on {day}", day=part.effective),
                msg("only one can be in force"),
            )
        known = {"track": Lexicon(track_names(all_tracks), FILE), **units}
        known |= {kind: Lexicon(names, FILE) for kind, names in vocabulary_of(part).items()}
        _check_names(reading, path, part)
        full = looked_up(part, reading, known, path)
        editions.append(Edition(full, list(_outlets(reading, path, full))))
        _check(reading, path, full)
    calendar = Calendar(int(entry.year_start[:2]), entry.year_named)
    _check_spans(reading, editions, calendar)
    made = RuleBook(all_tracks, editions, calendar=calendar)
    if roster is not None:
        _check_quotas_of_units(made, roster, problems)
    return made if len(problems) == before else None


def names_of_units(roster: Roster) -> dict[str, Lexicon]:
    """What units.yaml names."""
    file = "units.yaml"
    units = ((name, unit.name) for unit in roster.units for name in (unit.name, *unit.aliases))
    classes = dict.fromkeys(unit.unit_class for unit in roster.units if unit.unit_class)
    return {
        "unit": Lexicon(Names(units), file),
        "unit class": Lexicon(Names((name, name) for name in classes), file),
        "group": Lexicon(Names((group.name, group.name) for group in roster.groups), file),
    }


def clauses_of(editions: Iterable[Edition]) -> Names[str]:
    """The clauses that give points: outlets, outlets.工作动态, quotas, quotas.月报送 and so on."""
    found: dict[str, None] = {}
    for edition in editions:
        for kind in EditionEntry.__struct_fields__:
            clause = getattr(edition.rules, kind)
            if not clause or not isinstance(clause, (dict, list, Strict)) or kind in _GIVE_NOTHING:
                continue
            found[kind] = None
            names = list(clause) if isinstance(clause, dict) else []
            if isinstance(clause, list):
                names = [name for one in clause if (name := getattr(one, "name", None))]
            found.update((f"{kind}.{name}", None) for name in names)
        for kind, parts in _PARTS.items():
            found.update((f"{kind}.{part}", None) for part in parts if kind in found)
        found.update((f"endorsements.{name}", None) for name in edition.leaders.things)
    return Names((name, name) for name in found)


def check_clauses(
    clauses: Iterable[str] | None, known: Names[str], reading: Reading, path: Path
) -> None:
    """Note clauses that give no points, or that there are not."""
    for number, clause in enumerate(clauses or ()):
        parts = clause.split(".")  # a name may hold a dot of its own
        ways = [".".join(parts[:end]) for end in range(min(2, len(parts)), len(parts) + 1)]
        if not any(known.find(way) for way in ways):
            spot = (*path, "clauses", number)
            reading.one(ways[0], spot, (), msg("clause"), known.nearest, FILE)


def _outlets(reading: Reading, path: Path, entry: EditionEntry) -> Iterable[Outlet]:
    for name, part in entry.outlets.items():
        spot = (*path, "outlets", name)
        source, problem = _source(entry.outlets, name)
        if problem is not None:
            reading.note(Code.CONFLICTING_RULES, (*spot, "like"), *problem)
        for key in ("track", "points"):
            if getattr(source, key) is None and part.like is None:
                reading.note(
                    Code.MISSING_KEY,
                    (*spot, key),
                    msg("“{key}” is missing", key=key),
                    msg("add a line “{key}: …”, or “like: …” another outlet", key=key),
                )
        for key, there in (("points", part.points), *part.also.items()):
            if there is not None:
                at = (*spot, key) if key == "points" else (*spot, "also", key)
                points.check(there, reading, at)
                if isinstance(there, dict):
                    _check_collisions(reading, msg("form"), ((form, (*at, form)) for form in there))
        yield Outlet(
            name=name,
            track=part.track or source.track or "",
            issuer=part.issuer or "",
            aliases=tuple(part.aliases),
            points=part.points if part.points is not None else source.points or "0",
            outlet_class=part.outlet_class or source.outlet_class or "",
            also={**source.also, **part.also},
            titled=part.titled and not part.unlisted,
            unlisted=part.unlisted,
        )


def _source(
    outlets: Mapping[str, OutletEntry], name: str
) -> tuple[OutletEntry, tuple[Message, Message] | None]:
    """The outlet that ``name`` is like in the end; it may be itself."""
    seen = [name]
    while (like := outlets[seen[-1]].like) is not None and like in outlets:
        if like in seen:
            circle = " → ".join((*seen, like))
            return outlets[name], (
                msg("outlets are like each other in a circle: {circle}", circle=circle),
                msg("give one of them track and points of its own"),
            )
        seen.append(like)
    return outlets[seen[-1]], None


def _check(reading: Reading, path: Path, entry: EditionEntry) -> None:
    """Each clause by itself, then those that depend on each other."""
    modifiers.check(entry.modifiers, reading, (*path, "modifiers"))
    _check_sharing(reading, path, entry)
    if entry.submissions is not None:
        spot = (*path, "submissions", "points")
        points.check(entry.submissions.points, reading, spot)
        measures.check_received(entry.submissions.points, "submissions", reading, spot)
    for name, recipient in entry.recipients.items():
        spot = (*path, "recipients", name, "points")
        points.check(recipient.points, reading, spot)
        measures.check_received(recipient.points, "recipients", reading, spot)
    for name, adjustment in entry.adjustments.items():
        adjustments.check(adjustment, reading, (*path, "adjustments", name))
    for index, quota in enumerate(entry.quotas):
        quotas.check(quota, reading, (*path, "quotas", index), conversion=False)
    for index, quota in enumerate(entry.conversions):
        quotas.check(quota, reading, (*path, "conversions", index), conversion=True)
    for index, limit in enumerate(entry.limits):
        limits.check_limit(limit, entry.quotas, reading, (*path, "limits", index))
    for index, veto in enumerate(entry.vetoes):
        limits.check_veto(veto, reading, (*path, "vetoes", index))


def _check_spans(reading: Reading, editions: Sequence[Edition], calendar: Calendar) -> None:
    """What rules for spans of time say about clauses and months."""
    known = clauses_of(editions)
    for number, edition in enumerate(editions):
        path = ("editions", number)
        rules = edition.rules
        for kind in ("quotas", "limits", "vetoes", "conversions"):
            for index, rule in enumerate(getattr(rules, kind)):
                check_clauses(rule.clauses, known, reading, (*path, kind, index))
                if isinstance(rule, quotas.Quota):
                    quotas.check_months(rule, calendar, reading, (*path, kind, index))


def _check_sharing(reading: Reading, path: Path, entry: EditionEntry) -> None:
    several = isinstance(entry.joint, list)
    for index, rule in enumerate(joint.rows(entry.joint)):
        joint.check(rule, reading, (*path, "joint", index) if several else (*path, "joint"))
    if entry.authors is not None:
        joint.check(entry.authors, reading, (*path, "authors"))
        if entry.authors.method is Method.WEIGHTED:
            reading.note(
                Code.CONFLICTING_RULES,
                (*path, "authors", "method"),
                msg("records give the weights of units, not those of authors"),
                msg("take another method, such as average"),
            )
    fixed = any(rule.method is Method.FIXED for rule in joint.rows(entry.joint))
    for index, row in enumerate(entry.endorsements):
        if row.joint is not None:
            joint.check(row.joint, reading, (*path, "endorsements", index, "joint"))
        elif fixed:
            reading.note(
                Code.CONFLICTING_RULES,
                (*path, "endorsements", index),
                msg("units of a joint brief get fixed points; how do they share an endorsement's?"),
                msg("add here “joint: {method: full}” or “joint: {method: average}”"),
            )


def _check_names(reading: Reading, path: Path, entry: EditionEntry) -> None:
    """No name may stand for two things."""
    aliased: tuple[tuple[Message, str, Mapping[str, Iterable[str]]], ...] = (
        (msg("outlet"), "outlets", {name: one.aliases for name, one in entry.outlets.items()}),
        (msg("form"), "forms", entry.forms),
        (msg("tag"), "tags", entry.tags),
        (msg("leader"), "leaders", entry.leaders),
        (
            msg("rule of adjustment"),
            "adjustments",
            {name: one.aliases for name, one in entry.adjustments.items()},
        ),
        (
            msg("recipient of briefs"),
            "recipients",
            {name: one.aliases for name, one in entry.recipients.items()},
        ),
    )
    for kind, key, names in aliased:
        _check_collisions(
            reading,
            kind,
            (
                (name, (*path, key, full))
                for full, others in names.items()
                for name in (full, *others)
            ),
        )
    listed: tuple[tuple[Message, str, Iterable[Line]], ...] = (
        (msg("quota"), "quotas", (one.name for one in entry.quotas)),
        (msg("limit"), "limits", (one.name for one in entry.limits)),
        (msg("veto"), "vetoes", (one.name for one in entry.vetoes)),
        (msg("conversion"), "conversions", (one.name for one in entry.conversions)),
    )
    for kind, key, several in listed:
        _check_collisions(
            reading,
            kind,
            ((name, (*path, key, index, "name")) for index, name in enumerate(several)),
            key=False,
        )


def _check_quotas_of_units(book: RuleBook, roster: Roster, problems: list[Problem]) -> None:
    """A unit's own requirement is for a quota that there is, a formula for numbers it has."""
    every = [
        quota
        for edition in book.editions
        for quota in (*edition.rules.quotas, *edition.rules.conversions)
    ]
    names = {quota.name for quota in every}
    for unit in roster.units:
        problems += [
            Problem(
                Code.UNKNOWN_NAME,
                unit.place,
                msg("there is no {kind} called “{name}”", kind=msg("quota"), name=name),
                msg("the quotas are: {names}", names=sorted(names)),
            )
            for name in unit.quotas
            if name not in names
        ]
        for quota in every:
            try:
                quota.required_of(unit)
            except KeyError as error:
                problems.append(
                    Problem(
                        Code.MISSING_KEY,
                        unit.place,
                        msg(
                            "“{unit}” has no number “{name}”, which “{quota}” asks for",
                            unit=unit.name,
                            name=error.args[0],
                            quota=quota.name,
                        ),
                        msg("add “numbers: {{{name}: …}}” to the unit", name=error.args[0]),
                    )
                )


def _check_collisions(
    reading: Reading, kind: Message, names: Iterable[tuple[str, Path]], *, key: bool = True
) -> None:
    """``key``: the names are keys of a mapping."""
    seen: set[str] = set()
    for name, path in names:
        if fold(name) in seen:
            reading.note(
                Code.NAME_COLLISION,
                path,
                msg("“{name}” names more than one {kind}", name=name, kind=kind),
                msg("every name and alias must mean one thing only"),
                key=key,
            )
        seen.add(fold(name))
