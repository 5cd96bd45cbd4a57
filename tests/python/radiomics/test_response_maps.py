"""Response maps: identities on phantoms, the dense convolution, and the crop around a lesion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import SimpleITK as sitk
from scipy import ndimage

from radiotmb.errors import InputError
from radiotmb.radiomics import extract_features, extract_scan, read_preset
from radiotmb.radiomics.response_filters import BOUNDARIES
from radiotmb.radiomics.response_maps import response_map
from radiotmb.radiomics.response_presets import read_filters
from radiotmb.runtime.notes import collect_notes

RNG = np.random.default_rng(7)
NOISE = RNG.normal(0, 50, (14, 17, 15))
FILTERS = [
    {"filter": "mean", "support": 5},
    {"filter": "log", "sigma": 1.2, "dimensions": 2},
    {"filter": "log", "sigma": 1.2, "truncate": 2},
    {"filter": "laws", "kernels": "E3W5R5", "rotation": "max", "energy": 2},
    {"filter": "laws", "kernels": "L5S5", "rotation": "min"},
    {"filter": "wavelet", "wavelet": "db3", "band": "LLH", "rotation": "average"},
    {"filter": "wavelet", "wavelet": "haar", "band": "HHL", "level": 2},
]


def image_of(values, spacing=(1.0, 1.0, 1.0)):
    image = sitk.GetImageFromArray(values)
    image.SetSpacing(spacing)
    return image


def responses(values, spacing=(1.0, 1.0, 1.0), **entry):
    [wanted] = read_filters([entry])
    return sitk.GetArrayFromImage(response_map(image_of(values, spacing), wanted))


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_constant_image_has_a_constant_response_but_for_an_empty_border(boundary):
    found = responses(np.full((9, 9, 9), 7.0), filter="mean", support=3, boundary=boundary)
    np.testing.assert_allclose(found[1:-1, 1:-1, 1:-1], 7)
    # Beyond a corner lie 19 of 27 voxels.
    np.testing.assert_allclose(found[0, 0, 0], 7 * 8 / 27 if boundary == "zero" else 7)


@pytest.mark.parametrize(
    ("boundary", "beyond"), [("zero", 0), ("nearest", 1), ("mirror", 1), ("periodic", 8)]
)
def test_what_lies_beyond_the_border(boundary, beyond):
    """The standard's mirror repeats the border's voxel: 2 1 | 1 2 ... 8."""
    values = np.tile(np.arange(1.0, 9), (3, 3, 1))
    found = responses(values, filter="mean", support=3, boundary=boundary, dimensions=2)
    np.testing.assert_allclose(found[1, 1, 0], (beyond + 1 + 2) / 3)


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_separable_passes_are_the_dense_convolution(boundary):
    """Laplacian of Gaussian and Laws' kernels of one level, with their kernel as one array."""
    for entry in ({"filter": "log", "sigma": 1.2}, {"filter": "laws", "kernels": "E5L5S5"}):
        [wanted] = read_filters([{**entry, "boundary": boundary}])
        weights = sum(
            np.einsum("z,y,x->zyx", *(axis[0] for axis in reversed(kernel)))
            for kernel in wanted.bank(1.0)
        )
        expected = ndimage.convolve(NOISE, weights, mode=BOUNDARIES[boundary])
        found = sitk.GetArrayFromImage(response_map(image_of(NOISE), wanted))
        np.testing.assert_allclose(found, expected, atol=1e-9)


def test_the_first_letter_is_along_x():
    values = np.zeros((9, 9, 9))
    values[:, :, 4:] = 1
    edge = responses(values, filter="wavelet", wavelet="haar", band="HLL")
    assert np.abs(edge).max() > 0.5
    np.testing.assert_allclose(
        responses(values, filter="wavelet", wavelet="haar", band="LLH"), 0, atol=1e-12
    )


@pytest.mark.parametrize("entry", [one for one in FILTERS if "rotation" in one])
def test_a_pooled_response_turns_with_the_image(entry):
    planes = [(0, 1), (0, 2), (1, 2)] if len(entry.get("band", "   ")) == 3 else [(1, 2)]
    planes = [(1, 2)] if entry.get("kernels") == "L5S5" else planes
    found = responses(NOISE, **entry)
    for plane in planes:
        turned = responses(np.ascontiguousarray(np.rot90(NOISE, axes=plane)), **entry)
        np.testing.assert_allclose(turned, np.rot90(found, axes=plane), atol=1e-9)


def test_pooling_and_energy_follow_each_other():
    """The energy is that of the pooled response, averaged within the distance along every axis."""
    entry = {"filter": "laws", "kernels": "L3E3S3", "rotation": "max"}
    pooled = responses(NOISE, **entry)
    expected = ndimage.uniform_filter(np.abs(pooled), 5, mode="reflect")
    np.testing.assert_allclose(responses(NOISE, **entry, energy=2), expected, atol=1e-9)
    single = responses(NOISE, filter="laws", kernels="L3E3S3")
    assert (pooled >= single - 1e-9).all()


@pytest.mark.parametrize("place", ["middle", "corner"])
@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_the_lesions_surroundings_give_the_whole_scans_response(boundary, place):
    rng = np.random.default_rng(3)
    values = rng.normal(40, 30, (40, 42, 44))
    lesion = np.zeros(values.shape, np.uint8)
    start = 16 if place == "middle" else 0
    lesion[start : start + 6, start : start + 7, start : start + 5] = 1
    filters = read_filters([{**entry, "boundary": boundary} for entry in FILTERS])
    preset = replace(
        read_preset("study").with_options(sigma=[], window="none"),
        image_types={},
        feature_classes={"firstorder": ["Mean", "Maximum", "Minimum", "Variance"]},
        ibsi2=filters,
    )
    found = extract_features(image_of(values), image_of(lesion), preset)
    assert len(found) == 4 * len(filters)
    for one in filters:
        inside = sitk.GetArrayFromImage(response_map(image_of(values), one))[lesion == 1]
        expected = {"Mean": inside.mean(), "Maximum": inside.max(), "Minimum": inside.min(),
                    "Variance": inside.var()}  # fmt: skip
        for name, value in expected.items():
            measured = found[f"{one.image_type}_firstorder_{name}"]
            assert measured == pytest.approx(value, rel=1e-9, abs=1e-9), (one.image_type, name)


def test_voxels_of_unequal_sides():
    thick = (0.8, 0.8, 5.0)
    for entry in (
        {"filter": "log", "sigma": 2.0},
        {"filter": "laws", "kernels": "L5E5E5", "rotation": "max"},
    ):
        with pytest.raises(InputError, match=r"equal sides, these have 0\.8 x 0\.8 x 5 mm"):
            responses(NOISE, thick, **entry)
    responses(NOISE, thick, filter="log", sigma=2.0, dimensions=2)
    with collect_notes(printing=False) as notes:
        responses(NOISE, thick, filter="mean", support=3)
    assert [note.message for note in notes] == [
        "ibsi-mean-3-3D counts in voxels, which have 0.8 x 0.8 x 5 mm here"
    ]
    with pytest.raises(InputError, match="filters in three dimensions, the image has one slice"):
        responses(NOISE[:1], filter="mean", support=3)


def test_a_preset_adds_response_maps_beside_pyradiomics_images(tmp_path):
    rng = np.random.default_rng(4)
    values = rng.normal(60, 25, (30, 32, 31)).round().astype(np.int16)
    lesion = np.zeros(values.shape, np.uint8)
    lesion[10:18, 10:20, 9:21] = 1
    sitk.WriteImage(image_of(values, (0.9, 0.9, 2.0)), str(tmp_path / "i.nrrd"))
    sitk.WriteImage(image_of(lesion, (0.9, 0.9, 2.0)), str(tmp_path / "m.nrrd"))
    file = tmp_path / "own.yaml"
    file.write_text(
        "setting: {binWidth: 20, resampledPixelSpacing: [1, 1, 1], interpolator: sitkLinear}\n"
        "imageType: {Original: {}, LoG: {sigma: [2.0]}}\n"
        "featureClass: {firstorder: [Variance, Entropy], glcm: [Contrast]}\n"
        "radiotmb:\n"
        "  window_hu: [-150, 500]\n"
        "  ibsi2:\n"
        "    - {filter: log, sigma: 2.0, binWidth: 1}\n"
        "    - {filter: wavelet, wavelet: db3, band: HHH, rotation: average, boundary: periodic}\n"
    )
    found = extract_scan(tmp_path / "i.nrrd", tmp_path / "m.nrrd", file).features
    images = list(dict.fromkeys(name.split("_")[0] for name in found))
    assert images == [
        "original",
        "log-sigma-2-0-mm-3D",
        "ibsi-log-2-0-mm-3D",
        "ibsi-wavelet-db3-HHH-level-1-average-3D-periodic",
    ]
    # PyRadiomics' is normalised across scale: sigma squared times the standard's, but for its
    # recursive Gaussian.
    ours, theirs = (found[f"{name}_firstorder_Variance"] for name in (images[2], images[1]))
    assert ours * 4**2 == pytest.approx(theirs, rel=0.1)
    with pytest.raises(InputError, match=r"cannot express the filters \(ibsi2\)"):
        extract_scan(tmp_path / "i.nrrd", tmp_path / "m.nrrd", file, crop=False)


@pytest.mark.parametrize("window", ["clamp", "none"])
def test_values_that_are_not_finite_within_reach_are_seen(window):
    values = np.full((30, 30, 30), 50.0)
    values[15, 15, 3] = np.nan
    lesion = np.zeros(values.shape, np.uint8)
    lesion[12:18, 12:18, 12:18] = 1
    preset = replace(
        read_preset("study").with_options(sigma=[], window=window),
        image_types={"Original": {}},
        feature_classes={"firstorder": ["Mean"]},
        ibsi2=read_filters([{"filter": "mean", "support": 21}]),
    )
    if window == "none":
        with pytest.raises(InputError, match="1 voxels around the lesion .* not finite"):
            extract_features(image_of(values), image_of(lesion), preset)
        return
    with collect_notes(printing=False) as notes:
        found = extract_features(image_of(values), image_of(lesion), preset)
    assert np.isfinite(list(found.values())).all()
    assert "set to the window's limits" in notes[0].message
