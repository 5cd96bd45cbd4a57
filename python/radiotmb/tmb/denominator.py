"""What a sample's count is divided by, and what to say about it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from radiotmb.errors import InputError
from radiotmb.runtime.notes import Level, Note, add_note
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.callable import FEWEST_MEGABASES, callable_bases
from radiotmb.tmb.intervals import read_bed
from radiotmb.tmb.resources import Resources, Sample


class Size(NamedTuple):
    """Megabases, and whether they are ``fixed``, of the ``bed`` or ``callable``."""

    megabases: float
    kind: str


def sample_size(
    assay: Assay, resources: Resources, sample: Sample = Sample(None, "primary")
) -> Size:
    """The denominator of one sample. What was given and is not used is named in a note.

    Parameters
    ----------
    assay : Assay
    resources : Resources
        ``targets`` are needed for ``bed``, and for ``callable`` with an alignment.
    sample : Sample
        By default one of which nothing more is known. ``callable_mb``, a callable size known
        beforehand, goes before ``alignments``.

    Returns
    -------
    Size

    Raises
    ------
    InputError
        Where what the assay's denominator needs was not given, or an alignment does not exist.

    Examples
    --------
    >>> from radiotmb.tmb.assay import read_assay
    >>> sample_size(read_assay("study"), Resources())
    Size(megabases=1.2, kind='fixed')
    """
    kind = assay.denominator.kind
    if sample.alignments is not None and not Path(sample.alignments).is_file():
        raise InputError("no such file", file=sample.alignments, expected="a BAM or CRAM")
    if kind == "fixed" and assay.denominator.assumed and resources.targets is not None:
        kind = "bed"
    if kind == "callable":
        return _callable(assay, resources, sample)
    _note_unused(assay, sample)
    if kind == "bed":
        if resources.targets is None:
            raise InputError(
                f"preset '{assay.name}' divides by the size of the targets and none were given",
                hint="--targets BED, or --megabases for a fixed size",
            )
        return Size(read_bed(resources.targets).size / 1e6, kind)
    megabases = float(assay.denominator.megabases or 0)
    if assay.denominator.assumed:
        _note("warning", "", f"divided by {megabases:g} Mb, the panel of the study: preset "
              f"'{assay.name}' has no size of its own, and of an exome the burden would be some 30 "
              "times too high", "--megabases SIZE or --targets BED gives the size")  # fmt: skip
    elif resources.targets is not None:
        size = read_bed(resources.targets).size / 1e6
        _note("warning" if abs(size / megabases - 1) > 0.1 else "info", resources.targets.name,
              f"its {size:g} Mb are not the denominator: the burden is divided by {megabases:g} Mb",
              "--denominator bed divides by the targets")  # fmt: skip
    return Size(megabases, kind)


def _note_unused(assay: Assay, sample: Sample) -> None:
    """Callable bases that were given to an assay of another denominator: one note for all samples.

    Its words name no sample, because equal notes are kept once.
    """
    remedy = (
        "An assay file with 'denominator: {kind: callable}', as the study file's 'assay', or "
        "--denominator callable on the command line divides by them"
    )
    message = f"not used: the assay '{assay.name}' does not divide by each sample's callable bases"
    if sample.callable_mb is not None:
        _note("warning", "callable_mb", message, remedy)
    elif sample.alignments is not None:
        _note("info", "alignments", message, remedy)


def _callable(assay: Assay, resources: Resources, sample: Sample) -> Size:
    if sample.callable_mb is not None:
        if sample.callable_mb < FEWEST_MEGABASES:
            _note("warning", sample.label, f"callable size {sample.callable_mb:.3f} Mb: under "
                  f"{FEWEST_MEGABASES} Mb a burden is not reliable")  # fmt: skip
        return Size(float(sample.callable_mb), "callable")
    if sample.alignments is None or resources.targets is None:
        raise InputError(
            f"preset '{assay.name}' divides by the callable bases of each sample",
            expected="a column callable_mb, or alignments and targets",
            hint="--alignments BAM with --targets BED, or --megabases for a fixed size",
        )
    found = callable_bases(
        sample.alignments, resources.targets, assay.min_depth, reference=resources.reference
    )
    if found.callable_bases == 0:
        raise InputError(
            f"no target base has depth >= {assay.min_depth:g}",
            file=sample.alignments,
            hint="Compare the chromosome names and the genome build of alignment and targets",
        )
    if found.warning:
        _note("warning", sample.label, found.warning)
    return Size(found.megabases, "callable")


def _note(level: Level, subject: str, message: str, remedy: str = "") -> None:
    add_note(Note(level, "burden", subject, message, remedy))
