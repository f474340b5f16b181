"""Help texts and usage faults in the run's language.

typer lays help out for narrow letters and in the language of the process; here it is laid out for
Chinese, and every word is looked up in the catalogue of the run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, ClassVar, NamedTuple

import typer
from typer._click import exceptions as faults
from typer.core import TyperCommand, TyperGroup

from infoscore.cli.arguments import NAMES as PROGRAM_OPTIONS
from infoscore.cli.stops import unknown
from infoscore.messages import Message, mark, msg
from infoscore.names import Names

TYPERS_WORDS = (mark("Missing command."), mark("[OPTIONS]"), mark("COMMAND [ARGS]..."))
"""What typer says in English and is told in the run's language."""
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


class _Helping:
    """A command of typer's that hands its help to the run's console."""

    def get_help_option(self, ctx: Any) -> Any:
        """``--help``, with typer's printing replaced."""
        option: Any = super().get_help_option(ctx)  # type: ignore[misc]
        option.callback = _show_help
        return option


def _show_help(ctx: Any, _option: Any, wanted: Any) -> None:
    if wanted:
        ctx.obj.console.data(ctx.get_help())
        ctx.exit()


class Command(_Helping, TyperCommand):
    """A command whose help speaks the run's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Usage, what the command does, arguments and options."""
        _help(self, ctx, formatter)


class CommandEntry(NamedTuple):
    """Where a command is found, and what it does; nothing of it is loaded yet."""

    module: str
    """In ``infoscore.cli``."""
    function: str
    help: str
    subject: str = ""
    """The kind of record that it logs: the function makes the command for it."""


class CommandGroup(_Helping, TyperGroup):
    """The program itself."""

    entries: ClassVar[Mapping[str, CommandEntry]]
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

            module, function, text, subject = self.entries[cmd_name]
            app = typer.Typer(add_completion=False, rich_markup_mode=None)
            found = getattr(import_module(f"infoscore.cli.{module}"), function)
            command = found(subject) if subject else spread(found)
            app.command(name=cmd_name, cls=Command, help=text)(command)
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
        words = ctx.obj.console.catalogue.gettext
        commands = [(name, words(entry.help)) for name, entry in self.entries.items()]
        _definitions(formatter, words(mark("Commands:")), commands)


def fault(error: faults.UsageError) -> tuple[Message, Message]:
    """What was wrong with the call, and how to mend it."""
    path = error.ctx.command_path if error.ctx is not None else "infoscore"
    hint = msg("see {command} --help", command=path)
    match error:
        case faults.NoSuchOption():
            what = msg("there is no option {option}", option=error.option_name)
            if error.option_name in PROGRAM_OPTIONS:
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
            return msg("{name} is missing", name=Message(name)), hint
        case _:
            return msg("{fault}", fault=_unexpected(error)), hint


def _unexpected(error: faults.UsageError) -> Message | str:
    text = error.format_message()
    if text.startswith("Got unexpected extra argument"):
        return msg("unexpected: {words}", words=text.rpartition("(")[2].rstrip(")"))
    return Message(text) if text in TYPERS_WORDS else text


def _help(command: Any, ctx: Any, formatter: Any) -> None:
    from infoscore.render.width import wrap

    words = ctx.obj.console.catalogue.gettext
    pieces = [words(piece.strip("{}")) for piece in command.collect_usage_pieces(ctx)]
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=words(mark("Usage: ")))
    formatter.write_paragraph()
    with formatter.indentation():
        for line in wrap(words(command.help or ""), formatter.width - 2):
            formatter.write(f"  {line}\n")
    for heading, kind in (
        (words(mark("Arguments:")), "argument"),
        (words(mark("Options:")), "option"),
    ):
        rows = [
            _row(one, ctx, words)
            for one in command.get_params(ctx)
            if one.param_type_name == kind and not one.hidden
        ]
        _definitions(formatter, heading, rows)


def _row(parameter: Any, ctx: Any, words: Callable[[str], str]) -> tuple[str, str]:
    """An option or argument and what it means, in the words of the run's language."""
    meaning = mark("show this help") if parameter.name == "help" else parameter.help or ""
    parameter.help = ""  # what is left is what typer adds: [default: text; required]
    metavar = parameter.metavar
    if metavar:
        parameter.metavar = words(metavar)
    term, notes = parameter.get_help_record(ctx)
    parameter.help, parameter.metavar = meaning, metavar
    said = []
    for note in filter(None, notes.strip("[] ").split("; ")):
        what, _, value = note.partition(": ")
        said.append(words(mark("default: {default}")).format(default=value) if value else what)
        if note == "required":
            said[-1] = words(mark("required"))
    return term, words(meaning) + (f"  [{'; '.join(said)}]" if said else "")


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
