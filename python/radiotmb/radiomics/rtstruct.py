"""Contours of a DICOM RTSTRUCT to voxels.

A voxel belongs to the lesion where its centre lies inside the region drawn on its slice (the slice
nearest to the contour's plane) or on its edge; coordinates are rounded to 1e-4 voxel first, so that
one rule holds whatever their rounding. Contours of one slice are joined; one that lies inside
another cuts a hole, as most programs that draw holes mean it; CLOSEDPLANAR_XOR contours are
combined by exclusive or, as the standard says. Nothing is filled in on slices without a contour.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics.contour_fill import STEPS, filled, joined
from radiotmb.radiomics.dicom_files import dicom_faults, named, read_tags
from radiotmb.radiomics.frame_of_reference import check_frame_of_reference
from radiotmb.radiomics.images import ScanImage
from radiotmb.radiomics.regions import Region, choose_region
from radiotmb.radiomics.scan_options import ScanOptions
from radiotmb.runtime.notes import Note, add_note

if TYPE_CHECKING:
    import pydicom

_TAGS = [
    "Modality",
    "FrameOfReferenceUID",
    "ReferencedFrameOfReferenceSequence",
    "StructureSetROISequence",
    "ROIContourSequence",
]
# A contour further off its slice than this share of the slice distance was not drawn on it.
_PLANE_SHARE = 0.25
_JOINED = ("CLOSED_PLANAR", "INTERPOLATED_PLANAR")
_XOR = "CLOSEDPLANAR_XOR"
_TYPES = (*_JOINED, _XOR, "POINT", "OPEN_PLANAR", "OPEN_NONPLANAR")
# Share of vertices on voxel centres from which a contour runs through them on purpose.
_ON_CENTRES = 0.25


@dataclass(frozen=True)
class _Contour:
    kind: str
    points: np.ndarray


def read_rtstruct(
    path: Path,
    scan: ScanImage,
    label: int | str | None = None,
    options: ScanOptions | None = None,
    *,
    by_number: bool = False,
) -> sitk.Image:
    """One region of an RTSTRUCT as a binary mask on the grid of its image.

    Parameters
    ----------
    path : path
        RTSTRUCT file.
    scan : ScanImage
        The series the contours were drawn on.
    label : int or str, optional
        Region name (as it stands, or whatever its case and blanks) or number. Without one the only
        region.
    options : ScanOptions, optional
    by_number : bool
        Whether a label is a number for certain.

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
    tags = read_tags(path, _TAGS)
    with dicom_faults(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        regions = _regions(tags)
        if by_number:
            regions = [Region(one.number) for one in regions]
        number = int(choose_region(regions, label, path).number)
        frame, series = _references(tags, number)
        check_frame_of_reference(frame, series, scan, path, options or ScanOptions())
        contours = _contours(tags, number, path)
    image = scan.image
    voxels = np.zeros(image.GetSize()[::-1], np.uint8)
    for plane, drawn in _by_slice(contours, image, path).items():
        voxels[plane] = _drawn(drawn, voxels.shape[1:], path)
    if not voxels.any():
        raise InputError("no voxel's centre lies inside the contours", file=path)
    mask = sitk.GetImageFromArray(voxels)
    mask.CopyInformation(image)
    return mask


def rtstruct_regions(path: Path) -> list[Region]:
    """The regions of an RTSTRUCT, in the order of its file.

    Raises
    ------
    InputError
        Where it cannot be read.
    """
    tags = read_tags(path, ["StructureSetROISequence"])
    with dicom_faults(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _regions(tags)


def _regions(tags: pydicom.Dataset) -> list[Region]:
    return [
        Region(int(region.ROINumber), str(region.get("ROIName", "")).strip())
        for region in tags.get("StructureSetROISequence", [])
    ]


def _references(tags: pydicom.Dataset, number: int) -> tuple[str, set[str]]:
    """The frame of reference of a region, and the series the file names for it."""
    frames = [
        str(region.get("ReferencedFrameOfReferenceUID", ""))
        for region in tags.get("StructureSetROISequence", [])
        if int(region.ROINumber) == number
    ]
    referenced = tags.get("ReferencedFrameOfReferenceSequence", [])
    named = [str(one.get("FrameOfReferenceUID", "")) for one in referenced]
    frame = next((uid for uid in frames if uid), named[0] if len(named) == 1 else "")
    series = {
        str(drawn.SeriesInstanceUID)
        for one in referenced
        if str(one.get("FrameOfReferenceUID", "")) == frame
        for study in one.get("RTReferencedStudySequence", [])
        for drawn in study.get("RTReferencedSeriesSequence", [])
        if "SeriesInstanceUID" in drawn
    }
    return frame, series


def _contours(tags: pydicom.Dataset, number: int, path: Path) -> list[_Contour]:
    found, left_out = [], Counter[str]()
    for region in tags.get("ROIContourSequence", []):
        if int(region.ReferencedROINumber) != number:
            continue
        for contour in region.get("ContourSequence", []):
            kind = str(contour.get("ContourGeometricType", ""))
            points = np.array(contour.ContourData, dtype=float).reshape(-1, 3)
            if kind in (*_JOINED, _XOR) and len(points) > 2 and np.isfinite(points).all():
                found.append(_Contour(kind, points))
            else:
                left_out[kind if kind in _TYPES else "no known type"] += 1
    if not found:
        raise InputError("the region has no closed planar contour", file=path)
    for kind, count in left_out.items():
        _say(path, f"{count} contour{'s' if count > 1 else ''} of type {kind} left out")
    return found


def _by_slice(
    contours: Iterable[_Contour], image: sitk.Image, path: Path
) -> dict[int, list[_Contour]]:
    """Contours by the slice they lie on, their points in steps of 1e-4 voxel (x, y)."""
    direction = np.array(image.GetDirection()).reshape(3, 3)
    found: dict[int, list[_Contour]] = {}
    on_centres = vertices = 0
    for contour in contours:
        away = (contour.points - image.GetOrigin()).T
        points = np.linalg.solve(direction, away).T / image.GetSpacing()
        plane = _plane(points, image, path)
        steps = np.round(points[:, :2] * STEPS).astype(np.int64)
        found.setdefault(plane, []).append(_Contour(contour.kind, steps))
        on_centres += int((steps % STEPS == 0).all(axis=1).sum())
        vertices += len(steps)
    if on_centres > _ON_CENTRES * vertices:
        _say(
            path,
            f"{on_centres / vertices:.0%} of the contours' vertices lie on voxel centres, which "
            "count as inside",
        )
    return found


def _plane(points: np.ndarray, image: sitk.Image, path: Path) -> int:
    depth = points[:, 2]
    plane = round(float(depth.mean()))
    if np.abs(depth - plane).max() > _PLANE_SHARE:
        raise InputError(
            "a contour does not lie on a slice of the image",
            file=path,
            expected="contours drawn on this series, slice by slice",
        )
    width, height, slices = image.GetSize()
    beyond = (points[:, :2] < -0.5 - 1e-3) | (
        points[:, :2] > np.array([width, height]) - 0.5 + 1e-3
    )
    if not 0 <= plane < slices or beyond.any():
        raise InputError(
            "a contour lies outside the image", file=path, expected="contours drawn on this series"
        )
    return plane


def _drawn(contours: list[_Contour], shape: tuple[int, ...], path: Path) -> np.ndarray:
    """The voxels of one slice."""
    distinct: dict[tuple[bool, bytes], _Contour] = {}
    for contour in contours:
        distinct.setdefault((contour.kind == _XOR, _as_drawn(contour.points)), contour)
    if len(distinct) < len(contours):
        _say(path, "a contour that is stored twice counts once")
    found = [(one.kind, *filled(one.points, shape)) for one in distinct.values()]
    planar = [(inside, edge) for kind, inside, edge in found if kind != _XOR]
    voxels, holes, crossings = joined(planar, shape)
    for _, edge in planar:
        voxels |= edge
    for kind, inside, edge in found:
        if kind == _XOR:
            voxels ^= inside | edge
    if holes:
        _say(path, "a contour inside another is read as a hole")
    if crossings:
        _say(path, "contours of one slice cross each other and are joined")
    return voxels


def _as_drawn(points: np.ndarray) -> bytes:
    """The same for one contour wherever it begins and whichever way it goes."""
    forms = []
    for way in (points, points[::-1]):
        start = int(np.lexsort(way.T)[0])
        forms.append(np.roll(way, -start, axis=0).tobytes())
    return min(forms)


def _say(path: Path, text: str) -> None:
    add_note(Note("warning", "extraction", named(path), text))
