"""What can be wrong with the lesions of a study: scans of no sequenced lesion, pairs of none."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from radiotmb.inputs.column_names import did_you_mean, nearest
from radiotmb.inputs.column_values import LESIONS
from radiotmb.inputs.lesion_roles import patients_with_several, roles_of
from radiotmb.runtime.name_some import name_some
from radiotmb.runtime.notes import Note
from radiotmb.study.several_lesions import compares_several
from radiotmb.study.study_file import Study
from radiotmb.study.study_run import StudyTables

# A note that lists more lesions than these hides the rest behind a number.
_SHOWN = 4


def check_lesions(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Lesions of several a patient, of other names than their roles, and pairs of lesions."""
    yield from _check_several(study, tables)
    if tables.images is not None and "role" in tables.images:
        yield from _check_scanned(tables.samples, tables.images)
    if tables.images is not None:
        given = [name for name in ("site", "days") if name in tables.images]
        if given:
            message = f"no use is made of its {' and '.join(given)}: the samples table's count"
            yield Note("info", "lesions", "images", message)
    yield from _check_both_roles(study, tables.samples)
    yield from _check_pairs(study, tables.samples)


def _check_several(study: Study, tables: StudyTables) -> Iterator[Note]:
    several = patients_with_several(tables.samples)
    if not several:
        return
    count = tables.samples["patient_id"].nunique()
    message = (
        f"{len(several)} of {count} patients have several lesions of a role: pairs, intervals and "
        "tests take the patient as the unit, and models keep all lesions of a patient in one fold"
    )
    yield Note("info", "lesions", "samples", message)
    if study.engine == "python" and tables.images is not None:
        message = "the Python engine models one lesion a patient only: several are not modelled"
        yield Note("warning", "models", "engine", message, "Write 'engine: r'")


def _check_scanned(samples: pd.DataFrame, images: pd.DataFrame) -> Iterator[Note]:
    """Scanned lesions that no row of the samples table names, and roles that differ."""
    names: dict[str, list[str]] = {
        str(patient): rows["lesion"].drop_duplicates().tolist()
        for patient, rows in samples.groupby("patient_id", sort=False)
    }
    unknown = []
    lesions = images[["patient_id", "lesion"]].drop_duplicates()
    for patient, lesion in lesions.itertuples(index=False):
        own = names.get(patient, [])
        if own and lesion not in own:
            like = nearest(lesion, own)
            unknown.append(f"{lesion} of {patient}" + (f" ({like}?)" if like else ""))
    if unknown:
        message = (
            f"{len(unknown)} of {len(lesions)} scanned lesions are not in samples under that name: "
            f"{name_some(unknown, _SHOWN)}"
        )
        remedy = "They are in no model; write each lesion's name alike in both tables"
        yield Note("warning", "models", "images", message, remedy)
    without = images[images["role"].isna()]
    if len(without) and not unknown:
        row = without.iloc[0]
        message = f"{len(without)} scans have no role, first {row['lesion']} of {row['patient_id']}"
        remedy = "They are in no model; a column 'role' says primary or metastasis"
        yield Note("warning", "models", "images", message, remedy)


def _check_both_roles(study: Study, samples: pd.DataFrame) -> Iterator[Note]:
    """Patients of whom no two lesions can be compared."""
    if compares_several(study, samples):
        return
    roles = roles_of(samples)
    primary, metastasis = (set(samples["patient_id"][roles == role]) for role in LESIONS)
    if primary & metastasis:
        return
    have = {1: "only primaries are sequenced", 2: "only metastases are sequenced"}.get(
        bool(primary) + 2 * bool(metastasis), "no patient has both a primary and a metastasis"
    )
    message = f"{have}: pairs of lesions, their discordance and its prediction are skipped"
    remedy = "Burdens and models are made; for a comparison add the other lesion's samples"
    yield Note("warning", "lesions", "samples", message, remedy)


def _check_pairs(study: Study, samples: pd.DataFrame) -> Iterator[Note]:
    """Pairs of the study file that no lesion answers to."""
    if study.pairs is None:
        return
    known = [*samples["lesion"], *roles_of(samples)]
    known += list(samples["site"].dropna()) if "site" in samples else []
    known = list(dict.fromkeys(map(str, known)))
    for pair in study.pairs:
        for name in pair:
            if name not in known:
                message = f"no lesion has the name, role or site '{name}'"
                remedy = f"{did_you_mean(name, known)}There are: {', '.join(known[:12])}"
                yield Note("error", "lesions", "pairs", message, remedy)
