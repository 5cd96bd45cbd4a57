"""Why a sequenced patient has no scan of a phase, in the words of the patients table."""

import pandas as pd

from radiotmb.study.missing_scans import UNKNOWN, missing_scans_section
from radiotmb.study.study_file import Phases, Study
from radiotmb.study.study_run import StudyTables

STUDY = Study(samples="s.csv", phases=Phases(primary=["prone"], metastasis=[], pair=None))
SAMPLES = pd.DataFrame({"patient_id": ["a", "b", "c"], "lesion": "primary"})
IMAGES = pd.DataFrame({"patient_id": ["a"], "lesion": "primary", "phase": "prone"})


def test_reasons_are_counted_and_an_unknown_one_is_said():
    patients = pd.DataFrame({"patient_id": ["a", "b", "c"], "renal_failure": ["no", "yes", "no"]})
    found = missing_scans_section(STUDY, StudyTables(SAMPLES, IMAGES, patients))
    assert found.summary["primary"]["prone"] == {
        "n": 3, "scanned": 1, "missing": 2, "reasons": {"renal failure": 1, UNKNOWN: 1},
    }  # fmt: skip
    assert found.tables["missing_scans"]["patient_id"].tolist() == ["b", "c"]
