"""What a study of several centres lacks, before anything is computed."""

from __future__ import annotations

from collections.abc import Iterator

from radiotmb.runtime.notes import Note
from radiotmb.study.centres import CENTRE, SCANNER_COLUMNS, Places
from radiotmb.study.study_file import Study
from radiotmb.study.study_run import StudyTables, some_of


def check_centres(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Columns that folds, batches and what ComBat keeps need; patients without a centre.

    Parameters
    ----------
    study : Study
    tables : StudyTables
    """
    model, places = study.model, Places(tables.patients, tables.images)
    source = places.table_with(CENTRE)
    needs = model.folds == CENTRE or (model.harmonise == "combat" and model.batch is None)
    if needs and source is None:
        entry = "model.folds" if model.folds == CENTRE else "model.harmonise"
        message = f"no column '{CENTRE}' in the patients or the images table"
        remedy = "Add it: the centre of each patient" + (
            "" if model.folds == CENTRE else ", or name another column as model.batch"
        )
        yield Note("error", "models", entry, message, remedy)
    scanners = SCANNER_COLUMNS if tables.images is not None else ()
    for entry, column in (
        *((("model.batch", model.batch),) if model.batch else ()),
        *(("model.keep", name) for name in model.keep or ()),
    ):
        if places.table_with(column) is None and (entry == "model.keep" or column not in scanners):
            message = f"no column '{column}' in the patients or the images table"
            remedy = "Add it, or correct the entry"
            if entry == "model.batch":
                remedy += f"; a scanner column is one of {', '.join(SCANNER_COLUMNS)}"
            yield Note("error", "models", entry, message, remedy)
    if source is not None:
        yield from _check_values(study, tables, source)


def _check_values(study: Study, tables: StudyTables, source: str) -> Iterator[Note]:
    """Patients without a centre or with two, and centres of one patient."""
    known = getattr(tables, source)[["patient_id", CENTRE]].dropna().drop_duplicates()
    twice = sorted({*known.loc[known["patient_id"].duplicated(), "patient_id"].astype(str)})
    subject = getattr(study, source).name
    if twice:
        message = f"{len(twice)} patients of more than one centre: {some_of(twice)}"
        yield Note("error", "models", subject, message, "Give each patient one centre")
    patients = {*tables.samples["patient_id"].astype(str)}
    lacking = sorted(patients - {*known["patient_id"].astype(str)})
    if lacking:
        message = f"{len(lacking)} sequenced patients have no centre: {some_of(lacking)}"
        remedy = "A model of such a patient leaves the centres out of account"
        yield Note("warning", "models", subject, message, remedy)
    counts = known[known["patient_id"].astype(str).isin(patients)][CENTRE].value_counts()
    alone = sorted(counts.index[counts == 1].astype(str))
    if alone:
        message = f"centres of one sequenced patient: {some_of(alone)}"
        remedy = "Such a centre has no AUC; join centres where they are alike"
        yield Note("warning", "models", subject, message, remedy)
