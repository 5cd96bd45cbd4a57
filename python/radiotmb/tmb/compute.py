"""From files of variants to a burden for every sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from radiotmb import __version__
from radiotmb.errors import InputError, RadiotmbError
from radiotmb.execution import Outcome, Task, run_tasks
from radiotmb.files import fingerprint, fingerprint_data
from radiotmb.tables import validate
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.burden import tmb_status
from radiotmb.tmb.denominator import sample_megabases
from radiotmb.tmb.readers import file_kind
from radiotmb.tmb.spectrum import count_spectrum
from radiotmb.tmb.tally import ROW, tally_file
from radiotmb.tmb.vcf import likely_tumor, read_header

Sample = dict[str, Any]
"""patient_id, lesion, name (inside the file, or None), alignments, callable_mb."""


@dataclass
class BurdenResult:
    """What :func:`compute_burden` returns.

    Attributes
    ----------
    burden : pandas.DataFrame
        One row a sample; the columns of the burden table, then deamination (share of C:G>T:A
        among low-fraction SNVs, in percent) and low_snvs (how many there were).
    variants : pandas.DataFrame
        One row a variant in a sample, with its verdict.
    funnel : pandas.DataFrame
        patient_id, lesion, step, removed, remaining; the first step is ``read``.
    spectrum : pandas.DataFrame
        patient_id, lesion, spectrum, channel, count.
    failures : pandas.DataFrame
        name, reason: samples that could not be done while the others went on.
    notes : list of str
        What was recognised, and what a reader of the burden must know.
    """

    burden: pd.DataFrame
    variants: pd.DataFrame
    funnel: pd.DataFrame
    spectrum: pd.DataFrame
    failures: pd.DataFrame
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Resources:
    """What every sample of a run shares."""

    germline: Path | None = None
    targets: Path | None = None
    reference: Path | None = None
    genes: Path | None = None
    annotator: str | None = None
    depth_tag: str | None = None
    fraction_tag: str | None = None
    keep: str = "all"

    def key(self) -> str:
        """Fingerprint of the files' bytes and the options."""
        state = {
            name: fingerprint(value) if isinstance(value, Path) else value
            for name, value in vars(self).items()
        }
        return fingerprint_data(state)


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
        As in :func:`radiotmb.execution.run_tasks`.

    Returns
    -------
    BurdenResult

    Raises
    ------
    InputError
        Where no sample at all could be done: the first one's reason.
    """
    samples = validate(samples, "samples")
    folder = Path(folder)
    resources = Resources(
        *(None if p is None else Path(p) for p in (germline, targets, reference, genes)),
        annotator,
        depth_tag,
        fraction_tag,
        keep,
    )
    groups: dict[tuple[Path, str | None], list[Sample]] = {}
    for row in samples.to_dict("records"):
        path = folder / str(row["variants"])
        name = _present(row.get("sample"))
        alignments = _present(row.get("alignments"))
        sample = {
            "patient_id": row["patient_id"],
            "lesion": row["lesion"],
            "name": name,
            "alignments": None if alignments is None else str(folder / alignments),
            "callable_mb": _present(row.get("callable_mb")),
        }
        # A MAF is read once for all its samples; a VCF once for each.
        shared = name is not None and _is_maf(path)
        groups.setdefault((path, None if shared else f"{row['patient_id']} {row['lesion']}"), [])
        groups[path, None if shared else f"{row['patient_id']} {row['lesion']}"].append(sample)
    jobs = [(path, members) for (path, _), members in groups.items()]
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
    resources = Resources(
        *(None if p is None else Path(p) for p in (germline, targets, reference, genes)),
        annotator,
        depth_tag,
        fraction_tag,
        keep,
    )
    if alignments is not None and len(files) != 1:
        raise InputError(
            f"one alignment and {len(files)} files of variants",
            hint="Give a samples table with a column 'alignments'",
        )
    jobs: list[tuple[Path, list[Sample]]] = []
    stems = [Path(file).name.split(".")[0] for file in files]
    for file, stem in zip(map(Path, files), stems, strict=True):
        label = stem if stems.count(stem) == 1 else str(file)
        for patient, name in _samples_of(file, label):
            jobs.append((file, [_sample(patient, lesion, name, alignments and str(alignments))]))
    return _run(jobs, assay, resources, None, workers, scheduler, store)


def _sample(patient: str | None, lesion: str, name: str | None, alignments: Any) -> Sample:
    return {
        "patient_id": patient,
        "lesion": lesion,
        "name": name,
        "alignments": alignments,
        "callable_mb": None,
    }


def _samples_of(file: Path, label: str) -> list[tuple[str | None, str | None]]:
    """patient_id and name inside the file; (None, None) for all that a MAF holds."""
    kind = file_kind(file)
    if kind == "MAF":
        return [(None, None)]
    if kind == "Ion Reporter TSV":
        return [(label, None)]
    header, _ = read_header(file)
    if len(header.samples) <= 1:
        return [(label, None)]
    tumor = likely_tumor(header)
    return [(label, tumor)] if tumor else [(name, name) for name in header.samples]


def _present(value: Any) -> Any:
    return None if value is None or value is pd.NA or value != value else value


def _is_maf(path: Path) -> bool:
    try:
        return file_kind(path) == "MAF"
    except InputError:
        return False  # the task itself will fail with the message


def judge_file(
    path: str, members: list[Sample], assay: dict[str, Any], resources: dict[str, Any]
) -> dict[str, Any]:
    """One task: a file, and the samples wanted from it. Plain data in and out."""
    rules = Assay(**assay)
    options = dict(resources)
    genes = options.pop("genes")
    name = members[0]["name"] if len(members) == 1 else None
    tallies, notes = tally_file(path, rules, sample=name, genes=genes, **options)
    found = []
    for member, own in _assigned(Path(path), members, tallies):
        megabases, kind, warning = sample_megabases(
            rules,
            targets=options["targets"],
            alignments=member["alignments"],
            callable_mb=member["callable_mb"],
            reference=options["reference"],
        )
        label = f"{member['patient_id']} {member['lesion']}"
        if warning:
            notes.append(f"{label}: {warning}")
        found.append(
            {**member, **tallies[own].as_dict(), "megabases": megabases, "denominator": kind}
        )
    return {"samples": found, "notes": notes}


def _assigned(
    path: Path, members: list[Sample], tallies: dict[str, Any]
) -> list[tuple[Sample, str]]:
    """Which tally belongs to whom."""
    if len(members) == 1 and members[0]["patient_id"] is None:
        return [({**members[0], "patient_id": name}, name) for name in tallies]
    assigned = []
    for member in members:
        name = member["name"]
        if name is None and len(tallies) == 1:
            name = next(iter(tallies))
        if name not in tallies:
            raise InputError(
                f"no sample '{name}'" if name else f"holds {len(tallies)} samples",
                file=path,
                expected=f"one of {', '.join(list(tallies)[:6])}",
                hint="Name it in the column 'sample' of the samples table",
            )
        assigned.append((member, name))
    return assigned


def _run(
    jobs: list[tuple[Path, list[Sample]]],
    assay: Assay,
    resources: Resources,
    order: list[tuple[str, str]] | None,
    workers: int,
    scheduler: str | None,
    store: str | Path | None,
) -> BurdenResult:
    plain = assay.model_dump(mode="json")
    shared = {k: str(v) if isinstance(v, Path) else v for k, v in vars(resources).items()}
    common = resources.key() if store is not None else ""
    tasks = [
        Task(
            path.name,
            {"path": str(path), "members": members, "assay": plain, "resources": shared},
            _key(path, members, assay, common) if store is not None else "",
        )
        for path, members in jobs
    ]
    outcomes = run_tasks(
        judge_file,
        tasks,
        workers=workers,
        scheduler=scheduler,
        store=store,
        description="judging variants",
    )
    errors = [outcome.error for outcome in outcomes if outcome.error is not None]
    if errors and len(errors) == len(outcomes):
        raise errors[0]
    return _assemble(jobs, outcomes, assay, resources, order)


def _key(path: Path, members: list[Sample], assay: Assay, common: str) -> str:
    files = [path, *(Path(m["alignments"]) for m in members if m["alignments"])]
    prints = [fingerprint(file) if file.is_file() else "" for file in files]
    return fingerprint_data([__version__, prints, members, assay.hash, common])


def _assemble(
    jobs: list[tuple[Path, list[Sample]]],
    outcomes: list[Outcome],
    assay: Assay,
    resources: Resources,
    order: list[tuple[str, str]] | None,
) -> BurdenResult:
    samples = [s for o in outcomes if o.value is not None for s in o.value["samples"]]
    if order is not None:
        rank = {key: place for place, key in enumerate(order)}
        samples.sort(key=lambda s: rank[s["patient_id"], s["lesion"]])
    _refuse_twice(samples)
    variants = _variants(samples)
    keys = [(s["patient_id"], s["lesion"]) for s in samples]
    return BurdenResult(
        burden=_burden(samples, assay),
        variants=variants,
        funnel=_funnel(samples, assay),
        spectrum=count_spectrum(variants, keys, resources.reference),
        failures=_failures(jobs, outcomes),
        notes=_notes(outcomes, samples, assay, resources),
    )


def _refuse_twice(samples: list[Sample]) -> None:
    seen: set[tuple[str, str]] = set()
    for sample in samples:
        key = (sample["patient_id"], sample["lesion"])
        if key in seen:
            raise InputError(
                f"sample '{key[0]}' ({key[1]}) stands in more than one file",
                hint="A samples table (--samples) names each patient and lesion",
            )
        seen.add(key)


def _line(values: pd.DataFrame, slope: float, intercept: float) -> pd.DataFrame:
    return values * slope + intercept


def _burden(samples: list[Sample], assay: Assay) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "patient_id": [s["patient_id"] for s in samples],
            "lesion": [s["lesion"] for s in samples],
            "mutations": np.array([s["mutations"] for s in samples], dtype="int64"),
            "megabases": np.array([s["megabases"] for s in samples], dtype=float),
            "denominator": [s["denominator"] for s in samples],
        }
    )
    if frame.empty:
        raise InputError("no sample in any file", expected="at least one variant or sample")
    lines = [line for line in (assay.standardisation, assay.calibration) if line.apply]
    # The status is judged where the count is Poisson: the cutoff goes back through the lines.
    cutoff = assay.cutoff
    for line in reversed(lines):
        cutoff = (cutoff - line.intercept) / line.slope
    status = tmb_status(frame["mutations"], frame["megabases"], cutoff, assay.conf_level)
    burdens = ["tmb", "tmb_lower", "tmb_upper"]
    for line in lines:
        status[burdens] = _line(status[burdens], line.slope, line.intercept)
    frame = pd.concat([frame, status], axis=1)
    low = np.array([s["low_snvs"] for s in samples], dtype=float)
    damaged = np.array([s["low_deaminated"] for s in samples], dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        frame["deamination"] = np.where(low > 0, 100 * damaged / low, np.nan)
    frame["low_snvs"] = low.astype("int64")
    return validate(frame, "burden")


def _variants(samples: list[Sample]) -> pd.DataFrame:
    rows = [(s["patient_id"], s["lesion"], *row) for s in samples for row in s["rows"]]
    frame = pd.DataFrame(rows, columns=["patient_id", "lesion", *ROW])
    numbers = {"pos": "int64", "depth": float, "alt_depth": float, "alt_fraction": float}
    frame = frame.astype(numbers)
    return validate(frame, "variants") if len(frame) else frame


def _funnel(samples: list[Sample], assay: Assay) -> pd.DataFrame:
    rows = []
    for sample in samples:
        remaining = sample["total"]
        rows.append((sample["patient_id"], sample["lesion"], "read", 0, remaining))
        for step in assay.filters:
            removed = sample["removed"].get(step, 0)
            remaining -= removed
            rows.append((sample["patient_id"], sample["lesion"], step, removed, remaining))
    return pd.DataFrame(rows, columns=["patient_id", "lesion", "step", "removed", "remaining"])


def _failures(jobs: list[tuple[Path, list[Sample]]], outcomes: list[Outcome]) -> pd.DataFrame:
    rows = []
    for (path, members), outcome in zip(jobs, outcomes, strict=True):
        error: RadiotmbError | None = outcome.error
        if error is None:
            continue
        for member in members:
            named = member["patient_id"] is not None
            name = f"{member['patient_id']} {member['lesion']}" if named else path.name
            rows.append((name, str(error)))
    return pd.DataFrame(rows, columns=["name", "reason"])


def _notes(
    outcomes: list[Outcome], samples: list[Sample], assay: Assay, resources: Resources
) -> list[str]:
    notes = dict.fromkeys(n for o in outcomes if o.value is not None for n in o.value["notes"])
    told = resources.germline or assay.germline.info_tag
    if "germline" in assay.filters and not told:
        notes["no germline resource was given: germline variants, if any, are counted"] = None
    limit = assay.deamination.limit
    for sample in samples:
        low = sample["low_snvs"]
        if limit < 100 and low and 100 * sample["low_deaminated"] / low >= limit:
            notes[
                f"{sample['patient_id']} {sample['lesion']}: deamination score at {limit:g} "
                "or above: the count may hold formalin damage"
            ] = None
    return list(notes)
