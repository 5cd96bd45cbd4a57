"""Scans as they come: a file or a DICOM folder in, a three-dimensional image out."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import AnyImage, whole_image
from radiotmb.radiomics.dicom_files import is_dicom
from radiotmb.radiomics.dicom_series import read_series
from radiotmb.radiomics.nifti import (
    as_nifti1,
    check_nifti_whole,
    count_not_numbers,
    is_nifti,
    read_nifti_header,
    with_right_angles,
)
from radiotmb.radiomics.nifti_voxels import alone, read_plain_voxels
from radiotmb.radiomics.scan_options import ScanOptions
from radiotmb.radiomics.scanner import scanner_columns
from radiotmb.radiomics.volume_header import (
    FORMATS,
    check_header_fields,
    check_volume_claim,
    volume_format,
    voxel_files,
)
from radiotmb.radiomics.volume_reader import (
    UnreadableVolume,
    read_voxels,
    volume_grid,
)
from radiotmb.runtime.notes import Note, add_note

# ITK writes warnings to standard error from C++; what matters is checked and said here.
sitk.ProcessObject.SetGlobalWarningDisplay(False)


@dataclass(frozen=True)
class ScanImage:
    """A scan and what its files say of it.

    Attributes
    ----------
    volume : SimpleITK.Image or ArrayImage
        Three-dimensional, scalar, HU.
    series, frame_of_reference : str
        Identifiers of a DICOM series, for comparison with those its mask names; else empty.
    scanner : dict
        As :func:`radiotmb.radiomics.scanner.scanner_columns` gives.
    flat : bool
        Whether the file holds a two-dimensional image, which here has one slice.
    """

    volume: AnyImage
    series: str = ""
    frame_of_reference: str = ""
    scanner: dict[str, Any] = field(default_factory=lambda: scanner_columns(None))
    flat: bool = False

    @property
    def image(self) -> sitk.Image:
        """The scan as an image of SimpleITK's."""
        return whole_image(self.volume)


@dataclass(frozen=True)
class Volume:
    """A volume of one file: its voxels, and a segmentation's entries in the header."""

    image: AnyImage
    segments: dict[str, str]
    flat: bool = False


def read_image(path: str | Path, series: int | None = None) -> sitk.Image:
    """Read a CT volume.

    Parameters
    ----------
    path : str or path
        NIfTI, NRRD or MetaImage file, or a folder with the slices of a DICOM series.
    series : int, optional
        Which of several DICOM series in the folder, as the refusal numbers them.

    Returns
    -------
    SimpleITK.Image
        Three-dimensional, scalar, in the file's own voxel type, values in HU.

    Raises
    ------
    InputError
        Where the file is absent, unreadable, or no scalar volume.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "scan.nrrd"
    >>> sitk.WriteImage(sitk.Image([4, 5, 6], sitk.sitkInt16), str(file))
    >>> read_image(file).GetSize()
    (4, 5, 6)
    """
    return read_scan_image(path, ScanOptions(series=series)).image


def read_scan_image(
    path: str | Path, options: ScanOptions, *, two_dimensional: bool = False
) -> ScanImage:
    """Read a CT volume and what its files say of it.

    Parameters
    ----------
    path : str or path
    options : ScanOptions
    two_dimensional : bool
        Accept a two-dimensional image, as a volume of one slice.

    Raises
    ------
    InputError
        As :func:`read_image`.
    """
    path = Path(path)
    if path.is_dir():
        found = read_series(path, options)
        return ScanImage(found.image, found.series, found.frame_of_reference, found.scanner)
    if options.series is not None:
        raise InputError(
            f"series {options.series} of a file that holds one volume",
            file=path,
            expected="a series number for a DICOM folder only",
        )
    volume = read_volume(path, "image", options, two_dimensional=two_dimensional)
    components = volume.image.GetNumberOfComponentsPerPixel()
    if components != 1:
        raise InputError(f"{components} values a voxel", file=path, expected="a scalar CT volume")
    return ScanImage(volume.image, flat=volume.flat)


def read_volume(
    path: Path, what: str, options: ScanOptions | None = None, *, two_dimensional: bool = False
) -> Volume:
    """Read a one-file volume and see that it has three dimensions.

    Parameters
    ----------
    path : path
    what : str
        ``image`` or ``mask``, for messages.
    options : ScanOptions, optional
        ``allow_outside`` and ``repair_axes``.
    two_dimensional : bool
        Accept a two-dimensional one, as a volume of one slice.

    Raises
    ------
    InputError
        Where the file is absent, unreadable, cut short, or names a file out of its folder.
    """
    options = options or ScanOptions()
    if not path.exists():
        raise InputError("no such file", file=path, expected=f"the {what}: {FORMATS}")
    if is_dicom(path):
        raise InputError(
            "a single DICOM file", file=path, expected="the folder that holds the whole series"
        )
    with tempfile.TemporaryDirectory() as scratch:
        volume = _read(path, what, options, Path(scratch))
    image = volume.image
    if image.GetDimension() == 4 and image.GetSize()[3] == 1:
        image = whole_image(image)[:, :, :, 0]
    if image.GetDimension() == 2 and two_dimensional:
        return replace(volume, image=sitk.JoinSeries(whole_image(image)), flat=True)
    if image.GetDimension() != 3:
        flat = image.GetDimension() == 2 and what == "image"
        raise InputError(
            f"{image.GetDimension()} dimensions, size {image.GetSize()}",
            file=path,
            expected=f"a three-dimensional {what}",
            hint="--two-dimensional takes a single plane" if flat else None,
        )
    return replace(volume, image=image)


def _read(path: Path, what: str, options: ScanOptions, scratch: Path) -> Volume:
    source, image_format = path, volume_format(path)
    if image_format is None:
        raise _unreadable(path, what, "not named as a volume")
    check_header_fields(path)
    voxel_files(path, allow_outside=options.allow_outside)
    header = read_nifti_header(path) if is_nifti(path) else None
    try:
        if header is not None:
            if header.version == 2:
                check_nifti_whole(path, header)
                source = as_nifti1(path, header, scratch)
                header = read_nifti_header(source)
                assert header is not None
            source = _with_readable_axes(source, path, options, scratch)
        grid = volume_grid(source, image_format)
        check_volume_claim(source, grid["size"], grid["bytes"])
        if header is not None:
            check_nifti_whole(source, header)
            plain = read_plain_voxels(source, header, grid)
            if plain is not None:
                _say_not_numbers(path, plain[1])
                return Volume(plain[0], {})
            _say_not_numbers(path, count_not_numbers(source, header))
        return Volume(*read_voxels(alone(source, scratch), image_format))
    except UnreadableVolume as error:
        raise _unreadable(path, what, _reason(str(error))) from error
    except InputError as error:
        if error.file != str(source) or source == path:
            raise
        raise InputError(error.problem, file=path, expected=error.expected) from error


def _say_not_numbers(path: Path, count: int) -> None:
    if count:
        message = f"{count} voxels are no numbers (NaN or infinite) and were read as 0"
        remedy = "Fill them with what is there, such as -1024 for air, and export the scan again"
        add_note(Note("warning", "extraction", str(path), message, remedy))


def _with_readable_axes(source: Path, path: Path, options: ScanOptions, scratch: Path) -> Path:
    """The file itself, or one with right-angled axes where that was asked for."""
    header = read_nifti_header(source)
    if header is None or header.right_angled:
        return source
    try:
        volume_grid(source, "NiftiImageIO")
    except UnreadableVolume as error:
        if "orthonormal" not in str(error):
            raise
        if not options.repair_axes:
            raise InputError(
                "the axes of its sform are not at right angles",
                file=path,
                expected="orthogonal axes",
                hint="--repair-axes turns them, and says what changed",
            ) from error
    else:
        # ITK takes the qform by itself, silently.
        if header.fields["qform_code"][0] <= 0:
            return source
    check_nifti_whole(source, header)
    (scratch / "repaired").mkdir()
    repaired, said = with_right_angles(source, header, scratch / "repaired")
    add_note(Note("warning", "extraction", str(path), said))
    return repaired


def _unreadable(path: Path, what: str, reason: str) -> InputError:
    if not path.stat().st_size:
        return InputError("the file is empty", file=path, expected=FORMATS)
    # Where ITK's object lies in the memory says nothing to a reader.
    reason = re.sub(r"\b\w+\(0x[0-9a-f]+\): ", "", reason)
    return InputError(
        f"not readable as {'an' if what == 'image' else 'a'} {what} ({reason})",
        file=path,
        expected=FORMATS,
    )


def _reason(text: str) -> str:
    """The last line of an ITK exception without its source file and line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    last = lines[-1] if lines else "unknown reason"
    return last.split(": ", 2)[-1] if last.startswith(("sitk::ERROR", "itk::ERROR")) else last
