"""Population resources: VCF, BCF or BED, asked for alleles or positions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from radiotmb.errors import InputError
from radiotmb.tmb.alleles import Allele, Reference, is_position, plain_chrom, spelling
from radiotmb.tmb.assay import Germline
from radiotmb.tmb.columns import Columns
from radiotmb.tmb.formats.vcf_header import Header, read_header
from radiotmb.tmb.intervals import Intervals, read_bed
from radiotmb.tmb.lines import starts_as_bcf

_WINDOW = 200  # how far apart two spellings of one indel are looked for
_LARGEST = 300_000_000  # bytes that are held in memory without an index

Test = Callable[[Columns, np.ndarray], np.ndarray]


class Population:
    """Alleles of a population VCF or BCF: by its index where it has one, in memory otherwise."""

    def __init__(self, path: Path, reference: Reference | None) -> None:
        self.path, self._reference = path, reference
        self.is_bcf = starts_as_bcf(path)
        self.header: Header = read_header(path)[0]
        self.has_frequency = "AF" in self.header.info
        suffixes = (".csi",) if self.is_bcf else (".tbi", ".csi")
        indexes = [path.with_name(path.name + suffix) for suffix in suffixes]
        self._index = next((index for index in indexes if index.is_file()), None)
        if self._index is not None:
            self._open_index()
        else:
            self._alleles = self._read_all()
            self._names = {allele[0]: allele[0] for allele in self._alleles}

    @property
    def chroms(self) -> set[str]:
        """Plain names of the chromosomes that have a variant."""
        return set(self._names)

    def _open_index(self) -> None:
        import pysam

        loud = pysam.set_verbosity(0)
        try:
            if self.is_bcf:
                self._bcf = pysam.VariantFile(str(self.path), index_filename=str(self._index))
                contigs = [str(name) for name in self._bcf.header.contigs]
            else:
                self._tabix = pysam.TabixFile(str(self.path), index=str(self._index))
                contigs = [str(name) for name in self._tabix.contigs]
        except (OSError, ValueError, NotImplementedError) as error:
            raise InputError(
                f"its index is not readable ({error})",
                file=self.path,
                hint=f"bcftools index -f {self.path}",
            ) from error
        finally:
            pysam.set_verbosity(loud)
        self._names = {plain_chrom(name): name for name in contigs}

    def _read_all(self) -> dict[Allele, float | None]:
        if self.path.stat().st_size > _LARGEST:
            raise InputError(
                "is too large to be held in memory and has no index",
                file=self.path,
                hint=f"bcftools index {self.path} (after bgzip)",
            )
        header, lines = read_header(self.path)
        found: dict[Allele, float | None] = {}
        for count, line in enumerate(lines, start=header.lines + 1):
            if line:
                found.update(self._of_line(line, count))
        return found

    def _of_line(
        self, line: bytes, count: int | None = None
    ) -> Iterator[tuple[Allele, float | None]]:
        columns = line.decode("utf-8", "replace").split("\t", 8)
        if len(columns) < 5 or not is_position(columns[1]):
            raise InputError(
                "not a VCF record",
                file=self.path,
                where=f"line {count}" if count else None,
                expected="CHROM, POS, ID, REF, ALT between tabs",
            )
        chrom, pos, _, ref, alts = columns[:5]
        info = columns[7] if self.has_frequency and len(columns) > 7 else ""
        shares = _allele_frequencies(info)
        for place, alt in enumerate(alts.split(",")):
            if alt[:1] not in ("<", ".", "*"):
                frequency = shares[place] if place < len(shares) else None
                yield spelling(self._reference, chrom, int(pos), ref, alt), frequency

    def _near(self, allele: Allele) -> Iterator[bytes]:
        chrom, pos, ref, alt = allele
        name = self._names.get(chrom)
        if name is None:
            return
        reach = 0 if len(ref) == len(alt) == 1 else _WINDOW
        start, end = max(0, pos - 1 - reach), pos + len(ref) + reach
        try:
            rows: Iterable = (self._bcf if self.is_bcf else self._tabix).fetch(name, start, end)
            for row in rows:
                yield str(row).rstrip("\n").encode()
        except (OSError, ValueError, NotImplementedError) as error:
            raise InputError(
                f"cannot be asked for {name}:{pos} ({error})",
                file=self.path,
                hint=f"bcftools index -f {self.path}",
            ) from error

    def holds_allele(self, allele: Allele, least: float) -> bool:
        """Whether an allele is listed, where there are frequencies with at least this one."""
        if self._index is None:
            if allele not in self._alleles:
                return False
            found: Iterable[float | None] = [self._alleles[allele]]
        else:
            listed = (pair for row in self._near(allele) for pair in self._of_line(row))
            found = [frequency for own, frequency in listed if own == allele]
        return any(self.is_common(frequency, least) for frequency in found)

    def is_common(self, frequency: float | None, least: float) -> bool:
        """Whether a listed allele with this frequency is a variant of the population."""
        return (
            not self.has_frequency or least <= 0 or (frequency is not None and frequency >= least)
        )

    def holds(self, columns: Columns, rows: np.ndarray, least: float) -> np.ndarray:
        """Whether each of some rows is listed at a frequency of at least ``least``."""
        found = np.zeros(len(rows), dtype=bool)
        for at, row in enumerate(rows.tolist()):
            chrom = columns.chrom.names[columns.chrom.codes[row]]
            ref, alt = columns.ref[row].as_py(), columns.alt[row].as_py()
            allele = spelling(self._reference, chrom, int(columns.pos[row]), ref, alt)
            found[at] = self.holds_allele(allele, least)
        return found


def _allele_frequencies(info: str) -> list[float | None]:
    """The values of AF; empty where there are none."""
    for item in info.split(";"):
        if item.startswith("AF="):
            found: list[float | None] = []
            for text in item[3:].split(","):
                try:
                    found.append(float(text))
                except ValueError:
                    found.append(None)
            return found
    return []


@lru_cache(maxsize=4)
def _population(path: str, stamp: tuple[int, int], reference: str | None) -> Population:
    # Kept between the samples of one process; the stamp notices a file that was rewritten.
    return Population(Path(path), Reference(reference) if reference else None)


def is_bed(path: Path) -> bool:
    """Whether a file's name says that it is a BED."""
    return path.name.lower().endswith((".bed", ".bed.gz"))


def germline_test(
    path: Path | None,
    rules: Germline,
    *,
    reference: Path | None = None,
    build: str | None = None,
    counts: Counter[str] | None = None,
) -> Test | None:
    """A function that tells which rows of a block are in a germline resource.

    Parameters
    ----------
    path : path, optional
        A population VCF or BCF (UCSC common SNPs, dbSNP common, gnomAD), or a BED of positions.
    rules : Germline
        ``match`` by allele, or by position to remove whatever is where the VCF has a variant;
        ``population_frequency``, from which on a listed allele is common.
    reference : path, optional
        FASTA: both sides are left-aligned before they are compared. Without it they are trimmed.
    build : str, optional
        The genome build of the variants: a resource of another one is refused.
    counts : Counter, optional
        Takes up how many rows were asked for, and how many were on a chromosome of the resource.

    Returns
    -------
    callable or None
        None without a resource.

    Raises
    ------
    InputError
    """
    if path is None:
        return None
    counts = Counter() if counts is None else counts
    if is_bed(path):
        return _by_position(read_bed(path), counts)
    if rules.match == "position":
        return _by_position(_positions_of_vcf(path, rules.population_frequency), counts)
    state = path.stat()
    stamp = (state.st_mtime_ns, state.st_size)
    population = _population(str(path), stamp, str(reference) if reference else None)
    own = population.header.build
    if build and own and build != own:
        raise InputError(
            f"is of {own}, the variants are of {build}",
            file=path,
            hint="Take the resource of the variants' genome build",
        )

    def by_allele(columns: Columns, rows: np.ndarray) -> np.ndarray:
        _count_met(columns, rows, population.chroms, counts)
        return population.holds(columns, rows, rules.population_frequency)

    return by_allele


def _by_position(intervals: Intervals, counts: Counter[str]) -> Test:
    def by_position(columns: Columns, rows: np.ndarray) -> np.ndarray:
        _count_met(columns, rows, set(intervals.merged), counts)
        found = np.zeros(len(rows), dtype=bool)
        for code, name in enumerate(columns.chrom.names):
            own = columns.chrom.codes[rows] == code
            found[own] = intervals.contain(name, columns.pos[rows[own]] - 1)
        return found

    return by_position


def _count_met(columns: Columns, rows: np.ndarray, chroms: set[str], counts: Counter[str]) -> None:
    met = columns.chrom.map(lambda name: plain_chrom(name) in chroms, bool)[rows]
    counts["asked for germline"] += len(rows)
    counts["on a chromosome of germline"] += int(met.sum())


def _positions_of_vcf(path: Path, least: float) -> Intervals:
    header, lines = read_header(path)
    has_frequency = "AF" in header.info
    pieces = []
    for count, line in enumerate(lines, start=header.lines + 1):
        if not line:
            continue
        columns = line.decode("utf-8", "replace").split("\t", 8)
        if len(columns) < 4 or not is_position(columns[1]):
            raise InputError("not a VCF record", file=path, where=f"line {count}")
        shares = _allele_frequencies(columns[7]) if has_frequency and len(columns) > 7 else []
        if has_frequency and not any(share is not None and share >= least for share in shares):
            continue
        start = int(columns[1]) - 1
        pieces.append((columns[0], start, start + max(1, len(columns[3]))))
    return Intervals(pieces)
