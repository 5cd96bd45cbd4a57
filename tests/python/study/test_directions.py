"""Burdens by direction of discordance, by hand; the timing of those whose lesions differ."""

import pandas as pd
import pytest

from radiotmb import stats
from radiotmb.study.directions import directions_section

pytestmark = pytest.mark.r

# Counts over one megabase are the burdens: two patients high only in the primary, one only in the
# metastasis, two concordant.
PRIMARY, METASTASIS = [20, 30, 5, 6, 12], [5, 6, 15, 6, 14]
PATIENTS = pd.DataFrame(
    {
        "patient_id": [f"P{i}" for i in range(5)],
        "timing": ["synchronous", "metachronous", "synchronous", "synchronous", "metachronous"],
    }
)


@pytest.fixture(scope="module")
def pairs() -> pd.DataFrame:
    burden = pd.concat(
        [
            pd.DataFrame({"patient_id": PATIENTS["patient_id"], "lesion": lesion,
                          "mutations": counts, "megabases": 1.0})
            for lesion, counts in (("primary", PRIMARY), ("metastasis", METASTASIS))
        ]
    )  # fmt: skip
    return stats.compare_lesions(burden).pairs


def test_ratio_of_means_and_mean_of_ratios_are_two_numbers(pairs):
    summary = directions_section(pairs, PATIENTS).summary
    primary = summary["primary_only"]
    assert (primary["n"], primary["primary_mean"], primary["metastasis_mean"]) == (2, 25, 5.5)
    assert primary["ratio_of_means"] == pytest.approx(25 / 5.5)
    assert primary["mean_of_ratios"] == pytest.approx((20 / 5 + 30 / 6) / 2)
    # Two differences of one sign: 2 of the 4 arrangements of signs are as extreme.
    assert primary["p_value"] == pytest.approx(0.5)
    assert summary["metastasis_only"]["ratio_of_means"] == pytest.approx(5 / 15)
    assert summary["all"]["n"] == summary["concordant"]["n"] + summary["discordant"]["n"] == 5


def test_the_discordant_are_counted_by_timing_and_the_concordant_are_not(pairs):
    found = directions_section(pairs, PATIENTS)
    assert found.summary["timing"] == {"n": 3, "metachronous": 1, "synchronous": 2}
    table = found.tables["direction_timing"].set_index(["direction", "level"])["n"]
    assert table["metastasis only", "synchronous"] == 1
    assert table["both low", "synchronous"] == 1
    assert table["both high", "metachronous"] == 1


@pytest.mark.parametrize("patients", [None, PATIENTS[["patient_id"]]])
def test_without_timing_the_reason_is_said_and_the_burdens_are_there(pairs, patients):
    found = directions_section(pairs, patients)
    assert found.summary["timing"] == {"skipped": "the patients table has no timing"}
    assert list(found.tables) == ["directions"]
    assert found.tables["directions"]["n"].tolist() == [5, 2, 3, 2, 1]


def test_a_direction_without_patients_has_no_estimate(pairs):
    summary = directions_section(pairs[pairs["direction"] != "metastasis only"], None).summary
    assert summary["metastasis_only"]["n"] == 0
    assert summary["metastasis_only"]["primary_mean"] is None
    assert summary["metastasis_only"]["note"] == "no patient"
