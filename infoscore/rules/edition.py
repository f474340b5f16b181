"""Scoring rules of an office in all their editions."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Annotated, Final, NamedTuple

from msgspec import Meta

from infoscore.formulas import exact
from infoscore.messages import Message, msg
from infoscore.names import Names, fold
from infoscore.period import CALENDAR, Calendar, Named
from infoscore.reading.lookup import names_in
from infoscore.reading.reading import Reading
from infoscore.reading.types import Day, Line, MonthStart, Strict, described, listed
from infoscore.reading.yamltext import Path
from infoscore.rules import (
    adjustments,
    awards,
    chains,
    commissions,
    emergencies,
    endorsements,
    joint,
    limits,
    modifiers,
    outlets,
    quality,
    quotas,
    received,
    repeats,
    returns,
    timeliness,
    vetoes,
)
from infoscore.rules.adjustments import AdjustmentRule
from infoscore.rules.awards import Award
from infoscore.rules.chains import Chain, Flow
from infoscore.rules.commissions import CommissionRule
from infoscore.rules.condition import rows_of
from infoscore.rules.emergencies import UrgentRule
from infoscore.rules.endorsements import EndorsementRow
from infoscore.rules.joint import Sharing
from infoscore.rules.limits import Limit
from infoscore.rules.modifiers import Modifier
from infoscore.rules.outlets import Outlet, OutletEntry
from infoscore.rules.phrases import Words
from infoscore.rules.points import forms_of
from infoscore.rules.quality import QualityRule
from infoscore.rules.quotas import Quota
from infoscore.rules.received import RecipientRule, SubmissionRule, scales
from infoscore.rules.repeats import Repeats
from infoscore.rules.returns import ReturnRule
from infoscore.rules.timeliness import TimelinessRule
from infoscore.rules.tracks import Track, TrackEntry, track_names
from infoscore.rules.vetoes import Veto
from infoscore.rules.website import Site


class EditionEntry(Strict, frozen=True):
    """An edition as rules.yaml writes it; each key is a kind of clause."""

    effective: Annotated[Day, described("the first day on which these rules apply")]
    outlets: Annotated[dict[Line, OutletEntry], described("every publication that scores")] = {}
    forms: Annotated[dict[Line, list[Line]], described("form → other names for it")] = {}
    tags: Annotated[
        dict[Line, list[Line]],
        described("tags that records may use, beside those in conditions → other names"),
    ] = {}
    channels: Annotated[
        dict[Line, list[Line]],
        described("channels that records may name, beside those in conditions → other names"),
    ] = {}
    subjects: Annotated[
        dict[Line, list[Line]],
        described("what briefs are to be about, in the order of documents → other names"),
    ] = {}
    numbers: Annotated[
        dict[Line, list[Line]],
        described("numbers that records may give, such as 阅读量 → other names"),
    ] = {}
    leaders: Annotated[
        dict[Line, list[Line]], described("leaders or ranks → other names for them")
    ] = {}
    modifiers: Annotated[
        list[Modifier], described("what multiplies, raises or replaces points, in order")
    ] = []
    repeats: Annotated[
        Repeats | None, described("what counts when several outlets adopt the same brief")
    ] = None
    joint: Annotated[
        Sharing | list[Sharing] | None, described("briefs written by several units")
    ] = None
    authors: Annotated[Sharing | None, described("how the points of a brief go to its authors")] = (
        None
    )
    endorsements: Annotated[
        list[EndorsementRow], described("points for leaders' instructions; the first row that fits")
    ] = []
    submissions: Annotated[
        SubmissionRule | list[SubmissionRule] | None,
        described("points for each brief received; of several rows the first that fits"),
    ] = None
    recipients: Annotated[
        dict[Line, RecipientRule | list[RecipientRule]],
        described("points for each brief passed on, by recipient; the first row that fits"),
    ] = {}
    commissions: Annotated[
        CommissionRule | list[CommissionRule] | None,
        described("points for what became of commissions"),
    ] = None
    quality: Annotated[
        list[QualityRule], described("what briefs must have, each rule with its clause")
    ] = []
    reasons: Annotated[
        dict[Line, list[Line]], described("reasons for rejecting briefs → other names for them")
    ] = {}
    timeliness: Annotated[
        list[TimelinessRule],
        described("how soon after its event a brief has to come; the first that fits"),
    ] = []
    returns: Annotated[
        list[ReturnRule], described("days by which units send in something, or a 零报告")
    ] = []
    urgent: Annotated[
        dict[Line, UrgentRule], described("levels of urgent matters, and what each needs")
    ] = {}
    adjustments: Annotated[
        dict[Line, AdjustmentRule], described("rules by which points are given or taken by hand")
    ] = {}
    quotas: Annotated[
        list[Quota], described("what is asked for in each span, and the points that come of it")
    ] = []
    limits: Annotated[list[Limit], described("bounds on the points of a span")] = []
    vetoes: Annotated[list[Veto], described("what makes the points of a span zero")] = []
    conversions: Annotated[
        list[Quota], described("as quotas, but after limits and vetoes: points into other points")
    ] = []
    awards: Annotated[dict[Line, Award], described("the best units")] = {}
    chains: Annotated[
        list[Chain],
        described(
            "who has to review what before it is passed on or published; the first that fits"
        ),
    ] = []
    wording: Annotated[
        list[Line] | None,
        described("the scoring rules in your own words, instead of generated ones"),
    ] = None


class RulesFile(Strict, frozen=True):
    """The file rules.yaml."""

    tracks: Annotated[
        list[Line | TrackEntry], Meta(min_length=1), described("score columns, in print order")
    ]
    editions: Annotated[
        list[EditionEntry], Meta(min_length=1), described("the rules, each from its date on")
    ]
    year_start: Annotated[
        MonthStart,
        described("the month and day on which the assessment year begins, such as 12-01"),
    ] = "01-01"
    year_named: Annotated[
        Named,
        described("the assessment year has the number of the year in which it ends, or starts"),
    ] = Named.END


def vocabulary_of(rules: EditionEntry) -> dict[str, Names[str]]:
    """Return the meaning of each name in an edition, by the kind of thing that it names.

    Tags, channels and leaders need no definition besides the condition that names them.
    """
    forms = dict.fromkeys(rules.forms)
    for outlet in rules.outlets.values():
        for points in (outlet.points, *outlet.also.values()):
            forms.update(dict.fromkeys(forms_of(points) if points is not None else ()))
    for rows in _received(rules).values():
        forms.update(dict.fromkeys(form for part in scales(rows) for form in forms_of(part)))
    classes = (outlet.outlet_class for outlet in rules.outlets.values())
    return {
        "outlet": _known({name: one.aliases for name, one in rules.outlets.items()}),
        "outlet class": Names((name, name) for name in dict.fromkeys(classes) if name),
        "form": _known(rules.forms, forms),
        "tag": _known(rules.tags, (name for name, _ in names_in(rules, "tag"))),
        "channel": _known(rules.channels, (name for name, _ in names_in(rules, "channel"))),
        "subject": _known(rules.subjects),
        "number": _known(rules.numbers),
        "level": _known({name: one.aliases for name, one in rules.urgent.items()}),
        "reason": _known(rules.reasons),
        "leader": _known(rules.leaders, (name for name, _ in names_in(rules, "leader"))),
        "adjustment": _known({name: one.aliases for name, one in rules.adjustments.items()}),
        "role": _known({}, (name for rule in _sharing(rules) for name in rule.roles)),
        "recipient": _known(
            {
                name: [alias for row in rows_of(one) for alias in row.aliases]
                for name, one in rules.recipients.items()
            }
        ),
        "award": Names((name, name) for name in {**rules.awards, **awards.prizes(rules.awards)}),
        "quota": quota_names(rules),
        "veto": Names((veto.name, veto.name) for veto in rules.vetoes),
    }


def quota_names(rules: EditionEntry) -> Names[str]:
    """Return the clause of each quota and conversion, by its name and by its path."""
    paths = [(one.name, path) for path, one in graded(rules).items()]
    return Names(entry for name, path in paths for entry in ((name, path), (path, path)))


def graded(rules: EditionEntry) -> dict[str, Quota]:
    """Return the quotas and conversions by their clauses."""
    kinds = {"quotas": rules.quotas, "conversions": rules.conversions}
    return {f"{key}.{one.name}": one for key, some in kinds.items() for one in some}


def _sharing(rules: EditionEntry) -> Iterator[Sharing]:
    """Yield the rules by which units share points."""
    yield from rows_of(rules.joint)
    yield from (row.joint for row in rules.endorsements if row.joint is not None)


def _received(rules: EditionEntry) -> dict[str, list[SubmissionRule]]:
    """Return the rows for briefs received and passed on, by clause: ``recipients.省政府办公厅``."""
    found: dict[str, list[SubmissionRule]] = {"submissions": rows_of(rules.submissions)}
    return found | {f"recipients.{to}": [*rows_of(one)] for to, one in rules.recipients.items()}


def _known(aliases: Mapping[str, Sequence[str]], named: Iterable[str] = ()) -> Names[str]:
    """Return the names with their aliases, and those that are only mentioned."""
    entries = [(name, full) for full, others in aliases.items() for name in (full, *others)]
    known = {fold(name) for name, _ in entries}
    entries += [(name, name) for name in dict.fromkeys(named) if fold(name) not in known]
    return Names(entries)


class Edition:
    """版本: rules in force from a date until the next edition, with full names."""

    def __init__(
        self, rules: EditionEntry, outlets: Iterable[Outlet], *, of_authors: bool = False
    ) -> None:
        """``of_authors``: for scores of authors instead of units."""
        self.rules = rules
        self.awards = {
            name: award for name, award in rules.awards.items() if award.authors is of_authors
        }
        """Awards that units, or authors, may get."""
        printed = awards.prizes(rules.awards).items()
        self.prizes = {name: of for name, of in printed if of[0] in self.awards}
        """Award and grade by printed name."""
        self.outlets = tuple(outlets)
        self.names = _names_of(outlet for outlet in self.outlets if not outlet.unlisted)
        """Names of the listed outlets."""
        self.unlisted = _names_of(outlet for outlet in self.outlets if outlet.unlisted)
        """Names of the outlets that stand for unlisted ones."""
        vocabulary = vocabulary_of(rules)
        self.forms = vocabulary["form"]
        self.tags = vocabulary["tag"]
        self.subjects = vocabulary["subject"]
        self.numbers = vocabulary["number"]
        self.levels = vocabulary["level"]
        """Levels of urgent matters."""
        self.reasons = vocabulary["reason"]
        """Reasons for rejecting briefs."""
        self.channels = vocabulary["channel"]
        self.leaders = vocabulary["leader"]
        self.roles = vocabulary["role"]
        self.adjustments = vocabulary["adjustment"]
        self.recipients = vocabulary["recipient"]
        self.gives_once = any(modifier.once for modifier in rules.modifiers)
        """A modifier applies to a brief once."""
        self.quotas = vocabulary["quota"]
        """Clauses of quotas and conversions."""
        self.received = _received(rules)
        """Rows for briefs received and passed on, by clause."""
        self.lapsing = any(row.lapses for rows in self.received.values() for row in rows)
        """Some points for these are taken back once a brief is adopted."""

    @cached_property
    def flows(self) -> list[Flow]:
        """Review chains, in the order of looking."""
        return [Flow(chain) for chain in self.rules.chains]

    @property
    def effective(self) -> date:
        """First day on which the edition applies."""
        return self.rules.effective

    @property
    def counts_workdays(self) -> bool:
        """Whether times are counted in workdays, or due days move to them."""
        rules = self.rules
        deadlines = (one for level in rules.urgent.values() for one in level.deadlines)
        times = [one.within for one in rules.timeliness]
        times += [text for one in deadlines for text in (one.within, one.every)]
        moved = any(one.moved is not None for one in rules.returns)
        return moved or any(text is not None and "工作日" in text for text in times)

    @property
    def takes_back(self) -> bool:
        """Whether a posting may take back an earlier one: briefs lapse, what was missed comes."""
        return self.lapsing or any(exact(rule.missed) for rule in self.commissions)

    @property
    def commissions(self) -> list[CommissionRule]:
        """Rules for commissions; the first that fits applies."""
        return rows_of(self.rules.commissions)


def _names_of(outlets: Iterable[Outlet]) -> Names[Outlet]:
    return Names((name, outlet) for outlet in outlets for name in (outlet.name, *outlet.aliases))


Check = Callable[[EditionEntry, Calendar, Reading, Path], None]
"""Note contradictions of clauses, in themselves or with others; the path is that of their key."""


def _named(rules: EditionEntry, key: str) -> set[str]:
    """Return the names of the quotas or conversions on whose outcome other clauses depend."""
    clauses = (getattr(rules, kind) for kind in CLAUSES)
    found = (
        path.partition(".")
        for some in clauses
        if isinstance(some, list | dict)
        for one in (some.values() if isinstance(some, dict) else some)
        for path in (*listed(getattr(one, "after", None)), *listed(getattr(one, "quotas", None)))
    )
    return {name for kind, _, name in found if kind == key}


class ClauseKind(NamedTuple):
    """A kind of clause: a key of an edition."""

    key: str
    noun: Message | None = None
    """Singular, for messages; clauses of a kind that has it need different names."""
    called: str = ""
    """Name of its points in sentences; empty: it gives none of its own."""
    parts: tuple[str, ...] = ()
    """Keys that give points, for a kind without names."""
    check: Check | None = None
    said: Callable[[Edition, Words], Iterator[str]] | None = None
    """Yield its sentences of the printed 计分标准."""
    bounds: bool = False
    """Keeps points that other clauses give within bounds; gives none by itself."""
    of_units: bool = False
    """Concerns units as such; authors get no points by it."""
    most: int | None = None
    """Maximum number of entries; ``None``: as many as in any list."""


_KINDS: Final = (
    ClauseKind(
        "outlets",
        msg("outlet"),
        "采用分",
        said=lambda edition, words: outlets.said(edition.outlets, words),
        most=2000,
    ),
    ClauseKind("forms", msg("form")),
    ClauseKind("tags", msg("tag")),
    ClauseKind("channels", msg("channel")),
    ClauseKind("subjects", msg("subject")),
    ClauseKind("numbers", msg("number")),
    ClauseKind("leaders", msg("leader")),
    ClauseKind(
        "modifiers",
        check=lambda rules, _calendar, *at: modifiers.check(rules.modifiers, *at),
        said=lambda edition, words: modifiers.said(edition.rules.modifiers, words),
        most=100,
    ),
    ClauseKind("repeats", said=lambda edition, _words: repeats.said(edition.rules.repeats)),
    ClauseKind(
        "joint",
        check=lambda rules, _calendar, *at: joint.check(rules.joint, *at),
        said=lambda edition, words: joint.said(edition.rules.joint, words),
    ),
    ClauseKind(
        "authors",
        check=lambda rules, _calendar, *at: joint.check_authors(rules.authors, *at),
        said=lambda edition, words: joint.said_of_authors(edition.rules.authors, words),
    ),
    ClauseKind(
        "endorsements",
        called="批示分",
        check=lambda rules, _calendar, *at: endorsements.check(
            rules.endorsements, rules.joint, *at
        ),
        said=lambda edition, words: endorsements.said(edition.rules.endorsements, words),
    ),
    ClauseKind(
        "submissions",
        called="报送分",
        parts=("points", "lapses"),
        check=lambda rules, _calendar, *at: received.check_submissions(rules.submissions, *at),
        said=lambda edition, words: received.submissions_said(edition.rules.submissions, words),
    ),
    ClauseKind(
        "recipients",
        msg("recipient of briefs"),
        "上报分",
        check=lambda rules, _calendar, *at: received.check_recipients(rules.recipients, *at),
        said=lambda edition, words: received.recipients_said(edition.rules.recipients, words),
    ),
    ClauseKind(
        "commissions",
        called="约稿分",
        parts=("on_time", "late", "missed"),
        check=lambda rules, _calendar, *at: commissions.check(rules.commissions, *at),
        said=lambda edition, words: commissions.said(edition.commissions, words),
        of_units=True,
    ),
    ClauseKind(
        "quality",
        check=lambda rules, _calendar, *at: quality.check(rules.quality, *at),
        said=lambda edition, words: quality.said(edition.rules.quality, words),
        most=100,
    ),
    ClauseKind("reasons", msg("reason for rejecting")),
    ClauseKind(
        "timeliness",
        msg("rule of timeliness"),
        check=lambda rules, _calendar, *at: timeliness.check(rules.timeliness, *at),
        said=lambda edition, words: timeliness.said(edition.rules.timeliness, words),
        most=100,
    ),
    ClauseKind(
        "returns",
        msg("return"),
        said=lambda edition, _words: returns.said(edition.rules.returns),
        of_units=True,
        most=50,
    ),
    ClauseKind(
        "urgent",
        msg("level of urgent matters"),
        check=lambda rules, _calendar, *at: emergencies.check(rules.urgent, *at),
        said=lambda edition, _words: emergencies.said(edition.rules.urgent),
        of_units=True,
    ),
    ClauseKind(
        "adjustments",
        msg("rule of adjustment"),
        "加减分",
        check=lambda rules, _calendar, *at: adjustments.check(rules.adjustments, *at),
        said=lambda edition, words: adjustments.said(edition.rules.adjustments, words),
        of_units=True,
    ),
    ClauseKind(
        "quotas",
        msg("quota"),
        "报送任务分",
        check=lambda rules, *at: quotas.check(
            rules.quotas, rules.adjustments, *at, conversion=False
        ),
        said=lambda edition, words: quotas.said(
            edition.rules.quotas, words, "计分", _named(edition.rules, "quotas")
        ),
        of_units=True,
        most=100,
    ),
    ClauseKind(
        "limits",
        msg("limit"),
        "限额调整分",
        check=lambda rules, _calendar, *at: limits.check(rules.limits, rules.quotas, *at),
        said=lambda edition, words: limits.said(edition.rules.limits, words),
        bounds=True,
        of_units=True,
        most=100,
    ),
    ClauseKind(
        "vetoes",
        msg("veto"),
        "否决扣分",
        check=lambda rules, _calendar, *at: vetoes.check(rules.vetoes, rules.adjustments, *at),
        said=lambda edition, words: vetoes.said(
            edition.rules.vetoes, edition.rules.awards.values(), words
        ),
        bounds=True,
        of_units=True,
        most=100,
    ),
    ClauseKind(
        "conversions",
        msg("conversion"),
        "折算分",
        check=lambda rules, *at: quotas.check(
            rules.conversions, rules.adjustments, *at, conversion=True
        ),
        said=lambda edition, words: quotas.said(
            edition.rules.conversions, words, "折算", _named(edition.rules, "conversions")
        ),
        of_units=True,
        most=100,
    ),
    ClauseKind(
        "awards",
        msg("award"),
        "奖励分",
        check=lambda rules, _calendar, *at: awards.check(
            rules.awards, *at, authors=rules.authors is not None
        ),
        said=lambda edition, words: awards.said(edition.rules.awards, words),
        most=100,
    ),
    ClauseKind(
        "chains",
        msg("review chain"),
        check=lambda rules, _calendar, *at: chains.check(rules.chains, *at),
        most=100,
    ),
)
CLAUSES: Final[Mapping[str, ClauseKind]] = {kind.key: kind for kind in _KINDS}
"""Kinds of clauses by key, in the order of the printed sentences."""


def scored(rules: EditionEntry) -> Iterator[str]:
    """Yield the tracks that points are given on, by any clause."""
    for name, path in names_in(rules, "track"):
        own = path[-1] == "track" or "also" in path
        if own and not CLAUSES[str(path[0])].bounds:
            yield name


class RuleBook:
    """All editions; a record is scored by the edition in force on its date."""

    def __init__(
        self,
        tracks: Sequence[Track],
        editions: Iterable[Edition],
        *,
        calendar: Calendar = CALENDAR,
        site: Site | None = None,
    ) -> None:
        """``site``: the website's columns, if the workspace has any."""
        self.tracks = tuple(tracks)
        self.site = site
        self.track_names = track_names(self.tracks)
        self.counted = tuple(track.name for track in self.tracks if track.in_total)
        """Names of the tracks that are part of the total."""
        self.calendar = calendar
        self.editions = tuple(sorted(editions, key=lambda edition: edition.effective))
        self._starts = [edition.effective for edition in self.editions]
        every = _names_of(outlet for edition in self.editions for outlet in edition.outlets)
        self.outlets = Names((name, outlet.name) for name, outlet in every.entries)
        """Full names of the outlets of all editions."""
        self.forms = Names(entry for edition in self.editions for entry in edition.forms.entries)
        """Full names of the forms of all editions."""

    def on(self, day: date) -> Edition | None:
        """Return the edition in force on ``day``; ``None`` before the first."""
        index = bisect_right(self._starts, day)
        return self.editions[index - 1] if index else None

    def in_force(self, start: date, end: date) -> list[Edition]:
        """Return the editions in force on any day from ``start`` to ``end``."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        return list(self.editions[first : bisect_right(self._starts, end)])
