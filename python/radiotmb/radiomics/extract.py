"""One scan and one lesion in, PyRadiomics' feature values out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import SimpleITK as sitk
from radiomics.featureextractor import RadiomicsFeatureExtractor

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import AnyImage
from radiotmb.radiomics.features import real_number
from radiotmb.radiomics.filters import in_window
from radiotmb.radiomics.grids import on_grid_of
from radiotmb.radiomics.images import ScanImage, read_scan_image
from radiotmb.radiomics.label_image import refuse_label_image, select_label
from radiotmb.radiomics.masks import load_mask
from radiotmb.radiomics.preparation import check_lesion, prepared, settings_in_force
from radiotmb.radiomics.preset import ExtractionPreset, read_preset
from radiotmb.radiomics.quality import scan_quality
from radiotmb.radiomics.roi import (
    Lesion,
    crop,
    lesion_in,
    on_whole,
)
from radiotmb.radiomics.scan_options import ScanOptions
from radiotmb.runtime.notes import Note, add_note, collect_notes
from radiotmb.runtime.to_html import number_text, result_html


@dataclass(frozen=True)
class ScanResult:
    """Feature values of a lesion in a scan, and what a reader should know of the scan.

    Attributes
    ----------
    features : dict of str to float
        PyRadiomics' names, in PyRadiomics' order; NaN where it has no value.
    quality : dict
        Columns of the quality table; ``warnings`` is a list of sentences.

    Examples
    --------
    >>> ScanResult({"original_shape_VoxelVolume": 400.0}, {"voxels": 400, "warnings": []}).features
    {'original_shape_VoxelVolume': 400.0}
    """

    features: dict[str, float]
    quality: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON data: a value that is not finite becomes null."""
        return {**asdict(self), "features": without_nan(self.features)}

    def _repr_html_(self) -> str:
        import pandas as pd

        numbers = [("Features", str(len(self.features)))]
        for label, name, unit in (("Volume", "volume_ml", " ml"), ("Voxels", "voxels", "")):
            if name in self.quality:
                numbers.append((label, f"{number_text(self.quality[name])}{unit}"))
        values = pd.DataFrame({"feature": self.features.keys(), "value": self.features.values()})
        flags = self.quality.get("warnings", [])
        return result_html("Radiomics features of a lesion", numbers, {"Features": values}, flags)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> ScanResult:
        """Back from :meth:`as_dict`."""
        return cls(with_nan(plain["features"]), plain["quality"])


def without_nan(features: dict[str, float]) -> dict[str, float | None]:
    """Feature values as plain JSON data: one that is not finite becomes None.

    Examples
    --------
    >>> without_nan({"a": 1.5, "b": float("nan")})
    {'a': 1.5, 'b': None}
    """
    return {name: value if np.isfinite(value) else None for name, value in features.items()}


def with_nan(plain: dict[str, float | None]) -> dict[str, float]:
    """Back from :func:`without_nan`."""
    return {name: float("nan") if value is None else value for name, value in plain.items()}


def extract_features(
    image: sitk.Image,
    mask: sitk.Image,
    preset: str | Path | ExtractionPreset = "study",
    label: int | str = 1,
    *,
    crop: bool = True,
    engine: str = "radiotmb",
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
    engine : {"radiotmb", "pyradiomics"}
        Whose matrices and histogram PyRadiomics' formulas are given; the values are the same.

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
    # A copy: the mask is put on the image's grid.
    placed = on_grid_of(select_label(sitk.Image(mask), label), image)
    lesion = lesion_in(placed)
    if not crop:
        return _as_shipped(image, lesion, preset, settings_in_force(preset))
    return prepared(image, placed, lesion, preset).features(engine)


def extract_scan(
    image_path: str | Path,
    mask_path: str | Path,
    preset: str | Path | ExtractionPreset = "study",
    label: int | str | None = None,
    *,
    options: ScanOptions | None = None,
    crop: bool = True,
    engine: str = "radiotmb",
    **given: Any,
) -> ScanResult:
    """Read a scan and its mask, compute the features, and note what a reader should know.

    Parameters
    ----------
    image_path, mask_path : str or path
    preset : str, path or ExtractionPreset
    label : int or str, optional
        Without one the preset's, if its file gives one; else the only region of the mask.
    options : ScanOptions, optional
        How scan and mask are read.
    crop, engine
        As in :func:`extract_features`.
    given
        Fields of :class:`ScanOptions` in place of ``options``, such as ``series=2``.

    Returns
    -------
    ScanResult

    Raises
    ------
    InputError
        Naming the file.

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> import SimpleITK as sitk
    >>> folder = Path(tempfile.mkdtemp())
    >>> values = np.random.default_rng(1).normal(50, 20, (8, 24, 24))
    >>> sitk.WriteImage(sitk.GetImageFromArray(values), str(folder / "a.nrrd"))
    >>> lesion = np.zeros((8, 24, 24), np.uint8)
    >>> lesion[2:6, 8:16, 8:16] = 1
    >>> sitk.WriteImage(sitk.GetImageFromArray(lesion), str(folder / "mask.nrrd"))
    >>> found = extract_scan(folder / "a.nrrd", folder / "mask.nrrd", "study")
    >>> len(found.features), found.quality["voxels"]
    (1037, 256)
    """
    preset, options = read_preset(preset), options or ScanOptions(**given)
    with collect_notes(printing=False) as notes:
        for text in preset.notes:
            _say(preset.name, text)
        scan, mask = load_scan(image_path, mask_path, preset, label, options)
        preset = _for_planes(preset, scan)
        lesion = lesion_in(mask, options.component)
        try:
            if crop:
                features = prepared(scan.volume, mask, lesion, preset).features(engine)
            else:
                features = _as_shipped(scan.image, lesion, preset, settings_in_force(preset))
        except InputError as error:
            if error.file is not None:
                raise
            raise InputError(
                error.problem,
                file=mask_path,
                where=error.where,
                expected=error.expected,
                hint=error.hint,
            ) from error
    quality = scan_quality(scan.volume, lesion, preset, component=options.component)
    without = sum(not np.isfinite(value) for value in features.values())
    quality["warnings"] += _sentences(notes)
    if without:
        quality["warnings"].append(f"{without} of {len(features)} features have no value")
    return ScanResult(features, {**quality, **scan.scanner})


def load_scan(
    image_path: str | Path,
    mask_path: str | Path,
    preset: ExtractionPreset,
    label: int | str | None,
    options: ScanOptions,
) -> tuple[ScanImage, AnyImage]:
    """A scan and the mask of one label on its grid, as a preset and options say.

    Returns
    -------
    (ScanImage, SimpleITK.Image or ArrayImage)
        The mask 8-bit, 1 in the lesion.

    Raises
    ------
    InputError
    """
    flat = bool(preset.settings.get("force2D"))
    scan = read_scan_image(image_path, options, two_dimensional=flat)
    own = preset.label
    if label is None:
        label = own
    elif own is not None and str(own) != str(label).strip():
        _say(preset.name, f"its label is {own}, {label} was asked for and taken")
    if preset.settings.get("correctMask"):
        options = replace(options, align=True)
    channel = preset.settings.get("label_channel")
    refuse_label_image(scan.volume, Path(image_path))
    return scan, load_mask(mask_path, scan, label, options, channel)


def _sentences(notes: Iterable[Note]) -> list[str]:
    return list(dict.fromkeys(note.message for note in notes))


def _say(subject: str, text: str) -> None:
    add_note(Note("warning", "extraction", subject, text))


def _for_planes(preset: ExtractionPreset, scan: ScanImage) -> ExtractionPreset:
    """A preset without the class shape for a two-dimensional image, as in PyRadiomics."""
    if not scan.flat or "shape" not in preset.feature_classes:
        return preset
    _say("image", "a two-dimensional image has no shape features (shape2D has)")
    kept = {name: wanted for name, wanted in preset.feature_classes.items() if name != "shape"}
    return replace(preset, feature_classes=kept)


def _as_shipped(
    image: sitk.Image, lesion: Lesion, preset: ExtractionPreset, settings: dict[str, Any]
) -> dict[str, float]:
    """PyRadiomics as shipped on the whole scan, clamped first where the preset clamps."""
    check_lesion(crop(image, lesion.box), lesion.mask, settings)
    if preset.window_levels or preset.texture_setting or preset.ibsi2:
        what = "filters (ibsi2)" if preset.ibsi2 else "grey levels"
        raise InputError(
            f"PyRadiomics as shipped cannot express the {what} of preset '{preset.name}'",
            hint="Leave out --no-crop",
        )
    # Tolerance is a global of ITK's that would outlive this call.
    kept = {name: value for name, value in settings.items() if name != "geometryTolerance"}
    extractor = RadiomicsFeatureExtractor(**{**kept, "additionalInfo": False})
    extractor.enabledImagetypes = preset.image_types
    extractor.enabledFeatures = dict(preset.feature_classes)
    clamped = image if preset.settings.get("normalize") else in_window(image, preset)
    try:
        values = extractor.execute(clamped, on_whole(lesion, image))
    except ValueError as error:
        raise InputError(f"PyRadiomics: {error}") from error
    return {name: real_number(value) for name, value in values.items()}
