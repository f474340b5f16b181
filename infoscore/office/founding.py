"""The files of a new office: from what its clerk says, or after one of the examples."""

from __future__ import annotations

import csv
import re
import tempfile
from calendar import isleap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Final, NamedTuple

from msgspec import Struct

import infoscore
from infoscore.circular.settings import pattern_of
from infoscore.names import fold
from infoscore.office.check import review
from infoscore.office.example import setup as sample
from infoscore.problems import Problem
from infoscore.workspace.load import load
from infoscore.workspace.writing.compose import flow
from infoscore.workspace.writing.files import NewFile

TRACKS: Final = ("市级", "省级")
"""Those of the sample."""
GROUP: Final = "各科室、单位"
_HEADS: Final = frozenset({"单位", "单位名称", "名称", "科室"})
_GROUPS: Final = frozenset({"组别", "分组", "类别"})
_NUMBER: Final = re.compile(r"\d+(\.\d+)?")
_POINTS: Final = re.compile(r"(?P<form>\D*?)[=:：]?(?P<points>\d+(\.\d+)?)分?")
_OUTLET: Final = re.compile(r"(?P<issuer>[^《]*)《(?P<name>[^》]+)》")
_UNTITLED: Final = ("网", "网站", "公众号", "平台", "频道")
_NOT_ASSESSED: Final = frozenset({"—", "－", "-", "不考核"})
_YEAR: Final = re.compile(r"(?<![\d])(?:19|20)\d\d(?=[:-])")
_LEAP_DAY: Final = re.compile(r"(?<!\d)(\d{4})-02-29(?!\d)")


class NewUnit(NamedTuple):
    """A unit as it was typed."""

    name: str
    group: str = ""
    aliases: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    """A number for each track; empty: none is set, ``—``: not assessed."""


class NewOutlet(NamedTuple):
    """An outlet as it was typed: ``市级 市政府办公室《工作动态》 简讯4 专报8``."""

    track: str
    issuer: str
    name: str
    titled: bool
    points: Mapping[str, str]
    """By form; the form "" is any."""


class NewOffice(Struct, frozen=True, kw_only=True):
    """What is known of an office; what is not is taken from the sample."""

    issuer: str = ""
    number: str = ""
    """The pattern of document numbers, or a whole number such as 某局发〔2026〕12号."""
    units: tuple[NewUnit, ...] = ()
    outlets: tuple[NewOutlet, ...] = ()
    targets: Mapping[str, str] = {}
    """By track: what each unit without a target of its own has to reach."""


def units_of(text: str) -> Iterator[NewUnit]:
    """Yield the units of typed or pasted lines, or of a table as CSV or copied from Excel.

    A line holds one unit with its targets, or several units; a line that ends with a colon names
    the group of those below it.
    """
    group = ""
    heads: list[str] = []
    for line in map(str.strip, text.removeprefix("\ufeff").splitlines()):
        cells = _cells(line)
        if not cells:
            continue
        if cells[0] in _HEADS | _GROUPS:
            heads = cells
        elif heads:
            yield _by_heads(dict(zip(heads, cells, strict=False)))
        elif line.endswith((":", "：")):
            group = line[:-1].strip()
        elif all(_is_target(cell) for cell in cells[1:]):
            yield NewUnit(cells[0], group, targets=tuple(cells[1:]))
        else:
            yield from (NewUnit(cell, group) for cell in cells if cell)


def _cells(line: str) -> list[str]:
    """Return the parts of a line; empty cells are kept where the line is a table's."""
    if "\t" in line or "," in line:
        (row,) = csv.reader(StringIO(line), delimiter="\t" if "\t" in line else ",")
        return [cell.strip() for cell in row]
    return [part for part in re.split(r"[、，;；\s]+", line) if part]


def _is_target(cell: str) -> bool:
    return not cell or cell in _NOT_ASSESSED or _NUMBER.fullmatch(cell) is not None


def _by_heads(cells: Mapping[str, str]) -> NewUnit:
    name = next((cells[head] for head in cells if head in _HEADS), "")
    group = next((cells[head] for head in cells if head in _GROUPS), "")
    aliases = tuple(re.split(r"[、，;；\s]+", cells.get("别名", "")))
    targets = [cells[head] for head in cells if head not in _HEADS | _GROUPS | {"别名"}]
    return NewUnit(name, group, tuple(filter(None, aliases)), tuple(targets))


def outlet_of(text: str) -> NewOutlet | None:
    """Return the outlet of a typed line; ``None``: it is none."""
    track, _, rest = text.strip().partition(" ")
    called, *worth = rest.split() or [""]
    found = _OUTLET.fullmatch(called)
    points = [_POINTS.fullmatch(part) for part in worth]
    if not called or not points or None in points:
        return None
    each = {part["form"]: part["points"] for part in points if part is not None}
    if found is not None:
        return NewOutlet(track, found["issuer"], found["name"], titled=True, points=each)
    return NewOutlet(track, "", called, titled=not called.endswith(_UNTITLED), points=each)


def founded(office: NewOffice, root: Path, year: int) -> list[NewFile]:
    """Return the setup files of an office with these particulars, the sample's for the rest."""
    texts = {file.path.name: file.data.decode() for file in sample(root, year)}
    tracks = tuple(dict.fromkeys(one.track for one in office.outlets)) or TRACKS
    if office.units:
        texts["units.yaml"] = _units(texts["units.yaml"], office, tracks, year, GROUP)
    if office.outlets:
        texts["rules.yaml"] = _rules(texts["rules.yaml"], office.outlets, tracks)
    texts["circular.yaml"] = _columns(texts["circular.yaml"], tracks)
    if office.units:
        groups = dict.fromkeys(unit.group or GROUP for unit in office.units)
        line = f"addressees: {flow('，'.join(groups))}"
        texts["circular.yaml"] = _line(texts["circular.yaml"], "addressees", line)
    texts["circular.yaml"] = _named(texts["circular.yaml"], office)
    return [NewFile(root / name, text.encode()) for name, text in texts.items()]


def _units(text: str, office: NewOffice, tracks: Sequence[str], year: int, otherwise: str) -> str:
    """Return units.yaml with the office's units below the comments that ``text`` begins with."""
    comments = [line for line in text.splitlines() if line.startswith("#")][:2]
    lines = [
        *comments,
        "# 任务写 null：计分，但没有下达任务；没有写某个考核项：不考核该项。",
        "groups:",
    ]
    groups: dict[str, list[NewUnit]] = {}
    for unit in office.units:
        groups.setdefault(unit.group or otherwise, []).append(unit)
    for name, units in groups.items():
        lines += [f"  - name: {flow(name)}", "    units:"]
        for unit in units:
            lines.append(f"      - name: {flow(unit.name)}")
            if unit.aliases:
                lines.append(f"        aliases: {flow(unit.aliases)}")
            targets = flow({str(year): dict(_targets(unit, tracks, office.targets))})
            lines.append(f"        targets: {targets}")
    return "\n".join([*lines, ""])


def _targets(
    unit: NewUnit, tracks: Sequence[str], otherwise: Mapping[str, str]
) -> Iterator[tuple[str, str | None]]:
    for place, track in enumerate(tracks):
        own = unit.targets[place] if place < len(unit.targets) else otherwise.get(track, "")
        if own not in _NOT_ASSESSED:
            yield track, own or None


def _rules(text: str, outlets: Iterable[NewOutlet], tracks: Sequence[str]) -> str:
    """Return rules.yaml with these outlets in place of the sample's."""
    head, _, rest = text.partition("    outlets:\n")
    tail = rest[rest.index("    #") :]
    lines = [_line(head, "tracks", f"tracks: {flow(tracks)}"), "    outlets:\n"]
    for one in outlets:
        lines.append(f"      {flow(one.name)}:\n")
        if one.issuer:
            lines.append(f"        issuer: {flow(one.issuer)}\n")
        if not one.titled:
            lines.append("        titled: false           # 不加书名号\n")
        points = one.points.get("") if list(one.points) == [""] else _forms(one.points)
        lines.append(f"        track: {flow(one.track)}\n        points: {flow(points)}\n")
    return "".join([*lines, tail])


def _forms(points: Mapping[str, str]) -> dict[str, str]:
    return {form or "信息": worth for form, worth in points.items()}


def _columns(text: str, tracks: Sequence[str]) -> str:
    """Return circular.yaml with a pair of columns for each track."""
    kept = [line for line in text.splitlines(keepends=True) if "track: " not in line]
    place = next(at for at, line in enumerate(kept, start=1) if "show: unit" in line)
    columns = [
        f"        - {{show: target, track: {flow(track)}, header: {flow(f'{track}任务（分）')}}}\n"
        f'        - {{show: score, track: {flow(track)}, header: "{{short}}得分"}}\n'
        for track in tracks
    ]
    return "".join([*kept[:place], *columns, *kept[place:]])


def _named(text: str, office: NewOffice) -> str:
    """Return circular.yaml with the office's name and number."""
    if office.issuer:
        text = _line(text, "issuer", f"issuer: {flow(office.issuer)}")
        text = _line(text, "letterhead", f"letterhead: {flow(office.issuer + '文件')}")
        if not office.number:
            pattern = f"{office.issuer}〔{{year}}〕{{number}}号"
            text = _line(text, "number", f"number: {pattern}")
    if office.number:
        text = _line(text, "number", f"number: {pattern_of(office.number)}")
    return text


def _line(text: str, key: str, line: str) -> str:
    return re.sub(rf"(?m)^{key}: .*$", lambda _: line, text, count=1)


def examples() -> Path:
    """Return the folder of the examples, in the package or beside it."""
    package = Path(infoscore.__file__).parent
    return next(
        (
            folder
            for folder in (package / "examples", package.parent / "examples")
            if folder.exists()
        ),
        package / "examples",
    )


def example_called(name: str) -> list[str]:
    """Return the folders of the examples of which ``name`` is part: of theirs or their office's."""
    wanted = fold(name)
    text = (examples() / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[?([\w-]+)(?:\]\([^)]+\))? \| ([^|]+) \|", text, re.MULTILINE)
    known = [(folder, said) for folder, said in rows if (examples() / folder).is_dir()]
    exact = [folder for folder, _ in known if fold(folder) == wanted]
    return exact or [folder for folder, said in known if wanted in fold(folder + said)]


def example_names() -> list[str]:
    """Return the names of all examples."""
    return sorted(path.parent.name for path in examples().glob("*/rules.yaml"))


def like(name: str, office: NewOffice, root: Path, year: int) -> list[NewFile]:
    """Return the setup files of an example, moved to ``year``, with the office's particulars."""
    folder = examples() / name
    setup = load(folder).setup
    assert setup is not None, "the examples have no errors"
    calendar = setup.book.calendar
    latest = max(setup.roster.years(), default=0) or calendar.year_of(
        setup.book.editions[-1].effective
    )
    found = {}
    for file in ("units.yaml", "rules.yaml", "circular.yaml", "columns.yaml"):
        if not (folder / file).exists():
            continue
        text = (folder / file).read_text(encoding="utf-8")
        found[file] = "".join(
            _moved(line, year - latest) for line in text.splitlines(keepends=True)
        )
    if office.units:
        tracks = [track.name for track in setup.book.tracks]
        group = setup.roster.groups[0].name
        found["units.yaml"] = _units("", office, tracks, year, group)
    found["circular.yaml"] = _named(found["circular.yaml"], office)
    return [NewFile(root / file, text.encode()) for file, text in found.items()]


def _moved(line: str, years: int) -> str:
    """Return a line with its years moved, those in comments as they are."""
    code, hash_, comment = line.partition("#") if line.lstrip().startswith("#") else (line, "", "")
    moved = _YEAR.sub(lambda found: str(int(found[0]) + years), code)
    return _LEAP_DAY.sub(_in_february, moved) + hash_ + comment


def _in_february(found: re.Match[str]) -> str:
    """Return the last day of a February, of which 29 was written."""
    return found[0] if isleap(int(found[1])) else f"{found[1]}-02-28"


def problems_of(files: Iterable[NewFile], today: date) -> list[Problem]:
    """Return what is wrong with setup files that are not written yet."""
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            (Path(folder) / file.path.name).write_bytes(file.data)
        return review(load(Path(folder)), today)
