"""PyRadiomics' own feature classes on one cropped image, its grey levels computed once for all.

Each class discretises the lesion again when it is set up. Here the first asks and the rest reuse:
the arithmetic of every feature stays PyRadiomics'.
"""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import numpy as np
import SimpleITK as sitk
from radiomics import getFeatureClasses, imageoperations

from radiotmb.radiomics.preset import ExtractionPreset

Levels = tuple[np.ndarray, np.ndarray]


class _GivenLevels:
    """A feature class that is handed its grey levels."""

    def _applyBinning(self, _matrix: np.ndarray) -> np.ndarray:
        levels, present = self.settings["levels"]
        self.coefficients["grayLevels"] = present
        self.coefficients["Ng"] = int(present[-1])
        return levels


@cache
def _feature_class(name: str) -> type:
    own = getFeatureClasses()[name]
    if name.startswith("shape"):
        return own
    names = own.getFeatureNames()
    # PyRadiomics looks its features up with `inspect` at every set-up; they do not change.
    return type(
        own.__name__,
        (_GivenLevels, own),
        {
            "getFeatureNames": classmethod(lambda _: dict(names)),
            # The name its logger hangs under.
            "__module__": own.__module__,
        },
    )


def shape_features(
    image: sitk.Image, mask: sitk.Image, preset: ExtractionPreset, settings: dict[str, Any]
) -> dict[str, float]:
    """Shape features of a mask cropped to its lesion, as ``original_shape_*``."""
    values: dict[str, float] = {}
    for name, wanted in preset.feature_classes.items():
        # PyRadiomics has slice-wise shape only where everything is slice-wise.
        if name == "shape" or (name == "shape2D" and settings.get("force2D")):
            values.update(_execute(name, wanted, image, mask, settings, "original"))
    return values


def intensity_features(
    image: sitk.Image,
    mask: sitk.Image,
    image_type: str,
    preset: ExtractionPreset,
    settings: dict[str, Any],
) -> dict[str, float]:
    """First-order and texture features of one filtered image inside the lesion's box."""
    voxels, lesion = sitk.GetArrayViewFromImage(image), sitk.GetArrayViewFromImage(mask) == 1
    found: dict[str, Levels] = {}
    values: dict[str, float] = {}
    for name, wanted in preset.feature_classes.items():
        if name.startswith("shape"):
            continue
        kind = "texture" if name != "firstorder" and preset.texture_setting else "all"
        own = preset.texture_setting if kind == "texture" else {}
        used = {**settings, "window_levels": preset.window_levels, **own}
        if kind not in found:
            found[kind] = _grey_levels(voxels, lesion, image_type, preset, used)
        used["levels"] = found[kind]
        values.update(_execute(name, wanted, image, mask, used, image_type))
    return values


def _execute(
    name: str,
    wanted: list[str] | None,
    image: sitk.Image,
    mask: sitk.Image,
    settings: dict[str, Any],
    image_type: str,
) -> dict[str, float]:
    features = _feature_class(name)(image, mask, **settings)
    for feature in wanted or []:
        features.enableFeatureByName(feature)
    with warnings.catch_warnings():
        # A feature without a value comes out as NaN, and the quality table says how many do.
        warnings.simplefilter("ignore", RuntimeWarning)
        values = features.execute()
    return {
        f"{image_type}_{name}_{feature}": real_number(value) for feature, value in values.items()
    }


def real_number(value: Any) -> float:
    """A feature's value as a plain number.

    PyRadiomics takes the axes of a lesion from a solver for any matrix: two axes of the same length
    may come as a conjugate pair, and Elongation as 1 - 1e-17j.

    Examples
    --------
    >>> real_number(1 - 1.4e-17j)
    1.0
    """
    number = np.asarray(value).item()
    return float(number.real if isinstance(number, complex) else number)


def _grey_levels(
    voxels: np.ndarray,
    lesion: np.ndarray,
    image_type: str,
    preset: ExtractionPreset,
    settings: dict[str, Any],
) -> Levels:
    """Grey level of each lesion voxel (0 outside), and the levels that occur."""
    values = voxels[lesion]
    count = settings.get("window_levels")
    if count and image_type == "original" and preset.window_hu:
        low, high = preset.window_hu
        within = np.clip(values, low, high).astype(float)
        level = np.minimum(np.floor((within - low) * count / (high - low)).astype(int) + 1, count)
    else:
        # The edges depend on the extremes alone, and PyRadiomics looks for them voxel by voxel.
        ends = np.array([values.min(), values.max()])
        level = np.digitize(values, imageoperations.getBinEdges(ends, **settings))
    levels = np.zeros(voxels.shape, dtype="int")
    levels[lesion] = level
    return levels, np.unique(level)
