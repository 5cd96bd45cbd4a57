"""A file that crashes ITK's readers is one message, and the next file is read."""

from __future__ import annotations

import os
import signal
import time

import numpy as np
import pytest
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics import read_image, volume_reader


@pytest.fixture
def scan(tmp_path):
    values = np.random.default_rng(1).normal(60, 20, (8, 40, 40)).astype(np.int16)
    sitk.WriteImage(sitk.GetImageFromArray(values), str(tmp_path / "scan.nrrd"))
    return tmp_path / "scan.nrrd", values


def reader_process():
    volume_reader.start_reader()
    return volume_reader._kept._process


def test_a_reader_that_dies_is_one_message_and_is_replaced(scan, monkeypatch):
    path, values = scan
    process = reader_process()
    ask = volume_reader._ItkProcess.ask

    def killed(self, request, file):
        os.kill(process.pid, signal.SIGKILL)
        return ask(self, request, file)

    monkeypatch.setattr(volume_reader._ItkProcess, "ask", killed)
    with pytest.raises(InputError, match=r"scan.nrrd: the reader crashed on it \(signal 9\)"):
        read_image(path)
    monkeypatch.undo()
    np.testing.assert_array_equal(sitk.GetArrayFromImage(read_image(path)), values)
    assert reader_process().pid != process.pid


def test_one_process_reads_file_after_file(scan):
    path, _ = scan
    first = reader_process().pid
    for _ in range(3):
        read_image(path)
    assert reader_process().pid == first


def test_a_reader_that_hangs_is_ended(scan, monkeypatch):
    path, _ = scan
    process = reader_process()
    monkeypatch.setattr(volume_reader, "_LONGEST_SECONDS", 0.5)
    os.kill(process.pid, signal.SIGSTOP)
    begin = time.monotonic()
    with pytest.raises(InputError, match="not read within"):
        read_image(path)
    assert time.monotonic() - begin < 300
    monkeypatch.undo()
    assert read_image(path).GetSize() == (40, 40, 8)


@pytest.mark.parametrize(
    "kind",
    [sitk.sitkUInt8, sitk.sitkInt8, sitk.sitkUInt16, sitk.sitkInt32, sitk.sitkUInt64,
     sitk.sitkFloat32, sitk.sitkFloat64],
)  # fmt: skip
def test_voxels_and_geometry_survive_the_way(tmp_path, kind):
    image = sitk.Cast(sitk.GetImageFromArray(np.arange(60).reshape(3, 4, 5)), kind)
    image.SetSpacing((0.7, 0.9, 3.3))
    image.SetOrigin((1.5, -2.5, 1e3))
    image.SetDirection((0, 1, 0, 1, 0, 0, 0, 0, -1))
    sitk.WriteImage(image, str(tmp_path / "a.nrrd"))
    found = read_image(tmp_path / "a.nrrd")
    assert found.GetPixelID() == kind
    np.testing.assert_array_equal(sitk.GetArrayFromImage(found), sitk.GetArrayFromImage(image))
    for name in ("GetSpacing", "GetOrigin", "GetDirection"):
        assert getattr(found, name)() == getattr(image, name)()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "the file is empty"), (b"hello", r"not readable as an image \(ITK ERROR: .*is not rec")],
)
def test_what_is_no_volume_is_said_without_an_address_in_memory(tmp_path, content, said):
    file = tmp_path / "scan.nii"
    file.write_bytes(content)
    with pytest.raises(InputError, match=said) as raised:
        read_image(file)
    assert "0x" not in str(raised.value)


def test_a_file_of_one_volume_has_no_series(tmp_path):
    file = tmp_path / "scan.nii"
    sitk.WriteImage(sitk.Image([8, 8, 4], sitk.sitkInt16), str(file))
    with pytest.raises(InputError, match="series 3 of a file that holds one volume"):
        read_image(file, series=3)
