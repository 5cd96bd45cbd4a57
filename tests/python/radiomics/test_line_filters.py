"""The kernels of the filters sum as written down, and never leave the arrays they are given."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiotmb.radiomics._line_filters import convolve, recursive_gaussian

ODD = [0, 1, -1, 2, 3, 5, 7, 8, 35, 2**31, 2**62, 2**63 - 1, -(2**63)]


def smoothing():
    """What fits: lines of 7 along the middle axis, three planes kept."""
    rng = np.random.default_rng(1)
    return {
        "source": rng.normal(0, 1, (3, 7, 5)).astype(np.float32),
        "target": np.zeros((3, 3, 5), np.float32),
        **{"before": 3, "length": 7, "after": 5, "start": 2, "stop": 5},
        "coefficients": rng.normal(0, 0.2, 20),
    }


def convolution():
    given_ = smoothing()
    given_["weights"] = given_.pop("coefficients")[:4]
    return given_


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("count", [1, 2, 5, 6])
def test_a_convolution_is_the_sum_of_its_products(kind, axis, count):
    rng = np.random.default_rng(count)
    values, weights = rng.normal(0, 1, (11, 12, 13)).astype(kind), rng.normal(0, 1, count)
    size = values.shape[axis]
    start, stop = count - 1 - count // 2, size - count // 2
    lines = np.moveaxis(values, axis, -1)
    expected = np.zeros((*lines.shape[:-1], stop - start), kind)
    for j, weight in enumerate(weights.astype(kind)):
        first = start + count // 2 - j
        expected += lines[..., first : first + stop - start] * weight
    shape = list(values.shape)
    before, after = int(np.prod(shape[:axis])), int(np.prod(shape[axis + 1 :]))
    shape[axis] = stop - start
    found = np.empty(shape, kind)
    convolve(values, found, before, size, after, start, stop, weights)
    np.testing.assert_array_equal(np.moveaxis(found, axis, -1), expected)


@pytest.mark.parametrize("lines", [1, 5, 8, 9, 24])
def test_lines_side_by_side_are_those_alone(lines):
    rng = np.random.default_rng(lines)
    values, weights = rng.normal(0, 1, (lines, 11)), rng.normal(0, 0.1, 20)
    together, alone = np.zeros((lines, 6), np.float32), np.zeros((lines, 6), np.float32)
    recursive_gaussian(values, together, lines, 11, 1, 2, 8, weights)
    for one in range(lines):
        recursive_gaussian(values[one].copy(), alone[one], 1, 11, 1, 2, 8, weights)
    np.testing.assert_array_equal(together, alone)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_arrays_that_do_not_fit_are_refused_and_not_overrun(data):
    """One to three accidents to what fits: arrays cut, shifted, other kinds, other numbers."""
    smooth = data.draw(st.booleans())
    changed = smoothing() if smooth else convolution()
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(list(changed)))
        value = changed[name]
        if isinstance(value, int):
            changed[name] = data.draw(st.sampled_from(ODD))
            continue
        flat = value.ravel()
        accident = data.draw(st.sampled_from(["cut", "shift", "more", "wide"]))
        if accident == "cut":
            flat = flat[: data.draw(st.integers(0, len(flat)))].copy()
        elif accident == "more":
            flat = np.append(flat, flat[:1])
        elif accident == "wide":
            flat = flat.astype(np.float64)
        else:
            flat = np.frombuffer(bytearray(1) + flat.tobytes(), np.uint8)[1:]
        changed[name] = flat
    call = recursive_gaussian if smooth else convolve
    before = {name: np.array(value).copy() for name, value in changed.items() if name != "target"}
    with contextlib.suppress(ValueError):
        call(*changed.values())
    for name, value in before.items():
        np.testing.assert_array_equal(changed[name], value)


@pytest.mark.parametrize(("start", "stop"), [(0, 5), (1, 6), (3, 3), (4, 2), (-1, 3)])
def test_planes_whose_sums_need_more_than_the_line_are_refused(start, stop):
    given_ = {**convolution(), "start": start, "stop": stop}
    given_["target"] = np.zeros((3, abs(stop - start), 5), np.float32)
    with pytest.raises(ValueError, match="do not fit"):
        convolve(*given_.values())
