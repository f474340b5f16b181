"""Issuing a circular: what it printed and counted is written down, once and for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from infoscore.circular import texts
from infoscore.circular.build import file_name, number_of
from infoscore.circular.correcting import corrected
from infoscore.circular.issued import issued_circulars, issued_text, setup_digests
from infoscore.circular.settings import FILE as SETTINGS
from infoscore.circular.settings import CircularFile, read_settings
from infoscore.document import Circular
from infoscore.messages import Message, msg
from infoscore.office.circular import Made
from infoscore.office.states import with_issued
from infoscore.period import Period
from infoscore.problems import errors_in
from infoscore.reading.yamltext import MAX_BYTES
from infoscore.scoring.causes import Difference, causes
from infoscore.scoring.standings import standings
from infoscore.workspace.folder import read_bytes
from infoscore.workspace.load import Workspace
from infoscore.workspace.writing.files import NewFile, digest, over_what_is_there
from infoscore.workspace.writing.transaction import locked

Refusal = tuple[Message, Message]
"""Why something is not done, and what to do instead."""


def refused(made: Made, today: date) -> Refusal | None:
    """Return why a circular cannot be issued yet; ``None``: it can."""
    file = made.text.file
    if made.drafted:
        return msg("the text was only drafted now"), msg("edit {file} and run again", file=file)
    if made.text.head.number is None and "{number}" in made.settings.number:
        return (
            msg("a circular without a document number is not issued"),
            msg("fill in “number” in {file}", file=file),
        )
    if made.counted.end > today:
        return (
            msg(
                "{period} is not over: it counts up to {day}",
                period=made.counted.name,
                day=made.counted.end,
            ),
            msg("issue it afterwards, or say “closing: {day}” in {file}", day=today, file=file),
        )
    return None


def issue(
    workspace: Workspace, made: Made, word: Path, data: bytes, *, dry_run: bool = False
) -> str | Refusal:
    """Write the issued file and the Word file, both or none; return the former's path.

    Raises:
        FileExistsError: somebody issued the circular meanwhile, or changed the Word file.
        OSError: a file cannot be written; nothing was written.
    """
    root, summary = workspace.root, made.figures.summary
    file = texts.issued_file(summary.period.key)
    text = issued_text(
        standings(summary),
        summary.differences,
        causes(summary.ledger, made.records, summary.period).values(),
        {
            "title": made.document.title.replace("\n", ""),
            "number": number_of(made.settings, made.text.head),
            "date": made.text.head.date,
        },
        summary.in_period.adopted,
        {
            **setup_digests(workspace),
            **{one: digest(read_bytes(root, one)) for one in (SETTINGS, made.text.file)},
            word.relative_to(root).as_posix(): digest(data),
        },
    ).encode()
    if len(text) > MAX_BYTES:
        return (
            msg("so many records go into no issued file: {n} bytes", n=len(text)),
            msg("issue shorter periods, such as months"),
        )
    if not dry_run:
        with locked(root) as transaction:
            page = over_what_is_there(NewFile(word, data))
            transaction.write_all([page, NewFile(root / file, text)])
    return file


class Correction(NamedTuple):
    """A circular that corrects an issued one."""

    document: Circular
    settings: CircularFile
    name: str
    """The name of the output file, without its suffix."""
    differences: Sequence[Difference]


def correction(workspace: Workspace, period: Period, today: date) -> Correction | None:
    """Return the correction of the period's issued circular; ``None``: there are problems."""
    setup, problems = workspace.setup, workspace.problems
    assert setup is not None, "the caller has checked the setup"
    settings = read_settings(workspace, setup)
    issued = issued_circulars(workspace.root, setup, problems)
    if settings is None or errors_in(problems):
        return None
    (own,) = [one for one in issued if one.period.key == period.key]
    found = with_issued(workspace, issued, [own], today)
    if found is None:
        return None
    document = corrected(settings, own, found[0], setup.book.tracks, today)
    name = f"{file_name(settings, period)}（更正）"
    return Correction(document, settings, name, found[0].differences)
