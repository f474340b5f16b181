"""The real workspace, to be spoiled, beside an empty place where nothing must be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import copy_seed


@pytest.fixture
def spoiled(tmp_path: Path) -> Path:
    (tmp_path / "elsewhere").mkdir()
    return copy_seed(tmp_path / "workspace")
