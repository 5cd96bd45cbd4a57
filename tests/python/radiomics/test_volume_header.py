"""What a volume's header claims and names is checked before anything is read."""

from __future__ import annotations

import gzip
import resource
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics import ScanOptions, read_image
from radiotmb.radiomics.images import read_scan_image
from radiotmb.radiomics.volume_header import voxel_files


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
        read_image(file)


def test_the_emptiest_honest_volume_passes(tmp_path):
    file = tmp_path / "scan.nii.gz"
    sitk.WriteImage(sitk.GetImageFromArray(np.zeros((40, 512, 512), np.int16)), str(file), True)
    assert read_image(file).GetSize() == (512, 512, 40)


def test_a_large_volume_passes_when_it_is_allowed(tmp_path, monkeypatch):
    file = tmp_path / "scan.nii.gz"
    sitk.WriteImage(sitk.GetImageFromArray(np.zeros((4, 64, 64), np.int16)), str(file), True)
    monkeypatch.setenv("RADIOTMB_MAX_VOLUME_GB", "1e-6")
    with pytest.raises(InputError, match="RADIOTMB_MAX_VOLUME_GB"):
        read_image(file)
    monkeypatch.setenv("RADIOTMB_MAX_VOLUME_GB", "1")
    assert read_image(file).GetSize() == (64, 64, 4)


SECRET = np.arange(4 * 8 * 8, dtype=np.int16)


def _meta(data_file):
    return (
        "ObjectType = Image\nNDims = 3\nDimSize = 8 8 4\nElementSpacing = 1 1 1\n"
        f"ElementType = MET_SHORT\nElementDataFile = {data_file}\n"
    )


def _nrrd(data_file, field="data file"):
    return (
        "NRRD0004\ntype: short\ndimension: 3\nsizes: 8 8 4\nencoding: raw\nendian: little\n"
        f"{field}: {data_file}\n\n"
    )


HEADERS_THAT_LEAVE = {
    "absolute path": ("x.mhd", lambda secret: _meta(secret)),
    "two dots": ("x.mhd", lambda _: _meta("../secret.raw")),
    "mha that is detached": ("x.mha", lambda secret: _meta(secret)),
    "metaimage list": ("x.mhd", lambda secret: _meta(f"LIST\n{secret}")),
    "metaimage pattern": ("x.mhd", lambda secret: _meta(f"{secret.parent}/secret%01d.raw 1 1 1")),
    "nhdr": ("x.nhdr", lambda secret: _nrrd(secret)),
    "nrrd that is detached": ("x.nrrd", lambda secret: _nrrd(secret)),
    "nrrd, other spelling": ("x.nrrd", lambda secret: _nrrd(secret, "DataFile")),
    "nrrd list": ("x.nhdr", lambda secret: _nrrd(f"LIST\n{secret}").rstrip() + "\n"),
    "nrrd pattern": ("x.nhdr", lambda secret: _nrrd(f"{secret.parent}/secret%d.raw 1 1 1")),
}


@pytest.mark.parametrize("kind", HEADERS_THAT_LEAVE)
def test_a_header_reads_no_file_outside_its_folder(kind, tmp_path):
    name, header = HEADERS_THAT_LEAVE[kind]
    for secret in ("secret.raw", "secret1.raw"):
        (tmp_path / secret).write_bytes(SECRET.tobytes())
    (tmp_path / "images").mkdir()
    file = tmp_path / "images" / name
    file.write_text(header(tmp_path / "secret.raw"))
    with pytest.raises(InputError, match="lies outside the table's folder"):
        read_image(file)


@pytest.mark.parametrize("kind", ["absolute path", "two dots", "nhdr", "nrrd that is detached"])
def test_it_does_where_that_is_allowed(kind, tmp_path):
    name, header = HEADERS_THAT_LEAVE[kind]
    secret = tmp_path / "secret.raw"
    secret.write_bytes(SECRET.tobytes())
    (tmp_path / "images").mkdir()
    file = tmp_path / "images" / name
    file.write_text(header(secret))
    image = read_scan_image(file, ScanOptions(allow_outside=True)).image
    np.testing.assert_array_equal(sitk.GetArrayFromImage(image).ravel(), SECRET)


@pytest.mark.parametrize("name", ["x.mhd", "x.nhdr"])
def test_a_detached_header_beside_its_voxels_is_read_from_anywhere(name, tmp_path, monkeypatch):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "v.raw").write_bytes(SECRET.tobytes())
    (tmp_path / name).write_text((_meta if name == "x.mhd" else _nrrd)("parts/v.raw"))
    # MetaIO alone would look for parts/v.raw in the working directory.
    monkeypatch.chdir("/")
    image = read_image(tmp_path / name)
    np.testing.assert_array_equal(sitk.GetArrayFromImage(image).ravel(), SECRET)


def test_a_header_without_its_voxels_says_so(tmp_path):
    (tmp_path / "x.mhd").write_text(_meta("gone.raw"))
    with pytest.raises(InputError, match="'gone.raw' for its voxels, which is no file"):
        read_image(tmp_path / "x.mhd")


def test_a_name_longer_than_the_system_allows_is_no_file(tmp_path):
    file = tmp_path / "scan.mhd"
    file.write_text(f"NDims = 3\nElementDataFile = {'9' * 400}\n")
    with pytest.raises(InputError, match=r"scan\.mhd, line 2: the header names '9+' .* is no file"):
        voxel_files(file)


def test_a_pattern_names_one_file_a_slice(tmp_path):
    for index in range(1, 5):
        (tmp_path / f"s{index:02d}.raw").write_bytes(
            SECRET[64 * (index - 1) : 64 * index].tobytes()
        )
    (tmp_path / "x.nhdr").write_text(_nrrd("s%02d.raw 1 4 1 2"))
    assert [file.name for file in voxel_files(tmp_path / "x.nhdr")] == [
        f"s{index:02d}.raw" for index in range(1, 5)
    ]
    image = read_image(tmp_path / "x.nhdr")
    np.testing.assert_array_equal(sitk.GetArrayFromImage(image).ravel(), SECRET)


def test_the_command_line_refuses_a_table_whose_header_leaves_its_folder(tmp_path):
    (tmp_path / "secret.raw").write_bytes(SECRET.tobytes())
    study = tmp_path / "study"
    (study / "images").mkdir(parents=True)
    (study / "images" / "x.mhd").write_text(_meta(tmp_path / "secret.raw"))
    mask = sitk.Image([8, 8, 4], sitk.sitkUInt8)
    mask[2:6, 2:6, 1:3] = 1
    sitk.WriteImage(mask, str(study / "m.nrrd"))
    table = study / "images.csv"
    table.write_text("patient_id,lesion,phase,image,mask\nP1,primary,p,images/x.mhd,m.nrrd\n")
    command = [str(Path(sys.executable).with_name("radiotmb")), "extract", "--images", str(table)]
    done = subprocess.run([*command, "--preset", "study"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "lies outside the table's folder" in done.stderr
    assert "failed: P1 primary p: " in done.stderr
    allowed = subprocess.run(
        [*command, "--sigma", "1", "--allow-outside"], capture_output=True, text=True
    )
    assert allowed.returncode == 0, allowed.stderr
