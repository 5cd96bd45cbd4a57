"""A modality is quoted where it is one of DICOM's terms; other words may be anybody's name."""

import pytest
from pydicom.dataset import Dataset

from radiotmb.radiomics.modality import known_modality
from radiotmb.radiomics.scanner import scanner_columns


@pytest.mark.parametrize("text", ["CT", "MR", "PT", "RTSTRUCT", "SEG"])
def test_a_term_of_the_standard_is_quoted(text):
    assert known_modality(text) == text


@pytest.mark.parametrize("text", ["Doe^Jane", "QUANDT", "ct", " CT", ""])
def test_another_word_is_unknown(text):
    assert known_modality(text) == "unknown"


def test_the_quality_table_has_terms_of_the_standard_alone():
    tags = Dataset()
    assert scanner_columns(tags)["modality"] is None
    for written, told in {"CT": "CT", "QUANDT": "unknown"}.items():
        tags.Modality = written
        assert scanner_columns(tags)["modality"] == told
