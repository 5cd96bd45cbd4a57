"""Features of one filtered image, its grey levels and matrices computed once for all classes."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import SimpleITK as sitk
from radiomics import imageoperations

from radiotmb.errors import InputError
from radiotmb.radiomics.feature_classes import feature_class
from radiotmb.radiomics.lesion_voxels import LesionVoxels
from radiotmb.radiomics.preset import ExtractionPreset
from radiotmb.radiomics.texture_matrices import check_levels, no_direction

ENGINES = ("radiotmb", "pyradiomics")
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
    image: np.ndarray,
    lesion: LesionVoxels,
    image_type: str,
    preset: ExtractionPreset,
    settings: dict[str, Any],
    engine: str = "radiotmb",
) -> tuple[dict[str, float], int]:
    """First-order and texture features of one filtered image inside the lesion's box.

    Parameters
    ----------
    image : array of shape (z, y, x)
        The lesion's box.
    lesion : LesionVoxels
    image_type : str
        First part of the features' names.
    preset : ExtractionPreset
    settings : dict
        PyRadiomics settings in force for this image.
    engine : {"radiotmb", "pyradiomics"}

    Returns
    -------
    (dict of str to float, int)
        The features, and the number of grey levels that occur.

    Raises
    ------
    InputError
        Where there are too many grey levels.
    """
    measured = _Measured(image, lesion)
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
            check_levels(levels.present)
        features = measured.features(name, used, levels, texture, engine)
        values.update(_values(features, wanted, f"{image_type}_{name}"))
        count = max(count, len(levels.present))
    return values, count


@dataclass(frozen=True)
class _Levels:
    """Grey level of each lesion voxel, voxels of each level, and the levels that occur."""

    of_voxels: np.ndarray
    counts: np.ndarray
    present: np.ndarray


class _Measured:
    """One filtered image, with what its feature classes have in common."""

    def __init__(self, image: np.ndarray, lesion: LesionVoxels) -> None:
        self._image, self._lesion = image, lesion
        self._values = lesion.values_of(image)
        self._levels: dict[bool, _Levels] = {}
        self._matrices: dict[bool, Any] = {}

    def levels(
        self, texture: bool, image_type: str, preset: ExtractionPreset, used: dict[str, Any]
    ) -> _Levels:
        """Grey levels of the lesion's voxels, for texture or for first-order features."""
        if texture not in self._levels:
            level = _grey_levels(self._values, image_type, preset, used)
            counts = np.bincount(level)
            self._levels[texture] = _Levels(level, counts, np.flatnonzero(counts))
        return self._levels[texture]

    def features(
        self, name: str, used: dict[str, Any], levels: _Levels, texture: bool, engine: str
    ) -> Any:
        """A feature class ready to be executed."""
        lesion, present = self._lesion, levels.present
        if engine == "pyradiomics":
            box = np.zeros(self._image.shape, dtype="int")
            box[lesion.inside] = levels.of_voxels
            given = {**used, "levels": (box, present)}
            return feature_class(name, engine)(lesion.image_of(self._image), lesion.mask, **given)
        # Classes of ours look at what they are given only.
        given = {**used, "levels": (None, present)}
        if name == "firstorder":
            given["values"] = self._values.astype(float)
            given["shares"] = levels.counts[present] / len(self._values)
        else:
            if texture not in self._matrices:
                grid = lesion.texture_grid(used)
                alike = int(used.get("gldm_a", 0))
                self._matrices[texture] = grid.matrices(levels.of_voxels, present, alike)
            given["matrices"] = self._matrices[texture]
        return feature_class(name, engine)(lesion.stand_in, lesion.stand_in, **given)


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
