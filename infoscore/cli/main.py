"""From the command line to an exit code: 0 done, 1 data, 2 usage, 3 machine; never a traceback."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from infoscore.cli.console import LANGUAGES, Console, language, prepare_streams
from infoscore.cli.stops import ExitCode, Stop, machine
from infoscore.messages import msg

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


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code."""
    lang, bad = _language(arguments)
    console = Console(lang, quiet=_has_flag(arguments, "--quiet", "-q"))
    if bad is not None:
        console.tell(
            msg("there is no {kind} called “{name}”", kind=msg("language"), name=bad),
            msg("one of: {names}", names=list(LANGUAGES)),
        )
        return ExitCode.USAGE
    try:
        return _dispatch(list(arguments), console)
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


def _dispatch(arguments: list[str], console: Console) -> int:
    if _has_flag(arguments, "--version"):
        from infoscore import __version__

        console.data(f"infoscore {__version__}")
        return ExitCode.DONE
    import typer
    from typer._click import exceptions as faults

    from infoscore.cli.app import program
    from infoscore.cli.help import fault
    from infoscore.cli.session import Session

    try:
        code = program().main(
            arguments,
            prog_name="infoscore",
            standalone_mode=False,
            obj=Session(
                console,
                _value(arguments, "--workspace", "-C"),
                cached=not _has_flag(arguments, "--no-cache"),
            ),
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


def _language(arguments: Sequence[str]) -> tuple[str, str | None]:
    """The language to speak, and what was asked for if that is none."""
    default = language(os.environ)
    asked = _value(arguments, "--lang")
    if asked is None or asked in LANGUAGES:
        return asked or default, None
    return default, asked


def _before_command(arguments: Sequence[str]) -> list[str]:
    """The options of the program itself."""
    head: list[str] = []
    index = 0
    while index < len(arguments) and arguments[index].startswith("-"):
        takes_value = arguments[index] in {"-C", "--workspace", "--lang"}
        head += arguments[index : index + 1 + takes_value]
        index += 1 + takes_value
    return head


def _value(arguments: Sequence[str], *names: str) -> str | None:
    head = _before_command(arguments)
    found = None
    for index, argument in enumerate(head):
        for name in names:
            if argument == name and index + 1 < len(head):
                found = head[index + 1]
            elif name.startswith("--") and argument.startswith(f"{name}="):
                found = argument.partition("=")[2]
            elif not name.startswith("--") and argument.startswith(name) and argument != name:
                found = argument[len(name) :]
    return found


def _has_flag(arguments: Sequence[str], *names: str) -> bool:
    return any(argument in names for argument in _before_command(arguments))
