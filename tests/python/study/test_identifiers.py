"""The same patient written in two ways is found; another patient is not."""

import pandas as pd
import pytest

from radiotmb.study.identifiers import check_identifiers, same_patient


@pytest.mark.parametrize("other", ["LB-001", "lb1", "LB 01", "LB_0001", "lb.01"])
def test_case_zeros_blanks_and_punctuation_do_not_make_another_patient(other):
    assert same_patient("LB01", [other]) == other


@pytest.mark.parametrize("other", ["LB10", "LB-011", "AB01", "LB"])
def test_another_number_is_another_patient(other):
    assert same_patient("LB01", [other]) is None


def _notes(**tables):
    frames = {name: pd.DataFrame({"patient_id": ids}) for name, ids in tables.items()}
    return list(check_identifiers(frames))


def test_the_same_patients_leave_no_note():
    assert _notes(samples=["A", "A", "B"], images=["B", "A"], patients=["A", "B"]) == []


def test_missing_and_unused_patients_are_counted_and_named():
    missing, unused = _notes(samples=["A", "B", "C"], patients=["A", "X"])
    assert missing.level == "warning"
    assert "2 of 3 patients of samples have no row here: B, C" in missing.message
    assert "1 of 2 patients are not in samples: X" in unused.message


def test_no_patient_in_common_is_an_error():
    missing, _ = _notes(samples=["LB01", "LB02"], images=["LB-001", "LB-002"])
    assert missing.level == "error"
    assert "LB01 (LB-001?), LB02 (LB-002?)" in missing.message
    assert "alike in all tables" in missing.remedy


def test_blanks_around_an_identifier_are_seen():
    missing, unused = _notes(samples=["A", "B"], images=["A", "B "])
    assert "no row here: B ('B '?)" in missing.message
    assert unused.message.endswith(": 'B '")
