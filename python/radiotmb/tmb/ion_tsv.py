"""Ion Reporter's variant TSV: one row a locus, one sample a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

from radiotmb.tmb.column_file import ColumnFile
from radiotmb.tmb.consequence import TERMS, Effect
from radiotmb.tmb.variant import Evidence, Layout, number, position

# Ion Reporter's names changed between versions; both are read (lower case, one underscore
# between words).
_NAMES = {
    "locus": ("locus",),
    "ref": ("ref", "reference"),
    "alt": ("normalizedalt", "observed_allele", "alt"),
    "genotype": ("genotype",),
    "filter": ("filter",),
    "depth": ("coverage",),
    "counts": ("allele_coverage",),
    "frequency": ("frequency", "allele_frequency", "variant_frequency"),
    "gene": ("gene", "genes"),
    "function": ("function", "variant_effect"),
    "location": ("location",),
}


class IonVariant:
    """One alternate allele of a row."""

    __slots__ = ("_cells", "_file", "alt", "chrom", "filter", "line", "pos", "ref", "sample")

    def __init__(self, file: IonFile, line: int, cells: list[str], ref: str, alt: str) -> None:
        self._file, self.line, self._cells = file, line, cells
        chrom, _, pos = self.cell("locus").rpartition(":")
        self.chrom, self.pos = chrom, position(pos, file.path, line)
        self.ref, self.alt = ref, alt
        self.sample = file.sample
        self.filter = self.cell("filter") or "."

    def cell(self, name: str) -> str:
        place = self._file.columns.get(name)
        return "" if place is None or place >= len(self._cells) else self._cells[place].strip()

    def absent(self) -> bool:
        genotype = self.cell("genotype")
        called = re.split(r"[/|]", genotype) if genotype else [self.alt]
        return self.alt == self.ref or self.alt not in called

    def counts(self, wanted: frozenset[str]) -> bool:
        return any(term in wanted for _, term in self.effects())

    def effects(self) -> list[Effect]:
        gene = re.split(r"[|,;]", self.cell("gene"))[0]
        raw = [part.strip() for part in re.split(r"[|,;]", self.cell("function"))]
        raw += [part.strip() for part in re.split(r"[|,;]", self.cell("location"))]
        return [(gene, TERMS["ion"].get(term, term)) for term in raw if term and term != "exonic"]

    def evidence(self) -> Evidence:
        path, line = self._file.path, self.line
        depth_name = self._file.depth_tag or "depth"
        depth = number(self.cell(depth_name), depth_name, path, line)
        counts = self._by_allele("counts")
        alt = number(counts.get(self.alt), "allele coverage", path, line)
        if self._file.fraction_tag:
            text = self.cell(self._file.fraction_tag)
        else:
            text = self._by_allele("frequency").get(self.alt, "")
        share = number(text.rstrip("%"), "frequency", path, line)
        if alt is not None and depth and not self._file.fraction_tag:
            return Evidence(depth, alt, alt / depth)
        fraction = None if share is None else share / 100
        if alt is None and depth is not None and fraction is not None:
            alt = round(depth * fraction)
        return Evidence(depth, alt, fraction)

    def _by_allele(self, name: str) -> dict[str, str]:
        """``C=972,T=1024`` as a mapping; a bare number belongs to the alternate."""
        text = self.cell(name)
        if text and "=" not in text:
            return {self.alt: text}
        pairs = (part.split("=", 1) for part in text.split(",") if "=" in part)
        return {allele.strip(): value.strip() for allele, value in pairs}

    def frequency(self) -> float | None:
        tag = self._file.frequency_tag or ""
        return number(self.cell(tag), tag, self._file.path, self.line)


class IonFile(ColumnFile):
    """A variant TSV as Ion Reporter downloads it.

    Parameters
    ----------
    path : path
    sample : str, optional
        The sample's name; the file's own otherwise.
    tags : str
        As :class:`ColumnFile` has them.
    """

    kind: ClassVar[str] = "TSV"

    def __init__(self, path: Path, sample: str | None = None, **tags: str | None) -> None:
        super().__init__(path, **tags)
        self.sample = sample or self.path.name.split(".")[0]
        has = self.columns
        self.layout = Layout(
            self.path,
            "Ion Reporter TSV",
            "ion",
            "coverage+allele coverage" if "counts" in has else "coverage+frequency",
            bool(self.depth_tag) or "depth" in has,
            bool(self.fraction_tag) or "frequency" in has or {"counts", "depth"} <= set(has),
            (),
        )

    def _read_columns(self) -> Mapping[str, int]:
        for line in self._lines:
            self._line += 1
            names = [
                self._spelling(name) for name in line.decode("utf-8-sig", "replace").split("\t")
            ]
            if "locus" not in names:
                if line and not line.startswith(b"#"):
                    break
                continue
            found = {name: place for place, name in enumerate(names)}
            for ours, theirs in _NAMES.items():
                place = next((found[name] for name in theirs if name in found), None)
                if place is not None:
                    found[ours] = place
            missing = [name for name in ("ref", "function") if name not in found]
            if not ({"alt", "genotype"} & set(found)):
                missing.append("genotype")
            if not missing:
                return found
            break
        raise self._not_as_expected(
            "not the header of Ion Reporter's variant TSV",
            "columns locus, ref, genotype (or normalizedAlt), function, coverage",
        )

    @staticmethod
    def _spelling(name: str) -> str:
        plain = name.strip().lstrip("#").strip().lower()
        return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")

    def __iter__(self) -> Iterator[IonVariant]:
        locus = self.columns["locus"]
        for cells in self._rows():
            if len(cells) <= locus or ":" not in cells[locus]:
                raise self._not_as_expected("no locus", "chromosome:position")
            for ref, alt in self._alleles(cells):
                yield IonVariant(self, self._line, cells, ref, alt)

    def _alleles(self, cells: list[str]) -> list[tuple[str, str]]:
        def cell(name: str) -> str:
            place = self.columns.get(name)
            return "" if place is None or place >= len(cells) else cells[place].strip()

        ref = cell("ref")
        named = [alt.strip() for alt in cell("alt").split(",") if alt.strip() not in ("", ".")]
        called = [allele for allele in re.split(r"[/|]", cell("genotype")) if allele]
        alts = named if named and not called else [a for a in dict.fromkeys(called) if a != ref]
        return [(ref, alt) for alt in alts] or [(ref, ref)]
