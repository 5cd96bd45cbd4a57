"""MAF: one row a variant in a sample, many samples in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

from radiotmb.tmb.column_file import ColumnFile
from radiotmb.tmb.consequence import TERMS, Effect
from radiotmb.tmb.variant import Evidence, Layout, number, position

_NEEDED = (
    "Chromosome",
    "Start_Position",
    "Reference_Allele",
    "Tumor_Seq_Allele2",
    "Variant_Classification",
)
_COUNTS = ("t_depth", "t_ref_count", "t_alt_count")
_KNOWN = {
    name.lower(): name for name in (*_NEEDED, *_COUNTS, "Tumor_Sample_Barcode", "Hugo_Symbol")
}
_FRACTIONS = ("t_vaf", "tumor_f", "i_TumorVAF_WU", "t_AF")


class MafVariant:
    """One row."""

    __slots__ = ("_cells", "_file", "chrom", "filter", "line", "pos", "sample")

    def __init__(self, file: MafFile, line: int, cells: list[str]) -> None:
        self._file, self.line, self._cells = file, line, cells
        self.chrom = self.cell("Chromosome")
        self.pos = position(self.cell("Start_Position"), file.path, line)
        self.sample = self.cell("Tumor_Sample_Barcode") or file.path.name.split(".")[0]
        self.filter = self.cell("FILTER") or "."

    def cell(self, column: str) -> str:
        place = self._file.columns.get(column)
        return "" if place is None else self._cells[place]

    @property
    def ref(self) -> str:
        return self.cell("Reference_Allele")

    @property
    def alt(self) -> str:
        first, second = self.cell("Tumor_Seq_Allele1"), self.cell("Tumor_Seq_Allele2")
        return first if second in ("", self.ref) and first not in ("", self.ref) else second

    def absent(self) -> bool:
        # A row is a call: the sample carries the allele, unless both alleles are the reference.
        return self.alt == self.ref

    def counts(self, wanted: frozenset[str]) -> bool:
        return any(term in wanted for _, term in self.effects())

    def effects(self) -> list[Effect]:
        raw = self.cell("Variant_Classification")
        return [(self.cell("Hugo_Symbol"), TERMS["maf"].get(raw, raw))]

    def _count(self, column: str) -> float | None:
        return number(self.cell(column), column, self._file.path, self.line)

    def evidence(self) -> Evidence:
        depth, ref, alt = (self._count(name) for name in _COUNTS)
        forced_depth, fraction_column = self._file.depth_tag, self._file.fraction_tag
        if depth is None and ref is not None and alt is not None:
            depth = ref + alt
        if forced_depth:
            depth = self._count(forced_depth)
        fraction = None
        if fraction_column:
            fraction = self._share(fraction_column)
        elif alt is not None and (whole := alt + ref if ref is not None else depth) is not None:
            fraction = alt / whole if whole > 0 else 0.0
        if alt is None and depth is not None and fraction is not None:
            alt = round(depth * fraction)
        return Evidence(depth, alt, fraction)

    def _share(self, column: str) -> float | None:
        text = self.cell(column)
        value = number(text.rstrip("%"), column, self._file.path, self.line)
        # Some centres write percent without the sign.
        percent = text.endswith("%") or (value is not None and value > 1)
        return value if value is None or not percent else value / 100

    def frequency(self) -> float | None:
        return self._count((self._file.frequency_tag or "").rpartition("/")[2])


class MafFile(ColumnFile):
    """A MAF, plain or gzipped.

    Parameters
    ----------
    path : path
    sample : str, optional
        Only this Tumor_Sample_Barcode; all of them otherwise.
    tags : str
        As :class:`ColumnFile` has them.
    """

    kind: ClassVar[str] = "MAF"

    def __init__(self, path: Path, sample: str | None = None, **tags: str | None) -> None:
        super().__init__(path, **tags)
        self.wished = sample
        has = self.columns
        counted = "t_alt_count" in has and ("t_ref_count" in has or "t_depth" in has)
        if not counted and self.fraction_tag is None:
            self.fraction_tag = next((name for name in _FRACTIONS if name in has), None)
        deep = bool(
            self.depth_tag or "t_depth" in has or {"t_ref_count", "t_alt_count"} <= set(has)
        )
        used = [self.depth_tag, *(c for c in _COUNTS if c in has), self.fraction_tag]
        evidence = "+".join(name for name in used if name) or "none"
        shares = bool(self.fraction_tag or counted)
        self.layout = Layout(self.path, self.kind, "maf", evidence, deep, shares, ())

    def _read_columns(self) -> Mapping[str, int]:
        for line in self._lines:
            self._line += 1
            if not line or line.startswith(b"#"):
                continue
            found = {
                self._spelling(name): place
                for place, name in enumerate(line.decode("utf-8-sig", "replace").split("\t"))
            }
            missing = [name for name in _NEEDED if name not in found]
            if missing:
                break
            return found
        else:
            missing = list(_NEEDED)
        raise self._not_as_expected(
            f"not a MAF header: no column {', '.join(missing)}",
            "tab-separated columns under the names of the MAF specification",
        )

    @staticmethod
    def _spelling(name: str) -> str:
        # Column names differ in case between centres (End_position, Start_position).
        return _KNOWN.get(name.strip().lower(), name.strip())

    def __iter__(self) -> Iterator[MafVariant]:
        width = max(self.columns.values()) + 1
        place = self.columns.get("Tumor_Sample_Barcode")
        wished = None if self.wished is None or place is None else self.wished
        for cells in self._rows():
            if len(cells) < width:
                raise self._not_as_expected(
                    f"{len(cells)} columns between tabs", f"{width} as in the header"
                )
            if wished is None or cells[place] == wished:
                yield MafVariant(self, self._line, cells)
