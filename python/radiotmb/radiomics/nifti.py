"""NIfTI headers: is the file whole, what is its version, are its axes at right angles?

ITK reads a file that ends early and leaves the rest of the volume zero, does not know NIfTI-2, and
refuses axes that are not at right angles.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from isal import igzip, isal_zlib

from radiotmb.errors import InputError
from radiotmb.inputs.limits import check_claim

# isal names its errors in C only.
DAMAGED: tuple[type[Exception], ...] = (EOFError, OSError, isal_zlib.error)  # type: ignore[assignment]
_SUFFIXES = (".nii", ".nii.gz")
# Bytes of the header of each version, and where the voxels begin where there are no extensions.
_HEADER_BYTES = {1: 348, 2: 540}
_VOXELS_BEGIN = {1: 352, 2: 544}
# Where the magic stands and how long it is.
_MAGIC = {1: (344, 4), 2: (4, 8)}
_GZIP, _HEAD_BYTES = b"\x1f\x8b", 65_536
# nifti1.h's types of real numbers.
_REAL_NUMBERS = {16: "f4", 64: "f8"}
_BLOCK_BYTES = 2**24
_LARGEST_NIFTI1_SIZE = 2**15 - 1
_MILLIMETRES = 2
# Fields as (format, offset) in the two versions (nifti1.h, nifti2.h).
_FIELDS = {
    1: {
        "dim": ("8h", 40),
        "datatype": ("h", 70),
        "bitpix": ("h", 72),
        "pixdim": ("8f", 76),
        "voxels_at": ("f", 108),
        "units": ("B", 123),
        "scale": ("2f", 112),
        "qform_code": ("h", 252),
        "sform_code": ("h", 254),
        "quaternion": ("6f", 256),
        "sform": ("12f", 280),
    },
    2: {
        "dim": ("8q", 16),
        "datatype": ("h", 12),
        "bitpix": ("h", 14),
        "pixdim": ("8d", 104),
        "voxels_at": ("q", 168),
        "units": ("i", 500),
        "scale": ("2d", 176),
        "qform_code": ("i", 344),
        "sform_code": ("i", 348),
        "quaternion": ("6d", 352),
        "sform": ("12d", 400),
    },
}


@dataclass(frozen=True)
class NiftiHeader:
    """The fields of a NIfTI header that say where its voxels are.

    Attributes
    ----------
    version : {1, 2}
    order : str
        Byte order in :mod:`struct`'s sign.
    fields : dict
        As nifti1.h names them: ``dim``, ``bitpix``, ``pixdim``, ``sform`` (three rows of four) ...
    magic : bytes
        By which a file says that it is NIfTI, and that its voxels lie in it.
    """

    version: int
    order: str
    fields: dict[str, tuple[float, ...]]
    magic: bytes

    @property
    def voxel_bytes(self) -> int:
        """Bytes of all voxels as they are stored, whatever they are scaled to."""
        dimensions = int(self.fields["dim"][0])
        sizes = [max(1, int(size)) for size in self.fields["dim"][1 : 1 + dimensions]]
        return math.prod(sizes) * int(self.fields["bitpix"][0]) // 8

    @property
    def voxels_begin(self) -> int:
        """Where the voxels begin in the file."""
        given = self.fields["voxels_at"][0]
        least = _VOXELS_BEGIN[self.version]
        return int(given) if math.isfinite(given) and given > least else least

    @property
    def right_angled(self) -> bool:
        """Whether the sform, where there is one, has axes at right angles, to 0.1 degree."""
        return self.fields["sform_code"][0] <= 0 or self.axes_cosine < 2e-3

    @property
    def axes_cosine(self) -> float:
        """Cosine of the angle between those two axes of the sform that are nearest together."""
        rows = np.array(self.fields["sform"], dtype=float).reshape(3, 4)[:, :3]
        lengths = np.linalg.norm(rows, axis=0)
        axes = rows / np.where(lengths > 0, lengths, 1)
        return float(max(abs(axes[:, i] @ axes[:, j]) for i, j in ((0, 1), (0, 2), (1, 2))))


def is_nifti(path: Path) -> bool:
    """Whether a file is named as a NIfTI volume in one file."""
    return path.name.lower().endswith(_SUFFIXES)


def read_nifti_header(path: Path) -> NiftiHeader | None:
    """The header of a ``.nii`` or ``.nii.gz`` file; None where it is none.

    Examples
    --------
    >>> import tempfile
    >>> import SimpleITK as sitk
    >>> file = Path(tempfile.mkdtemp()) / "scan.nii.gz"
    >>> sitk.WriteImage(sitk.Image([4, 5, 6], sitk.sitkInt16), str(file))
    >>> read_nifti_header(file).voxel_bytes
    240
    """
    head = _first_bytes(path, _HEADER_BYTES[2])
    for version, length in _HEADER_BYTES.items():
        for order in "<>":
            if len(head) >= length and struct.unpack_from(f"{order}i", head)[0] == length:
                fields = {
                    name: struct.unpack_from(f"{order}{form}", head, at)
                    for name, (form, at) in _FIELDS[version].items()
                }
                if 1 <= fields["dim"][0] <= 7 and fields["bitpix"][0] > 0:
                    at, length = _MAGIC[version]
                    return NiftiHeader(version, order, fields, head[at : at + length])
    return None


def check_nifti_whole(path: Path, header: NiftiHeader) -> None:
    """Refuse a ``.nii`` or ``.nii.gz`` file that holds fewer bytes than its header announces.

    gzip's last four bytes are the unfolded length modulo 2^32, so a whole file costs one seek; one
    whose length is not the usual is unfolded to see.

    Raises
    ------
    InputError
        Where the file ends early.

    Examples
    --------
    >>> import tempfile
    >>> import SimpleITK as sitk
    >>> file = Path(tempfile.mkdtemp()) / "scan.nii"
    >>> sitk.WriteImage(sitk.Image([4, 5, 6], sitk.sitkInt16), str(file))
    >>> check_nifti_whole(file, read_nifti_header(file))
    """
    needed, begin = header.voxel_bytes, header.voxels_begin
    compressed = is_gzip(path)
    if compressed and _gzip_length(path) == (begin + needed) % 2**32:
        return
    held = _unfolded_length(path) if compressed else path.stat().st_size
    if held < needed + begin:
        raise InputError(
            f"the file ends early: {max(0, held - begin)} of {needed} bytes of voxels",
            file=path,
            hint="Copy it again",
        )


def count_not_numbers(path: Path, header: NiftiHeader) -> int:
    """Voxels of a file of real numbers that are NaN or infinite, which ITK reads as 0.

    Examples
    --------
    >>> import tempfile
    >>> import SimpleITK as sitk
    >>> file = Path(tempfile.mkdtemp()) / "scan.nii"
    >>> sitk.WriteImage(sitk.Image([4, 5, 6], sitk.sitkFloat32) * float("nan"), str(file))
    >>> count_not_numbers(file, read_nifti_header(file))
    120
    """
    kind = _REAL_NUMBERS.get(int(header.fields["datatype"][0]))
    if kind is None:
        return 0
    voxel = np.dtype(header.order + kind)
    left, found = header.voxel_bytes, 0
    reader = igzip.open if is_gzip(path) else open
    with reader(path, "rb") as stream:
        stream.read(header.voxels_begin)
        while left > 0 and (block := stream.read(min(left, _BLOCK_BYTES))):
            left -= len(block)
            whole = len(block) // voxel.itemsize * voxel.itemsize
            values = np.frombuffer(block[:whole], voxel)
            found += values.size - int(np.isfinite(values).sum())
    return found


def as_nifti1(path: Path, header: NiftiHeader, folder: Path) -> Path:
    """A NIfTI-2 file written as NIfTI-1, which ITK reads; the voxels stay as they are.

    Raises
    ------
    InputError
        Where a side is longer than NIfTI-1 can say.
    """
    if max(header.fields["dim"]) > _LARGEST_NIFTI1_SIZE:
        raise InputError(
            f"a side of {max(header.fields['dim'])} voxels",
            file=path,
            expected=f"at most {_LARGEST_NIFTI1_SIZE}",
        )
    return _rewritten(path, header, dict(header.fields), folder)


def with_right_angles(path: Path, header: NiftiHeader, folder: Path) -> tuple[Path, str]:
    """A NIfTI-1 file whose axes are at right angles, and one sentence on what changed.

    Taken from the qform where the file has one, which cannot be oblique; else the sform's axes are
    turned to the nearest right-angled ones (polar decomposition).

    References
    ----------
    Higham NJ. Computing the polar decomposition, with applications. SIAM J Sci Stat Comput
    1986;7:1160.
    """
    fields = dict(header.fields)
    rows = np.array(fields["sform"], dtype=float).reshape(3, 4)
    lengths = np.linalg.norm(rows[:, :3], axis=0)
    axes = rows[:, :3] / np.where(lengths > 0, lengths, 1)
    angle = float(np.degrees(np.arccos(min(1.0, header.axes_cosine))))
    if fields["qform_code"][0] > 0:
        fields["sform_code"], source = (0,), "taken from the qform instead"
    else:
        left, _, right = np.linalg.svd(axes)
        rows[:, :3] = (left @ right) * lengths
        fields["sform"], source = tuple(rows.ravel()), "turned to the nearest right angles"
    found = _rewritten(path, header, fields, folder)
    return found, f"the axes of the sform were {angle:.2f} degrees apart and were {source}"


def _rewritten(
    path: Path, header: NiftiHeader, fields: dict[str, tuple[float, ...]], folder: Path
) -> Path:
    check_claim([int(size) for size in fields["dim"][1:4]], header.voxel_bytes, path)
    head = bytearray(_VOXELS_BEGIN[1])
    struct.pack_into("<i", head, 0, _HEADER_BYTES[1])
    fields["voxels_at"] = (float(_VOXELS_BEGIN[1]),)
    # Millimetres where nothing else is said; those of time are of no use here.
    fields["units"] = (int(fields["units"][0]) & 7 or _MILLIMETRES,)
    for name, (form, at) in _FIELDS[1].items():
        whole = form[-1] in "hB"
        try:
            values = [int(value) if whole else float(value) for value in fields[name]]
            struct.pack_into(f"{header.order}{form}", head, at, *values)
        except (struct.error, OverflowError, ValueError) as error:
            raise InputError(
                f"the header's field {name} holds {fields[name]}",
                file=path,
                expected="numbers that NIfTI-1 can say, which is what is read",
            ) from error
    if header.order == ">":
        struct.pack_into(">i", head, 0, _HEADER_BYTES[1])
    head[344:348] = b"n+1\0"
    target = folder / "volume.nii"
    opened = igzip.open if is_gzip(path) else open
    with opened(path, "rb") as stream, open(target, "wb") as out:
        stream.read(header.voxels_begin)
        out.write(head)
        out.write(stream.read(header.voxel_bytes))
    return target


def _first_bytes(path: Path, count: int) -> bytes:
    """The first bytes of a file's content, as many as a damaged one holds."""
    with open(path, "rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if head[:2] != _GZIP:
        return head[:count]
    try:
        return bytes(isal_zlib.decompressobj(wbits=31).decompress(head, count))
    except DAMAGED:
        return b""


def is_gzip(path: Path) -> bool:
    """Whether a file begins as gzip's do."""
    with open(path, "rb") as stream:
        return stream.read(2) == _GZIP


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
    except DAMAGED:
        # What was unfolded so far is all there is.
        pass
    return length
