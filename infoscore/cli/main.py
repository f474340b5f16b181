"""The entry point. Every error becomes a message and an exit code, never a traceback."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from infoscore.cli import arguments as options
from infoscore.cli.arguments import Arguments, parsed
from infoscore.cli.console import Console, language, prepare_streams
from infoscore.cli.stops import ExitCode, Stop, machine, not_among
from infoscore.messages import LANGUAGES, msg

INTERRUPTED: Final = 130


def main() -> NoReturn:
    """Run the console script."""
    gc.disable()  # it takes a sixth of a short run, and frees next to nothing in a long one
    prepare_streams()
    code = run(sys.argv[1:])
    gc.freeze()  # else the interpreter collects once more when it ends
    sys.exit(code)


def run(words: Sequence[str]) -> int:
    """Run a command, and return its exit code."""
    arguments = parsed(words)
    asked = arguments.values.get(options.LANGUAGE)
    lang = asked if asked is not None and asked in LANGUAGES else language(os.environ)
    console = Console(lang, quiet=options.QUIET in arguments.flags)
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
        kind = type(error).__name__
        console.tell(
            msg("a fault in infoscore itself: {kind}: {error}", kind=kind, error=str(error)),
            msg("please report it; INFOSCORE_DEBUG=1 shows where it happened"),
        )
        return ExitCode.MACHINE


def _dispatch(arguments: Arguments, console: Console) -> int:
    asked = arguments.values.get(options.LANGUAGE)
    if asked is not None and asked not in LANGUAGES:
        raise not_among(msg("language"), asked, LANGUAGES)
    if options.VERSION in arguments.flags:
        from infoscore import __version__

        console.data(f"infoscore {__version__}")
        return ExitCode.DONE
    import typer
    from typer._click import exceptions as faults

    from infoscore.cli.app import program
    from infoscore.cli.help import fault
    from infoscore.cli.session import Session

    folder = arguments.values.get(options.WORKSPACE)
    session = Session(console, folder, cached=options.NO_CACHE not in arguments.flags)
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
    if code == INTERRUPTED:  # typer turns a KeyboardInterrupt into this code
        raise KeyboardInterrupt
    return code if isinstance(code, int) else ExitCode.DONE
