"""Timeliness (时效): how soon after its event an everyday brief has to come."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import field

from infoscore.deadlines import allowance
from infoscore.messages import msg
from infoscore.moments import end_of
from infoscore.reading.reading import Reading
from infoscore.reading.types import Allowed, Clock, Line, Strict, described
from infoscore.reading.yamltext import Path
from infoscore.rules.condition import Condition, Traits, fits
from infoscore.rules.measures import CONDITIONS, OF_A_BRIEF, check_keys
from infoscore.rules.phrases import BRIEF, Words


class TimelinessRule(Strict, frozen=True, kw_only=True):
    """Time in which a brief has to come after what it reports has happened."""

    name: Annotated[Line, described("what it is called")]
    where: Annotated[Condition | None, described("for these briefs only; the first that fits")] = (
        field(name="for", default=None)
    )
    within: Annotated[
        Allowed | None, described("in so much time after the event: 24小时, 3个工作日")
    ] = None
    by: Annotated[Clock | None, described("on the day of the event by this time: 17:00")] = None

    def due(self, happened: datetime) -> datetime:
        """Return the last minute in time; what happens after the hour waits for the next day.

        ``happened``: of an event of which only the date is known, the last minute of that day.
        """
        if self.within is not None:
            return allowance(self.within).until(happened)
        clock = dt.time.fromisoformat(self.by or "23:59")
        timed = happened != end_of(happened.date())
        later = timedelta(days=int(timed and happened.time() > clock))
        return datetime.combine(happened.date() + later, clock)


def rule_of(rules: Iterable[TimelinessRule], traits: Traits) -> TimelinessRule | None:
    """Return the first rule that fits a brief."""
    return next((rule for rule in rules if rule.where is None or fits(rule.where, traits)), None)


def said(rules: Sequence[TimelinessRule], words: Words) -> Iterator[str]:
    """Yield a sentence for each rule."""
    for index, rule in enumerate(rules):
        other = f"其他{BRIEF}" if index else BRIEF
        brief = other if rule.where is None else words.brief(rule.where)
        time = f"发生后{allowance(rule.within).named}内" if rule.within else f"发生当日{rule.by}前"
        yield f"{brief}应在所反映的事{time}报送"


def check(rules: Sequence[TimelinessRule], reading: Reading, path: Path) -> None:
    """Note rules without a time or with two, and conditions that no brief can fit."""
    for index, rule in enumerate(rules):
        if (rule.within is None) == (rule.by is None):
            reading.conflict(
                (*path, index),
                msg("“{name}” needs one time: “within” or “by”", name=rule.name),
                msg("such as “within: 24小时” or “by: 17:00”"),
            )
        if rule.where is not None:
            at = (*path, index, "for")
            check_keys(rule.where, CONDITIONS, OF_A_BRIEF, "timeliness", reading, at)
