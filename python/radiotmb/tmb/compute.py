"""From files of variants to a burden for every sample."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from radiotmb.errors import InputError, RadiotmbError
from radiotmb.runtime.execution import Outcome, Task, run_tasks
from radiotmb.runtime.workers import Workers
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.jobs import (
    Job,
    Resources,
    jobs_of_files,
    jobs_of_table,
    join_parts,
    judge_file,
    parts_of,
)
from radiotmb.tmb.result import BurdenResult, assemble


def compute_burden(
    samples: pd.DataFrame,
    assay: Assay,
    *,
    folder: str | Path = ".",
    germline: str | Path | None = None,
    targets: str | Path | None = None,
    reference: str | Path | None = None,
    genes: str | Path | None = None,
    annotator: str | None = None,
    depth_tag: str | None = None,
    fraction_tag: str | None = None,
    keep: str = "all",
    workers: int = 1,
    scheduler: str | None = None,
    store: str | Path | None = None,
) -> BurdenResult:
    """The burden of every sample of a samples table.

    Parameters
    ----------
    samples : pandas.DataFrame
        The samples table: patient_id, lesion, variants, and as needed alignments, sample,
        callable_mb.
    assay : Assay
    folder : path
        Paths in the table are relative to it.
    germline : path, optional
        Population VCF (matched by allele) or BED (by position).
    targets : path, optional
        BED: variants outside do not count; the size for a ``bed`` denominator.
    reference : path, optional
        FASTA: left-aligns indels before they are matched, gives SBS-96, annotates with ``genes``.
    genes : path, optional
        GFF3 (Ensembl): unannotated VCFs are annotated with bcftools csq.
    annotator, depth_tag, fraction_tag : str, optional
        Forced instead of recognised.
    keep : str
        ``all`` or ``counted``: which variants have a row in the result.
    workers, scheduler, store
        As in :func:`radiotmb.runtime.execution.run_tasks`.

    Returns
    -------
    BurdenResult

    Raises
    ------
    InputError
        Where no sample at all could be done: the first one's reason.
    """
    from radiotmb.inputs.validation import validate

    samples = validate(samples, "samples")
    folder = Path(folder)
    resources = Resources.of(
        germline, targets, reference, genes, annotator, depth_tag, fraction_tag, keep
    )
    jobs = jobs_of_table(samples, folder)
    order = list(zip(samples["patient_id"], samples["lesion"], strict=True))
    return _run(jobs, assay, resources, order, workers, scheduler, store)


def burden_of_files(
    files: Sequence[str | Path],
    assay: Assay,
    *,
    lesion: str = "primary",
    alignments: str | Path | None = None,
    germline: str | Path | None = None,
    targets: str | Path | None = None,
    reference: str | Path | None = None,
    genes: str | Path | None = None,
    annotator: str | None = None,
    depth_tag: str | None = None,
    fraction_tag: str | None = None,
    keep: str = "all",
    workers: int = 1,
    scheduler: str | None = None,
    store: str | Path | None = None,
) -> BurdenResult:
    """The burden of every sample in some files, without a samples table.

    A file of one sample takes the file's name as patient_id; in a MAF each Tumor_Sample_Barcode,
    in a VCF of several samples each name (or the tumour, where the file says which it is).

    Parameters
    ----------
    files : sequence of path
    assay : Assay
    lesion : str
        Written into the column lesion.
    alignments : path, optional
        For one file of one sample, with a ``callable`` denominator.
    germline, targets, reference, genes, annotator, depth_tag, fraction_tag, keep, workers,
    scheduler, store
        As in :func:`compute_burden`.

    Returns
    -------
    BurdenResult

    Examples
    --------
    >>> import tempfile
    >>> maf = Path(tempfile.mkdtemp()) / "two.maf"
    >>> _ = maf.write_text(
    ...     "Hugo_Symbol\\tChromosome\\tStart_Position\\tReference_Allele\\tTumor_Seq_Allele2\\t"
    ...     "Variant_Classification\\tTumor_Sample_Barcode\\n"
    ...     "KRAS\\t12\\t25398284\\tC\\tT\\tMissense_Mutation\\tA\\n"
    ...     "APC\\t5\\t112175639\\tC\\tT\\tSilent\\tB\\n")
    >>> from radiotmb.tmb import read_assay
    >>> burden_of_files([maf], read_assay("all-coding")).burden["mutations"].tolist()
    [1, 0]
    """
    resources = Resources.of(
        germline, targets, reference, genes, annotator, depth_tag, fraction_tag, keep
    )
    if alignments is not None and len(files) != 1:
        raise InputError(
            f"one alignment and {len(files)} files of variants",
            hint="Give a samples table with a column 'alignments'",
        )
    jobs = jobs_of_files(files, lesion, alignments)
    return _run(jobs, assay, resources, None, workers, scheduler, store)


def _run(
    jobs: list[Job],
    assay: Assay,
    resources: Resources,
    order: list[tuple[str, str]] | None,
    workers: int,
    scheduler: str | None,
    store: str | Path | None,
) -> BurdenResult:
    # Files are the tasks; where there are fewer than workers, a large file is cut into parts.
    spare = workers // max(1, len(jobs))
    cuts = [parts_of(job, spare, assay, resources.keep) for job in jobs]
    tasks = _tasks(jobs, cuts, assay, resources, store is not None)
    outcomes = run_tasks(
        judge_file,
        tasks,
        workers=Workers(workers, scheduler, None if store is None else Path(store)),
        description="judging variants",
    )
    results = _join(jobs, cuts, outcomes)
    errors = [result for result in results if isinstance(result, RadiotmbError)]
    if errors and len(errors) == len(results):
        raise errors[0]
    values = [result for result in results if isinstance(result, dict)]
    judged = [sample for value in values for sample in value["samples"]]
    if order is not None:
        rank = {key: place for place, key in enumerate(order)}
        judged.sort(key=lambda s: rank[s["patient_id"], s["lesion"]])
    failures = [
        (name, str(result))
        for job, result in zip(jobs, results, strict=True)
        if isinstance(result, RadiotmbError)
        for name in job.names()
    ]
    return assemble(
        judged,
        failures,
        [note for value in values for note in value["notes"]],
        assay,
        germline=resources.germline is not None,
        reference=resources.reference,
    )


def _tasks(
    jobs: list[Job],
    cuts: list[list[Any]],
    assay: Assay,
    resources: Resources,
    stored: bool,
) -> list[Task]:
    rules, shared = assay.model_dump(mode="json"), resources.plain()
    common = resources.key() if stored else ""
    tasks = []
    for job, spans in zip(jobs, cuts, strict=True):
        key = job.key(assay, common) if stored else ""
        for span in spans:
            arguments = {
                "path": str(job.path),
                "members": job.samples,
                "assay": rules,
                "resources": shared,
                "span": None if span is None else list(span),
            }
            suffix = f"-{span.start}-{span.end}" if span and key else ""
            tasks.append(Task(job.path.name, arguments, key + suffix))
    return tasks


def _join(
    jobs: list[Job], cuts: list[list[Any]], outcomes: list[Outcome]
) -> list[dict[str, Any] | RadiotmbError]:
    """A value or an error for each job, its parts put together."""
    left = iter(outcomes)
    results: list[dict[str, Any] | RadiotmbError] = []
    for job, spans in zip(jobs, cuts, strict=True):
        own = [next(left) for _ in spans]
        error = next((outcome.error for outcome in own if outcome.error is not None), None)
        try:
            results.append(error or join_parts(job.path, [outcome.value for outcome in own]))
        except InputError as silence:
            results.append(silence)
    return results
