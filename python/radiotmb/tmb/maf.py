"""MAF: one row a variant in a sample, many samples in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from radiotmb.errors import InputError
from radiotmb.tmb.consequence import TERMS, Effect
from radiotmb.tmb.lines import read_lines
from radiotmb.tmb.variant import Evidence, Layout, number, position

_NEEDED = (
    "Chromosome",
    "Start_Position",
    "Reference_Allele",
    "Tumor_Seq_Allele2",
    "Variant_Classification",
)
_COUNTS = ("t_depth", "t_ref_count", "t_alt_count")
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


class MafFile:
    """A MAF, plain or gzipped.

    Parameters
    ----------
    path : path
    sample : str, optional
        Only this Tumor_Sample_Barcode; all of them otherwise.
    depth_tag, fraction_tag, frequency_tag : str, optional
        Columns to use instead of the recognised ones.

    Raises
    ------
    InputError
        Naming the file and the line or column.
    """

    def __init__(
        self,
        path: Path,
        sample: str | None = None,
        *,
        depth_tag: str | None = None,
        fraction_tag: str | None = None,
        frequency_tag: str | None = None,
    ) -> None:
        self.path, self.wished = Path(path), sample
        self._lines = read_lines(self.path)
        self._line = 0
        self.columns = self._read_columns()
        self.depth_tag = self._column(depth_tag, "--depth-tag")
        has = self.columns
        self.fraction_tag = self._column(fraction_tag, "--fraction-tag")
        counted = "t_alt_count" in has and ("t_ref_count" in has or "t_depth" in has)
        if not counted and self.fraction_tag is None:
            self.fraction_tag = next((name for name in _FRACTIONS if name in has), None)
        self.frequency_tag = self._column(frequency_tag, "germline info_tag")
        deep = bool(
            self.depth_tag or "t_depth" in has or {"t_ref_count", "t_alt_count"} <= set(has)
        )
        used = [self.depth_tag, *(c for c in _COUNTS if c in has), self.fraction_tag]
        self.layout = Layout(
            self.path,
            "MAF",
            "maf",
            "+".join(name for name in used if name) or "none",
            deep,
            bool(self.fraction_tag or counted),
            (),
        )

    def _read_columns(self) -> Mapping[str, int]:
        for line in self._lines:
            self._line += 1
            if not line or line.startswith(b"#"):
                continue
            found = {
                _spelling(name): place
                for place, name in enumerate(line.decode("utf-8-sig", "replace").split("\t"))
            }
            missing = [name for name in _NEEDED if name not in found]
            if missing:
                break
            return found
        else:
            missing = list(_NEEDED)
        raise InputError(
            f"not a MAF header: no column {', '.join(missing)}",
            file=self.path,
            where=f"line {max(self._line, 1)}",
            expected="tab-separated columns under the names of the MAF specification",
        )

    def _column(self, wish: str | None, option: str) -> str | None:
        if wish is None:
            return None
        name = wish.rpartition("/")[2]
        if name not in self.columns:
            raise InputError(
                f"no column '{name}'", file=self.path, hint=f"{option} names a column of the MAF"
            )
        return name

    def __iter__(self) -> Iterator[MafVariant]:
        width = max(self.columns.values()) + 1
        place = self.columns.get("Tumor_Sample_Barcode")
        wished = None if self.wished is None or place is None else self.wished
        for line in self._lines:
            self._line += 1
            if not line or line.startswith(b"#"):
                continue
            cells = line.decode("utf-8", "replace").split("\t")
            if len(cells) < width:
                raise InputError(
                    f"{len(cells)} columns between tabs",
                    file=self.path,
                    where=f"line {self._line}",
                    expected=f"{width} as in the header",
                )
            if wished is None or cells[place] == wished:
                yield MafVariant(self, self._line, cells)


def _spelling(name: str) -> str:
    """Column names differ in case between centres (End_position, Start_position)."""
    known = {n.lower(): n for n in (*_NEEDED, *_COUNTS, "Tumor_Sample_Barcode", "Hugo_Symbol")}
    return known.get(name.strip().lower(), name.strip())
