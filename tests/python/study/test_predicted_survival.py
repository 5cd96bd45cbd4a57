"""Survival by predicted groups: who is in which group, and what is said where there is none."""

import pandas as pd
import pytest

from radiotmb.study.predicted_survival import predicted_survival_section
from radiotmb.study.study_file import Phases, Study

IDS = list("abcdef")
STUDY = Study(
    samples="samples.csv",
    phases=Phases(primary=["prone"], metastasis=["enhanced"], pair=("prone", "enhanced")),
)
PATIENTS = pd.DataFrame(
    {"patient_id": IDS, "os_days": [100, 200, 300, 400, 500, 600], "os_event": [1, 1, 0, 1, 0, 1]}
)


def predictions(lesion, phase, probability, truth):
    return pd.DataFrame(
        {
            "lesion": lesion, "phase": phase, "patient_id": IDS, "repeat": 1,
            "fold": [1, 2, 3, 1, 2, 3], "truth": truth, "probability": probability,
        }
    )  # fmt: skip


TRUTH = ["high"] * 3 + ["low"] * 3
BOTH = pd.concat(
    [
        predictions("primary", "prone", [0.9, 0.8, 0.4, 0.5, 0.2, 0.1], TRUTH),
        predictions("metastasis", "enhanced", [0.9, 0.8, 0.7, 0.3, 0.2, 0.1], TRUTH),
    ]
)


@pytest.mark.parametrize("engine", [pytest.param("r", marks=pytest.mark.r), "python"])
def test_groups_are_those_of_sequencing_of_the_cutoff_and_of_the_other_folds(engine):
    section = predicted_survival_section(STUDY, BOTH, PATIENTS, engine=engine)
    tests = section.tables["predicted_survival_tests"].set_index(
        ["comparison", "lesion", "groups_from"]
    )
    sizes = tests["group_n"]
    # The cutoff of all, 0.3, calls a to d high; without fold 3 it lies above c's 0.4.
    assert sizes["status", "primary", "sequenced"] == 3
    assert sizes["status", "primary", "predicted"] == 4
    assert sizes["status", "primary", "corrected"] == 3
    # Both lesions sequenced alike; d is predicted high in the primary and low in the metastasis.
    assert sizes["concordance", "both", "sequenced"] == 0
    assert sizes["concordance", "both", "predicted"] == 1
    assert "one group only" in tests["note"]["concordance", "both", "sequenced"]
    # a, b, c, d: deaths at 100, 200 and 400
    assert tests["group_deaths"]["status", "primary", "predicted"] == 3
    assert "same patients" in section.summary["optimism"]


def test_without_models_or_follow_up_the_reason_is_said():
    assert predicted_survival_section(STUDY, None, PATIENTS).summary == {
        "skipped": "no model has predictions"
    }
    section = predicted_survival_section(STUDY, BOTH, None, engine="python")
    assert section.summary == {"skipped": "the patients table has no os_days and os_event"}
    assert list(section.tables) == ["predicted_status"]
