"""The voxels of a plain NIfTI file, read without ITK.

ITK's reader copies a volume five times on its way through another process. Whole and real numbers
that stand in the file as they are need no reader: where the header that ITK understood and the
file's own agree on size and type, they are taken as they lie there. Whatever else a file may hold
(scaled, several values a voxel, other headers) stays ITK's.
"""

from __future__ import annotations

import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from isal import igzip

from radiotmb.radiomics.array_image import ArrayImage
from radiotmb.radiomics.nifti import DAMAGED, NiftiHeader, is_gzip

# nifti1.h's types of whole and real numbers.
_TYPES = {2: "u1", 4: "i2", 8: "i4", 16: "f4", 64: "f8", 256: "i1", 512: "u2", 768: "u4"}
_LEAST_BEGIN = 352
_MAGIC = b"n+1\0"


def read_plain_voxels(
    path: Path, header: NiftiHeader, grid: dict[str, Any]
) -> tuple[ArrayImage, int] | None:
    """The volume of a plain file, and how many of its voxels were no numbers.

    Parameters
    ----------
    path : path
        ``.nii`` or ``.nii.gz``.
    header : NiftiHeader
        Of that file.
    grid : dict
        ITK's reading of the header, as :func:`radiotmb.radiomics.volume_reader.volume_grid` gives.

    Returns
    -------
    (ArrayImage, int), or None
        What ITK would read, NaN and infinite voxels being 0; None where it has to.

    Examples
    --------
    >>> import tempfile
    >>> import SimpleITK as sitk
    >>> from radiotmb.radiomics.nifti import read_nifti_header
    >>> from radiotmb.radiomics.volume_reader import volume_grid
    >>> file = Path(tempfile.mkdtemp()) / "scan.nii.gz"
    >>> sitk.WriteImage(sitk.Image([4, 5, 6], sitk.sitkInt16), str(file))
    >>> grid = volume_grid(file, "NiftiImageIO")
    >>> image, _ = read_plain_voxels(file, read_nifti_header(file), grid)
    >>> image.GetSize()
    (4, 5, 6)
    """
    kind = _TYPES.get(int(header.fields["datatype"][0]))
    size = [int(length) for length in header.fields["dim"][1:4]]
    if kind is None or not _plain(header) or size != grid["size"]:
        return None
    voxel = np.dtype(header.order + kind)
    if int(header.fields["bitpix"][0]) != 8 * voxel.itemsize or grid["bytes"] != voxel.itemsize:
        return None
    voxels = _voxels(path, header.voxels_begin, math.prod(size), voxel)
    if voxels is None:
        return None
    voxels = voxels.astype(voxel.newbyteorder("="), copy=False)
    missing = 0
    if voxel.kind == "f":
        wrong = ~np.isfinite(voxels)
        missing = int(np.count_nonzero(wrong))
        if missing:
            voxels[wrong] = 0
    try:
        image = ArrayImage(
            voxels.reshape(size[::-1]), grid["spacing"], grid["origin"], grid["direction"]
        )
    except RuntimeError:
        # A negative size of voxels, axes in one plane: ITK says so in its own words.
        return None
    return (image, missing) if image.GetPixelIDTypeAsString() == grid["type"] else None


def alone(path: Path, scratch: Path) -> Path:
    """The file, or a link to it in a folder where no other takes its place.

    Of ``scan.nii.gz`` beside ``scan.nii`` ITK reads the header, and the voxels of the other.
    """
    if not path.name.lower().endswith(".nii.gz"):
        return path
    stem = path.name[: -len(".nii.gz")]
    if not any((path.parent / f"{stem}{ending}").exists() for ending in (".nii", ".NII")):
        return path
    (scratch / "alone").mkdir()
    link = scratch / "alone" / "volume.nii.gz"
    try:
        link.symlink_to(path.resolve())
    except OSError:
        # Where links need a privilege.
        shutil.copyfile(path, link)
    return link


def _plain(header: NiftiHeader) -> bool:
    """Whether a header of three dimensions leaves its numbers as they are."""
    slope, intercept = header.fields["scale"]
    begin = header.fields["voxels_at"][0]
    return (
        header.version == 1
        and header.magic == _MAGIC
        and header.fields["dim"][0] == 3
        and (slope == 0 or (slope == 1 and intercept == 0))
        and math.isfinite(intercept)
        and math.isfinite(begin)
        and begin >= _LEAST_BEGIN
    )


def _voxels(path: Path, begin: int, count: int, voxel: np.dtype[Any]) -> np.ndarray | None:
    try:
        if not is_gzip(path):
            found = np.fromfile(path, voxel, count, offset=begin)
            return found if len(found) == count else None
        found = np.empty(count, voxel)
        left = found.data.cast("B")
        with igzip.open(path, "rb") as stream:
            stream.read(begin)
            while left:
                read = stream.readinto(left)
                if not read:
                    return None
                left = left[read:]
        return found
    except DAMAGED:
        # ITK says what is wrong with it.
        return None
