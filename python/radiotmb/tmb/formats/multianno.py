"""ANNOVAR's multianno.txt: one row an allele, one sample a file, no counts of reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from radiotmb.errors import InputError
from radiotmb.tmb.alleles import is_position
from radiotmb.tmb.annotators.annovar import Annovar
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.columns import Layout
from radiotmb.tmb.formats.listed import ListedFile, Row
from radiotmb.tmb.resources import Resources

_PLACES = ("Chr", "Start", "Ref", "Alt")


class MultiannoFile(ListedFile):
    """A table of table_annovar.

    Parameters
    ----------
    path : path
    assay : Assay
    resources : Resources
    sample : str, optional
        The sample's name; the file's own otherwise.
    """

    kind: ClassVar[str] = "multianno.txt"

    def __init__(
        self, path: Path, assay: Assay, resources: Resources, sample: str | None = None
    ) -> None:
        super().__init__(path, assay, resources, sample)
        self.layout = Layout(
            kind="ANNOVAR table",
            annotator="annovar",
            transcripts="ANNOVAR's first",
            evidence="none",
            has_depth=False,
            has_fraction=False,
        )

    def names_of(self, cells: Sequence[str]) -> dict[str, int] | None:
        found = {name.strip(): place for place, name in enumerate(cells)}
        exonic = next((name for name in found if name.startswith("ExonicFunc.")), None)
        if exonic is None or not all(name in found for name in _PLACES):
            return None
        self.model = exonic.partition(".")[2]
        return found

    def missing_header(self) -> InputError:
        return self.not_as_expected(
            "not the header of ANNOVAR's table", "columns Chr, Start, Ref, Alt, ExonicFunc.refGene"
        )

    def rows_of(self, line: int, cells: list[str]) -> list[Row]:
        pos = self.cell(cells, "Start")
        if not is_position(pos):
            what = f"the position is '{pos[:40]}'"
            self.bad_row(line, what, "without a usable position were left out")
            return []
        effects = Annovar.effects_of_fields(
            self.cell(cells, f"Gene.{self.model}"),
            self.cell(cells, f"Func.{self.model}"),
            self.cell(cells, f"ExonicFunc.{self.model}"),
        )
        chrom, ref, alt = (self.cell(cells, name) for name in ("Chr", "Ref", "Alt"))
        return [Row(line, chrom, int(pos), ref, alt, effects=effects)]
