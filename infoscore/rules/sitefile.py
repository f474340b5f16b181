"""``columns.yaml`` as it is written, and what it says as values."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Final

from msgspec import Meta, field

from infoscore.deadlines import allowance
from infoscore.messages import msg
from infoscore.names import Names, fold
from infoscore.problems import Code, Problem
from infoscore.reading.reading import Reading
from infoscore.reading.typed import read
from infoscore.reading.types import (
    Allowed,
    AllowedOr,
    Count,
    Day,
    Line,
    LineOr,
    Strict,
    described,
    listed,
)
from infoscore.reading.yamltext import Document, Path
from infoscore.roster import Roster, Unit
from infoscore.rules.condition import placed
from infoscore.rules.website import (
    FILE,
    Alteration,
    IndicatorEntry,
    Lack,
    PartEntry,
    Phase,
    PostedEntry,
    Realm,
    Site,
    Unasked,
    UpdateEntry,
    WebColumn,
)

NATIONAL: Final = "国办秘函〔2019〕19号"
"""Profile with the limits of the national inspection (政府网站与政务新媒体检查指标)."""


Update = Unasked | UpdateEntry | list[UpdateEntry] | None
PostedWithin = AllowedOr | list[PostedEntry] | None


class WebColumnEntry(Strict, frozen=True):
    """A column or account as it is written."""

    name: Annotated[Line, described("the column's name, or the account's")]
    unit: Annotated[Line, described("the unit that keeps it")]
    aliases: Annotated[list[Line], described("other names that records may use")] = []
    account: Annotated[
        Line | None, described("it is an account of this platform: 微信, 微博, 抖音")
    ] = None
    since: Annotated[Day | None, described("first day, if opened later")] = field(
        name="from", default=None
    )
    until: Annotated[Day | None, described("last day, if closed")] = None
    update: Annotated[
        Update,
        described(
            "how often it must be updated: {each: week}, {gap: 14日}, on-change or exempt;"
            " a list where that changes on a day"
        ),
    ] = None
    posted_within: Annotated[
        PostedWithin, described("the time from an event to its post here: 20日")
    ] = None
    category: Annotated[
        Line | None, described("kind of column that indicators count together: 动态要闻, 通知公告")
    ] = None
    home: Annotated[bool, described("the home page shows it")] = False


class ProfileEntry(Strict, frozen=True):
    """The national limits with other numbers, as they are written."""

    name: Annotated[Line, described("which profile: 国办秘函〔2019〕19号")]
    home: Annotated[Allowed, described("the home page: updated within")] = "2周"
    news: Annotated[Allowed, described("columns of the category 动态要闻: within")] = "2周"
    notices: Annotated[
        Allowed, described("columns of the categories 通知公告 and 政策文件: within")
    ] = "6个月"
    together: Annotated[Count, described("so many of these together are too many")] = 5
    neglected: Annotated[Count, described("so many columns whose rule is broken")] = 10
    empty: Annotated[Count, described("so many columns without any post")] = 5
    accounts: Annotated[Allowed, described("each account: updated within")] = "2周"

    def indicators(self) -> Iterator[IndicatorEntry]:
        """Yield what the profile counts."""
        news = PartEntry(category="动态要闻", within=self.news)
        notices = PartEntry(category=["通知公告", "政策文件"], within=self.notices)
        home = PartEntry(of=Realm.HOME, within=self.home)
        accounts = PartEntry(of=Realm.ACCOUNTS, within=self.accounts)
        yield IndicatorEntry(name="首页不更新", parts=[home])
        yield IndicatorEntry(name="栏目不更新", parts=[news, notices], limit=self.together)
        neglected = PartEntry(lack=Lack.NEGLECTED)
        yield IndicatorEntry(name="应更新但长期未更新", parts=[neglected], limit=self.neglected)
        yield IndicatorEntry(name="空白栏目", parts=[PartEntry(lack=Lack.EMPTY)], limit=self.empty)
        yield IndicatorEntry(name="政务新媒体不更新", parts=[accounts])


class ColumnsFile(Strict, frozen=True):
    """The file as it is written."""

    since: Annotated[Day, described("from this day on it is watched what is missing")] = field(
        name="from"
    )
    columns: Annotated[
        list[WebColumnEntry], Meta(min_length=1), described("columns and accounts, in order")
    ]
    update: Annotated[
        Update, described("how often columns (not accounts) must be updated that do not say")
    ] = None
    posted_within: Annotated[
        PostedWithin, described("the time from an event to its post, where no column says")
    ] = None
    altered_within: Annotated[
        dict[Alteration, Allowed],
        described("the time to correct, withdraw or take down a post: {withdrawn: 2小时}"),
    ] = {}
    mended_within: Annotated[
        dict[Line, Allowed],
        described("the time to mend what an inspection found, by its kind: {错敏词: 24小时}"),
    ] = {}
    profiles: Annotated[
        list[LineOr | ProfileEntry],
        described("ready limits: 国办秘函〔2019〕19号, by name or with other numbers"),
    ] = []
    indicators: Annotated[
        list[IndicatorEntry], described("numbers of columns that must not be reached")
    ] = []


def site(document: Document, roster: Roster, problems: list[Problem]) -> Site | None:
    """Return the site, or ``None`` if there are problems."""
    entry = read(document, ColumnsFile, problems)
    if entry is None:
        return None
    before = len(problems)
    reading = Reading(document, (), problems)
    reading.day(entry.since, ("from",))
    _check_updates(entry.update, reading, ("update",))
    indicators = list(_indicators(entry, reading))
    columns: list[WebColumn] = []
    for index, part in enumerate(entry.columns):
        path = ("columns", index)
        made = _column(part, entry, roster, reading, path)
        if made is not None:
            _check_names(part, made, columns, reading, path)
            columns.append(made)
    _check_categories(entry, indicators, reading)
    if len(problems) > before:
        return None
    return Site(
        columns=tuple(columns),
        names=Names((name, one) for one in columns for name in (one.name, *one.aliases)),
        indicators=tuple(indicators),
        altered_within={what: allowance(time) for what, time in entry.altered_within.items()},
        mended_within={fold(kind): allowance(time) for kind, time in entry.mended_within.items()},
    )


def _column(
    entry: WebColumnEntry, file: ColumnsFile, roster: Roster, reading: Reading, path: Path
) -> WebColumn | None:
    start = max(entry.since or file.since, file.since)
    found = roster.find(entry.unit, start)
    unit = reading.find(entry.unit, (*path, "unit"), roster.names, msg("unit"), "units.yaml", found)
    for key, day in (("from", entry.since), ("until", entry.until)):
        if day is not None:
            reading.day(day, (*path, key))
    if entry.until is not None and entry.until < (entry.since or file.since):
        reading.wrong(
            (*path, "until"),
            msg("the column ends on {until}, before it begins", until=entry.until),
            msg("check “from” and “until”"),
        )
        return None
    end = entry.until or date.max
    _check_updates(entry.update, reading, (*path, "update"))
    if unit is None:
        return None
    _check_keeper(unit, start, end, reading, (*path, "unit"))
    update = entry.update
    if update is None:
        update = file.update if entry.account is None else None
    within = entry.posted_within if entry.posted_within is not None else file.posted_within
    return WebColumn(
        name=entry.name,
        aliases=tuple(entry.aliases),
        unit=unit,
        account=entry.account or "",
        start=start,
        end=end,
        phases=tuple(_phases(update, start, end)),
        within=(PostedEntry(within=within),) if isinstance(within, str) else tuple(within or ()),
        category=entry.category or "",
        home=entry.home,
        place=reading.document.place(path),
    )


def _phases(update: Update, start: date, end: date) -> Iterator[Phase]:
    """Yield the rules with the days on which they hold, in order."""
    rules: list[UpdateEntry | None]
    if isinstance(update, Unasked):
        rules = [UpdateEntry(only=update)]
    else:
        rules = [*update] if isinstance(update, list) else [update]
    begins = [max((rule and rule.since) or start, start) for rule in rules]
    for rule, begin, then in zip(rules, begins, [*begins[1:], None], strict=True):
        last = end if then is None else min(end, date.fromordinal(then.toordinal() - 1))
        if begin <= last:
            yield Phase(begin, last, rule)


def _check_updates(update: Update, reading: Reading, path: Path) -> None:
    """Note rules that ask for nothing, or for several things at once, or out of order."""
    if isinstance(update, Unasked) or update is None:
        return
    before: date | None = None
    for rule, at in placed(update, path):
        asked = [key for key in ("each", "gap", "only") if getattr(rule, key) is not None]
        if not asked:
            hint = msg("one of: {keys}", keys=["each", "gap", "only"])
            reading.missing("each", at, hint)
        elif len(asked) > 1 or (rule.at_least != 1 and rule.each is None):
            both = asked if len(asked) > 1 else ["at_least", *asked]
            reading.conflict(
                (*at, both[1]),
                msg("“{one}” and “{other}” do not go together", one=both[0], other=both[1]),
                msg("keep one of the two"),
            )
        if rule.since is not None:
            reading.day(rule.since, (*at, "from"))
        if isinstance(update, list) and at[-1] != 0:
            if rule.since is None:
                reading.missing("from", at, msg("say from which day on this rule holds"))
            elif before is not None and rule.since <= before:
                what = msg("this rule begins before the one above it, or with it")
                reading.wrong((*at, "from"), what, msg("put them in order of “from”"))
        before = rule.since or before


def _check_keeper(unit: Unit, start: date, end: date, reading: Reading, path: Path) -> None:
    """Note that a column is kept by a unit that is not there all the time."""
    if (unit.until is not None and unit.until < end) or (
        unit.since is not None and unit.since > start
    ):
        gone = unit.until is not None and unit.until < end
        reading.note(
            Code.UNIT_INACTIVE,
            path,
            msg("“{unit}” keeps it, which is closed after {day}", unit=unit.name, day=unit.until)
            if gone
            else msg("“{unit}” keeps it, which begins on {day}", unit=unit.name, day=unit.since),
            msg("end the column with “until”; from then on let another unit keep one of this name")
            if gone
            else msg("check “from”, or name who kept it before"),
        )


def _check_names(
    entry: WebColumnEntry,
    column: WebColumn,
    others: Iterable[WebColumn],
    reading: Reading,
    path: Path,
) -> None:
    """Note names that mean two columns on one day; over time a name may go to another."""
    spots: list[tuple[str, Path]] = [(entry.name, (*path, "name"))]
    spots += [(name, (*path, "aliases", at)) for at, name in enumerate(entry.aliases)]
    own: set[str] = set()
    for name, spot in spots:
        rivals = [
            other.name
            for other in others
            if other.start <= column.end and column.start <= other.end
            if fold(name) in map(fold, (other.name, *other.aliases))
        ]
        if rivals or fold(name) in own:
            what = msg("“{name}” already stands for “{unit}”", name=name, unit=(*rivals, name)[0])
            hint = msg("every name and alias must mean one column only")
            reading.note(Code.NAME_COLLISION, spot, what, hint)
        own.add(fold(name))


def _indicators(entry: ColumnsFile, reading: Reading) -> Iterator[IndicatorEntry]:
    """Yield what profiles and the office count, after noting what cannot be counted."""
    for index, one in enumerate(entry.profiles):
        profile = ProfileEntry(name=one) if isinstance(one, str) else one
        if fold(profile.name) != fold(NATIONAL):
            path = ("profiles", index) if isinstance(one, str) else ("profiles", index, "name")
            reading.find(profile.name, path, Names([(NATIONAL, NATIONAL)]), msg("profile"), FILE)
            continue
        yield from profile.indicators()
    for index, indicator in enumerate(entry.indicators):
        for at, part in enumerate(indicator.parts):
            spot = ("indicators", index, "parts", at)
            if part.lack is Lack.STALE and part.within is None:
                reading.missing("within", spot, msg("say for how long nothing was posted: 2周"))
            elif part.lack is not Lack.STALE and part.within is not None:
                reading.conflict(
                    (*spot, "within"),
                    msg("“{key}” means nothing to “{what}”", key="within", what=part.lack),
                    msg("delete the line “{key}”", key="within"),
                )
        yield indicator


def _check_categories(
    entry: ColumnsFile, indicators: Iterable[IndicatorEntry], reading: Reading
) -> None:
    """Note categories of columns that no indicator counts, and the other way round."""
    ours = {name for one in indicators for part in one.parts for name in listed(part.category)}
    names = Names((name, name) for name in ours)
    for index, column in enumerate(entry.columns):
        if column.category is not None and ours:
            path = ("columns", index, "category")
            reading.find(column.category, path, names, msg("category"), FILE)
