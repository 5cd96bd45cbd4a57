"""What the headers of a scan and its mask tell before a voxel is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import voxels_of
from radiotmb.radiomics.dicom_files import dicom_files, files_by_number, is_dicom
from radiotmb.radiomics.grids import GRID_TOLERANCE
from radiotmb.radiomics.images import read_volume
from radiotmb.radiomics.label_image import label_regions, segments_of, select_label
from radiotmb.radiomics.masks import mask_file, mask_kind, regions_of
from radiotmb.radiomics.nifti import check_nifti_whole, is_nifti, read_nifti_header
from radiotmb.radiomics.regions import choose_region, labels_of
from radiotmb.radiomics.scan_options import ScanOptions
from radiotmb.radiomics.volume_header import (
    FORMATS,
    check_header_fields,
    check_volume_claim,
    volume_format,
    voxel_files,
)
from radiotmb.radiomics.volume_reader import UnreadableVolume, volume_grid
from radiotmb.runtime.notes import Note, add_note

# Micro-CT has smaller voxels, no CT of a patient larger ones.
_SPACING_MM = (0.05, 20.0)


@dataclass(frozen=True)
class Grid:
    """Where the voxels of a volume are, and of which type.

    Attributes
    ----------
    size : tuple of int
    spacing, origin : tuple of float
        mm.
    direction : tuple of float
        The nine cosines of its axes, row by row.
    voxel_type : str
        As SimpleITK calls it.
    """

    size: tuple[int, ...]
    spacing: tuple[float, ...]
    origin: tuple[float, ...]
    direction: tuple[float, ...]
    voxel_type: str

    @property
    def axes(self) -> np.ndarray:
        """Step from a voxel to the next along each axis, in mm; shape (3, 3), axes in columns."""
        return np.array(self.direction).reshape(3, 3) * self.spacing

    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """The centres of the first and of the last voxel, in mm."""
        first = np.array(self.origin)
        return first, first + self.axes @ (np.array(self.size) - 1)

    def __str__(self) -> str:
        sizes = " x ".join(map(str, self.size))
        spacing = " x ".join(f"{value:.4g}" for value in self.spacing)
        origin = ", ".join(f"{value:.4g}" for value in self.origin)
        return f"{sizes} voxels of {spacing} mm from ({origin})"


def check_scan_headers(
    image: str | Path, mask: str | Path, options: ScanOptions | None = None
) -> None:
    """Refuse a scan or a mask that cannot be read, or do not belong together, by their headers.

    Parameters
    ----------
    image : path
        NIfTI, NRRD or MetaImage file, or a folder of DICOM slices.
    mask : path
        Label image, RTSTRUCT or DICOM SEG.
    options : ScanOptions, optional

    Raises
    ------
    InputError
        Where a file is no volume, the mask lies outside the image's grid, or the voxel types say
        that image and mask are swapped.

    Examples
    --------
    >>> import tempfile
    >>> import SimpleITK as sitk
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name, kind in (("a.nrrd", sitk.sitkInt16), ("m.nrrd", sitk.sitkUInt8)):
    ...     sitk.WriteImage(sitk.Image([4, 5, 6], kind), str(folder / name))
    >>> check_scan_headers(folder / "a.nrrd", folder / "m.nrrd")
    >>> check_scan_headers(folder / "m.nrrd", folder / "a.nrrd")
    Traceback (most recent call last):
    ...
    radiotmb.errors.InputError: ... image and mask are swapped...
    """
    image, options = Path(image), options or ScanOptions()
    if image.is_dir():
        if not any(is_dicom(file) for file in image.iterdir()) and not dicom_files(image):
            raise InputError("no DICOM file in the folder", file=image, expected=FORMATS)
        with files_by_number(Path(mask)):
            mask_kind(mask_file(Path(mask)))
        return
    if mask_kind(image, strict=False) in ("RTSTRUCT", "SEG"):
        raise _swapped(image, "contours or segments are given as the image")
    if is_dicom(image):
        raise InputError(
            "a single DICOM file", file=image, expected="the folder that holds the whole series"
        )
    own = _grid(image, "image", options)
    with files_by_number(Path(mask)):
        file = mask_file(Path(mask))
        if mask_kind(file):
            return
    other = _grid(file, "mask", options)
    if own is None or other is None or len(own.size) != 3 or len(other.size) != 3:
        return
    _note_spacing(own, image)
    if _is_of_labels(own) and not _is_of_labels(other):
        said = f"the image has voxels of type {own.voxel_type}, the mask of {other.voxel_type}"
        raise _swapped(image, said)
    if not options.align and not _lies_in(other, own):
        raise InputError(
            f"the mask's grid ({other}) is not its image's ({own})",
            file=file,
            expected="a mask drawn on this image",
            hint="Export the mask anew on the image's grid; radiotmb extract --align-mask "
            "resamples it",
        )


def _note_spacing(grid: Grid, image: Path) -> None:
    smallest, largest = min(grid.spacing), max(grid.spacing)
    if smallest < _SPACING_MM[0] or largest > _SPACING_MM[1]:
        said = " x ".join(f"{value:.4g}" for value in grid.spacing)
        least, most = _SPACING_MM
        message = f"its voxels are {said} mm; expected {least:g} to {most:g} mm of a CT"
        remedy = "The header may be in metres or micrometres: export the scan again"
        add_note(Note("warning", "extraction", image.name, message, remedy))


def check_labels(
    mask: str | Path, label: int | str | None = None, options: ScanOptions | None = None
) -> None:
    """Refuse a mask that is empty or lacks a label; note one that fills its whole volume.

    Parameters
    ----------
    mask : path
    label : int or str, optional
        As an images table has it: a number, a name, several with commas between, or ``all``.
    options : ScanOptions, optional

    Raises
    ------
    InputError
        Naming the labels that there are.

    Examples
    --------
    >>> import tempfile
    >>> import SimpleITK as sitk
    >>> file = Path(tempfile.mkdtemp()) / "mask.nrrd"
    >>> sitk.WriteImage(sitk.Image([4, 5, 6], sitk.sitkUInt8), str(file))
    >>> check_labels(file)
    Traceback (most recent call last):
    ...
    radiotmb.errors.InputError: ... the mask is empty; expected voxels of label 1
    """
    with files_by_number(Path(mask)):
        _check_labels(mask_file(Path(mask)), label, options or ScanOptions())


def _check_labels(file: Path, label: int | str | None, options: ScanOptions) -> None:
    if mask_kind(file):
        regions = regions_of(file, options)
        for one in labels_of(label, regions):
            choose_region(regions, one, file)
        return
    volume = read_volume(file, "mask", options, two_dimensional=True)
    segments = segments_of(volume.segments)
    for one in labels_of(label, label_regions(volume.image, segments)) or [label]:
        chosen = select_label(volume.image, one, segments=segments, file=file)
        if voxels_of(chosen).all():
            add_note(
                Note(
                    "warning", "extraction", file.name, "every voxel of the mask is in the lesion",
                    "Export it on the grid of the whole image, with what is around the lesion",
                )
            )  # fmt: skip


def _swapped(image: Path, said: str) -> InputError:
    return InputError(
        f"{said}: image and mask are swapped",
        file=image,
        expected="the scan as image and the label image as mask",
        hint="Exchange the columns 'image' and 'mask' of this row",
    )


def _is_of_labels(grid: Grid) -> bool:
    return "8-bit unsigned" in grid.voxel_type


def _grid(path: Path, what: str, options: ScanOptions) -> Grid | None:
    """The grid of a one-file volume; None for a NIfTI file that ITK reads only when converted."""
    if not path.is_file():
        raise InputError("no such file", file=path, expected=f"the {what}: {FORMATS}")
    image_format = volume_format(path)
    if image_format is None:
        raise _unreadable(path, what, "not named as a volume")
    check_header_fields(path)
    voxel_files(path, allow_outside=options.allow_outside)
    if is_nifti(path):
        header = read_nifti_header(path)
        if header is not None:
            check_nifti_whole(path, header)
            if header.version == 2 or not header.right_angled:
                return None
    try:
        found: dict[str, Any] = volume_grid(path, image_format)
    except UnreadableVolume as error:
        reason = str(error).strip().splitlines()[-1].strip() if str(error).strip() else "unknown"
        raise _unreadable(path, what, reason.split(": ", 2)[-1]) from error
    size = found["size"]
    check_volume_claim(path, size, found["bytes"])
    if len(size) > 3 and size[3] > 1:
        raise InputError(
            f"{len(size)} dimensions, size {' x '.join(map(str, size))}",
            file=path,
            expected=f"a three-dimensional {what}",
            hint="Save one volume of the series in a file of its own",
        )
    return Grid(
        size=tuple(size),
        spacing=tuple(found["spacing"]),
        origin=tuple(found["origin"]),
        direction=tuple(found["direction"]),
        voxel_type=found["type"],
    )


def _unreadable(path: Path, what: str, reason: str) -> InputError:
    article = "an" if what == "image" else "a"
    return InputError(
        f"not readable as {article} {what} ({reason})",
        file=path,
        expected=FORMATS,
        hint="Export it again, in one of these formats",
    )


def _lies_in(mask: Grid, image: Grid) -> bool:
    """Whether the mask's voxels are the image's, all of them or a box, in whatever order."""
    first, last = (np.linalg.solve(image.axes, end - image.origin) for end in mask.ends())
    steps = np.linalg.solve(image.axes, mask.axes)
    ends = np.array([first, last])
    off = max(np.abs(ends - np.round(ends)).max(), np.abs(steps - np.round(steps)).max())
    whole = np.round(ends)
    inside = (whole >= 0).all() and (whole < np.array(image.size)).all()
    return bool(off <= GRID_TOLERANCE and inside)
