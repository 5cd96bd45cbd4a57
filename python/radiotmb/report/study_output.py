"""Reads a study's output folder, each table once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from radiotmb.errors import InputError
from radiotmb.inputs.extdata import text_columns
from radiotmb.inputs.formula_cells import own_cells
from radiotmb.runtime.files import read_json


@dataclass
class StudyOutput:
    """A study's output folder.

    Attributes
    ----------
    folder : Path
        The folder itself.
    results : dict
        The content of ``results.json``.
    provenance : dict
        The content of ``provenance.json``; empty where there is none.
    """

    folder: Path
    results: dict[str, Any]
    provenance: dict[str, Any] = field(default_factory=dict)
    _tables: dict[str, pd.DataFrame | None] = field(default_factory=dict, repr=False)

    def table(self, name: str) -> pd.DataFrame | None:
        """A table by name, or None where the study did not write it or it has no rows."""
        if name not in self._tables:
            self._tables[name] = self._read(self.folder / "tables" / f"{name}.csv")
        return self._tables[name]

    @property
    def failures(self) -> pd.DataFrame | None:
        """Samples and scans that failed, with the reason; None where nothing did."""
        if "failures.csv" not in self._tables:
            self._tables["failures.csv"] = self._read(self.folder / "failures.csv")
        return self._tables["failures.csv"]

    def _read(self, path: Path) -> pd.DataFrame | None:
        frame = _read(path)
        return frame if frame is None or not self.result("safe_csv") else own_cells(frame)

    def result(self, *path: str, default: Any = None) -> Any:
        """An entry of ``results.json`` by its path, or ``default`` where a part is missing."""
        found: Any = self.results
        for part in path:
            if not isinstance(found, dict) or found.get(part) is None:
                return default
            found = found[part]
        return found


def read_output(folder: str | Path) -> StudyOutput:
    """Open a study's output folder.

    Raises
    ------
    InputError
        Where there is no readable ``results.json``.
    """
    folder = Path(folder)
    results = _read_json(folder / "results.json")
    if results is None:
        raise InputError(
            "no such file",
            file=folder / "results.json",
            expected="the output folder of a study",
            hint="Run: radiotmb run STUDY.yaml",
        )
    return StudyOutput(folder, results, _read_json(folder / "provenance.json") or {})


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        content = read_json(path)
    except FileNotFoundError:
        return None
    except (ValueError, OSError) as error:
        raise InputError(f"not readable as JSON ({error})", file=path) from error
    if not isinstance(content, dict):
        raise InputError("not a JSON object", file=path)
    return content


def _read(path: Path) -> pd.DataFrame | None:
    try:
        frame = pd.read_csv(
            path,
            dtype=dict.fromkeys(text_columns(), str),
            keep_default_na=False,
            na_values=["", "NA", "NaN", "nan"],
            float_precision="round_trip",
        )
    except (FileNotFoundError, pd.errors.EmptyDataError):
        return None
    except (ValueError, OSError) as error:
        reason = " ".join(str(error).split())
        raise InputError(f"not readable as a table ({reason})", file=path) from error
    return None if frame.empty else frame
