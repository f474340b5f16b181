"""Issued circulars never change, and the circulars of a year add up to its tally."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from infoscore.circular.issued import Issued, issued_circulars
from infoscore.circular.texts import issued_file, text_file
from infoscore.office.changes import changed
from infoscore.office.circular import Made, circular
from infoscore.office.issuing import issue, refused
from infoscore.period import CALENDAR
from infoscore.scoring.causes import added
from infoscore.scoring.folding import Folding
from infoscore.workspace.load import Workspace, load

TODAY = date(2022, 2, 1)
QUARTERS = [CALENDAR.quarter(2021, number) for number in range(1, 5)]
Points = dict[tuple[str, str], Fraction]

UNITS = {"groups": [{"name": "科室", "units": [{"name": name} for name in "甲乙丙"]}]}
CIRCULAR = {
    "issuer": "某局",
    "number": "某发〔{year}〕{number}号",
    "title": "通报",
    "addressees": "各科室",
    "annexes": [{"title": "条目", "list": {}}],
}
RULES: list[dict[str, Any]] = [
    {},
    {"joint": {"method": "full"}},
    {"repeats": "highest"},
    {"limits": [{"name": "顶", "per": "year", "most": 7, "track": "市级"}]},
    {
        "quotas": [
            {
                "name": "月报送",
                "per": "quarter",
                "of": "adoptions",
                "require": 2,
                "met": 3,
                "track": "省级",
            }
        ]
    },
]


def _rules(points: int, clauses: dict[str, Any]) -> dict[str, Any]:
    edition = {
        "effective": "2020-01-01",
        "outlets": {
            "动态": {"track": "市级", "points": points},
            "要情": {"track": "省级", "points": {"简讯": 2, "专报": points + 3}},
        },
        "joint": {"method": "average"},
        "endorsements": [{"by": "市长", "points": 5}],
        **clauses,
    }
    return {"tracks": ["市级", "省级"], "editions": [edition]}


BRIEF = st.fixed_dictionaries(
    {
        "date": st.integers(1, 364).map(
            lambda n: date.fromordinal(date(2021, 1, 1).toordinal() + n)
        ),
        "title": st.sampled_from(["子", "丑", "寅", "卯"]),
        "outlet": st.sampled_from(["动态", "要情"]),
        "form": st.sampled_from(["简讯", "专报"]),
        "units": st.lists(st.sampled_from("甲乙丙"), min_size=1, unique=True),
    },
    optional={"endorsements": st.just([{"by": "市长", "date": "2021-08-01"}])},
)
STEP = st.one_of(
    st.tuples(st.just("add"), BRIEF),
    st.tuples(st.just("add"), BRIEF),
    st.tuples(st.just("edit"), st.integers(0, 9), BRIEF),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(st.just("rules"), st.integers(2, 6), st.sampled_from(RULES)),
    st.tuples(st.just("issue"), st.integers(0, 3)),
    st.tuples(st.just("issue"), st.integers(0, 3)),
)


class Office:
    """A workspace of JSON files, which are YAML, too."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.briefs: list[Path] = []
        self.made = 0
        self.issued: dict[Path, bytes] = {}
        self.put("units.yaml", UNITS)
        self.put("rules.yaml", _rules(4, {}))
        self.put("circular.yaml", CIRCULAR)
        for number, quarter in enumerate(QUARTERS):
            text = f"---\nnumber: {number + 1}\ndate: {quarter.end}\n---\n文。\n"
            (root / "circulars").mkdir(exist_ok=True)
            (root / text_file(quarter.key)).write_text(text, "utf-8")

    def put(self, name: str, value: object) -> Path:
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value, ensure_ascii=False, default=str), "utf-8")
        return path

    def do(self, step: tuple[Any, ...]) -> None:
        match step:
            case "add", brief:
                self.made += 1
                self.briefs.append(self.record(f"{self.made}.yaml", brief))
            case "edit", number, brief if self.briefs:
                file = self.briefs[number % len(self.briefs)]
                self.record(file.name, brief)
            case "delete", number if self.briefs:
                self.briefs.pop(number % len(self.briefs)).unlink()
            case "rules", points, clauses:
                self.put("rules.yaml", _rules(points, clauses))
            case "issue", number:
                self.issue(number)

    def record(self, name: str, brief: dict[str, Any]) -> Path:
        """Two adoptions of one title on a day would be an error but for their issues."""
        own = {"issue": name.removesuffix(".yaml"), "duplicate_ok": True, "item": brief["title"]}
        return self.put(f"adoptions/{name}", {**brief, **own})

    def circular(self, number: int, workspace: Workspace) -> Made:
        made = circular(workspace, QUARTERS[number], TODAY, issuing=True)
        assert made is not None, workspace.problems
        return made

    def issue(self, number: int) -> None:
        path = self.root / issued_file(QUARTERS[number].key)
        if path in self.issued:
            return
        workspace = load(self.root)
        made = self.circular(number, workspace)
        assert refused(made, TODAY) is None
        page = self.root / "out" / f"{number}.docx"
        assert issue(workspace, made, page, b"page") == issued_file(QUARTERS[number].key)
        self.issued[path] = path.read_bytes()

    def check(self) -> None:
        workspace = load(self.root)
        setup = workspace.setup
        assert setup is not None, workspace.problems
        issued = issued_circulars(self.root, setup, workspace.problems)
        folding = Folding(setup.book, setup.roster, TODAY)
        folding.ledger.posted = []
        records = list(workspace.records())
        folding.fold(records)
        assert workspace.sound, workspace.problems
        year = folding.summary(CALENDAR.year(2021)).in_period.points
        pending = list(changed(workspace, issued, folding.ledger, records))
        keys = {one.period.key for one in issued}
        open_ = [one for one in QUARTERS if one.key not in keys]
        mine = [folding.summary(one).in_period.points for one in open_]
        whole = added(*(one.scores for one in issued), *mine, *(one.points for one in pending))
        assert whole == added(year)
        assert {path: path.read_bytes() for path in self.issued} == self.issued
        self._last(issued, workspace, [one.points for one in pending])

    def _last(self, issued: list[Issued], workspace: Workspace, pending: Iterable[Any]) -> None:
        """The last quarter's circular has all that is open."""
        if {one.period.key for one in issued} == {"2021-Q1", "2021-Q2", "2021-Q3"}:
            figures = self.circular(3, workspace).figures
            own = figures.summary.of(QUARTERS[3]).in_period.points
            assert added(figures.summary.in_period.points) == added(own, *pending)


@settings(max_examples=25, phases=[Phase.generate])  # to shrink it takes minutes
@given(st.lists(STEP, min_size=3, max_size=14))
def test_circulars_of_a_year_add_up(steps: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        office = Office(Path(folder))
        for step in steps:
            office.do(step)
            office.check()
        for number in range(4):
            office.issue(number)
            office.check()
