"""Bases that can be judged: target bases with enough reads."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from radiotmb.errors import InputError
from radiotmb.runtime.to_html import result_html
from radiotmb.tmb.alignment_file import opened_alignment
from radiotmb.tmb.alleles import is_position, plain_chrom
from radiotmb.tmb.bam_depth import deep_bases
from radiotmb.tmb.intervals import Intervals, read_bed
from radiotmb.tmb.lines import read_lines

# Ion Reporter's own bound for a burden that means something.
FEWEST_MEGABASES = 0.9


@dataclass(frozen=True)
class CallableBases:
    """How many target bases reach the depth.

    Examples
    --------
    >>> CallableBases(callable_bases=1_080_000, target_bases=1_200_000, min_depth=300).megabases
    1.08
    """

    callable_bases: int
    target_bases: int
    min_depth: float

    @property
    def megabases(self) -> float:
        return self.callable_bases / 1e6

    @property
    def warning(self) -> str | None:
        """What to say where the denominator is too small for a burden to be trusted."""
        if self.megabases >= FEWEST_MEGABASES:
            return None
        return (
            f"{self.megabases:.3f} Mb of {self.target_bases / 1e6:.3f} Mb can be judged at depth "
            f">= {self.min_depth:g}: under {FEWEST_MEGABASES} Mb a burden is not reliable"
        )

    @property
    def notes(self) -> list[str]:
        """The warning, where there is one."""
        return [self.warning] if self.warning else []

    def _repr_html_(self) -> str:
        numbers = [
            ("Depth that a base needs", f"{self.min_depth:g} reads"),
            ("Callable", f"{self.megabases:.3f} Mb of {self.target_bases / 1e6:.3f} Mb"),
        ]
        return result_html("Bases that can be judged", numbers, flags=self.notes)


def callable_bases(
    bam: str | Path,
    targets: str | Path,
    min_depth: float,
    *,
    min_mapping_quality: int = 0,
    min_base_quality: int = 0,
    reference: str | Path | None = None,
    threads: int = 1,
) -> CallableBases:
    """Count the target bases that at least ``min_depth`` reads cover.

    Parameters
    ----------
    bam : path
        BAM or CRAM with its index, or mosdepth's ``per-base.bed.gz``.
    targets : path
        BED of the exonic targets; overlaps count once.
    min_depth : float
        Reads.
    min_mapping_quality, min_base_quality : int
        Reads and bases below do not count; unmapped, secondary, failed and duplicate reads never
        do.
    reference : path, optional
        FASTA, for CRAM.
    threads : int
        The one that counts and those that decompress beside it.

    Returns
    -------
    CallableBases

    Raises
    ------
    InputError
        Where the alignment, its index or the targets cannot be used.
    """
    bam = Path(bam)
    intervals = read_bed(targets)
    if not bam.is_file():
        raise InputError("no such file", file=bam, expected="a BAM, a CRAM or a per-base BED")
    if bam.name.endswith((".bed", ".bed.gz", ".per-base.bed.gz")):
        bases = _from_per_base(bam, intervals, min_depth)
    else:
        qualities = (min_mapping_quality, min_base_quality)
        bases = _from_alignment(bam, intervals, min_depth, qualities, reference, threads)
    return CallableBases(bases, intervals.size, min_depth)


def _from_per_base(path: Path, targets: Intervals, min_depth: float) -> int:
    bases = 0
    for count, line in enumerate(read_lines(path), start=1):
        columns = line.split(b"\t")
        if len(columns) < 4 or not all(map(is_position, columns[1:4])):
            raise InputError(
                "not a per-base line",
                file=path,
                where=f"line {count}",
                expected="chrom, start, end, depth, as mosdepth writes them",
            )
        if int(columns[3]) >= min_depth:
            chrom = columns[0].decode("utf-8", "replace")
            bases += targets.overlap(chrom, int(columns[1]), int(columns[2]))
    return bases


def _from_alignment(
    bam: Path,
    targets: Intervals,
    min_depth: float,
    qualities: tuple[int, int],
    reference: str | Path | None,
    threads: int,
) -> int:
    with opened_alignment(bam, reference) as alignment:
        contigs, lengths, is_bam = alignment.references, alignment.lengths, alignment.is_bam
    places = {plain_chrom(name): place for place, name in enumerate(contigs)}
    wanted = {places[chrom]: found for chrom, found in targets.merged.items() if chrom in places}
    if is_bam:
        bases = deep_bases(bam, lengths, wanted, min_depth, qualities, threads)
        if bases is not None:
            return bases
    with tempfile.TemporaryDirectory() as scratch:
        bed, table = Path(scratch) / "targets.bed", Path(scratch) / "depth.tsv"
        bed.write_text(
            "".join(
                f"{contigs[place]}\t{start}\t{end}\n"
                for place, found in wanted.items()
                for start, end in found
            )
        )
        arguments = ["-b", str(bed), "-Q", str(qualities[0]), "-q", str(qualities[1])]
        # -s: two mates over one base are one molecule, as the callers count it.
        arguments += ["-s", "-@", str(threads - 1)]
        if reference:
            arguments += ["--reference", str(reference)]
        _run_depth([*arguments, "-o", str(table), str(bam)], bam)
        if not table.is_file() or table.stat().st_size == 0:
            return 0
        return _deep_rows(table, min_depth)


def _deep_rows(table: Path, min_depth: float) -> int:
    """Lines of ``samtools depth`` whose third column reaches a depth, block by block."""
    import pyarrow.csv as csv

    reader = csv.open_csv(
        table,
        csv.ReadOptions(column_names=["chrom", "pos", "depth"], block_size=8 << 20),
        csv.ParseOptions(delimiter="\t", quote_char=False),
        csv.ConvertOptions(include_columns=["depth"], column_types={"depth": pa.int64()}),
    )
    return sum(int(np.count_nonzero(batch["depth"].to_numpy() >= min_depth)) for batch in reader)


def _run_depth(arguments: list[str], bam: Path) -> None:
    """``samtools depth``: the installed one, half as long as the one inside pysam, or that one."""
    program = shutil.which("samtools")
    if program is not None:
        done = subprocess.run([program, "depth", *arguments], capture_output=True, text=True)
        complaint = done.stderr if done.returncode else ""
    else:
        import pysam.samtools
        from pysam.utils import SamtoolsError

        try:
            pysam.samtools.depth(*arguments, catch_stdout=False)
            complaint = ""
        except SamtoolsError as error:
            complaint = str(error)
    if complaint:
        raise InputError(
            f"its depth cannot be read ({' '.join(complaint.split())[:200]})", file=bam
        )
