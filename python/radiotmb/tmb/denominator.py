"""What a sample's count is divided by, and what to say about it."""

from __future__ import annotations

from pathlib import Path

from radiotmb.errors import InputError
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.callable import FEWEST_MEGABASES, callable_bases
from radiotmb.tmb.intervals import read_bed


def sample_megabases(
    assay: Assay,
    *,
    targets: str | Path | None = None,
    alignments: str | Path | None = None,
    callable_mb: float | None = None,
    reference: str | Path | None = None,
) -> tuple[float, str, str | None]:
    """The denominator of one sample.

    Parameters
    ----------
    assay : Assay
    targets : path, optional
        BED; needed for ``bed``, and for ``callable`` with an alignment.
    alignments : path, optional
        BAM, CRAM or mosdepth per-base file, for ``callable``.
    callable_mb : float, optional
        A callable size known beforehand (the samples table's column); goes before ``alignments``.
    reference : path, optional
        FASTA, for CRAM.

    Returns
    -------
    float, str, str or None
        Megabases; ``fixed``, ``bed`` or ``callable``; a warning.

    Raises
    ------
    InputError
        Where what the assay's denominator needs was not given.
    """
    kind = assay.denominator.kind
    if kind == "fixed":
        return float(assay.denominator.megabases or 0), kind, None
    if kind == "bed":
        if targets is None:
            raise InputError(
                f"preset '{assay.name}' divides by the size of the targets and none were given",
                hint="--targets BED, or --megabases for a fixed size",
            )
        return read_bed(targets).size / 1e6, kind, None
    if callable_mb is not None:
        warning = None
        if callable_mb < FEWEST_MEGABASES:
            warning = (
                f"callable size {callable_mb:.3f} Mb: under {FEWEST_MEGABASES} Mb a burden is not "
                "reliable"
            )
        return float(callable_mb), kind, warning
    if alignments is None or targets is None:
        raise InputError(
            f"preset '{assay.name}' divides by the callable bases of each sample",
            expected="a column callable_mb, or alignments and targets",
            hint="--alignments BAM with --targets BED, or --megabases for a fixed size",
        )
    found = callable_bases(alignments, targets, assay.min_depth, reference=reference)
    if found.callable_bases == 0:
        raise InputError(
            f"no target base has depth >= {assay.min_depth:g}",
            file=alignments,
            hint="Compare the chromosome names and the genome build of alignment and targets",
        )
    return found.megabases, kind, found.warning
