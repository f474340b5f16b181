"""Issuing a circular: what it printed and counted is written down, once and for good."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from infoscore.circular import texts
from infoscore.circular.build import number_of
from infoscore.circular.issued import issued_text, setup_digests
from infoscore.circular.settings import FILE as SETTINGS
from infoscore.messages import Message, msg
from infoscore.office.circular import Made
from infoscore.reading.yamltext import MAX_BYTES
from infoscore.scoring.causes import causes
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
