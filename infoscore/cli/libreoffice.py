"""Converting a Word file to PDF with LibreOffice, and counting its pages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from infoscore.cli.stops import ExitCode, Stop
from infoscore.messages import msg

PROGRAMS: Final = ("soffice", "libreoffice")
SETTING: Final = "INFOSCORE_LIBREOFFICE"
SECONDS: Final = 180
_PAGES: Final = re.compile(
    rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)|/Count\s+(\d+)[^>]*?/Type\s*/Pages\b"
)


def find() -> str | None:
    """Return the program that the setting names, or else the first on the path."""
    named = os.environ.get(SETTING)
    if named:
        return shutil.which(named)
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def needed() -> str:
    """Return the program.

    Raises:
        Stop: LibreOffice is not installed.
    """
    found = find()
    if found is None:
        raise Stop(
            ExitCode.MACHINE,
            msg("a PDF is made by LibreOffice, and this machine has none"),
            msg("install it, or name it: {setting}=/path/to/soffice", setting=SETTING),
        )
    return found


def pdf(docx: bytes, program: str) -> bytes:
    """Convert a Word file to PDF.

    Raises:
        Stop: LibreOffice fails or takes longer than :data:`SECONDS`.
    """
    with tempfile.TemporaryDirectory(prefix="infoscore-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, made = folder / "circular.docx", folder / "circular.pdf"
        source.write_bytes(docx)
        command = [
            program,
            # a profile of its own, so that an open LibreOffice is not disturbed
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", "pdf"),
            *("--outdir", str(folder), str(source)),
        ]
        try:
            subprocess.run(  # noqa: S603 - the program is the user's own choice
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=True,
            )
            return made.read_bytes()
        except subprocess.TimeoutExpired:
            raise _failed(msg("it took longer than {n} seconds", n=SECONDS)) from None
        except (subprocess.CalledProcessError, FileNotFoundError):
            raise _failed(msg("it made no file")) from None


def has_chinese_font() -> bool:
    """Return ``True`` if LibreOffice has a font for Chinese text."""
    lister = shutil.which("fc-list")
    if lister is None:  # Windows and macOS come with Chinese fonts
        return True
    found = subprocess.run(  # noqa: S603 - fontconfig's own program
        [lister, ":lang=zh-cn", "family"], capture_output=True, check=False
    )
    return found.returncode != 0 or bool(found.stdout.strip())


def pages(pdf_file: bytes) -> int:
    """Return the number of pages of a PDF made by LibreOffice."""
    counts = (int(first or second) for first, second in _PAGES.findall(pdf_file))
    return max(counts, default=0)


def _failed(why: object) -> Stop:
    return Stop(
        ExitCode.MACHINE,
        msg("LibreOffice made no PDF: {why}", why=why),
        msg("the Word file itself can be made without --pdf"),
    )
