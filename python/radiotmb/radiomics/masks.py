"""Masks as they come: label images, contours, segments in, a lesion on its image's grid out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import AnyImage, voxels_of, whole_image
from radiotmb.radiomics.dicom_files import (
    dicom_faults,
    dicom_files,
    files_by_number,
    is_dicom,
    read_tags,
)
from radiotmb.radiomics.dicom_seg import read_seg, seg_regions
from radiotmb.radiomics.grids import on_grid_of
from radiotmb.radiomics.images import ScanImage, read_volume
from radiotmb.radiomics.label_image import label_regions, segments_of, select_label
from radiotmb.radiomics.modality import known_modality
from radiotmb.radiomics.regions import Region
from radiotmb.radiomics.roi import lesion_in, on_whole
from radiotmb.radiomics.rtstruct import read_rtstruct, rtstruct_regions
from radiotmb.radiomics.scan_options import ScanOptions

REGION_COLUMNS = ("number", "name", "layer", "voxels", "volume_ml")


def read_mask(
    path: str | Path,
    image: sitk.Image,
    label: int | str | None = None,
    *,
    options: ScanOptions | None = None,
    **given: Any,
) -> sitk.Image:
    """Read the mask of one lesion on the grid of its image.

    Parameters
    ----------
    path : str or path
        NIfTI, NRRD or MetaImage label image, DICOM RTSTRUCT or DICOM SEG, or the folder that holds
        the RTSTRUCT or SEG.
    image : SimpleITK.Image
        The scan it belongs to.
    label : int or str, optional
        Value of the lesion's voxels, or the name of the segment or region. Without one: the only
        region, or label 1 of a plain label image.
    options : ScanOptions, optional
    given
        Fields of :class:`ScanOptions` in place of ``options``, such as ``align=True``.

    Returns
    -------
    SimpleITK.Image
        8-bit, 1 in the lesion and 0 elsewhere, geometry of ``image``.

    Raises
    ------
    InputError
        Where the file is unreadable, lies on another grid, is empty, or lacks the label.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "mask.nrrd"
    >>> mask = sitk.Image([8, 8, 8], sitk.sitkUInt8)
    >>> mask[2:4, 2:4, 2:4] = 3
    >>> sitk.WriteImage(mask, str(file))
    >>> lesion = read_mask(file, sitk.Image([8, 8, 8], sitk.sitkInt16), label=3)
    >>> int(sitk.GetArrayViewFromImage(lesion).sum())
    8
    """
    options = options or ScanOptions(**given)
    mask = load_mask(path, ScanImage(image), label, options)
    if options.component == "all":
        return whole_image(mask)
    return on_whole(lesion_in(mask, options.component), image)


def load_mask(
    path: str | Path,
    scan: ScanImage,
    label: int | str | None,
    options: ScanOptions,
    channel: int | None = None,
) -> AnyImage:
    """The mask of one label on the grid of its scan, whatever its number of parts.

    Parameters
    ----------
    path : str or path
    scan : ScanImage
    label : int, str or None
    options : ScanOptions
    channel : int, optional
        Layer of a label image with several (PyRadiomics' ``label_channel``).

    Raises
    ------
    InputError
        As :func:`read_mask`.
    """
    with files_by_number(Path(path)):
        return _load_mask(mask_file(Path(path)), scan, label, options, channel)


def _load_mask(
    file: Path,
    scan: ScanImage,
    label: int | str | None,
    options: ScanOptions,
    channel: int | None,
) -> AnyImage:
    kind = mask_kind(file)
    mask: AnyImage
    if kind == "RTSTRUCT":
        mask = read_rtstruct(file, scan, label, options)
    elif kind == "SEG":
        mask = read_seg(file, scan, label, options)
    else:
        volume = read_volume(file, "mask", options, two_dimensional=scan.flat)
        segments = segments_of(volume.segments)
        mask = select_label(volume.image, label, segments=segments, channel=channel, file=file)
    return on_grid_of(mask, scan.volume, align=options.align, file=file)


def list_regions(
    path: str | Path, image_path: str | Path | None = None, options: ScanOptions | None = None
) -> pd.DataFrame:
    """List the regions of a mask: number, name, voxels and volume.

    Parameters
    ----------
    path : str or path
    image_path : str or path, optional
        The scan it belongs to; contours have voxels only on one.
    options : ScanOptions, optional

    Returns
    -------
    pandas.DataFrame
        number, name, layer, voxels, volume_ml; the last two are missing for contours without a
        scan, and for a region that cannot be drawn on it.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "mask.nrrd"
    >>> mask = sitk.Image([8, 8, 8], sitk.sitkUInt8)
    >>> mask[2:4, 2:4, 2:4] = 3
    >>> sitk.WriteImage(mask, str(file))
    >>> list_regions(file)[["number", "voxels"]].values.tolist()
    [[3, 8]]
    """
    from radiotmb.radiomics.images import read_scan_image

    options = options or ScanOptions()
    scan = None if image_path is None else read_scan_image(image_path, options)
    rows = []
    with files_by_number(Path(path)):
        file = mask_file(Path(path))
        for region in regions_of(file, options):
            voxels, volume = _measured(file, region, scan, options)
            number = int(region.number) if float(region.number).is_integer() else region.number
            rows.append([number, region.name, region.layer, voxels, volume])
    table = pd.DataFrame(rows, columns=[*REGION_COLUMNS])
    return table.astype({"voxels": "Int64", "volume_ml": float})


def _measured(
    file: Path, region: Region, scan: ScanImage | None, options: ScanOptions
) -> tuple[int | None, float | None]:
    kind = mask_kind(file)
    mask: AnyImage
    try:
        if kind == "RTSTRUCT":
            if scan is None:
                return None, None
            mask = read_rtstruct(file, scan, region.digits, options, by_number=True)
        elif kind == "SEG":
            mask = read_seg(file, scan, region.digits, options, by_number=True)
        else:
            volume = read_volume(file, "mask", options, two_dimensional=True).image
            mask = select_label(volume, region.digits, channel=region.layer, file=file)
    except InputError:
        return None, None
    voxels = int(voxels_of(mask).sum(dtype=int))
    x, y, z = mask.GetSpacing()
    return voxels, voxels * x * y * z / 1000


def regions_of(file: Path, options: ScanOptions) -> list[Region]:
    """The regions of a mask, in the order of its file."""
    kind = mask_kind(file)
    if kind == "RTSTRUCT":
        return rtstruct_regions(file)
    if kind == "SEG":
        return seg_regions(file)
    volume = read_volume(file, "mask", options, two_dimensional=True)
    return label_regions(volume.image, segments_of(volume.segments), file)


def mask_file(path: Path) -> Path:
    """The file itself, or the only one of a folder (an exported RTSTRUCT or SEG)."""
    if not path.is_dir():
        return path
    files = dicom_files(path)
    if len(files) > 1:
        # A study's folder: the scan lies beside its contours.
        files = [file for file in files if mask_kind(file, strict=False) in ("RTSTRUCT", "SEG")]
    if len(files) != 1:
        raise InputError(
            f"{len(files)} DICOM contours or segmentations in the mask's folder",
            file=path,
            expected="one RTSTRUCT or SEG file",
        )
    return files[0]


def mask_kind(file: Path, *, strict: bool = True) -> str:
    """``RTSTRUCT``, ``SEG``, or empty for a label image.

    Raises
    ------
    InputError
        For a DICOM file of another kind, if ``strict``.
    """
    if not is_dicom(file):
        return ""
    with dicom_faults(file):
        modality = str(read_tags(file, ["Modality"]).get("Modality", ""))
    if modality not in ("RTSTRUCT", "SEG") and strict:
        raise InputError(
            f"a DICOM file of modality {known_modality(modality)}",
            file=file,
            expected="an RTSTRUCT, a SEG, or a label image",
        )
    return modality
