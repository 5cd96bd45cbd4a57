"""Lesions in the study's words: the site where all of a role have one."""

import pandas as pd
import pytest

from radiotmb.report.lesion_words import lesion_word, roles_there
from radiotmb.report.study_output import StudyOutput

BURDEN = pd.DataFrame(
    {
        "patient_id": ["A", "A", "B", "B"],
        "lesion": ["lung", "brain", "lung", "adrenal"],
        "role": ["primary", "metastasis"] * 2,
        "site": ["lung", "brain", "lung", "adrenal gland"],
    }
)


def output_of(tmp_path, burden: pd.DataFrame) -> StudyOutput:
    (tmp_path / "tables").mkdir()
    burden.to_csv(tmp_path / "tables" / "burden.csv", index=False)
    return StudyOutput(tmp_path, {"burden": {"metastasis": {"n": 1}, "primary": {"n": 1}}})


@pytest.mark.parametrize(
    ("burden", "words"),
    [
        (BURDEN, ["lung primary", "metastasis", "metastases"]),
        (BURDEN.iloc[:2], ["lung primary", "brain metastasis", "brain metastases"]),
        (BURDEN.drop(columns="site"), ["primary", "metastasis", "metastases"]),
    ],
)
def test_a_site_is_said_where_it_is_the_one_of_all(tmp_path, burden, words):
    output = output_of(tmp_path, burden)
    assert [
        lesion_word(output, "primary"),
        lesion_word(output, "metastasis"),
        lesion_word(output, "metastasis", several=True),
    ] == words
    assert lesion_word(output, "liver") == "liver"
    assert roles_there(output) == ["primary", "metastasis"]
