"""Is a NIfTI file whole? ITK reads one that ends early and leaves the rest of the volume zero."""

from __future__ import annotations

import math
import struct
from pathlib import Path

import SimpleITK as sitk
from isal import igzip, isal_zlib

from radiotmb.errors import InputError

# Where the voxels begin in a file without extensions: NIfTI-1, NIfTI-2.
_HEADERS = (352, 544)


def check_nifti_whole(path: str | Path, image: sitk.Image) -> None:
    """Refuse a ``.nii`` or ``.nii.gz`` file that holds fewer bytes than its image.

    gzip's last four bytes are the unfolded length modulo 2^32, so a whole file costs one seek; one
    whose length is not the usual is unfolded to see.

    Parameters
    ----------
    path : path
        Other formats are left to ITK, which refuses them itself.
    image : SimpleITK.Image
        As it was read from ``path``.

    Raises
    ------
    InputError
        Where the file ends early.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "scan.nii"
    >>> sitk.WriteImage(sitk.Image([4, 5, 6], sitk.sitkInt16), str(file))
    >>> check_nifti_whole(file, sitk.ReadImage(str(file)))
    """
    path = Path(path)
    name = path.name.lower()
    if not name.endswith((".nii", ".nii.gz")):
        return
    voxels = math.prod(image.GetSize()) * image.GetNumberOfComponentsPerPixel()
    needed = voxels * image.GetSizeOfPixelComponent()
    compressed = _is_gzip(path)
    if compressed and _gzip_length(path) in {(h + needed) % 2**32 for h in _HEADERS}:
        return
    held = _unfolded_length(path) if compressed else path.stat().st_size
    if held < needed + _HEADERS[0]:
        raise InputError(
            f"the file ends early: {max(0, held - _HEADERS[0])} of {needed} bytes of voxels",
            file=path,
            hint="Copy it again",
        )


def _is_gzip(path: Path) -> bool:
    with open(path, "rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def _gzip_length(path: Path) -> int:
    with open(path, "rb") as stream:
        stream.seek(-4, 2)
        return struct.unpack("<I", stream.read(4))[0]


def _unfolded_length(path: Path) -> int:
    length = 0
    try:
        with igzip.open(path) as stream:
            while block := stream.read(1 << 20):
                length += len(block)
    except (EOFError, OSError, isal_zlib.error):
        # What was unfolded so far is all there is.
        pass
    return length
