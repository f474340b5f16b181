"""Circulars as the command makes them: LibreOffice looks at many in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from infoscore.document import Circular
from infoscore.render import circular_docx, pdf
from infoscore.render.docx.fit import Spot, Spots
from infoscore.render.docx.looks import Layout
from tests.render.rendering import to_pdf


@dataclass
class Sweep:
    """Circulars whose Word files are made, looked at and chosen, many in one go."""

    faces: Path | None = None
    _seen: dict[bytes, Spots] = field(default_factory=dict)

    def docx(self, cases: Mapping[str, tuple[Circular, bool]]) -> dict[str, tuple[Layout, bytes]]:
        done: dict[str, tuple[Layout, bytes]] = {}
        while len(done) < len(cases):
            wanted: list[bytes] = []

            def look(files: Sequence[bytes], wanted: list[bytes] = wanted) -> list[Spots]:
                wanted += [file for file in files if file not in self._seen]
                return [self._seen.get(file, {}) for file in files]

            for name, (circular, seal) in cases.items():
                if name in done:
                    continue
                before = len(wanted)
                layout = circular_docx.fitting(circular, Layout(sealed=seal), look)
                if len(wanted) == before:
                    done[name] = layout, circular_docx.render(circular, layout)
            self._convert(wanted)
        return done

    def _convert(self, files: Sequence[bytes]) -> None:
        made = to_pdf({str(n): file for n, file in enumerate(files)}, 900, self.faces)
        for n, file in enumerate(files):
            places = pdf.places(made[str(n)])
            self._seen[file] = {name: Spot(*at) for name, at in places.items()}
