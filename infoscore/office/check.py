"""Finding every problem of a workspace: in its setup, records and circulars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from infoscore.circular.build import Figures, circular, figures_of, gauges_of
from infoscore.circular.claims import contradictions, doubts, marks
from infoscore.circular.settings import FILE as SETTINGS
from infoscore.circular.settings import CircularFile, read_settings
from infoscore.circular.texts import FOLDER, TEMPLATE, Text, counted, read_text
from infoscore.messages import msg
from infoscore.office.summary import people
from infoscore.period import CALENDAR, Calendar, Period
from infoscore.problems import Code, Place, Problem, errors_in
from infoscore.reading.yamltext import cut_off
from infoscore.scoring.folding import Folding
from infoscore.workspace import checks, passing
from infoscore.workspace.folder import folder_is_link
from infoscore.workspace.load import Workspace


def review(workspace: Workspace, today: date) -> list[Problem]:
    """Return errors and warnings in the order in which they are met."""
    setup, problems = workspace.setup, workspace.problems
    calendar = None if setup is None else setup.book.calendar
    texts = list(_texts(workspace.root, calendar, problems))
    seen = checks.Records(calendar or CALENDAR, today)
    found = seen.found
    workspace.on_data = lambda data, file: found.extend(cut_off(data, file))
    answers = checks.Answers()
    records = answers.watched(seen.watched(workspace.records()))
    if setup is None:
        for _ in records:
            pass
        return [*problems, *found, *seen.of_posts()]
    records = passing.watched(records, setup.roster, today, found)
    sound = workspace.sound
    settings = None
    if texts or (workspace.root / SETTINGS).exists():
        settings = read_settings(workspace, setup)
    if settings is not None:
        lines = (settings.title, settings.addressees, *(one.title for one in settings.annexes))
        for said in lines:
            found += checks.of_marks(said, Place(SETTINGS))
    gauges = gauges_of(settings, setup.book)
    before = len(problems)
    periods = [period for period, _ in texts]
    folding = Folding(setup.book, setup.roster, today, measures=gauges.measures, items_of=periods)
    folding.fold(records)
    found += answers.doubts()
    found += checks.of_setup(setup, workspace.rules)
    found += checks.vacancies(setup.roster, today)
    found += checks.of_holidays(setup, today)
    found += seen.of_posts()
    sound = sound and errors_in(problems[before:]) == 0
    for period, text in texts:
        authors = people(workspace, setup, today) if sound else None
        figures = figures_of(folding.summary(period), gauges, authors)
        found += _of_text(text, figures, settings, figures_known=sound)
    return [*problems, *found]


def _texts(
    root: Path, calendar: Calendar | None, problems: list[Problem]
) -> Iterator[tuple[Period, Text]]:
    """Yield the texts with the periods that they count.

    Without a calendar a name is tried with every calendar, and closing dates are not considered.
    """
    calendars = [calendar] if calendar else [Calendar(month) for month in range(1, 13)]
    folder = root / FOLDER
    if folder_is_link(root, FOLDER, problems) or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == TEMPLATE:
            continue
        file = f"{FOLDER}/{path.name}"
        keys = (known.of_key(path.stem) for known in calendars if path.suffix == ".md")
        period = next(filter(None, keys), None)
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
) -> list[Problem]:
    problems = list(marks(text))
    if figures_known:
        problems += contradictions(text, figures.facts, figures.book)
        problems += doubts(text, figures.facts)
    if settings is not None:
        circular(settings, text, figures, problems)
    return problems
