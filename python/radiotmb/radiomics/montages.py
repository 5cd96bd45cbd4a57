"""A picture of every scan of a table, for a page a reader can leaf through."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pandas as pd

from radiotmb.radiomics.extract import load_scan
from radiotmb.radiomics.montage import montage
from radiotmb.radiomics.preset import ExtractionPreset, read_preset
from radiotmb.radiomics.quality import scan_quality
from radiotmb.radiomics.roi import lesion_in, on_whole
from radiotmb.radiomics.scan_options import ScanOptions
from radiotmb.radiomics.scan_tasks import ScanTable
from radiotmb.runtime.files import whole_file
from radiotmb.runtime.notes import collect_notes
from radiotmb.runtime.workers import Workers

_DOTS_PER_INCH = 80


def write_montages(
    images: pd.DataFrame,
    preset: str | Path | ExtractionPreset = "study",
    *,
    out: str | Path,
    folder: str | Path = ".",
    workers: Workers | int = 1,
    options: ScanOptions | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Draw the lesion of every scan in three planes and write the pictures.

    Parameters
    ----------
    images : pandas.DataFrame
        As for :func:`extract_cohort`.
    preset : str, path or ExtractionPreset
        For the grey window.
    out : str or path
        Folder of the pictures: ``001_P01_primary_supine.png`` in the order of the table.
    folder, workers, options, progress
        As for :func:`extract_cohort`.

    Returns
    -------
    pandas.DataFrame
        patient_id, lesion, phase, picture (file name; missing where the scan could not be drawn),
        message.

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
    >>> write_montages(images, preset, out=folder / "pictures", folder=folder)["picture"].tolist()
    ['001_A_primary_portal.png', '002_B_primary_portal.png']
    """
    scans = ScanTable.of(images, read_preset(preset), folder, options or ScanOptions())

    def titled(row: dict[str, Any]) -> tuple[dict[str, Any], Any]:
        return {"title": scans.name(row)}, {"montage": scans.name(row)}

    outcomes = scans.run(
        montage_task,
        titled,
        workers=workers,
        description="drawing scans",
        progress=progress,
        accepts=_picture_in,
    )
    for name, outcome in zip(scans.file_names, outcomes, strict=True):
        if outcome.error is None:
            with whole_file(Path(out) / f"{name}.png") as temporary:
                temporary.write_bytes(_picture_in(outcome.value))
    return scans.written(outcomes, {"picture": ".png"})


def _picture_in(value: dict[str, str]) -> bytes:
    picture = base64.b64decode(value["png"], validate=True)
    if not picture.startswith(b"\x89PNG\r\n\x1a\n"):
        raise ValueError("no PNG")
    return picture


def montage_task(
    image_path: str | Path,
    mask_path: str | Path,
    preset: ExtractionPreset,
    label: int | str | None,
    options: ScanOptions,
    title: str,
) -> dict[str, Any]:
    """The picture of one scan as plain JSON data (PNG in base 64)."""
    # The extraction of the same scan says what there is to say.
    with collect_notes(printing=False):
        scan, mask = load_scan(image_path, mask_path, preset, label, options)
    image, lesion = scan.image, lesion_in(mask, options.component)
    quality = scan_quality(image, lesion, preset, component=options.component)
    caption = f"{quality['voxels']} voxels, {quality['volume_ml']:.1f} ml"
    if preset.window != "none":
        caption += f", {quality['clamped_share']:.1%} outside the window"
    figure = montage(image, on_whole(lesion, image), preset, title=title, caption=caption)
    picture = io.BytesIO()
    # Without matplotlib's name and version the same scan gives the same bytes.
    figure.savefig(picture, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
    return {"png": base64.b64encode(picture.getvalue()).decode()}
