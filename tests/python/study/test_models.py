"""What is said of a phase of which no model can be made."""

import numpy as np
import pandas as pd

from radiotmb.runtime.notes import collect_notes
from radiotmb.runtime.workers import Workers
from radiotmb.study.models import model_phases
from radiotmb.study.study_file import Model, Phases, Study


def test_more_outer_folds_than_patients_are_named_with_their_entry():
    patients = [f"P{number}" for number in range(6)]
    of_lesion = {"patient_id": patients, "lesion": "primary"}
    values = np.random.default_rng(1).normal(size=(6, 3))
    features = pd.DataFrame({**of_lesion, "phase": "portal"}).join(
        pd.DataFrame(values, columns=["original_a", "original_b", "original_c"])
    )
    burden = pd.DataFrame({**of_lesion, "status": ["high", "low"] * 3})
    study = Study(
        samples="samples.csv",
        engine="python",
        model=Model(outer=30),
        phases=Phases(primary=["portal"]),
    )
    with collect_notes(printing=False) as notes:
        models = model_phases(study, features, burden, workers=Workers(1))
    assert models.summaries["primary", "portal"]["skipped"]
    (note,) = [note for note in notes if note.subject == "primary portal"]
    assert "'model.outer' of the study file is 30: write 6 or fewer" in note.remedy
