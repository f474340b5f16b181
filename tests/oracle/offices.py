"""Random offices: rules, units and records as plain values of YAML.

Left out is what docs/rules.md leaves open; each such choice says so where it is made.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.oracle.almanac import DAY, MONTHS, SHORT_FIRST, Office

Draw = Callable[[st.SearchStrategy[Any]], Any]
Clause = dict[str, Any]

SCORED = ["市级", "省级"]
OTHERS = ["费", "数", "考核", "稿酬", "奖", "荣誉"]
"""费: further tracks of outlets; 数: quotas; 考核, 稿酬: conversions; 奖: what reads those; 荣誉:
awards."""
OUTLETS = ["动态", "要情", "省信息", "其他"]
FORMS = ["简讯", "专报"]
TAGS = ["头版", "转报", "综合", "专题"]
CHANNELS = ["直报", "邮箱"]
LEADERS = {"市领导": ["市长"], "省领导": []}
REPEATS = ["highest", "highest-per-track", "highest-per-class", "first"]
UNITS = ["甲", "乙", "丙"]
RULES = ["迟报", "酌情", "结转"]
PERS = [*SHORT_FIRST, "month", "quarter", "half", "year", "year"]

SMALL = st.sampled_from([1, 2, 3, 4, 5, 6, 8, 10, 0.5, 2.5])
POINTS = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 10, 0.5, 2.5])
LOSS = st.sampled_from([-1, -2, -5, -0.5])
FIRST = date(2020, 12, 1)
SEAMS = [
    date(year, month, 1) + n * DAY
    for year in (2021, 2022)
    for month in (1, 2, 4, 7, 12)
    for n in (-4, -1, 0, 1)
]
"""Last and first days of spans, and those of weeks over New Year."""
DAYS = st.one_of(
    st.integers(0, 500).map(lambda n: FIRST + n * DAY),
    *[st.integers(31, 121).map(lambda n: FIRST + n * DAY)] * 2,
    st.sampled_from(SEAMS),
)


def sometimes(draw: Draw, strategy: st.SearchStrategy[Any], key: str, into: dict[str, Any]) -> None:
    if draw(st.booleans()):
        into[key] = draw(strategy)


def some(values: list[Any], most: int = 2) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True)


CONDITIONS: dict[str, st.SearchStrategy[Any]] = {
    "outlet": st.sampled_from(OUTLETS),
    "class": st.sampled_from(["市级刊物", "省级刊物"]),
    "form": some(FORMS, 1),
    "tag": some(TAGS),
    "all_tags": st.just(TAGS[:2]),
    "channel": st.sampled_from(CHANNELS),
    "length": st.sampled_from(["1000-", "-999", "500-1500"]),
    "by": st.sampled_from(list(LEADERS)),
    "numbers": st.sampled_from([{"阅读量": "3000-"}, {"阅读量": "-2999"}]),
}
OF_SUBMISSIONS = ["form", "tag", "all_tags", "channel", "length", "numbers"]


def condition(draw: Draw, keys: list[str], *, least: int = 1) -> dict[str, Any]:
    chosen = draw(st.lists(st.sampled_from(keys), min_size=least, max_size=2, unique=True))
    row = {key: draw(CONDITIONS[key]) for key in chosen}
    if draw(st.integers(0, 4)) == 0:
        key = draw(st.sampled_from(keys))
        row["unless"] = {key: draw(CONDITIONS[key])}
    return row


# Rules


@st.composite
def growing(draw: Draw, of: str | None) -> Any:
    """Points that grow with a number, without one with the length."""
    found: dict[str, Any] = {"of": of} if of else {}
    found |= {"each": draw(st.sampled_from([500, 999, 1000])), "gives": draw(SMALL)}
    sometimes(draw, st.sampled_from([500, 3000]), "from", found)
    sometimes(draw, st.sampled_from([1, 2]), "base", found)
    sometimes(draw, st.sampled_from([2, 4]), "most", found)
    sometimes(draw, st.sampled_from([0, -1]), "least", found)
    return found


@st.composite
def outlet_points(draw: Draw) -> Any:
    match draw(st.integers(0, 5)):
        case 4:
            row = {"numbers": {"阅读量": "3000-"}, "points": draw(growing("阅读量"))}
            return [row, {"points": draw(POINTS)}]
        case 5:
            return [{"points": draw(growing(None))}]
        case 0:
            return {form: draw(POINTS) for form in FORMS}
        case 1:
            row = condition(draw, ["form", "tag", "channel", "by"])
            return [{**row, "points": draw(POINTS)}, {"points": draw(POINTS)}]
        case 2:
            return [{"length": "1000-", "points": draw(POINTS)}, {"length": "-999", "points": 2}]
    return draw(POINTS)


def outlets(draw: Draw, *, also: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "动态": {"track": "市级", "class": "市级刊物", "points": draw(outlet_points())},
        "要情": {"track": draw(st.sampled_from(SCORED)), "points": draw(outlet_points())},
        "省信息": {"track": "省级", "class": "省级刊物", "points": draw(outlet_points())},
        "其他": {"unlisted": True, "like": "动态"},
    }
    if also:
        found["动态"]["also"] = {"费": draw(outlet_points())}
    return found


METHODS = ["average", "full", "first", "weighted", "half", "roles", "fixed"]


def joint_row(draw: Draw, *, fixed: bool) -> dict[str, Any]:
    method = draw(st.sampled_from(METHODS if fixed else METHODS[:-1]))
    row = {"method": method}
    if method == "roles":
        row["roles"] = {
            "主报": 1,
            "协报": draw(st.sampled_from([0.5, {"points": 1}] if fixed else [0.5])),
            "参与": 0,
        }
    if method == "fixed":
        return {**row, "points": draw(SMALL)}
    sometimes(draw, st.sampled_from(["up", "down", "half-up", "half-even"]), "round", row)
    if "round" in row:
        sometimes(draw, st.sampled_from([0.5, 0.1, 2]), "to", row)
    return row


def joints(draw: Draw, *, fixed: bool) -> Any:
    row = joint_row(draw, fixed=fixed)
    if draw(st.integers(0, 3)):
        return row
    return [{"tag": "综合", **joint_row(draw, fixed=fixed)}, row]


def modifiers(draw: Draw, *, also: bool) -> list[dict[str, Any]]:
    # names both channels, so that either may stand in a record
    found: list[dict[str, Any]] = [{"channel": CHANNELS, "plus": 0}]
    for _ in range(draw(st.integers(0, 3))):
        one = condition(draw, list(CONDITIONS))
        kind = draw(st.sampled_from(["times", "plus", "points", "base"]))
        if kind == "base":
            one |= {"times": draw(st.sampled_from([2, 1.5, 3])), "of": "base"}
        else:
            grows = kind == "plus" and draw(st.integers(0, 2)) == 0
            of = st.sampled_from([None, "阅读量"])
            one[kind] = draw(growing(draw(of)) if grows else st.sampled_from([0, 0.5, 2, 3]))
        if draw(st.integers(0, 3)) == 0:
            one["once"] = True
        if also and draw(st.booleans()):
            one["tracks"] = ["费"]
        elif draw(st.booleans()):
            one["one_of"] = draw(st.sampled_from("AB"))
        found.append(one)
    return found


def endorsement_rows(draw: Draw, *, own_joint: bool, instead: bool) -> list[dict[str, Any]]:
    found = []
    for leader in draw(st.permutations([*LEADERS])):
        row: dict[str, Any] = {"by": leader, "points": draw(SMALL)}
        # Left out: a second endorsement beside one that counts instead, its own day.
        if instead and draw(st.booleans()):
            row["instead"] = True
        else:
            sometimes(draw, SMALL, "further", row)
        sometimes(draw, st.sampled_from(SCORED), "track", row)
        if own_joint or draw(st.integers(0, 3)) == 0:
            row["joint"] = joint_row(draw, fixed=False)
        found.append(row)
    return found


def received_rows(draw: Draw, *, lapses: bool) -> Any:
    def row() -> dict[str, Any]:
        return {
            "track": draw(st.sampled_from(SCORED)),
            "points": draw(st.one_of(SMALL, st.just({"简讯": 1, "专报": 2}))),
            "lapses": lapses and draw(st.integers(0, 3)) > 0,
        }

    condition = draw(st.sampled_from([{}, {"form": "专报"}, {"by": "省领导"}, {"tag": "综合"}]))
    return [{**condition, **row()}, row()] if condition else row()


def commission_rows(draw: Draw) -> Any:
    def row() -> dict[str, Any]:
        found: dict[str, Any] = {"track": draw(st.sampled_from(SCORED))}
        sometimes(draw, SMALL, "on_time", found)
        sometimes(draw, st.sampled_from([-5, -1, 0, 1]), "late", found)
        sometimes(draw, st.sampled_from([-10, -2, -1]), "missed", found)
        return found

    condition = draw(st.sampled_from([{}, {"tag": "专题"}, {"unless": {"tag": "专题"}}]))
    return [{**condition, **row()}, row()] if condition else row()


def adjustments(draw: Draw) -> dict[str, Any]:
    return {
        "迟报": {"track": draw(st.sampled_from(SCORED)), "points": draw(LOSS)},
        "酌情": {"track": "市级", "points": {"least": -20, "most": 20}},
        "结转": {"points": {"least": -99, "most": 99}},
    }


# Quotas, limits, vetoes, conversions


def measure(draw: Draw, ofs: list[str]) -> dict[str, Any]:
    of = draw(st.sampled_from(ofs))
    found: dict[str, Any] = {"of": of}
    if draw(st.booleans()):
        match of:
            case "submissions" | "forwarded":
                found |= condition(draw, OF_SUBMISSIONS)
            case "adoptions":
                found |= condition(draw, list(CONDITIONS))
            case "endorsements":
                found |= condition(draw, ["by", "outlet", "form"])
            case "reviews":
                sometimes(draw, some(["passed", "changed", "returned"]), "verdict", found)
                sometimes(draw, some(STEPS, 1), "step", found)
            case "commissions":
                found["state"] = draw(some(["on-time", "late", "missed"]))
                sometimes(draw, st.just("专题"), "tag", found)
            case "adjustments":
                found["rule"] = draw(some(RULES))
    if of in {"adoptions", "rate"} and draw(st.integers(0, 2)) == 0:
        found["once"] = True
    if of in {"submissions", "adoptions"}:
        sometimes(draw, st.just({"专报": 2, "简讯": 0.25}), "weights", found)
    return found


RECORDS = [
    *("submissions", "forwarded", "adoptions", "endorsements", "reviews"),
    *("commissions", "adjustments"),
]
STEPS = ["审定", "审核"]


class Common(NamedTuple):
    """What all editions of an office have in common.

    Left out: how adoptions under two kinds of ``repeats`` meet; submissions under rules that lapse
    with an adoption under rules that do not.
    """

    editions: int
    first_month: int
    repeats: str
    instead: bool
    """Endorsements may replace points; then no clause is told by its name: replaced points are the
    outlet's and the endorsement's."""
    submissions: bool | None
    """Whether they lapse; ``None``: they have no points."""


class Known(NamedTuple):
    """What clauses of an edition may name."""

    rules: Clause
    common: Common

    @property
    def clauses(self) -> list[str]:
        always = ["commissions", "adjustments", "adjustments.酌情"]
        optional = ["submissions", "recipients", "quotas", "awards"]
        if not self.common.instead:
            always += ["outlets", "outlets.动态"]
            optional.append("endorsements")
        return [*always, *(name for name in optional if self.rules.get(name))]

    def months(self, per: str) -> list[int]:
        """The calendar months in which spans begin."""
        step = MONTHS.get(per, 1)
        return [(self.common.first_month - 1 + n) % 12 + 1 for n in range(0, 12, step)]


REQUIRE = st.one_of(
    st.sampled_from([1, 2, 3, 5]),
    st.sampled_from(["编制", "编制×0.5+1"]),
    st.just({"一类": 3, "二类": 1}),
    st.just({"一类": 2}),
)


def grades(draw: Draw, *, asked: bool, counts: bool) -> dict[str, Any]:
    keys = ["base", "times", "tiers"]
    if asked:
        keys += ["met", "unmet", "missing", "extra"] + (["pro_rata"] if counts else [])
    strategies = {
        "base": SMALL,
        "times": st.sampled_from([1, 0.5, -1]),
        "tiers": st.just(
            [{"from": 5, "points": 10}, {"from": 1, "points": 4}, {"from": -9999, "points": 0}]
        ),
        "met": SMALL,
        "unmet": LOSS,
        "missing": LOSS,
        "extra": st.sampled_from([1, 0.5]),
        "pro_rata": st.sampled_from([10, 20]),
    }
    chosen = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True))
    found = {key: draw(strategies[key]) for key in chosen}
    if {"times", "pro_rata"} & found.keys():
        sometimes(draw, st.sampled_from(["half-up", "up"]), "round", found)
    # “at most 5 count, but “met” gives 10” would be an error
    if draw(st.integers(0, 2)) == 0:
        found["most"] = 20
    if draw(st.integers(0, 2)) == 0:
        found["least"] = draw(st.sampled_from([-10, -3, -1]))
    return found


def quota(draw: Draw, name: str, known: Known, reads: list[str], writes: list[str]) -> Clause:
    """``reads``: the tracks whose points it may measure; ``writes``: those that it may be on."""
    ofs = [*RECORDS, "rate"] + (["points"] if reads else [])
    found: dict[str, Any] = {
        "name": name,
        "per": draw(st.sampled_from(PERS)),
        "track": draw(st.sampled_from(writes)),
        **measure(draw, ofs),
    }
    if found["of"] == "points":
        found["tracks"] = draw(some(reads))
        sometimes(draw, some(known.clauses), "clauses", found)
    asked = draw(st.booleans())
    if asked:
        found["require"] = 0.4 if found["of"] == "rate" else draw(REQUIRE)
        counts = found["of"] in {"submissions", "adoptions"}
        # left out: what is carried of a rate
        if draw(st.integers(0, 3)) == 0 and found["per"] != "year" and found["of"] != "rate":
            found["carry"] = True
        elif counts and draw(st.integers(0, 3)) == 0:  # left out: what is carried of parts
            part = condition(draw, ["form", "tag"])
            found["parts"] = [{**part, "require": draw(REQUIRE)}]
    found |= grades(draw, asked=asked, counts=found["of"] != "points")
    if draw(st.integers(0, 4)) == 0:
        found["months"] = draw(some(known.months(found["per"]), 3))
        found.pop("carry", None)  # left out: whether what is missing is carried over a gap
    if draw(st.integers(0, 4)) == 0:
        found["for"] = draw(
            st.sampled_from([{"class": "二类"}, {"group": "机关"}, {"unit": ["甲", "丙"]}])
        )
    return found


def quotas(draw: Draw, known: Known) -> list[Clause]:
    """Some count records, others points that other clauses give; in any order."""
    found = [
        quota(draw, name, known, reads=[], writes=[*SCORED, "数"])
        for name in ("甲项", "乙项")[: draw(st.integers(0, 2))]
    ]
    if known.common.editions > 1:  # a fault: see test_a_quota_sees_what_another_edition_s_gives
        return list(draw(st.permutations(found)))
    if draw(st.booleans()):
        found.append(quota(draw, "丙项", known, reads=SCORED, writes=["数"]))
    if draw(st.integers(0, 3)) == 0:
        found.append(quota(draw, "丁项", known, reads=["数"], writes=["考核"]))
    if draw(st.integers(0, 3)) == 0:
        found.append(quota(draw, "戊项", known, reads=["稿酬", "数", "荣誉"], writes=["奖"]))
    if (asked := asking(found, "year")) and draw(st.booleans()):
        found.append(of_quotas(draw, "己项", asked))
    for one in found:
        others = [each for each in asking(found, one["per"]) if each != one["name"]]
        if others and "carry" not in one and draw(st.integers(0, 3)) == 0:
            one["after"] = draw(some(others))
    return list(draw(st.permutations(found)))


def asking(quotas: list[Clause], per: str) -> list[str]:
    """Names of quotas that ask for something in each span ``per``, or in shorter ones."""
    shorter = SHORT_FIRST[: SHORT_FIRST.index(per) + 1]
    return [one["name"] for one in quotas if "require" in one and one["per"] in shorter]


def of_quotas(draw: Draw, name: str, asked: list[str]) -> Clause:
    found = {"name": name, "per": "year", "track": "数", **became(draw, asked)}
    found["require"] = draw(st.sampled_from([1, 2]))
    return found | grades(draw, asked=True, counts=False)


def became(draw: Draw, asked: list[str]) -> Clause:
    found: Clause = {"of": "quotas", "quotas": draw(some(asked))}
    sometimes(draw, st.sampled_from(["met", "unmet"]), "became", found)
    sometimes(draw, st.sampled_from([2, 3]), "in_a_row", found)
    return found


def limits(draw: Draw, known: Known) -> list[Clause]:
    found = []
    for number in range(draw(st.sampled_from([0, 1, 1, 2]))):
        one: dict[str, Any] = {"name": f"限{number}", "per": draw(st.sampled_from(PERS))}
        sometimes(draw, some([*SCORED, "考核", "荣誉"]), "track", one)
        # left out: both bounds, as who loses is not told where a day crosses from one to the other
        if draw(st.booleans()):
            # “gives 10, but at most 8 count” would be an error
            alike = "考核" in one.get("track", ["考核"]) or any(
                quota["per"] == one["per"] for quota in known.rules["quotas"]
            )
            one["most"] = 20 if alike else draw(st.sampled_from([3, 5, 8, 2.5]))
        else:
            # left out: on which day a bound above zero gives points to who has none
            one["least"] = draw(st.sampled_from([0, -1, -2.5]))
        sometimes(draw, some(known.clauses), "clauses", one)
        found.append(one)
    return found


def vetoes(draw: Draw, known: Known) -> list[Clause]:
    found = []
    for number in range(draw(st.sampled_from([0, 0, 1, 2]))):
        one: dict[str, Any] = {
            "name": f"否{number}",
            "per": draw(st.sampled_from(PERS)),
            **measure(draw, [*RECORDS, "points"]),
        }
        if one["of"] == "points":
            # left out: what longer limits bound, as it is open which comes first
            one["tracks"] = [draw(st.sampled_from(["数", "数", "稿酬", "奖"]))]
        asked = asking(known.rules["quotas"], one["per"])
        if asked and draw(st.integers(0, 3)) == 0:
            one = {"name": one["name"], "per": one["per"], **became(draw, asked)}
        sometimes(draw, st.sampled_from([1, 2, 3]), "require", one)
        sometimes(draw, some([*SCORED, "考核", "荣誉"]), "track", one)
        if draw(st.integers(0, 5)) == 0:
            one["zero"] = False
        found.append(one)
    return found


def conversions(draw: Draw, known: Known) -> list[Clause]:
    found = []
    for number in range(draw(st.integers(0, 2))):
        one: dict[str, Any] = {
            "name": f"折{number}",
            "per": draw(st.sampled_from(PERS)),
            "track": draw(st.sampled_from(["稿酬", "考核"])),
        }
        if draw(st.integers(0, 3)) == 0:
            # left out: the target of less than a year, and of tracks of which only some have one
            one |= {"of": "completion", "per": "year", "tracks": ["市级"]}
        else:
            one["tracks"] = draw(some([*SCORED, "费", "数"]))
            sometimes(draw, some(known.clauses), "clauses", one)
        one |= grades(draw, asked=False, counts=False)
        found.append(one)
    return found


def award(draw: Draw, reads: list[str], track: str) -> Clause:
    found: dict[str, Any] = {"per": draw(st.sampled_from(PERS)), "track": track}
    found["by"] = draw(some(reads))
    sometimes(draw, some(reads), "then", found)
    sometimes(draw, st.sampled_from(["all", "class"]), "within", found)
    sometimes(draw, st.just("drop"), "ties", found)
    asked = st.one_of(st.sampled_from([1, 5]), st.just({"一类": 4, "二类": 2}))
    if draw(st.integers(0, 3)) == 0:
        found["require"] = draw(asked)
    if draw(st.integers(0, 4)) == 0:
        found["for"] = draw(st.sampled_from([{"class": "二类"}, {"unit": ["甲", "丙"]}]))
    if draw(st.booleans()):
        found["top"] = draw(st.sampled_from([1, 2, 3]))
        prize = st.one_of(POINTS, some([5, 3, 1], found["top"]))
        return {**found, "points": draw(prize)}
    grades: dict[str, Any] = {}
    for name in ("一等", "二等", "三等")[: draw(st.sampled_from([1, 2, 3]))]:
        grade = {"points": draw(POINTS)}
        # one that takes all, and is not the last, would be an error
        sometimes(draw, asked, "require", grade)
        if "require" not in grade or draw(st.booleans()):
            grade["top"] = draw(st.sampled_from([1, 1, 2]))
        grades[name] = grade
    return {**found, "grades": grades}


def awards(draw: Draw) -> dict[str, Clause]:
    found = {}
    if draw(st.booleans()):
        found["先进"] = award(draw, [*SCORED, "费", "数", "考核"], "荣誉")
    if draw(st.integers(0, 3)) == 0:
        found["标兵"] = award(draw, ["荣誉", "数", "稿酬"], "奖")
        other = found.get("先进")
        # left out: an award of another span
        if other is not None and draw(st.booleans()):
            found["标兵"]["per"] = other["per"]
            both = "grades" in found["标兵"] and "grades" in other
            grade = "一等" if "grades" in other and not both else "先进"
            found["标兵"]["unless"] = draw(st.sampled_from(["先进", grade]))
    return found


def edition(draw: Draw, effective: date, common: Common) -> dict[str, Any]:
    # Left out: how further tracks take part in repeats and in fixed points.
    also = common.repeats == "sum" and draw(st.booleans())
    joint = joints(draw, fixed=not also)
    fixed = any("points" in str(row) for row in (joint if isinstance(joint, list) else [joint]))
    found: dict[str, Any] = {
        "effective": effective,
        "outlets": outlets(draw, also=also),
        "forms": {form: [] for form in FORMS},
        "tags": {tag: [] for tag in TAGS},
        "leaders": LEADERS,
        "numbers": {"阅读量": []},
        "joint": joint,
        "repeats": common.repeats,
        "modifiers": modifiers(draw, also=also),
        "adjustments": adjustments(draw),
        "commissions": commission_rows(draw),
    }
    if draw(st.booleans()):
        found["endorsements"] = endorsement_rows(draw, own_joint=fixed, instead=common.instead)
    if common.submissions is not None:
        found["submissions"] = received_rows(draw, lapses=common.submissions)
    if draw(st.booleans()):
        found["recipients"] = {
            "省办": received_rows(draw, lapses=bool(common.submissions)),
            "市办": {"track": "市级", "points": 1},
        }
    found["awards"] = awards(draw)
    known = Known(found, common)
    found["quotas"] = quotas(draw, known)
    # left out: under two editions, an adjustment of one that waits for a quota of the other
    if common.editions == 1:
        asked = asking(found["quotas"], "year")
        for name in ("迟报", "酌情"):
            if asked and draw(st.integers(0, 3)) == 0:
                found["adjustments"][name]["after"] = draw(some(asked))
        for one in found["awards"].values():
            some_of = asking(found["quotas"], one["per"])
            if some_of and draw(st.integers(0, 3)) == 0:
                one["after"] = draw(some(some_of))
    return found | {
        "limits": limits(draw, known),
        "vetoes": vetoes(draw, known),
        "conversions": conversions(draw, known),
    }


def rules(draw: Draw) -> dict[str, Any]:
    common = Common(
        draw(st.sampled_from([1, 1, 1, 2])),
        draw(st.sampled_from([1, 1, 1, 12, 7, 2])),
        draw(st.sampled_from(["sum", "sum", *REPEATS])),
        draw(st.integers(0, 3)) == 0,
        draw(st.sampled_from([None, False, True])),
    )
    month = common.first_month
    editions = [edition(draw, date(2020, 1, 1), common)]
    if common.editions > 1:
        day = draw(st.sampled_from([date(2021, 7, 1), date(2021, 2, 10), date(2022, 1, 1)]))
        editions.append(edition(draw, day, common))
    others: list[Any] = [{"name": name, "total": False} for name in OTHERS]
    if draw(st.booleans()):
        others[2] = "考核"
    found: dict[str, Any] = {"tracks": [*SCORED, *others], "editions": editions}
    if month > 1:
        found["year_start"] = f"{month:02}-01"
        found["year_named"] = draw(st.sampled_from(["end", "start"]))
    return found


# Units


def units(draw: Draw, rules: Any) -> dict[str, Any]:
    named = any(one["name"] == "甲项" for each in rules["editions"] for one in each["quotas"])
    targets = {year: {"市级": 10} for year in (2020, 2021, 2022)}

    def unit(name: str, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = {
            "name": name,
            "class": kind,
            "numbers": {"编制": draw(st.integers(1, 5))},
        }
        if named and draw(st.integers(0, 3)) == 0:
            found["quotas"] = {"甲项": draw(st.sampled_from([None, 1, 4]))}
        if draw(st.integers(0, 3)) == 0:
            found["targets"] = {2021: {"市级": draw(st.sampled_from([None, 20, "编制×2+1"]))}}
        return found

    last = unit("丙", "二类")
    if draw(st.booleans()):
        last["from"] = draw(
            st.sampled_from([date(2021, 1, 1), date(2021, 2, 14), date(2021, 4, 1)])
        )
    if draw(st.integers(0, 2)) == 0:
        last["until"] = draw(
            st.sampled_from(
                [date(2021, 6, 20), date(2021, 9, 10), date(2021, 12, 29), date(2021, 6, 29)]
            )
        )
    return {
        "classes": {"一类": {"targets": targets}, "二类": {"targets": {2021: {"市级": 5}}}},
        "groups": [
            {"name": "机关", "units": [unit("甲", "一类"), unit("乙", "二类")]},
            {"name": "下属", "units": [last]},
        ],
    }


# Records


class Writer:
    """Draws records whose units are there on all their days."""

    def __init__(self, draw: Draw, found: Office) -> None:
        self.draw, self.office = draw, found
        self.number = 0
        (last,) = found["units"]["groups"][1]["units"]
        self.since, self.until = last.get("from", date.min), last.get("until", date.max)

    def title(self, kind: str) -> str:
        self.number += 1
        return f"{kind}{self.number}"

    def units(self, *days: date) -> list[str]:
        here = all(self.since <= day <= self.until for day in days)
        return list(self.draw(some(UNITS if here else UNITS[:2], 3)))

    def later(self, day: date) -> date:
        days: int = self.draw(st.sampled_from([0, 1, 5, 30, 60, 200]))
        return day + days * DAY

    def traits(self) -> dict[str, Any]:
        found = {
            "form": self.draw(st.sampled_from(FORMS)),
            "length": self.draw(st.sampled_from([300, 999, 1000, 1500])),
        }
        number = st.sampled_from([0, 500, 2999, 3000, 6500])
        sometimes(self.draw, number.map(lambda n: {"阅读量": n}), "numbers", found)
        sometimes(self.draw, some(TAGS), "tags", found)
        sometimes(self.draw, st.sampled_from(CHANNELS), "channel", found)
        return found

    def adoption(self, **given: Any) -> None:
        day = given.get("date") or self.draw(DAYS)
        signed = self.draw(st.sampled_from([0, 0, 0, 1, 2]))
        days = [day, *sorted(self.later(day) for _ in range(signed))]
        names = given.get("units") or self.units(*days)
        self.number += 1
        record: dict[str, Any] = {
            "date": day,
            "issue": str(self.number),
            "outlet": self.draw(st.sampled_from(OUTLETS[:3])),
            "units": names,
            "weights": self.draw(
                st.lists(st.integers(1, 3), min_size=len(names), max_size=len(names))
            ),
            **self.traits(),
            **given,
        }
        if self.draw(st.integers(0, 9)) == 0 and "outlet" not in given:
            record |= {"outlet": "晚报", "level": "其他"}
        if "title" not in record:
            # left out: a brief that is counted three times at once and adopted again elsewhere
            if self.draw(st.integers(0, 3)) == 0:
                record["count"] = self.draw(st.integers(1, 3))
            else:
                record["title"] = self.draw(st.sampled_from(["甲稿", "乙稿", self.title("稿")]))
        if days[1:]:  # left out: one that counts instead, of a record that counts three times
            record["endorsements"] = self._endorsed(days[1:], day, single="count" not in record)
        self.office["adoptions"].append(record)

    def _endorsed(self, days: list[date], adopted: date, *, single: bool) -> list[Any]:
        rows = self._edition(adopted).get("endorsements", [])
        instead = {row["by"] for row in rows if row.get("instead")}
        found: list[Any] = []
        for day in days:
            by = self.draw(st.sampled_from(["市领导", "市长", "省领导"]))
            one = {"by": by}
            if ("市领导" if by == "市长" else by) in instead:
                return [one] if single else []
            if day != adopted:
                one["date"] = day
            found.append(one)
        return found

    def _edition(self, day: date) -> Any:
        return [one for one in self.office["rules"]["editions"] if one["effective"] <= day][-1]

    def submission(self) -> None:
        day = self.draw(DAYS)
        days = sorted(self.later(day) for _ in range(self.draw(st.sampled_from([0, 0, 1, 2]))))
        names = self.units(day, day + 60 * DAY, *days)
        record: dict[str, Any] = {
            "date": day,
            "title": self.title("报"),
            "units": names,
            **self.traits(),
        }
        sometimes(self.draw, st.integers(1, 3), "count", record)
        joint = self._edition(day)["joint"]
        weighted = "weighted" in str(joint)
        if weighted:  # a submission has no weights
            record["units"] = names[:1]
            record.pop("tags", None)
        if self.draw(st.integers(0, 2)) == 0:
            to = self.draw(some(["省办", "市办"]))
            count = self.draw(st.integers(1, record.get("count", 1)))
            record["forwarded"] = [{"to": one, "count": count} for one in to]
        for later in days[:1]:
            verdict = self.draw(st.sampled_from(["passed", "changed", "returned"]))
            one = {"by": "主任", "date": later, "verdict": verdict, "reason": "改"}
            record["reviews"] = [{"step": step, **one} for step in self.draw(some(STEPS))]
        rules = self._edition(day)
        if days and "submissions" in rules and "weighted" not in str(rules.get("endorsements")):
            record["endorsements"] = self._endorsed(days, day, single=True)
        self.office["submissions"].append(record)
        # Left out: an adoption before the submission, by other units; of several briefs of one
        # submission by several outlets.
        if self.draw(st.booleans()):
            outlet = self.draw(st.sampled_from(OUTLETS[:3]))
            for _ in range(self.draw(st.integers(1, 2))):
                adopted = min(self.later(day), day + 60 * DAY)
                self.adoption(
                    date=adopted, title=record["title"], units=record["units"], outlet=outlet
                )

    def commission(self) -> None:
        day = self.draw(DAYS)
        due = self.draw(st.one_of(st.just(day), st.sampled_from(SEAMS)))
        due = max(due, day)
        names = self.units(day, due, due + 200 * DAY)
        count = self.draw(st.sampled_from([1, 1, 2, 3]))

        def came() -> date:
            early = self.draw(st.booleans())
            return self.draw(st.sampled_from([day, due])) if early else self.later(due)

        record: dict[str, Any] = {
            "date": day,
            "due": due,
            "title": self.title("约"),
            "units": names,
            "count": count,
            "delivered": {
                name: came()
                if self.draw(st.booleans())
                else [came() for _ in range(self.draw(st.integers(1, count)))]
                for name in names
                if self.draw(st.booleans())
            },
        }
        sometimes(self.draw, st.just(["专题"]), "tags", record)
        self.office["commissions"].append(record)

    def adjustment(self) -> None:
        day, rule = self.draw(DAYS), self.draw(st.sampled_from(RULES))
        record: dict[str, Any] = {
            "date": day,
            "rule": rule,
            "units": self.units(day),
            "reason": self.title("因"),
        }
        if rule != "迟报":
            record["points"] = self.draw(st.sampled_from([-4, -1, 2, 5, 12]))
        if rule == "结转":
            record["track"] = self.draw(st.sampled_from([*SCORED, "费"]))
        sometimes(self.draw, st.integers(1, 3), "count", record)
        self.office["adjustments"].append(record)


@st.composite
def offices(draw: Draw) -> tuple[Office, date]:
    """An office, and the day that stands in for today."""
    setup = rules(draw)
    found: Office = {
        "rules": setup,
        "units": units(draw, setup),
        **{kind: [] for kind in ("adoptions", "submissions", "commissions", "adjustments")},
    }
    writer = Writer(draw, found)
    for _ in range(draw(st.integers(4, 14))):
        kind = draw(
            st.sampled_from(
                [
                    writer.adoption,
                    writer.adoption,
                    writer.submission,
                    writer.commission,
                    writer.adjustment,
                ]
            )
        )
        kind()
    late = st.just(date(2023, 12, 31))
    return found, draw(st.one_of(late, late, DAYS, st.sampled_from(SEAMS)))
