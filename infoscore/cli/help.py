"""Help texts and usage faults in the run's language.

typer words its own headings through :mod:`gettext` and leaves the rest in English; here every
word is looked up in the catalogues.
"""

from __future__ import annotations

from gettext import gettext
from typing import Any

import typer
from typer._click import exceptions as faults
from typer.core import TyperCommand, TyperGroup

from infoscore.messages import Message, mark, msg

# typer looks these up itself, so they must stand in the catalogues
TYPERS_WORDS = (
    mark("Arguments"),
    mark("Options"),
    mark("Commands"),
    mark("Missing command."),
    mark("No such command {name!r}."),
    mark("default: {default}"),
    mark("env var: {var}"),
    mark("required"),
    mark("(dynamic)"),
    mark("[OPTIONS]"),
    mark("COMMAND [ARGS]..."),
    mark("Install completion for the current shell."),
    mark("Show completion for the current shell, to copy it or customize the installation."),
)


class Command(TyperCommand):
    """A command whose help speaks the run's language."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """``Usage: …``."""
        _usage(self, ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments and options."""
        _translate_options(self, ctx)
        super().format_options(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The command's line in the list of commands, in full."""
        del limit
        return gettext(self.help or "")

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """What the command does."""
        _text(self, formatter)
        del ctx


class Group(TyperGroup):
    """The program itself: its commands in the order in which they were defined."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """``Usage: …``."""
        _usage(self, ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Options and commands."""
        _translate_options(self, ctx)
        super().format_options(ctx, formatter)

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """What the program does."""
        _text(self, formatter)
        del ctx


def fault(error: faults.UsageError) -> tuple[Message, Message]:
    """What was wrong with the call, and how to mend it."""
    path = error.ctx.command_path if error.ctx is not None else "infoscore"
    hint = msg("see {command} --help", command=path)
    match error:
        case faults.NoSuchOption():
            what = msg("there is no option {option}", option=error.option_name)
            if error.possibilities:
                hint = msg("did you mean {names}?", names=sorted(error.possibilities))
            return what, hint
        case faults.BadOptionUsage():
            return msg("{option} needs a value", option=error.option_name), hint
        case faults.MissingParameter() if error.param is not None:
            name = error.param.make_metavar(error.ctx) if error.ctx is not None else ""
            return msg("{name} is missing", name=name), hint
        case _:
            return msg("{fault}", fault=_unexpected(error)), hint


def _unexpected(error: faults.UsageError) -> Message | str:
    text = error.format_message()
    if text.startswith("Got unexpected extra argument"):
        return msg("unexpected: {words}", words=text.rpartition("(")[2].rstrip(")"))
    return text


def _usage(command: Any, ctx: Any, formatter: Any) -> None:
    pieces = [gettext(piece) for piece in command.collect_usage_pieces(ctx)]
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=gettext(mark("Usage: ")))


def _text(command: Any, formatter: Any) -> None:
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(gettext(command.help or ""))


def _translate_options(command: Any, ctx: Any) -> None:
    for parameter in command.get_params(ctx):
        known = _HELP if parameter.name == "help" else parameter.help
        if known:
            parameter.help = gettext(known)


_HELP = mark("show this help")


def show_and_exit(text: str) -> None:
    """Print what an eager option asks for, and end well."""
    typer.echo(text)
    raise typer.Exit
