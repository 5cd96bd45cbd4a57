"""The right reader for a file, told by its content and not by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from radiotmb.errors import InputError
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.bgzf import Span
from radiotmb.tmb.columns import Columns, Layout, PercentColumn
from radiotmb.tmb.formats.ion_tsv import IonFile
from radiotmb.tmb.formats.maf import MafFile
from radiotmb.tmb.formats.multianno import MultiannoFile
from radiotmb.tmb.formats.vcf import VcfReader
from radiotmb.tmb.lines import read_lines, starts_as_bcf
from radiotmb.tmb.resources import Resources

__all__ = ["PercentColumn", "VariantFile", "file_kind", "open_variants"]

_LOOKED_AT = 5000  # lines before a header


class VariantFile(Protocol):
    """What every reader is: a layout, samples known beforehand, and blocks of columns."""

    path: Path
    layout: Layout
    percent: set
    over_one: Counter

    def own_samples(self) -> list[str]:
        """Samples that are there, with or without a variant."""
        ...

    def blocks(self) -> Iterator[Columns]:
        """The variants, a block after the other."""
        ...

    def finish(self) -> None:
        """What is to be said, or refused, when all blocks were read."""
        ...


def file_kind(path: str | Path) -> str:
    """``VCF``, ``BCF``, ``MAF``, ``Ion Reporter TSV`` or ``ANNOVAR table``, by the first lines.

    Raises
    ------
    InputError
        Where it is none of them, or empty.
    """
    path = Path(path)
    if starts_as_bcf(path):
        return "BCF"
    seen = 0
    for line in read_lines(path):
        seen += 1
        if line.startswith((b"##fileformat=VCF", b"#CHROM\tPOS")):
            return "VCF"
        columns = line.replace(b'"', b"").lstrip(b"# ").lower().split(b"\t")
        if b"variant_classification" in columns:
            return "MAF"
        if b"locus" in columns:
            return "Ion Reporter TSV"
        if columns[0] == b"chr" and any(name.startswith(b"exonicfunc.") for name in columns):
            return "ANNOVAR table"
        if line and not line.startswith(b"#"):
            break
        if seen > _LOOKED_AT:
            break
    raise InputError(
        "not a file of variants" if seen else "the file is empty",
        file=path,
        where=f"line {seen}" if seen else None,
        expected="a VCF, BCF or MAF, Ion Reporter's or ANNOVAR's table, with its header",
    )


def open_variants(
    path: str | Path,
    assay: Assay,
    resources: Resources,
    sample: str | None = None,
    span: Span | None = None,
) -> VariantFile:
    """Open a file of variants.

    Parameters
    ----------
    path : path
        VCF, VCF.gz, BCF, MAF (plain or gzipped), Ion Reporter's variant TSV, or ANNOVAR's
        multianno.txt.
    assay : Assay
    resources : Resources
    sample : str, optional
        A sample's name in a file of several.
    span : Span, optional
        One part of a BGZF VCF.

    Raises
    ------
    InputError
        Naming the file and the line or tag.
    """
    path = Path(path)
    kind = file_kind(path)
    if kind == "MAF":
        return MafFile(path, assay, resources, sample)
    if kind == "Ion Reporter TSV":
        return IonFile(path, assay, resources, sample)
    if kind == "ANNOVAR table":
        return MultiannoFile(path, assay, resources, sample)
    return VcfReader(path, assay, resources, sample, span)
