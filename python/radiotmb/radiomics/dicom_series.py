"""A folder of DICOM slices in, one volume in Hounsfield units out.

Only the tags that place a slice are ever parsed: names, birth dates and comments stay in the file.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import SimpleITK as sitk

from radiotmb.errors import InputError, RadiotmbError
from radiotmb.inputs.limits import check_claim

if TYPE_CHECKING:
    import pydicom

_TAGS = [
    "SOPClassUID",
    "Modality",
    "SeriesInstanceUID",
    "SeriesNumber",
    "ImagePositionPatient",
    "ImageOrientationPatient",
    "PixelSpacing",
    "Rows",
    "Columns",
    "NumberOfFrames",
    "RescaleSlope",
    "RescaleIntercept",
    "SamplesPerPixel",
]
# Coordinates are decimal strings of up to 16 characters; scanners round to 1e-3 mm and better.
_POSITION_MM = 0.02
# Slices are evenly spaced to a hundredth of their distance, as ITK asks too.
_SPACING_SHARE = 0.01
_ORIENTATION = 1e-3
_UNDEFINED_LENGTH = 0xFFFFFFFF


@dataclass(frozen=True)
class _Slice:
    file: Path
    series: str
    number: str
    modality: str
    position: tuple[float, ...]
    orientation: tuple[float, ...]
    spacing: tuple[float, ...]
    shape: tuple[int, int]
    frames: int
    rescale: tuple[float, float]


def read_series(folder: str | Path, series: int | None = None) -> sitk.Image:
    """Read a DICOM series as a volume.

    Slices are sorted by their position along the normal of the image plane, never by file name or
    instance number, and the rescale slope and intercept of each slice is applied.

    Parameters
    ----------
    folder : str or path
        Folder of single-slice DICOM files; other files in it are passed over.
    series : int, optional
        Which of several series, as the refusal numbers them (from 1).

    Returns
    -------
    SimpleITK.Image
        Values in HU; whole numbers stay whole.

    Raises
    ------
    InputError
        Where there is no image, more than one series and no choice, a missing or repeated slice, a
        tilted gantry, or slices of different size, orientation or voxel size.

    References
    ----------
    DICOM PS3.3 C.7.6.2 (image plane), C.11.1 (modality LUT).
    """
    folder = Path(folder)
    slices = _chosen(_slices(folder), folder, series)
    if any(one.frames > 1 for one in slices):
        raise InputError(
            "a multi-frame DICOM object",
            file=folder,
            expected="one slice a file",
            hint="Convert it to NIfTI first, for example with dcm2niix",
        )
    slices, normal, gap = _sorted(slices, folder)
    return _volume(slices, normal, gap, folder)


def is_dicom(path: Path) -> bool:
    """Whether a file is DICOM by its preamble."""
    try:
        with open(path, "rb") as stream:
            return stream.read(132)[128:] == b"DICM"
    except OSError:
        return False


def read_tags(file: Path, tags: list[str]) -> pydicom.Dataset:
    """Some tags of a DICOM file, and no other.

    Raises
    ------
    InputError
        Without quoting the file: what cannot be parsed may be a name.
    """
    # Not at the top: most scans are no DICOM, and this import takes as long as reading one.
    import pydicom

    with dicom_faults(file), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pydicom.dcmread(file, stop_before_pixels=True, specific_tags=tags)


@contextlib.contextmanager
def dicom_faults(file: Path) -> Iterator[None]:
    """Whatever parsing a DICOM file raises is one message.

    pydicom parses a value when it is asked for, and lets through what its parsers raise: a damaged
    file gives anything from NotImplementedError to struct.error.

    Raises
    ------
    InputError
        Without quoting the file: what cannot be parsed may be a name.
    """
    try:
        yield
    except RadiotmbError:
        raise
    except Exception as error:
        raise InputError("not readable as DICOM", file=file) from error


def _slices(folder: Path) -> list[_Slice]:
    found = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        if not is_dicom(file):
            continue
        tags = read_tags(file, _TAGS)
        with dicom_faults(file):
            if "ImagePositionPatient" in tags and "Rows" in tags:
                found.append(_slice(file, tags))
            elif int(tags.get("NumberOfFrames") or 1) > 1 and "Rows" in tags:
                raise InputError(
                    "a multi-frame DICOM object",
                    file=file,
                    expected="one slice a file",
                    hint="Convert it to NIfTI first, for example with dcm2niix",
                )
    if not found:
        raise InputError(
            "no DICOM image in this folder", file=folder, expected="the slices of a CT series"
        )
    return found


def _slice(file: Path, tags: pydicom.Dataset) -> _Slice:
    def numbers(name: str, count: int) -> tuple[float, ...]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                values = tuple(float(value) for value in tags[name].value)
        except (KeyError, TypeError, ValueError):
            values = ()
        if len(values) != count or not np.isfinite(values).all():
            raise InputError(
                f"the tag {name} is missing or faulty", file=file, expected=f"{count} numbers"
            )
        return values

    def number(name: str, default: float) -> float:
        try:
            return float(tags.get(name, default))
        except (TypeError, ValueError):
            raise InputError(f"the tag {name} is faulty", file=file, expected="a number") from None

    if int(number("SamplesPerPixel", 1)) != 1:
        raise InputError("a colour image", file=file, expected="a CT slice")
    return _Slice(
        file=file,
        series=str(tags.get("SeriesInstanceUID", "")),
        number=str(tags.get("SeriesNumber", "")),
        modality=str(tags.get("Modality", "")),
        position=numbers("ImagePositionPatient", 3),
        orientation=numbers("ImageOrientationPatient", 6),
        spacing=numbers("PixelSpacing", 2),
        shape=(int(number("Rows", 0)), int(number("Columns", 0))),
        frames=int(number("NumberOfFrames", 1)),
        rescale=(number("RescaleSlope", 1), number("RescaleIntercept", 0)),
    )


def _chosen(slices: list[_Slice], folder: Path, series: int | None) -> list[_Slice]:
    groups: dict[tuple[str, str], list[_Slice]] = {}
    for one in slices:
        groups.setdefault((one.number.zfill(8), one.series), []).append(one)
    ordered = [groups[key] for key in sorted(groups)]
    if series is None and len(ordered) == 1:
        return ordered[0]
    if series is not None and 1 <= series <= len(ordered):
        return ordered[series - 1]
    listed = "; ".join(
        f"{index}: series number {group[0].number or 'not given'}, {group[0].modality}, "
        f"{len(group)} slices of {group[0].shape[1]} x {group[0].shape[0]}"
        for index, group in enumerate(ordered, start=1)
    )
    raise InputError(
        f"{len(ordered)} series in this folder ({listed})"
        if series is None
        else f"no series {series} in this folder ({listed})",
        file=folder,
        expected="one series",
        hint="Choose one with --series",
    )


def _sorted(slices: list[_Slice], folder: Path) -> tuple[list[_Slice], np.ndarray, float]:
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
    positions = np.array([one.position for one in ordered])
    along = positions @ normal
    steps = np.diff(along)
    for index in np.flatnonzero(steps < _POSITION_MM):
        raise InputError(
            f"two slices at the same place ({ordered[index].file.name} and "
            f"{ordered[index + 1].file.name}, {along[index]:.2f} mm along the axis)",
            file=folder,
            expected="each slice once",
        )
    gap = float(np.median(steps))
    for index in np.flatnonzero(np.abs(steps - gap) > _SPACING_SHARE * gap):
        missing = round(steps[index] / gap) - 1
        what = f"{missing} missing" if missing > 0 else "uneven spacing"
        raise InputError(
            f"{what} between {ordered[index].file.name} and {ordered[index + 1].file.name} "
            f"({steps[index]:.2f} mm apart, the others {gap:.2f} mm)",
            file=folder,
            expected="evenly spaced slices",
        )
    aside = (positions - positions[0]) - np.outer(along - along[0], normal)
    shear = np.linalg.norm(aside[-1])
    if shear > max(_POSITION_MM, _SPACING_SHARE * gap * (len(ordered) - 1)):
        angle = np.degrees(np.arctan2(shear, along[-1] - along[0]))
        raise InputError(
            f"the slices are sheared by {angle:.1f} degrees (tilted gantry)",
            file=folder,
            expected="slices stacked along their normal",
            hint="Resample the series to an untilted one, for example with dcm2niix",
        )
    return ordered, normal, float((along[-1] - along[0]) / (len(ordered) - 1))


def _volume(slices: list[_Slice], normal: np.ndarray, gap: float, folder: Path) -> sitk.Image:
    size = (slices[0].shape[1], slices[0].shape[0], len(slices))
    check_claim(size, 4 * size[0] * size[1] * size[2], folder)
    for one in slices:
        _refuse_false_elements(one.file)
    reader = sitk.ImageSeriesReader()
    reader.SetImageIO("GDCMImageIO")
    reader.SetFileNames([str(one.file) for one in slices])
    whole = all(float(number).is_integer() for one in slices for number in one.rescale)
    # ITK takes the voxel type from the first slice and would cut the fractions of the others.
    reader.SetOutputPixelType(sitk.sitkInt32 if whole else sitk.sitkFloat64)
    try:
        image = reader.Execute()
    except RuntimeError as error:
        raise InputError(
            "the pixels of a slice cannot be decoded",
            file=folder,
            expected="uncompressed or JPEG, JPEG-LS, JPEG 2000 or RLE compressed slices",
        ) from error
    if whole:
        image = sitk.Cast(image, sitk.sitkInt16) if _fits_int16(image) else image
    first = slices[0]
    image.SetOrigin(first.position)
    image.SetSpacing((first.spacing[1], first.spacing[0], gap))
    row, column = np.array(first.orientation[:3]), np.array(first.orientation[3:])
    image.SetDirection(np.column_stack([row, column, normal]).ravel().tolist())
    return image


def _refuse_false_elements(file: Path) -> None:
    """Refuse an element that claims more bytes than the file has, or is of no known kind.

    GDCM would allocate the first, and begins the second again by other rules, by which text is a
    length.
    """
    import pydicom
    from pydicom.valuerep import VR

    size = file.stat().st_size
    kinds = {None, *(str(kind) for kind in VR)}
    # Deferred values stay in the file; none is parsed.
    with dicom_faults(file):
        tags = pydicom.dcmread(file, defer_size=1024)
        raw = [
            part.get_item(tag, keep_deferred=True)
            for part in (tags.file_meta, tags)
            for tag in part.keys()  # noqa: SIM118
        ]
    for element in raw:
        if getattr(element, "VR", None) not in kinds:
            raise InputError("not readable as DICOM", file=file)
        length, start = getattr(element, "length", 0), getattr(element, "value_tell", 0)
        if length != _UNDEFINED_LENGTH and start + length > size:
            raise InputError("the file ends before its data do", file=file)


def _fits_int16(image: sitk.Image) -> bool:
    voxels = sitk.GetArrayViewFromImage(image)
    limits = np.iinfo(np.int16)
    return limits.min <= int(voxels.min()) and int(voxels.max()) <= limits.max
