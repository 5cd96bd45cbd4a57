"""From files of variants to a burden for every sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from radiotmb.errors import InputError, RadiotmbError
from radiotmb.runtime.execution import Outcome, Task, run_tasks
from radiotmb.runtime.files import state_of
from radiotmb.runtime.notes import Note, add_note, collect_notes
from radiotmb.runtime.workers import Workers
from radiotmb.tmb.assay import Assay, read_assay
from radiotmb.tmb.bgzf import Span
from radiotmb.tmb.denominator import Size
from radiotmb.tmb.jobs import (
    Job,
    are_parts_of_one,
    assigned,
    jobs_of_files,
    jobs_of_table,
    judge_file,
    judged_file,
    parts_of,
)
from radiotmb.tmb.judge import JudgedFile, drop_repeats, join_parts
from radiotmb.tmb.refusals import say_few_over_one, say_what_was_dropped
from radiotmb.tmb.resources import Resources
from radiotmb.tmb.result import BurdenResult, JudgedSample, assemble

if TYPE_CHECKING:
    import pandas as pd


def compute_burden(
    samples: pd.DataFrame,
    assay: Assay | str | Path = "study",
    *,
    folder: str | Path = ".",
    resources: Resources | None = None,
    workers: Workers | int = 1,
    **options: Any,
) -> BurdenResult:
    """The burden of every sample of a samples table.

    Parameters
    ----------
    samples : pandas.DataFrame
        The samples table: patient_id, lesion, variants, and as needed alignments, sample,
        callable_mb. Two rows of one lesion are joined where one file is of its SNVs and the other
        of its indels.
    assay : Assay, str or path
        What counts as a mutation: a preset by name, its file, or what :func:`read_assay` gives.
    folder : path
        Paths in the table are relative to it.
    resources : Resources, optional
        Files and options that the samples share.
    workers : Workers or int
        Where the files are judged, and where results are kept; a number is of local processes.
    **options
        Fields of :class:`radiotmb.tmb.resources.Resources` (``germline``, ``targets``, ``keep``
        ...) and of :class:`radiotmb.runtime.workers.Workers` (``scheduler``, ``store``), given by
        their own names.

    Returns
    -------
    BurdenResult

    Raises
    ------
    InputError
        Where no sample at all could be done: the first one's reason.

    Examples
    --------
    >>> import pandas as pd
    >>> import tempfile
    >>> columns = ["Hugo_Symbol", "Chromosome", "Start_Position", "Reference_Allele",
    ...            "Tumor_Seq_Allele2", "Variant_Classification", "Tumor_Sample_Barcode",
    ...            "t_depth", "t_alt_count"]
    >>> rows = [["KRAS", "12", 25398284, "C", "T", "Missense_Mutation", "P1", 400, 120],
    ...         ["TTN", "2", 179400000, "G", "A", "Silent", "P1", 610, 90]]
    >>> file = Path(tempfile.mkdtemp()) / "p1.maf"
    >>> pd.DataFrame(rows, columns=columns).to_csv(file, sep="\\t", index=False)
    >>> from radiotmb.tmb.assay import read_assay
    >>> samples = pd.DataFrame(
    ...     {"patient_id": ["P1"], "lesion": ["primary"], "variants": [file.name]})
    >>> found = compute_burden(samples, read_assay("study"), folder=file.parent)
    >>> found.burden["mutations"].tolist(), found.variants["verdict"].tolist()
    ([1], ['counted', 'consequence'])
    """
    from radiotmb.inputs.lesion_roles import add_lesion_columns
    from radiotmb.inputs.validation import validate

    assay = assay if isinstance(assay, Assay) else read_assay(assay)
    samples, folder = validate(samples, "samples"), Path(folder)
    refuse_double_rows(samples)
    shared, means = _options(resources, workers, options)
    with collect_notes() as notes:
        jobs = jobs_of_table(samples, folder)
        order = list(dict.fromkeys(zip(samples["patient_id"], samples["lesion"], strict=True)))
        found = _run(jobs, assay, shared, means, order)
    found.burden = add_lesion_columns(found.burden, samples)
    found.notes = [str(note) for note in notes]
    return found


def burden_of_files(
    files: Sequence[str | Path] | str | Path,
    assay: Assay | str | Path = "study",
    *,
    lesion: str = "primary",
    alignments: str | Path | None = None,
    sample: str | None = None,
    resources: Resources | None = None,
    workers: Workers | int = 1,
    **options: Any,
) -> BurdenResult:
    """The burden of every sample in some files, without a samples table.

    A file of one sample takes the file's name as patient_id; in a MAF each Tumor_Sample_Barcode,
    in a VCF of several tumours each name.

    Parameters
    ----------
    files : sequence of path, or one path
    assay : Assay, str or path
        As in :func:`compute_burden`.
    lesion : str
        Written into the column lesion.
    alignments : path, optional
        For one file of one sample, with a ``callable`` denominator.
    sample : str, optional
        Only this sample of a file of several.
    resources, workers, **options
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
    >>> burden_of_files(maf, "all-coding").burden["mutations"].tolist()
    [1, 0]
    """
    assay = assay if isinstance(assay, Assay) else read_assay(assay)
    files = [files] if isinstance(files, (str, Path)) else files
    shared, means = _options(resources, workers, options)
    if alignments is not None and len(files) != 1:
        raise InputError(
            f"one alignment and {len(files)} files of variants",
            hint="Give a samples table with a column 'alignments'",
        )
    with collect_notes() as notes:
        jobs = jobs_of_files(files, lesion, alignments, sample)
        found = _run(jobs, assay, shared, means, None)
    found.notes = [str(note) for note in notes]
    return found


def _options(
    resources: Resources | None, workers: Workers | int, options: dict[str, Any]
) -> tuple[Resources, Workers]:
    """Resources and workers, with what was given by its own name in its place."""
    means = workers if isinstance(workers, Workers) else Workers(count=workers)
    places = {name: options[name] for name in ("scheduler", "store") if name in options}
    if places.get("store") is not None:
        places["store"] = Path(places["store"])
    rest = {name: value for name, value in options.items() if name not in places}
    return replace(resources or Resources(), **rest), replace(means, **places)


def refuse_double_rows(samples: pd.DataFrame) -> None:
    """Refuse a lesion with several rows that are not its SNVs and its indels.

    Raises
    ------
    InputError
        Naming the lesion and its lines in a samples table as it was read.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"patient_id": ["P1", "P1"], "lesion": ["primary", "primary"],
    ...                       "variants": ["P1.snvs.vcf", "P1.indels.vcf"]})
    >>> refuse_double_rows(table)
    >>> refuse_double_rows(table.assign(variants=["a.vcf", "b.vcf"]))
    Traceback (most recent call last):
    radiotmb.errors.InputError: ...sample 'P1' (primary) has 2 rows...
    """
    for (patient, lesion), rows in samples.groupby(["patient_id", "lesion"], sort=False):
        paths = [Path(str(path)) for path in rows["variants"]]
        if len(paths) > 1 and not are_parts_of_one(paths):
            raise InputError(
                f"sample '{patient}' ({lesion}) has {len(paths)} rows",
                where="lines " + ", ".join(str(int(place) + 2) for place in rows.index),
                expected="one row, or two files named as SNVs and indels of one sample",
                hint="Remove the row that is not meant, or give it a lesion of its own",
            )


def _run(
    jobs: list[Job],
    assay: Assay,
    resources: Resources,
    workers: Workers,
    order: list[tuple[str, str]] | None,
) -> BurdenResult:
    # Files are the tasks; where there are fewer than workers, a large file is cut into parts.
    spare = workers.count // max(1, len(jobs))
    cuts = [parts_of(job, spare, assay, resources.keep) for job in jobs]
    outcomes = run_tasks(
        judge_file,
        _tasks(jobs, cuts, assay, resources, workers.store is not None),
        workers=workers,
        description="judging variants",
    )
    results, counts = _join(jobs, cuts, outcomes)
    dropped = say_what_was_dropped(counts, assay)
    say_few_over_one(counts)
    errors = [result for result in results if isinstance(result, RadiotmbError)]
    if errors and len(errors) == len(results):
        raise errors[0]
    judged = _one_a_lesion([one for found in results if isinstance(found, list) for one in found])
    if order is not None:
        rank = {key: place for place, key in enumerate(order)}
        judged.sort(key=lambda one: rank[one.key])
    failures = [
        (name, str(result))
        for job, result in zip(jobs, results, strict=True)
        if isinstance(result, RadiotmbError)
        for name in job.names()
    ]
    _say_without_germline(assay, resources)
    return assemble(judged, failures, assay, resources.reference, dropped)


def _say_without_germline(assay: Assay, resources: Resources) -> None:
    if "germline" in assay.filters and resources.germline is None and not assay.germline.info_tag:
        add_note(
            Note("info", "burden", "", "no germline resource was given: germline variants, if any, "
                 "are counted", "--germline VCF removes those of the population")
        )  # fmt: skip
    elif resources.germline is not None and "germline" not in assay.filters:
        add_note(
            Note("warning", "burden", resources.germline.name, "is not looked at: preset "
                 f"'{assay.name}' has no filter 'germline'",
                 "Add the filter to an assay of your own")
        )  # fmt: skip


def _tasks(
    jobs: list[Job],
    cuts: list[list[Span | None]],
    assay: Assay,
    resources: Resources,
    stored: bool,
) -> list[Task]:
    rules, shared = assay.model_dump(mode="json"), resources.plain()
    # Before they are hashed.
    common_states = [(file, state_of(file)) for file in resources.files()] if stored else []
    common = resources.key() if stored else ""
    tasks = []
    for job, spans in zip(jobs, cuts, strict=True):
        own_states = [(file, state_of(file)) for file in job.files()] if stored else []
        key = job.key(assay, common) if stored else ""
        for span in spans:
            arguments = {
                "path": job.path,
                "members": [sample.plain() for sample in job.samples],
                "assay": rules,
                "resources": shared,
                "span": None if span is None else list(span),
                "as_json": stored,
            }
            suffix = f"-{span.start}-{span.end}" if span and key else ""
            task = Task(job.path.name, arguments, key + suffix, accepts=_judged_and_sized)
            tasks.append(replace(task, states=(*own_states, *common_states)))
    return tasks


def _judged_and_sized(value: dict[str, Any]) -> tuple[JudgedFile, list[Size]]:
    """What :func:`judge_file` found, read from its value."""
    return judged_file(value), [Size(*size) for size in value["sizes"]]


def _join(
    jobs: list[Job], cuts: list[list[Span | None]], outcomes: list[Outcome]
) -> tuple[list[list[JudgedSample] | RadiotmbError], list[tuple[Path, Counter[str]]]]:
    """The samples of each job or its error, the parts of its file put together; files' counts."""
    remaining = iter(outcomes)
    results: list[list[JudgedSample] | RadiotmbError] = []
    counts: list[tuple[Path, Counter[str]]] = []
    for job, spans in zip(jobs, cuts, strict=True):
        own = [next(remaining) for _ in spans]
        error = next((outcome.error for outcome in own if outcome.error is not None), None)
        if error is not None:
            results.append(error)
            continue
        values = [outcome.value for outcome in own]
        try:
            found = join_parts(job.path, [judged_file(value) for value in values])
            members = assigned(job, found, values[0]["sizes"])
            results.append(
                [
                    JudgedSample(
                        sample.patient_id or name,
                        sample.lesion,
                        found.samples[name],
                        *size,
                        file=job.path,
                    )
                    for sample, name, size in members
                ]
            )
            counts.append((job.path, found.counts))
        except InputError as refused:
            results.append(refused)
    return results, counts


def _one_a_lesion(samples: list[JudgedSample]) -> list[JudgedSample]:
    """The SNVs and the indels of a lesion, from two files, as one sample."""
    joined: dict[tuple[str, str], JudgedSample] = {}
    for one in samples:
        first = joined.get(one.key)
        if first is None:
            joined[one.key] = one
            continue
        if not are_parts_of_one([first.file, one.file]):
            raise InputError(
                f"sample '{one.patient_id}' ({one.lesion}) is in more than one file",
                hint="A samples table (--samples) names each patient and lesion",
            )
        first.judged.add(one.judged)
        drop_repeats(first.judged)
        add_note(
            Note(
                "info", "burden", " ".join(one.key), "its SNVs and indels were read from two files"
            )
        )
    return list(joined.values())
