"""Fuzz what reads files, target by target: ``tools/fuzz.py [--seconds N] [TARGET …]``.

With atheris (``pip install atheris``) the code's branches guide the inputs, else hypothesis makes
them. New inputs gather in ``build/fuzz``; one that makes a target fail, take over five seconds or
over 600 MB is told with its file: mend the code and put the input into ``tests/corpus/TARGET``.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus"
BUILD = ROOT / "build" / "fuzz"
TARGETS = (
    "yaml",
    "records",
    "setup",
    "period",
    "names",
    "formula",
    "intake",
    "text",
    "template",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if given.one:
        _guided(given.one, given.seconds)
        return 0
    guided = importlib.util.find_spec("atheris") is not None
    failed = []
    for target in given.targets or TARGETS:
        print(f"{target}: {given.seconds} s with {'atheris' if guided else 'hypothesis'}")
        good = _in_a_child(target, given.seconds) if guided else _made_up(target, given.seconds)
        if not good:
            failed.append(target)
    print(f"failed: {', '.join(failed)}" if failed else "nothing failed")
    return bool(failed)


def _in_a_child(target: str, seconds: int) -> bool:
    """LibFuzzer ends its process when it is done."""
    command = [sys.executable, __file__, "--one", target, "--seconds", str(seconds)]
    (BUILD / target).mkdir(parents=True, exist_ok=True)
    with (BUILD / f"{target}.log").open("w") as log:
        code = subprocess.run(command, stdout=log, stderr=log, check=False).returncode
    lines = (BUILD / f"{target}.log").read_text("utf-8", "replace").splitlines()
    done = [line for line in lines if line.startswith("Done ") or "DONE " in line]
    print("  " + (done[-1] if done and not code else f"failed, see {BUILD / target}.log"))
    return not code


def _guided(target: str, seconds: int) -> None:
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    with atheris.instrument_imports(include=["infoscore"]):
        from tests.hostile.targets import TARGETS as FUNCTIONS

    options = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        "-timeout=5",
        "-rss_limit_mb=600",
        "-max_len=65536",
        "-print_final_stats=1",
        f"-artifact_prefix={BUILD}/{target}-",
        str(BUILD / target),
        str(CORPUS / target),
    ]
    atheris.Setup(options, FUNCTIONS[target])
    atheris.Fuzz()


def _made_up(target: str, seconds: int) -> bool:
    """The same targets without atheris: whatever hypothesis thinks of, around the corpus."""
    from hypothesis import HealthCheck, Phase, given, settings

    from tests.hostile.targets import TARGETS as FUNCTIONS
    from tests.hostile.test_fuzz import inputs

    end = time.monotonic() + seconds
    number = 0

    @settings(
        max_examples=1000,
        deadline=5000,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs(target))
    def attack(data: bytes) -> None:
        FUNCTIONS[target](data)

    while time.monotonic() < end:
        try:
            attack()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            print(f"  failed: {error!r}")
            for note in getattr(error, "__notes__", []):
                print(f"    {note}")
            return False
        number += 1000
    print(f"  {number} inputs")
    return True


if __name__ == "__main__":
    sys.exit(main())
