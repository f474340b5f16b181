"""Several files at once: made, changed and deleted, or left alone."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import msgspec
import pytest

from infoscore.workspace.folder import STAGING
from infoscore.workspace.writing import files as store
from infoscore.workspace.writing.files import NewFile
from infoscore.workspace.writing.transaction import Recovery, Removal, Transaction, locked
from tests.conftest import Run
from tests.nothing_lost.mortal import DIED, deaths

BEFORE = {"a/changed": b"1", "gone": b"2"}
AFTER = {"a/changed": b"one", "b/new": b"three", "a/other": b"four"}
NAMES = {*BEFORE, *AFTER}


def _prepare(folder: Path) -> None:
    for name, data in BEFORE.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)


def _write() -> int:
    here = Path()
    with locked(here) as transaction:
        transaction.write_all(
            [
                NewFile(here / "a/changed", b"one", b"1"),
                NewFile(here / "b/new", b"three"),
                Removal(here / "gone", b"2"),
                NewFile(here / "a/other", b"four"),
            ]
        )
    return 0


def _recover() -> int:
    with locked(Path()):
        return 0


def _held(folder: Path) -> dict[str, bytes]:
    found = {one.relative_to(folder).as_posix(): one for one in folder.rglob("*") if one.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if STAGING not in name}


@pytest.fixture(params=["links", "no links"])
def _links(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    if request.param == "no links":
        monkeypatch.setattr(os, "link", no_links)


@pytest.mark.usefixtures("_links")
def test_killed_at_any_point_and_again_while_recovering(tmp_path: Path) -> None:
    outcomes, half = set(), []
    (tmp_path / "once").mkdir()
    for number, code, folder in deaths(tmp_path / "once", _prepare, _write):
        kept = tmp_path / f"half{number}"
        if (folder / STAGING / "plan").exists() and _held(folder) not in (BEFORE, AFTER):
            shutil.copytree(folder, kept, symlinks=True)
            half.append(kept)
        with locked(folder) as transaction:
            found = transaction.recovery
        assert _held(folder) in (BEFORE, AFTER), number
        assert found is None or found.finished, number
        assert not (folder / STAGING).exists(), number
        outcomes.add((code, _held(folder) == AFTER))
    assert outcomes == {(DIED, False), (DIED, True), (0, True)}
    assert len(half) > 3
    for kept in half[::4]:
        for taken in {False, not (kept / "a" / "other").exists()}:
            again = tmp_path / "again"
            again.mkdir()

            def prepare(folder: Path, kept: Path = kept, *, taken: bool = taken) -> None:
                shutil.copytree(kept, folder, dirs_exist_ok=True)
                if taken:
                    (folder / "a" / "other").write_bytes(b"somebody else's")

            wanted = {**BEFORE, "a/other": b"somebody else's"} if taken else AFTER
            for number, _, folder in deaths(again, prepare, _recover):
                with locked(folder):
                    pass
                assert _held(folder) == wanted, (kept, number)
            again.rmdir()


def test_what_somebody_edits_after_the_death_stays(tmp_path: Path) -> None:
    """Files that were done may be edited before the next command finishes the others."""
    for _, _, folder in deaths(tmp_path, _prepare, _write):
        if (folder / STAGING / "plan").exists() and not (folder / STAGING / "0.new").exists():
            (folder / "a" / "changed").write_bytes(b"edited")
            with locked(folder) as transaction:
                found = transaction.recovery
            assert found == Recovery(["a/changed", "b/new", "gone", "a/other"], finished=True)
            assert _held(folder) == {**AFTER, "a/changed": b"edited"}


@pytest.mark.usefixtures("_links")
@pytest.mark.parametrize("spoiled", ["taken", "changed", "deleted"])
def test_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoiled: str) -> None:
    monkeypatch.chdir(tmp_path)
    _prepare(tmp_path)
    if spoiled == "taken":
        (tmp_path / "a" / "other").write_bytes(b"x")
    elif spoiled == "changed":
        (tmp_path / "gone").write_bytes(b"x")
    else:
        (tmp_path / "gone").unlink()
    held = _held(tmp_path)
    with pytest.raises(FileExistsError):
        _write()
    assert _held(tmp_path) == held
    assert not (tmp_path / STAGING).exists()


@pytest.mark.parametrize("refused", range(4))
def test_a_refusal_midway_takes_back_what_was_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: int
) -> None:
    monkeypatch.chdir(tmp_path)
    _prepare(tmp_path)
    do = Transaction._do

    def refuse(transaction: Transaction, number: int, step: object) -> None:
        if number == refused:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        do(transaction, number, step)  # type: ignore[arg-type]

    monkeypatch.setattr(Transaction, "_do", refuse)
    with pytest.raises(OSError, match="No space"):
        _write()
    assert _held(tmp_path) == BEFORE
    assert not (tmp_path / STAGING).exists()


def test_a_changed_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "one"
    path.write_bytes(b"1")
    path.chmod(0o640)
    with locked(tmp_path) as transaction:
        transaction.write_all([NewFile(path, b"2", b"1")])
    store.replace(path, b"3")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"3", 0o640)


def test_what_a_killed_process_left_beside_a_file_goes_with_the_next(tmp_path: Path) -> None:
    path = tmp_path / f"{'长' * 80}.docx"  # a longer name no disk takes
    name = next(one for one in (store._beside(path),))
    os.close(name[0])  # as the system does for a process that ended
    handle, live = store._beside(tmp_path / "another")
    store.replace(path, b"whole")
    assert sorted(tmp_path.iterdir()) == sorted([path, live])
    store.replace(tmp_path / "another", b"whole")
    assert live.exists()
    os.close(handle)


HOSTILE = ["../outside", "/etc/outside", ".git/hooks/pre-commit", "link/outside", "a\\..\\outside"]


@pytest.mark.parametrize("file", HOSTILE)
def test_a_plan_from_elsewhere_reaches_nothing_outside(
    seed: Path, run: Run, tmp_path_factory: pytest.TempPathFactory, file: str
) -> None:
    """A repository may be cloned with a plan in it."""
    (seed / "link").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    folder = seed / STAGING
    folder.mkdir()
    (folder / "0.new").write_bytes(b"hostile")
    (folder / "1.new").write_bytes(b"hostile")
    steps = [["harmless", None, store.digest(b"hostile")], [file, None, store.digest(b"hostile")]]
    (folder / "plan").write_bytes(msgspec.json.encode(steps))
    result = run("tally")
    assert (result.code, result.out) == (3, "")
    assert "cannot be finished" in result.err
    assert f"delete the folder {STAGING}" in result.err
    assert not [one for one in seed.parent.rglob("*") if one.name in {"outside", "harmless"}]


def test_links_in_the_folder_lead_nowhere(seed: Path, run: Run) -> None:
    precious = seed / "rules.yaml"
    before = precious.read_bytes()
    folder = seed / STAGING
    folder.mkdir()
    for name in ("plan.part", "0.new"):
        (folder / name).symlink_to(precious)
    assert run("check").code == 0
    assert precious.read_bytes() == before
    folder.mkdir()
    (folder / ".gitignore").symlink_to(precious)
    assert run("check").code == 0
    assert run("schema", "--write").code == 3
    assert precious.read_bytes() == before
    shutil.rmtree(folder)
    folder.symlink_to(seed / "adoptions" / "2021")
    run("add", "--title", "题", "--outlet", "每日要情", "--form", "简讯", "--unit", "房产科")
    assert len(list((seed / "adoptions" / "2021").iterdir())) == 6
