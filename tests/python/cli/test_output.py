"""Plain columns are printed as a data frame of them would be."""

import io
import sys

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from radiotmb.cli.output import Output
from radiotmb.inputs.formula_cells import formulas_as_text

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=8)
ROWS = st.lists(
    st.tuples(TEXTS, st.integers(-(2**60), 2**60), st.floats(allow_nan=True), st.booleans()),
    min_size=1,
    max_size=5,
)


def printed(columns, asked=False):
    stream, before = io.StringIO(), sys.stdout
    frame = pd.DataFrame(columns)
    sys.stdout = stream
    try:
        with formulas_as_text(asked):
            Output().columns(columns, lambda: frame)
    finally:
        sys.stdout = before
    return stream.getvalue(), frame


@given(ROWS)
def test_a_pipe_reads_the_same_csv_as_of_a_frame(rows):
    texts, whole, real, truth = zip(*rows, strict=True)
    columns = {
        "patient_id": list(texts), "count": np.array(whole), "tmb": np.array(real),
        "high, or not": np.array(truth),
    }  # fmt: skip
    text, frame = printed(columns)
    assert text == frame.to_csv(index=False, lineterminator="\n")


def test_formulas_are_made_text_where_that_is_asked_for():
    text, _ = printed({"patient_id": ["=1+1"]}, asked=True)
    assert text == "patient_id\n'=1+1\n"
