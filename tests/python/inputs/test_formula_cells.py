"""No cell of ours runs in a spreadsheet, and no number is touched."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiotmb.inputs.formula_cells import own_cell, safe_cell, safe_csv

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", " =1+1"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_is_quoted(cell):
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["KRAS", "", "1e-3", "-0.25", "+5", "a=b", 3, -0.5, None, True])
def test_text_and_numbers_stay(cell):
    assert safe_cell(cell) is cell


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@given(st.text())
def test_what_is_left_bare_is_a_number_or_harmless(text):
    cell = safe_cell(text)
    assert not cell.lstrip(" ").startswith(("=", "@", "\t", "\r", "\n"))
    assert not cell.startswith(("+", "-")) or is_number(cell)


@given(st.text(st.sampled_from("'=+-@ 1_.e\tx")) | st.text())
def test_what_was_made_safe_can_be_had_back(text):
    assert own_cell(safe_cell(text)) == text


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])),
            st.floats(allow_nan=False),
        ),
        min_size=1,
    )
)
def test_the_csv_holds_every_value(rows):
    frame = pd.DataFrame(rows, columns=["=name", "value"])
    read = list(csv.reader(io.StringIO(safe_csv(frame))))
    assert read[0] == ["'=name", "value"]
    assert [row[0] for row in read[1:]] == [str(safe_cell(text)) for text, _ in rows]
    assert [float(row[1]) for row in read[1:]] == [value for _, value in rows]
