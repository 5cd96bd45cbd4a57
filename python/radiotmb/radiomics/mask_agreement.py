"""How far two masks of one lesion agree: Dice, Hausdorff distance, volumes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import SimpleITK as sitk
from scipy import ndimage

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import whole_image
from radiotmb.radiomics.dicom_files import files_by_number
from radiotmb.radiomics.images import ScanImage, read_scan_image, read_volume
from radiotmb.radiomics.masks import load_mask, mask_file, mask_kind
from radiotmb.radiomics.scan_options import ScanOptions
from radiotmb.runtime.to_html import result_html

_FACES = ndimage.generate_binary_structure(3, 1)


@dataclass(frozen=True)
class MaskAgreement:
    """Agreement of two masks.

    Attributes
    ----------
    dice : float
        Twice the shared voxels by the sum of both.
    hausdorff_95_mm : float
        95th percentile of the distances from each surface to the other, the larger of the two.
    first_ml, second_ml : float
        Volumes.

    Examples
    --------
    >>> MaskAgreement(dice=0.91, hausdorff_95_mm=1.4, first_ml=12.1, second_ml=12.9).dice
    0.91
    """

    dice: float
    hausdorff_95_mm: float
    first_ml: float
    second_ml: float

    def as_dict(self) -> dict[str, Any]:
        """The measures as plain data."""
        return asdict(self)

    def _repr_html_(self) -> str:
        numbers = [
            ("Dice", f"{self.dice:.3f}"),
            ("Hausdorff distance, 95th percentile", f"{self.hausdorff_95_mm:.1f} mm"),
            ("Volumes", f"{self.first_ml:.1f} ml and {self.second_ml:.1f} ml"),
        ]
        return result_html("Agreement of two masks", numbers)


def mask_agreement(first: sitk.Image, second: sitk.Image) -> MaskAgreement:
    """Measure how far two binary masks on one grid agree.

    Parameters
    ----------
    first, second : SimpleITK.Image
        Not 0 in the lesion.

    Returns
    -------
    MaskAgreement
        Distances are between surface voxels (those with a face to another), centre to centre, mm.

    Raises
    ------
    InputError
        Where the grids differ or a mask is empty.

    References
    ----------
    Dice LR. Measures of the amount of ecologic association between species. Ecology 1945;26:297.
    Maier-Hein L, et al. Metrics reloaded. Nat Methods 2024;21:195-212.

    Examples
    --------
    >>> first, second = sitk.Image([9, 9, 9], sitk.sitkUInt8), sitk.Image([9, 9, 9], sitk.sitkUInt8)
    >>> first[2:4, 2:4, 2:4] = 1
    >>> second[3:5, 2:4, 2:4] = 1
    >>> mask_agreement(first, second).dice, mask_agreement(first, second).hausdorff_95_mm
    (0.5, 1.0)
    """
    if first.GetSize() != second.GetSize():
        raise InputError("the masks lie on different grids", expected="masks of one scan")
    one, two = (sitk.GetArrayViewFromImage(mask) != 0 for mask in (first, second))
    if not one.any() or not two.any():
        raise InputError("a mask is empty", expected="two masks of one lesion")
    spacing = np.array(first.GetSpacing()[::-1])
    shared = int(np.sum(one & two))
    sizes = [int(mask.sum()) for mask in (one, two)]
    millilitres = float(np.prod(spacing)) / 1000
    return MaskAgreement(
        dice=2 * shared / sum(sizes),
        hausdorff_95_mm=_hausdorff_95(one, two, spacing),
        first_ml=sizes[0] * millilitres,
        second_ml=sizes[1] * millilitres,
    )


def read_mask_pair(
    first: str | Path,
    second: str | Path,
    image: str | Path | None = None,
    label: int | str | None = None,
    options: ScanOptions | None = None,
) -> tuple[sitk.Image, sitk.Image]:
    """Two masks of one lesion on one grid.

    Parameters
    ----------
    first, second : path
        Label images, RTSTRUCT or DICOM SEG.
    image : path, optional
        The scan; without it the first mask's own grid serves, if it is a label image.
    label : int or str, optional
    options : ScanOptions, optional

    Raises
    ------
    InputError
        Where contours are given without their scan.
    """
    options = options or ScanOptions()
    if image is not None:
        scan = read_scan_image(image, options)
    else:
        with files_by_number(Path(first)):
            file = mask_file(Path(first))
            if mask_kind(file):
                raise InputError(
                    "contours and segments have a grid only on their scan",
                    file=first,
                    hint="Name it with --image",
                )
        scan = ScanImage(read_volume(file, "mask", options).image)
    one, two = (whole_image(load_mask(path, scan, label, options)) for path in (first, second))
    return one, two


def _hausdorff_95(one: np.ndarray, two: np.ndarray, spacing: np.ndarray) -> float:
    either = one | two
    places = np.argwhere(either)
    box = tuple(
        slice(low, high) for low, high in zip(places.min(0), places.max(0) + 1, strict=True)
    )
    surfaces = [_surface(mask[box]) for mask in (one, two)]
    distances = [ndimage.distance_transform_edt(~surface, spacing) for surface in surfaces]
    return max(
        float(np.percentile(distances[1][surfaces[0]], 95)),
        float(np.percentile(distances[0][surfaces[1]], 95)),
    )


def _surface(mask: np.ndarray) -> np.ndarray:
    padded = np.pad(mask, 1)
    inner = ndimage.binary_erosion(padded, _FACES)
    return mask & ~inner[1:-1, 1:-1, 1:-1]
