"""Help texts and usage errors in the run's language.

typer's own layout assumes narrow characters; this layout keeps columns straight in Chinese.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, ClassVar, NamedTuple

import typer
from typer._click import exceptions as faults
from typer.core import TyperCommand, TyperGroup

from infoscore.characters import hidden
from infoscore.cli.arguments import NAMES as PROGRAM_OPTIONS
from infoscore.cli.stops import misuse, unknown
from infoscore.messages import Message, mark, msg
from infoscore.names import Names
from infoscore.problems import Code, Place, Problem

TYPERS_WORDS = (mark("Missing command."), mark("[OPTIONS]"), mark("COMMAND [ARGS]..."))
"""Texts of typer, marked for translation."""
METAVARS = (
    mark("DATE"),
    mark("FILE"),
    mark("FOLDER"),
    mark("FORMAT"),
    mark("NAME"),
    mark("TEXT"),
    mark("SHELL"),
    mark("UNIT"),
    mark("[UNIT=]DATE"),
    mark("NAME[=DATE]"),
    mark("NAME=N"),
    mark("YEAR"),
    mark("ROLE"),
    mark("[KIND]"),
    mark("RECORD"),
    mark("STEP=ROLE=DATE"),
    mark("WORD"),
    mark("NAME[=N|DATE]"),
    mark("[ADOPTION]"),
    mark("[COMMAND]"),
    mark("[BRIEF]"),
    mark("[STEP]"),
    mark("[FOLDER]"),
    mark("[NAME]"),
    mark("[RECORD]"),
    mark("[UNIT]"),
    mark("[UNIT]..."),
    mark("[YEAR]"),
    mark("KEY"),
)
"""Names of the values of options and arguments, marked for translation."""
PATHS = ("FILE", "FOLDER", "[FOLDER]")
"""Those whose value is a path: a folder of somebody else's may be called anything."""


class _Helping:
    """A mixin for typer's commands that prints help on the run's console."""

    def get_help_option_names(self, ctx: Any) -> list[str]:
        """Return the names of the option for help."""
        del ctx
        return ["-h", "--help"]

    def get_help_option(self, ctx: Any) -> Any:
        """Return typer's ``--help`` with a callback of our own."""
        option: Any = super().get_help_option(ctx)  # type: ignore[misc]
        option.callback = _show_help
        return option


def _show_help(ctx: Any, _option: Any, wanted: Any) -> None:
    if wanted:
        ctx.obj.console.data(ctx.get_help())
        ctx.exit()


class Command(_Helping, TyperCommand):
    """A command with help in the run's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, description, arguments and options."""
        _help(self, ctx, formatter)

    def invoke(self, ctx: Any) -> Any:
        """Run the command.

        Raises:
            Stop: a value that is no path holds characters that no text needs.
        """
        ctx.obj.stop_for(
            Problem(Code.CONTROL_CHARACTER, Place(_name_of(parameter, ctx)), *found)
            for parameter in self.params
            if parameter.metavar not in PATHS
            for word in _words(ctx.params.get(parameter.name))
            if (found := hidden(word)) is not None
        )
        return super().invoke(ctx)


def _words(value: object) -> Sequence[str]:
    """Return what was typed for an option: one text, several or none."""
    return [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []


def _name_of(parameter: Any, ctx: Any) -> str:
    name = parameter.opts[0]
    if parameter.param_type_name == "option":
        return str(name)
    return str(ctx.obj.console.catalogue.gettext(parameter.metavar or name))


class CommandEntry(NamedTuple):
    """The place and description of a command that is not loaded yet."""

    module: str
    """The module in ``infoscore.cli``."""
    function: str
    help: str
    subject: str = ""
    """The name of what it logs; the function makes a command for it."""


class CommandGroup(_Helping, TyperGroup):
    """The group of all commands."""

    entries: ClassVar[Mapping[str, CommandEntry]]
    """The commands by name, in order."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands."""
        del ctx
        return list(self.entries)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load and return a command."""
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

    def help_of(self, ctx: Any, name: str | None) -> str:
        """Return the help of a command; ``None``: of the program.

        Raises:
            Stop: the command is unknown.
        """
        if name is None:
            return str(ctx.get_help())
        full, command, _ = self.resolve_command(ctx, [name])
        with command.make_context(full, [], parent=ctx, resilient_parsing=True) as own:
            return str(own.get_help())

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        """Return the command that ``args`` begin with, and its arguments.

        Raises:
            Stop: the command is unknown.
        """
        known = Names((name, name) for name in self.entries)
        found = known.find(args[0])
        if not found:
            hint = msg("see {command} --help", command="infoscore")
            raise misuse(*unknown(msg("command"), args[0], known, hint))
        return super().resolve_command(ctx, [found[0], *args[1:]])

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, description, options and commands."""
        _help(self, ctx, formatter)
        words = ctx.obj.console.catalogue.gettext
        commands = [(name, words(entry.help)) for name, entry in self.entries.items()]
        _definitions(formatter, words(mark("Commands:")), commands)


def fault(error: faults.UsageError) -> tuple[Message, Message]:
    """Return the message and hint for a usage error."""
    path = error.ctx.command_path if error.ctx is not None else "infoscore"
    hint = msg("see {command} --help", command=path)
    match error:
        case faults.NoSuchOption():
            name = error.option_name
            what = msg("there is no option {option}", option=name)
            if name in PROGRAM_OPTIONS:
                hint = msg("it goes before the command: infoscore {option}", option=name)
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
            text = error.format_message()
            what = msg("{fault}", fault=Message(text) if text in TYPERS_WORDS else text)
            if text.startswith("Got unexpected extra argument"):
                what = msg("unexpected: {words}", words=text.rpartition("(")[2].rstrip(")"))
            return what, hint


def _help(command: Any, ctx: Any, formatter: Any) -> None:
    from infoscore.render.width import wrap

    words = ctx.obj.console.catalogue.gettext
    pieces = [words(piece.strip("{}")) for piece in command.collect_usage_pieces(ctx)]
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=words(mark("Usage: ")))
    formatter.write_paragraph()
    with formatter.indentation():
        for line in wrap(words(command.help or ""), formatter.width - 2):
            formatter.write(f"  {line}\n")
    for heading, kind in (mark("Arguments:"), "argument"), (mark("Options:"), "option"):
        rows = [
            _row(parameter, ctx, words)
            for parameter in command.get_params(ctx)
            if parameter.param_type_name == kind and not parameter.hidden
        ]
        _definitions(formatter, words(heading), rows)


def _row(parameter: Any, ctx: Any, words: Callable[[str], str]) -> tuple[str, str]:
    """Return an option or argument and its meaning, translated."""
    meaning = mark("show this help") if parameter.name == "help" else parameter.help or ""
    parameter.help = ""  # then typer returns only its notes: [default: text; required]
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
    """Write terms and their meanings in two columns."""
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
