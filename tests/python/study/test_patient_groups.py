"""Groups of patients by any of their lesions."""

import pandas as pd

from radiotmb.study.patient_groups import groups_of_patients

BURDEN = pd.DataFrame(
    {
        "patient_id": ["A", "A", "A", "B", "B", "C"],
        "lesion": ["colon", "liver 1", "liver 2", "colon", "liver 1", "colon"],
        "role": ["primary", "metastasis", "metastasis", "primary", "metastasis", "primary"],
        "status": ["low", "low", "high", "high", "high", "low"],
    }
)


def test_a_patient_is_high_or_discordant_where_any_lesion_or_pair_is():
    pairs = pd.DataFrame({"patient_id": ["A", "A", "B"], "discordant": [False, True, False]})
    groups = groups_of_patients(BURDEN, pairs).set_index("patient_id")
    assert groups["concordance"].astype(object).tolist()[:2] == ["discordant", "concordant"]
    assert pd.isna(groups.loc["C", "concordance"])
    assert groups["primary status"].tolist() == ["low", "high", "low"]
    assert groups.loc[["A", "B"], "metastasis status"].tolist() == ["high", "high"]
    assert groups["primary status"].cat.categories.tolist() == ["low", "high"]


def test_without_pairs_there_is_no_concordance_and_without_a_role_no_status_of_it():
    primaries = BURDEN[BURDEN["role"] == "primary"]
    assert list(groups_of_patients(primaries, None)) == ["patient_id", "primary status"]
