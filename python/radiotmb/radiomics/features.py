"""Features of one filtered image, its grey levels and matrices computed once for all classes."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import SimpleITK as sitk
from radiomics import imageoperations

from radiotmb.errors import InputError
from radiotmb.radiomics.feature_classes import feature_class
from radiotmb.radiomics.preset import ExtractionPreset
from radiotmb.radiomics.texture_matrices import check_levels, no_direction, texture_matrices

ENGINES = ("radiotmb", "pyradiomics")
Levels = tuple[np.ndarray, np.ndarray]
_TEXTURES = frozenset({"glcm", "gldm", "glrlm", "glszm", "ngtdm"})
# More edges than this are gigabytes before the first voxel is looked at.
_MOST_EDGES = 10_000_000


def shape_features(
    image: sitk.Image,
    mask: sitk.Image,
    preset: ExtractionPreset,
    settings: dict[str, Any],
    engine: str = "radiotmb",
) -> dict[str, float]:
    """Shape features of a mask cropped to its lesion, as ``original_shape_*``.

    Parameters
    ----------
    image, mask : SimpleITK.Image
        The lesion's box.
    preset : ExtractionPreset
    settings : dict
        PyRadiomics settings in force.
    engine : {"radiotmb", "pyradiomics"}
    """
    values: dict[str, float] = {}
    for name, wanted in preset.feature_classes.items():
        if name.startswith("shape"):
            features = feature_class(name, engine)(image, mask, **settings)
            values.update(_values(features, wanted, f"original_{name}"))
    return values


def intensity_features(
    image: sitk.Image,
    mask: sitk.Image,
    image_type: str,
    preset: ExtractionPreset,
    settings: dict[str, Any],
    engine: str = "radiotmb",
) -> tuple[dict[str, float], int]:
    """First-order and texture features of one filtered image inside the lesion's box.

    Returns
    -------
    (dict of str to float, int)
        The features, and the number of grey levels that occur.

    Raises
    ------
    InputError
        Where there are too many grey levels.
    """
    voxels, lesion = sitk.GetArrayViewFromImage(image), sitk.GetArrayViewFromImage(mask) == 1
    measured = _Measured(image, mask, voxels, lesion)
    values: dict[str, float] = {}
    count = 0
    for name, wanted in preset.feature_classes.items():
        if name.startswith("shape"):
            continue
        texture = name in _TEXTURES and bool(preset.texture_setting)
        own = preset.texture_setting if texture else {}
        used = {**settings, "window_levels": preset.window_levels, **own}
        levels = measured.levels(texture, image_type, preset, used)
        if name in _TEXTURES:
            check_levels(levels[1])
        features = measured.features(name, used, levels, texture, engine)
        values.update(_values(features, wanted, f"{image_type}_{name}"))
        count = max(count, len(levels[1]))
    return values, count


class _Measured:
    """One filtered image, with what its feature classes have in common."""

    def __init__(
        self, image: sitk.Image, mask: sitk.Image, voxels: np.ndarray, lesion: np.ndarray
    ) -> None:
        self._image, self._mask = image, mask
        self._voxels, self._lesion = voxels, lesion
        self._values = voxels[lesion]
        self._levels: dict[bool, Levels] = {}
        self._matrices: dict[bool, Any] = {}
        # A class of ours looks at the given arrays only, and would copy the image six times.
        self._stand_in = sitk.Image([1] * image.GetDimension(), sitk.sitkUInt8) + 1
        self._stand_in.SetSpacing(image.GetSpacing())

    def levels(
        self, texture: bool, image_type: str, preset: ExtractionPreset, used: dict[str, Any]
    ) -> Levels:
        """Grey level of each lesion voxel (0 outside), and the levels that occur."""
        if texture not in self._levels:
            level = _grey_levels(self._values, image_type, preset, used)
            levels = np.zeros(self._voxels.shape, dtype="int")
            levels[self._lesion] = level
            self._levels[texture] = levels, np.flatnonzero(np.bincount(level))
        return self._levels[texture]

    def features(
        self, name: str, used: dict[str, Any], levels: Levels, texture: bool, engine: str
    ) -> Any:
        """A feature class ready to be executed."""
        given = {**used, "levels": levels}
        if engine == "pyradiomics":
            return feature_class(name, engine)(self._image, self._mask, **given)
        if name == "firstorder":
            given["values"] = self._values.astype(float)
            counts = np.bincount(levels[0][self._lesion])
            given["shares"] = counts[levels[1]] / len(self._values)
        else:
            if texture not in self._matrices:
                self._matrices[texture] = texture_matrices(*levels, used)
            given["matrices"] = self._matrices[texture]
        return feature_class(name, engine)(self._stand_in, self._stand_in, **given)


def _values(features: Any, wanted: list[str] | None, prefix: str) -> dict[str, float]:
    for feature in wanted or []:
        features.enableFeatureByName(feature)
    with warnings.catch_warnings():
        # A feature without a value comes out as NaN, and the quality table says how many do.
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            found = features.execute()
        except RuntimeError as error:
            # Of PyRadiomics' own count of directions.
            distances = features.settings.get("distances", [1])
            raise no_direction(np.array(features.maskArray.shape), distances) from error
    return {f"{prefix}_{name}": real_number(value) for name, value in found.items()}


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
    values: np.ndarray, image_type: str, preset: ExtractionPreset, settings: dict[str, Any]
) -> np.ndarray:
    """Grey level of each value, from 1."""
    count = settings.get("window_levels")
    if count and image_type == "original" and preset.window_hu:
        low, high = preset.window_hu
        within = np.clip(values, low, high).astype(float)
        return np.minimum(np.floor((within - low) * count / (high - low)).astype(int) + 1, count)
    # The edges depend on the extremes alone, and PyRadiomics looks for them voxel by voxel.
    ends = np.array([values.min(), values.max()])
    width = settings.get("binWidth", 25)
    if settings.get("binCount") is None and np.ptp(ends.astype(float)) > _MOST_EDGES * width:
        raise InputError(
            f"bins of {width:g} over values from {ends[0]:g} to {ends[1]:g} in {image_type}",
            expected=f"at most {_MOST_EDGES} bins",
            hint="A wider bin (--bin-width, binWidth) gives fewer",
        )
    return _digitized(values, np.asarray(imageoperations.getBinEdges(ends, **settings)))


def _digitized(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """``numpy.digitize`` of values between evenly spaced edges, without a search for each."""
    steps = np.diff(edges)
    # A bin count stretches its last bin.
    width = steps[0]
    if not width > 0 or len(edges) < 3:
        return np.digitize(values, edges)
    values = np.asarray(values, dtype=float)
    guess = np.clip(((values - edges[0]) / width).astype(int), 0, len(edges) - 2)
    guess -= values < edges[guess]
    guess += values >= edges[guess + 1]
    return guess + 1
