"""Results become JSON whatever they hold."""

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiotmb.runtime.to_json import records, to_json
from radiotmb.stats import roc_youden


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.int64(3), 3), (np.float32(0.5), 0.5), (float("inf"), None), (pd.NA, None),
        (pd.NaT, None), (np.bool_(True), True), (pd.Timestamp("2013-09-01"), "2013-09-01T00:00:00"),
        (pd.Categorical(["a", None]), ["a", None]), (pd.array([1, None], dtype="Int64"), [1, None]),
        ({1: (2, np.nan)}, {"1": [2, None]}), (np.eye(2), [[1.0, 0.0], [0.0, 1.0]]),
        (pd.Series(["x"]), ["x"]), (frozenset(), []),
    ],
)  # fmt: skip
def test_kinds(value, expected):
    assert to_json(value) == expected


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_whatever_it_is_json_takes_it(value):
    json.dumps(to_json(value), allow_nan=False)


def test_records_keep_the_order_of_rows_and_columns():
    frame = pd.DataFrame({"b": [1, 2], "a": ["x", None]})
    assert records(frame) == [{"b": 1, "a": "x"}, {"b": 2, "a": None}]
    assert list(records(frame)[0]) == ["b", "a"]
    assert records(frame.iloc[:0]) == []


def test_a_result_is_json_and_prints_what_it_holds():
    roc = roc_youden(["high", "low"] * 4, np.arange(8) / 8, engine="python")
    assert json.loads(json.dumps(roc.as_dict(), allow_nan=False))["n_positive"] == 4
    assert "auc: 0.375" in repr(roc)
    assert "curve: 9 rows of threshold" in repr(roc)


def test_nested_dataclasses():
    @dataclass
    class Outer:
        table: pd.DataFrame

    assert to_json(Outer(pd.DataFrame({"x": [np.nan]}))) == {"table": [{"x": None}]}
