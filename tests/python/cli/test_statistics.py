"""The verbs on tables refuse what would give a number that nobody asked for."""

import numpy as np
import pandas as pd
import pytest

from radiotmb.cli.one_model import labels_of, only_rows
from radiotmb.errors import InputError


def test_a_number_taken_for_groups_is_refused(tmp_path):
    from radiotmb.cli.statistics import survival

    table = pd.DataFrame(
        {"patient_id": [f"P{i}" for i in range(24)], "os_days": 100, "os_event": 1,
         "age": np.arange(50, 74)}
    )  # fmt: skip
    table.to_csv(tmp_path / "patients.csv", index=False)
    with pytest.raises(InputError, match="'age' has 24 different values.*Cut it into groups"):
        survival(tmp_path / "patients.csv", "age")


def test_a_lesion_is_chosen_by_name_and_never_by_chance(tmp_path):
    file = tmp_path / "burden.csv"
    burden = pd.DataFrame(
        {"patient_id": ["A", "A", "B", "B"], "lesion": ["primary", "metastasis"] * 2,
         "mutations": 3, "megabases": 1.2, "status": ["high", "low", "low", "low"]}
    )  # fmt: skip
    burden.to_csv(file, index=False)
    assert labels_of(file, "primary")["status"].tolist() == ["high", "low"]
    with pytest.raises(InputError, match="more than one lesion.*--lesion: metastasis, primary"):
        only_rows(burden, "lesion", None, file)
    with pytest.raises(InputError, match="no row has the lesion 'liver'.*metastasis, primary"):
        only_rows(burden, "lesion", "liver", file)
