"""Checks beyond what a single file can tell: records against each other, the calendar, the plan.

They warn: nothing they find makes a number wrong by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final

from infoscore.characters import full_width, half_width
from infoscore.messages import Message, msg
from infoscore.moments import in_words
from infoscore.names import fold_issue, fold_title
from infoscore.period import Calendar
from infoscore.problems import Code, Place, Problem, Severity
from infoscore.reading.yamltext import Document
from infoscore.records.adoption import Adoption
from infoscore.records.commission import Commission
from infoscore.records.endorsement import Endorsable
from infoscore.records.kinds import Record, kind_of
from infoscore.records.post import Post
from infoscore.records.resolve import Setup
from infoscore.records.submission import Submission
from infoscore.roster import LIAISON, Roster
from infoscore.rules.edition import RuleBook, scored
from infoscore.rules.website import FILE as COLUMNS
from infoscore.workdays import published


class Records:
    """Warnings about records, found while they stream by."""

    def __init__(self, calendar: Calendar, today: date, *, first: bool = False) -> None:
        """``first``: it is enough to know whether there are any."""
        self.today = today
        self._first = first
        self.found: list[Problem] = []
        """Those about the records that were watched."""
        self.last = date.min
        """The day of the last record that was watched, or is known to be there."""
        self.more = False
        """There are others, which are not known one by one."""
        self._calendar = calendar
        self._alike = Alike()
        self._public = Publicity()

    def watched(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records; warnings about them are kept."""
        for record in records:
            self.last = max(self.last, record.date)
            if not (self._first and self.found):
                self._check(record)
            yield record

    def _check(self, record: Record) -> None:
        """Look at ``record`` by itself, and beside those before it."""
        ahead = record.date > self.today
        if ahead:
            what = msg("the date {day} is yet to come", day=record.date)
            hint = msg("check the date")
            self.found.append(warning(Code.FUTURE_DATE, record.place, what, hint))
        folders = _years(record.place.file.rpartition("/")[0])
        if folders and folders != (record.date.year,):
            self.found += _misplaced(record, folders, self._calendar)
        self.found += of_marks(record.title, record.place)
        if not (ahead and isinstance(record, Post)):  # nothing is broken before its day
            self._public.see(record)
        if not ahead:
            self.found += kind_of(record).doubts(record)
        if isinstance(record, Adoption):
            self._alike.see(record, self.found)
        if isinstance(record, Endorsable) and record.endorsements:
            self.found += self._alike.endorsed(record)

    def of_named(self) -> Iterator[Problem]:
        """Errors of posts, and warnings of adoptions, beside all that was watched.

        Of what may not be published, or not yet; of submissions that are named but not recorded.
        """
        return self._public.problems()

    def signs(self) -> list[int]:
        """Numbers of 64 bits for what was watched, to be put beside those of other records.

        :func:`repeated` tells if there is a warning. Two titles that are no more than alike are
        found within one call only.
        """
        return [*([0, 0] if self.found else []), *self._alike.signs()]


class Answers:
    """Briefs that answer commissions, to be held against what commissions say was delivered."""

    def __init__(self) -> None:
        self._sent: list[Submission] = []
        self._asked: dict[str, list[Commission]] = {}
        """By id, and by title."""

    def watched(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records; those that are asked for or answer are kept."""
        for record in records:
            if isinstance(record, Submission) and record.answers:
                self._sent.append(record)
            elif isinstance(record, Commission):
                for key in (record.id, fold_title(record.title)):
                    self._asked.setdefault(key, []).append(record)
            yield record

    def doubts(self) -> Iterator[Problem]:
        """Warnings about answers that no commission has, or has on another day."""
        for sent in self._sent:
            named = sent.answers
            asked = self._asked.get(named) or self._asked.get(fold_title(named), [])
            if len(asked) != 1:
                what = (
                    msg("it answers a commission that is not recorded")
                    if not asked
                    else msg("it answers one of {n} commissions of that name", n=len(asked))
                )
                hint = msg("name the commission by its id in “answers”")
                yield warning(
                    Code.LIKELY_DUPLICATE if asked else Code.UNKNOWN_NAME, sent.place, what, hint
                )
                continue
            for one in sent.contributors:
                came = asked[0].delivered.get(one.unit.name, ())
                if not any(_same(moment, sent) for moment in came):
                    days = [in_words(moment) for moment in came]
                    what = (
                        msg(
                            "the commission says that {unit} delivered on {days}",
                            unit=one.unit.name,
                            days=days,
                        )
                        if days
                        else msg(
                            "the commission does not say that {unit} delivered", unit=one.unit.name
                        )
                    )
                    hint = msg(
                        "bring “delivered” in {file} and this date together",
                        file=asked[0].place.file,
                    )
                    yield warning(Code.CONTRADICTION, sent.place, what, hint)


def _same(moment: datetime, sent: Submission) -> bool:
    """Tell if both are one moment, or one day where only that is known of either."""
    if moment.date() != sent.date:
        return False
    return sent.clock is None or moment.time() in {time.min, sent.clock}


def repeated(signs: Sequence[int]) -> bool:
    """Tell if signs of several calls mean a warning."""
    alone = [sign for sign in signs if not sign & 3]
    adopted = {sign ^ 3 for sign in signs if sign & 3 == 1}
    return len(set(alone)) < len(alone) or not adopted.isdisjoint(signs)


def _number(key: str) -> int:
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def of_setup(setup: Setup, rules: Document | None) -> Iterator[Problem]:
    """Warnings about units that have no targets in a year, and tracks on which nothing scores."""
    for year in setup.roster.years():
        span = setup.book.calendar.year(year)
        for unit in setup.roster.units:
            if unit.exists_in(span) and year not in unit.targets:
                yield warning(
                    Code.NO_TARGET,
                    unit.place,
                    msg("“{unit}” has no targets for {year}", unit=unit.name, year=year),
                    msg(
                        "add them under “targets”, “{year}: null” if it has none,"
                        " or “until” if the unit is gone",
                        year=year,
                    ),
                )

    if rules is not None:
        yield from _idle(setup.book, rules)


def vacancies(roster: Roster, today: date) -> Iterator[Problem]:
    """Warnings about units that nobody sends in briefs for, where people are declared at all."""
    if not any(unit.people for unit in roster.units):
        return
    for unit in roster.units:
        if unit.exists_on(today) and not roster.holders(LIAISON, unit, today):
            yield warning(
                Code.VACANT_ROLE,
                unit.place,
                msg("“{unit}” has no {role} on {day}", unit=unit.name, role=LIAISON, day=today),
                msg("add one to “people” of the unit, with “from”"),
            )


def of_holidays(setup: Setup, today: date) -> Iterator[Problem]:
    """A warning where workdays are counted in a year whose holidays are not known."""
    site = setup.book.site
    if site is not None and site.counts_workdays and not published(today.year):
        what = msg(
            "the holidays of {year} are not known; Monday to Friday are taken for workdays",
            year=str(today.year),
        )
        hint = msg("install a newer version of the package chinesecalendar")
        yield warning(Code.HOLIDAYS, Place(COLUMNS), what, hint)


def _idle(book: RuleBook, rules: Document) -> Iterator[Problem]:
    entries = [edition.rules for edition in book.editions]
    if any(rule.track is None for entry in entries for rule in entry.adjustments.values()):
        return  # a record may name any track
    known = {track for entry in entries for track in scored(entry)}
    for index, track in enumerate(book.tracks):
        if track.name not in known:
            yield warning(
                Code.NOT_SCORED,
                rules.place(("tracks", index)),
                msg("no rule gives points on the track “{track}”", track=track.name),
                msg("let a rule name it as its “track”, or delete it"),
            )


def of_marks(text: str, place: Place) -> list[Problem]:
    """A warning about half-width marks in a Chinese text, which begins at ``place``."""
    found = half_width(text)
    if not found:
        return []
    marks = " ".join(found)
    what = msg("half-width marks in Chinese text: {marks}", marks=marks)
    hint = msg("write them as GB/T 15834 has them: {marks}", marks=full_width(found))
    return [warning(Code.PUNCTUATION, place, what, hint)]


def _misplaced(record: Record, folders: Iterable[int], calendar: Calendar) -> Iterator[Problem]:
    """``adoptions/2021/…`` holds what happened in 2021, or in the assessment year 2021."""
    years = {record.date.year, calendar.year_of(record.date)}
    for folder in folders:
        if folder not in years:
            year = record.date.year
            yield warning(
                Code.MISPLACED_RECORD,
                record.place,
                msg(
                    "a record of {year} lies in the folder {folder}", year=year, folder=str(folder)
                ),
                msg("check the date, or move the file"),
            )


@lru_cache(maxsize=64)
def _years(folder: str) -> tuple[int, ...]:
    """The years after which a folder and those around it are named."""
    return tuple(int(part) for part in folder.split("/")[1:] if part.isdecimal() and len(part) == 4)


_MOST_OF_AN_ISSUE: Final = 50
"""Adoptions of one issue with which another is compared."""
_MUCH: Final = 0.6
"""Share of two titles' characters that stand in both, from which on they are alike."""


def _may_be_one(ours: Adoption, theirs: Adoption) -> bool:
    """Tell if two adoptions of an issue may be one: their titles are alike, or one is missing."""
    if ours.item and theirs.item and ours.brief != theirs.brief:
        return False
    mine, other = fold_title(ours.title), fold_title(theirs.title)
    if not mine or not other:
        return True
    # no more letters can stand in both: most titles need no closer look
    most = len(_letters(mine) & _letters(other)) + len(mine) - len(_letters(mine))
    if 2 * most < _MUCH * (len(mine) + len(other)):
        return False
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, mine, other, autojunk=False)
    return matcher.quick_ratio() >= _MUCH and matcher.ratio() >= _MUCH


_letters: Final = lru_cache(maxsize=256)(frozenset[str])


_ANY: Final = "any"
"""Stands for the date of any endorsement by the same leader."""


class Alike:
    """Adoptions and endorsements that may be one event recorded twice.

    Whichever of two is confirmed to be another event, they are not taken for one.
    """

    __slots__ = ("_adopted", "_issues", "_sent", "_titles")

    def __init__(self) -> None:
        self._adopted: dict[str, Adoption | Submission] = {}
        """Adoptions by brief, leader and date of their endorsements."""
        self._sent: dict[str, Adoption | Submission] = {}
        """Submissions by the keys of adoptions with the same endorsements."""
        self._titles: dict[str, Adoption] = {}
        self._issues: dict[tuple[str, int, str], list[Adoption]] = {}

    def signs(self) -> Iterator[int]:
        """Numbers of what no two adoptions share, or no adoption and submission, unless one."""
        alone = [*self._titles, *(key for key in self._adopted if not key.endswith(_ANY))]
        for kind, keys in enumerate((alone, self._adopted, self._sent)):
            yield from (_number(key) & ~3 | kind for key in keys)

    def see(self, record: Adoption, found: list[Problem]) -> None:
        """Add a warning if one before may be the same."""
        if record.duplicate_ok:
            return
        title, earlier = fold_title(record.title), record
        if title and not record.item:
            # where the rules say what several outlets come to, each may print it once
            key = title
            if record.edition.rules.repeats is not None:
                key = f"{title}\0{record.publisher}"
            earlier = self._titles.setdefault(key, record)
        same_title = earlier is not record
        if record.issue and not same_title:
            earlier = self._of_issue(record)
        if earlier is record:
            return  # as nearly always
        if (earlier.date, earlier.identity) == (record.date, record.identity):
            return  # two records of the very same event are an error, told elsewhere
        place = str(earlier.place)
        what = (
            msg("the same title stands in {place}", place=place)
            if same_title
            else msg("the same outlet and issue stand in {place}", place=place)
        )
        hint = msg("if it is another event, say so: “duplicate_ok: true”")
        found.append(warning(Code.LIKELY_DUPLICATE, record.place, what, hint))

    def _of_issue(self, record: Adoption) -> Adoption:
        """One before in the same issue that may be the same; else ``record`` itself."""
        year = record.date.year
        issue = record.publisher, year, fold_issue(record.issue, year)
        others = self._issues.get(issue)
        if others is None:
            self._issues[issue] = [record]
            return record
        earlier = next((other for other in others if _may_be_one(record, other)), record)
        if len(others) < _MOST_OF_AN_ISSUE:
            others.append(record)
        return earlier

    def endorsed(self, record: Adoption | Submission) -> Iterator[Problem]:
        """Warnings about endorsements that stand with another record of the brief, too."""
        if not record.brief or (isinstance(record, Adoption) and record.duplicate_ok):
            return
        adopted = isinstance(record, Adoption)
        mine, others = (self._adopted, self._sent) if adopted else (self._sent, self._adopted)
        for one in record.endorsements:
            # an adoption's and a submission's may be one where a date is not said
            days = [one.date, _ANY] if adopted else [one.date, None] if one.date else [_ANY]
            keys = [f"{record.brief}\0{one.by}\0{day}" for day in days]
            earlier = next((others[key] for key in keys if key in others), record)
            hint = msg(
                "keep it where the brief was when it was endorsed, or if it is another event, "
                "say so in the adoption: “duplicate_ok: true”"
            )
            if adopted and earlier is record:
                earlier = mine.get(keys[0], record)
                hint = msg("record it once, or if it is another event: “duplicate_ok: true”")
            mine.update((key, record) for key in keys if key not in mine)
            if earlier is not record:
                what = msg(
                    "the same endorsement by “{leader}” stands in {place}",
                    leader=one.by,
                    place=str(earlier.place),
                )
                yield warning(Code.LIKELY_DUPLICATE, record.place, what, hint)


_NO_SUBMISSION: Final = (
    msg("there is no submission with the title or id in “submission”"),
    msg("check “submission”"),
)


class Publicity:
    """What posts may not show: restricted briefs, and briefs before they were reported.

    It also knows which submissions adoptions name that nobody recorded.
    """

    def __init__(self) -> None:
        self._restricted: dict[str, Place] = {}
        """Places of restricted records, by their folded titles and their ids."""
        self._sent: dict[str, list[Submission]] = {}
        """Submissions, by the same."""
        self._posts: list[Post] = []
        self._answers: list[Adoption] = []
        """Adoptions that name the submission that they come from."""

    def see(self, record: Record) -> None:
        """Keep what matters of a record."""
        if isinstance(record, Post):
            self._posts.append(record)
            return
        if isinstance(record, Adoption) and record.submission:
            self._answers.append(record)
        if isinstance(record, Submission) or record.restricted:
            names = {record.title, getattr(record, "item", "")}
            for key in {record.id, *map(fold_title, filter(None, names))}:
                if record.restricted:
                    self._restricted.setdefault(key, record.place)
                if isinstance(record, Submission):
                    self._sent.setdefault(key, []).append(record)

    def problems(self) -> Iterator[Problem]:
        """An error for each post of a restricted brief, or of one that was not reported yet.

        None of them shows a title. A warning for each adoption that names no submission known.
        """
        for adoption in self._answers:
            if self._sent.keys().isdisjoint((adoption.submission, fold_title(adoption.submission))):
                yield warning(Code.UNKNOWN_NAME, adoption.place, *_NO_SUBMISSION)
        for post in self._posts:
            keys = [fold_title(post.title)]
            if post.submission:
                keys += [post.submission, fold_title(post.submission)]
            secret = next((self._restricted[key] for key in keys if key in self._restricted), None)
            sent = [one for key in keys for one in self._sent.get(key, ())]
            if secret is not None:
                yield Problem(
                    Code.RESTRICTED,
                    post.place,
                    msg("the brief in {place} is restricted, and this posts it", place=str(secret)),
                    msg("withdraw the post, then delete this record; or lift “restricted” there"),
                )
            elif post.submission and not any(key in self._sent for key in keys[1:]):
                yield Problem(Code.UNKNOWN_NAME, post.place, *_NO_SUBMISSION)
            elif sent and (first := min(sent, key=lambda one: one.reported)).reported > post.date:
                yield Problem(
                    Code.NOT_REPORTED,
                    post.place,
                    msg(
                        "posted on {day}, before the brief was reported on {reported}: {place}",
                        day=post.date,
                        reported=first.reported,
                        place=str(first.place),
                    ),
                    msg("check the dates; a brief is reported first, then posted"),
                )


def warning(code: Code, place: Place, message: Message, hint: Message) -> Problem:
    """A problem that stops no report."""
    return Problem(code, place, message, hint, Severity.WARNING)
