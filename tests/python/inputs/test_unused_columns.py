"""Columns that nothing reads are named, once and shortly."""

import pandas as pd
import pytest

from radiotmb.inputs.schemas import SCHEMAS
from radiotmb.inputs.unused_columns import note_on_unused


@pytest.mark.parametrize("table", ["samples", "images", "labels", "burden"])
def test_columns_of_the_schema_are_never_named(table):
    own = pd.DataFrame(columns=[*SCHEMAS[table].columns, "simulated"])
    assert note_on_unused(own, table, subject="a.csv") is None


def test_a_long_list_is_cut_and_counted():
    labels = pd.DataFrame(columns=["patient_id", "status", *"abcdefg"])
    note = note_on_unused(labels, "labels", subject="labels.csv", used=["g"])
    assert str(note) == "labels.csv: 6 columns are not used: a, b, c, d, e and 1 more"
