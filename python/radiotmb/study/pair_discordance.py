"""Discordance predicted from images where a patient has several pairs of lesions."""

from __future__ import annotations

import pandas as pd

from radiotmb import stats
from radiotmb.errors import StatisticsError
from radiotmb.inputs.column_values import LESIONS
from radiotmb.inputs.lesion_roles import roles_of
from radiotmb.runtime.notes import Note, add_note
from radiotmb.study.models import Models
from radiotmb.study.section import Section
from radiotmb.study.study_file import Study


def pair_discordance_section(
    study: Study, models: Models, pairs: pd.DataFrame, burden: pd.DataFrame
) -> Section:
    """Predicted against sequenced discordance of each primary and metastasis, by R.

    Parameters
    ----------
    study : Study
        Its ``phases.pair`` says which two models predict.
    models : Models
    pairs : pandas.DataFrame
        patient_id, first, second, first_role, second_role, first_status, second_status.
    burden : pandas.DataFrame
        patient_id, lesion and role of all sequenced lesions.

    Returns
    -------
    Section
        Tables ``discordance`` (measures with intervals by patient) and ``discordance_pairs``.
    """
    if study.phases.pair is None:
        return Section.skipped("no pair of phases is named in the study file")
    keys = list(zip(LESIONS, study.phases.pair, strict=True))
    missing = [" ".join(key) for key in keys if key not in models.averaged]
    if missing:
        return Section.skipped(f"no model of {' and of '.join(missing)}")
    judged = pairs[(pairs["first_role"] == LESIONS[0]) & (pairs["second_role"] == LESIONS[1])]
    if judged.empty:
        return Section.skipped("no pair is of a primary and a metastasis")
    if len(judged) < len(pairs):
        message = f"{len(pairs) - len(judged)} pairs of lesions of one role are not judged"
        add_note(Note("info", "discordance", "pairs", message))
    cutoffs = [models.summaries[key]["cutoff"] for key in keys]
    sides = [_with_lesion(models.averaged[key], burden[roles_of(burden) == key[0]]) for key in keys]
    try:
        found = stats.judge_pairs(
            sides[0],
            sides[1],
            judged,
            cutoffs[0],
            cutoffs[1],
            seed=stats.derive_seed(study.seed, "predicted pairs"),
        )
    except StatisticsError as error:
        return Section.skipped(str(error))
    summary = found.as_dict()
    summary.pop("pairs")
    primary, metastasis = study.phases.pair
    return Section(
        {**summary, "primary_phase": primary, "metastasis_phase": metastasis, "skipped": None},
        {"discordance": found.measures, "discordance_pairs": found.pairs},
    )


def _with_lesion(averaged: pd.DataFrame, burden: pd.DataFrame) -> pd.DataFrame:
    """Predictions of lesions; a model of one lesion a patient does not name it."""
    if "lesion" in averaged:
        return averaged
    lesion = burden.drop_duplicates("patient_id").set_index("patient_id")["lesion"]
    return averaged.assign(lesion=averaged["patient_id"].map(lesion))
