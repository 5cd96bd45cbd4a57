"""What can be wrong with a study before anything is computed, one check a function.

Each check takes the study and its input tables and yields notes: ``error`` where the study cannot
be run as it was meant, ``warning`` where a part of it would be missing, ``info`` where a default
or something unused should be known.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from radiotmb.errors import InputError
from radiotmb.inputs.column_names import nearest
from radiotmb.inputs.column_values import PATHS
from radiotmb.inputs.schemas import SCHEMAS
from radiotmb.inputs.unused_columns import note_on_unused
from radiotmb.runtime.name_some import name_some
from radiotmb.runtime.notes import Level, Note
from radiotmb.study.centre_checks import check_centres
from radiotmb.study.centres import CENTRE, Places
from radiotmb.study.clinical_checks import check_clinical
from radiotmb.study.file_checks import (
    SHOWN,
    check_repeated_files,
    check_scan_files,
    check_variant_files,
    fault_of_file,
)
from radiotmb.study.identifiers import check_identifiers
from radiotmb.study.lesion_checks import check_lesions
from radiotmb.study.model_checks import check_models, check_phases
from radiotmb.study.output_folder import foreign_results, unrecorded_files, why_not_writable
from radiotmb.study.study_error import note_of_error
from radiotmb.study.study_file import Study
from radiotmb.study.study_run import StudyTables, some_of
from radiotmb.tmb import read_assay

# Names of a folder that are compared with one that is not there.
_LISTED = 2000


def check_tables(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Patients that are in one table and not in another; columns that are nearly read, or not."""
    given = {"samples": tables.samples, "images": tables.images, "patients": tables.patients}
    yield from check_identifiers({name: t for name, t in given.items() if t is not None})
    for name, table in given.items():
        if table is None:
            continue
        known = [column for column in SCHEMAS[name].columns if column not in table]
        named = _columns_of_models(study, tables) if name == "images" else set()
        for column in map(str, table.columns):
            like = None if column in SCHEMAS[name].columns else nearest(column, known)
            if like:
                message = f"column '{column}' is not read; expected '{like}'"
                remedy = f"Rename it, if '{like}' is meant"
                yield Note("warning", "tables", getattr(study, name).name, message, remedy)
                named.add(column)
        # Every other column of the patients table is a clinical one.
        if name != "patients":
            note = note_on_unused(table, name, subject=getattr(study, name).name, used=named)
            if note is not None:
                yield note


def _columns_of_models(study: Study, tables: StudyTables) -> set[str]:
    """What the models take from the images table: centre, batch and what ComBat keeps."""
    places = Places(tables.patients, tables.images)
    wanted = {CENTRE, *(study.model.keep or [])} | ({study.model.batch} - {None})
    return {str(column) for column in wanted if places.table_with(str(column)) == "images"}


def check_files(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Files that the tables name and that are not there or may not be read."""
    for name, columns in PATHS.items():
        table: pd.DataFrame | None = getattr(tables, name)
        if table is None:
            continue
        folder = study.resolve(getattr(study, name)).parent
        named = [
            (index, column, entry)
            for column in columns
            if column in table
            for index, entry in table[column].dropna().items()
        ]
        faults = [
            f"line {int(str(index)) + 2}: {entry} ({fault}{_nearest_file(folder, str(entry))})"
            for index, column, entry in named
            if (fault := fault_of_file(folder / str(entry), folder=column in ("image", "mask")))
        ]
        if faults:
            message = f"{len(faults)} of {len(named)} files cannot be read: "
            message += name_some(faults, SHOWN, separator="; ")
            level: Level = "error" if len(faults) == len(named) else "warning"
            given = getattr(study, name).name
            remedy = f"Correct their names; they are relative to the folder of {given}"
            yield Note(level, "tables", given, message, remedy)


def check_resources(study: Study, tables: StudyTables) -> Iterator[Note]:
    """The assay's and the study's own files, and germline variants that nothing would remove."""
    external = study.external
    named: dict[str, Path | None] = {
        "germline": study.germline,
        "targets": study.targets,
        "external.features": external.features,
        "external.labels": external.labels,
        "external.patients": external.patients,
    }
    for name, path in named.items():
        fault = None if path is None else fault_of_file(study.resolve(path), folder=False)
        if fault:
            remedy = f"Correct the entry '{name}' of the study file, or put the file there"
            yield Note("error", "tables", name, f"{path}: {fault}", remedy)
    try:
        assay = read_assay(study.assay_file())
    except InputError as error:
        yield note_of_error(error, "tables", "assay", "Correct the entry 'assay' or its file")
        return
    removes = "germline" in assay.filters
    if removes and study.germline is None and assay.germline.info_tag is None:
        message = (
            f"the assay '{assay.name}' removes germline variants, but no file of common germline "
            "variants is given: inherited variants are counted as mutations"
        )
        yield Note("warning", "burden", "germline", message, "Name the file as 'germline'")
    if not removes and study.germline is not None:
        message = f"is not used: the assay '{assay.name}' has no germline filter"
        yield Note("warning", "burden", "germline", message, "Add 'germline' to its filters")


def check_output(study: Study, tables: StudyTables) -> Iterator[Note]:
    """A folder of results that is a file, or holds what is not a run's to write over."""
    out = study.resolve(study.out).resolve()
    if out.exists() and not out.is_dir():
        message = f"'{study.out}' is a file; expected a folder, or a name that is free"
        yield Note("error", "tables", "out", message, "Name another folder")
        return
    if fault := why_not_writable(out):
        message = f"'{study.out}' cannot be written: {fault}"
        yield Note("error", "tables", "out", message, "Name a folder that can be written")
        return
    over_own = False
    own = [study.samples, study.images, study.patients, study.germline, study.targets]
    for path in own:
        if path is None:
            continue
        inside = study.resolve(path).resolve()
        if inside.is_relative_to(out / "tables") or inside.is_relative_to(out / "figures"):
            message = (
                f"'{study.out}' would write over {path.name}, which lies in its folder "
                f"'{inside.parent.name}'; expected a folder of its own for the results"
            )
            yield Note("error", "tables", "out", message, "Name another folder, such as results")
            over_own = True
    if over_own:
        return
    foreign = foreign_results(out)
    if foreign:
        message = (
            f"'{study.out}' holds {', '.join(foreign)} that no run of radiotmb has written, and a "
            "run would write over them; expected an empty folder, or one of an earlier run"
        )
        yield Note("error", "tables", "out", message, "Name an empty folder, or one that is free")
        return
    others = unrecorded_files(out)
    if others:
        message = (
            f"{some_of(others)} in '{study.out}': not recorded by any run of radiotmb, so it stays "
            "unless this run writes a table of that name"
        )
        remedy = "Move what is yours to a folder of your own, and remove what is left over"
        yield Note("warning", "tables", "out", message, remedy)


CHECKS: tuple[Callable[[Study, StudyTables], Iterator[Note]], ...] = (
    check_tables,
    check_lesions,
    check_files,
    check_repeated_files,
    check_resources,
    check_variant_files,
    check_scan_files,
    check_phases,
    check_models,
    check_centres,
    check_clinical,
    check_output,
)


def _nearest_file(folder: Path, entry: str) -> str:
    """The file that was probably meant by one that is not there."""
    path = folder / entry
    if path.exists() or not path.parent.is_dir():
        return ""
    like = nearest(path.name, sorted(os.listdir(path.parent))[:_LISTED])
    return f"; did you mean '{Path(entry).parent / like}'?" if like else ""
