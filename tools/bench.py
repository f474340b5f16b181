"""How long infoscore takes and how much memory, beside three plain-text accounting tools.

Run by ``make bench``. Everything is measured on this machine in one run, the programs in turn, so
that what else the machine does meets all of them. A figure is the median of whole processes, from
start to exit. What they read is made once below ``build/bench``. Each program computes the points
of every unit on every track; if they do not agree, the benchmark fails.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent
HOME: Final = ROOT / "build" / "bench"
BIN: Final = Path(sys.executable).parent
INFOSCORE: Final = (str(BIN / "infoscore"),)
BEANCOUNT: Final = ("beancount==3.2.3", "beanquery==0.2.0")
RUNS: Final = 5
SIZES: Final = (1_000, 10_000)
LARGEST: Final = 100_000
YEAR: Final = 2021

RULES: Final = """\
tracks: [市级, 省级]
editions:
  - effective: 2021-01-01
    outlets:
      每日要情: {track: 市级, points: {简讯: 4, 专报: 8}}
      工作动态: {track: 市级, points: {简讯: 4, 专报: 8}}
      住建信息: {track: 省级, points: {简讯: 2, 专报: 5}}
      省委省政府信息: {track: 省级, points: {简讯: 3, 专报: 9}}
    joint: {method: average, round: up}
"""
POINTS: Final = {
    ("每日要情", "简讯"): ("市级", 4),
    ("每日要情", "专报"): ("市级", 8),
    ("工作动态", "简讯"): ("市级", 4),
    ("工作动态", "专报"): ("市级", 8),
    ("住建信息", "简讯"): ("省级", 2),
    ("住建信息", "专报"): ("省级", 5),
    ("省委省政府信息", "简讯"): ("省级", 3),
    ("省委省政府信息", "专报"): ("省级", 9),
}
"""The same, for the journals: they hold the points that infoscore works out."""

Totals = dict[tuple[str, str], int]
"""Points by unit and track."""


class Event(NamedTuple):
    """One adoption."""

    number: int
    date: date
    outlet: str
    form: str
    units: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"我市推进城镇老旧小区改造取得阶段性成效之{self.number}"

    @property
    def track(self) -> str:
        return POINTS[self.outlet, self.form][0]

    @property
    def share(self) -> int:
        """What each unit gets: joint briefs are averaged and rounded up."""
        return -(-POINTS[self.outlet, self.form][1] // len(self.units))


class Run(NamedTuple):
    """One process, from start to exit."""

    seconds: float
    mebibytes: float


class Cost(NamedTuple):
    """The medians of several runs."""

    seconds: float
    mebibytes: float

    @classmethod
    def of(cls, runs: Sequence[Run]) -> Cost:
        seconds, mebibytes = zip(*runs, strict=True)
        return cls(statistics.median(seconds), statistics.median(mebibytes))


class Task(NamedTuple):
    """A row of a table."""

    name: str
    command: Sequence[str]
    folder: Path
    before: Callable[[], None] = lambda: None
    """What is done before each run, unmeasured."""


class MissingError(Exception):
    """A program is not on this machine."""


# ---------------------------------------------------------------- what is read


def events(many: int, units: Sequence[str]) -> Iterator[Event]:
    """Adoptions spread over the year; every fifth is a joint brief of two or three units."""
    kinds = list(POINTS)
    for number in range(many):
        day = date(YEAR, 1, 1) + timedelta(days=number * 365 // many)
        outlet, form = kinds[number * 7 % len(kinds)]
        authors = 1 if number % 5 else 2 + number % 2
        names = (units[(number * 11 + step * 5) % len(units)] for step in range(authors))
        yield Event(number, day, outlet, form, tuple(names))


def unit_names() -> list[str]:
    """The units of the repository's workspace, by their full names."""
    lines = (ROOT / "units.yaml").read_text(encoding="utf-8").splitlines()
    return [line.partition("- name: ")[2] for line in lines if line.startswith("      - name: ")]


def workload(many: int) -> Path:
    """The folder that holds the adoptions in all formats."""
    folder = HOME / str(many)
    done = folder / "done"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        all_events = list(events(many, unit_names()))
        _write_workspace(folder / "workspace", all_events)
        _write_journals(folder, all_events)
        done.touch()
    return folder


def _write_workspace(root: Path, all_events: Sequence[Event]) -> None:
    adoptions = root / "adoptions" / str(YEAR)
    adoptions.mkdir(parents=True)
    shutil.copy(ROOT / "units.yaml", root)
    shutil.copy(ROOT / "circular.yaml", root)
    (root / "rules.yaml").write_text(RULES, encoding="utf-8")
    for event in all_events:
        text = (
            f"date: {event.date}\ntitle: {event.title}\noutlet: {event.outlet}\n"
            f"issue: {event.number}\nform: {event.form}\nunits: [{', '.join(event.units)}]\n"
        )
        file = adoptions / f"{event.date}-{event.number:06x}.yaml"
        file.write_text(text, encoding="utf-8")


def _write_journals(folder: Path, all_events: Sequence[Event]) -> None:
    """One file for hledger and ledger, one for beancount."""
    opened = {f"Assets:{one.track}:{unit}" for one in all_events for unit in one.units}
    opened |= {f"Equity:{one.outlet}" for one in all_events}
    plain: list[str] = []
    beans = [f"{YEAR}-01-01 open {account}\n" for account in sorted(opened)]
    for event in all_events:
        accounts = [f"{event.track}:{unit}" for unit in event.units]
        given = event.share * len(accounts)
        plain.append(f"{event.date} {event.outlet}第{event.number}期 | {event.title}\n")
        plain += [f"    {account}    {event.share}\n" for account in accounts]
        plain.append(f"    采用:{event.outlet}    -{given}\n\n")
        beans.append(f'{event.date} * "{event.outlet}" "{event.title}"\n')
        beans += [f"  Assets:{account}  {event.share} PTS\n" for account in accounts]
        beans.append(f"  Equity:{event.outlet}  -{given} PTS\n\n")
    (folder / "points.journal").write_text("".join(plain), encoding="utf-8")
    (folder / "points.beancount").write_text("".join(beans), encoding="utf-8")


# ---------------------------------------------------------------- how it is measured


def environment() -> dict[str, str]:
    """English messages, compiled modules kept, caches and journals of the benchmark's own."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "LC_ALL": "C.UTF-8",
        "INFOSCORE_LANG": "en",
        "XDG_CACHE_HOME": str(HOME / "cache"),
        "XDG_STATE_HOME": str(HOME / "state"),
        "BEANCOUNT_DISABLE_LOAD_CACHE": "1",
    }


LAUNCHER: Final = """\
import os, sys, time
start = time.perf_counter()
process = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - start
print(status, seconds, usage.ru_maxrss / 1024, file=sys.stderr)
"""
"""Starts and waits for a program. What it needs itself (9 MiB) is the least that it can measure,
as Linux counts a process's memory from before it became another program."""


def timed(task: Task) -> Run:
    """One run of the command; its output is thrown away."""
    task.before()
    done = subprocess.run(
        (sys.executable, "-I", "-S", "-c", LAUNCHER, *task.command),
        cwd=task.folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    status, seconds, mebibytes = done.stderr.splitlines()[-1].split()
    if status != "0":
        sys.exit(f"{' '.join(task.command)} in {task.folder} failed:\n{output(task)}")
    return Run(float(seconds), float(mebibytes))


def output(task: Task) -> str:
    """What the command prints."""
    done = subprocess.run(
        task.command,
        cwd=task.folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout if done.returncode == 0 else done.stdout + done.stderr


def measured(tasks: Sequence[Task], runs: int) -> list[Cost]:
    """Each task's cost; they take turns."""
    found: list[list[Run]] = [[] for _ in tasks]
    for task in tasks:
        timed(task)  # compiles what Python compiles once, and fills the system's file cache
    for _ in range(runs):
        for task, costs in zip(tasks, found, strict=True):
            costs.append(timed(task))
    return [Cost.of(costs) for costs in found]


# ---------------------------------------------------------------- the programs


def has_cache() -> bool:
    """Whether this infoscore keeps a cache."""
    return "--no-cache" in output(Task("", (*INFOSCORE, "--help"), ROOT))


def tally(*before: str) -> tuple[str, ...]:
    """``before``: options of the program, which stand before the command."""
    return (*INFOSCORE, *before, "tally", "--year", str(YEAR))


def tally_tasks(folder: Path) -> list[Task]:
    """The cache in each state that it may be in."""
    root = folder / "workspace"
    if not has_cache():
        return [Task("infoscore tally", tally(), root)]

    def forget() -> None:
        output(Task("", (*INFOSCORE, "cache", "clear"), root))

    file = min((root / "adoptions" / str(YEAR)).iterdir())
    text = file.read_text(encoding="utf-8").partition("note:")[0]

    def change() -> None:
        file.write_text(f"{text}note: {time.time_ns()}\n", encoding="utf-8")

    return [
        Task("infoscore --no-cache tally", tally("--no-cache"), root),
        Task("infoscore tally, first run", tally(), root, forget),
        Task("infoscore tally, second run", tally(), root),
        Task("infoscore tally, one file changed", tally(), root, change),
    ]


def beancount() -> str:
    """The program ``bean-query``, installed on first use.

    Raises:
        MissingError: it cannot be installed.
    """
    program = HOME / "venv" / "bin" / "bean-query"
    if not program.exists():
        for command in (
            (sys.executable, "-m", "venv", "--clear", str(HOME / "venv")),
            (str(HOME / "venv" / "bin" / "python"), "-m", "pip", "install", "-q", *BEANCOUNT),
        ):
            if subprocess.run(command, capture_output=True, check=False).returncode:
                raise MissingError
    return str(program)


def found(program: str) -> str:
    """Where a program is.

    Raises:
        MissingError: it is not installed.
    """
    path = shutil.which(program)
    if path is None:
        raise MissingError
    return path


_QUERY: Final = "SELECT account, sum(number) WHERE account ~ 'Assets' GROUP BY account"


def hledger(folder: Path, *, exact: bool) -> Task:
    options = ("--flat", "--no-total", "--output-format", "csv") if exact else ()
    command = (found("hledger"), "-f", "points.journal", "balance", "市级", "省级", *options)
    return Task("hledger balance", command, folder)


def ledger(folder: Path, *, exact: bool) -> Task:
    options = ("--flat", "--no-total", "--format", '"%(account)",%(amount)\\n') if exact else ()
    command = (found("ledger"), "-f", "points.journal", "balance", "市级", "省级", *options)
    return Task("ledger balance", command, folder)


def bean_query(folder: Path, *, exact: bool) -> Task:
    options = ("-f", "csv") if exact else ()
    return Task("bean-query", (beancount(), *options, "points.beancount", _QUERY), folder)


OTHERS: Final = (("hledger", hledger), ("ledger", ledger), ("beancount", bean_query))


def points_of(text: str) -> Totals:
    """Account and points in CSV."""
    totals: Totals = {}
    for row in csv.reader(io.StringIO(text)):
        *_, track, unit = [part.strip() for part in ["", *row[0].split(":")]]
        if track and row[1].strip() not in ("", "0"):
            totals[unit, track] = int(float(row[1]))
    return totals


def infoscore_points(root: Path, *before: str) -> Totals:
    """What ``tally`` says."""
    told = json.loads(output(Task("", (*tally(*before), "--format", "json"), root)))
    return {
        (unit["unit"], track): one["score"]
        for group in told["groups"]
        for unit in group["units"]
        for track, one in unit["tracks"].items()
        if one.get("score")
    }


def agreed(many: int, folder: Path) -> None:
    """End the benchmark if any program has other totals than the events."""
    expected: Totals = defaultdict(int)
    for event in events(many, unit_names()):
        for unit in event.units:
            expected[unit, event.track] += event.share
    root = folder / "workspace"
    told = {"infoscore": infoscore_points(root)}
    if has_cache():
        told["infoscore, second run"] = infoscore_points(root)
        told["infoscore --no-cache"] = infoscore_points(root, "--no-cache")
    for name, make in OTHERS:
        try:
            told[name] = points_of(output(make(folder, exact=True)))
        except MissingError:
            continue
    for name, totals in told.items():
        wrong = {key for key in expected | totals if expected.get(key) != totals.get(key)}
        if wrong:
            lines = [
                f"  {key}: {totals.get(key)}, not {expected.get(key)}" for key in sorted(wrong)
            ]
            sys.exit("\n".join([f"{name} has other totals for {many} adoptions:", *lines[:5]]))


# ---------------------------------------------------------------- the tables


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Markdown; the first column is text."""
    print(f"| {' | '.join(heads)} |")
    print(f"|---|{'---:|' * (len(heads) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    print(flush=True)


def told(cost: Cost | None, base: Cost | None) -> list[str]:
    """Seconds, memory and how many times the base's seconds."""
    if cost is None:
        return ["not installed", "", ""]
    times = f"{cost.seconds / base.seconds:.2f}" if base is not None else ""
    return [f"{cost.seconds:.3f}", f"{cost.mebibytes:.0f}", times]


def tallies(sizes: Sequence[int], runs: int) -> None:
    """The points of all units, by all programs."""
    rows: dict[str, list[str]] = {}
    costs: dict[str, dict[int, Cost]] = defaultdict(dict)
    for many in sizes:
        progress(f"tally of {many}")
        folder = workload(many)
        agreed(many, folder)
        tasks = tally_tasks(folder)
        missing = []
        for name, make in OTHERS:
            try:
                tasks.append(make(folder, exact=False))
            except MissingError:
                missing.append(name)
        found_costs = measured(tasks, runs)
        for task, cost in zip(tasks, found_costs, strict=True):
            costs[task.name][many] = cost
            rows.setdefault(task.name, []).extend(told(cost, found_costs[0]))
        for name in missing:
            rows.setdefault(name, []).extend(told(None, None))
    print("### The points of all units, by the number of adoptions\n")
    heads = [part for many in sizes for part in (f"{many:,}: s", "MiB", "×")]
    table(["", *heads], [[name, *cells] for name, cells in rows.items()])
    print("### What one more adoption takes, in microseconds\n")
    pairs = list(pairwise(sizes))
    table(
        ["", *(f"{few:,} to {many:,}" for few, many in pairs)],
        [
            [name, *(_slope(found, few, many) for few, many in pairs)]
            for name, found in costs.items()
        ],
    )


def _slope(cost: Mapping[int, Cost], few: int, many: int) -> str:
    return f"{(cost[many].seconds - cost[few].seconds) / (many - few) * 1e6:.0f}"


def starts(runs: int) -> None:
    """What a command takes that has hardly anything to do."""
    progress("start")
    root = _seed()
    add = "add --title 题 --outlet 每日要情 --form 简讯 --unit 房产科 --date 2021-03-05 --dry-run"
    tasks = [
        Task("python -c pass", (sys.executable, "-c", "pass"), root),
        Task("python -c 'import typer'", (sys.executable, "-c", "import typer"), root),
        Task("infoscore --version", (*INFOSCORE, "--version"), root),
        Task("infoscore --help", (*INFOSCORE, "--help"), root),
        Task("infoscore add --dry-run", (*INFOSCORE, *add.split()), root),
        Task("infoscore tally", (*INFOSCORE, "tally", "--quarter", "1"), root),
    ]
    costs = measured(tasks, max(runs, 15))
    print("### Start\n")
    rows = [
        [task.name, f"{cost.seconds * 1000:.0f}", f"{cost.mebibytes:.0f}", told(cost, costs[0])[2]]
        for task, cost in zip(tasks, costs, strict=True)
    ]
    table(["", "ms", "MiB", "×"], rows)


def _seed() -> Path:
    """The repository's workspace without what other programs may be writing in it."""
    root = HOME / "seed"
    for name in ("units.yaml", "rules.yaml", "circular.yaml", "adoptions", "submissions"):
        root.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, dirs_exist_ok=True)
        else:
            shutil.copy(ROOT / name, root / name)
    return root


def outputs(sizes: Sequence[int], runs: int) -> None:
    """Documents, lists and ``check`` of a whole year."""
    made: dict[str, list[Cost]] = {}
    for many in sizes:
        progress(f"output of {many}")
        root = workload(many) / "workspace"
        tasks = [
            _writes(root, name, suffix)
            for name, suffix in (
                ("circular", "docx"),
                ("circular", "html"),
                ("circular", "md"),
                ("list", "xlsx"),
                ("list", "csv"),
                ("list", "html"),
            )
        ]
        tasks.append(Task("check", (*INFOSCORE, "check"), root))
        for task, cost in zip(tasks, measured(tasks, runs), strict=True):
            made.setdefault(task.name, []).append(cost)
    print("### Output of a year, by the number of adoptions\n")
    heads = [part for many in sizes for part in (f"{many:,}: s", "MiB")]
    rows = [
        [
            name,
            *(cell for cost in costs for cell in told(cost, None)[:2]),
            *(f"{more.seconds / less.seconds:.1f}" for less, more in pairwise(costs)),
        ]
        for name, costs in made.items()
    ]
    table(["", *heads, *(f"× {many:,}" for many in sizes[1:])], rows)


def _writes(root: Path, name: str, suffix: str) -> Task:
    file = root.parent / f"{name}.{suffix}"
    command = (*INFOSCORE, name, "--year", str(YEAR), "-o", str(file))
    return Task(f"{name} as {suffix}", command, root)


def machine() -> None:
    """What the figures hold for."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        )
        if Path("/proc/cpuinfo").exists()
        else iter(()),
        platform.machine(),
    )
    versions = [f"Python {platform.python_version()}"]
    for name in ("hledger", "ledger"):
        if shutil.which(name):
            first = output(Task("", (name, "--version"), ROOT)).partition("\n")[0]
            versions.append(f"{name} {first.partition(',')[0].split()[1]}")
    versions.append(BEANCOUNT[0].replace("==", " "))
    print(f"{model}, {os.cpu_count()} cores, {platform.system()}; {', '.join(versions)}\n")


def progress(what: str) -> None:
    """So that nobody thinks it hangs."""
    print(f"{what} …", file=sys.stderr, flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help=f"also {LARGEST:,} adoptions")
    parser.add_argument("--runs", type=int, default=RUNS, help="whole processes for each figure")
    parser.add_argument("only", nargs="*", help="start, tally, output; default: all")
    options = parser.parse_args()
    HOME.mkdir(parents=True, exist_ok=True)
    sizes = (*SIZES, LARGEST) if options.all else SIZES
    machine()
    if "start" in (options.only or ["start"]):
        starts(options.runs)
    if "tally" in (options.only or ["tally"]):
        tallies(sizes, options.runs)
    if "output" in (options.only or ["output"]):
        outputs(SIZES, options.runs)


if __name__ == "__main__":
    main()
