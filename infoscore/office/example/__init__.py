"""The workspace that ``init`` makes, and the template that new circulars start from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from infoscore.office import schemas as jsonschema
from infoscore.workspace.writing.files import NewFile

_HERE = Path(__file__).parent
_IGNORE = "/out/\n"


def setup(root: Path, year: int) -> Iterator[NewFile]:
    """The files that make a workspace, with targets and rules for ``year``."""
    for name in ("units.yaml", "rules.yaml", "circular.yaml"):
        text = (_HERE / name).read_text(encoding="utf-8").replace("YEAR", str(year))
        yield NewFile(root / name, text.encode())


def beside(root: Path, translate: Callable[[str], str]) -> Iterator[NewFile]:
    """What is handy around them, and may be there already."""
    for folder in ("adoptions", "submissions", "circulars"):
        yield NewFile(root / folder / ".gitkeep", b"")
    yield NewFile(root / ".gitignore", _IGNORE.encode())
    yield from jsonschema.files(root, translate)
