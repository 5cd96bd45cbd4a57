"""Whether contours or segments were drawn in the coordinates of their image."""

from __future__ import annotations

from pathlib import Path

from radiotmb.errors import InputError
from radiotmb.radiomics.dicom_files import named
from radiotmb.radiomics.images import ScanImage
from radiotmb.radiomics.scan_options import ScanOptions
from radiotmb.runtime.notes import Note, add_note


def check_frame_of_reference(
    frame: str, series: set[str], scan: ScanImage, path: Path, options: ScanOptions
) -> None:
    """Refuse a mask that names another frame of reference than its scan.

    Coordinates mean nothing across frames of reference. Another series of the same frame (another
    phase of one examination) is worth a word.

    Parameters
    ----------
    frame : str
        The mask's frame of reference; empty where it names none.
    series : set of str
        Series the mask says it was drawn on.
    scan : ScanImage
    path : path
        The mask.
    options : ScanOptions
        ``any_frame_of_reference`` makes the refusal a warning.

    Raises
    ------
    InputError

    References
    ----------
    DICOM PS3.3 C.7.4.1 (frame of reference module).
    """
    if frame and scan.frame_of_reference and frame != scan.frame_of_reference:
        problem = "drawn in another frame of reference than the image's"
        if not options.any_frame_of_reference:
            raise InputError(
                problem,
                file=path,
                expected="contours or segments of this image",
                hint="--any-frame-of-reference accepts it, as where an anonymiser changed it",
            )
        add_note(Note("warning", "extraction", named(path), f"{problem}, accepted on request"))
    elif series and scan.series and scan.series not in series:
        text = "drawn on another series of the same frame of reference"
        add_note(Note("warning", "extraction", named(path), text))
