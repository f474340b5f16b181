"""``completion``: what shells offer while a command line is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Final

import typer

from infoscore.cli.arguments import LANGUAGE, WORKSPACE
from infoscore.cli.session import Session
from infoscore.cli.stops import Stop, not_among
from infoscore.messages import mark, msg
from infoscore.names import fold

_ASK: Final = "words"
"""What scripts give instead of a shell's name to ask what may follow."""

_BASH: Final = """\
_infoscore() {
  local IFS=$'\\n' line
  COMPREPLY=()
  for line in $(infoscore completion words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null); do
    COMPREPLY+=("$(printf %q "${line%%$'\\t'*}")")
  done
}
complete -o default -F _infoscore infoscore
"""
_ZSH: Final = """\
#compdef infoscore
_infoscore() {
  local -a found
  local line
  for line in "${(@f)$(infoscore completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && found+=("${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}")
  done
  (( $#found )) && _describe infoscore found || _files
}
compdef _infoscore infoscore
"""
_FISH: Final = """\
complete -c infoscore -a '(infoscore completion words -- (commandline -opc)[2..] \
(commandline -ct) 2>/dev/null)'
"""
_POWERSHELL: Final = """\
Register-ArgumentCompleter -Native -CommandName infoscore -ScriptBlock {
  param($word, $ast, $position)
  $words = @($ast.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { "$_" })
  infoscore completion words -- @words "$word" 2>$null | ForEach-Object {
    $text, $tip = $_ -split "`t", 2
    if (-not $tip) { $tip = $text }
    [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $tip)
  }
}
"""
_SCRIPTS: Final = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH, "powershell": _POWERSHELL}

Names = Callable[[Session], Iterator[str]]


def completion(
    context: typer.Context,
    shell: Annotated[
        str, typer.Argument(metavar="SHELL", help=mark("bash, zsh, fish or powershell"))
    ],
    words: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
) -> None:
    session = Session.of(context)
    if shell == _ASK:
        for word, meaning in _candidates(session, context.parent, words or [""]):
            session.console.data(f"{word}\t{meaning}" if meaning else word)
    elif shell in _SCRIPTS:
        session.console.data(_SCRIPTS[shell])
    else:
        raise not_among(msg("shell"), shell, _SCRIPTS)


def _candidates(session: Session, above: Any, words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each word that may stand last, and what it means."""
    *before, typed = words
    begins = fold(typed)
    for word, meaning in _fitting(session, above, before, typed):
        if fold(word).startswith(begins) or not begins:
            yield word, session.console.catalogue.gettext(meaning) if meaning else ""


def _fitting(
    session: Session, above: Any, before: Sequence[str], typed: str
) -> Iterator[tuple[str, str]]:
    program = above.command
    rest = list(before)
    while rest and rest[0].startswith("-"):  # options of the program
        takes = rest[0] in {*WORKSPACE, *LANGUAGE}
        if rest[0] in WORKSPACE and len(rest) > 1:
            session.folder = rest[1]
        del rest[: 2 if takes else 1]
    command = program.get_command(above, rest[0]) if rest else None
    if command is None:
        yield from _options(program) if typed.startswith("-") else _commands(program)
        return
    last = rest[-1] if len(rest) > 1 else ""
    option = next((one for one in command.params if last in one.opts), None)
    if option is not None and not getattr(option, "is_flag", False):
        yield from ((value, "") for value in _values(session, option.name, option.metavar))
    elif typed.startswith("-"):
        yield from _options(command)
    else:
        given = [one for one in command.params if one.param_type_name == "argument"]
        for argument in given[:1]:
            yield from ((value, "") for value in _values(session, rest[0], argument.metavar))


def _commands(program: Any) -> Iterator[tuple[str, str]]:
    yield from ((name, entry.help) for name, entry in program.entries.items())


def _options(command: Any) -> Iterator[tuple[str, str]]:
    for option in command.params:
        for name in option.opts:
            if name.startswith("--"):
                yield name, option.help or ""
    yield "--help", "show this help"


def _values(session: Session, name: str, metavar: str | None) -> Iterator[str]:
    """Yield what an option or the argument of a command may be."""
    if metavar and set(metavar) & set("|") and "[" not in metavar:
        for part in metavar.split("|"):
            first, dash, last = part.partition("-")
            yield from map(str, range(int(first), int(last) + 1)) if dash else [part]
    elif name in _NAMES:
        try:
            yield from _NAMES[name](session)
        except Stop:  # there is no workspace, or it has errors
            return


def _units(session: Session) -> Iterator[str]:
    yield from (name for name, _ in session.setup(session.workspace()).roster.names.entries)


def _outlets(session: Session) -> Iterator[str]:
    yield from dict.fromkeys(session.setup(session.workspace()).book.outlets.things)


def _forms(session: Session) -> Iterator[str]:
    yield from dict.fromkeys(session.setup(session.workspace()).book.forms.things)


def _tracks(session: Session) -> Iterator[str]:
    yield from (track.name for track in session.setup(session.workspace()).book.tracks)


def _rules(session: Session) -> Iterator[str]:
    for edition in session.setup(session.workspace()).book.editions:
        yield from edition.adjustments.things


def _ids(session: Session) -> Iterator[str]:
    workspace = session.workspace()
    session.setup(workspace)
    yield from (record.id for record in workspace.records())


def _examples(_session: Session) -> Iterator[str]:
    from infoscore.office.founding import example_names

    yield from example_names()


_NAMES: Final[Mapping[str, Names]] = {
    "unit": _units,
    "units": _units,
    "explain": _units,
    "outlet": _outlets,
    "form": _forms,
    "track": _tracks,
    "rule": _rules,
    "show": _ids,
    "edit": _ids,
    "delete": _ids,
    "like": _examples,
    "help": lambda _: _program_entries(),
    "completion": lambda _: iter(_SCRIPTS),
    "format": lambda _: iter(("table", "markdown", "csv", "json", "html", "xlsx")),
}
"""By the name of an option, or of the command whose argument it is."""


def _program_entries() -> Iterator[str]:
    from infoscore.cli.app import Program

    yield from Program.entries
