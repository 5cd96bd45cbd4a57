"""The IBSI's filters: kernels by hand, and their rotations."""

from __future__ import annotations

import numpy as np
import pytest
import pywt

from radiotmb.radiomics.response_filters import rotations
from radiotmb.radiomics.response_presets import read_filters


def one(**entry):
    [found] = read_filters([entry])
    return found


def dense(kernel):
    """A separable kernel of one level as an array (z, y, x)."""
    found = np.ones(())
    for axis in kernel:
        found = np.multiply.outer(axis[0], found)
    return found


def test_a_mean_has_equal_weights_that_sum_to_one():
    [kernel] = one(filter="mean", support=5).bank(1.0)
    np.testing.assert_allclose(dense(kernel), np.full((5, 5, 5), 1 / 125))


@pytest.mark.parametrize("dimensions", [2, 3])
def test_a_laplacian_of_gaussian_is_the_standards_formula(dimensions):
    """Equation of the manual: -(D - r^2/s^2) / s^2 times the Gaussian, s in voxels."""
    wanted = one(filter="log", sigma=3.0, dimensions=dimensions)
    found = sum(dense(kernel) for kernel in wanted.bank(2.0))
    sigma, half = 1.5, 6
    assert found.shape == (2 * half + 1,) * dimensions
    places = np.indices(found.shape) - half
    square = (places**2).sum(axis=0)
    gaussian = np.exp(-square / (2 * sigma**2)) / (np.sqrt(2 * np.pi) * sigma) ** dimensions
    np.testing.assert_allclose(
        found, -(dimensions - square / sigma**2) / sigma**2 * gaussian, rtol=1e-12, atol=1e-17
    )


def test_a_laws_kernel_has_length_one():
    [kernel] = one(filter="laws", kernels="E5L5S5").bank(1.0)
    np.testing.assert_allclose([np.linalg.norm(axis[0]) for axis in kernel], 1)
    np.testing.assert_allclose(kernel[0][0] * np.sqrt(10), [-1, -2, 0, 2, 1])
    np.testing.assert_allclose(kernel[1][0] * np.sqrt(70), [1, 4, 6, 4, 1])
    np.testing.assert_allclose(kernel[2][0] * np.sqrt(6), [-1, 0, 2, 0, -1])


def test_a_wavelets_second_level_has_holes_and_a_low_pass_before_it():
    [kernel] = one(filter="wavelet", wavelet="db2", band="LHL", level=2).bank(1.0)
    low, high = pywt.Wavelet("db2").filter_bank[:2]
    for axis, last in zip(kernel, (low, high, low), strict=True):
        np.testing.assert_allclose(axis[0], [*low, 0])
        np.testing.assert_allclose(axis[1][::2], [*last, 0])
        np.testing.assert_array_equal(axis[1][1::2], 0)


@pytest.mark.parametrize(
    ("names", "count"),
    # Three kernels that are all different and not symmetric have all 24 rotations of a cube.
    [("ABC", 24), ("AAB", 24), ("AAA", 8), ("SSA", 6), ("SSS", 1), ("AB", 4), ("AA", 4)],
)
def test_rotations_are_those_of_the_cube(names, count):
    weights = {"A": [1.0, 2, 3], "B": [4.0, 0, 1], "C": [2.0, 5, 3], "S": [1.0, 2, 1]}
    kernel = tuple((np.array(weights[name]),) for name in names)
    turned = rotations(kernel)
    assert len(turned) == count
    # numpy turns the array itself by right angles about each axis: the same set.
    start = dense(kernel)
    found, grown = {start.tobytes(): start}, True
    planes = [(0, 1), (0, 2), (1, 2)] if len(names) == 3 else [(0, 1)]
    while grown:
        new = [
            np.ascontiguousarray(np.rot90(a, axes=p)) for a in list(found.values()) for p in planes
        ]
        grown = any(array.tobytes() not in found for array in new)
        found |= {array.tobytes(): array for array in new}
    assert {np.ascontiguousarray(dense(one)).tobytes() for one in turned} == set(found)
