"""Help texts and usage faults in the run's language.

typer lays help out for narrow letters and leaves most of its words in English; here it is laid out
for Chinese, and every word is looked up in the catalogues.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from gettext import gettext
from importlib import import_module
from typing import Any, ClassVar, Final, NamedTuple

import typer
from typer._click import exceptions as faults
from typer.core import TyperCommand, TyperGroup

from infoscore.cli.stops import unknown
from infoscore.messages import Message, mark, msg
from infoscore.names import Names

# typer looks these up itself, so they must stand in the catalogues
TYPERS_WORDS = (
    mark("Missing command."),
    mark("default: {default}"),
    mark("env var: {var}"),
    mark("required"),
    mark("(dynamic)"),
    mark("[OPTIONS]"),
    mark("COMMAND [ARGS]..."),
)
METAVARS = (
    mark("DATE"),
    mark("FILE"),
    mark("FOLDER"),
    mark("FORMAT"),
    mark("NAME"),
    mark("TEXT"),
    mark("UNIT"),
    mark("[UNIT=]DATE"),
    mark("NAME[=DATE]"),
    mark("NAME[=N]"),
    mark("YEAR"),
    mark("[ADOPTION]"),
    mark("[FOLDER]"),
    mark("[NAME]"),
)
"""What options and arguments call their values."""


class Command(TyperCommand):
    """A command whose help speaks the run's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Usage, what the command does, arguments and options."""
        _help(self, ctx, formatter)


class Entry(NamedTuple):
    """Where a command is found, and what it does; nothing of it is loaded yet."""

    module: str
    """In ``infoscore.cli``."""
    function: str
    help: str


class Group(TyperGroup):
    """The program itself."""

    entries: ClassVar[Mapping[str, Entry]]
    """Its commands, in order."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names."""
        del ctx
        return list(self.entries)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, loaded now."""
        del ctx
        if cmd_name in self.entries and cmd_name not in self.commands:
            from infoscore.cli.options import spread

            module, function, text = self.entries[cmd_name]
            app = typer.Typer(add_completion=False, rich_markup_mode=None)
            command = getattr(import_module(f"infoscore.cli.{module}"), function)
            app.command(name=cmd_name, cls=Command, help=text)(spread(command))
            self.commands[cmd_name] = typer.main.get_command(app)
        return self.commands.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        """The command that ``args`` begin with.

        Raises:
            Stop: there is none of that name.
        """
        known = Names((name, name) for name in self.entries)
        found = known.find(args[0])
        if not found:
            hint = msg("see {command} --help", command="infoscore")
            raise unknown(msg("command"), args[0], known, hint)
        return super().resolve_command(ctx, [found[0], *args[1:]])

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Usage, what the program does, its options and commands."""
        _help(self, ctx, formatter)
        commands = [(name, gettext(entry.help)) for name, entry in self.entries.items()]
        _definitions(formatter, gettext(mark("Commands:")), commands)


_GLOBAL: Final = {"-C", "--workspace", "--lang", "-q", "--quiet", "--version"}


def fault(error: faults.UsageError) -> tuple[Message, Message]:
    """What was wrong with the call, and how to mend it."""
    path = error.ctx.command_path if error.ctx is not None else "infoscore"
    hint = msg("see {command} --help", command=path)
    match error:
        case faults.NoSuchOption():
            what = msg("there is no option {option}", option=error.option_name)
            if error.option_name in _GLOBAL:
                hint = msg(
                    "it goes before the command: infoscore {option}", option=error.option_name
                )
            elif error.possibilities:
                hint = msg("did you mean {names}?", names=sorted(error.possibilities))
            return what, hint
        case faults.BadOptionUsage() if "does not take" in error.message:
            return msg("{option} takes no value", option=error.option_name), hint
        case faults.BadOptionUsage():
            return msg("{option} needs a value", option=error.option_name), hint
        case faults.MissingParameter() if error.param is not None:
            name = (error.param.metavar or "").strip("{}")
            return msg("{name} is missing", name=gettext(name)), hint
        case _:
            return msg("{fault}", fault=_unexpected(error)), hint


def _unexpected(error: faults.UsageError) -> Message | str:
    text = error.format_message()
    if text.startswith("Got unexpected extra argument"):
        return msg("unexpected: {words}", words=text.rpartition("(")[2].rstrip(")"))
    return text


def _help(command: Any, ctx: Any, formatter: Any) -> None:
    from infoscore.render.width import wrap

    parameters = command.get_params(ctx)
    for parameter in parameters:
        known = mark("show this help") if parameter.name == "help" else parameter.help
        parameter.help = gettext(known or "")
        if parameter.metavar:
            parameter.metavar = gettext(parameter.metavar)
    pieces = [gettext(piece).strip("{}") for piece in command.collect_usage_pieces(ctx)]
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=gettext(mark("Usage: ")))
    formatter.write_paragraph()
    with formatter.indentation():
        for line in wrap(gettext(command.help or ""), formatter.width - 2):
            formatter.write(f"  {line}\n")
    for heading, kind in (
        (gettext(mark("Arguments:")), "argument"),
        (gettext(mark("Options:")), "option"),
    ):
        rows = [one.get_help_record(ctx) for one in parameters if one.param_type_name == kind]
        _definitions(formatter, heading, [row for row in rows if row is not None])


def _definitions(formatter: Any, heading: str, rows: Sequence[tuple[str, str]]) -> None:
    """Terms and what they mean, in columns that stay straight in Chinese."""
    from infoscore.render.width import display_width, wrap

    if not rows:
        return
    formatter.write(f"\n{heading}\n")
    width = max(display_width(term) for term, _ in rows) + 2
    for term, meaning in rows:
        first, *more = wrap(meaning, max(formatter.width - width - 2, 20))
        formatter.write(f"  {term}{' ' * (width - display_width(term))}{first}\n")
        for line in more:
            formatter.write(f"  {' ' * width}{line}\n")
