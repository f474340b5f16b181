"""Every example checked strictly, its tables and circulars made: ``make examples``.

Each is copied to ``build/examples``, so that the texts which ``circular`` writes and its output
stay out of the repository. The periods are those that the example tells the results of.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import yaml

ROOT: Final = Path(__file__).parent.parent
_TOLD: Final = ("expected.yaml", "published.yaml")
EXAMPLES: Final = sorted(
    {path.parent for name in _TOLD for path in (ROOT / "examples").glob(f"*/{name}")}
)
"""Those that tell results by period; another one breaks rules on purpose."""
DAYS: Final = timedelta(days=10)
"""From the end of a period to the date of its circular."""


def periods(example: Path) -> list[list[str]]:
    """The options of each period that the example tells the results of."""
    found = []
    for file, key in (("expected.yaml", "command"), ("published.yaml", "period")):
        path = example / file
        if path.exists():
            told = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
            some = told if isinstance(told, list) else [told]
            found += [one[key] for one in some if "by" not in one]  # circulars are about units
    return found


def main() -> None:
    """A line for each example; the exit code is that of the first that failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "build" / "examples")
    folder = parser.parse_args().folder
    shutil.rmtree(folder, ignore_errors=True)
    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        copies = [shutil.copytree(example, folder / example.name) for example in EXAMPLES]
        for copy, made in zip(copies, [pool.submit(_made, copy) for copy in copies], strict=True):
            try:
                print(f"{copy.name}: {made.result()} files in {copy / 'out'}", flush=True)
            except subprocess.CalledProcessError as error:
                failed = failed or error.returncode
                print(f"{copy.name}: {' '.join(error.cmd[2:])}\n{error.stdout}{error.stderr}")
    sys.exit(failed)


def _made(copy: Path) -> int:
    """How many files were made of the example in ``copy``."""
    (copy / "out").mkdir()
    _run(copy, "check", "--strict")
    for period in periods(copy):
        told = json.loads(_run(copy, "tally", *period, "--format", "json"))["period"]
        _run(copy, "tally", *period, "--output", f"out/{told['label']}得分.txt")
        as_of = str(date.fromisoformat(told["end"]) + DAYS)
        _run(copy, "circular", *period, "--as-of", as_of, "--docx", "--html", "--md")
    return len(list((copy / "out").iterdir()))


def _run(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "infoscore", *arguments]
    return subprocess.run(
        command, cwd=folder, check=True, capture_output=True, encoding="utf-8"
    ).stdout


if __name__ == "__main__":
    main()
