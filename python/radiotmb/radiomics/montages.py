"""A picture of every scan of a table, for a page a reader can leaf through."""

from __future__ import annotations

import base64
import io
import re
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from radiotmb.radiomics.images import read_image
from radiotmb.radiomics.montage import montage
from radiotmb.radiomics.preset import ExtractionPreset, read_preset
from radiotmb.radiomics.quality import scan_quality
from radiotmb.radiomics.roi import lesion_in, on_whole, read_mask
from radiotmb.radiomics.scan_tasks import KEYS, failure_row, scan_arguments, scan_key, scan_name
from radiotmb.runtime.execution import Task, run_tasks
from radiotmb.runtime.files import fingerprint, whole_file
from radiotmb.runtime.workers import Workers

_DOTS_PER_INCH = 80


def write_montages(
    images: pd.DataFrame,
    preset: str | Path | ExtractionPreset = "study",
    *,
    out: str | Path,
    folder: str | Path = ".",
    workers: int = 1,
    scheduler: str | None = None,
    store: str | Path | None = None,
    align: bool = False,
    component: str = "all",
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
    folder, workers, scheduler, store, align, component, progress
        As for :func:`extract_cohort`.

    Returns
    -------
    pandas.DataFrame
        patient_id, lesion, phase, picture (file name; missing where the scan could not be drawn),
        message.
    """
    preset, out = read_preset(preset), Path(out)
    rows = images.to_dict("records")
    digest = cache(fingerprint)
    tasks = []
    for row in rows:
        arguments = {**scan_arguments(row, Path(folder), preset)}
        arguments |= {"align": align, "component": component}
        key = scan_key(arguments, digest, {"montage": scan_name(row)})
        tasks.append(Task(scan_name(row), {**arguments, "title": scan_name(row)}, key))
    outcomes = run_tasks(
        montage_task,
        tasks,
        workers=Workers(workers, scheduler, None if store is None else Path(store)),
        description="drawing scans",
        progress=progress,
    )
    table = []
    for index, (row, outcome) in enumerate(zip(rows, outcomes, strict=True), start=1):
        keys = {key: row[key] for key in KEYS if key in row}
        if outcome.error is not None:
            message = failure_row(outcome.error)["message"]
            table.append({**keys, "picture": None, "message": message})
            continue
        # Identifiers are the user's own and may hold anything; a file name may not.
        name = re.sub(r"[^\w.-]+", "_", f"{index:03d}_{scan_name(row)}") + ".png"
        with whole_file(out / name) as temporary:
            temporary.write_bytes(base64.b64decode(outcome.value["png"]))
        table.append({**keys, "picture": name, "message": ""})
    return pd.DataFrame(table)


def montage_task(
    image_path: str,
    mask_path: str,
    preset: ExtractionPreset,
    label: int | str,
    series: int | None,
    align: bool,
    component: str,
    title: str,
) -> dict[str, Any]:
    """The picture of one scan as plain JSON data (PNG in base 64)."""
    image = read_image(image_path, series)
    lesion = lesion_in(read_mask(mask_path, image, label, align=align), component)
    quality = scan_quality(image, lesion, preset, component=component)
    caption = f"{quality['voxels']} voxels, {quality['volume_ml']:.1f} ml"
    if preset.window != "none":
        caption += f", {quality['clamped_share']:.1%} outside the window"
    figure = montage(image, on_whole(lesion, image), preset, title=title, caption=caption)
    picture = io.BytesIO()
    # Without matplotlib's name and version the same scan gives the same bytes.
    figure.savefig(picture, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
    return {"png": base64.b64encode(picture.getvalue()).decode()}
