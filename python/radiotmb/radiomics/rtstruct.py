"""Contours of a DICOM RTSTRUCT to voxels.

The rule: a voxel belongs to the lesion where its centre lies inside the contour drawn on its slice
(the slice nearest to the contour's plane). Contours of one slice are combined by exclusive or, so
that a contour inside another cuts a hole. Nothing is filled in on slices without a contour.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics.dicom_series import dicom_faults, read_tags

if TYPE_CHECKING:
    import pydicom

# A contour further off its slice than this share of the slice distance was not drawn on it.
_PLANE_SHARE = 0.25


def read_rtstruct(path: str | Path, image: sitk.Image, label: int | str = 1) -> sitk.Image:
    """One region of an RTSTRUCT as a binary mask on the grid of its image.

    Parameters
    ----------
    path : str or path
        RTSTRUCT file.
    image : SimpleITK.Image
        The series the contours were drawn on.
    label : int or str
        Region name (as it stands, or whatever its case) or number. The default takes the only
        region of a file that has one.

    Returns
    -------
    SimpleITK.Image
        8-bit, 1 in the lesion.

    Raises
    ------
    InputError
        Where the region is absent, has no closed planar contour, or was drawn on other planes.

    References
    ----------
    DICOM PS3.3 C.8.8.6 (ROI contour module).
    """
    path = Path(path)
    tags = read_tags(path, ["Modality", "StructureSetROISequence", "ROIContourSequence"])
    with dicom_faults(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        contours = _contours(tags, _region(tags, label, path), path)
    voxels = np.zeros(image.GetSize()[::-1], np.uint8)
    for contour in contours:
        _fill(voxels, _in_voxels(contour, image), path)
    if not voxels.any():
        raise InputError("no voxel's centre lies inside the contours", file=path)
    mask = sitk.GetImageFromArray(voxels)
    mask.CopyInformation(image)
    return mask


def _region(tags: pydicom.Dataset, label: int | str, path: Path) -> int:
    """Number of the region a label names."""
    regions = {
        int(region.ROINumber): str(region.get("ROIName", ""))
        for region in tags.get("StructureSetROISequence", [])
    }
    wanted = str(label).strip()
    for same in (str.__eq__, lambda one, other: one.casefold() == other.casefold()):
        found = [number for number, name in regions.items() if same(name.strip(), wanted)]
        if len(found) == 1:
            return found[0]
    if wanted.isdigit() and int(wanted) in regions:
        return int(wanted)
    if wanted == "1" and len(regions) == 1:
        return next(iter(regions))
    listed = ", ".join(f"'{name}' ({number})" for number, name in regions.items())
    raise InputError(
        f"no region '{wanted}'", file=path, expected=f"one of {listed}" if listed else "a region"
    )


def _contours(tags: pydicom.Dataset, number: int, path: Path) -> list[np.ndarray]:
    found = []
    for region in tags.get("ROIContourSequence", []):
        if int(region.ReferencedROINumber) != number:
            continue
        for contour in region.get("ContourSequence", []):
            kind = str(contour.get("ContourGeometricType", ""))
            points = np.array(contour.ContourData, dtype=float).reshape(-1, 3)
            if kind == "CLOSED_PLANAR" and len(points) > 2:
                found.append(points)
    if not found:
        raise InputError("the region has no closed planar contour", file=path)
    return found


def _in_voxels(points: np.ndarray, image: sitk.Image) -> np.ndarray:
    """Patient coordinates (mm) as continuous indices x, y, z."""
    direction = np.array(image.GetDirection()).reshape(3, 3)
    return np.linalg.solve(direction, (points - image.GetOrigin()).T).T / image.GetSpacing()


def _fill(voxels: np.ndarray, points: np.ndarray, path: Path) -> None:
    depth = points[:, 2]
    plane = round(float(depth.mean()))
    if np.abs(depth - plane).max() > _PLANE_SHARE:
        raise InputError(
            "a contour does not lie on a slice of the image",
            file=path,
            expected="contours drawn on this series, slice by slice",
        )
    size = np.array(voxels.shape[:0:-1])
    beyond = (points[:, :2] < -0.5 - 1e-3) | (points[:, :2] > size - 0.5 + 1e-3)
    if not 0 <= plane < len(voxels) or beyond.any():
        raise InputError(
            "a contour lies outside the image", file=path, expected="contours drawn on this series"
        )
    # Not at the top: most masks are label images, and this import takes as long as reading one.
    from skimage.draw import polygon

    rows, columns = polygon(points[:, 1], points[:, 0], voxels.shape[1:])
    voxels[plane, rows, columns] ^= 1
