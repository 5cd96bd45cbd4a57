"""Which samples are read from which file, and one file's work as a task."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from radiotmb.errors import InputError, printable
from radiotmb.runtime.code_hash import code_hash
from radiotmb.runtime.files import fingerprint, fingerprint_data
from radiotmb.runtime.name_some import name_some
from radiotmb.runtime.notes import Note, add_note
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.bgzf import Span, split_bgzf
from radiotmb.tmb.denominator import Size, sample_size
from radiotmb.tmb.formats import file_kind
from radiotmb.tmb.formats.vcf_header import read_header, tumor_samples
from radiotmb.tmb.judge import JudgedFile, judge_variants
from radiotmb.tmb.resources import Resources, Sample

if TYPE_CHECKING:
    import pandas as pd

_KIND_OF_CALLS = re.compile(r"(?i)(?<![a-z])(snvs?|snps?|indels?)(?![a-z])")


@dataclass(frozen=True)
class Job:
    """A file and the samples wanted from it."""

    path: Path
    samples: list[Sample]

    def key(self, assay: Assay, common: str) -> str:
        """Everything its answer depends on, hashed."""
        # What may not be read has no mark; the task itself fails by name.
        prints = [fingerprint(file) if _is_readable(file) else "" for file in self.files()]
        members = [sample.plain() for sample in self.samples]
        return fingerprint_data([code_hash("tmb"), prints, members, assay.hash, common])

    def files(self) -> list[Path]:
        """Its variants and their reads."""
        return [self.path, *(Path(s.alignments) for s in self.samples if s.alignments)]

    def names(self) -> list[str]:
        """What a failure of this job is called."""
        return [self.path.name if s.patient_id is None else s.label for s in self.samples]


def jobs_of_table(samples: pd.DataFrame, folder: Path) -> list[Job]:
    """The jobs of a samples table. A MAF is read once for all its samples."""
    groups: dict[tuple[Path, int], list[Sample]] = {}
    for place, row in enumerate(samples.to_dict("records")):
        path = folder / str(row["variants"])
        name, alignments = (_present(row.get(column)) for column in ("sample", "alignments"))
        callable_mb = _present(row.get("callable_mb"))
        sample = Sample(
            row["patient_id"],
            row["lesion"],
            name,
            None if alignments is None else folder / alignments,
            None if callable_mb is None else float(callable_mb),
        )
        together = name is not None and _is_maf(path)
        groups.setdefault((path, -1 if together else place), []).append(sample)
    return [Job(path, members) for (path, _), members in groups.items()]


def jobs_of_files(
    files: Sequence[str | Path], lesion: str, alignments: str | Path | None, sample: str | None
) -> list[Job]:
    """The jobs of bare files: whatever samples they hold.

    Files of one name before the first point share a sample where one is of SNVs and the other of
    indels; other files of one name are told apart by their paths.
    """
    paths = [Path(file) for file in files]
    jobs = []
    for path in paths:
        twins = [other for other in paths if _stem(other) == _stem(path)]
        alone = len(twins) == 1 or are_parts_of_one(twins)
        label = _stem(path) if alone else str(path)
        for patient, name in _samples_of(path, label, sample):
            if patient == label and printable(" ".join(label.split("\n"))) != label:
                raise InputError(
                    "the file's name holds a control character, or bytes that are no UTF-8",
                    file=path,
                    expected="a name that can stand in a table as patient_id",
                    hint="Rename it, or name its patient in a samples table (--samples)",
                )
            reads = None if alignments is None else Path(alignments)
            jobs.append(Job(path, [Sample(patient, lesion, name, reads)]))
    return jobs


def _stem(path: Path) -> str:
    return path.name.split(".")[0]


def are_parts_of_one(paths: Sequence[Path]) -> bool:
    """Whether files are the SNVs and the indels of one sample, told by their names.

    Examples
    --------
    >>> are_parts_of_one([Path("P1.somatic.snvs.vcf.gz"), Path("P1.somatic.indels.vcf.gz")])
    True
    >>> are_parts_of_one([Path("a/P1.vcf"), Path("b/P1.vcf")])
    False
    """
    kinds = [_KIND_OF_CALLS.findall(path.name) for path in paths]
    said = [kind[-1].lower()[:3] for kind in kinds if kind]
    plain = {_KIND_OF_CALLS.sub("", path.name) for path in paths}
    same_folder = len({path.parent for path in paths}) == 1
    return same_folder and len(plain) == 1 and len(said) == len(paths) == len(set(said)) == 2


def _samples_of(file: Path, label: str, wished: str | None) -> list[tuple[str | None, str | None]]:
    """patient_id and name inside the file; (None, None) for all that a MAF holds."""
    kind = file_kind(file)
    if kind == "MAF":
        return [(wished, wished)]
    if kind not in ("VCF", "BCF"):
        return [(label, None)]
    header, _ = read_header(file)
    if wished is not None:
        return [(label, wished)]
    if len(header.samples) <= 1:
        return [(label, None)]
    tumors = tumor_samples(header)
    if len(tumors) == 1:
        return [(label, tumors[0])]
    what = "tumours" if tumors else "samples, none marked as tumour"
    names = tumors or list(header.samples)
    add_note(
        Note("warning", "burden", file.name, f"holds {len(names)} {what}: {name_some(names, 8)}, "
             "each counted by itself", "--sample takes one of them")
    )  # fmt: skip
    return [(name, name) for name in names]


def _present(value: Any) -> Any:
    import pandas as pd

    return None if pd.isna(value) else value


def _is_readable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.R_OK)


def _is_maf(path: Path) -> bool:
    try:
        return file_kind(path) == "MAF"
    except InputError:
        return False  # the task itself will fail with the message


def parts_of(job: Job, parts: int, assay: Assay, keep: str) -> list[Span | None]:
    """Spans of a large BGZF VCF of one sample, to be judged beside each other.

    The duplicates of two parts can be told when they are joined only where no filter comes after,
    and neighbours on one haplotype only inside a part.
    """
    last = "duplicate" in assay.filters[:-1]
    if parts < 2 or keep == "all" or last or len(job.samples) != 1:
        return [None]
    try:
        if file_kind(job.path) != "VCF" or _is_phased_or_shares(job.path):
            return [None]
    except InputError:
        return [None]  # the task itself will fail with the message
    return list(split_bgzf(job.path, parts)) or [None]


def _is_phased_or_shares(path: Path) -> bool:
    """Whether neighbours must be looked at together, or a column of fractions as a whole."""
    header, records = read_header(path)
    tags = {tag for place, tag in header.tags if place == "FORMAT"}
    phased = any(
        b"|" in b"\t".join(line.split(b"\t")[9:])
        for _, line in zip(range(400), records, strict=False)
    )
    return phased or bool(tags & {"PS", "PID"}) or not tags & {"AD", "FAO", "AO"}


def judge_file(
    path: str | Path,
    members: list[dict[str, Any]],
    assay: dict[str, Any],
    resources: dict[str, Any],
    span: list[int] | None = None,
    as_json: bool = False,
) -> dict[str, Any]:
    """One task: a file or a part of it, and the samples wanted from it.

    Returns
    -------
    dict
        ``file`` (a :class:`JudgedFile`, as plain JSON data where asked for), and ``sizes`` of the
        members.
    """
    rules, shared = Assay(**assay), Resources(**resources)
    samples = [Sample(**member) for member in members]
    part = None if span is None else Span(*span)
    name = samples[0].name if len(samples) == 1 else None
    found = judge_variants(path, rules, shared, name, part)
    sizes = []
    if part is None or part.start == 0:
        sizes = [list(sample_size(rules, shared, sample)) for sample in samples]
    return {"file": found.plain() if as_json else found, "sizes": sizes}


def judged_file(value: dict[str, Any]) -> JudgedFile:
    """The judged file in a task's value."""
    found = value["file"]
    return JudgedFile.of(found) if isinstance(found, dict) else found


def assigned(
    job: Job, found: JudgedFile, sizes: Sequence[Sequence[Any]]
) -> list[tuple[Sample, str, Size]]:
    """Which of a file's samples belongs to whom, with its denominator.

    Raises
    ------
    InputError
        Where the file has no such sample, or several and none was named.
    """
    members, names = job.samples, list(found.samples)
    if len(members) == 1 and members[0].patient_id is None:
        shared = Size(*sizes[0])
        return [(Sample(name, members[0].lesion, name), name, shared) for name in names]
    chosen = []
    for member, size in zip(members, sizes, strict=True):
        name = member.name
        if name is None and len(names) == 1:
            name = names[0]
        if name not in names:
            raise InputError(
                f"no sample '{name}'" if name else f"holds {len(names)} samples",
                file=job.path,
                expected=f"one of {name_some(names, 6)}" if names else "a row or more",
                hint="Name it in the column 'sample' of the samples table",
            )
        chosen.append((member, name, Size(*size)))
    return chosen
