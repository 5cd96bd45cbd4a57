"""The mask and the image a scan's features were computed from, as files to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import whole_image
from radiotmb.radiomics.extract import load_scan
from radiotmb.radiomics.preparation import prepared
from radiotmb.radiomics.preset import ExtractionPreset, read_preset
from radiotmb.radiomics.roi import lesion_in, on_whole
from radiotmb.radiomics.scan_options import ScanOptions
from radiotmb.radiomics.scan_tasks import ScanTable
from radiotmb.runtime.files import whole_file
from radiotmb.runtime.notes import collect_notes
from radiotmb.runtime.workers import Workers

FILE_FORMATS = (".nrrd", ".nii")


def save_masks(
    images: pd.DataFrame,
    preset: str | Path | ExtractionPreset = "study",
    *,
    out: str | Path,
    folder: str | Path = ".",
    workers: Workers | int = 1,
    options: ScanOptions | None = None,
    file_format: str = ".nrrd",
) -> pd.DataFrame:
    """Write the mask each scan's features were computed in, and the image as it was resampled.

    Parameters
    ----------
    images : pandas.DataFrame
        As for :func:`extract_cohort`.
    preset : str, path or ExtractionPreset
    out : str or path
        Folder of the files: ``001_P01_primary_supine_mask.nrrd`` and ``..._image.nrrd``, in the
        order of the table. Both lie on one grid. Nothing is taken from the scans' headers but
        their geometry.
    folder, workers, options
        As for :func:`extract_cohort`.
    file_format : {".nrrd", ".nii"}

    Returns
    -------
    pandas.DataFrame
        patient_id, lesion, phase, image, mask (file names; missing where the scan failed), message.

    Raises
    ------
    InputError

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> import SimpleITK as sitk
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ("a", "b"):
    ...     values = np.random.default_rng(ord(name)).normal(50, 20, (8, 24, 24))
    ...     sitk.WriteImage(sitk.GetImageFromArray(values), str(folder / f"{name}.nrrd"))
    >>> lesion = np.zeros((8, 24, 24), np.uint8)
    >>> lesion[2:6, 8:16, 8:16] = 1
    >>> sitk.WriteImage(sitk.GetImageFromArray(lesion), str(folder / "mask.nrrd"))
    >>> images = pd.DataFrame({"patient_id": ["A", "B"], "lesion": "primary", "phase": "portal",
    ...                        "image": ["a.nrrd", "b.nrrd"], "mask": "mask.nrrd"})
    >>> preset = folder / "shape.yaml"
    >>> _ = preset.write_text("imageType: {Original: {}}\\nfeatureClass: {shape: }\\n")
    >>> save_masks(images, preset, out=folder / "saved", folder=folder)["mask"].tolist()
    ['001_A_primary_portal_mask.nrrd', '002_B_primary_portal_mask.nrrd']
    """
    if file_format not in FILE_FORMATS:
        raise InputError(f"no format '{file_format}'", expected=f"one of {', '.join(FILE_FORMATS)}")
    scans = ScanTable.of(images, read_preset(preset), folder, options or ScanOptions())
    places = {
        id(row): str(Path(out).resolve() / name)
        for row, name in zip(scans.rows, scans.file_names, strict=True)
    }
    # Not stored: the files are the result.
    outcomes = scans.run(
        save_mask_task,
        lambda row: ({"target": places[id(row)], "file_format": file_format}, None),
        workers=workers,
        description="writing masks",
    )
    return scans.written(outcomes, {what: f"_{what}{file_format}" for what in ("image", "mask")})


def save_mask_task(
    image_path: str | Path,
    mask_path: str | Path,
    preset: ExtractionPreset,
    label: int | str | None,
    options: ScanOptions,
    target: str,
    file_format: str,
) -> dict[str, Any]:
    """Write ``TARGET_image`` and ``TARGET_mask`` of one scan."""
    # The extraction of the same scan says what there is to say.
    with collect_notes(printing=False):
        scan, mask = load_scan(image_path, mask_path, preset, label, options)
        lesion = lesion_in(mask, options.component)
        ready = prepared(scan.volume, mask, lesion, preset)
    image = whole_image(ready.surroundings.image)
    volumes = {"image": image, "mask": on_whole(ready.lesion, image)}
    for what, volume in volumes.items():
        with whole_file(f"{target}_{what}{file_format}") as temporary:
            sitk.WriteImage(volume, str(temporary), useCompression=True)
    return {}
