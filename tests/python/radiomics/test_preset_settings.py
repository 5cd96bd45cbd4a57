"""Every setting PyRadiomics knows, one at a time, beside PyRadiomics as shipped.

A setting is *equal* where every value agrees (to 1e-9, a Laplacian of Gaussian to 1e-5), *warned*
where it is named in the quality table as without effect, *refused* where it is one message.
``docs/settings.md`` is this test's table: RADIOTMB_WRITE_DOCS=1 writes it anew.
"""

from __future__ import annotations

import logging
import os
import warnings
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk
import yaml
from radiomics.featureextractor import RadiomicsFeatureExtractor

from radiotmb.errors import InputError
from radiotmb.radiomics import extract_scan, read_preset

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"
FILTERS = {"Original": {}, "LoG": {"sigma": [2.0]}, "Wavelet": {}}
SCALED = ["Square", "SquareRoot", "Logarithm", "Exponential", "Gradient"]
ONE_MM = {"resampledPixelSpacing": [1, 1, 2]}
# Setting: values; each alone beside the filters, unless more is said.
ALONE = {
    "minimumROIDimensions": [1, 3],
    "minimumROISize": [10, 10_000],
    "geometryTolerance": [1e-3],
    "correctMask": [True],
    "additionalInfo": [True, False],
    "label": [1, 2],
    "label_channel": [0],
    "binWidth": [5, 25.5],
    "binCount": [16, 64],
    "normalize": [True],
    "normalizeScale": [100],
    "removeOutliers": [2.0],
    "resampledPixelSpacing": [[1, 1, 2], [1, 1, 0], [0, 0, 0]],
    "interpolator": ["sitkLinear", None],
    "padDistance": [2, 10],
    "distances": [[2], [1, 2]],
    "force2D": [True],
    "force2Ddimension": [1],
    "resegmentRange": [[0, 120], [-3]],
    "resegmentMode": ["sigma"],
    "resegmentShape": [True],
    "preCrop": [True],
    "sigma": [[1.0]],
    "start_level": [1],
    "level": [2],
    "wavelet": ["db3", "haar"],
    "gradientUseSpacing": [False],
    "lbp2DRadius": [2.0],
    "lbp2DSamples": [6],
    "lbp2DMethod": ["default"],
    "lbp3DLevels": [2],
    "lbp3DIcosphereRadius": [1.5],
    "lbp3DIcosphereSubdivision": [1],
    "voxelArrayShift": [300],
    "symmetricalGLCM": [False],
    "weightingNorm": ["euclidean", "manhattan", "infinity", "no_weighting"],
    "gldm_a": [2],
}
TOGETHER = {
    "normalize, normalizeScale": {"normalize": True, "normalizeScale": 100},
    "normalize, removeOutliers": {"normalize": True, "removeOutliers": 2.0},
    "force2D, force2Ddimension": {"force2D": True, "force2Ddimension": 2},
    "resampledPixelSpacing, sitkLinear": {**ONE_MM, "interpolator": "sitkLinear"},
    "resampledPixelSpacing, interpolator null": {**ONE_MM, "interpolator": None},
    "resampledPixelSpacing, padDistance": {**ONE_MM, "padDistance": 8},
    "resampledPixelSpacing, preCrop": {**ONE_MM, "preCrop": True},
    "preCrop, padDistance": {"preCrop": True, "padDistance": 8},
    "resegmentRange, resegmentMode sigma": {"resegmentRange": [-1, 1], "resegmentMode": "sigma"},
    "resegmentRange, resegmentMode relative": {
        "resegmentRange": [0.1], "resegmentMode": "relative"
    },
    "resegmentRange, resegmentShape": {"resegmentRange": [40, 90], "resegmentShape": True},
    "preCrop, normalize, binCount": {"preCrop": True, "normalize": True, "binCount": 32},
}  # fmt: skip


def cases():
    """Name and parameter file of every case."""
    for name, values in ALONE.items():
        for value in values:
            yield f"{name}: {value}", {"setting": {name: value}, "imageType": FILTERS}
    for name, setting in TOGETHER.items():
        yield name, {"setting": setting, "imageType": FILTERS}
    for kind in [*SCALED, "LBP2D", "LBP3D"]:
        yield f"imageType {kind}", {"imageType": {kind: {}}}
    for kind in SCALED:
        both = {**FILTERS, kind: {}}
        yield f"imageType {kind}, resampled, LoG", {"setting": ONE_MM, "imageType": both}
    yield "imageType LBP2D, force2D", {"setting": {"force2D": True}, "imageType": {"LBP2D": {}}}
    yield "imageType LoG without sigma", {"imageType": {"LoG": {}}}
    yield (
        "binWidth under one imageType",
        {"imageType": {"Original": {}, "Wavelet": {"binWidth": 9}}},
    )
    yield "normalize under one imageType", {"imageType": {"Original": {"normalize": True}}}
    yield "label under one imageType", {"imageType": {"Original": {"label": 2}}}
    yield "featureClass shape2D", {"featureClass": {"shape2D": None}}
    force = {"force2D": True}
    yield "featureClass shape2D, force2D", {"setting": force, "featureClass": {"shape2D": None}}
    yield "single features", {"featureClass": {"firstorder": ["Mean"], "glcm": ["Contrast"]}}
    for name in ("kernelRadius", "maskedKernel", "initValue", "voxelBatch"):
        value = {"maskedKernel": True, "initValue": 0.0}.get(name, 2)
        yield f"voxelSetting {name}", {"voxelSetting": {name: value}}


CASES = dict(cases())


@pytest.fixture(scope="module")
def scan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scan")
    rng = np.random.default_rng(11)
    values = rng.normal(60, 1, (15, 30, 33)).cumsum(2) % 160 + rng.normal(0, 25, (15, 30, 33))
    image = sitk.GetImageFromArray(values.round().astype(np.int16))
    image.SetSpacing((0.8, 0.8, 2.5))
    lesions = np.zeros(values.shape, np.uint8)
    z, y, x = np.ogrid[:15, :30, :33]
    lesions[((z - 7) / 3.4) ** 2 + ((y - 14) / 7.2) ** 2 + ((x - 15) / 8.1) ** 2 < 1] = 1
    lesions[2:4, 2:6, 25:31] = 2
    mask = sitk.GetImageFromArray(lesions)
    mask.CopyInformation(image)
    sitk.WriteImage(image, str(folder / "i.nrrd"))
    sitk.WriteImage(mask, str(folder / "m.nrrd"))
    return folder


def standing(file: Path, folder: Path) -> tuple[str, str]:
    """What becomes of a parameter file, and the sentence that says so."""
    logging.getLogger("radiomics").setLevel(logging.CRITICAL)
    try:
        preset = read_preset(file)
        found = extract_scan(folder / "i.nrrd", folder / "m.nrrd", preset)
    except InputError as error:
        return "refused", error.problem
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        extractor = RadiomicsFeatureExtractor(str(file), additionalInfo=False)
        tolerance = sitk.ProcessObject.GetGlobalDefaultCoordinateTolerance()
        extractor.settings.pop("geometryTolerance", None)
        shipped = extractor.execute(str(folder / "i.nrrd"), str(folder / "m.nrrd"))
        sitk.ProcessObject.SetGlobalDefaultCoordinateTolerance(tolerance)
    apart = {}
    for name, value in found.features.items():
        expected = float(np.asarray(shipped[name]).real)
        far = abs(value - expected) / max(abs(expected), 1e-9) if value != expected else 0.0
        if not (np.isnan(value) and np.isnan(expected)) and not far <= tolerance_of(name):
            apart[name] = far
    said = [*preset.notes, *(w for w in found.quality["warnings"] if "PyRadiomics" in w)]
    assert len(found.features) == len(shipped), set(shipped) ^ set(found.features)
    # The one warning that goes with other values names the class.
    assert not [name for name in apart if not said or "_shape_" not in name], apart
    return ("warned", said[0]) if said else ("equal", "")


def tolerance_of(name: str) -> float:
    # Recursive Gaussians never quite end, and noise has a Laplacian around zero.
    return 1e-5 if name.startswith("log-") else 1e-9


@pytest.fixture(scope="module")
def table(scan):
    found = {}
    for name, content in CASES.items():
        file = scan / "case.yaml"
        classes = {"shape": None, "firstorder": None, "glcm": None, "glszm": None}
        file.write_text(yaml.safe_dump({"featureClass": classes, **content}))
        try:
            found[name] = standing(file, scan)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error
    return found


def test_every_setting_of_the_schema_is_a_case():
    from radiomics import getParameterValidationFiles

    schema = yaml.safe_load(Path(getParameterValidationFiles()[0]).read_text())
    known = set(schema["mapping"]["setting"]["mapping"])
    assert known == set(ALONE)
    assert len(CASES) >= 60


def page(table) -> str:
    counts = [sum(kind == standing for standing, _ in table.values()) for kind in KINDS]
    rows = "\n".join(
        f"| {name} | {standing} | {said.replace('|', '/')} |"
        for name, (standing, said) in table.items()
    )
    return (
        "# PyRadiomics' settings\n\n"
        "Written by `tests/python/radiomics/test_preset_settings.py`, which fails where this page "
        "and the extraction part.\n\n"
        "A PyRadiomics parameter file is a preset as it stands. Each row is one such file beside "
        "PyRadiomics as shipped: *equal* where every value agrees (to 1e-9; a Laplacian of "
        "Gaussian, of which only the lesion's surroundings are filtered, to 1e-5), *warned* where "
        "the quality table names what has no effect or differs, *refused* where it is one "
        "message.\n\n"
        f"{len(table)} files: {counts[0]} equal, {counts[1]} warned, {counts[2]} refused.\n\n"
        "After `preCrop` or resampling PyRadiomics filters the lesion's box and `padDistance` "
        "voxels only; so does a plain parameter file here. A preset with a section `radiotmb` that "
        "names neither keeps `pad_sigmas` around the lesion, which is nearer to the whole scan.\n\n"
        f"| setting | standing | what is said |\n|---|---|---|\n{rows}\n"
    )


KINDS = ("equal", "warned", "refused")


def test_the_page_says_what_becomes_of_each(table):
    written = page(table)
    if os.environ.get("RADIOTMB_WRITE_DOCS"):
        PAGE.write_text(written)
    assert PAGE.read_text() == written


def test_what_is_refused_and_warned_is_what_it_should_be(table):
    refused = {name for name, (kind, _) in table.items() if kind == "refused"}
    expected = {
        "minimumROISize: 10000", "imageType LoG without sigma", "label under one imageType",
        "featureClass shape2D", "featureClass shape2D, force2D",
    }  # fmt: skip
    # LBP3D needs trimesh and a SciPy that has what PyRadiomics asks for.
    assert refused - {"imageType LBP3D"} == expected
    warned = {name for name, (kind, _) in table.items() if kind == "warned"}
    assert {"additionalInfo: True", "geometryTolerance: 0.001", "padDistance: 2"} <= warned


EXAMPLES = {
    "exampleCT": {
        "imageType": {"Original": {}, "LoG": {"sigma": [1.0, 2.0]}, "Wavelet": {}},
        "setting": {"binWidth": 25, "interpolator": "sitkBSpline",
                    "resampledPixelSpacing": [1, 1, 1], "resegmentRange": [-1000, 400],
                    "label": 1},
    },
    "exampleMR_NoResampling": {
        "imageType": {"Original": {}, "LoG": {"sigma": [2.0]}, "Wavelet": {}},
        "setting": {"normalize": True, "normalizeScale": 100, "preCrop": True, "binWidth": 5,
                    "voxelArrayShift": 300, "label": 1},
    },
    "exampleMR_3mm": {
        "imageType": {"Original": {}, "LoG": {"sigma": [2.0]}, "Wavelet": {}},
        "setting": {"normalize": True, "normalizeScale": 100, "interpolator": "sitkBSpline",
                    "resampledPixelSpacing": [2, 2, 2], "preCrop": True, "padDistance": 10,
                    "binWidth": 5, "voxelArrayShift": 300, "label": 1},
    },
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_files_such_as_pyradiomics_own_examples(name, scan):
    """The settings of its examples (CT; MR with and without resampling) on a smaller scan."""
    file = scan / f"{name}.yaml"
    file.write_text(yaml.safe_dump(EXAMPLES[name]))
    assert standing(file, scan)[0] == "equal"
