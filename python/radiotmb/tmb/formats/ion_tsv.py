"""Ion Reporter's variant TSV: one row a locus, one sample a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from radiotmb.errors import InputError
from radiotmb.tmb.alleles import is_position
from radiotmb.tmb.annotators.ion import IonReporter
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.columns import Layout
from radiotmb.tmb.consequence import Effect
from radiotmb.tmb.formats.listed import NAN, ListedFile, Row
from radiotmb.tmb.resources import Resources

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
_PARTS = re.compile(r"[|,;]")
_LEFT_OUT = "without a usable locus were left out"


class IonFile(ListedFile):
    """A variant TSV as Ion Reporter downloads it.

    Parameters
    ----------
    path : path
    assay : Assay
    resources : Resources
    sample : str, optional
        The sample's name; the file's own otherwise.
    """

    kind: ClassVar[str] = "TSV"

    def __init__(
        self, path: Path, assay: Assay, resources: Resources, sample: str | None = None
    ) -> None:
        super().__init__(path, assay, resources, sample)
        self.depth_tag = self.own_column(resources.depth_tag, "--depth-tag") or "depth"
        self.fraction_tag = self.own_column(resources.fraction_tag, "--fraction-tag")
        tag = assay.germline.info_tag if "germline" in assay.filters else None
        self.frequency_tag = self.own_column(tag, "germline info_tag")
        has = self.names
        self.layout = Layout(
            kind="Ion Reporter TSV",
            annotator="ion",
            transcripts="all that the file lists",
            evidence="coverage+allele coverage" if "counts" in has else "coverage+frequency",
            has_depth=self.depth_tag in has,
            has_fraction=bool(self.fraction_tag)
            or "frequency" in has
            or {"counts", "depth"} <= set(has),
        )

    def names_of(self, cells: Sequence[str]) -> dict[str, int] | None:
        found = {self.spelling(name): place for place, name in enumerate(cells)}
        if "locus" not in found:
            return None
        for ours, theirs in _NAMES.items():
            place = next((found[name] for name in theirs if name in found), None)
            if place is not None:
                found[ours] = place
        whole = {"ref", "function"} <= found.keys() and bool({"alt", "genotype"} & found.keys())
        return found if whole else None

    def missing_header(self) -> InputError:
        return self.not_as_expected(
            "not the header of Ion Reporter's variant TSV",
            "columns locus, ref, genotype (or normalizedAlt), function, coverage",
        )

    @staticmethod
    def spelling(name: str) -> str:
        plain = name.strip().lstrip("#").strip().lower()
        return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")

    def rows_of(self, line: int, cells: list[str]) -> list[Row]:
        chrom, colon, pos = self.cell(cells, "locus").rpartition(":")
        if not colon:
            self.bad_row(line, "no locus", _LEFT_OUT)
            return []
        if not is_position(pos):
            self.bad_row(line, f"the position is '{pos[:40]}'", _LEFT_OUT)
            return []
        ref, genotype = self.cell(cells, "ref"), self.cell(cells, "genotype")
        called = [allele for allele in re.split(r"[/|]", genotype) if allele]
        named = [alt.strip() for alt in self.cell(cells, "alt").split(",")]
        named = [alt for alt in named if alt not in ("", ".")]
        alts = named if named and not called else [a for a in dict.fromkeys(called) if a != ref]
        rows = []
        for alt in alts or [ref]:
            row = Row(line, chrom, int(pos), ref, alt, self.cell(cells, "filter") or ".")
            row.carried = int(alt != ref and (not called or alt in called))
            row.effects = self._effects(cells)
            self._count(row, cells)
            rows.append(row)
        return rows

    def _effects(self, cells: list[str]) -> list[Effect]:
        gene = _PARTS.split(self.cell(cells, "gene"))[0]
        raw = [part.strip() for part in _PARTS.split(self.cell(cells, "function"))]
        raw += [part.strip() for part in _PARTS.split(self.cell(cells, "location"))]
        terms = IonReporter.terms
        return [Effect(gene, terms.get(term, term)) for term in raw if term and term != "exonic"]

    def _number(self, line: int, text: str, name: str) -> float:
        if text in ("", ".", "NA"):
            return NAN
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = -1.0
        if not 0 <= value < 1e12:
            self.bad_row(line, f"{name} is '{text[:40]}'", "are taken without their counts")
            return NAN
        return value

    def _count(self, row: Row, cells: list[str]) -> None:
        depth = self._number(row.line, self.cell(cells, self.depth_tag), self.depth_tag)
        counts = _by_allele(self.cell(cells, "counts"), row.alt)
        alt = self._number(row.line, counts.get(row.alt, ""), "allele coverage")
        ref = self._number(row.line, counts.get(row.ref, ""), "allele coverage")
        if self.fraction_tag:
            text = self.cell(cells, self.fraction_tag)
        else:
            text = _by_allele(self.cell(cells, "frequency"), row.alt).get(row.alt, "")
        said = self._number(row.line, text.rstrip("%"), "frequency") / 100
        if said > 1:
            raise self.not_as_expected(
                f"the frequency is '{text[:40]}'", "a percentage of at most 100", row.line
            )
        counted = alt == alt and depth == depth and depth > 0 and not self.fraction_tag
        fraction = alt / max(depth, alt) if counted else said
        if alt != alt and depth == depth and fraction == fraction:
            alt = round(depth * fraction)
        row.depth, row.ref_depth, row.alt_depth, row.fraction = depth, ref, alt, fraction
        if self.frequency_tag:
            text = self.cell(cells, self.frequency_tag)
            row.frequency = self._number(row.line, text, self.frequency_tag)


def _by_allele(text: str, alt: str) -> dict[str, str]:
    """``C=972,T=1024`` as a mapping; a bare number belongs to the alternate."""
    if text and "=" not in text:
        return {alt: text}
    pairs = (part.split("=", 1) for part in text.split(",") if "=" in part)
    return {allele.strip(): value.strip() for allele, value in pairs}
