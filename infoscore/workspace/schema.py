"""What each file of a workspace may hold. The readers, the checks and editors share these types.

Numbers and years stay text here (``str`` with a pattern), so that 0.1 is exactly one tenth.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, field

from infoscore.reading.types import (
    Amount,
    Characters,
    Count,
    Day,
    Line,
    Number,
    Prose,
    Strict,
    Year,
    described,
)
from infoscore.workspace.tables import TableEntry


class Margins(StrEnum):
    """Where the text area begins and ends: by the paper, or so that the letters' ink does."""

    STANDARD = "standard"
    COMPENSATED = "compensated"


class FontPreset(StrEnum):
    """Font names that offices have: gb2312 since Windows XP, windows since Windows 7."""

    GB2312 = "gb2312"
    WINDOWS = "windows"


# units.yaml


class UnitEntry(Strict, frozen=True):
    name: Annotated[Line, described("the unit's full name, as documents print it")]
    aliases: Annotated[list[Line], described("other names that records may use")] = []
    unit_class: Annotated[
        Line | None, described("the class whose targets apply, one of “classes”")
    ] = field(name="class", default=None)
    liaison: Annotated[Line | None, described("the unit's liaison for briefs")] = None
    since: Annotated[Day | None, described("first day, if founded later")] = field(
        name="from", default=None
    )
    until: Annotated[Day | None, described("last day, if closed or merged")] = None
    targets: Annotated[
        dict[Year, dict[Line, Amount | None]],
        described(
            "year → track → points; null: scored without a task; a track left out: not assessed"
        ),
    ] = {}
    numbers: Annotated[
        dict[Line, Number], described("the unit's numbers that formulas use, such as 编制: 12")
    ] = {}
    quotas: Annotated[
        dict[Line, Amount | None],
        described("quota → what it asks of this unit, instead of the rules; null: nothing"),
    ] = {}


class GroupEntry(Strict, frozen=True):
    name: Annotated[Line, described("the group's name, as documents print it")]
    units: Annotated[list[UnitEntry], described("in the order in which documents list them")]


class ClassEntry(Strict, frozen=True):
    targets: Annotated[
        dict[Year, dict[Line, Amount | None]], described("for every unit of this class")
    ] = {}


class UnitsFile(Strict, frozen=True):
    groups: Annotated[list[GroupEntry], Meta(min_length=1), described("all units, by group")]
    classes: Annotated[dict[Line, ClassEntry], described("targets shared by a class of units")] = {}


# records


class EndorsementEntry(Strict, frozen=True):
    by: Annotated[Line, described("the leader, by office or rank")]
    date: Day | None = None


class AdoptionEntry(Strict, frozen=True):
    date: Annotated[Day, described("the day on which the outlet published it")]
    outlet: Annotated[Line, described("the publication, by any of its names")]
    units: Annotated[
        list[Line], Meta(min_length=1), described("the units that wrote it, first author first")
    ]
    title: Annotated[
        Line | None, described("the brief's title; may be left out beside “count”")
    ] = None
    issue: Annotated[Line | None, described("the issue's number")] = None
    form: Annotated[Line | None, described("the form, as rules.yaml names it")] = None
    count: Annotated[
        Count | None, described("this record stands for so many adoptions (only totals known)")
    ] = None
    weights: Annotated[
        list[Number] | None, described("each unit's part, in the order of “units”")
    ] = None
    item: Annotated[
        Line | None, described("names the brief, where several outlets adopted the same one")
    ] = None
    tags: Annotated[list[Line], described("marks such as 头版头条, 转报")] = []
    length: Annotated[Characters | None, described("its length in characters")] = None
    channel: Annotated[Line | None, described("how it was sent in, such as 直报")] = None
    level: Annotated[
        Line | None, described("for an outlet that the rules do not list: what stands for it there")
    ] = None
    endorsements: Annotated[list[EndorsementEntry], described("leaders' instructions")] = []
    authors: Annotated[list[Line], described("who wrote it")] = []
    submission: Annotated[Line | None, described("the submission it came from")] = None
    restricted: Annotated[bool, described("counts, but its title is never published")] = False
    duplicate_ok: Annotated[
        bool, described("it resembles another record and is still another event")
    ] = False
    note: Annotated[Prose | None, described("for the office; never printed")] = None


class ForwardingEntry(Strict, frozen=True):
    to: Annotated[Line, described("who received it")]
    count: Count = 1


class SubmissionEntry(Strict, frozen=True):
    date: Annotated[Day, described("the day on which the office received it")]
    title: Annotated[Line | None, described("the brief's title")] = None
    units: Annotated[list[Line], described("the units that sent it; none: only the total")] = []
    count: Annotated[
        Count | None, described("this record stands for so many briefs (only totals known)")
    ] = None
    forwarded: Annotated[
        list[Line | ForwardingEntry], described("where the office passed it on")
    ] = []
    form: Annotated[Line | None, described("the form, as rules.yaml names it")] = None
    tags: Annotated[list[Line], described("marks such as 头版头条, 转报")] = []
    length: Annotated[Characters | None, described("its length in characters")] = None
    channel: Annotated[Line | None, described("how it was sent in, such as 直报")] = None
    item: Annotated[
        Line | None, described("names the brief, where its adoptions have another title")
    ] = None
    authors: Annotated[list[Line], described("who wrote it")] = []
    restricted: Annotated[bool, described("counts, but its title is never published")] = False
    note: Annotated[Prose | None, described("for the office; never printed")] = None


class CommissionEntry(Strict, frozen=True):
    date: Annotated[Day, described("the day on which it was asked for")]
    due: Annotated[Day, described("the last day on which it is on time")]
    title: Annotated[Line, described("what was asked for")]
    units: Annotated[list[Line], Meta(min_length=1), described("the units that were asked")]
    delivered: Annotated[
        Day | dict[Line, Day] | None,
        described("the day of delivery, or one for each unit; left out: not delivered"),
    ] = None
    tags: Annotated[list[Line], described("marks such as 头版头条, 转报")] = []
    restricted: Annotated[bool, described("counts, but its title is never published")] = False
    note: Annotated[Prose | None, described("for the office; never printed")] = None


class AdjustmentEntry(Strict, frozen=True):
    date: Annotated[Day, described("the day on which it counts")]
    rule: Annotated[Line, described("the rule, as rules.yaml names it under “adjustments”")]
    units: Annotated[list[Line], Meta(min_length=1), described("the units that it is about")]
    points: Annotated[
        Number | None, described("points for each unit, where the rule gives a range")
    ] = None
    track: Annotated[Line | None, described("the track, where the rule names none")] = None
    count: Annotated[Count | None, described("so many cases")] = None
    reason: Annotated[Line | None, described("what happened")] = None
    restricted: Annotated[bool, described("counts, but its title is never published")] = False
    note: Annotated[Prose | None, described("for the office; never printed")] = None


# circular.yaml


class Arrangement(StrEnum):
    """How the itemized adoptions are set out."""

    OUTLET = "outlet"
    """Those of an outlet together, each brief once."""
    UNIT = "unit"
    """Group by group and unit by unit, a joint brief under each of its units."""


class ListEntry(Strict, frozen=True):
    by: Annotated[Arrangement, described("outlet by outlet, or unit by unit")] = Arrangement.OUTLET
    criteria: Annotated[bool, described("print the scoring rules under the list")] = True


class AnnexEntry(Strict, frozen=True):
    title: Annotated[Line, described("the annex's title; may hold {label}, {period}, {year}")]
    table: Annotated[TableEntry | None, described("a table of the units")] = None
    list_: Annotated[ListEntry | None, described("the itemized adoptions")] = field(
        name="list", default=None
    )


class FontsEntry(Strict, frozen=True):
    title: Line
    body: Line
    kai: Line
    hei: Line
    song: Line


class CircularFile(Strict, frozen=True):
    issuer: Annotated[Line, described("the office that issues and signs it")]
    number: Annotated[Line, described("the document number: {year} and {number} are filled in")]
    title: Annotated[Line, described("the title; may hold {issuer}, {label}, {period}, {year}")]
    addressees: Annotated[Line, described("whom it is addressed to")]
    annexes: Annotated[list[AnnexEntry], described("in order")] = []
    letterhead: Annotated[Line | None, described("the red head; none: pre-printed paper")] = None
    file: Annotated[Line, described("the name of the output, without its ending")] = (
        "{label}信息工作情况通报"
    )
    copies: Annotated[list[Line], described("whom copies go to")] = []
    printer: Annotated[Line | None, described("the office that prints it; none: no imprint")] = None
    secrecy: Annotated[Line | None, described("secrecy, such as 机密★1年")] = None
    urgency: Annotated[Line | None, described("urgency, such as 特急")] = None
    sealed: Annotated[bool, described("whether room is left for a seal")] = True
    margins: Annotated[
        Margins, described("standard: 37 and 35 mm; compensated: the ink itself keeps to them")
    ] = Margins.STANDARD
    times: Annotated[bool, described("digits and Latin letters in Times New Roman")] = False
    mirror: Annotated[bool, described("mirrored margins, for printing on both sides")] = False
    fonts: Annotated[
        FontPreset | FontsEntry, described("gb2312, windows, or a name for each role")
    ] = FontPreset.GB2312


# circulars/*.md


class FrontMatter(Strict, frozen=True):
    date: Annotated[Day, described("the date of the document")]
    number: Annotated[Line | None, described("the running number of the year")] = None
    title: Annotated[Line | None, described("instead of the one in circular.yaml")] = None
    addressees: Annotated[Line | None, described("instead of those in circular.yaml")] = None
    serial: Annotated[Line | None, described("the copy's number, six digits")] = None
    secrecy: Annotated[Line | None, described("instead of that in circular.yaml")] = None
    urgency: Annotated[Line | None, described("instead of that in circular.yaml")] = None
    remark: Annotated[Line | None, described("a remark in brackets under the date")] = None
    closing: Annotated[
        Day | None, described("the last day counted in, where it is not the period's end")
    ] = None
