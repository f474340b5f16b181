"""Every problem of a workspace: its files, its records, its plan and its circulars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path

from infoscore.circular.build import Figures, circular, figures_of, gauges_of
from infoscore.circular.claims import contradictions
from infoscore.circular.settings import FILE as SETTINGS
from infoscore.circular.settings import CircularFile, read_settings
from infoscore.circular.texts import FOLDER, TEMPLATE, Text, counted, read_text
from infoscore.messages import msg
from infoscore.period import CALENDAR, Calendar, Period
from infoscore.problems import Code, Place, Problem, errors_in
from infoscore.records.kinds import Record
from infoscore.scoring.folding import Folding
from infoscore.workspace import checks
from infoscore.workspace.folder import folder_is_link
from infoscore.workspace.load import Workspace


def review(workspace: Workspace, today: date) -> list[Problem]:
    """Errors and warnings, in the order in which they are met."""
    setup = workspace.setup
    calendar = None if setup is None else setup.book.calendar
    texts = list(_texts(workspace.root, calendar, workspace.problems))
    seen = checks.Records(calendar or CALENDAR, today)
    found: list[Problem] = []
    setup = workspace.setup
    if setup is None:
        found += chain.from_iterable(map(seen.check, workspace.records()))
        return [*workspace.problems, *found]
    periods = [period for period, _ in texts]
    sound = workspace.sound
    settings = None
    if texts or (workspace.root / SETTINGS).exists():
        settings = read_settings(workspace, setup)
    gauges = gauges_of(settings, setup.book)
    before = len(workspace.problems)
    folding = Folding(setup.book, setup.roster, today, measures=gauges.measures, items_of=periods)
    folding.fold(_checked(workspace.records(), seen, found))
    found += checks.of_setup(setup)
    sound = sound and errors_in(workspace.problems[before:]) == 0
    for period, text in texts:
        figures = figures_of(folding.summary(period), gauges)
        found += _of_text(text, figures, settings, figures_known=sound)
    return [*workspace.problems, *found]


def _checked(
    records: Iterable[Record], seen: checks.Records, found: list[Problem]
) -> Iterator[Record]:
    """The records, looked at on their way."""
    for record in records:
        found += seen.check(record)
        yield record


def _texts(
    root: Path, calendar: Calendar | None, problems: list[Problem]
) -> Iterator[tuple[Period, Text]]:
    """The texts; without a calendar a name may be a period of any, and its days stay untold."""
    calendars = [calendar] if calendar else [Calendar(month) for month in range(1, 13)]
    folder = root / FOLDER
    if folder_is_link(root, FOLDER, problems) or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == TEMPLATE:
            continue
        file = f"{FOLDER}/{path.name}"
        known = (one.of_key(path.stem) for one in calendars if path.suffix == ".md")
        period = next(filter(None, known), None)
        if period is None or not path.is_file() or path.is_symlink():
            problems.append(
                Problem(
                    Code.STRAY_FILE,
                    Place(file),
                    msg("this file is no circular's text"),
                    msg("name it after its period, such as 2021-Q1.md, or move it away"),
                )
            )
            continue
        text = read_text(root, file, problems)
        if text is not None:
            if calendar is not None:
                period = counted(root, period, calendar, text, problems)
            yield period, text


def _of_text(
    text: Text, figures: Figures, settings: CircularFile | None, *, figures_known: bool
) -> Iterator[Problem]:
    if figures_known:
        yield from contradictions(text, figures.facts, figures.book)
    if settings is None:
        return
    problems: list[Problem] = []
    circular(settings, text, figures, problems)
    yield from problems
