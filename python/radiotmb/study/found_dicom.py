"""DICOM series in a folder, and the contours or segmentations that were drawn on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

SUFFIXES = (".dcm", ".ima", ".dicom")
_DRAWN = ("RTSTRUCT", "SEG")
# A folder of slices may be called so without saying whose they are.
NO_OWNER = {"image", "images", "img", "dicom", "dcm", "ct", "scan", "scans", "mask", "masks", "rt"}


@dataclass
class FoundDicom:
    """DICOM of a folder; paths are relative to it.

    Attributes
    ----------
    scans : list of (str, str)
        The folder of a series, and the RTSTRUCT or SEG that names the series as its own.
    without_mask : list of str
        Folders of series that no such file names.
    without_series : list of str
        RTSTRUCT and SEG files whose series is not there.
    """

    scans: list[tuple[str, str]] = field(default_factory=list)
    without_mask: list[str] = field(default_factory=list)
    without_series: list[str] = field(default_factory=list)


def find_dicom(folder: str | Path, names: Iterable[str]) -> FoundDicom:
    """Find the series among some files, and pair them with what was drawn on them.

    An RTSTRUCT or SEG names the series it was drawn on; names of files and folders decide nothing.

    Parameters
    ----------
    folder : path
    names : iterable of str
        Files, relative to it; what is no DICOM is passed over.
    """
    folder = Path(folder)
    places: dict[str, str] = {}
    drawn: list[tuple[str, set[str]]] = []
    for name in names:
        header = _header(folder / name) if name.lower().endswith(SUFFIXES) else None
        if header is None:
            continue
        if header.get("Modality") in _DRAWN:
            drawn.append((name, set(_series_named(header))))
        elif header.get("SeriesInstanceUID"):
            place = PurePosixPath(name).parent.as_posix()
            places.setdefault(str(header.SeriesInstanceUID), place)
    found = FoundDicom()
    paired = set()
    for name, series in drawn:
        own = [uid for uid in places if uid in series]
        paired.update(own)
        found.scans += [(places[uid], name) for uid in own]
        if not own:
            found.without_series.append(name)
    found.without_mask = sorted({place for uid, place in places.items() if uid not in paired})
    return found


def _header(path: Path) -> Any:
    import pydicom
    from pydicom.errors import InvalidDicomError

    tags = [
        "Modality", "SeriesInstanceUID", "ReferencedFrameOfReferenceSequence",
        "ReferencedSeriesSequence",
    ]  # fmt: skip
    try:
        return pydicom.dcmread(path, stop_before_pixels=True, specific_tags=tags)
    except (InvalidDicomError, OSError, ValueError, TypeError, KeyError, EOFError):
        return None


def _series_named(header: Any) -> Iterator[str]:
    """The series that an RTSTRUCT (by frame of reference and study) or a SEG names."""
    for frame in header.get("ReferencedFrameOfReferenceSequence", []):
        for study in frame.get("RTReferencedStudySequence", []):
            for series in study.get("RTReferencedSeriesSequence", []):
                yield str(series.get("SeriesInstanceUID", ""))
    for series in header.get("ReferencedSeriesSequence", []):
        yield str(series.get("SeriesInstanceUID", ""))
