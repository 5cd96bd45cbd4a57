"""What a file claims is checked before memory is taken for it."""

from __future__ import annotations

import gzip
import resource
import struct

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.inputs.extdata import read_yaml
from radiotmb.inputs.limits import check_line, check_table, check_volume
from radiotmb.inputs.tables import read_table
from radiotmb.radiomics.images import read_image
from radiotmb.tmb.lines import read_lines


def nifti_header(size: tuple[int, int, int]) -> bytes:
    """A NIfTI-1 header (348 bytes, int16 voxels) of the given size and nothing behind it."""
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, *size, 1, 1, 1, 1)
    struct.pack_into("<hh", header, 70, 4, 16)
    struct.pack_into("<8f", header, 76, 1, 1, 1, 1, 1, 1, 1, 1)
    struct.pack_into("<f", header, 108, 352)
    header[344:348] = b"n+1\0"
    return bytes(header)


HEADERS = {
    "scan.nii": nifti_header((10_000, 10_000, 10_000)),
    "scan.nii.gz": gzip.compress(nifti_header((10_000, 10_000, 10_000)), mtime=0),
    "scan.nrrd": b"NRRD0004\ntype: short\ndimension: 3\nsizes: 10000 10000 10000\n"
    b"encoding: raw\nendian: little\n\n",
    "scan.mha": b"ObjectType = Image\nNDims = 3\nDimSize = 10000 10000 10000\n"
    b"ElementType = MET_SHORT\nElementDataFile = LOCAL\n",
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_claims_a_million_million_voxels_is_refused(name, tmp_path):
    file = tmp_path / name
    file.write_bytes(HEADERS[name])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(InputError, match="10000 x 10000 x 10000 voxels, 2e.03 GB"):
        read_image(file)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


@pytest.mark.parametrize("field", ["space directions: {}", "{}", "{}: 3", "{}:=3", "sizes: {}:=3"])
def test_an_endless_field_of_an_nrrd_header_is_refused(field, tmp_path):
    file = tmp_path / "scan.nrrd"
    file.write_text(f"NRRD0004\ntype: short\n{field.format('(1' * 5000)}\nsizes: 8 8 4\n\n")
    with pytest.raises(InputError, match=r"line 3: a field of more than 500 bytes"):
        read_image(file)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"NDims = " + b"3" * 50, "NDims"),
        (b"NDims = 0", "NDims"),
        (b"NDims: 11", "NDims"),
        (b"Comment = " + b"x" * 5000, "more than 1000 bytes"),
    ],
)
def test_a_field_that_has_no_room_in_a_metaimage_is_refused(line, said, tmp_path):
    file = tmp_path / "scan.mha"
    sitk.WriteImage(sitk.Image([8, 8, 4], sitk.sitkInt16), str(file))
    assert read_image(file).GetSize() == (8, 8, 4)
    first, _, rest = file.read_bytes().split(b"\n", 2)
    file.write_bytes(b"\n".join([first, line, rest]))
    with pytest.raises(InputError, match=f"line 2: .*{said}"):
        read_image(file)


def test_long_values_of_an_nrrd_header_are_read(tmp_path):
    file = tmp_path / "scan.nrrd"
    sitk.WriteImage(sitk.Image([8, 8, 4], sitk.sitkInt16), str(file))
    first, rest = file.read_bytes().split(b"\n", 1)
    long = b"x" * 5000
    file.write_bytes(b"\n".join([first, b"# " + long, b"segments:=" + long, rest]))
    assert read_image(file).GetSize() == (8, 8, 4)


def test_a_claim_that_the_file_cannot_hold_is_refused(tmp_path):
    file = tmp_path / "scan.nii.gz"
    file.write_bytes(gzip.compress(nifti_header((500, 500, 500))))
    with pytest.raises(InputError, match=r"in a file of \d+ bytes"):
        check_volume(file)


def test_the_emptiest_honest_volume_passes(tmp_path):
    file = tmp_path / "scan.nii.gz"
    sitk.WriteImage(sitk.GetImageFromArray(np.zeros((40, 512, 512), np.int16)), str(file), True)
    check_volume(file)


def test_a_large_volume_passes_when_it_is_allowed(tmp_path, monkeypatch):
    file = tmp_path / "scan.nii.gz"
    sitk.WriteImage(sitk.GetImageFromArray(np.zeros((4, 64, 64), np.int16)), str(file), True)
    monkeypatch.setenv("RADIOTMB_MAX_VOLUME_GB", "1e-6")
    with pytest.raises(InputError, match="RADIOTMB_MAX_VOLUME_GB"):
        check_volume(file)
    monkeypatch.setenv("RADIOTMB_MAX_VOLUME_GB", "1")
    check_volume(file)


@pytest.mark.parametrize("content", [b"#CHROM\n1\t", b""])
def test_an_endless_line_is_refused(content, tmp_path):
    check_line(1_000_000, "calls.vcf")
    file = tmp_path / "calls.vcf.gz"
    with gzip.open(file, "wb", compresslevel=1) as stream:
        stream.write(content + b"A" * (65 * 2**20))
    with pytest.raises(InputError, match=r"calls\.vcf\.gz.*a line of more than 64 MB"):
        list(read_lines(file))


@pytest.fixture
def small_tables(monkeypatch):
    monkeypatch.setattr("radiotmb.inputs.limits.TABLE_BYTES", 2**24)


def test_a_gzip_bomb_is_refused_without_unfolding_it(tmp_path, small_tables):
    file = tmp_path / "features.csv.gz"
    with gzip.open(file, "wb", compresslevel=1) as stream:
        stream.write(b"0" * (2**24 + 1))
    assert file.stat().st_size < 2e5
    with pytest.raises(InputError, match=r"more than 0\.017 GB"):
        check_table(file)


def test_a_parquet_file_of_millions_of_repeated_cells_is_refused(tmp_path, small_tables):
    file = tmp_path / "features.parquet"
    pd.DataFrame({"x": np.zeros(10**6)}).to_parquet(file)
    check_table(file)
    pd.DataFrame({f"x{n}": np.zeros(10**6) for n in range(3)}).to_parquet(file)
    assert file.stat().st_size < 1e5
    with pytest.raises(InputError, match="the table has more than"):
        check_table(file)


@pytest.mark.parametrize("name", ["t.csv.gz", "t.parquet"])
def test_damaged_tables_are_one_message(name, tmp_path):
    (tmp_path / name).write_bytes(b"PAR1\x1f\x8b" + b"\1" * 40)
    with pytest.raises(InputError, match="not readable as a table"):
        read_table(tmp_path / name, "features")


LAUGHS = "a: &a [l, l]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a: " + "b" * 2**20, "more than 1 MB"),
        (LAUGHS, "aliases"),
        ("[" * 50_000, "not readable as YAML"),
        ("seed: 2022-13-45", "not readable as YAML"),
        ("seed: " + "9" * 5000, "not readable as YAML"),
        ("a: !!python/object/apply:os.getcwd []", "not readable as YAML"),
    ],
    ids=["long", "aliases", "nested", "date", "digits", "code"],
)
def test_settings_that_would_fill_or_run_something_are_one_message(content, problem, tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(content)
    with pytest.raises(InputError, match=problem):
        read_yaml(file)
