"""From the command line to an exit code: 0 done, 1 data, 2 usage, 3 machine; never a traceback."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from infoscore.cli.arguments import (
    LANGUAGE,
    NO_CACHE,
    QUIET,
    VERSION,
    WORKSPACE,
    Arguments,
    parsed,
)
from infoscore.cli.console import Console, language, prepare_streams
from infoscore.cli.stops import ExitCode, Stop, machine
from infoscore.messages import LANGUAGES, msg

INTERRUPTED: Final = 130


def main() -> NoReturn:
    """The console script.

    What a run makes is let go as soon as nothing refers to it, and the rest goes with the process:
    looking for cycles takes a sixth of a short run and finds next to nothing in a long one.
    """
    gc.disable()
    prepare_streams()
    code = run(sys.argv[1:])
    gc.freeze()  # the interpreter looks for cycles once more when it ends
    sys.exit(code)


def run(words: Sequence[str]) -> int:
    """Run one command; returns its exit code."""
    arguments = parsed(words)
    asked = arguments.values.get(LANGUAGE)
    lang = asked if asked is not None and asked in LANGUAGES else language(os.environ)
    console = Console(lang, quiet=QUIET in arguments.flags)
    if asked not in (None, lang):
        console.tell(
            msg("there is no {kind} called “{name}”", kind=msg("language"), name=asked),
            msg("one of: {names}", names=list(LANGUAGES)),
        )
        return ExitCode.USAGE
    try:
        return _dispatch(arguments, console)
    except Stop as stop:
        if stop.message is not None:
            console.tell(stop.message, stop.hint)
        return stop.code
    except KeyboardInterrupt:
        console.tell(msg("interrupted; nothing half-written was left"))
        return INTERRUPTED
    except OSError as error:
        reading = error.errno in {errno.ENOENT, errno.EISDIR, errno.ENOTDIR}
        hint = msg("check the path") if reading else msg("nothing half-written was left")
        console.tell(machine(error), hint)
        return ExitCode.MACHINE
    except Exception as error:
        if os.environ.get("INFOSCORE_DEBUG"):
            raise
        console.tell(
            msg(
                "a fault in infoscore itself: {kind}: {error}",
                kind=type(error).__name__,
                error=str(error),
            ),
            msg("please report it; INFOSCORE_DEBUG=1 shows where it happened"),
        )
        return ExitCode.MACHINE


def _dispatch(arguments: Arguments, console: Console) -> int:
    if VERSION in arguments.flags:
        from infoscore import __version__

        console.data(f"infoscore {__version__}")
        return ExitCode.DONE
    import typer
    from typer._click import exceptions as faults

    from infoscore.cli.app import program
    from infoscore.cli.help import fault
    from infoscore.cli.session import Session

    session = Session(
        console, arguments.values.get(WORKSPACE), cached=NO_CACHE not in arguments.flags
    )
    try:
        code = program().main(
            arguments.rest, prog_name="infoscore", standalone_mode=False, obj=session
        )
    except faults.NoArgsIsHelpError as error:
        console.data(error.format_message())
        return ExitCode.USAGE
    except faults.UsageError as error:
        console.tell(*fault(error))
        return ExitCode.USAGE
    except typer.Abort:
        console.tell(msg("stopped; nothing was written"))
        return ExitCode.USAGE
    if code == INTERRUPTED:  # typer's word for it
        raise KeyboardInterrupt
    return code if isinstance(code, int) else ExitCode.DONE
