"""An alignment opened without a word of htslib's beside our own message."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from radiotmb.errors import InputError
from radiotmb.tmb.alleles import plain_chrom

if TYPE_CHECKING:
    import pysam


@contextlib.contextmanager
def quiet_htslib() -> Iterator[None]:
    """Inside the block htslib says nothing, nor does an alignment that cannot even be closed.

    pysam closes what it could not open where an object is taken away, and an error there would be
    printed as ignored.
    """
    import pysam

    loud, before = pysam.set_verbosity(0), sys.unraisablehook

    def told(unraisable: sys.UnraisableHookArgs) -> None:
        if not isinstance(unraisable.exc_value, OSError):
            before(unraisable)

    sys.unraisablehook = told
    try:
        yield
    finally:
        sys.unraisablehook = before
        pysam.set_verbosity(loud)


@contextlib.contextmanager
def opened_alignment(
    bam: Path, reference: str | Path | None = None
) -> Iterator[pysam.AlignmentFile]:
    """A BAM or CRAM, opened for the block.

    Parameters
    ----------
    bam : path
    reference : path, optional
        FASTA, for CRAM.

    Raises
    ------
    InputError
        Where it cannot be read, also inside the block.
    """
    import pysam

    named = str(reference) if reference else None
    with quiet_htslib():
        try:
            with pysam.AlignmentFile(str(bam), reference_filename=named) as alignment:
                yield alignment
        except (OSError, ValueError, NotImplementedError) as error:
            # htslib cannot go back in a file of plain gzip.
            said = " ".join(str(error).split())
            raise InputError(f"not readable as BAM or CRAM ({said})", file=bam) from error


def alignment_contigs(bam: Path, reference: str | Path | None) -> dict[str, str]:
    """The alignment's own names by their plain ones."""
    with opened_alignment(bam, reference) as alignment:
        return {plain_chrom(name): name for name in alignment.references}
