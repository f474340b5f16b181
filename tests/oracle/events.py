"""From records to entries. docs/rules.md, “Adoptions” to “Adjustments”, in its order."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.almanac import Office, edition, listed, year_of
from tests.oracle.book import Book, Entry
from tests.oracle.numbers import exact, rounded
from tests.oracle.traits import fits, points_for, worth

Shares = dict[str, Fraction]


def enter_records(office: Office, today: date, book: Book) -> None:
    """Enter what all records give, by their own dates, of one day by the names of their files."""
    adoptions, sent = Adoptions(office, book), Sent(book)
    kinds = ("adjustments", "adoptions", "commissions", "submissions")
    records = [(kind, record) for kind in kinds for record in office[kind]]
    for kind, record in sorted(records, key=lambda one: one[1]["date"]):
        match kind:
            case "adjustments":
                enter_adjustment(office, record, book)
            case "adoptions":
                adoptions.enter(record)
                sent.answer(record)
            case "commissions":
                enter_commission(office, record, today, book)
            case "submissions":
                enter_submission(office, record, book, sent)
                sent.answer_early()


def outlet_of(rules: Any, record: Any) -> tuple[str, Any]:
    """The outlet's name in the rules, and what the rules say of it.

    “``like`` takes track, points, class and further tracks from another outlet.”
    """
    name = record.get("level", record["outlet"])
    outlet = rules["outlets"][name]
    if "like" in outlet:
        outlet = {**rules["outlets"][outlet["like"]], **outlet}
    return name, outlet


def traits_of(rules: Any, record: Any) -> dict[str, Any]:
    """What conditions ask of a brief; “a submission has … no outlet”."""
    traits: dict[str, Any] = {key: record.get(key) for key in ("form", "channel", "length")}
    traits["numbers"] = record.get("numbers", {})
    traits["tag"] = set(record.get("tags", ()))
    traits["by"] = {one["by"] for one in record.get("endorsements", ())}
    if "outlet" in record:
        traits["outlet"], outlet = outlet_of(rules, record)
        traits["class"] = outlet.get("class")
    return traits


# Sharing


def shares(joint: Any, record: Any, traits: Any, points: Fraction) -> Shares:
    """“``joint`` says what each unit of a brief gets.”"""
    names = record["units"]
    row = next((row for row in listed(joint) if _for(row, names, traits)), None)
    if row is None:  # one unit, and no row that is for it
        return {names[0]: points}
    return {
        name: rounded(_share(row, record, place, points), row) for place, name in enumerate(names)
    }


def _for(row: Any, names: list[str], traits: Any) -> bool:
    """“A row with a condition is also for a brief of a single unit.”"""
    conditions = set(row) - {"method", "points", "roles", "round", "to"}
    return (len(names) > 1 or bool(conditions)) and fits(row, traits)


def _share(  # noqa: PLR0911 a line for each method
    row: Any, record: Any, place: int, points: Fraction
) -> Fraction:
    names = record["units"]
    match row["method"]:
        case "average":
            return points / len(names)
        case "full":
            return points
        case "first":
            return points if place == 0 else Fraction(0)
        case "weighted":
            weights = [exact(one) for one in record["weights"]]
            return points * weights[place] / sum(weights)
        case "half":
            return points / 2
        case "roles":  # “the first unit has the first role, … and all further ones the last”
            roles = list(row["roles"].values())
            worth = roles[min(place, len(roles) - 1)]
            return _fixed(worth, points) if isinstance(worth, dict) else points * exact(worth)
        case "fixed":
            return _fixed(row, points)
    raise AssertionError(row)


def _fixed(row: Any, points: Fraction) -> Fraction:
    """“The number given; nothing of a brief that is worth nothing”."""
    return exact(row["points"]) if points else Fraction(0)


# Adoptions


class Adoptions:
    """Adoptions, “in order of date” because of ``repeats``."""

    def __init__(self, office: Office, book: Book) -> None:
        self.office, self.book = office, book
        self.best: dict[Any, Fraction] = {}
        self.had: dict[Any, set[str]] = {}
        """Units of the briefs that have had a modifier which is given once."""

    def enter(self, record: Any) -> None:
        """Outlet's points → modifiers → replaced → shares, rounded → repeats → × count."""
        rules = edition(self.office, record["date"])
        name, outlet = outlet_of(rules, record)
        traits = traits_of(rules, record)
        replaced, added = endorsements(rules, record, traits)
        given: dict[str, tuple[tuple[str, ...], Any]] = {
            outlet["track"]: (("outlets", name, "points"), outlet["points"])
        }
        for track, points in outlet.get("also", {}).items():
            given[track] = (("outlets", name, "also", track), points)
        left = self._left(rules, record, outlet["track"], [*given], traits)
        for track, (made_by, points) in given.items():
            base = worth(points_for(points, traits) or 0, traits)
            if base is None or points_for(points, traits) is None:
                continue
            value = modified(left, base, track, outlet["track"], traits)
            clause, joint, counts_on = made_by, rules.get("joint"), track
            if replaced is not None and track == outlet["track"]:
                row, value = replaced
                clause = ("endorsements",)  # whose rule gives the points
                joint, counts_on = row.get("joint", joint), row.get("track", track)
            for unit, share in shares(joint, record, traits, value).items():
                new = self._repeated(rules, record, (unit, counts_on), outlet, share)
                count = record.get("count", 1)
                self.book.enter(unit, counts_on, clause, record["date"], new * count)
        enter_added(rules, record, added, outlet["track"], self.book)

    def _left(self, rules: Any, record: Any, own: str, tracks: list[str], traits: Any) -> list[Any]:
        """The modifiers, without those that the brief has had: “given once for each brief in an
        assessment year, with the first adoption that it fits”."""
        brief = record.get("item", record.get("title"))
        left = []
        for one in rules.get("modifiers", ()):
            aims = set(listed(one.get("tracks", own))) & set(tracks)
            fit = aims and fits(one, traits) and worth(one.get("plus", 0), traits) is not None
            if one.get("once") and brief is not None and fit:
                key = (id(one), year_of(self.office, record["date"]), brief)
                units = self.had.setdefault(key, set())
                had = not units.isdisjoint(record["units"])
                units |= set(record["units"])
                if had:
                    continue
            left.append(one)
        return left

    def _repeated(
        self, rules: Any, record: Any, place: tuple[str, str], outlet: Any, share: Fraction
    ) -> Fraction:
        """“What several adoptions of one brief come to for a unit within an assessment year.”"""
        how = rules.get("repeats", "sum")
        brief = record.get("item", record.get("title"))
        unit, track = place
        if how == "sum" or brief is None:
            return share
        key: tuple[Any, ...] = (unit, brief, year_of(self.office, record["date"]))
        if how == "highest-per-track":
            key += (track,)
        if how == "highest-per-class":
            if "class" not in outlet:  # “an outlet without a class always counts”
                return share
            key += (outlet["class"],)
        before = self.best.get(key)
        if before is None:
            self.best[key] = share
            return share
        if how == "first":
            return Fraction(0)
        self.best[key] = max(before, share)  # “a later, better one adds the difference”
        return self.best[key] - before


def modified(modifiers: list[Any], base: Fraction, track: str, own: str, traits: Any) -> Fraction:
    """“Modifiers change an adoption's points one after the other.”

    “A modifier changes the points on the outlet's own track. One with ``tracks`` changes those on
    the tracks named.”
    """
    value, applied = base, set()
    for one in modifiers:
        if track not in listed(one.get("tracks", own)) or not fits(one, traits):
            continue
        plus = worth(one.get("plus", 0), traits)
        if plus is None:
            continue
        if "one_of" in one:  # “only the first that fits applies”
            if one["one_of"] in applied:
                continue
            applied.add(one["one_of"])
        if "points" in one:
            value = exact(one["points"])
        elif "plus" in one:
            value += plus
        elif one.get("of") == "base":  # “multiplies the outlet's points only, and they add up”
            value += base * (exact(one["times"]) - 1)
        else:
            value *= exact(one["times"])
    return value


Added = list[tuple[Any, date, Fraction]]


def endorsements(rules: Any, record: Any, traits: Any) -> tuple[tuple[Any, Fraction] | None, Added]:
    """What counts instead of the adoption's points, and what each other endorsement gives.

    “For each endorsement … the first row that fits gives points … ``further`` is for each one after
    the first that the same row gives on the same brief.”
    """
    replaced: tuple[Any, Fraction] | None = None
    added: Added = []
    met: list[Any] = []
    for one in record.get("endorsements", ()):
        own = {**traits, "by": {one["by"]}}
        row = next((row for row in rules.get("endorsements", ()) if fits(row, own)), None)
        if row is None:
            continue
        points = exact(row.get("further", row["points"]) if row in met else row["points"])
        met.append(row)
        if row.get("instead") and "outlet" in record:  # it “does nothing here” with a submission
            replaced = row, points
        else:  # “The points count on the endorsement's ``date``, if it has one.”
            added.append((row, one.get("date", record["date"]), points))
    return replaced, added


def enter_added(rules: Any, record: Any, added: Added, track: str, book: Book) -> None:
    """“``track`` and ``joint`` are the outlet's and the edition's unless the row has its own.”"""
    for row, day, points in added:
        joint = row.get("joint", rules.get("joint"))
        for unit, share in shares(joint, record, traits_of(rules, record), points).items():
            book.enter(unit, row.get("track", track), ("endorsements",), day, share)


# Submissions


class Sent:
    """Submissions whose points may lapse."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.open: list[tuple[Any, list[tuple[list[Entry], Fraction]], int]] = []
        self.early: list[Any] = []
        """Adoptions that came before their submissions."""

    def answer_early(self) -> None:
        self.early, early = [], self.early
        for adoption in early:
            self.answer(adoption)

    def answer(self, adoption: Any) -> None:
        """“``lapses: true`` takes the points back on the day on which the brief is adopted.”

        “By ``item``, or else by their titles, and by a unit that both name”; and each adoption
        answers one brief of a submission, of which “those that were passed on are taken to be
        adopted first”, and else the last: “what a limit took of them lapses first”.
        """
        brief = adoption.get("item", adoption.get("title"))
        for place, (record, entries, done) in enumerate(self.open):
            same = brief is not None and brief == record.get("item", record.get("title"))
            if (
                done < record.get("count", 1)
                and same
                and set(record["units"]) & set(adoption["units"])
            ):
                for briefs, share in entries:
                    if done < len(briefs):
                        self.book.undo(briefs[-1 - done], adoption["date"], share)
                self.open[place] = (record, entries, done + 1)
                return
        self.early.append(adoption)


def first(rows: Any, traits: Any) -> Any:
    """“One row, or several of which the first that fits”; empty: there is none."""
    return next((row for row in listed(rows) if fits(row, traits)), {})


def enter_submission(office: Office, record: Any, book: Book, sent: Sent) -> None:
    """“Points for each brief that the office received”, and “for each … passed on”."""
    rules = edition(office, record["date"]) or {}
    if not record.get("units"):
        return
    traits, lapsing = traits_of(rules, record), []
    received = first(rules.get("submissions"), traits)
    given: list[Any] = [(("submissions",), received, record.get("count", 1))]
    for one in record.get("forwarded", ()):
        to, briefs = (one, 1) if isinstance(one, str) else (one["to"], one.get("count", 1))
        row = first(rules.get("recipients", {}).get(to), traits)
        given.append((("recipients", to), row, briefs))
    for clause, row, briefs in given:
        base = exact(points_for(row.get("points", 0), traits))
        if not row:
            continue
        for unit, share in shares(rules.get("joint"), record, traits, base).items():
            each = [
                book.enter(unit, row["track"], clause, record["date"], share) for _ in range(briefs)
            ]
            if row.get("lapses"):
                lapsing.append((each, share))
    sent.open.append((record, lapsing, 0))
    _, added = endorsements(rules, record, traits)
    enter_added(rules, record, added, received.get("track", ""), book)


# Commissions


def delivered(record: Any, unit: str) -> list[date | None]:
    """Each brief's day of delivery.

    “One day … is that of all; of a list each day is one brief that came, and those that are not in
    it have not come.”
    """
    given, count = record.get("delivered"), record.get("count", 1)
    days = given.get(unit) if isinstance(given, dict) else given
    came: list[date | None] = sorted(days) if isinstance(days, list) else [days] * count
    return came + [None] * (count - len(came))


def enter_commission(office: Office, record: Any, today: date, book: Book) -> None:
    """“Each unit is judged by itself, all the points go to each.”

    “What was delivered by the due date counts on the day of delivery. What is not is missed on the
    due date, as soon as that day has passed; when it comes after all, the points for having missed
    it are given back on the day on which it comes, and it counts as late from then on.”
    """
    rules = edition(office, record["date"])
    row = first(rules.get("commissions"), {"tag": record.get("tags", ())})
    if not row:
        return

    def enter(unit: str, state: str, day: date) -> Entry:
        points = exact(row.get(state, 0))
        return book.enter(unit, row["track"], ("commissions", state), day, points)

    for unit in record["units"]:
        for came in delivered(record, unit):
            if came is not None and came <= record["due"]:
                enter(unit, "on_time", came)
            elif today > record["due"]:
                entry = enter(unit, "missed", record["due"])
                if came is not None:
                    book.undo(entry, came, exact(row.get("missed", 0)))
                    enter(unit, "late", came)


# Adjustments


def enter_adjustment(office: Office, record: Any, book: Book) -> None:
    """“A fixed number for each case, or a range … within which the record says how many.”"""
    rules = edition(office, record["date"])
    rule = rules["adjustments"][record["rule"]]
    points = record["points"] if isinstance(rule["points"], dict) else rule["points"]
    track = rule.get("track", record.get("track"))
    for unit in record["units"]:  # “Each unit gets all of it”
        given = exact(points) * record.get("count", 1)
        place = unit, track, ("adjustments", record["rule"])
        if "after" in rule:  # “counts on the last day of that span”
            book.waiting.append((id(rule), record["date"], *place, given))
        else:
            book.enter(*place, record["date"], given)
