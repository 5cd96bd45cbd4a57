"""The acquisition table says what the images say, of how many scans, and what no image says."""

import pandas as pd

from radiotmb.report.sections.acquisition import PARAMETERS as HEADINGS
from radiotmb.study.acquisition import PARAMETERS, acquisition_section

QUALITY = pd.DataFrame(
    {
        "patient_id": ["A", "B", "C", "A", "B"],
        "lesion": ["primary"] * 3 + ["metastasis"] * 2,
        "phase": ["prone"] * 3 + ["enhanced"] * 2,
        "manufacturer": ["SIEMENS", "GE", "SIEMENS", None, None],
        "kernel": [None] * 5,
        "kvp": [120.0, 80.0, None, 120.0, 120.0],
        "spacing_x": [0.6800000072, 0.68, 0.68, 0.7, 0.7],
    }
)


def _rows(section):
    table = section.tables["acquisition"]
    return {
        (row.lesion, row.phase, row.parameter): (row.scans, row.of, row.values)
        for row in table.itertuples(index=False)
    }


def test_each_value_has_its_scans_numbers_in_their_order():
    rows = _rows(acquisition_section(QUALITY))
    assert rows["primary", "prone", "manufacturer"] == (3, 3, "GE (1); SIEMENS (2)")
    assert rows["primary", "prone", "kvp"] == (2, 3, "80 (1); 120 (1)")
    assert rows["metastasis", "enhanced", "kvp"] == (2, 2, "120 (2)")
    # single precision in a NIfTI header is the same voxel size
    assert rows["primary", "prone", "spacing_x"] == (3, 3, "0.68 (3)")
    # a phase whose images say nothing of a parameter has no row of it
    assert ("metastasis", "enhanced", "manufacturer") not in rows


def test_many_different_numbers_are_a_median_and_range():
    quality = pd.DataFrame(
        {"lesion": "metastasis", "phase": "enhanced",
         "seconds_after_injection": [60.0, 65.0, 70.0, 71.0, 75.0, 90.0, 120.0]}
    )  # fmt: skip
    rows = _rows(acquisition_section(quality))
    found = rows["metastasis", "enhanced", "seconds_after_injection"]
    assert found == (7, 7, "median 71 (60 to 120)")


def test_what_no_image_says_is_named():
    summary = acquisition_section(QUALITY).summary
    assert {"kernel", "exposure_mas", "contrast"} <= set(summary["unsaid"])
    assert not {"kvp", "manufacturer", "spacing_x"} & set(summary["unsaid"])
    assert {row["parameter"] for row in summary["phases"]} | set(summary["unsaid"]) == set(
        PARAMETERS
    )


def test_without_a_scan_the_reason_is_said():
    assert acquisition_section(QUALITY.iloc[:0]).summary == {"skipped": "no scan could be read"}


def test_the_report_has_a_heading_for_every_parameter():
    assert set(HEADINGS) == set(PARAMETERS)
