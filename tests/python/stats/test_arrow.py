"""Arrow tables in place of pandas frames: the same numbers from both engines."""

import pandas as pd
import pyarrow
import pytest

from radiotmb import stats
from radiotmb.stats.arrow import as_pandas

BURDEN = pd.DataFrame({
    "patient_id": ["P1", "P1", "P2", "P2", "P3", "P3"],
    "lesion": ["primary", "metastasis"] * 3,
    "mutations": [14, 5, 3, 4, 20, 22], "megabases": 1.2,
})  # fmt: skip


@pytest.mark.r
def test_r_takes_an_arrow_table():
    ours = stats.compare_lesions(pyarrow.Table.from_pandas(BURDEN))
    assert ours.as_dict() == stats.compare_lesions(BURDEN).as_dict()


def test_the_python_engine_takes_arrow_tables(features, labels):
    few = {"outer": 2, "inner": 2, "trees": 10, "bootstrap": 20, "engine": "python"}
    ours = stats.nested_cv(
        pyarrow.Table.from_pandas(features), pyarrow.Table.from_pandas(labels), **few
    )
    assert ours.as_dict() == stats.nested_cv(features, labels, **few).as_dict()


def test_what_has_arrows_interface_is_a_frame():
    class Frame:
        """As Polars and DuckDB hand theirs over."""

        def __arrow_c_stream__(self, requested_schema=None):
            return pyarrow.Table.from_pandas(BURDEN).__arrow_c_stream__(requested_schema)

    pd.testing.assert_frame_equal(as_pandas(Frame()), BURDEN)
    assert as_pandas("high") == "high"


def test_results_become_arrow_tables():
    roc = stats.roc_youden(["low", "high", "high"], [0.1, 0.4, 0.8], engine="python")
    table = pyarrow.Table.from_pandas(roc.curve)
    assert table.num_rows == len(roc.curve)
