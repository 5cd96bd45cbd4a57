"""Survival by what the models predict: status of each lesion and phase, concordance of the pair.

Groups predicted at the Youden cutoff are optimistic twice over: the cutoff is the best one for the
same patients, and the patients' survival is then compared in the groups it makes. Beside them stand
the groups whose cutoffs come from the other folds, and the sequenced groups of the same patients.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pandas as pd

from radiotmb import stats
from radiotmb.errors import StatisticsError
from radiotmb.runtime.notes import Note, add_note
from radiotmb.runtime.to_json import records
from radiotmb.stats.results import SurvivalComparison
from radiotmb.study.modelling_inputs import with_lesion_and_phase
from radiotmb.study.section import Section
from radiotmb.study.study_file import Study

# What makes the groups, and the column of stats.predicted_status() that holds them.
GROUPS_FROM = {"sequenced": "truth", "predicted": "predicted", "corrected": "corrected"}

OPTIMISM = (
    "The predicted groups come from held-out probabilities, but their cutoff is the best one for "
    "the same patients (largest Youden index), which flatters them; the corrected groups take each "
    "patient's cutoff from the patients of the other folds. No correction for the number of tests"
)

_STATUSES = ("low", "high")
_CONCORDANCE = ("concordant", "discordant")


class _Comparison(NamedTuple):
    """Patients in two groups, the reference first; ``groups`` has a column for each origin."""

    comparison: str
    lesion: str
    phase: str
    levels: tuple[str, str]
    groups: pd.DataFrame


def predicted_survival_section(
    study: Study,
    predictions: pd.DataFrame | None,
    patients: pd.DataFrame | None,
    *,
    engine: str = "r",
) -> Section:
    """Overall survival by predicted status of each model, and by predicted concordance.

    Parameters
    ----------
    study : Study
        Its ``phases.pair`` says which two models predict concordance.
    predictions : pandas.DataFrame, optional
        The held-out predictions of all models: lesion, phase, patient_id, repeat, fold, truth,
        probability.
    patients : pandas.DataFrame, optional
        patient_id, os_days, os_event.
    engine : {"r", "python"}

    Returns
    -------
    Section
        Tables ``predicted_status`` (one row a patient and model), ``predicted_survival`` (curves)
        and ``predicted_survival_tests`` (one row a comparison and origin of its groups); the
        summary has ``optimism`` and the rows of the tests as ``comparisons``.
    """
    if predictions is None or predictions.empty:
        return Section.skipped("no model has predictions")
    statuses = _statuses_of_models(predictions, engine)
    if patients is None or not {"os_days", "os_event"} <= set(patients.columns):
        reason = "the patients table has no os_days and os_event"
        return Section({"skipped": reason}, {"predicted_status": statuses})
    observed = patients.dropna(subset=["os_days", "os_event"])
    curves, tests = [], []
    for each in _comparisons(study, statuses):
        for origin in GROUPS_FROM:
            found = _compare(study, each, origin, observed, engine)
            tests.append(found[0])
            curves.append(found[1])
    table = pd.DataFrame(tests)
    return Section(
        {"optimism": OPTIMISM, "comparisons": records(table), "skipped": None},
        {
            "predicted_status": statuses,
            "predicted_survival": pd.concat(curves, ignore_index=True),
            "predicted_survival_tests": table,
        },
    )


def _statuses_of_models(predictions: pd.DataFrame, engine: str) -> pd.DataFrame:
    """Every model's patients with the status that was sequenced, predicted and corrected."""
    parts = []
    for (lesion, phase), rows in predictions.groupby(["lesion", "phase"], sort=False):
        # A model of one lesion a patient does not name it.
        own = rows.drop(columns=["lesion", "phase"]).dropna(axis="columns", how="all")
        part = stats.predicted_status(own.rename(columns={"lesion_name": "lesion"}), engine=engine)
        parts.append(with_lesion_and_phase(part, str(lesion), str(phase)))
    return pd.concat(parts, ignore_index=True)


def _comparisons(study: Study, statuses: pd.DataFrame) -> list[_Comparison]:
    found = [
        _Comparison("status", str(lesion), str(phase), _STATUSES, _by_patient(rows))
        for (lesion, phase), rows in statuses.groupby(["lesion", "phase"], sort=False)
    ]
    if "lesion_name" in statuses:
        message = "a patient is high where any of its lesions is, and concordance is left out"
        add_note(Note("info", "outcomes", "survival by predicted status", message))
    elif study.phases.pair is not None:
        pair = _concordance_of_pair(statuses, *study.phases.pair)
        if len(pair):
            phases = ", ".join(study.phases.pair)
            found.append(_Comparison("concordance", "both", phases, _CONCORDANCE, pair))
    return found


def _by_patient(statuses: pd.DataFrame) -> pd.DataFrame:
    """One row a patient, high where any of its lesions is."""
    if not statuses["patient_id"].duplicated().any():
        return statuses
    high = (statuses[list(GROUPS_FROM.values())] == "high").groupby(statuses["patient_id"]).any()
    return high.replace({True: "high", False: "low"}).reset_index()


def _concordance_of_pair(statuses: pd.DataFrame, primary: str, metastasis: str) -> pd.DataFrame:
    """Patients with both models, each origin's statuses the same (concordant) or not."""
    sides = [
        statuses[(statuses["lesion"] == lesion) & (statuses["phase"] == phase)]
        for lesion, phase in (("primary", primary), ("metastasis", metastasis))
    ]
    both = sides[0].merge(sides[1], on="patient_id", suffixes=("_primary", "_metastasis"))
    found = both[["patient_id"]].copy()
    for column in GROUPS_FROM.values():
        same = both[f"{column}_primary"] == both[f"{column}_metastasis"]
        found[column] = same.map({True: "concordant", False: "discordant"})
    return found


def _compare(
    study: Study, each: _Comparison, origin: str, observed: pd.DataFrame, engine: str
) -> tuple[dict[str, Any], pd.DataFrame]:
    """One row of the tests, and the curves of its two groups."""
    keys = {
        "comparison": each.comparison,
        "lesion": each.lesion,
        "phase": each.phase,
        "groups_from": origin,
    }
    groups = each.groups[["patient_id"]].assign(
        group=pd.Categorical(each.groups[GROUPS_FROM[origin]], each.levels)
    )
    known = observed[["patient_id", "os_days", "os_event"]].merge(groups, on="patient_id")
    seed = stats.derive_seed(study.seed, "predicted survival", *keys.values())
    try:
        found = stats.compare_survival(known, "group", seed=seed, engine=engine)
    except StatisticsError as error:
        return {**keys, "n": len(known), "note": str(error)}, pd.DataFrame()
    curves = found.curves.copy()
    for position, (name, value) in enumerate(keys.items()):
        curves.insert(position, name, value)
    return {**keys, **_test_row(found, each.levels)}, curves


def _test_row(found: SurvivalComparison, levels: tuple[str, str]) -> dict[str, Any]:
    """Sizes, deaths, medians, log-rank and hazard ratio of the second group over the first."""
    medians = found.medians.set_index("group").reindex(list(levels))
    sizes = {
        name: {str(level): int(count) for level, count in medians[name].fillna(0).items()}
        for name in ("n", "events")
    }
    reference, group = levels
    none = pd.Series(dtype=float)
    p_values = found.tests.set_index("test")["p_value"] if len(found.tests) else none
    ratio = found.hazard_ratios.iloc[0] if len(found.hazard_ratios) else none
    return {
        "n": sum(sizes["n"].values()),
        "group": group,
        "group_n": sizes["n"][group],
        "group_deaths": sizes["events"][group],
        "group_median": medians.loc[group, "median"],
        "reference": reference,
        "reference_n": sizes["n"][reference],
        "reference_deaths": sizes["events"][reference],
        "reference_median": medians.loc[reference, "median"],
        "p_value": p_values.get("log-rank", math.nan),
        "p_permutation": p_values.get("log-rank, permutation", math.nan),
        "hazard_ratio": ratio.get("hazard_ratio", math.nan),
        "lower": ratio.get("lower", math.nan),
        "upper": ratio.get("upper", math.nan),
        "note": "; ".join(found.flags),
    }
