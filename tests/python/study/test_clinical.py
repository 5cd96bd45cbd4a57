"""Discordance and survival: what each section says, and when it is skipped."""

import numpy as np
import pandas as pd
import pytest

from radiotmb.study.clinical import discordance_section, survival_section
from radiotmb.study.models import Models
from radiotmb.study.study_file import Phases, Study

IDS = [f"P{i:02d}" for i in range(12)]
STATUSES = pd.DataFrame(
    {
        "patient_id": IDS,
        "primary_status": ["high"] * 5 + ["low"] * 7,
        "metastasis_status": ["high"] * 2 + ["low"] * 8 + ["high"] * 2,
    }
)  # 2 both high, 3 primary only, 5 both low, 2 metastasis only
PATIENTS = pd.DataFrame(
    {
        "patient_id": IDS,
        "os_days": np.arange(1, 13) * 100.0,
        "os_event": [1.0, 0.0] * 6,
        "age": range(50, 62),
        "sex": ["f", "m", "m"] * 4,
    }
)
PHASES = Phases(primary=["prone"], metastasis=["enhanced"], pair=("prone", "enhanced"))
STUDY = Study(samples="samples.csv", phases=PHASES)


def models(*keys: tuple[str, str], probability: float = 0.9) -> Models:
    """Models of some lesions and phases that predict every lesion high."""
    of_phase = pd.DataFrame({"patient_id": IDS, "probability": probability})
    return Models({key: {"cutoff": 0.5} for key in keys}, {}, dict.fromkeys(keys, of_phase))


PRONE, ENHANCED = ("primary", "prone"), ("metastasis", "enhanced")


def test_discordance_needs_a_pair_of_phases_with_models():
    no_pair = STUDY.model_copy(update={"phases": Phases(pair=None)})
    section = discordance_section(no_pair, models(PRONE, ENHANCED), STATUSES)
    assert section.summary == {"skipped": "no pair of phases is named in the study file"}
    section = discordance_section(STUDY, models(PRONE), STATUSES)
    assert section.summary == {"skipped": "no model of metastasis enhanced"}
    assert section.tables == {}


@pytest.mark.parametrize("engine", [pytest.param("r", marks=pytest.mark.r), "python"])
def test_lesions_all_predicted_high_are_all_predicted_concordant(engine):
    both = models(PRONE, ENHANCED)
    section = discordance_section(STUDY, both, STATUSES, engine=engine)
    assert section.summary["table"] == {"tp": 0, "fn": 5, "tn": 7, "fp": 0}
    assert section.summary["primary_phase"] == "prone"
    assert section.summary["skipped"] is None
    assert set(section.tables) == {"discordance", "discordance_patients"}


def test_one_phase_name_for_both_lesions_is_two_models():
    portal = models(("primary", "portal"))
    metastasis = models(("metastasis", "portal"), probability=0.1)
    portal.summaries |= metastasis.summaries
    portal.averaged |= metastasis.averaged
    study = STUDY.model_copy(
        update={"phases": Phases(primary=["portal"], metastasis=["portal"], pair=("portal",) * 2)}
    )
    # Every primary is predicted high and every metastasis low: all 12 are predicted discordant.
    table = discordance_section(study, portal, STATUSES, engine="python").summary["table"]
    assert table == {"tp": 5, "fn": 0, "tn": 0, "fp": 7}


@pytest.mark.parametrize("patients", [None, PATIENTS.drop(columns="os_days")])
def test_survival_needs_time_and_event(patients):
    section = survival_section(STUDY, patients, STATUSES)
    assert section.summary == {"skipped": "the patients table has no os_days and os_event"}


@pytest.mark.parametrize("engine", [pytest.param("r", marks=pytest.mark.r), "python"])
def test_survival_is_compared_in_two_three_and_four_groups(engine):
    section = survival_section(STUDY, PATIENTS, STATUSES, engine=engine)
    sizes = {
        name: part.set_index("group")["n"].to_dict()
        for name, part in section.tables["survival_medians"].groupby("comparison")
    }
    assert sizes == {
        "concordance": {"concordant": 7, "discordant": 5},
        "direction": {"concordant": 7, "primary only": 3, "metastasis only": 2},
        "cells": {"both low": 5, "both high": 2, "primary only": 3, "metastasis only": 2},
    }
    # The reference is the group of concordant patients, whichever group is the largest.
    ratios = section.tables["hazard_ratios"].set_index("comparison")
    assert set(ratios.loc["direction", "reference"]) == {"concordant"}
    assert set(ratios.loc["cells", "reference"]) == {"both low"}


@pytest.mark.r
def test_both_engines_make_the_same_groups():
    from radiotmb import stats

    pd.testing.assert_frame_equal(
        stats.discordance_groups(STATUSES), stats.discordance_groups(STATUSES, engine="python")
    )
