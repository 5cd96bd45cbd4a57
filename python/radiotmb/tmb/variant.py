"""A variant as the filters see it: one alternate allele in one sample."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, Protocol

from radiotmb.errors import InputError
from radiotmb.tmb.consequence import Effect


class Evidence(NamedTuple):
    """Reads at the site, reads with the allele, and their share; None where the file is silent."""

    depth: float | None = None
    alt_depth: float | None = None
    alt_fraction: float | None = None


class Variant(Protocol):
    """What a filter may ask of an allele. Readers decode on demand: most variants go early."""

    sample: str
    chrom: str
    pos: int
    ref: str
    alt: str
    filter: str

    def absent(self) -> bool:
        """Whether the sample's genotype says that it does not carry the allele."""
        ...

    def effects(self) -> list[Effect]:
        """Gene and Sequence Ontology term in each transcript."""
        ...

    def counts(self, wanted: frozenset[str]) -> bool:
        """Whether any effect is among the wanted terms; a reader may tell at sight."""
        ...

    def evidence(self) -> Evidence:
        """Depth and fraction of the allele."""
        ...

    def frequency(self) -> float | None:
        """Population frequency by the assay's ``info_tag``."""
        ...


class Layout(NamedTuple):
    """What a reader recognised in a file, for the log and for the checks before the first line."""

    path: Path
    kind: str
    annotator: str | None
    evidence: str
    has_depth: bool
    has_fraction: bool
    samples: tuple[str, ...]


def number(text: bytes | str | None, tag: str, path: Path, line: int) -> float | None:
    """A count or a share from a field; ``.`` and the empty field are missing.

    Raises
    ------
    InputError
        Where it is no number of at least 0.
    """
    if text is None or text in (b".", b"", ".", "", "NA", b"NA"):
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e12:
        shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        raise InputError(
            f"{tag} is '{shown[:40]}'", file=path, where=f"line {line}", expected="a number >= 0"
        )
    return value


LONGEST_POSITION = 10
"""Digits: positions on human chromosomes have at most 9, a much longer number is damage."""


def is_position(text: bytes | str) -> bool:
    """Whether a text is a whole number that can be a place on a chromosome.

    Examples
    --------
    >>> is_position("112175639"), is_position(b"-1"), is_position("²"), is_position("9" * 5000)
    (True, False, False, False)
    """
    return text.isdigit() and text.isascii() and len(text) <= LONGEST_POSITION


def position(text: bytes | str, path: Path, line: int) -> int:
    """A position on a chromosome.

    Raises
    ------
    InputError
        Where it is no whole number of at least 0 (VCF allows 0 for a telomere).
    """
    digits = text.strip()
    if not is_position(digits):
        shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        raise InputError(
            f"the position is '{shown[:40]}'",
            file=path,
            where=f"line {line}",
            expected="a whole number >= 0",
        )
    return int(digits)


def plain_chrom(chrom: str) -> str:
    """A chromosome's name without ``chr``, and the mitochondrion as ``MT``: for comparing only.

    Examples
    --------
    >>> plain_chrom("chr7"), plain_chrom("chrM")
    ('7', 'MT')
    """
    name = chrom[3:] if chrom[:3].lower() == "chr" else chrom
    return "MT" if name == "M" else name
