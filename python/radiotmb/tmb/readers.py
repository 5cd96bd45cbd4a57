"""The right reader for a file, told by its content and not by its name."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from radiotmb.errors import InputError
from radiotmb.tmb.bgzf import Span
from radiotmb.tmb.ion_tsv import IonFile
from radiotmb.tmb.lines import read_lines
from radiotmb.tmb.maf import MafFile
from radiotmb.tmb.variant import Layout, Variant
from radiotmb.tmb.vcf import VcfFile


class VariantFile(Protocol):
    """What every reader is: a layout, and variants to iterate over."""

    path: Path
    layout: Layout

    def __iter__(self) -> Iterator[Variant]: ...


def file_kind(path: str | Path) -> str:
    """``VCF``, ``BCF``, ``MAF`` or ``Ion Reporter TSV``, by the first lines of the file.

    Raises
    ------
    InputError
        Where it is none of them, or empty.
    """
    path = Path(path)
    if _magic(path) == b"BCF":
        return "BCF"
    seen = 0
    for line in read_lines(path):
        seen += 1
        if line.startswith((b"##fileformat=VCF", b"#CHROM\tPOS")):
            return "VCF"
        head = line.lstrip(b"\xef\xbb\xbf# ").lower()
        columns = head.split(b"\t")
        if b"variant_classification" in columns:
            return "MAF"
        if b"locus" in columns:
            return "Ion Reporter TSV"
        if line and not line.startswith(b"#"):
            break
        if seen > 5000:
            break
    raise InputError(
        "not a file of variants" if seen else "the file is empty",
        file=path,
        where=f"line {seen}" if seen else None,
        expected="a VCF or BCF, a MAF, or Ion Reporter's variant TSV with its header",
    )


def _magic(path: Path) -> bytes:
    try:
        with open(path, "rb") as raw:
            start = raw.read(2)
        if start == b"\x1f\x8b":
            with gzip.open(path, "rb") as stream:
                return stream.read(3)
    except (OSError, EOFError, zlib.error):
        return b""  # the reader of lines will say what is wrong
    return start


def open_variants(
    path: str | Path,
    sample: str | None = None,
    *,
    wanted: frozenset[str] = frozenset(),
    annotator: str | None = None,
    depth_tag: str | None = None,
    fraction_tag: str | None = None,
    frequency_tag: str | None = None,
    span: Span | None = None,
) -> VariantFile:
    """Open a file of variants.

    Parameters
    ----------
    path : path
        VCF, VCF.gz, BCF, MAF (plain or gzipped), or Ion Reporter's variant TSV.
    sample : str, optional
        A sample's name in a file of several.
    wanted : frozenset of str
        Sequence Ontology terms that count.
    annotator, depth_tag, fraction_tag, frequency_tag : str, optional
        Forced instead of recognised.
    span : Span, optional
        One part of a BGZF VCF.

    Raises
    ------
    InputError
        Naming the file and the line or tag.
    """
    path = Path(path)
    kind = file_kind(path)
    tags = {
        "depth_tag": depth_tag,
        "fraction_tag": fraction_tag,
        "frequency_tag": frequency_tag,
    }
    if kind == "MAF":
        return MafFile(path, sample, **tags)
    if kind == "Ion Reporter TSV":
        return IonFile(path, sample, **tags)
    return VcfFile(path, sample, wanted=wanted, annotator=annotator, span=span, **tags)
