"""Sound scans, masks and structures of every kind; test_hostile_inputs.py damages them."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pydicom
import SimpleITK as sitk
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid


def volume_file(folder: Path, name: str, lesion: bool = False) -> bytes:
    values = np.random.default_rng(1).integers(-100, 200, (4, 8, 8)).astype(np.int16)
    if lesion:
        values = np.zeros((4, 8, 8), np.uint8)
        values[1:3, 2:6, 2:6] = 1
    image = sitk.GetImageFromArray(values)
    sitk.WriteImage(image, str(folder / name), useCompression=name.endswith(".nrrd"))
    return (folder / name).read_bytes()


def slice_file(folder: Path, z: float) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = folder / "slice.dcm"
    ds = FileDataset(str(file), {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
    ds.SeriesInstanceUID, ds.Modality = "1.2.3", "CT"
    ds.ImagePositionPatient, ds.ImageOrientationPatient = [0, 0, z], [1, 0, 0, 0, 1, 0]
    ds.PixelSpacing, ds.Rows, ds.Columns = [0.7, 0.7], 8, 8
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated = ds.BitsStored = 16
    ds.HighBit, ds.PixelRepresentation = 15, 1
    ds.RescaleSlope, ds.RescaleIntercept = 1, -1024
    ds.PixelData = np.zeros((8, 8), np.int16).tobytes()
    pydicom.dcmwrite(file, ds, enforce_file_format=True)
    return file.read_bytes()


def enhanced(folder: Path) -> bytes:
    """Four frames of an enhanced CT, each in its place."""
    (folder / "enhanced").mkdir(exist_ok=True)
    slice_file(folder, 0)
    ds = pydicom.dcmread(folder / "slice.dcm")
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2.1"
    shared, axes, measures, values = Dataset(), Dataset(), Dataset(), Dataset()
    axes.ImageOrientationPatient, measures.PixelSpacing = [1, 0, 0, 0, 1, 0], [0.7, 0.7]
    values.RescaleSlope, values.RescaleIntercept = 1, -1024
    shared.PlaneOrientationSequence, shared.PixelMeasuresSequence = [axes], [measures]
    shared.PixelValueTransformationSequence = [values]
    frames = []
    for z in range(4):
        frame, place = Dataset(), Dataset()
        place.ImagePositionPatient = [0, 0, 5 * z]
        frame.PlanePositionSequence = [place]
        frames.append(frame)
    ds.SharedFunctionalGroupsSequence, ds.PerFrameFunctionalGroupsSequence = [shared], frames
    ds.NumberOfFrames, ds.PixelData = 4, np.zeros((4, 8, 8), np.int16).tobytes()
    for tag in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"):
        del ds[tag]
    pydicom.dcmwrite(folder / "slice.dcm", ds, enforce_file_format=True)
    return (folder / "slice.dcm").read_bytes()


def layers(folder: Path) -> bytes:
    """A segmentation of 3D Slicer's kind whose two segments overlap."""
    voxels = np.zeros((4, 8, 8, 2), np.uint8)
    voxels[1:3, 2:6, 2:6, 0] = voxels[1:4, 3:7, 3:7, 1] = 1
    mask = sitk.GetImageFromArray(voxels, isVector=True)
    for index, name in enumerate(("liver", "lesion")):
        mask.SetMetaData(f"Segment{index}_Name", name)
        mask.SetMetaData(f"Segment{index}_LabelValue", "1")
        mask.SetMetaData(f"Segment{index}_Layer", str(index))
    sitk.WriteImage(mask, str(folder / "two.seg.nrrd"), useCompression=True)
    return (folder / "two.seg.nrrd").read_bytes()


def second_nifti() -> bytes:
    """A NIfTI-2 header (nifti2.h) and 4 x 8 x 8 voxels."""
    head = bytearray(544)
    struct.pack_into("<i", head, 0, 540)
    head[4:12] = b"n+2\0\r\n\x1a\n"
    struct.pack_into("<hh8q8dq", head, 12, 4, 16, 3, 8, 8, 4, *[1] * 4, *[1.0] * 8, 544)
    struct.pack_into("<dd", head, 176, 1, -1024)
    return bytes(head) + np.zeros(256, np.int16).tobytes()


DETACHED_META = (
    b"ObjectType = Image\nNDims = 3\nDimSize = 8 8 4\nElementType = MET_SHORT\n"
    b"ElementDataFile = voxels.raw\n"
)
DETACHED_NRRD = (
    b"NRRD0004\ntype: short\ndimension: 3\nsizes: 8 8 4\nencoding: raw\nendian: little\n"
    b"data file: voxels.raw\n\n"
)


def structures(folder: Path) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.481.3"
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = folder / "structures.dcm"
    ds = FileDataset(str(file), {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID = meta.MediaStorageSOPClassUID, generate_uid()
    ds.Modality = "RTSTRUCT"
    region, contour, drawn = Dataset(), Dataset(), Dataset()
    region.ROINumber, region.ROIName = 1, "lesion"
    contour.ContourGeometricType = "CLOSED_PLANAR"
    contour.NumberOfContourPoints = 4
    contour.ContourData = [1, 1, 1, 6, 1, 1, 6, 6, 1, 1, 6, 1]
    drawn.ReferencedROINumber, drawn.ContourSequence = 1, [contour]
    ds.StructureSetROISequence, ds.ROIContourSequence = [region], [drawn]
    pydicom.dcmwrite(file, ds, enforce_file_format=True)
    return file.read_bytes()
