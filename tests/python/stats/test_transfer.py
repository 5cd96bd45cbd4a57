"""What goes to R comes back: kinds, missing values, order, and the speed of a wide frame."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import pandas as frames

from radiotmb.errors import StatisticsError
from radiotmb.stats import r

pytestmark = pytest.mark.r


def _round_trip(value):
    return r.call("base::identity", x=value)


def _r_class(value):
    return r.call("base::class", x=value)


_FLOATS = st.floats(allow_infinity=True, allow_nan=True)
_TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=8)


@settings(max_examples=30, deadline=None)
@given(
    frames.data_frames(
        [
            frames.column("number", elements=_FLOATS, dtype=float),
            frames.column("whole", elements=st.integers(-(2**31) + 1, 2**31 - 1), dtype="int64"),
            frames.column("text", elements=st.none() | _TEXT, dtype=object),
            frames.column("flag", elements=st.booleans(), dtype=bool),
            frames.column("second number", elements=_FLOATS, dtype=float),
        ],
        index=frames.range_indexes(max_size=12),
    )
)
def test_a_frame_comes_back_the_same(frame):
    back = _round_trip(frame)
    assert list(back.columns) == list(frame.columns)
    assert back["number"].equals(frame["number"])
    assert back["second number"].equals(frame["second number"])
    assert back["flag"].tolist() == frame["flag"].tolist()
    assert back["whole"].tolist() == frame["whole"].tolist()
    # A column without any value has no type of its own: logical, as in R's read.csv().
    if frame["text"].notna().any():
        assert back["text"].tolist() == frame["text"].tolist()
    assert back["text"].isna().tolist() == frame["text"].isna().tolist()


@settings(max_examples=30, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**31) + 1, 2**31 - 1)
        | st.floats(allow_nan=False) | _TEXT,
        lambda inner: st.dictionaries(_TEXT.filter(bool), inner, min_size=1, max_size=4),
        max_leaves=10,
    )
)  # fmt: skip
def test_nested_mappings_come_back_the_same(value):
    back = _round_trip({"x": value})
    assert back == {"x": value}


def test_kinds_of_columns_are_the_kinds_of_r():
    frame = pd.DataFrame(
        {
            "double": [1.5, np.nan],
            "integer": [1, 2],
            "nullable": pd.array([1, None], dtype="Int64"),
            "large": [2**40, 1],
            "logical": [True, False],
            "missing logical": pd.array([True, None], dtype="boolean"),
            "text": ["x", None],
            "factor": pd.Categorical(["b", None], categories=["b", "a"]),
            "ordered": pd.Categorical(["b", "a"], categories=["b", "a"], ordered=True),
            "date": pd.to_datetime(["2013-09-01", "2020-12-31"]),
            "time": pd.to_datetime(["2013-09-01 12:00", None]),
            "empty": [None, None],
        }
    )
    kinds = r.call("base::sapply", X=frame, FUN="class", simplify=False)
    assert {name: kind if isinstance(kind, str) else kind[0] for name, kind in kinds.items()} == {
        "double": "numeric", "integer": "integer", "nullable": "integer", "large": "numeric",
        "logical": "logical", "missing logical": "logical", "text": "character",
        "factor": "factor", "ordered": "ordered", "date": "Date", "time": "POSIXct",
        "empty": "logical",
    }  # fmt: skip
    missing = r.call("base::sapply", X=frame, FUN="anyNA")
    expected = {"double", "nullable", "missing logical", "text", "factor", "time", "empty"}
    assert {name for name, one in missing.items() if one} == expected
    back = _round_trip(frame)
    assert back["factor"].cat.categories.tolist() == ["b", "a"]
    assert back["ordered"].cat.ordered
    assert back["date"].tolist() == frame["date"].tolist()
    assert back["time"].equals(frame["time"])
    assert back["missing logical"].isna().tolist() == [False, True]


def test_nan_is_na_and_not_nan_in_r():
    assert r.call("base::is.nan", x=[np.nan, 1.0]).tolist() == [False, False]
    assert r.call("base::is.na", x=[np.nan, 1.0]).tolist() == [True, False]
    assert np.isnan(_round_trip(np.nan))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "NULL"), (True, "logical"), (3, "integer"), (2**33, "numeric"), (0.5, "numeric"),
        ("x", "character"), ([1, 2], "integer"), ([1, 0.5], "numeric"), (["a", None], "character"),
        ([1, "a"], "list"), ([], "list"), ({"a": 1}, "list"), (range(3), "integer"),
        (np.float32(1), "numeric"), (np.array([True]), "logical"), (pd.Series(["a"]), "character"),
    ],
)  # fmt: skip
def test_scalars_and_sequences(value, kind):
    assert _r_class(value) == kind


def test_matrices_keep_their_shape():
    matrix = np.arange(6.0).reshape(2, 3)
    assert np.array_equal(_round_trip(matrix), matrix)
    assert r.call("base::dim", x=matrix).tolist() == [2, 3]
    assert r.call("base::t", x=matrix).tolist() == matrix.T.tolist()


def test_empty_tables_keep_their_columns():
    empty = pd.DataFrame({"patient_id": pd.Series(dtype=object), "tmb": pd.Series(dtype=float)})
    back = _round_trip(empty)
    assert list(back.columns) == ["patient_id", "tmb"]
    assert back.shape == (0, 2)
    assert _round_trip(pd.DataFrame(index=range(3))).shape == (3, 0)


def test_lists_with_null_keep_their_names():
    assert _round_trip({"a": None, "b": 1}) == {"a": None, "b": 1}


def test_text_beyond_ascii_survives_any_locale():
    names = ["Müller", "千葉", "é\U0001f600", "NA", ""]
    assert _round_trip(names).tolist() == names
    assert r.call("base::nchar", x=names).tolist() == [6, 2, 2, 2, 0]


def test_what_is_no_data_is_refused():
    with pytest.raises(StatisticsError, match="a object cannot be handed to R"):
        _round_trip(object())


def test_a_wide_frame_crosses_both_ways_in_under_three_tenths_of_a_second():
    values = np.random.default_rng(1).normal(size=(1000, 1037))
    frame = pd.DataFrame(values, columns=[f"f{i}" for i in range(1037)])
    _round_trip(frame.head())
    seconds = []
    for _ in range(5):
        # Of this process, all threads: other work on the machine does not count.
        start = time.process_time()
        back = _round_trip(frame)
        seconds.append(time.process_time() - start)
    pd.testing.assert_frame_equal(back, frame)
    assert min(seconds) < 0.3
