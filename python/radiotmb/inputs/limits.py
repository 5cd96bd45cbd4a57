"""Limits on the sizes that files declare, checked before memory is allocated.

A header can claim 10^12 voxels in 400 bytes, a gzip file can unfold to a thousand times its size,
and a text file can be one endless line. Each is refused by name instead of filling the memory.
"""

from __future__ import annotations

import gzip
import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from radiotmb.errors import InputError

# A thin-slice whole-body CT (512 x 512 x 2000, two bytes a voxel) is just below it.
VOLUME_BYTES = 2**30
# A line of a VCF with a thousand samples has some 100 kB.
LINE_BYTES = 64 * 2**20
TABLE_BYTES = 2**30

# Arrow's own file, by both its names.
ARROW = (".feather", ".arrow")
YAML_BYTES = 2**20

# Deflate's best ratio is 1032; what claims more than that of its file is no honest claim.
_DEFLATE_RATIO = 1032
_HEADER_BYTES = 2**20
# The NRRD reader that ITK uses quotes a wrong field in its complaint, for which it has 1 kB of
# memory however long the field is: a longer one ends the process.
_NRRD_FIELD_BYTES = 500
# ITK's MetaImage reader keeps ten dimensions and lines of some kB, whatever the header says.
_NUMBERS_OF_DIMENSIONS = {str(count).encode() for count in range(1, 11)}
_META_LINE_BYTES = 1000

# Headers that name another file for their voxels; its size is not the header's.
_DETACHED = (".mhd", ".nhdr", ".hdr")


def volume_limit() -> int:
    """Most bytes a volume may have: RADIOTMB_MAX_VOLUME_GB times 2^30, by default 2^30."""
    return int(float(os.environ.get("RADIOTMB_MAX_VOLUME_GB", 1)) * VOLUME_BYTES)


def check_volume(path: str | Path) -> None:
    """Read the header of a NIfTI, NRRD or MetaImage file and refuse an impossible size.

    A header that cannot be read claims nothing: reading the volume will say what is wrong.

    Raises
    ------
    InputError
        Where the header claims more bytes than are allowed or than its file can unfold to, or has
        a field that ITK's reader has no room for.

    Examples
    --------
    >>> import tempfile
    >>> import SimpleITK as sitk
    >>> file = Path(tempfile.mkdtemp()) / "scan.nii.gz"
    >>> sitk.WriteImage(sitk.Image([4, 5, 6], sitk.sitkInt16), str(file))
    >>> check_volume(file)
    """
    # Tables are checked here too, and should not wait for an imaging library to load.
    import SimpleITK as sitk

    path = Path(path)
    if path.is_file():
        _check_nrrd_fields(path)
        _check_meta_fields(path)
    reader = sitk.ImageFileReader()
    reader.SetFileName(str(path))
    try:
        reader.ReadImageInformation()
    except RuntimeError:
        return
    size = reader.GetSize()
    claimed = max(1, reader.GetNumberOfComponents()) * next(
        (bits // 8 for bits in (8, 16, 32) if f"{bits}-bit" in _voxel_type(reader)), 8
    )
    for length in size:
        claimed *= length
    check_claim(size, claimed, path)
    held = path.stat().st_size
    if path.suffix.lower() not in _DETACHED and claimed > held * _DEFLATE_RATIO + _HEADER_BYTES:
        raise InputError(f"{_words(size, claimed)}, in a file of {held} bytes", file=path)


def _check_nrrd_fields(path: Path) -> None:
    """Comments and the values of ``key:=value`` lines may be long, fields may not."""
    with open(path, "rb") as stream:
        if stream.read(4) != b"NRRD":
            return
        for number, line in _numbered_lines(stream):
            if not line.strip(b"\r\n"):
                return
            name, _, value = line.partition(b":")
            bounded = name if value.startswith(b"=") else line
            if not line.startswith(b"#") and len(bounded) > _NRRD_FIELD_BYTES:
                fault = f"a field of more than {_NRRD_FIELD_BYTES} bytes in the NRRD header"
                raise _unsafe(path, number, fault)


def _check_meta_fields(path: Path) -> None:
    """Lines ``Key = value`` up to the one that says where the voxels are."""
    if path.suffix.lower() not in (".mha", ".mhd"):
        return
    with open(path, "rb") as stream:
        for number, line in _numbered_lines(stream):
            key, _, value = line.replace(b":", b"=", 1).partition(b"=")
            key, value = key.strip().lower(), value.strip()
            if len(line) > _META_LINE_BYTES:
                fault = f"a line of more than {_META_LINE_BYTES} bytes in the MetaImage header"
                raise _unsafe(path, number, fault)
            if key == b"ndims" and value not in _NUMBERS_OF_DIMENSIONS:
                raise _unsafe(
                    path, number, "NDims of a MetaImage is a number from 1 to 10, not this"
                )
            if key == b"elementdatafile":
                return


def _numbered_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """An endless line comes in pieces, so that it is refused before it fills the memory."""
    return enumerate(iter(lambda: stream.readline(_HEADER_BYTES), b""), start=1)


def _unsafe(path: Path, number: int, fault: str) -> InputError:
    return InputError(
        fault,
        file=path,
        where=f"line {number}",
        hint="Write the volume anew with the program it came from",
    )


def check_claim(size: Sequence[int], claimed: int, path: str | Path) -> None:
    """Refuse a volume of ``claimed`` bytes beyond :func:`volume_limit`.

    Raises
    ------
    InputError
    """
    if claimed > volume_limit():
        raise InputError(
            _words(size, claimed),
            file=path,
            expected=f"at most {volume_limit() / 1e9:.3g} GB",
            hint="Crop the scan, or set RADIOTMB_MAX_VOLUME_GB if it is that large",
        )


def _words(size: Sequence[int], claimed: int) -> str:
    return f"the header claims {' x '.join(map(str, size))} voxels, {claimed / 1e9:.3g} GB"


def _voxel_type(reader: Any) -> str:
    import SimpleITK as sitk

    return sitk.GetPixelIDValueAsString(reader.GetPixelID())


def check_line(length: int, path: str | Path, where: str | None = None) -> None:
    """Refuse a line that has grown beyond :data:`LINE_BYTES` without ending.

    Raises
    ------
    InputError
    """
    if length > LINE_BYTES:
        raise InputError(
            f"a line of more than {LINE_BYTES // 2**20} MB",
            file=path,
            where=where,
            expected="a text file with one record a line",
        )


def check_table(path: str | Path) -> None:
    """Refuse a table file that is, or unfolds to, more than :data:`TABLE_BYTES`.

    Raises
    ------
    InputError
        Also where the compressed data are damaged.
    """
    path = Path(path)
    try:
        if path.suffix.lower() == ".parquet":
            unfolded = _parquet_bytes(path)
        elif path.suffix.lower() in ARROW:
            unfolded = _arrow_bytes(path)
        elif path.suffix.lower() in (".xlsx", ".xlsm"):
            unfolded = _zip_bytes(path)
        elif path.suffix.lower() == ".gz":
            unfolded = _gzip_bytes(path)
        else:
            unfolded = path.stat().st_size
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, ValueError) as error:
        raise InputError(
            f"not readable as a table ({' '.join(str(error).split())})", file=path
        ) from error
    if unfolded > TABLE_BYTES:
        raise InputError(f"the table has more than {TABLE_BYTES / 1e9:.2g} GB", file=path)


def _gzip_bytes(path: Path) -> int:
    total = 0
    with gzip.open(path) as stream:
        while total <= TABLE_BYTES and (block := stream.read(2**20)):
            total += len(block)
    return total


def _zip_bytes(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def _parquet_bytes(path: Path) -> int:
    from pyarrow import parquet

    metadata = parquet.read_metadata(path)
    # Eight bytes a cell: a run-length encoded column unfolds without end.
    return 8 * metadata.num_rows * max(1, metadata.num_columns)


def _arrow_bytes(path: Path) -> int:
    from pyarrow import dataset

    table = dataset.dataset(path, format="feather")
    return 8 * table.count_rows() * max(1, len(table.schema))


def check_yaml(path: str | Path) -> None:
    """Refuse a YAML file of more than :data:`YAML_BYTES`.

    Raises
    ------
    InputError
    """
    if Path(path).stat().st_size > YAML_BYTES:
        raise InputError(
            f"a YAML file of more than {YAML_BYTES // 2**20} MB", file=path, expected="settings"
        )
