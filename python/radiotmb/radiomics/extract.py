"""One scan and one lesion in, PyRadiomics' feature values out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import SimpleITK as sitk
from radiomics import imageoperations
from radiomics.featureextractor import RadiomicsFeatureExtractor

from radiotmb.errors import InputError
from radiotmb.radiomics.features import intensity_features, real_number, shape_features
from radiotmb.radiomics.filters import filtered_images, in_window
from radiotmb.radiomics.images import read_image
from radiotmb.radiomics.preset import ExtractionPreset, read_preset
from radiotmb.radiomics.quality import scan_quality
from radiotmb.radiomics.resample import resampled
from radiotmb.radiomics.roi import (
    Lesion,
    crop,
    inside,
    lesion_box,
    lesion_in,
    on_grid_of,
    on_whole,
    read_mask,
    select_label,
)


@dataclass(frozen=True)
class ScanResult:
    """Feature values of a lesion in a scan, and what a reader should know of the scan.

    Attributes
    ----------
    features : dict of str to float
        PyRadiomics' names, in PyRadiomics' order; NaN where it has no value.
    quality : dict
        Columns of the quality table; ``warnings`` is a list of sentences.
    """

    features: dict[str, float]
    quality: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON data: a value that is not finite becomes null."""
        plain = asdict(self)
        plain["features"] = {
            name: value if np.isfinite(value) else None for name, value in self.features.items()
        }
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> ScanResult:
        """Back from :meth:`as_dict`."""
        values = {k: float("nan") if v is None else v for k, v in plain["features"].items()}
        return cls(values, plain["quality"])


def extract_features(
    image: sitk.Image,
    mask: sitk.Image,
    preset: str | Path | ExtractionPreset = "study",
    label: int | str = 1,
    *,
    crop: bool = True,
) -> dict[str, float]:
    """Compute the radiomics features of one lesion.

    Parameters
    ----------
    image : SimpleITK.Image
        Three-dimensional scan, HU.
    mask : SimpleITK.Image
        Label image on the same grid.
    preset : str, path or ExtractionPreset
        1037 features with ``study`` and its variants.
    label : int or str
        The lesion's label.
    crop : bool
        Filter only the part of the scan a filter's values in the lesion depend on; ``False`` is
        PyRadiomics as shipped, for comparison.

    Returns
    -------
    dict of str to float
        PyRadiomics' names in PyRadiomics' order.

    Raises
    ------
    InputError
        Where the grids differ, the lesion is empty, a single voxel, or has values that are not
        finite.

    References
    ----------
    van Griethuysen JJM, et al. Computational radiomics system to decode the radiographic
    phenotype. Cancer Res 2017;77(21):e104-e107. doi 10.1158/0008-5472.CAN-17-0339.

    Examples
    --------
    >>> values = np.random.default_rng(1).normal(50, 20, (6, 20, 20))
    >>> image = sitk.GetImageFromArray(values)
    >>> lesion = np.zeros((6, 20, 20), np.uint8)
    >>> lesion[1:5, 5:15, 5:15] = 1
    >>> mask = sitk.GetImageFromArray(lesion)
    >>> preset = read_preset("study").with_options(sigma=[])
    >>> features = extract_features(image, mask, preset)
    >>> len(features), features["original_shape_VoxelVolume"]
    (851, 400.0)
    """
    preset = read_preset(preset)
    mask = on_grid_of(select_label(mask, label), image)
    return _features(image, mask, lesion_in(mask), preset, whole=not crop)


def extract_scan(
    image_path: str | Path,
    mask_path: str | Path,
    preset: str | Path | ExtractionPreset = "study",
    label: int | str = 1,
    *,
    series: int | None = None,
    align: bool = False,
    component: str = "all",
    crop: bool = True,
) -> ScanResult:
    """Read a scan and its mask, compute the features, and note what a reader should know.

    Parameters
    ----------
    image_path, mask_path : str or path
    preset : str, path or ExtractionPreset
    label : int or str
    series : int, optional
        Which of several DICOM series in the image's folder.
    align : bool
        Resample a mask on another grid instead of refusing it.
    component : {"all", "largest"}
    crop : bool
        As in :func:`extract_features`.

    Returns
    -------
    ScanResult

    Raises
    ------
    InputError
        Naming the file.
    """
    preset = read_preset(preset)
    image = read_image(image_path, series)
    mask = read_mask(mask_path, image, label, align=align)
    lesion = lesion_in(mask, component)
    try:
        features = _features(image, mask, lesion, preset, whole=not crop)
    except InputError as error:
        raise InputError(
            error.problem,
            file=error.file or mask_path,
            where=error.where,
            expected=error.expected,
            hint=error.hint,
        ) from error
    quality = scan_quality(image, lesion, preset, component=component)
    without = sum(not np.isfinite(value) for value in features.values())
    if without:
        quality["warnings"].append(f"{without} of {len(features)} features have no value")
    return ScanResult(features, quality)


def _features(
    image: sitk.Image, mask: sitk.Image, lesion: Lesion, preset: ExtractionPreset, *, whole: bool
) -> dict[str, float]:
    settings = _settings(preset)
    if settings.get("normalize"):
        image = imageoperations.normalizeImage(image, **settings)
    if settings.get("resampledPixelSpacing"):
        image, lesion = resampled(image, mask, lesion, preset, settings)
    _check_lesion(crop(image, lesion.box), lesion.mask, settings)
    extract = _uncropped if whole else _cropped
    return extract(image, lesion, preset, settings)


def _settings(preset: ExtractionPreset) -> dict[str, Any]:
    settings = {**preset.settings, "label": 1}
    if preset.window == "resegment":
        settings.setdefault("resegmentRange", None)
        settings["resegmentRange"] = list(preset.window_hu)
        settings["resegmentMode"] = "absolute"
    return settings


def _cropped(
    image: sitk.Image, lesion: Lesion, preset: ExtractionPreset, settings: dict[str, Any]
) -> dict[str, float]:
    part = crop(image, lesion.box)
    box, mask = lesion.box, lesion.mask
    shaped = part, mask
    if settings.get("resegmentRange"):
        kept = _resegmented(part, mask, settings)
        inner = lesion_box(kept)
        box, part, mask = inside(box, inner), crop(part, inner), crop(kept, inner)
        _check_lesion(part, mask, settings)
        if settings.get("resegmentShape"):
            shaped = part, mask
    values = shape_features(*shaped, preset, settings)
    found: dict[str, dict[str, float]] = {kind: {} for kind in preset.image_types}
    for kind, filtered, name, used in filtered_images(image, box, preset, settings):
        mask.CopyInformation(filtered)
        found[kind].update(intensity_features(filtered, mask, name, preset, used))
    for part_values in found.values():
        values.update(part_values)
    return values


def _check_lesion(part: sitk.Image, mask: sitk.Image, settings: dict[str, Any]) -> None:
    """PyRadiomics' own conditions on a lesion, and finite values."""
    voxels = sitk.GetArrayViewFromImage(mask) == 1
    count = int(voxels.sum())
    if count == 1:
        raise InputError("the lesion is a single voxel", expected="at least two along two axes")
    extent = sum(size > 1 for size in mask.GetSize())
    needed = settings.get("minimumROIDimensions", 2)
    if extent < needed:
        raise InputError(
            f"the lesion extends along {extent} axis only", expected=f"at least {needed} axes"
        )
    least = settings.get("minimumROISize")
    if least is not None and count <= least:
        raise InputError(f"the lesion has {count} voxels", expected=f"more than {least}")
    if not np.isfinite(sitk.GetArrayViewFromImage(part)[voxels]).all():
        raise InputError("the image has values in the lesion that are not finite")


def _resegmented(part: sitk.Image, mask: sitk.Image, settings: dict[str, Any]) -> sitk.Image:
    try:
        kept = imageoperations.resegmentMask(part, mask, **settings)
    except ValueError as error:
        raise InputError(
            "almost no voxel of the lesion lies inside the window",
            expected=f"values in {settings['resegmentRange']} HU",
        ) from error
    return sitk.Cast(kept, sitk.sitkUInt8)


def _uncropped(
    image: sitk.Image, lesion: Lesion, preset: ExtractionPreset, settings: dict[str, Any]
) -> dict[str, float]:
    """PyRadiomics as shipped on the whole scan, clamped first where the preset clamps."""
    if preset.window_levels or preset.texture_setting:
        raise InputError(
            f"PyRadiomics as shipped has no words for the grey levels of preset '{preset.name}'",
            hint="Leave out --no-crop",
        )
    done = {"normalize": False, "resampledPixelSpacing": None, "additionalInfo": False}
    extractor = RadiomicsFeatureExtractor(**{**settings, **done})
    extractor.enabledImagetypes = preset.image_types
    extractor.enabledFeatures = dict(preset.feature_classes)
    try:
        values = extractor.execute(in_window(image, preset), on_whole(lesion, image))
    except ValueError as error:
        raise InputError(f"PyRadiomics: {error}") from error
    return {name: real_number(value) for name, value in values.items()}
