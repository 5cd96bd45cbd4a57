"""Primary against metastasis: the burden table says what a lesion's status is, everywhere."""

import numpy as np
import pandas as pd
import pytest

from radiotmb.runtime.notes import collect_notes
from radiotmb.study.lesions import burden_section, lesions_section, status_of_patients
from radiotmb.tmb import read_assay
from radiotmb.tmb.assay import Line
from radiotmb.tmb.burden import tmb_status

SIZE = 1.2  # megabases
COUNTS = {"A": (15, 3), "B": (30, 14), "C": (2, 5)}  # primary, metastasis


def burden_of(assay) -> pd.DataFrame:
    """The burden table of three patients under an assay's calibration."""
    table = pd.DataFrame(
        [
            (patient, lesion, count, SIZE)
            for patient, counts in COUNTS.items()
            for lesion, count in zip(("primary", "metastasis"), counts, strict=True)
        ],
        columns=["patient_id", "lesion", "mutations", "megabases"],
    )
    status = tmb_status(table["mutations"], table["megabases"], assay.counted_cutoff)
    line = assay.calibration
    if line.apply:
        columns = ["tmb", "tmb_lower", "tmb_upper"]
        status[columns] = status[columns] * line.slope + line.intercept
    return pd.concat([table, status], axis=1)


def variants() -> pd.DataFrame:
    """One variant a lesion, shared by the lesions of patient A."""
    rows = [
        (patient, lesion, "chr1", 10 if patient == "A" else 10 + place, "C", "T", "APC", "counted")
        for patient in COUNTS
        for place, lesion in enumerate(("primary", "metastasis"))
    ]
    columns = ["patient_id", "lesion", "chrom", "pos", "ref", "alt", "gene", "verdict"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def calibrated():
    """15 mutations on 1.2 Mb are 12.5/Mb as counted and 7.5/Mb after calibration: low at 10."""
    assay = read_assay("study")
    return assay.model_copy(update={"calibration": Line(apply=True, slope=0.6)})


def test_the_cutoff_goes_back_through_the_calibration(calibrated):
    assert calibrated.counted_cutoff == pytest.approx(10 / 0.6)
    assert read_assay("study").counted_cutoff == 10


@pytest.mark.r
def test_pairs_have_the_status_and_burden_of_a_calibrated_burden(calibrated):
    burden = burden_of(calibrated)
    with collect_notes() as notes:
        section = lesions_section(burden, variants(), calibrated)
    assert "ratios, their limits, tests of equal rates" in " ".join(map(str, notes))
    assert any("a calibration moves it" in flag for flag in section.summary["flags"])
    pairs = section.tables["pairs"].set_index("patient_id")
    for lesion in ("primary", "metastasis"):
        rows = burden[burden["lesion"] == lesion].set_index("patient_id").loc[pairs.index]
        assert pairs[f"{lesion}_status"].tolist() == rows["status"].tolist()
        for column in ("tmb", "tmb_lower", "tmb_upper"):
            assert np.array_equal(pairs[f"{lesion}_{column}"], rows[column])
    # Uncalibrated, patient A's primary would be high and the patient discordant.
    assert pairs.loc["A", "primary_status"] == "low"
    assert pairs.loc["A", "primary_tmb"] == pytest.approx(7.5)
    assert pairs["discordant"].tolist() == [False, True, False]
    assert section.summary["cutoff"] == 10
    assert section.summary["cells"]["both_low"] == 2


@pytest.mark.r
def test_without_calibration_pairs_are_rs_own():
    assay = read_assay("study")
    with collect_notes() as notes:
        section = lesions_section(burden_of(assay), variants(), assay)
    assert not [str(note) for note in notes if "calibration" in str(note)]
    assert not any("calibration" in flag for flag in section.summary["flags"])
    assert section.summary["n"] == 3
    assert section.summary["discordant"]["numerator"] == 1  # A: high, low
    assert set(section.tables) == {
        "pairs", "lesion_tests", "lesion_cells", "chance", "shared_variants", "genes",
    }  # fmt: skip
    cells = section.tables["lesion_cells"].set_index("cell")["n"]
    assert cells.sum() == 3
    shared = section.tables["shared_variants"].set_index("patient_id")["shared"]
    assert shared.to_dict() == {"A": 1, "B": 0, "C": 0}


def test_the_status_of_a_patient_needs_both_lesions():
    burden = burden_of(read_assay("study")).iloc[1:]
    assert status_of_patients(burden)["patient_id"].tolist() == ["B", "C"]


def test_lesions_of_one_patient_are_no_independent_burdens():
    burden = pd.DataFrame({
        "patient_id": ["A", "A", "B", "B"], "lesion": ["l1", "l2", "l1", "l2"],
        "role": "metastasis", "tmb": [2.0, 2.0, 6.0, 6.0], "status": "low",
    })  # fmt: skip
    twice = burden_section(burden).summary["metastasis"]
    once = burden_section(burden[burden["lesion"] == "l1"]).summary["metastasis"]
    # Copies of a patient's lesion tell nothing new.
    assert twice["mean_tmb_upper"] == pytest.approx(once["mean_tmb_upper"])


def test_each_lesion_is_counted():
    section = burden_section(burden_of(read_assay("study")))
    counts = np.array([15, 30, 2]) / SIZE
    half = 4.302653 * counts.std(ddof=1) / 3**0.5
    assert section.summary["primary"] == {
        "n": 3, "high": 2, "mean_tmb": pytest.approx(counts.mean()),
        "mean_tmb_lower": 0.0, "mean_tmb_upper": pytest.approx(counts.mean() + half, rel=1e-6),
    }  # fmt: skip
    assert section.summary["metastasis"]["high"] == 1
