"""Segments of a DICOM SEG object to voxels, read by highdicom."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from radiotmb.errors import InputError, MissingSoftwareError


def read_seg(path: str | Path, label: int | str = 1) -> sitk.Image:
    """One segment of a DICOM SEG object as a binary mask on the object's own grid.

    Parameters
    ----------
    path : str or path
        DICOM SEG file. A fractional segmentation counts from one half.
    label : int or str
        Segment number or segment label.

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
    try:
        import highdicom
    except ImportError as error:
        raise MissingSoftwareError(
            "a DICOM SEG mask needs highdicom", file=path, hint="pip install 'radiotmb[dicom]'"
        ) from error
    path = Path(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            seg = highdicom.seg.segread(path)
            names = {
                int(number): str(seg.get_segment_description(number).segment_label)
                for number in seg.segment_numbers
            }
            number = _number(names, label, path)
            volume = seg.get_volume(segment_numbers=[number], skip_overlap_checks=True)
    except InputError:
        raise
    except Exception as error:
        # Not quoted: what cannot be parsed may be a name.
        raise InputError("not readable as a DICOM SEG volume", file=path) from error
    inside = np.asarray(volume.array)[..., 0] >= (0.5 if volume.array.dtype.kind == "f" else 1)
    return volume.with_array(inside.astype(np.uint8)).to_simpleitk()


def _number(names: dict[int, str], label: int | str, path: Path) -> int:
    wanted = str(label).strip()
    named = [number for number, name in names.items() if name.casefold() == wanted.casefold()]
    if len(named) == 1:
        return named[0]
    if wanted.isdigit() and int(wanted) in names:
        return int(wanted)
    listed = ", ".join(f"'{name}' ({number})" for number, name in names.items())
    raise InputError(f"no segment '{wanted}'", file=path, expected=f"one of {listed}")
