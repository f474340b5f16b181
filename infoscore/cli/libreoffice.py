"""Converting a Word file to PDF with LibreOffice, and the fonts that it has."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from infoscore import programs
from infoscore.cli.stops import ExitCode, Stop
from infoscore.messages import Message, msg
from infoscore.render.pdf import is_whole

PROGRAMS: Final = ("soffice", "libreoffice")
SETTING: Final = "INFOSCORE_LIBREOFFICE"
SECONDS: Final = 180
_LISTING: Final = 30
"""The seconds that a list of the fonts may take."""
_FACE: Final = r"%{family}\t%{postscriptname}\n"
# PDF/A-2 with tags, pages left blank before 版记, and destinations for bookmarks; a LibreOffice
# before 7.4 does not know such options, and makes a plain PDF
_FORM: Final = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"IsSkipEmptyPages":{"type":"boolean","value":"false"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)


def find(root: Path | None = None) -> str | None:
    """Return the program that the setting names, or else the first on the path.

    None is taken that lies in the workspace ``root``, or is found by a relative path.
    """
    named = os.environ.get(SETTING)
    names = (named,) if named else PROGRAMS
    return next((found for name in names if (found := programs.find(name, root))), None)


def needed(root: Path) -> str:
    """Return the program.

    Raises:
        Stop: LibreOffice is not installed, or may not be run.
    """
    found = find(root)
    if found is None:
        named = os.environ.get(SETTING)
        hint = (
            msg(
                "{setting}={named} is no program with a whole path outside the workspace",
                setting=SETTING,
                named=named,
            )
            if named
            else msg("install it, or name it: {setting}=/path/to/soffice", setting=SETTING)
        )
        raise Stop(
            ExitCode.MACHINE, msg("a PDF is made by LibreOffice, and this machine has none"), hint
        )
    return found


def pdfs(files: Sequence[bytes], program: str, root: Path) -> list[bytes]:
    """Convert Word files to PDF, all in one go: LibreOffice takes longer to start than to convert.

    Raises:
        Stop: LibreOffice fails or takes longer than :data:`SECONDS`.
    """
    with programs.workroom(root) as room:
        names = [f"circular{number or ''}" for number in range(len(files))]
        sources = [room.folder / f"{name}.docx" for name in names]
        for source, docx in zip(sources, files, strict=True):
            source.write_bytes(docx)
        command = [
            program,
            # a profile of its own, so that an open LibreOffice is not disturbed
            f"-env:UserInstallation={(room.folder / 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", _FORM),
            *("--outdir", str(room.folder), *map(str, sources)),
        ]
        try:
            code = room.run(command, SECONDS)
            made = [source.with_suffix(".pdf").read_bytes() for source in sources if code == 0]
        except OSError:
            code, made = 1, []
    if code is None:
        raise _failed(msg("it took longer than {n} seconds", n=SECONDS))
    if not made or not all(made):
        raise _failed(msg("it made no file"))
    if not all(map(is_whole, made)):
        raise _failed(msg("the file that it made is damaged"))
    return made


def families(root: Path, pattern: str = ":") -> dict[str, set[str]] | None:
    """Return the fonts that fit a pattern of fontconfig: families, case-folded, and their faces.

    Faces go by their PostScript names, as in a PDF; an old fontconfig tells none. ``None`` where
    fontconfig is missing, as on Windows and macOS, or fails.
    """
    lister = programs.find("fc-list", root)
    if lister is None:
        return None
    with programs.workroom(root) as room:
        listed = room.folder / "fonts"
        try:
            if room.run([lister, "--format", _FACE, pattern], _LISTING, listed) != 0:
                return None
        except OSError:
            return None
        lines = listed.read_text("utf-8", "replace").splitlines()
    found: dict[str, set[str]] = {}
    for names, _, face in (line.partition("\t") for line in lines if line):
        for name in names.split(","):
            found.setdefault(name.replace("\\", "").strip().casefold(), set()).add(face)
    return found


def _failed(why: Message) -> Stop:
    return Stop(
        ExitCode.MACHINE,
        msg("LibreOffice made no PDF: {why}", why=why),
        msg("the Word file itself can be made without --pdf"),
    )
