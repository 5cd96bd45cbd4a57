"""Segments of a DICOM SEG object to voxels, read by highdicom."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import SimpleITK as sitk

from radiotmb.errors import InputError, MissingSoftwareError
from radiotmb.radiomics.frame_of_reference import check_frame_of_reference
from radiotmb.radiomics.images import ScanImage
from radiotmb.radiomics.regions import Region, choose_region
from radiotmb.radiomics.scan_options import ScanOptions


def read_seg(
    path: Path,
    scan: ScanImage | None = None,
    label: int | str | None = None,
    options: ScanOptions | None = None,
    *,
    by_number: bool = False,
) -> sitk.Image:
    """One segment of a DICOM SEG object as a binary mask on the object's own grid.

    Parameters
    ----------
    path : path
        DICOM SEG file. A fractional segmentation counts from one half.
    scan : ScanImage, optional
        The scan it belongs to, whose frame of reference must be its own.
    label : int or str, optional
        Segment label or number.
    options : ScanOptions, optional
    by_number : bool
        Whether a label is a number for certain.

    Returns
    -------
    SimpleITK.Image
        8-bit, 1 in the lesion; may cover a part of the scan only.

    Raises
    ------
    InputError
        Where the segment is absent or the object cannot be read.
    MissingSoftwareError
        Where highdicom is not installed.

    References
    ----------
    Bridge CP, et al. Highdicom: a Python library for standardized encoding of image annotations
    and machine learning model outputs in pathology and radiology. J Digit Imaging 2022;35:1719.
    """
    seg = _opened(path)
    regions = _regions(seg, path)
    if by_number:
        regions = [Region(one.number) for one in regions]
    number = int(choose_region(regions, label, path, "segment").number)
    if scan is not None:
        frame = str(getattr(seg, "FrameOfReferenceUID", ""))
        check_frame_of_reference(frame, _series(seg), scan, path, options or ScanOptions())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            volume = seg.get_volume(segment_numbers=[number], skip_overlap_checks=True)
    except Exception as error:
        raise _unreadable(path) from error
    voxels = np.asarray(volume.array)
    inside = voxels[..., 0] >= (0.5 if voxels.dtype.kind == "f" else 1)
    return volume.with_array(inside.astype(np.uint8)).to_simpleitk()


def seg_regions(path: Path) -> list[Region]:
    """The segments of a DICOM SEG object.

    Raises
    ------
    InputError
        Where it cannot be read.
    """
    return _regions(_opened(path), path)


def _opened(path: Path) -> Any:
    try:
        import highdicom
    except ImportError as error:
        raise MissingSoftwareError(
            "a DICOM SEG mask needs highdicom", file=path, hint="pip install 'radiotmb[dicom]'"
        ) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return highdicom.seg.segread(path)
    except Exception as error:
        raise _unreadable(path) from error


def _regions(seg: Any, path: Path) -> list[Region]:
    try:
        return [
            Region(int(number), str(seg.get_segment_description(number).segment_label))
            for number in seg.segment_numbers
        ]
    except Exception as error:
        raise _unreadable(path) from error


def _series(seg: Any) -> set[str]:
    """The series its frames were drawn on, where the object names them."""
    return {
        str(one.SeriesInstanceUID)
        for one in getattr(seg, "ReferencedSeriesSequence", [])
        if "SeriesInstanceUID" in one
    }


def _unreadable(path: Path) -> InputError:
    # Not quoted: what cannot be parsed may be a name.
    return InputError("not readable as a DICOM SEG volume", file=path)
