"""Reading the files of a workspace from file systems of all kinds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from infoscore.workspace import folder


@pytest.mark.parametrize("size", [0, 1, 7, 4095, 4096, 4097, 9000])
@pytest.mark.parametrize("given", [1, 1000, 4096, 1 << 20])
def test_a_file_is_read_to_its_end_however_little_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, given: int
) -> None:
    data = bytes(number % 251 for number in range(size))
    (tmp_path / "a.yaml").write_bytes(data)
    read = os.read
    monkeypatch.setattr(os, "read", lambda handle, most: read(handle, min(most, given)))
    assert folder.read_bytes(tmp_path, "a.yaml") == data
