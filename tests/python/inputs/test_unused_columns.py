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


def test_long_names_and_control_characters_are_not_shown_as_they_are():
    labels = pd.DataFrame(columns=["patient_id", "status", "n" * 300, "red\x1b[31m\nline"])
    note = note_on_unused(labels, "labels", subject="labels.csv")
    assert note.message == f"2 columns are not used: {'n' * 37}..., red?[31m line"


@pytest.mark.parametrize(
    ("table", "columns", "remedy"),
    [
        ("samples", ["kvp"], "Clinical columns are read from the patients table"),
        ("samples", ["centre"], "Column 'centre' is read from the images or patients table"),
        ("images", ["centre"], "Column 'centre' is read from the patients table"),
        ("images", ["variants"], "Column 'variants' is read from the samples table"),
        (
            "samples",
            ["os_days", "age"],
            "Column 'os_days' is read from the patients table. "
            "Clinical columns are read from the patients table",
        ),
        ("labels", ["centre"], ""),
    ],
)
def test_the_remedy_names_the_table_that_reads_a_column(table, columns, remedy):
    frame = pd.DataFrame(columns=[*SCHEMAS[table].columns, *columns])
    assert note_on_unused(frame, table, subject="a.csv").remedy == remedy
