"""A workspace as a revision of git has it, laid down in a folder.

Git is asked for contents only. Nothing that a repository may name is run: no hook, filter, pager
or helper, and nothing is fetched.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from infoscore import programs
from infoscore.messages import Message, msg
from infoscore.records.kinds import KINDS
from infoscore.rules.book import FILE as RULES
from infoscore.workspace.folder import MARKER

_CAREFUL: Final = (
    *("--no-pager", "--no-replace-objects", "--no-optional-locks", "--literal-pathspecs"),
    *("-c", "protocol.allow=never", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
)
_SECONDS: Final = 120
_PLAIN: Final = ("100644", "100755")


def laid_down(root: Path, revision: str, folder: Path) -> tuple[Message, Message] | None:
    """Write the setup and the records of a revision into a folder, or tell why it cannot be.

    Raises:
        OSError: a file cannot be written.
    """
    git = programs.find("git", root)
    if git is None:
        return msg("git is not there"), msg("install it, or name a folder for PATH")
    name = f"{revision}^{{commit}}"
    commit = _asked(git, root, ["rev-parse", "--verify", "--quiet", "--end-of-options", name])
    if commit is None:
        return (
            msg("git knows no revision {revision} here", revision=revision),
            msg("name a commit, a tag or a branch; `git log` shows them"),
        )
    listed = _asked(git, root, ["ls-tree", "-r", "-z", commit.decode().strip(), "--", *_WANTED])
    entries = list(_entries(listed or b""))
    if all(file != MARKER for _, file in entries):
        return (
            msg("in {revision} this folder is no workspace", revision=revision),
            msg("name a later revision"),
        )
    numbers = "".join(f"{number}\n" for number, _ in entries).encode()
    contents = _asked(git, root, ["cat-file", "--batch"], numbers) or b""
    for (_, file), data in zip(entries, _batch(contents), strict=True):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return None


_WANTED: Final = (MARKER, RULES, *KINDS)


def _asked(git: str, root: Path, words: Sequence[str], told: bytes = b"") -> bytes | None:
    """Return what git prints; ``None``: it refuses."""
    try:
        return subprocess.check_output(  # noqa: S603 - from find()
            [git, *_CAREFUL, *words],
            cwd=root,
            env=programs.environment(root) | {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"},
            input=told,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None


def _entries(listed: bytes) -> Iterator[tuple[str, str]]:
    """Yield the number of each plain file's content, and its path; no path leads out."""
    for line in filter(None, listed.split(b"\0")):
        about, _, name = line.partition(b"\t")
        mode, _, number = about.decode().split()
        file = name.decode("utf-8", "surrogateescape")
        parts = PurePosixPath(file).parts
        safe = not any(part in {"..", "."} or part.startswith("/") for part in parts)
        if mode in _PLAIN and safe and "\\" not in file and ":" not in file:
            yield number, file


def _batch(data: bytes) -> Iterator[bytes]:
    """Yield the contents that ``cat-file --batch`` prints, one after the other."""
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        size = int(data[at:end].split()[-1])
        yield data[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
