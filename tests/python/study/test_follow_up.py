"""The median of the days observed is a plain median; reverse Kaplan-Meier stands beside it."""

import pandas as pd

from radiotmb.study.follow_up import follow_up_section

PATIENTS = pd.DataFrame(
    {"patient_id": list("abc"), "os_days": [100, 300, 900], "os_event": [1, 1, 0]}
)


def test_both_medians_are_there():
    reverse = {"group": "all", "n": 3, "median": 900.0, "lower": None, "upper": None,
               "min": 100.0, "max": 900.0}  # fmt: skip
    survival = {"concordance": {"follow_up": [reverse]}}
    found = follow_up_section(PATIENTS, PATIENTS["patient_id"], survival).summary
    assert found["observed"]["median"] == 300
    # Both deaths cut follow-up short: only the censored patient was followed to the end.
    assert found["reverse_kaplan_meier"]["median"] == 900
