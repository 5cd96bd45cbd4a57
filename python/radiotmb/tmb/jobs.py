"""Which samples are read from which file, and one file's work as a task."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from radiotmb.errors import InputError
from radiotmb.runtime.code_hash import code_hash
from radiotmb.runtime.files import fingerprint, fingerprint_data
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.bgzf import Span, split_bgzf
from radiotmb.tmb.count_file import merge_parts, refuse_silence, tally_file
from radiotmb.tmb.denominator import sample_megabases
from radiotmb.tmb.readers import file_kind
from radiotmb.tmb.vcf_header import likely_tumor, read_header

Sample = dict[str, Any]
"""patient_id, lesion, name (inside the file, or None), alignments, callable_mb."""


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

    @classmethod
    def of(cls, germline: Any, targets: Any, reference: Any, genes: Any, *rest: Any) -> Resources:
        """From paths as people give them."""
        files = (germline, targets, reference, genes)
        return cls(*(None if file is None else Path(file) for file in files), *rest)

    def plain(self) -> dict[str, Any]:
        """As a task can carry it."""
        return {k: str(v) if isinstance(v, Path) else v for k, v in vars(self).items()}

    def key(self) -> str:
        """Fingerprint of the files' bytes and the options."""
        state = {
            name: fingerprint(value) if isinstance(value, Path) else value
            for name, value in vars(self).items()
        }
        return fingerprint_data(state)


@dataclass(frozen=True)
class Job:
    """A file and the samples wanted from it."""

    path: Path
    samples: list[Sample]

    def key(self, assay: Assay, common: str) -> str:
        """Everything its answer depends on, hashed."""
        files = [self.path, *(Path(s["alignments"]) for s in self.samples if s["alignments"])]
        # What may not be read has no mark; the task itself fails by name.
        prints = [fingerprint(file) if _is_readable(file) else "" for file in files]
        return fingerprint_data([code_hash("tmb"), prints, self.samples, assay.hash, common])

    def names(self) -> list[str]:
        """What a failure of this job is called."""
        return [
            self.path.name if s["patient_id"] is None else f"{s['patient_id']} {s['lesion']}"
            for s in self.samples
        ]


def jobs_of_table(samples: pd.DataFrame, folder: Path) -> list[Job]:
    """The jobs of a samples table. A MAF is read once for all its samples."""
    groups: dict[tuple[Path, int], list[Sample]] = {}
    for place, row in enumerate(samples.to_dict("records")):
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
        together = name is not None and _is_maf(path)
        groups.setdefault((path, -1 if together else place), []).append(sample)
    return [Job(path, members) for (path, _), members in groups.items()]


def jobs_of_files(
    files: Sequence[str | Path], lesion: str, alignments: str | Path | None
) -> list[Job]:
    """The jobs of bare files: whatever samples they hold."""
    stems = [Path(file).name.split(".")[0] for file in files]
    jobs = []
    for file, stem in zip(map(Path, files), stems, strict=True):
        label = stem if stems.count(stem) == 1 else str(file)
        for patient, name in _samples_of(file, label):
            sample = {
                "patient_id": patient,
                "lesion": lesion,
                "name": name,
                "alignments": None if alignments is None else str(alignments),
                "callable_mb": None,
            }
            jobs.append(Job(file, [sample]))
    return jobs


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


def _is_readable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.R_OK)


def _is_maf(path: Path) -> bool:
    try:
        return file_kind(path) == "MAF"
    except InputError:
        return False  # the task itself will fail with the message


def parts_of(job: Job, parts: int, assay: Assay, keep: str) -> list[Span | None]:
    """Spans of a large BGZF VCF of one sample, to be judged beside each other.

    The duplicates of two parts can be told when they are joined only where no filter comes after.
    """
    late = "duplicate" in assay.filters[:-1]
    if parts < 2 or keep == "all" or late or len(job.samples) != 1:
        return [None]
    try:
        if file_kind(job.path) != "VCF":
            return [None]
    except InputError:
        return [None]  # the task itself will fail with the message
    return list(split_bgzf(job.path, parts)) or [None]


def judge_file(
    path: str,
    members: list[Sample],
    assay: dict[str, Any],
    resources: dict[str, Any],
    span: list[int] | None = None,
) -> dict[str, Any]:
    """One task: a file or a part of it, and the samples wanted from it. Plain data in and out."""
    rules = Assay(**assay)
    name = members[0]["name"] if len(members) == 1 else None
    part = None if span is None else Span(*span)
    tallies, notes = tally_file(path, rules, sample=name, span=part, **resources)
    found = []
    for member, own in _assigned(Path(path), members, tallies):
        judged = {**member, **tallies[own].as_dict()}
        if part is None or part.start == 0:
            megabases, kind, warning = sample_megabases(
                rules,
                targets=resources["targets"],
                alignments=member["alignments"],
                callable_mb=member["callable_mb"],
                reference=resources["reference"],
            )
            judged |= {"megabases": megabases, "denominator": kind}
            if warning:
                notes.append(f"{member['patient_id']} {member['lesion']}: {warning}")
        found.append(judged)
    return {"samples": found, "notes": notes}


def join_parts(path: Path, values: list[dict[str, Any]]) -> dict[str, Any]:
    """The answer for a file from the answers for its parts."""
    if len(values) == 1:
        return values[0]
    notes = list(dict.fromkeys(note for value in values for note in value["notes"]))
    parts = [value["samples"][0] for value in values]
    joined = merge_parts(parts)
    refuse_silence(path, joined["judged"], joined["silent"])
    return {"samples": [joined], "notes": notes}


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
                expected=f"one of {', '.join(list(tallies)[:6])}" if tallies else "a row or more",
                hint="Name it in the column 'sample' of the samples table",
            )
        assigned.append((member, name))
    return assigned
