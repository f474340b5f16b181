"""Making the circular of a period from its figures and its text, which is drafted if missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from infoscore.circular import build, claims, texts
from infoscore.circular.carrying import to_carry
from infoscore.circular.issued import issued_circulars, setup_digests
from infoscore.circular.settings import CircularFile, Late, read_settings
from infoscore.document import Circular
from infoscore.office.summary import people, summarise, watched
from infoscore.period import Period
from infoscore.problems import Problem, errors_in
from infoscore.records.kinds import Record
from infoscore.workspace.checks import Records
from infoscore.workspace.load import Workspace
from infoscore.workspace.writing.files import NewFile
from infoscore.workspace.writing.transaction import locked


class Made(NamedTuple):
    """A circular with its sources."""

    document: Circular
    text: texts.Text
    settings: CircularFile
    counted: Period
    """The days that were counted; closing dates may move them."""
    name: str
    """The name of the output file, without its suffix."""
    contradictions: Sequence[Problem]
    """What the text states, and the records do not."""
    drafted: bool
    """The text was made from the template, and written unless this is a dry run."""
    figures: build.Figures
    records: Sequence[Record]
    """All of them, where circulars were issued or this one is to be; else none."""


def circular(
    workspace: Workspace,
    period: Period,
    today: date,
    *,
    dry_run: bool = False,
    issuing: bool = False,
    seen: Records | None = None,
    ready: Callable[[Sequence[Problem]], None] = lambda _: None,
) -> Made | None:
    """Return the period's circular; ``None``: the workspace has problems, nothing was written.

    Args:
        workspace: the source of everything.
        period: the circular's period.
        today: the last day that is known.
        dry_run: write nothing.
        issuing: keep what is needed to issue it.
        seen: gets the warnings about the workspace's own records.
        ready: is called with the contradictions before anything is written, and may raise.

    Raises:
        OSError: the drafted text cannot be written.
    """
    setup, problems = workspace.setup, workspace.problems
    assert setup is not None, "the caller has checked the setup"
    settings = read_settings(workspace, setup)
    if settings is None:
        return None
    file = texts.text_file(period.key)
    text = texts.read_text(workspace.root, file, problems)
    issued = issued_circulars(workspace.root, setup, problems)
    spans = {one.period.key: one.period for one in issued}
    counted = texts.counted(workspace.root, period, setup.book.calendar, text, problems, spans)
    if errors_in(problems):
        return None
    gauges = build.gauges_of(settings, setup.book)
    posted = bool(issued) or issuing
    records = list(watched(workspace, seen)) if posted else None
    summary = summarise(
        workspace,
        setup,
        counted,
        today,
        items=True,
        measures=gauges.measures,
        records=records,
        seen=seen,
        posted=posted,
    )
    if summary is None:
        return None
    if records is not None and settings.late is Late.CARRY:
        digests = setup_digests(workspace)
        summary = summary.carrying(to_carry(counted, issued, summary.ledger, records, digests))
    figures = build.figures_of(summary, gauges, people(workspace, setup, today))
    drafted = None
    if text is None:
        drafted = _drafted(workspace.root, today, figures, problems)
        text = texts.parse_text(drafted, file, problems) if drafted is not None else None
    document = None if text is None else build.circular(settings, text, figures, problems)
    if text is None or document is None or errors_in(problems):
        return None
    contradictions = _contradictions(text, figures)
    ready(contradictions)
    if drafted is not None and not dry_run and not _written(workspace.root, file, drafted):
        return circular(workspace, period, today, issuing=issuing, ready=ready)
    return Made(
        document,
        text,
        settings,
        counted,
        build.file_name(settings, period),
        contradictions,
        drafted is not None,
        figures,
        records or (),
    )


def _drafted(
    root: Path, today: date, figures: build.Figures, problems: list[Problem]
) -> bytes | None:
    """Return a text for the clerk to edit; ``None``: the template has errors."""
    template, body = texts.template(root, problems)
    if errors_in(problems):
        return None
    text = build.drafted(body, template, figures.facts, problems)
    return None if errors_in(problems) else texts.new_text(today, text)


def _contradictions(text: texts.Text, figures: build.Figures) -> list[Problem]:
    """Return what the text states otherwise than the records, or may do."""
    return [
        *claims.contradictions(text, figures.facts, figures.book),
        *claims.doubts(text, figures.facts),
    ]


def _written(root: Path, file: str, drafted: bytes) -> bool:
    """Write the drafted text; return ``False`` if another process has done so meanwhile."""
    try:
        with locked(root) as transaction:
            transaction.write_all([NewFile(root / file, drafted)])
    except FileExistsError:
        return False
    return True
