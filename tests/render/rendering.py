"""Word files become PDF through LibreOffice, with the project's stand-in fonts and nothing else.

``make render-setup`` installs what this needs; :func:`missing` tells what is not there.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from xml.sax.saxutils import escape

_FACES: Final = ("FandolFang", "FandolHei", "FandolKai", "FandolSong")
_FORM: Final = (
    'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)
_AT_ONCE: Final = 200
"""LibreOffice 7.4 ends with the 247th."""
_MAPPING: Final = Path(__file__).with_name("fonts.conf")


class RenderingError(Exception):
    """LibreOffice made no page of a file."""


def missing() -> str:
    """Why nothing can be rendered here, and what to do about it; empty: everything is there."""
    if _soffice() is None:
        return "LibreOffice is not installed: make render-setup"
    folder = fonts()
    absent = [face for face in _FACES if not (folder / f"{face}-Regular.otf").is_file()]
    return f"no {', '.join(absent)} in {folder}: make render-setup" if absent else ""


_CACHE = os.environ.get("XDG_CACHE_HOME")
"""The folder before a test gets its own."""


def fonts() -> Path:
    """The folder into which tools/render-setup puts the fonts."""
    if folder := os.environ.get("INFOSCORE_FONTS"):
        return Path(folder)
    return (Path(_CACHE) if _CACHE else Path.home() / ".cache") / "infoscore" / "fonts"


def to_pdf(
    files: Mapping[str, bytes], seconds: float = 240, faces: Path | None = None
) -> dict[str, bytes]:
    """The PDF of each .docx, by the same names; starting LibreOffice costs more than a file.

    ``faces`` is the folder of the fonts, by default that of :func:`fonts`.

    It runs with a profile of its own: with a shared one, the second process at a time does nothing.

    Raises:
        RenderingError: a file could not be converted, or time ran out.
    """
    if not files:
        return {}
    if len(files) > _AT_ONCE:
        names = list(files)
        parts = [names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE)]
        made = [to_pdf({name: files[name] for name in part}, seconds, faces) for part in parts]
        return {name: pdf for part in made for name, pdf in part.items()}
    soffice = _soffice()
    assert soffice is not None, missing()
    with TemporaryDirectory(prefix="infoscore-render-") as name:
        folder = Path(name)
        sources = []
        for index, content in enumerate(files.values()):
            source = folder / f"{index}.docx"
            source.write_bytes(content)
            sources.append(source)
        report = _run(
            [
                soffice,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                _FORM,
                "--outdir",
                str(folder),
                *map(str, sources),
            ],
            {**os.environ, "FONTCONFIG_FILE": str(configuration(folder, faces or fonts()))},
            seconds,
        )
        found = {}
        for file, source in zip(files, sources, strict=True):
            pdf = source.with_suffix(".pdf")
            if not pdf.is_file():
                raise RenderingError(f"no PDF of {file}: {report.strip()}")
            found[file] = pdf.read_bytes()
        return found


def _soffice() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def configuration(folder: Path, faces: Path) -> Path:
    """The project's mapping of fonts, with the folder that holds them."""
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        f"<fontconfig><dir>{escape(str(faces))}</dir>"
        f"<cachedir>{escape(str(folder / 'cache'))}</cachedir>"
        f"<include>{escape(str(_MAPPING))}</include></fontconfig>\n",
        encoding="utf-8",
    )
    return file


def _run(command: list[str], environment: Mapping[str, str], seconds: float) -> str:
    """The command's output. It starts processes of its own, which end with it."""
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            raise RenderingError(f"LibreOffice took more than {seconds:g} s") from error
    return output.decode("utf-8", "replace")
