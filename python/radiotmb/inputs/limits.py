"""Limits on the sizes that files declare, checked before memory is allocated.

A header can claim 10^12 voxels in 400 bytes, a gzip file can unfold to a thousand times its size,
and a text file can be one endless line. Each is refused by name instead of filling the memory.
"""

from __future__ import annotations

import gzip
import os
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from radiotmb.errors import InputError

# A thin-slice whole-body CT (512 x 512 x 2000, two bytes a voxel) is just below it.
VOLUME_BYTES = 2**30
# A line of a VCF with a thousand samples has some 100 kB.
LINE_BYTES = 64 * 2**20
TABLE_BYTES = 2**30

# Arrow's own file, by both its names.
ARROW = (".feather", ".arrow")
YAML_BYTES = 2**20


def volume_limit() -> int:
    """Most bytes a volume may have: RADIOTMB_MAX_VOLUME_GB times 2^30, by default 2^30."""
    return int(float(os.environ.get("RADIOTMB_MAX_VOLUME_GB", 1)) * VOLUME_BYTES)


def check_claim(size: Sequence[int], claimed: int, path: str | Path) -> None:
    """Refuse a volume of ``claimed`` bytes beyond :func:`volume_limit`.

    Raises
    ------
    InputError
    """
    if claimed > volume_limit():
        raise InputError(
            f"the header claims {' x '.join(map(str, size))} voxels, {claimed / 1e9:.3g} GB",
            file=path,
            expected=f"at most {volume_limit() / 1e9:.3g} GB",
            hint="Crop the scan, or set RADIOTMB_MAX_VOLUME_GB if it is that large",
        )


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
