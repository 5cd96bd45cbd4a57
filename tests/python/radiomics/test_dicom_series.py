"""Folders as hospitals hand them over: other objects, rounded places, other encodings."""

from __future__ import annotations

import zlib

import numpy as np
import pandas as pd
import pydicom
import pytest
import SimpleITK as sitk
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import DeflatedExplicitVRLittleEndian, generate_uid

from radiotmb.errors import InputError
from radiotmb.radiomics import ScanOptions, extract_cohort, read_image
from radiotmb.radiomics.dicom_files import is_dicom
from radiotmb.radiomics.images import read_scan_image
from radiotmb.runtime.notes import collect_notes
from radiotmb.study.acquisition import acquisition_section


@pytest.fixture
def hu():
    return np.random.default_rng(5).normal(60, 40, (8, 22, 24)).round()


def read_with_notes(folder, **options):
    with collect_notes(printing=False) as notes:
        scan = read_scan_image(folder, ScanOptions(**options))
    return sitk.GetArrayFromImage(scan.image), [note.message for note in notes]


def test_other_objects_of_the_study_are_no_candidates(tmp_path, hu, write_series, write_seg):
    files = write_series(tmp_path / "study" / "ct", hu)
    mask = np.zeros(hu.shape, np.uint8)
    mask[2:5, 4:9, 4:9] = 1
    write_seg(tmp_path / "study" / "seg.dcm", files, {"GTV": mask})
    plan = write_series(tmp_path / "study" / "dose", hu, number=8, modality="RTDOSE")
    for file in plan:
        ds = pydicom.dcmread(file)
        ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.481.2"
        ds.save_as(file)
    capture = write_series(tmp_path / "study" / "capture", hu[:1], number=9)[0]
    ds = pydicom.dcmread(capture)
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PlanarConfiguration = 3, "RGB", 0
    ds.save_as(capture)
    for chosen in ({}, {"series": 1}):
        voxels, _ = read_with_notes(tmp_path / "study", **chosen)
        np.testing.assert_array_equal(voxels, hu)


def test_a_fault_of_another_series_does_not_matter(tmp_path, hu, write_series):
    write_series(tmp_path / "a", hu)
    broken = write_series(tmp_path / "b", hu, number=9)[2]
    ds = pydicom.dcmread(broken)
    ds.PixelSpacing = None
    ds.save_as(broken)
    np.testing.assert_array_equal(read_with_notes(tmp_path, series=1)[0], hu)
    with pytest.raises(InputError, match="the tag PixelSpacing is missing"):
        read_image(tmp_path, series=2)


@pytest.mark.parametrize("says_so", [True, False])
def test_a_scout_in_the_series_is_left_out(tmp_path, hu, write_series, says_so):
    series, frame = generate_uid(), generate_uid()
    write_series(tmp_path / "ct", hu, series=series, frame=frame)
    tags = {"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]} if says_so else None
    scout = {"row": (0.0, 1.0, 0.0), "column": (0.0, 0.0, -1.0), "series": series, "frame": frame}
    write_series(tmp_path / "ct", hu[:1, :9, :9], name=lambda _: "s.dcm", tags=tags, **scout)
    voxels, notes = read_with_notes(tmp_path / "ct")
    np.testing.assert_array_equal(voxels, hu)
    assert len(notes) == 1
    assert "left out" in notes[0]


@pytest.mark.parametrize(("gap", "digits"), [(0.625, 2), (1.25, 1), (3.27, 1), (5.0, 6)])
def test_rounded_positions_are_judged_by_the_even_grid(tmp_path, hu, write_series, gap, digits):
    positions = [(0.0, 0.0, round(33.7 + gap * k, digits)) for k in range(8)]
    write_series(tmp_path / "ct", hu, spacing=(0.7, 0.8, gap), positions=positions)
    voxels, notes = read_with_notes(tmp_path / "ct")
    np.testing.assert_array_equal(voxels, hu)
    assert read_image(tmp_path / "ct").GetSpacing()[2] == pytest.approx(gap, rel=0.01)
    if digits != 2:
        assert bool(notes) == (digits == 1)


def test_a_slice_off_its_place_is_refused_unless_tolerated(tmp_path, hu, write_series):
    positions = [(0.0, 0.0, 5.0 * k + (1.0 if k == 3 else 0.0)) for k in range(8)]
    write_series(tmp_path / "ct", hu, positions=positions)
    with pytest.raises(InputError, match=r"uneven spacing.*--spacing-tolerance 0\.1"):
        read_image(tmp_path / "ct")
    voxels, notes = read_with_notes(tmp_path / "ct", spacing_tolerance=0.2)
    np.testing.assert_array_equal(voxels, hu)
    assert "off an even grid" in notes[0]
    positions[5:] = [(0.0, 0.0, z + 5.0) for _, _, z in positions[5:]]
    write_series(tmp_path / "gap", hu, positions=positions)
    with pytest.raises(InputError, match="1 missing"):
        read_scan_image(tmp_path / "gap", ScanOptions(spacing_tolerance=0.4))


def test_deflated_files_are_read(tmp_path, hu, write_series):
    for file in write_series(tmp_path / "ct", hu):
        ds = pydicom.dcmread(file)
        ds.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
        ds.save_as(file, enforce_file_format=True)
    np.testing.assert_array_equal(read_with_notes(tmp_path / "ct")[0], hu)


def test_a_deflate_bomb_is_refused(tmp_path, hu, write_series, monkeypatch):
    file = write_series(tmp_path / "ct", hu)[0]
    ds = pydicom.dcmread(file)
    ds.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    ds.save_as(file, enforce_file_format=True)
    length = pydicom.dcmread(file).file_meta.FileMetaInformationGroupLength
    head = file.read_bytes()[: 132 + 12 + length]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    file.write_bytes(head + packer.compress(bytes(50_000_000)) + packer.flush())
    monkeypatch.setenv("RADIOTMB_MAX_VOLUME_GB", "0.01")
    with pytest.raises(InputError, match="unfold to more than 0.0107 GB"):
        read_image(tmp_path / "ct")


@pytest.mark.parametrize("meta", [True, False])
def test_files_without_a_preamble_are_read(tmp_path, hu, write_series, meta):
    for file in write_series(tmp_path / "ct", hu):
        pydicom.dcmread(file).save_as(file, enforce_file_format=True)
        whole = file.read_bytes()
        length = pydicom.dcmread(file).file_meta.FileMetaInformationGroupLength
        file.write_bytes(whole[132:] if meta else whole[132 + 12 + length :])
        assert is_dicom(file)
    np.testing.assert_array_equal(read_with_notes(tmp_path / "ct")[0], hu)


@pytest.mark.parametrize("head", [b"\x5c\x01\0\0" * 8, b"NRRD0004\ntype: short", b"ObjectType = I"])
def test_other_formats_are_not_taken_for_dicom(tmp_path, head):
    (tmp_path / "a").write_bytes(head)
    assert not is_dicom(tmp_path / "a")


def test_a_series_that_is_no_ct_says_so(tmp_path, hu, write_series):
    write_series(tmp_path / "mr", hu, modality="MR")
    assert "modality MR" in read_with_notes(tmp_path / "mr")[1][0]


def enhanced(path, files):
    """The slices of a series as one multi-frame object, its frames in a shuffled order."""
    single = [pydicom.dcmread(file) for file in files]
    whole = pydicom.dcmread(files[0])
    whole.SOPClassUID = whole.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2.1"
    order = np.random.default_rng(3).permutation(len(single))
    shared, axes, measures = Dataset(), Dataset(), Dataset()
    axes.ImageOrientationPatient = whole.ImageOrientationPatient
    measures.PixelSpacing = whole.PixelSpacing
    shared.PlaneOrientationSequence = Sequence([axes])
    shared.PixelMeasuresSequence = Sequence([measures])
    whole.SharedFunctionalGroupsSequence = Sequence([shared])
    frames = []
    for index in order:
        frame, place, values = Dataset(), Dataset(), Dataset()
        place.ImagePositionPatient = single[index].ImagePositionPatient
        values.RescaleSlope, values.RescaleIntercept = "1", "-1024"
        frame.PlanePositionSequence = Sequence([place])
        frame.PixelValueTransformationSequence = Sequence([values])
        frames.append(frame)
    whole.PerFrameFunctionalGroupsSequence = Sequence(frames)
    whole.NumberOfFrames = len(frames)
    for tag in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing",
                "RescaleSlope", "RescaleIntercept"):  # fmt: skip
        del whole[tag]
    whole.PixelData = b"".join(single[index].PixelData for index in order)
    whole.save_as(path)


def test_an_enhanced_ct_equals_its_slices(tmp_path, hu, write_series):
    files = write_series(tmp_path / "ct", hu)
    (tmp_path / "enhanced").mkdir()
    enhanced(tmp_path / "enhanced" / "a.dcm", files)
    one, two = read_image(tmp_path / "ct"), read_image(tmp_path / "enhanced")
    np.testing.assert_array_equal(sitk.GetArrayFromImage(two), hu)
    assert one.GetOrigin() == two.GetOrigin()
    assert one.GetSpacing() == two.GetSpacing()
    assert one.GetPixelID() == two.GetPixelID()


def test_the_scanner_is_described_and_nobody_named(tmp_path, hu, write_series):
    tags = {
        "Manufacturer": "SIEMENS", "ManufacturerModelName": "Somatom <Force>", "KVP": "120",
        "ConvolutionKernel": ["B30f", "3"], "Exposure": "150",
        "ContrastBolusAgent": "agent of Fnord",
        "ContrastBolusStartTime": "235930", "AcquisitionTime": "000040.25",
    }  # fmt: skip
    write_series(tmp_path / "ct", hu, tags=tags)
    found = read_scan_image(tmp_path / "ct", ScanOptions()).scanner
    assert found == {
        "modality": "CT", "manufacturer": "SIEMENS", "scanner_model": "Somatom Force",
        "kernel": "B30f 3", "slice_thickness_mm": 4.0, "kvp": 120.0, "exposure_mas": 150.0,
        "contrast": "yes", "seconds_after_injection": 70.2,
    }  # fmt: skip


def test_the_acquisition_of_dicom_scans_reaches_the_study(tmp_path, hu, write_series):
    lesion = np.zeros(hu.shape, np.uint8)
    lesion[2:6, 5:15, 5:15] = 1
    mask = sitk.GetImageFromArray(lesion)
    for patient, voltage in (("A", "120"), ("B", "80")):
        write_series(tmp_path / patient, hu, tags={"KVP": voltage, "Manufacturer": "SIEMENS"})
        mask.CopyInformation(read_image(tmp_path / patient))
        sitk.WriteImage(mask, tmp_path / f"{patient}.nii.gz")
    images = pd.DataFrame(
        {"patient_id": ["A", "B"], "lesion": "primary", "phase": "supine", "image": ["A", "B"],
         "mask": ["A.nii.gz", "B.nii.gz"]}
    )  # fmt: skip
    found = extract_cohort(images, folder=tmp_path)
    assert found.failures.empty
    table = acquisition_section(found.quality).tables["acquisition"].set_index("parameter")
    assert table.loc["kvp", "values"] == "80 (1); 120 (1)"
    assert table.loc["manufacturer", "values"] == "SIEMENS (2)"
    assert table.loc["slice_thickness_mm", ["scans", "of", "values"]].tolist() == [2, 2, "4 (2)"]
