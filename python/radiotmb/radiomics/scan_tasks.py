"""One row of the images table as a task: its arguments, its name, and the key of its result."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import radiomics
import SimpleITK as sitk

from radiotmb.errors import RadiotmbError
from radiotmb.radiomics.preset import ExtractionPreset
from radiotmb.runtime.code_hash import code_hash
from radiotmb.runtime.files import fingerprint_data

KEYS = ("patient_id", "lesion", "phase")


def scan_arguments(row: dict[str, Any], folder: Path, preset: ExtractionPreset) -> dict[str, Any]:
    """Files, label and series of a row."""
    label, series = (_given(row.get(name)) for name in ("label", "series"))
    return {
        "image_path": str(folder / str(row["image"])),
        "mask_path": str(folder / str(row["mask"])),
        "preset": preset,
        "label": 1 if label is None else str(label),
        "series": None if series is None else int(series),
    }


def scan_name(row: dict[str, Any]) -> str:
    """What people call a scan."""
    return " ".join(str(row[key]) for key in KEYS if key in row)


def scan_key(arguments: dict[str, Any], digest: Callable[[Path], str], more: dict[str, Any]) -> str:
    """Hash of everything a scan's result depends on; empty where a file is not there."""
    files = {name: Path(arguments[name]) for name in ("image_path", "mask_path")}
    if not all(path.exists() for path in files.values()):
        return ""
    options = {key: value for key, value in arguments.items() if key not in (*files, "preset")}
    return fingerprint_data(
        {
            **{name: digest(path) for name, path in files.items()},
            **options,
            "preset": arguments["preset"].hash,
            "code": [code_hash("radiomics"), radiomics.__version__],
            **more,
        }
    )


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Hold ITK to one thread: a cohort's scans are what runs side by side."""
    before = sitk.ProcessObject.GetGlobalDefaultNumberOfThreads()
    sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
    try:
        yield
    finally:
        sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(before)


def failure_row(error: RadiotmbError) -> dict[str, Any]:
    """The columns of the failures table beside the scan's own."""
    return {"file": error.file, "problem": error.problem, "message": str(error)}


def _given(value: Any) -> Any:
    return None if value is None or pd.isna(value) or str(value) == "" else value
