"""Which DICOM files of a folder are images, and where each slice lies.

A study's folder holds more than the scan: contours, doses, reports, captures of the screen. They
are no candidates, and nothing in them stands in the way of the series that is read.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from radiotmb.errors import InputError
from radiotmb.radiomics.dicom_files import dicom_faults, dicom_files, read_tags
from radiotmb.radiomics.modality import known_modality
from radiotmb.radiomics.scanner import SCANNER_TAGS

if TYPE_CHECKING:
    import pydicom

TAGS = [
    *("SOPClassUID", "Modality", "SeriesInstanceUID", "SeriesNumber", "FrameOfReferenceUID"),
    *("ImageType", "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"),
    *("Rows", "Columns", "NumberOfFrames", "RescaleSlope", "RescaleIntercept"),
    *("SamplesPerPixel", "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"),
    *SCANNER_TAGS,
]
_STORAGE = "1.2.840.10008.5.1.4.1.1."
# Objects that are drawn on images or measured from them, whatever tags they hold: segmentations,
# presentation states, surfaces, parametric maps, structured reports, documents, dose, contours.
_NO_IMAGES = ("66.4", "66.5", "11.", "30", "88.", "104.", "481.", "9.", "66", "67", "68.")
_CAPTURES = "7"


@dataclass(frozen=True)
class Header:
    """The tags of one DICOM image, not yet judged."""

    file: Path
    tags: pydicom.Dataset = field(repr=False)
    capture: bool = False

    def text(self, name: str) -> str:
        """A tag as text; empty where it is absent."""
        with dicom_faults(self.file):
            value = self.tags.get(name)
        return "" if value is None else str(value).strip()

    def digits(self, name: str) -> str:
        """A tag that is a number, as text; empty where it is absent or anything else."""
        text = self.text(name)
        return text if text.isascii() and text.isdigit() and len(text) <= 12 else ""

    @property
    def modality(self) -> str:
        """The modality, where it is one of DICOM's terms; ``unknown`` otherwise."""
        return known_modality(self.text("Modality"))

    @property
    def frames(self) -> int:
        """Frames of the file, at least one."""
        try:
            return max(1, int(self.text("NumberOfFrames") or 1))
        except ValueError:
            return 1

    @property
    def is_scout(self) -> bool:
        """Whether it calls itself a localiser."""
        return "LOCALIZER" in self.text("ImageType").upper()


@dataclass(frozen=True)
class Slice:
    """One plane of voxels in its place (mm, patient coordinates)."""

    file: Path
    frame: int
    position: tuple[float, ...]
    orientation: tuple[float, ...]
    spacing: tuple[float, ...]
    shape: tuple[int, int]
    rescale: tuple[float, float]


def image_headers(folder: Path) -> list[Header]:
    """Headers of the DICOM images in a folder.

    Screen captures count only where there is nothing else: some programs write volumes as such.

    Raises
    ------
    InputError
        Where there is no image.
    """
    found, others = [], 0
    for file in dicom_files(folder):
        header = _header(file)
        if header is None:
            others += 1
        else:
            found.append(header)
    images = [header for header in found if not header.capture] or found
    if not images:
        held = f" ({others} DICOM files that are none)" if others else ""
        raise InputError(
            f"no DICOM image in this folder{held}",
            file=folder,
            expected="the slices of a CT series",
        )
    return images


def _header(file: Path) -> Header | None:
    tags = read_tags(file, TAGS)
    header = Header(file, tags)
    kind = header.text("SOPClassUID").removeprefix(_STORAGE)
    if kind.startswith(_NO_IMAGES) or header.text("Modality") in ("SEG", "RTDOSE", "SR", "PR"):
        return None
    multi_frame = "PerFrameFunctionalGroupsSequence" in tags
    if "Rows" not in tags or not (multi_frame or "ImagePositionPatient" in tags):
        return None
    capture = kind == _CAPTURES or kind.startswith(f"{_CAPTURES}.")
    return Header(file, tags, capture)


def slices_of(header: Header) -> list[Slice]:
    """The planes of one file: one, or those of a multi-frame object.

    Raises
    ------
    InputError
        Where a tag that places a slice is missing or faulty, or the image is in colour.
    """
    file, tags = header.file, header.tags
    with dicom_faults(file):
        if int(_number(header, tags, "SamplesPerPixel", 1)) != 1:
            raise InputError("a colour image", file=file, expected="a CT slice")
        if "PerFrameFunctionalGroupsSequence" in tags:
            return _frames(header)
        if header.frames > 1:
            raise InputError(
                "a multi-frame DICOM object without a place for each frame",
                file=file,
                expected="an enhanced CT, or one slice a file",
                hint="Convert it to NIfTI first, for example with dcm2niix",
            )
        return [_slice(header, 0, [tags], [tags], [tags], [tags])]


def _frames(header: Header) -> list[Slice]:
    """Frames of an enhanced object: each tag from the frame's own group, or the shared one.

    DICOM PS3.3 C.7.6.16 (multi-frame functional groups).
    """
    shared = header.tags.get("SharedFunctionalGroupsSequence") or [None]

    def groups(frame: Any, name: str) -> list[Any]:
        sequences = (part.get(name) for part in (frame, shared[0]) if part is not None)
        return [sequence[0] for sequence in sequences if sequence]

    return [
        _slice(
            header,
            index,
            groups(frame, "PlanePositionSequence"),
            groups(frame, "PlaneOrientationSequence"),
            groups(frame, "PixelMeasuresSequence"),
            groups(frame, "PixelValueTransformationSequence"),
        )
        for index, frame in enumerate(header.tags.PerFrameFunctionalGroupsSequence)
    ]


def _slice(
    header: Header,
    frame: int,
    place: list[Any],
    axes: list[Any],
    measures: list[Any],
    values: list[Any],
) -> Slice:
    rescaling = values[0] if values else None
    return Slice(
        file=header.file,
        frame=frame,
        position=_numbers(header, place, "ImagePositionPatient", 3),
        orientation=_numbers(header, axes, "ImageOrientationPatient", 6),
        spacing=_numbers(header, measures, "PixelSpacing", 2),
        shape=(
            int(_number(header, header.tags, "Rows", 0)),
            int(_number(header, header.tags, "Columns", 0)),
        ),
        rescale=(
            _number(header, rescaling, "RescaleSlope", 1),
            _number(header, rescaling, "RescaleIntercept", 0),
        ),
    )


def _numbers(header: Header, groups: list[Any], name: str, count: int) -> tuple[float, ...]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = tuple(float(value) for value in groups[0][name].value)
    except (IndexError, KeyError, TypeError, ValueError):
        values = ()
    if len(values) != count or not np.isfinite(values).all():
        raise InputError(
            f"the tag {name} is missing or faulty", file=header.file, expected=f"{count} numbers"
        )
    return values


def _number(header: Header, tags: Any, name: str, default: float) -> float:
    try:
        value = float(tags.get(name, default)) if tags is not None else float(default)
    except (TypeError, ValueError):
        value = np.nan
    if not np.isfinite(value):
        raise InputError(f"the tag {name} is faulty", file=header.file, expected="a number")
    return value
