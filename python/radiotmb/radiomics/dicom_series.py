"""A folder of DICOM slices in, one volume in Hounsfield units out."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from radiotmb.errors import InputError
from radiotmb.inputs.limits import check_claim
from radiotmb.radiomics.array_image import ArrayImage
from radiotmb.radiomics.dicom_files import (
    dicom_faults,
    files_by_number,
    inflated,
    numbers_in,
    refuse_false_elements,
)
from radiotmb.radiomics.dicom_slices import Header, Slice, image_headers, slices_of
from radiotmb.radiomics.scan_options import ScanOptions
from radiotmb.radiomics.scanner import scanner_columns
from radiotmb.radiomics.volume_reader import read_slices
from radiotmb.runtime.notes import Note, add_note

# Coordinates are decimal strings of up to 16 characters; scanners round to 1e-3 mm and better.
_POSITION_MM = 0.02
# A series stacked obliquely by less than this share of its slice distance counts as upright.
_SHEAR_SHARE = 0.01
# Positions further off the even grid than this share of the distance are worth a word.
_ROUNDED_SHARE = 0.005
_ORIENTATION = 1e-3


@dataclass(frozen=True)
class DicomScan:
    """A DICOM series as a volume.

    Attributes
    ----------
    image : ArrayImage
        Values in HU; whole numbers stay whole.
    series, frame_of_reference : str
        The identifiers that contours and segments refer to; compared, and never written.
    scanner : dict
        As :func:`radiotmb.radiomics.scanner.scanner_columns` gives.
    """

    image: ArrayImage
    series: str
    frame_of_reference: str
    scanner: dict[str, Any]


def read_series(folder: str | Path, options: ScanOptions | None = None) -> DicomScan:
    """Read a DICOM series as a volume.

    Slices are sorted by their position along the normal of the image plane, never by file name or
    instance number, and the rescale slope and intercept of each slice is applied.

    Parameters
    ----------
    folder : str or path
        Folder of single-slice or enhanced multi-frame DICOM files; what is no image is passed over.
    options : ScanOptions, optional
        ``series`` and ``spacing_tolerance``.

    Returns
    -------
    DicomScan

    Raises
    ------
    InputError
        Where there is no image, more than one series and no choice, a missing or repeated slice, a
        tilted gantry, or slices of different size, orientation or voxel size.

    References
    ----------
    DICOM PS3.3 C.7.6.2 (image plane), C.11.1 (modality LUT), C.7.6.16 (multi-frame groups).
    """
    folder, options = Path(folder), options or ScanOptions()
    with files_by_number(folder):
        return _read(folder, options)


def _read(folder: Path, options: ScanOptions) -> DicomScan:
    headers = _without_scouts(_chosen(image_headers(folder), folder, options.series), folder)
    slices = _without_other_planes([one for h in headers for one in slices_of(h)], folder)
    slices, normal, gap = _sorted(slices, folder, options.spacing_tolerance)
    first = headers[0]
    if first.text("Modality") not in ("CT", ""):
        add_note(
            Note(
                "warning",
                "extraction",
                str(folder),
                f"a series of modality {first.modality}, whose values are no Hounsfield units",
            )
        )
    return DicomScan(
        _volume(slices, normal, gap, folder),
        first.text("SeriesInstanceUID"),
        first.text("FrameOfReferenceUID"),
        scanner_columns(first.tags),
    )


def _chosen(headers: list[Header], folder: Path, series: int | None) -> list[Header]:
    groups: dict[tuple[str, str], list[Header]] = {}
    for one in headers:
        key = (one.text("SeriesNumber").zfill(8), one.text("SeriesInstanceUID"))
        groups.setdefault(key, []).append(one)
    ordered = [groups[key] for key in sorted(groups)]
    if series is None and len(ordered) == 1:
        return ordered[0]
    if series is not None and 1 <= series <= len(ordered):
        return ordered[series - 1]
    listed = "; ".join(
        f"{index}: {_described(group)}" for index, group in enumerate(ordered, start=1)
    )
    raise InputError(
        f"{len(ordered)} series in this folder ({listed})"
        if series is None
        else f"no series {series} in this folder ({listed})",
        file=folder,
        expected="one series",
        hint="Choose one with --series",
    )


def _described(group: list[Header]) -> str:
    first, slices = group[0], sum(one.frames for one in group)
    return (
        f"series number {first.digits('SeriesNumber') or 'not given'}, {first.modality}, "
        f"{slices} slices of {first.digits('Columns')} x {first.digits('Rows')}"
    )


def _without_scouts(headers: list[Header], folder: Path) -> list[Header]:
    kept = [one for one in headers if not one.is_scout]
    if kept and len(kept) < len(headers):
        _say_left_out(len(headers) - len(kept), "localiser", folder)
    return kept or headers


def _without_other_planes(slices: list[Slice], folder: Path) -> list[Slice]:
    """The slices of the usual plane; a scout that does not say so lies across them."""
    planes = Counter(tuple(np.round(one.orientation, 2) + 0.0) for one in slices)
    (usual, count), *others = planes.most_common()
    if not others or count < 3 * (len(slices) - count):
        return slices
    if any(np.abs(np.subtract(usual, plane)).max() < 0.1 for plane, _ in others):
        return slices
    kept = [one for one in slices if tuple(np.round(one.orientation, 2) + 0.0) == usual]
    _say_left_out(len(slices) - len(kept), "slice across the others", folder)
    return kept


def _say_left_out(count: int, what: str, folder: Path) -> None:
    text = f"{count} {what}{'s' if count > 1 else ''} of the series left out"
    add_note(Note("warning", "extraction", str(folder), text))


def _sorted(
    slices: list[Slice], folder: Path, tolerance: float
) -> tuple[list[Slice], np.ndarray, float]:
    """Slices from foot to head of their normal, the normal, and the distance between them."""
    first = slices[0]
    for other in slices[1:]:
        if other.shape != first.shape:
            raise InputError("slices of different size", file=other.file)
        if not np.allclose(other.spacing, first.spacing, rtol=1e-4):
            raise InputError("slices of different voxel size", file=other.file)
        if not np.allclose(other.orientation, first.orientation, atol=_ORIENTATION):
            raise InputError("slices of different orientation", file=other.file)
    row, column = np.array(first.orientation[:3]), np.array(first.orientation[3:])
    if abs(row @ column) > _ORIENTATION or not np.allclose(
        [row @ row, column @ column], 1, atol=_ORIENTATION
    ):
        raise InputError(
            "the tag ImageOrientationPatient is faulty",
            file=first.file,
            expected="two perpendicular unit vectors",
        )
    normal = np.cross(row, column)
    ordered = sorted(slices, key=lambda one: float(np.dot(one.position, normal)))
    if len(ordered) == 1:
        raise InputError("a single slice", file=folder, expected="a volume of several slices")
    gap = _gap(ordered, normal, folder, tolerance)
    _refuse_shear(ordered, normal, gap, folder)
    return ordered, normal, gap


def _gap(ordered: list[Slice], normal: np.ndarray, folder: Path, tolerance: float) -> float:
    """The distance between slices (mm); each is judged by its distance from the even grid."""
    along = np.array([one.position for one in ordered]) @ normal
    steps = np.diff(along)
    for index in np.flatnonzero(steps < _POSITION_MM):
        raise InputError(
            f"two slices at the same place ({_places(ordered, int(index), folder)}, "
            f"{along[index]:.2f} mm along the axis)",
            file=folder,
            expected="each slice once",
        )
    usual = float(np.median(steps))
    for index in np.flatnonzero(np.round(steps / usual) > 1):
        missing = f"{round(steps[index] / usual) - 1} missing"
        _refuse_gap(_places(ordered, int(index), folder), steps[index], usual, missing, folder)
    places = np.arange(len(ordered))
    gap = float((along[-1] - along[0]) / (len(ordered) - 1))
    if len(ordered) > 2 and np.ptp(along - places * gap) > 1e-4 * gap:
        gap = float(np.polyfit(places, along, 1)[0])
    off = along - places * gap
    # From the middle between the extremes: rounding goes both ways.
    share = float(np.ptp(off)) / 2 / gap
    if share > tolerance:
        worst = int(np.abs(steps - gap).argmax())
        what = _places(ordered, worst, folder)
        hint = f"--spacing-tolerance {share:.2g} accepts it; {tolerance:g} is in force"
        _refuse_gap(what, steps[worst], usual, "uneven spacing", folder, hint)
    if share > _ROUNDED_SHARE:
        text = f"slices lie up to {share:.1%} of their distance off an even grid"
        add_note(Note("warning", "extraction", str(folder), text))
    return gap


def _places(ordered: list[Slice], index: int, folder: Path) -> str:
    """A slice and the next: by their positions, and where to find them."""
    first, second = ordered[index : index + 2]
    files = numbers_in(folder, first.file, second.file)
    if first.file == second.file:
        return f"frames {first.frame + 1} and {second.frame + 1} of {files}"
    return files


def _refuse_gap(
    where: str, step: float, usual: float, what: str, folder: Path, hint: str | None = None
) -> None:
    raise InputError(
        f"{what} between {where} ({step:.2f} mm apart, the others {usual:.2f} mm)",
        file=folder,
        expected="evenly spaced slices",
        hint=hint,
    )


def _refuse_shear(ordered: list[Slice], normal: np.ndarray, gap: float, folder: Path) -> None:
    positions = np.array([one.position for one in ordered])
    along = positions @ normal
    aside = (positions - positions[0]) - np.outer(along - along[0], normal)
    shear = np.linalg.norm(aside[-1])
    if shear > max(_POSITION_MM, _SHEAR_SHARE * gap * (len(ordered) - 1)):
        angle = np.degrees(np.arctan2(shear, along[-1] - along[0]))
        raise InputError(
            f"the slices are sheared by {angle:.1f} degrees (tilted gantry)",
            file=folder,
            expected="slices stacked along their normal",
            hint="Resample the series to an untilted one, for example with dcm2niix",
        )


def _volume(slices: list[Slice], normal: np.ndarray, gap: float, folder: Path) -> ArrayImage:
    first = slices[0]
    size = (first.shape[1], first.shape[0], len(slices))
    check_claim(size, 4 * size[0] * size[1] * size[2], folder)
    whole = all(float(number).is_integer() for one in slices for number in one.rescale)
    with tempfile.TemporaryDirectory() as scratch:
        files = {one.file: inflated(one.file, Path(scratch)) for one in slices}
        for file in files.values():
            refuse_false_elements(file)
        if len(files) < len(slices):
            voxels = _frames(slices, whole)
        else:
            # ITK takes the voxel type from the first slice and would cut the others' fractions.
            voxels = read_slices([files[one.file] for one in slices], folder, whole=whole)
    if voxels.shape != size[::-1]:
        raise InputError("the pixels are not those the tags announce", file=folder)
    if whole and _fits_int16(voxels):
        voxels = voxels.astype(np.int16)
    row, column = np.array(first.orientation[:3]), np.array(first.orientation[3:])
    direction = np.column_stack([row, column, normal]).ravel()
    return ArrayImage(voxels, (first.spacing[1], first.spacing[0], gap), first.position, direction)


def _frames(slices: list[Slice], whole: bool) -> np.ndarray:
    """The frames of enhanced objects, in the order of the slices."""
    import pydicom

    pixels = {}
    for file in dict.fromkeys(one.file for one in slices):
        with dicom_faults(file):
            frames = np.atleast_3d(pydicom.dcmread(file, force=True).pixel_array)
        pixels[file] = frames if frames.ndim == 3 else frames[None]
    planes = []
    for one in slices:
        if one.frame >= len(pixels[one.file]) or pixels[one.file][0].shape != one.shape:
            raise InputError("the pixels are not those the tags announce", file=one.file)
        slope, intercept = one.rescale
        planes.append(pixels[one.file][one.frame] * slope + intercept)
    return np.stack(planes).astype(np.int32 if whole else np.float64)


def _fits_int16(voxels: np.ndarray) -> bool:
    limits = np.iinfo(np.int16)
    return bool(limits.min <= int(voxels.min()) and int(voxels.max()) <= limits.max)
