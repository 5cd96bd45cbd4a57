"""Roles of lesions: from the name, from a column, asked for where there is neither."""

import pandas as pd
import pytest

from radiotmb.errors import InputError
from radiotmb.inputs.lesion_roles import (
    add_lesion_columns,
    patients_with_several,
    with_roles,
    with_roles_of,
)
from radiotmb.inputs.tables import read_table

NAMED = pd.DataFrame(
    {"patient_id": ["A", "A", "B"], "lesion": ["primary", "metastasis", "primary"]}
)
FREE = pd.DataFrame(
    {
        "patient_id": ["A", "A", "A", "B"],
        "lesion": ["colon", "liver S4", "liver S7", "primary"],
        "role": ["primary", "metastasis", "metastasis", None],
        "site": ["colon", "liver", "liver", "colon"],
    }
)


def test_lesions_named_by_their_roles_need_no_column():
    assert with_roles(NAMED) is NAMED
    assert add_lesion_columns(NAMED, NAMED) is NAMED
    assert with_roles_of(NAMED, NAMED) is NAMED


def test_a_column_fills_what_the_names_do_not_say():
    found = with_roles(FREE)
    assert found["role"].tolist() == ["primary", "metastasis", "metastasis", "primary"]
    assert patients_with_several(found) == ["A"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"role": [None] * 4}, "line 2: the lesion 'colon' of patient A has no role"),
        ({"role": ["primary", "primary", "metastasis", "metastasis"]},
         "line 5: the lesion 'primary' has the role 'metastasis'"),
        ({"lesion": ["colon", "liver", "liver", "primary"], "site": ["colon", "liver", "lung", ""]},
         "the lesion 'liver' of patient A has more than one site"),
    ],
)  # fmt: skip
def test_what_is_missing_or_at_odds_is_named_with_its_line(changes, said):
    with pytest.raises(InputError, match="(?s)" + said.replace("(", r"\(")):
        with_roles(FREE.assign(**changes))


def test_a_misspelt_role_names_the_nearest():
    with pytest.raises(InputError, match="Did you mean 'metastasis'"):
        with_roles(NAMED.assign(lesion=["primary", "metastases", "primary"]))


def test_a_samples_table_with_a_lesion_of_no_role_is_refused_by_file_and_line(tmp_path):
    path = tmp_path / "samples.csv"
    path.write_text("patient_id,lesion,variants\nA,primary,a.vcf\nA,brain,b.vcf\n")
    with pytest.raises(InputError) as caught:
        read_table(path, "samples")
    said = str(caught.value)
    assert "line 3" in said
    assert "'brain' of patient A has no role" in said
    assert "primary or metastasis" in said
    assert "samples.csv" in said


def test_scans_have_the_roles_of_the_sequenced_lesions():
    scans = pd.DataFrame({"patient_id": ["A", "A", "C"], "lesion": ["liver S7", "bone", "primary"]})
    found = with_roles_of(scans, with_roles(FREE))
    assert found["role"].tolist()[::2] == ["metastasis", "primary"]
    assert pd.isna(found["role"].iloc[1])


def test_burdens_have_the_columns_of_their_lesions():
    burden = pd.DataFrame(
        {"patient_id": ["A", "B"], "lesion": ["liver S4", "primary"], "mutations": [3, 4]}
    )
    found = add_lesion_columns(burden, FREE)
    assert list(found) == ["patient_id", "lesion", "role", "site", "mutations"]
    assert found["role"].tolist() == ["metastasis", "primary"]
    assert found["site"].tolist() == ["liver", "colon"]
