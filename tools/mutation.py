"""Mutation tests of what decides numbers, ``infoscore/scoring`` and ``rules``: ``make mutation``.

mutmut changes one thing in a copy of the code, runs the fast tests that reach it, and reports every
change that none of them notices. It takes most of an hour. The copy lies in ``build/mutation``, and
mutmut in an environment of its own there: nobody needs it otherwise. ``venv/bin/mutmut show NAME``
in that folder shows a change.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
HOME: Final = ROOT / "build" / "mutation"
MUTMUT: Final = "mutmut==3.8.1"
COPIED: Final = (
    *("infoscore", "examples", "tools", "adoptions", "submissions", "circulars", "docs"),
    *("units.yaml", "rules.yaml", "circular.yaml", "README.md", "README.zh-CN.md", "Makefile"),
)
CASES: Final = (
    *("adjust", "classes", "commission", "endorse", "round-none", "submit", "tally"),
    *("tally-authors", "tally-json", "units-over-time", "weighted", "wrong-rules"),
    *("wrong-setup-meaning", "year-start"),
)
"""Those in which scores are told, or what is wrong with rules."""
TESTS: Final = (
    *("tests/__init__.py", "tests/conftest.py", "tests/summaries.py", "tests/scoring"),
    *("tests/test_published.py", "tests/test_published_tables.py", "tests/test_cases.py"),
    "tests/test_examples.py",
    *(f"tests/cases/{name}" for name in CASES),
)
OPTIONS: Final = (
    "--hypothesis-profile=few",
    "--deselect=tests/test_examples.py::test_its_circulars_can_be_made",
    "--deselect=tests/test_cases.py::test_every_problem_has_a_specimen",
    *("-W", "ignore", "-p", "no:unraisableexception"),  # changed code leaves things open
)
SETTINGS: Final = f"""\
[tool.mutmut]
source_paths = ["infoscore"]
only_mutate = ["infoscore/scoring/*", "infoscore/rules/*"]
mutate_only_covered_lines = true
also_copy = {list(COPIED[1:])}
pytest_add_cli_args_test_selection = ["tests"]
pytest_add_cli_args = {list(OPTIONS)}
"""


def main() -> None:
    """Run mutmut; the exit code is its own."""
    HOME.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(HOME / "mutants", ignore_errors=True)  # of other tests mutmut makes nothing
    for name in (*COPIED, *TESTS):
        source, copy = ROOT / name, HOME / name
        if source.is_dir():
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", "out"))
        else:
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)
    (HOME / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    binary = HOME / "venv" / "bin"
    if not (binary / "mutmut").exists():
        pip = (binary / "python", "-m", "pip", "install", "--quiet", "-c", "constraints.txt")
        subprocess.run([sys.executable, "-m", "venv", "--clear", HOME / "venv"], check=True)
        subprocess.run([*pip, "--upgrade", "pip"], cwd=ROOT, check=True)
        subprocess.run([*pip, ".", "--group", "dev", MUTMUT], cwd=ROOT, check=True)
    done = subprocess.run([binary / "mutmut", "run"], cwd=HOME, check=False)
    subprocess.run([binary / "mutmut", "results"], cwd=HOME, check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
