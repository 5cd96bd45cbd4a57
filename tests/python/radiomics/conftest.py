"""DICOM objects written for the tests, with identities planted in every tag that may hold one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    CTImageStorage,
    ExplicitVRLittleEndian,
    RTStructureSetStorage,
    generate_uid,
)

# Strings no output may ever contain.
PLANTED = {
    "PatientName": "Zzyzx^Quillfeather",
    "PatientID": "PID-8675309",
    "PatientBirthDate": "19310417",
    "PatientAddress": "17 Wobblestone Lane",
    "OtherPatientIDs": "OTHER-5551212",
    "InstitutionName": "Saint Grimbald Infirmary",
    "InstitutionAddress": "Grimbald Square 9",
    "ReferringPhysicianName": "Doktor^Fnordling",
    "OperatorsName": "Operator^Blenkinsop",
    "StationName": "STATIONQX",
    "PatientComments": "brother of Hrothgar",
    "ImageComments": "seen with Hrothgar",
    "StudyDescription": "for Hrothgar only",
    "SeriesDescription": "Hrothgar abdomen",
    "AccessionNumber": "ACC4242424242",
    "StudyID": "STUDY-99887766",
}


def _dataset(path: Path, sop_class: str, modality: str) -> FileDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset(str(path), {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID, dataset.SOPInstanceUID = sop_class, meta.MediaStorageSOPInstanceUID
    dataset.Modality = modality
    dataset.PatientSex, dataset.StudyDate, dataset.StudyTime = "O", "20200102", "101010"
    for tag, value in PLANTED.items():
        setattr(dataset, tag, value)
    return dataset


@pytest.fixture
def write_series():
    """``write_series(folder, voxels, ...)``: a CT series with planted identities."""

    def write(
        folder: Path,
        voxels: np.ndarray,
        *,
        spacing=(0.7, 0.8, 4.0),
        origin=(-90.0, -80.0, 33.0),
        row=(1.0, 0.0, 0.0),
        column=(0.0, 1.0, 0.0),
        slope=1.0,
        intercept=-1024.0,
        number=3,
        shear=0.0,
        name=lambda index: f"{index:03d}.dcm",
        study=None,
        frame=None,
        series=None,
        modality="CT",
        positions=None,
        tags=None,
    ) -> list[Path]:
        folder.mkdir(parents=True, exist_ok=True)
        series, frame = series or generate_uid(), frame or generate_uid()
        study = study or generate_uid()
        normal = np.cross(row, column)
        files = []
        for index, plane in enumerate(voxels):
            file = folder / name(index)
            ds = _dataset(file, CTImageStorage, modality)
            position = np.array(origin) + index * (spacing[2] * normal + shear * np.array(column))
            if positions is not None:
                position = np.array(positions[index])
            ds.SeriesInstanceUID, ds.StudyInstanceUID, ds.FrameOfReferenceUID = series, study, frame
            ds.SeriesNumber, ds.InstanceNumber = number, len(voxels) - index
            ds.ImagePositionPatient = [f"{value:.6f}" for value in position]
            ds.ImageOrientationPatient = [f"{value:.9f}" for value in (*row, *column)]
            ds.PixelSpacing = [str(spacing[1]), str(spacing[0])]
            ds.SliceThickness = str(spacing[2])
            ds.Rows, ds.Columns = plane.shape
            ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
            ds.BitsAllocated, ds.BitsStored, ds.HighBit = 16, 16, 15
            ds.PixelRepresentation = 1
            ds.RescaleSlope, ds.RescaleIntercept = str(slope), str(intercept)
            stored = np.round((plane - intercept) / slope).astype("<i2")
            ds.PixelData = stored.tobytes()
            for tag, value in (tags or {}).items():
                setattr(ds, tag, value)
            ds.save_as(file)
            files.append(file)
        return files

    return write


@pytest.fixture
def write_rtstruct():
    """``write_rtstruct(path, {name: [points (n, 3) in mm, ...]})`` with planted identities.

    A contour may be a pair of its geometric type and its points; a list of pairs in place of the
    dict may name two regions alike.
    """

    def write(path: Path, regions, *, frame=None, series=None) -> Path:
        ds = _dataset(path, RTStructureSetStorage, "RTSTRUCT")
        regions = list(regions.items()) if isinstance(regions, dict) else regions
        if frame is not None:
            referenced, study, drawn_on = Dataset(), Dataset(), Dataset()
            drawn_on.SeriesInstanceUID = series or generate_uid()
            study.RTReferencedSeriesSequence = Sequence([drawn_on])
            referenced.FrameOfReferenceUID = frame
            referenced.RTReferencedStudySequence = Sequence([study])
            ds.ReferencedFrameOfReferenceSequence = Sequence([referenced])
        ds.StructureSetROISequence, ds.ROIContourSequence = Sequence(), Sequence()
        for number, (name, contours) in enumerate(regions, start=1):
            region = Dataset()
            if frame is not None:
                region.ReferencedFrameOfReferenceUID = frame
            region.ROINumber, region.ROIName = number, name
            region.ROIDescription = PLANTED["PatientComments"]
            ds.StructureSetROISequence.append(region)
            drawn = Dataset()
            drawn.ReferencedROINumber, drawn.ContourSequence = number, Sequence()
            for drawn_as in contours:
                kind, points = (
                    drawn_as if isinstance(drawn_as[0], str) else ("CLOSED_PLANAR", drawn_as)
                )
                contour = Dataset()
                contour.ContourGeometricType = kind
                contour.NumberOfContourPoints = len(points)
                contour.ContourData = [f"{value:.5f}" for value in np.asarray(points).ravel()]
                drawn.ContourSequence.append(contour)
            ds.ROIContourSequence.append(drawn)
        ds.save_as(path)
        return path

    return write


@pytest.fixture
def write_seg():
    """``write_seg(path, series_files, {label: mask})`` through highdicom."""
    highdicom = pytest.importorskip("highdicom")
    from pydicom.sr.codedict import codes

    def write(path: Path, files: list[Path], masks: dict[str, np.ndarray]) -> Path:
        source = [pydicom.dcmread(file) for file in files]
        described = [
            highdicom.seg.SegmentDescription(
                segment_number=number,
                segment_label=label,
                segmented_property_category=codes.SCT.MorphologicallyAbnormalStructure,
                segmented_property_type=codes.SCT.Neoplasm,
                algorithm_type=highdicom.seg.SegmentAlgorithmTypeValues.MANUAL,
            )
            for number, label in enumerate(masks, start=1)
        ]
        seg = highdicom.seg.Segmentation(
            source_images=source,
            pixel_array=np.stack(list(masks.values()), axis=-1).astype(np.uint8),
            segmentation_type="BINARY",
            segment_descriptions=described,
            series_instance_uid=generate_uid(),
            series_number=9,
            sop_instance_uid=generate_uid(),
            instance_number=1,
            manufacturer="none",
            manufacturer_model_name="none",
            software_versions="1",
            device_serial_number="1",
        )
        seg.save_as(path)
        return path

    return write


@pytest.fixture
def planted() -> list[str]:
    """The planted identities."""
    return list(PLANTED.values())
