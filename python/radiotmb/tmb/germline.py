"""Germline variants: told by allele, by position, or by a population frequency."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from radiotmb.errors import InputError
from radiotmb.tmb.intervals import Intervals, read_bed
from radiotmb.tmb.variant import Variant, is_position, plain_chrom
from radiotmb.tmb.vcf_header import read_header

Allele = tuple[str, int, str, str]
_WINDOW = 200  # how far apart two spellings of one indel are looked for


def trim(pos: int, ref: str, alt: str) -> tuple[int, str, str]:
    """An allele without the bases it shares with the reference, so that VCF and MAF agree.

    VCF writes an indel with the base before it, MAF with a dash; an insertion stands before the
    position that is returned.

    Examples
    --------
    >>> trim(100, "CAA", "CA"), trim(102, "A", "-"), trim(101, "AA", "A")
    ((102, 'A', ''), (102, 'A', ''), (102, 'A', ''))
    """
    ref, alt = ref.upper(), alt.upper()
    if len(ref) == len(alt) == 1 and ref != alt and alt != "-" != ref:
        return pos, ref, alt  # most variants
    if ref in ("-", ""):
        return pos + 1, "", alt
    alt = "" if alt == "-" else alt
    shared = 0
    while shared < min(len(ref), len(alt)) and ref[shared] == alt[shared]:
        shared += 1
    pos, ref, alt = pos + shared, ref[shared:], alt[shared:]
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    return pos, ref, alt


class Reference:
    """A FASTA with its index, asked for by chromosome with or without ``chr``."""

    def __init__(self, path: str | Path) -> None:
        import pysam

        self.path = Path(path)
        if not self.path.is_file():
            raise InputError("no such file", file=path, expected="a reference FASTA")
        try:
            self._fasta = pysam.FastaFile(str(path))
        except (OSError, ValueError) as error:
            raise InputError(
                "not readable as an indexed FASTA", file=path, hint=f"samtools faidx {path}"
            ) from error
        self._names = {plain_chrom(name): name for name in self._fasta.references}
        self._lengths = dict(zip(self._fasta.references, self._fasta.lengths, strict=True))

    def bases(self, chrom: str, start: int, end: int) -> str:
        """Bases of the 0-based half-open interval, upper case; short or empty off the end."""
        name = self._names.get(plain_chrom(chrom))
        if name is None or end <= max(0, start):
            return ""
        start, end = max(0, start), min(end, self._lengths[name])
        return self._fasta.fetch(name, start, end).upper() if end > start else ""

    def left_align(self, chrom: str, pos: int, ref: str, alt: str) -> tuple[int, str, str]:
        """The one spelling of an allele that is as short and as far left as it can be.

        Source: Tan A, Abecasis GR, Kang HM. Unified representation of genetic variants.
        Bioinformatics 2015;31:2202-2204.
        """
        ref, alt = ref.upper().replace("-", ""), alt.upper().replace("-", "")
        if not ref:  # MAF: an insertion after the base at its start
            pos += 1
        while ref != alt:
            if ref and alt and ref[-1] == alt[-1]:
                ref, alt = ref[:-1], alt[:-1]
            elif not ref or not alt:
                before = self.bases(chrom, pos - 2, pos - 1)
                if not before:
                    break
                pos, ref, alt = pos - 1, before + ref, before + alt
            else:
                break
        while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
            pos, ref, alt = pos + 1, ref[1:], alt[1:]
        return pos, ref, alt


def _spelling(reference: Reference | None, chrom: str, pos: int, ref: str, alt: str) -> Allele:
    simple = len(ref) == len(alt) == 1 and "-" not in (ref, alt)
    if reference is None or simple:
        return (plain_chrom(chrom), *trim(pos, ref, alt))
    return (plain_chrom(chrom), *trim(*reference.left_align(chrom, pos, ref, alt)))


class Population:
    """Alleles of a population VCF: by its index where it has one, in memory otherwise."""

    def __init__(self, path: Path, reference: Reference | None) -> None:
        self.path, self._reference = path, reference
        self._tabix = None
        indexed = [path.with_name(path.name + suffix) for suffix in (".tbi", ".csi")]
        if any(index.is_file() for index in indexed):
            self._open_index()
        else:
            self._alleles = self._read_all()

    def _open_index(self) -> None:
        import pysam

        try:
            self._tabix = pysam.TabixFile(str(self.path))
        except (OSError, ValueError) as error:
            raise InputError(
                f"its index is not readable ({error})",
                file=self.path,
                hint=f"tabix -f -p vcf {self.path}",
            ) from error
        self._names = {plain_chrom(name): name for name in self._tabix.contigs}

    def _read_all(self) -> set[Allele]:
        if self.path.stat().st_size > 300_000_000:
            raise InputError(
                "is too large to be held in memory and has no index",
                file=self.path,
                hint=f"tabix -p vcf {self.path} (after bgzip)",
            )
        header, lines = read_header(self.path)
        found: set[Allele] = set()
        for count, line in enumerate(lines, start=header.lines + 1):
            if line:
                found.update(self._of_line(line, count))
        return found

    def _of_line(self, line: bytes, count: int | None = None) -> list[Allele]:
        columns = line.decode("utf-8", "replace").split("\t", 5)
        if len(columns) < 5 or not is_position(columns[1]):
            raise InputError(
                "not a VCF record",
                file=self.path,
                where=f"line {count}" if count else None,
                expected="CHROM, POS, ID, REF, ALT between tabs",
            )
        chrom, pos, _, ref, alts = columns[:5]
        return [
            _spelling(self._reference, chrom, int(pos), ref, alt)
            for alt in alts.split(",")
            if alt[:1] not in ("<", ".", "*")
        ]

    def __contains__(self, allele: Allele) -> bool:
        if self._tabix is None:
            return allele in self._alleles
        chrom, pos, ref, alt = allele
        name = self._names.get(chrom)
        if name is None:
            return False
        reach = 0 if len(ref) == len(alt) == 1 else _WINDOW
        rows = self._tabix.fetch(name, max(0, pos - 1 - reach), pos + len(ref) + reach)
        return any(allele in self._of_line(row.encode()) for row in rows)


@lru_cache(maxsize=4)
def _population(path: str, stamp: tuple[int, int], reference: str | None) -> Population:
    # Kept between the samples of one process; the stamp notices a file that was rewritten.
    return Population(Path(path), Reference(reference) if reference else None)


def germline_test(
    germline: str | Path | None, *, match: str = "allele", reference: str | Path | None = None
) -> Callable[[Variant], bool] | None:
    """A function that says whether a variant is in a germline resource.

    Parameters
    ----------
    germline : path, optional
        A population VCF (UCSC common SNPs, dbSNP common, gnomAD), or a BED of positions.
    match : str
        ``allele``, or ``position`` to remove whatever stands where the VCF has a variant.
    reference : path, optional
        FASTA: both sides are left-aligned before they are compared. Without it they are trimmed.

    Returns
    -------
    callable or None
        None without a resource.
    """
    if germline is None:
        return None
    path = Path(germline)
    if not path.is_file():
        raise InputError("no such file", file=path, expected="a population VCF or a BED")
    if path.name.lower().endswith((".bed", ".bed.gz")):
        return _positions(read_bed(path))
    if match == "position":
        return _positions(_positions_of_vcf(path))
    state = path.stat()
    population = _population(
        str(path), (state.st_mtime_ns, state.st_size), str(reference) if reference else None
    )
    aligned = population._reference
    return lambda v: _spelling(aligned, v.chrom, v.pos, v.ref, v.alt) in population


def _positions(intervals: Intervals) -> Callable[[Variant], bool]:
    return lambda v: intervals.contains(v.chrom, v.pos - 1)


def _positions_of_vcf(path: Path) -> Intervals:
    header, lines = read_header(path)
    pieces = []
    for count, line in enumerate(lines, start=header.lines + 1):
        columns = line.decode("utf-8", "replace").split("\t", 4)
        if len(columns) < 4 or not is_position(columns[1]):
            raise InputError("not a VCF record", file=path, where=f"line {count}")
        start = int(columns[1]) - 1
        pieces.append((columns[0], start, start + max(1, len(columns[3]))))
    return Intervals(pieces)
