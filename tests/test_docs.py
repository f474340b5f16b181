"""Every example in docs/ does what it says, every link leads somewhere.

See :mod:`tests.sessions` for how blocks are marked.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import ROOT
from tests.sessions import Session, play, sessions

MANUAL: Final = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/*.md"))
DOCUMENTS: Final = [*MANUAL, "CONTRIBUTING.md"]
LINKING: Final = [*DOCUMENTS, "README.md", "README.zh-CN.md", "CHANGELOG.md", "examples/README.md"]
SESSIONS: Final = [
    session
    for document in DOCUMENTS
    for session in sessions(document, "zh" if document.endswith(".zh-CN.md") else "en")
]


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.name)
def test_session(
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    play(session, tmp_path, monkeypatch, request)


@pytest.mark.parametrize("document", LINKING)
def test_links_lead_somewhere(document: str) -> None:
    here = ROOT / document
    text = here.read_text(encoding="utf-8")
    for file, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", text):
        there = here.parent / file if file else here
        assert there.exists(), file
        assert not anchor or anchor in anchors(there), f"{file}#{anchor}"


def anchors(document: Path) -> set[str]:
    """What the headings outside of blocks are linked by."""
    text = re.sub(r"^```.*?^```$", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
