"""Authors in the place of units."""

from __future__ import annotations

from datetime import date

from infoscore.period import Calendar
from infoscore.problems import Place
from infoscore.records.resolve import Contributor
from infoscore.records.submission import Submission
from infoscore.roster import Group, Roster, Unit
from infoscore.rules.edition import Edition, EditionEntry, RuleBook
from infoscore.rules.joint import Method, Sharing
from infoscore.rules.received import SubmissionRule
from infoscore.rules.tracks import Track
from infoscore.scoring.authors import by_author

UNITS = (Unit("甲", "组"), Unit("乙", "组"))
ROSTER = Roster([Group("组", UNITS)])
RULES = EditionEntry(
    effective=date(2021, 1, 1),
    submissions=SubmissionRule(track="分", points="1"),
    authors=Sharing(method=Method.FULL),
)
EDITION = Edition(RULES, [])
BOOK = RuleBook([Track("分")], [EDITION], calendar=Calendar(12))


def _sent(
    number: int, units: tuple[Unit, ...], *authors: str, day: date, known: bool
) -> Submission:
    return Submission(
        place=Place("s.yaml", number),
        date=day,
        title=f"题{number}",
        edition=EDITION if known else None,
        contributors=tuple(Contributor(unit.name, unit) for unit in units),
        authors=authors,
    )


def test_people_are_told_apart_by_their_units_in_the_same_year() -> None:
    first, second = UNITS
    briefs = [
        _sent(1, (first,), "张三", day=date(2021, 3, 1), known=True),
        _sent(2, (second,), "张三", "李四", day=date(2021, 3, 2), known=True),
        _sent(3, (first, second), "李 四", "张三", "王五", day=date(2021, 3, 3), known=True),
        _sent(4, (first,), "张三", day=date(2020, 3, 1), known=False),  # before the first edition
        _sent(5, (first,), day=date(2021, 3, 4), known=True),
    ]
    found = by_author(briefs, BOOK, ROSTER)
    assert found.book.calendar is BOOK.calendar
    assert [(group.name, [unit.name for unit in group.units]) for group in found.roster.groups] == [
        ("甲", ["张三"]),
        ("乙", ["张三", "李四"]),
        ("", ["张三", "王五"]),
    ]
    (edition,) = found.book.editions
    assert [record.edition for record in found.records] == [edition, edition, edition, None]
    assert [
        [(one.named, one.unit.group) for one in record.contributors] for record in found.records
    ] == [
        [("张三", "甲")],
        [("张三", "乙"), ("李四", "乙")],
        [("李 四", "乙"), ("张三", ""), ("王五", "")],
        [("张三", "甲")],
    ]
