"""The example workspace that ``init`` makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from infoscore.office import schemas as jsonschema
from infoscore.workspace.writing.files import NewFile

_HERE = Path(__file__).parent


def setup(root: Path, year: int) -> Iterator[NewFile]:
    """Yield the setup files, with targets and rules for ``year``."""
    for name in ("units.yaml", "rules.yaml", "circular.yaml"):
        text = (_HERE / name).read_text(encoding="utf-8").replace("YEAR", str(year))
        yield NewFile(root / name, text.encode())


def beside(root: Path, translate: Callable[[str], str]) -> Iterator[NewFile]:
    """Yield the optional files beside them: folders, ``.gitignore`` and schemas."""
    for folder in ("adoptions", "submissions", "circulars"):
        yield NewFile(root / folder / ".gitkeep", b"")
    yield NewFile(root / ".gitignore", b"/out/\n")
    yield from jsonschema.files(root, translate)
