"""The pages of the real circular as one picture, for the READMEs: ``make picture``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image

ROOT: Final = Path(__file__).parent.parent
PICTURE: Final = ROOT / "docs" / "circular.png"
COLUMNS: Final = 4
SCALE: Final = 0.62
GAP: Final = 12

sys.path.insert(0, str(ROOT))

from tests.render import rendering  # noqa: E402 - the project's fonts and LibreOffice


def main() -> None:
    """Make the circular, render it, and lay its pages side by side."""
    if reason := rendering.missing():
        sys.exit(reason)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "circular.docx"
        command = [sys.executable, "-m", "infoscore", "-C", str(ROOT), "circular"]
        subprocess.run(
            [*command, "--year", "2021", "--quarter", "1", "-o", str(made)], cwd=ROOT, check=True
        )
        pdf = rendering.to_pdf({"circular": made.read_bytes()})["circular"]
    pages = [page.render(scale=SCALE).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    width, height = pages[0].size
    rows = -(-len(pages) // COLUMNS)
    size = (COLUMNS * (width + GAP) + GAP, rows * (height + GAP) + GAP)
    sheet = Image.new("RGB", size, "#d0d0d0")
    for index, page in enumerate(pages):
        row, column = divmod(index, COLUMNS)
        sheet.paste(page, (GAP + column * (width + GAP), GAP + row * (height + GAP)))
    colours = Image.Palette.ADAPTIVE
    sheet.convert("P", palette=colours, colors=128).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
