"""A lesion ready for its features: normalised, resampled, resegmented and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import SimpleITK as sitk
from radiomics import imageoperations

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import AnyImage, whole_image
from radiotmb.radiomics.features import ENGINES, intensity_features, shape_features
from radiotmb.radiomics.filters import RESPONSES, filtered_images
from radiotmb.radiomics.finite import finite_surroundings
from radiotmb.radiomics.lesion_voxels import LesionVoxels
from radiotmb.radiomics.preset import ExtractionPreset
from radiotmb.radiomics.resample import Surroundings, surroundings_of
from radiotmb.radiomics.roi import Lesion, crop, inside, lesion_box
from radiotmb.runtime.notes import Note, add_note


@dataclass(frozen=True)
class Prepared:
    """A lesion ready for its features: resampled, resegmented and checked.

    Attributes
    ----------
    surroundings : Surroundings
        The part of the scan that filters see, and the whole lesion in it.
    lesion : Lesion
        The lesion without the voxels a window takes out.
    preset : ExtractionPreset
    settings : dict
        PyRadiomics settings in force.
    """

    surroundings: Surroundings
    lesion: Lesion
    preset: ExtractionPreset
    settings: dict[str, Any]

    def features(self, engine: str = "radiotmb") -> dict[str, float]:
        """The features, in PyRadiomics' order."""
        if engine not in ENGINES:
            raise InputError(f"no engine '{engine}'", expected=f"one of {', '.join(ENGINES)}")
        image, preset, settings = self.surroundings.image, self.preset, self.settings
        shaped = self.lesion if settings.get("resegmentShape") else self.surroundings.lesion
        part = crop(image, shaped.box)
        values = shape_features(part, shaped.mask, preset, settings, engine)
        kinds = [*preset.image_types, RESPONSES]
        found: dict[str, dict[str, float]] = {kind: {} for kind in kinds}
        lesion = LesionVoxels(self.lesion.mask)
        flat = []
        for kind, filtered, name, used in filtered_images(
            self.surroundings, self.lesion, preset, settings
        ):
            measured, levels = intensity_features(filtered, lesion, name, preset, used, engine)
            found[kind].update(measured)
            if levels == 1:
                flat.append(name)
        if flat:
            _say("image", f"one grey level only in {', '.join(flat)}")
        for part_values in found.values():
            values.update(part_values)
        if not values:
            raise InputError("the preset's image types and classes give no feature")
        return values


def prepared(image: AnyImage, mask: AnyImage, lesion: Lesion, preset: ExtractionPreset) -> Prepared:
    """Normalise, resample and resegment a scan as a preset says, and check its lesion.

    Parameters
    ----------
    image, mask : SimpleITK.Image or ArrayImage
        On one grid; the mask is 1 in every part of the lesion.
    lesion : Lesion
        The parts of the mask that are measured.
    preset : ExtractionPreset

    Raises
    ------
    InputError
        Where the lesion is too small, or has values that are not finite.
    """
    settings = settings_in_force(preset)
    check_lesion(crop(image, lesion.box), lesion.mask, settings)
    image = finite_surroundings(image, lesion, preset)
    if settings.get("normalize"):
        image = imageoperations.normalizeImage(whole_image(image), **settings)
    around = surroundings_of(image, mask, lesion, preset, settings)
    check_lesion(crop(around.image, around.lesion.box), around.lesion.mask, settings)
    _check_slices(around.lesion, preset, settings)
    return Prepared(around, _resegmented(around, settings), preset, settings)


def settings_in_force(preset: ExtractionPreset) -> dict[str, Any]:
    """PyRadiomics settings of a preset, its window among them where it resegments."""
    settings = {**preset.settings, "label": 1}
    if preset.window == "resegment":
        settings.setdefault("resegmentRange", None)
        settings["resegmentRange"] = list(preset.window_hu or ())
        settings["resegmentMode"] = "absolute"
    return settings


def check_lesion(part: sitk.Image, mask: sitk.Image, settings: dict[str, Any]) -> None:
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


def _check_slices(lesion: Lesion, preset: ExtractionPreset, settings: dict[str, Any]) -> None:
    if "shape2D" in preset.feature_classes:
        along = int(settings.get("force2Ddimension", 0))
        slices = lesion.mask.GetSize()[2 - along]
        if slices > 1:
            raise InputError(
                f"class shape2D measures one slice, the lesion has {slices}",
                expected="a lesion in one slice, or a preset without shape2D",
            )


def _resegmented(around: Surroundings, settings: dict[str, Any]) -> Lesion:
    """The lesion without the voxels whose values lie outside ``resegmentRange``."""
    lesion = around.lesion
    if not settings.get("resegmentRange"):
        return lesion
    part = crop(around.image, lesion.box)
    try:
        kept = imageoperations.resegmentMask(part, lesion.mask, **settings)
    except ValueError as error:
        raise InputError(
            "almost no voxel of the lesion lies inside the window",
            expected=f"values in {settings['resegmentRange']} "
            f"({settings.get('resegmentMode', 'absolute')})",
        ) from error
    kept = sitk.Cast(kept, sitk.sitkUInt8)
    inner = lesion_box(kept)
    found = Lesion(crop(kept, inner), inside(lesion.box, inner), lesion.components)
    check_lesion(crop(part, inner), found.mask, settings)
    if found.box != lesion.box and not settings.get("resegmentShape"):
        _say(
            "mask", "shape is that of the whole lesion; PyRadiomics cuts it to the kept voxels' box"
        )
    return found


def _say(subject: str, text: str) -> None:
    add_note(Note("warning", "extraction", subject, text))
