"""One brief in several outlets, several times in the post: worked out by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from infoscore.period import CALENDAR
from infoscore.problems import Place
from infoscore.records.adoption import Adoption
from infoscore.records.kinds import Record
from infoscore.records.resolve import Contributor
from infoscore.records.submission import Forwarding, Submission
from infoscore.roster import Group, Roster, Unit
from infoscore.rounding import Rounding
from infoscore.rules.edition import Edition, EditionEntry, RuleBook
from infoscore.rules.joint import Method, Sharing
from infoscore.rules.outlets import Outlet
from infoscore.rules.received import RecipientRule, SubmissionRule
from infoscore.rules.repeats import Repeats
from infoscore.rules.tracks import Track
from infoscore.scoring.engine import Engine
from tests.scoring.arithmetic import recomputed
from tests.summaries import summarise

UNITS = {name: Unit(name, "组") for name in ("甲", "乙", "丙")}
AVERAGE = Sharing(method=Method.AVERAGE)
UP = Sharing(method=Method.AVERAGE, rounding=Rounding.UP)


def _edition(**rules: Any) -> Edition:
    outlets = [Outlet("市", "分", points="4"), Outlet("省", "分", points="9")]
    return Edition(EditionEntry(effective=date(2021, 1, 1), **rules), outlets)


def _records(edition: Edition, *briefs: tuple[str, str, str]) -> list[Record]:
    """Each an outlet (empty: a submission), units and a title; one a day."""
    records: list[Record] = []
    for day, (outlet, units, title) in enumerate(briefs, start=1):
        common: dict[str, Any] = {
            "place": Place("a.yaml", day),
            "date": date(2021, 1, day),
            "title": title,
            "edition": edition,
            "contributors": tuple(Contributor(name, UNITS[name]) for name in units),
        }
        if outlet:
            found = next(one for one in edition.outlets if one.name == outlet)
            records.append(Adoption(outlet=found, outlet_named=outlet, **common))
        else:
            records.append(Submission(**common))
    return records


def _points(edition: Edition, *briefs: tuple[str, str, str]) -> list[Fraction]:
    """What 甲, 乙 and 丙 have."""
    records = _records(edition, *briefs)
    book, roster = RuleBook([Track("分")], [edition]), Roster([Group("组", tuple(UNITS.values()))])
    tally = summarise(records, CALENDAR.year(2021), book, roster).in_period
    return [tally.points.get((unit, "分"), Fraction(0)) for unit in UNITS.values()]


def test_each_unit_has_its_share_of_the_best_rounded_once() -> None:
    """4 ÷ 3 → 2, then 9 ÷ 3 = 3 replaces it: 3 each, not 2 and the rounded share of 5."""
    edition = _edition(repeats=Repeats.HIGHEST, joint=UP)
    assert _points(edition, ("市", "甲乙丙", "稿"), ("省", "甲乙丙", "稿")) == [3, 3, 3]


def test_who_joins_later_has_its_share_of_the_later_adoption() -> None:
    """甲 alone had 4; of the 9 that follow both have 4.5."""
    edition = _edition(repeats=Repeats.HIGHEST, joint=AVERAGE)
    half = Fraction(9, 2)
    assert _points(edition, ("市", "甲", "稿"), ("省", "甲乙", "稿")) == [half, half, 0]


@pytest.mark.parametrize("repeats", [Repeats.HIGHEST, Repeats.FIRST])
def test_fixed_points_are_not_given_twice_for_one_brief(repeats: Repeats) -> None:
    edition = _edition(repeats=repeats, joint=Sharing(method=Method.FIXED, points="3"))
    assert _points(edition, ("市", "甲乙", "稿"), ("省", "甲乙", "稿")) == [3, 3, 0]


def test_briefs_of_two_units_may_have_one_title() -> None:
    edition = _edition(
        repeats=Repeats.HIGHEST,
        submissions=SubmissionRule(track="分", points="1", lapses=True),
    )
    sent = (("", "甲", "安全检查"), ("", "乙", "安全检查"), ("", "丙", "安全检查"))
    adopted = (("市", "乙", "安全检查"), ("市", "丙", "安全检查"))
    assert _points(edition, *sent, *adopted) == [1, 4, 4]


def test_of_a_joint_brief_that_one_unit_sees_adopted_nothing_is_left_of_what_was_sent() -> None:
    rule = SubmissionRule(track="分", points="2", lapses=True)
    edition = _edition(submissions=rule, joint=AVERAGE)
    assert _points(edition, ("", "甲乙", "稿"), ("市", "甲", "稿"), ("", "乙", "稿")) == [4, 2, 0]


def test_what_was_sent_is_taken_back_on_the_day_of_the_adoption_and_says_why() -> None:
    rule = SubmissionRule(track="分", points="2", lapses=True)
    edition = _edition(submissions=rule, joint=AVERAGE)
    sent, adopted = _records(edition, ("", "甲乙", "稿"), ("市", "甲乙", "稿"))
    engine = Engine()
    first, postings = engine.post(sent), engine.post(adopted)
    assert [posting.points for posting in first] == [1, 1]
    kept, taken = postings[:2], postings[2:]
    assert [posting.points for posting in kept] == [2, 2]
    for before, posting in zip(first, taken, strict=True):
        assert posting.unit is before.unit
        assert posting.points == recomputed(posting) == -1
        assert (posting.date, posting.record) == (adopted.date, sent)
        assert (posting.takes, posting.answer) == (before, adopted)
        assert posting.steps[:-1] == before.steps
        assert posting.steps[-1].clause == "submissions.lapses"


def test_each_adoption_answers_one_brief_of_a_submission() -> None:
    """Of 3 briefs under one title 1 lapses; a second outlet may print the same one."""
    rule = SubmissionRule(track="分", points="1", lapses=True)
    edition = _edition(submissions=rule)
    (sent,) = _records(edition, ("", "甲", "动态"))
    three = msgspec.structs.replace(sent, count=3)
    first, again, other, third, fourth = _records(
        edition, *[(outlet, "甲", "动态") for outlet in ("市", "市", "省", "市", "市")]
    )
    engine = Engine()
    assert [one.points for one in engine.post(three)] == [3]
    lapsed = [
        [one.points for one in engine.post(adoption) if one.takes is not None]
        for adoption in (first, other, again, third, fourth)
    ]
    assert lapsed == [[-1], [], [-1], [-1], []]


def test_what_was_passed_on_lapses_first() -> None:
    """3 briefs, of which 省办 got 1: 1 and 10 go with the first adoption, 1 with the second."""
    edition = _edition(
        submissions=SubmissionRule(track="分", points="1", lapses=True),
        recipients={"省办": [RecipientRule(track="分", points="10", lapses=True)]},
    )
    sent, first, second = _records(edition, ("", "甲", "动态"), *[("市", "甲", "动态")] * 2)
    three = msgspec.structs.replace(sent, count=3, forwarded=(Forwarding("省办", 1),))
    engine = Engine()
    postings = [engine.post(record) for record in (three, first, second)]
    assert [[one.points for one in some] for some in postings] == [[3, 10], [4, -1, -10], [4, -1]]
    lapsed = [one.steps[-1].clause for one in postings[1][1:]]
    assert lapsed == ["submissions.lapses", "recipients.省办.lapses"]


def test_a_running_title_answers_the_last_one_sent_in() -> None:
    """动态 sent in January, adopted, and again in February: the second one still scores."""
    rule = SubmissionRule(track="分", points="1", lapses=True)
    edition = _edition(submissions=rule)
    sent, adopted, later = ("", "甲", "动态"), ("市", "甲", "动态"), ("", "甲", "动态")
    assert _points(edition, sent, adopted, later) == [1 - 1 + 4 + 1, 0, 0]
    engine = Engine()
    records = _records(edition, sent, later, adopted, adopted)
    answers = [one.takes for record in records for one in engine.post(record) if one.takes]
    assert [one.record for one in answers if one.record] == [records[1], records[0]]


def test_an_adoption_names_the_submission_where_titles_do_not() -> None:
    rule = SubmissionRule(track="分", points="1", lapses=True)
    edition = _edition(submissions=rule)
    sent, adopted = _records(edition, ("", "甲", "“稿”"), ("市", "乙", "改过的标题"))
    for name in ("稿", "《稿》。", sent.id):
        engine = Engine()
        engine.post(sent)
        kept, lapsed = engine.post(msgspec.structs.replace(adopted, submission=name))
        assert [kept.points, lapsed.points] == [4, -1]
        assert lapsed.unit.name == "甲"
    early = Engine()
    early.post(msgspec.structs.replace(adopted, submission="稿"))
    assert [one.points for one in early.post(sent)] == [1, -1]


def test_totals_are_no_brief() -> None:
    """Of adoptions and submissions without titles nobody knows which belong together."""
    rule = SubmissionRule(track="分", points="1", lapses=True)
    edition = _edition(submissions=rule, repeats=Repeats.HIGHEST)
    assert _points(edition, ("市", "甲", ""), ("市", "甲", ""), ("", "甲", "")) == [9, 0, 0]
