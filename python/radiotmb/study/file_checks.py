"""What the files that a study's tables name tell before they are read whole."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from radiotmb import radiomics, tmb
from radiotmb.errors import InputError, RadiotmbError
from radiotmb.runtime.name_some import name_some
from radiotmb.runtime.notes import Level, Note, collect_notes
from radiotmb.study.study_error import note_of_error, without_hint
from radiotmb.study.study_file import Study
from radiotmb.study.study_run import StudyTables
from radiotmb.tmb.resources import Sample

# A note that lists more faults than these hides the rest behind a number.
SHOWN = 4


def fault_of_file(path: Path, *, folder: bool = True) -> str | None:
    """Why a file or, where it may be one, a folder cannot be read; None where it can.

    Examples
    --------
    >>> fault_of_file(Path("nowhere.vcf"))
    'no such file'
    """
    if not path.exists():
        return "no such file"
    if path.is_dir() and not folder:
        return "a folder, where a file is expected"
    if not os.access(path, os.R_OK):
        return "no permission to read it"
    if path.is_file() and path.stat().st_size == 0:
        return "an empty file"
    return None


# Compressed masks of a few hundred scans; reading more is the run's work.
_MASK_BYTES = 100_000_000


class _Fault(NamedTuple):
    """What is wrong with the file of one row."""

    line: int
    said: str
    remedy: str


def check_variant_files(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Files of variants by their headers: annotation, counts, samples, genome, chromosomes."""
    try:
        assay = tmb.read_assay(study.assay_file())
    except InputError:
        return  # told by the check of the study's own files
    samples = tables.samples
    try:
        tmb.refuse_double_rows(samples)
    except InputError as error:
        yield note_of_error(error, "tables", _file_name(study, "samples"))
    shared = tmb.Resources()
    places: list[tmb.Places] = []
    for name in ("germline", "targets"):
        path: Path | None = getattr(study, name)
        if path is None or fault_of_file(study.resolve(path), folder=False):
            continue
        only = tmb.Resources(**{name: study.resolve(path)})  # type: ignore[arg-type]
        shared = replace(shared, **{name: study.resolve(path)})  # type: ignore[arg-type]
        try:
            places += tmb.read_places(only)
        except InputError as error:
            remedy = error.hint or f"Correct the entry '{name}' of the study file"
            yield Note("error", "tables", name, _said(study, error), remedy)
    folder = study.resolve(study.samples).parent
    builds: dict[str, list[int]] = {}

    def look(line: int, row: dict[str, Any]) -> None:
        if assay.denominator.kind == "callable" and _is_empty(row.get("callable_mb")):
            _refuse_without_reads(row, shared)
        name = None if _is_empty(row.get("sample")) else str(row["sample"])
        build = tmb.check_variants(folder / str(row["variants"]), assay, shared, places, name)
        if build is not None:
            builds.setdefault(build, []).append(line)

    yield from _notes_on_rows(study, "samples", samples, ("variants",), look)
    yield from _notes_on_resources(study, samples, assay, shared)
    yield from _note_on_builds(study, builds)


def _notes_on_resources(
    study: Study, samples: pd.DataFrame, assay: tmb.Assay, resources: tmb.Resources
) -> Iterator[Note]:
    """A germline file that is a sample's own, and what is to be said of the denominator."""
    folder = study.resolve(study.samples).parent
    for index, entry in samples["variants"].items():
        if resources.germline is not None and resources.germline == folder / str(entry):
            message = (
                f"{entry} is also the sample of line {int(str(index)) + 2}, all of whose variants "
                "it would remove; expected variants of a population"
            )
            yield Note("error", "tables", "germline", message, "Name the population's file")
    if assay.denominator.kind != "callable":
        with collect_notes(printing=False) as notes, contextlib.suppress(InputError):
            tmb.sample_size(assay, resources, _sample_with_size(samples))
        yield from notes


def _sample_with_size(samples: pd.DataFrame) -> Sample:
    """A sample of the callable size that the first row with one gives, if any does."""
    known = [] if "callable_mb" not in samples else samples["callable_mb"].dropna().tolist()
    return Sample(None, "", callable_mb=float(known[0]) if known else None)


def _note_on_builds(study: Study, builds: dict[str, list[int]]) -> Iterator[Note]:
    if len(builds) < 2:
        return
    usual = max(builds, key=lambda build: len(builds[build]))
    others = [f"line {line} of {build}" for build in builds if build != usual
              for line in builds[build]]  # fmt: skip
    message = (
        f"the files are of different genome builds: most of {usual}, "
        f"{name_some(others, SHOWN)}; expected one build"
    )
    remedy = "Call or lift the others to the same build"
    yield Note("warning", "tables", _file_name(study, "samples"), message, remedy)


def check_scan_files(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Scans and masks by their headers: readable, one grid, not swapped."""
    images = tables.images
    if images is None or study.images is None:
        return
    try:
        preset = radiomics.read_preset(study.extraction_file())
    except InputError as error:
        yield Note(
            "error",
            "tables",
            "extraction",
            _said(study, error),
            error.hint or "Correct the file, or the entry 'extraction' of the study file",
        )
        return
    folder = study.resolve(study.images).parent
    size = sum(
        path.stat().st_size
        for path in {folder / str(mask) for mask in images["mask"]}
        if path.is_file()
    )
    looks_into_masks = size <= _MASK_BYTES
    options = radiomics.ScanOptions(
        allow_outside=study.allow_outside, align=bool(preset.settings.get("correctMask"))
    )

    def look(_line: int, row: dict[str, Any]) -> None:
        label = preset.label if _is_empty(row.get("label")) else row["label"]
        mask = folder / str(row["mask"])
        radiomics.check_scan_headers(folder / str(row["image"]), mask, options)
        if looks_into_masks:
            radiomics.check_labels(mask, label, options)

    if not looks_into_masks:
        message = f"{len(images)} masks of {size / 1e6:.0f} MB: their labels are not looked at"
        yield Note("info", "tables", _file_name(study, "images"), message, "The run does")
    yield from _notes_on_rows(study, "images", images, ("image", "mask"), look)


def check_repeated_files(study: Study, tables: StudyTables) -> Iterator[Note]:
    """One file for several lesions, which a copied row leaves behind."""
    for name, columns in (("samples", ("variants",)), ("images", ("image", "mask"))):
        table: pd.DataFrame | None = getattr(tables, name)
        if table is None:
            continue
        for column in columns:
            keys = [column, *(c for c in ("sample", "label", "series") if c in table)]
            again = table[table.duplicated(keys, keep=False)]
            if column == "image":
                # Two lesions may be on one scan, each with a mask of its own.
                again = again[again.duplicated(["image", "mask"], keep=False)]
            for file, rows in again.groupby(column, sort=False):
                owners = [f"{row.patient_id} {row.lesion}" for row in rows.itertuples()]
                lines = ", ".join(str(int(index) + 2) for index in rows.index[:SHOWN])
                message = (
                    f"lines {lines}: '{file}' is the {column} of {len(rows)} rows "
                    f"({', '.join(owners[:SHOWN])}), where each lesion is expected to have its own"
                )
                remedy = f"Correct the column '{column}'"
                yield Note("warning", "tables", _file_name(study, name), message, remedy)
    images = tables.images
    if images is not None:
        same = images[images["image"] == images["mask"]]
        if len(same):
            lines = ", ".join(str(int(index) + 2) for index in same.index[:SHOWN])
            message = f"line {lines}: image and mask are one file; expected a scan and its mask"
            remedy = "Correct the column 'mask'"
            yield Note("error", "tables", _file_name(study, "images"), message, remedy)


def _notes_on_rows(
    study: Study,
    name: str,
    table: pd.DataFrame,
    columns: Sequence[str],
    look: Callable[[int, dict[str, Any]], None],
) -> Iterator[Note]:
    """One note on all files of a table that are there and are not what they should be."""
    folder = study.resolve(getattr(study, name)).parent
    faults = []
    rows = table.to_dict("records")
    for index, row in zip(table.index, rows, strict=True):
        scans = name == "images"
        if any(fault_of_file(folder / str(row[column]), folder=scans) for column in columns):
            continue  # told by the check of what is there
        try:
            look(int(index) + 2, {str(key): value for key, value in row.items()})
        except RadiotmbError as error:
            faults.append(_Fault(int(index) + 2, _said(study, error), error.hint or ""))
        except OSError as error:
            said = f"{row[columns[0]]}: cannot be read ({error.strerror or error})"
            faults.append(_Fault(int(index) + 2, said, "Mend its permissions or copy it again"))
    if not faults:
        return
    every = [f"line {fault.line}: {fault.said}" for fault in faults]
    listed = name_some(every, SHOWN, separator="; ")
    message = f"{len(faults)} of {len(rows)} rows cannot be used: {listed}"
    remedies = list(dict.fromkeys(fault.remedy for fault in faults if fault.remedy))
    remedy = ". ".join(remedies[:2]) or "Correct or replace the file"
    level: Level = "error" if len(faults) == len(rows) else "warning"
    yield Note(level, "tables", _file_name(study, name), message, remedy)


def _refuse_without_reads(row: dict[str, Any], resources: tmb.Resources) -> None:
    if resources.targets is None or _is_empty(row.get("alignments")):
        missing = "targets" if resources.targets is None else "alignments"
        raise InputError(
            f"the assay divides by the callable bases, and there are no {missing}",
            expected="a column callable_mb, or alignments and the study's targets",
            hint="Add what is missing, or choose an assay of fixed size",
        )


def _said(study: Study, error: RadiotmbError) -> str:
    """Place, problem and what was expected, from the study's folder."""
    return without_hint(error).replace(f"{study.folder}/", "")


def _file_name(study: Study, table: str) -> str:
    return str(getattr(study, table).name)


def _is_empty(value: Any) -> bool:
    return value is None or value is pd.NA or value != value or not str(value).strip()
