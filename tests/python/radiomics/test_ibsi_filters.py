"""Where the IBSI's filters stand by the reference values of its second standard, and the page.

The page docs/filters-ibsi.md is written by

    RADIOTMB_WRITE_DOCS=1 python -m pytest tests/python/radiomics/test_ibsi_filters.py

and the test fails where the page does not say what the filters do.

References
----------
Whybra P, Zwanenburg A, Andrearczyk V, et al. The Image Biomarker Standardization Initiative:
standardized convolutional filters for reproducible radiomics and enhanced clinical insights.
Radiology 2024;310(2):e231319. Reference values of its second phase (ibsi2_features.csv): IBSI
(theibsi/ibsi_2_reference_data). Phantom: IBSI (theibsi/data_sets).
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk
import yaml

from radiotmb.radiomics import extract_features, read_image, read_mask, read_preset
from radiotmb.radiomics.response_maps import response_map
from radiotmb.radiomics.response_presets import read_filters

REFERENCES = pd.read_csv(Path(__file__).with_name("ibsi2_features.csv"), dtype=str)
# The standard's number of a test, and the filter as a preset writes it; None is the image itself.
FILTERS = {
    "1.A": None,
    "2.A": "{filter: mean, support: 5, dimensions: 2}",
    "3.A": "{filter: log, sigma: 1.5, dimensions: 2}",
    "4.A": "{filter: laws, kernels: L5E5, rotation: max, energy: 7}",
    "6.A": "{filter: wavelet, wavelet: db3, band: LH, rotation: average}",
    "7.A": "{filter: wavelet, wavelet: db3, band: HH, level: 2, rotation: average}",
    "1.B": None,
    "2.B": "{filter: mean, support: 5}",
    "3.B": "{filter: log, sigma: 1.5}",
    "4.B": "{filter: laws, kernels: L5E5E5, rotation: max, energy: 7}",
    "6.B": "{filter: wavelet, wavelet: db3, band: LLH, rotation: average}",
    "7.B": "{filter: wavelet, wavelet: db3, band: HHH, level: 2, rotation: average}",
}
# The standard's features that PyRadiomics has, by its names.
FEATURES = {
    "stat_mean": "Mean",
    "stat_var": "Variance",
    "stat_skew": "Skewness",
    "stat_kurt": "Kurtosis",
    "stat_median": "Median",
    "stat_min": "Minimum",
    "stat_p10": "10Percentile",
    "stat_p90": "90Percentile",
    "stat_max": "Maximum",
    "stat_iqr": "InterquartileRange",
    "stat_range": "Range",
    "stat_mad": "MeanAbsoluteDeviation",
    "stat_rmad": "RobustMeanAbsoluteDeviation",
    "stat_energy": "Energy",
    "stat_rms": "RootMeanSquared",
}
RANGE = (-1000, 400)
BASE = replace(
    read_preset("study").with_options(sigma=[], window="resegment", window_hu=RANGE, bin_width=25),
    image_types={"Original": {}},
    feature_classes={"firstorder": list(FEATURES.values())},
)


def filters_of(configuration: str) -> dict:
    """Number of the standard's test and the filter, of configuration A or B."""
    return {
        number: None if given is None else read_filters([yaml.safe_load(given)])[0]
        for number, given in FILTERS.items()
        if number.endswith(configuration)
    }


def resampled(volume: sitk.Image, interpolator: int) -> sitk.Image:
    """On the IBSI's grid of 1 mm: centred on the volume's centre."""
    size = np.array(volume.GetSize())
    new = np.ceil(size * volume.GetSpacing()).astype(int)
    grid = sitk.Image(new.tolist(), sitk.sitkUInt8)
    grid.SetDirection(volume.GetDirection())
    axes = np.array(volume.GetDirection()).reshape(3, 3)
    centre = np.array(volume.TransformContinuousIndexToPhysicalPoint(((size - 1) / 2).tolist()))
    grid.SetOrigin((centre - axes @ ((new - 1) / 2)).tolist())
    volume = sitk.Cast(volume, sitk.sitkFloat64)
    return sitk.Resample(volume, grid, sitk.Transform(), interpolator, 0.0, sitk.sitkFloat64, True)


@pytest.fixture(scope="module")
def phantom(shared):
    folder = shared("ibsi", "ibsi_1_ct_radiomics_phantom", "nifti")
    image = read_image(folder / "image" / "phantom.nii.gz")
    return image, read_mask(folder / "mask" / "mask.nii.gz", image)


def measured(image: sitk.Image, mask: sitk.Image, configuration: str) -> pd.DataFrame:
    """Every reference value of a configuration beside what is measured."""
    filters = filters_of(configuration)
    wanted = [one for one in filters.values() if one is not None]
    values = extract_features(image, mask, replace(BASE, ibsi2=tuple(wanted)))
    voxels = sitk.GetArrayFromImage(image)
    kept = (sitk.GetArrayFromImage(mask) == 1) & (voxels >= RANGE[0]) & (voxels <= RANGE[1])
    rows = []
    for number, one in filters.items():
        prefix = "original" if one is None else one.image_type
        found = {tag: values[f"{prefix}_firstorder_{name}"] for tag, name in FEATURES.items()}
        found["stat_kurt"] -= 3
        response = image if one is None else response_map(image, one)
        found |= not_in_pyradiomics(sitk.GetArrayFromImage(response)[kept])
        for row in REFERENCES[REFERENCES.filter_id == number].itertuples(index=False):
            rows.append([number, prefix, row.tag, found[row.tag], row.reference, row.tolerance])
    columns = ["number", "image", "tag", "value", "reference", "tolerance"]
    return pd.DataFrame(rows, columns=columns)


def not_in_pyradiomics(values: np.ndarray) -> dict[str, float]:
    """The standard's three intensity statistics PyRadiomics lacks."""
    low, median, high = np.percentile(values, [25, 50, 75])
    return {
        "stat_medad": float(np.abs(values - median).mean()),
        "stat_cov": float(values.std() / values.mean()),
        "stat_qcod": float((high - low) / (high + low)),
    }


def matches(value: float, reference: str, tolerance: str) -> bool:
    """Within the tolerance, and half a unit of the three digits the reference is given with."""
    given = float(reference)
    half = 0.5 * 10 ** (np.floor(np.log10(abs(given))) - 2)
    return bool(abs(value - given) <= float(tolerance) + half)


@pytest.fixture(scope="module")
def tables(phantom):
    image, mask = phantom
    fine = resampled(image, sitk.sitkBSpline3)
    whole = sitk.GetImageFromArray(np.round(sitk.GetArrayFromImage(fine)))
    whole.CopyInformation(fine)
    inside = sitk.Cast(resampled(mask, sitk.sitkLinear) >= 0.5, sitk.sitkUInt8)
    return {"A": measured(image, mask, "A"), "B": measured(whole, inside, "B")}


def test_every_reference_value_is_there():
    assert REFERENCES.groupby("filter_id").size().to_dict() == dict.fromkeys(FILTERS, 18)


@pytest.mark.slow
@pytest.mark.parametrize("configuration", ["A", "B"])
def test_every_value_lies_within_the_standards_tolerance(tables, configuration):
    table = tables[configuration]
    apart = [
        row for row in table.itertuples() if not matches(row.value, row.reference, row.tolerance)
    ]
    assert len(table) == 108
    assert apart == []


HEAD = """\
# The IBSI's filters

Written by `tests/python/radiomics/test_ibsi_filters.py`, which fails where page and filters part.

A preset's section `radiotmb` may list filters of the Image Biomarker Standardization Initiative's
second standard (Whybra et al., Radiology 2024; arXiv:2006.05470). Each gives an image of its own,
`ibsi-...`, with the features of all classes, beside PyRadiomics' image types, which keep their
names and their meaning:

```yaml
imageType:
  Original: {}
setting:
  resampledPixelSpacing: [1, 1, 1]
radiotmb:
  ibsi2:
    - {filter: log, sigma: 1.5}
    - {filter: wavelet, wavelet: db3, band: LLH, rotation: average, binWidth: 5}
```

| filter | keys |
|---|---|
| `mean` | `support` (voxels, odd), `dimensions` |
| `log` | `sigma` (mm), `truncate` (sigmas, 4), `dimensions`; not normalised across scale |
| `laws` | `kernels` (two or three of L5 E5 S5 W5 R5 L3 E3 S3), `rotation`, `energy` (voxels) |
| `wavelet` | `wavelet` (PyWavelets' name), `band` (as LLH), `level`, `rotation`; undecimated |

`dimensions` is 3 or 2 (slice by slice); two letters or kernels are two dimensions. `rotation` pools
the responses of all right-angled rotations: `average`, `max` or `min`. `boundary` is what lies
beyond the image's border: `mirror` (the default), `nearest`, `zero` or `periodic`. `binWidth` and
`binCount` hold for that image alone. A Laplacian of Gaussian and a rotation need voxels of equal
sides; the others count in voxels, and a warning says where sides differ.

## What is met

Intensity statistics of the response maps of the CT phantom in its mask after re-segmentation to
[-1000, 400] HU: configuration A on the scan's own grid slice by slice, B in three dimensions after
cubic interpolation to 1 mm. A value is met where it lies within the IBSI's tolerance and half a
unit of the reference's third digit. Fifteen of the eighteen statistics are PyRadiomics' features
(kurtosis less 3), the other three are computed from the response map.

| test | filter | values | met |
|---|---|---:|---:|
"""

TAIL = """
## What is not

- **Gabor filters, Simoncelli wavelets and Riesz transforms** (tests 5, 8, 9 and 10) are not
  implemented.
- **Response maps of the digital phantoms** (first phase): not compared with the IBSI's own maps.
  The kernels, the borders, the rotations and the pooling are tested by their definitions.
- **Interpolation**: the values of configuration B are those on the IBSI's grid. PyRadiomics'
  resampling (`resampledPixelSpacing`) begins its grid at the corner of the volume; see the
  [features](features-ibsi.md).

## Values

| test | statistic | value | reference |
|---|---|---:|---:|
"""


def page(tables: dict[str, pd.DataFrame]) -> str:
    """The text of docs/filters-ibsi.md."""
    table = pd.concat(tables.values(), ignore_index=True)
    table["met"] = [matches(r.value, r.reference, r.tolerance) for r in table.itertuples()]
    lines = [HEAD.rstrip("\n")]
    for number, rows in table.groupby("number", sort=False):
        given = FILTERS[str(number)]
        shown = "none" if given is None else f"`{given}`"
        lines.append(f"| {number} | {shown} | {len(rows)} | {int(rows.met.sum())} |")
    lines.append(TAIL.rstrip("\n"))
    for row in table.itertuples():
        given = f"{row.reference} &plusmn; {row.tolerance}"
        lines.append(f"| {row.number} | {row.tag} | {row.value:.3g} | {given} |")
    return "\n".join(lines) + "\n"


def test_the_page_shows_a_preset_that_is_read(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(HEAD.split("```yaml\n")[1].split("```")[0])
    assert [one.image_type for one in read_preset(file).ibsi2] == [
        "ibsi-log-1-5-mm-3D",
        "ibsi-wavelet-db3-LLH-level-1-average-3D",
    ]


@pytest.mark.slow
def test_the_page_says_what_the_filters_do(root, tables):
    text = page(tables)
    file = root / "docs" / "filters-ibsi.md"
    if os.environ.get("RADIOTMB_WRITE_DOCS"):
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text
