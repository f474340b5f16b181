"""Rule book from ``rules.yaml``: looks names up and notes contradictions."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial

from msgspec import structs

from infoscore.messages import msg
from infoscore.names import Names
from infoscore.period import Calendar, Span
from infoscore.problems import Code, Problem
from infoscore.reading.lookup import Lexicon, check_collisions, looked_up
from infoscore.reading.reading import Reading
from infoscore.reading.typed import read
from infoscore.reading.types import listed
from infoscore.reading.yamltext import Document, Path
from infoscore.roster import Roster, Unit
from infoscore.rules import website
from infoscore.rules.adjustments import AdjustmentRule
from infoscore.rules.condition import rows_of
from infoscore.rules.edition import (
    CLAUSES,
    Edition,
    EditionEntry,
    RuleBook,
    RulesFile,
    graded,
    vocabulary_of,
)
from infoscore.rules.outlets import resolved
from infoscore.rules.quotas import Quota
from infoscore.rules.requirement import required
from infoscore.rules.tracks import Track, track_names
from infoscore.rules.website import Site

FILE = "rules.yaml"


def rules(document: Document, problems: list[Problem]) -> RulesFile | None:
    """Return the file's values, with names as they are written."""
    entry = read(document, RulesFile, problems)
    if entry is None or all(part.based_on is None for part in entry.editions):
        return entry
    return structs.replace(entry, editions=_completed(entry, Reading(document, (), problems)))


def _completed(entry: RulesFile, reading: Reading) -> list[EditionEntry]:
    """Return the editions, each with what it takes from the one that it is based on.

    A mapping keeps what the other has and it does not; of a list or a value its own counts.
    """
    places = sorted(range(len(entry.editions)), key=lambda at: entry.editions[at].effective)
    made: dict[date, EditionEntry] = {}
    found = list(entry.editions)
    for at in places:
        part = entry.editions[at]
        base = made.get(part.based_on) if part.based_on is not None else None
        if base is not None:
            own = {name: _merged(name, part, base) for name in part.__struct_fields__}
            found[at] = part = structs.replace(part, **own)
        elif part.based_on is not None:
            reading.note(
                Code.UNKNOWN_NAME,
                ("editions", at, "based_on"),
                msg("no earlier edition begins on {day}", day=part.based_on),
                msg("name the first day of an earlier edition: its “effective”"),
            )
        made[part.effective] = part
    return found


def _merged(name: str, part: EditionEntry, base: EditionEntry) -> object:
    own, taken = getattr(part, name), getattr(base, name)
    if name in {"effective", "based_on"}:
        return own
    if isinstance(own, dict):
        return {**taken, **own}
    return taken if own in (None, []) else own


def tracks(entry: RulesFile) -> list[Track]:
    """Return the tracks in the order of printing."""
    return [
        Track(part)
        if isinstance(part, str)
        else Track(part.name, tuple(part.aliases), part.measure, part.total)
        for part in entry.tracks
    ]


def book(
    document: Document,
    entry: RulesFile,
    roster: Roster | None,
    problems: list[Problem],
    site: Site | None = None,
) -> RuleBook | None:
    """Return the workspace's rule book, or ``None`` if there are problems.

    ``roster``: units and classes that rules may name; ``None``: unreadable, so not looked up, nor
    columns. ``site``: the website's columns, if there are any.
    """
    before = len(problems)
    reading = Reading(document, (), problems)
    all_tracks = tracks(entry)
    check_collisions(
        reading,
        msg("track"),
        (
            (name, ("tracks", index))
            for index, track in enumerate(all_tracks)
            for name in (track.name, *track.aliases)
        ),
        key=False,
    )
    calendar = Calendar(int(entry.year_start[:2]), entry.year_named)
    units = {**names_of_units(roster), **names_of_columns(site)} if roster is not None else {}
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
        editions.append(Edition(full, list(resolved(full.outlets, reading, (*path, "outlets")))))
        for kind in CLAUSES.values():
            if kind.check is not None:
                kind.check(full, calendar, reading, (*path, kind.key))
    _check_clauses(reading, editions)
    _check_after(reading, editions)
    made = RuleBook(all_tracks, editions, calendar=calendar, site=site)
    if roster is not None:
        _check_units(made, roster, problems)
    return made if len(problems) == before else None


def names_of_units(roster: Roster) -> dict[str, Lexicon]:
    """Return the names of units, of their classes, groups and texts in units.yaml."""
    file = "units.yaml"
    units = ((name, unit.name) for unit in roster.units for name in unit.names)
    classes = dict.fromkeys(unit.unit_class for unit in roster.units if unit.unit_class)
    texts = dict.fromkeys(name for unit in roster.units for name in unit.texts)
    return {
        "unit": Lexicon(Names(units), file),
        "unit class": Lexicon(Names((name, name) for name in classes), file),
        "group": Lexicon(Names((group.name, group.name) for group in roster.groups), file),
        "text": Lexicon(Names((name, name) for name in texts), file),
    }


def names_of_columns(site: Site | None) -> dict[str, Lexicon]:
    """Return the names of columns in columns.yaml."""
    columns = () if site is None else site.columns
    names = ((name, one.name) for one in columns for name in (one.name, *one.aliases))
    # one that was kept by several in turn is one name
    return {"website column": Lexicon(Names(dict.fromkeys(names)), website.FILE)}


def clauses_of(editions: Iterable[Edition]) -> Names[str]:
    """Return the clauses that give points: outlets, outlets.工作动态, quotas.月报送 and so on."""
    found: dict[str, None] = {}
    for edition in editions:
        for kind in CLAUSES.values():
            clause = getattr(edition.rules, kind.key)
            if clause and kind.called:
                found[kind.key] = None
                parts = kind.parts or _full_names(clause)
                found.update((f"{kind.key}.{part}", None) for part in parts)
        found.update((f"endorsements.{name}", None) for name in edition.leaders.things)
    return Names((name, name) for name in found)


def _full_names(clause: object) -> Iterator[str]:
    if isinstance(clause, dict):
        yield from clause
    elif isinstance(clause, list):
        yield from (name for one in clause if (name := getattr(one, "name", None)))


def check_clauses(
    clauses: Iterable[str] | None, known: Names[str], reading: Reading, path: Path
) -> None:
    """Note clauses that give no points or do not exist."""
    for number, clause in enumerate(clauses or ()):
        parts = clause.split(".")  # a name may contain a dot
        ways = [".".join(parts[:end]) for end in range(min(2, len(parts)), len(parts) + 1)]
        if not any(known.find(way) for way in ways):
            spot = (*path, "clauses", number)
            reading.find(ways[0], spot, known, msg("clause"), FILE)


def _check_clauses(reading: Reading, editions: Sequence[Edition]) -> None:
    """Note unknown clauses in the key ``clauses`` of any rule."""
    known = clauses_of(editions)
    for number, edition in enumerate(editions):
        for kind in CLAUSES.values():
            rules = getattr(edition.rules, kind.key)
            for index, rule in enumerate(rules if isinstance(rules, list) else ()):
                path = ("editions", number, kind.key, index)
                check_clauses(getattr(rule, "clauses", None), known, reading, path)


def _check_after(reading: Reading, editions: Sequence[Edition]) -> None:
    """Note quotas that nobody can meet in the span of a clause that depends on them."""
    for number, edition in enumerate(editions):
        asked = graded(edition.rules)
        for kind in CLAUSES.values():
            clauses = getattr(edition.rules, kind.key)
            rows = clauses if isinstance(clauses, list) else ()
            some = clauses.items() if isinstance(clauses, dict) else enumerate(rows)
            for place, clause in some:
                path = ("editions", number, kind.key, place)
                own = f"{kind.key}.{getattr(clause, 'name', place)}"
                for key in ("after", "quotas"):
                    for name in listed(getattr(clause, key, None)):
                        if name in asked:
                            _check_met(
                                reading, (*path, key), asked[name], clause, self_is=name == own
                            )
                if isinstance(clause, AdjustmentRule) and clause.after and clause.track is None:
                    hint = msg("say on which track its points count: “track: …”")
                    reading.missing("track", path, hint)


def _check_met(
    reading: Reading, path: Path, quota: Quota, clause: object, *, self_is: bool
) -> None:
    per = getattr(clause, "per", None)
    if self_is:
        reading.conflict(
            path,
            msg("“{name}” depends on itself", name=quota.name),
            msg("name another quota, or delete this line"),
        )
    elif quota.require is None:
        reading.conflict(
            path,
            msg("“{name}” asks for nothing, so that it is neither met nor unmet", name=quota.name),
            msg("add “require” to it, or name another quota"),
        )
    elif per is not None and list(Span).index(quota.per) > list(Span).index(per):
        reading.conflict(
            path,
            msg(
                "“{name}” is asked per {longer}, which is over only after each {per}",
                name=quota.name,
                longer=quota.per,
                per=per,
            ),
            msg("name a quota of the same span or a shorter one"),
        )


def _check_names(reading: Reading, path: Path, entry: EditionEntry) -> None:
    """Note names that stand for two things."""
    for kind in CLAUSES.values():
        if kind.noun is not None:
            clause = getattr(entry, kind.key)
            names = _names(clause, (*path, kind.key))
            check_collisions(reading, kind.noun, names, key=isinstance(clause, dict))


def _names(clause: object, path: Path) -> Iterator[tuple[str, Path]]:
    """Yield each name of a kind's clauses with its path."""
    if isinstance(clause, dict):
        for full, one in clause.items():
            yield full, (*path, full)
            for part in rows_of(one):
                others = (part,) if isinstance(part, str) else getattr(part, "aliases", ())
                yield from ((name, (*path, full)) for name in others)
    elif isinstance(clause, list):
        for index, one in enumerate(clause):
            if (name := getattr(one, "name", None)) is not None:
                yield name, (*path, index, "name")


def _check_units(book: RuleBook, roster: Roster, problems: list[Problem]) -> None:
    """Note quotas of units that do not exist, and numbers of units that formulas lack."""
    every = [
        quota
        for edition in book.editions
        for quota in (*edition.rules.quotas, *edition.rules.conversions)
    ]
    names = {quota.name for quota in every}
    for unit in roster.units:
        for name in unit.quotas:
            if name not in names:
                what = msg("there is no {kind} called “{name}”", kind=msg("quota"), name=name)
                hint = msg("the quotas are: {names}", names=sorted(names))
                problems.append(Problem(Code.UNKNOWN_NAME, unit.place, what, hint))
        for name, asks in _requirements(book, every, unit):
            try:
                asks()
            except KeyError as error:
                what = msg(
                    "“{unit}” has no number “{name}”, which “{quota}” asks for",
                    unit=unit.name,
                    name=error.args[0],
                    quota=name,
                )
                hint = msg("add “numbers: {{{name}: …}}” to the unit", name=error.args[0])
                problems.append(Problem(Code.MISSING_KEY, unit.place, what, hint))


def _requirements(
    book: RuleBook, quotas: Iterable[Quota], unit: Unit
) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield the names of clauses that require something of the unit, and the way to its number."""
    for quota in quotas:
        yield quota.name, partial(_asked_of, quota, unit)
    for edition in book.editions:
        for veto in edition.rules.vetoes:
            yield veto.name, partial(required, veto.require, unit)
        for name, award in edition.awards.items():
            if award.whom is None or award.whom.holds(unit):
                yield from ((name, partial(required, one, unit)) for one in award.requirements)


def _asked_of(quota: Quota, unit: Unit) -> None:
    """Work out what a quota and its parts ask of the unit, if it asks it at all."""
    if quota.required_of(unit) is not None:
        for part in quota.parts:
            required(part.require, unit)
