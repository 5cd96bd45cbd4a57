"""The IBSI's filters as a preset names them: kernels by hand, names, rotations, refusals."""

from __future__ import annotations

import numpy as np
import pytest
import pywt

from radiotmb.errors import InputError
from radiotmb.radiomics import read_preset
from radiotmb.radiomics.response_filters import read_filters, rotations

PRESET = "imageType: {{Original: {{}}}}\nradiotmb:\n  ibsi2:\n{}"


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


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ({"filter": "mean", "support": 5, "dimensions": 2}, "ibsi-mean-5-2D"),
        ({"filter": "log", "sigma": 1.5}, "ibsi-log-1-5-mm-3D"),
        ({"filter": "log", "sigma": 3, "truncate": 3}, "ibsi-log-3-0-mm-truncate-3-3D"),
        (
            {"filter": "laws", "kernels": "l5e5", "rotation": "max", "energy": 7},
            "ibsi-laws-L5E5-max-energy-7-2D",
        ),
        (
            {"filter": "wavelet", "wavelet": "bior1.3", "band": "LLH", "boundary": "zero"},
            "ibsi-wavelet-bior1-3-LLH-level-1-3D-zero",
        ),
    ],
)
def test_an_image_is_named_by_what_made_it(entry, name):
    assert read_filters([entry])[0].image_type == name


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("    - filter: gabor", "filter 1: no filter 'gabor'; expected one of mean, log, laws"),
        ("    - {filter: mean}", "filter 1: filter mean lacks a key .*support"),
        ("    - {filter: mean, support: 4}", "support 4; expected an odd number"),
        ("    - {filter: mean, support: 5.0}", "support 5.0; expected a whole number"),
        ("    - {filter: mean, support: 3, sigma: 2}", "no key sigma; expected .*support"),
        ("    - {filter: log, sigma: -1}", "sigma -1; expected a number above 0"),
        ("    - {filter: log, sigma: .nan}", "sigma nan; expected a number above 0"),
        ("    - {filter: log, sigma: 1, dimensions: 4}", "dimensions 4; expected one of 2, 3"),
        ("    - {filter: log, sigma: 1, boundary: wrap}", "boundary 'wrap'; expected one of zero"),
        ("    - {filter: laws, kernels: L5X5}", "kernels 'L5X5'; expected two or three"),
        ("    - {filter: laws, kernels: L5}", "dimensions 1|kernels 'L5'"),
        ("    - {filter: laws, kernels: L5E5, rotation: sum}", "rotation 'sum'; expected one of"),
        ("    - {filter: wavelet, wavelet: db99, band: LL}", "no wavelet 'db99'"),
        ("    - {filter: wavelet, wavelet: db3, band: LXH}", "band 'LXH'"),
        ("    - {filter: mean, support: 3, binWidth: 0}", "binWidth 0; expected a number above 0"),
        ("    - {filter: mean, support: 3}\n    - {filter: mean, support: 3}", "the same image"),
        ("    filter: mean", "ibsi2 is no list of filters"),
        ("    - mean", "ibsi2 is no list of filters"),
    ],
)
def test_what_is_no_filter_is_refused(tmp_path, lines, said):
    file = tmp_path / "own.yaml"
    file.write_text(PRESET.format(lines))
    with pytest.raises(InputError, match=rf"own\.yaml.*({said})"):
        read_preset(file)


def test_margins_that_cut_off_what_a_filter_looks_at_are_refused(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(
        "setting: {preCrop: true}\n" + PRESET.format("    - {filter: mean, support: 3}")
    )
    with pytest.raises(InputError, match="preCrop and padDistance cut off"):
        read_preset(file)


def test_a_filter_changes_the_hash_and_its_absence_does_not(tmp_path):
    files = {name: tmp_path / f"{name}.yaml" for name in ("without", "three", "five", "bins")}
    files["without"].write_text("imageType: {Original: {}}\nradiotmb: {pad_voxels: 6}\n")
    for name, more in (("three", "support: 3"), ("five", "support: 5"),
                       ("bins", "support: 3, binWidth: 5")):  # fmt: skip
        files[name].write_text(PRESET.format(f"    - {{filter: mean, {more}}}"))
    assert len({read_preset(file).hash for file in files.values()}) == 4
