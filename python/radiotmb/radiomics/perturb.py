"""A scan and its mask as they might have been: another contour, another grid, another noise."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pywt
import SimpleITK as sitk
from scipy import ndimage

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import AnyImage
from radiotmb.radiomics.preset import ExtractionPreset
from radiotmb.radiomics.roi import crop, lesion_in

# Median of the absolute values of standard normal noise.
_MAD_OF_NORMAL = 0.6745


@dataclass(frozen=True)
class Perturbation:
    """Largest changes; each is drawn uniformly up to its limit, noise once at its level.

    Attributes
    ----------
    volume_share : float
        Growth or shrinkage of the lesion, share of its volume.
    translation_voxels : float
        Shift of the grid along every axis, voxels.
    rotation_degrees : float
        Rotation of the grid about the lesion's centre, in the axial plane.
    noise_level : float
        Added noise, in multiples of the scan's own.
    variants : int
        How many there are beside the scan itself.
    seed : int

    References
    ----------
    Zwanenburg A, et al. Assessing robustness of radiomic features by image perturbation. Sci Rep
    2019;9:614.

    Examples
    --------
    >>> Perturbation(variants=4).rotation_degrees
    4.0
    >>> Perturbation(variants=0)
    Traceback (most recent call last):
    radiotmb.errors.InputError: 0 perturbations; expected at least 1
    """

    volume_share: float = 0.15
    translation_voxels: float = 0.5
    rotation_degrees: float = 4.0
    noise_level: float = 1.0
    variants: int = 10
    seed: int = 2022

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not np.isfinite(value) or value < 0:
                raise InputError(f"{name} is {value}", expected="a number of 0 or more")
        if self.variants < 1:
            raise InputError(f"{self.variants} perturbations", expected="at least 1")
        if self.volume_share >= 1:
            raise InputError(f"volume_share is {self.volume_share}", expected="a share under 1")


def surroundings(
    image: AnyImage, mask: AnyImage, preset: ExtractionPreset
) -> tuple[sitk.Image, sitk.Image]:
    """Image and mask a little further around the lesion than any filter of the preset reaches."""
    spacing = np.array(image.GetSpacing()[::-1])
    reach_mm = max([preset.pad_sigmas * sigma for sigma in preset.sigmas], default=0.0)
    pad = np.maximum(preset.pad_voxels, np.ceil(reach_mm / spacing)).astype(int) + 8
    box = tuple(
        slice(max(0, along.start - wide), min(size, along.stop + wide))
        for along, wide, size in zip(lesion_in(mask).box, pad, image.GetSize()[::-1], strict=True)
    )
    return crop(image, box), crop(mask, box)


def perturbed(
    image: sitk.Image, mask: sitk.Image, change: Perturbation, rng: np.random.Generator
) -> tuple[sitk.Image, sitk.Image]:
    """One random variant of a scan and its binary mask, on the same grid.

    Parameters
    ----------
    image, mask : SimpleITK.Image
    change : Perturbation
    rng : numpy.random.Generator

    Returns
    -------
    (SimpleITK.Image, SimpleITK.Image)
    """
    share = rng.uniform(-1, 1) * change.volume_share
    shift = rng.uniform(-1, 1, 3) * change.translation_voxels
    angle = rng.uniform(-1, 1) * change.rotation_degrees
    noise = rng.standard_normal(image.GetSize()[::-1])
    level = change.noise_level * noise_sd(image)
    mask = with_volume(mask, share)
    image, mask = moved(image, mask, shift, angle)
    voxels = sitk.GetArrayFromImage(image) + noise * level
    if not image.GetPixelIDTypeAsString().endswith("float"):
        voxels = np.round(voxels)
    noisy = sitk.Cast(sitk.GetImageFromArray(voxels), image.GetPixelID())
    noisy.CopyInformation(image)
    return noisy, mask


def noise_sd(image: sitk.Image) -> float:
    """Standard deviation of a scan's noise, from the finest diagonal wavelet coefficients.

    The median of the axial slices' coif1 HH coefficients resists structure, which is sparse there.

    References
    ----------
    Donoho DL, Johnstone IM. Ideal spatial adaptation by wavelet shrinkage. Biometrika 1994;81:425.
    """
    voxels = sitk.GetArrayFromImage(image).astype(float)
    even = voxels[:, : voxels.shape[1] // 2 * 2, : voxels.shape[2] // 2 * 2]
    if min(even.shape) == 0:
        return 0.0
    [(_, (_, _, finest))] = pywt.swt2(even, "coif1", level=1, axes=(1, 2))
    return float(np.median(np.abs(finest)) / _MAD_OF_NORMAL)


def with_volume(mask: sitk.Image, share: float) -> sitk.Image:
    """A binary mask grown or shrunk to ``1 + share`` times its voxels, evenly along its surface.

    Voxels are taken by their distance (mm) to the surface; of equals the first in the array.
    """
    inside = sitk.GetArrayFromImage(mask) > 0
    count = max(2, round(inside.sum() * (1 + share)))
    spacing = mask.GetSpacing()[::-1]
    distance = ndimage.distance_transform_edt(~inside, sampling=spacing)
    distance -= ndimage.distance_transform_edt(inside, sampling=spacing)
    # Sub-micrometre differences are rounding, not distance.
    order = np.argsort(np.round(distance, 6), axis=None, kind="stable")
    grown = np.zeros(inside.size, np.uint8)
    grown[order[:count]] = 1
    result = sitk.GetImageFromArray(grown.reshape(inside.shape))
    result.CopyInformation(mask)
    return result


def moved(
    image: sitk.Image, mask: sitk.Image, shift_voxels: np.ndarray, angle_degrees: float
) -> tuple[sitk.Image, sitk.Image]:
    """Image (cubic spline) and mask (linear, from one half) sampled on a moved grid."""
    if not np.any(shift_voxels) and angle_degrees == 0:
        return image, mask
    axes = np.array(image.GetDirection()).reshape(3, 3)
    centre = np.argwhere(sitk.GetArrayFromImage(mask)).mean(axis=0)[::-1]
    rigid = sitk.VersorRigid3DTransform()
    rigid.SetCenter(image.TransformContinuousIndexToPhysicalPoint(centre.tolist()))
    rigid.SetRotation(axes[:, 2].tolist(), float(np.radians(angle_degrees)))
    rigid.SetTranslation((axes @ (shift_voxels * np.array(image.GetSpacing()))).tolist())
    sampled = sitk.Resample(
        sitk.Cast(image, sitk.sitkFloat64),
        image,
        rigid,
        sitk.sitkBSpline,
        0.0,
        sitk.sitkFloat64,
        True,
    )
    if not image.GetPixelIDTypeAsString().endswith("float"):
        limits = np.iinfo(sitk.GetArrayViewFromImage(image).dtype)
        voxels = np.clip(np.round(sitk.GetArrayFromImage(sampled)), limits.min, limits.max)
        sampled = sitk.GetImageFromArray(voxels)
        sampled.CopyInformation(image)
    sampled = sitk.Cast(sampled, image.GetPixelID())
    part = sitk.Resample(
        sitk.Cast(mask, sitk.sitkFloat32), image, rigid, sitk.sitkLinear, 0.0, sitk.sitkFloat32
    )
    return sampled, sitk.Cast(part >= 0.5, sitk.sitkUInt8)
