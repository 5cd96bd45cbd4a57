"""A sound study of twelve patients with a portal phase of each lesion, to run and to damage."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from radiotmb.simulate.cohort import Patient, simulate_cohort
from radiotmb.simulate.scans import simulate_scan, write_volume
from radiotmb.simulate.variants import germline_panel, simulate_variants
from radiotmb.simulate.vcf import write_germline, write_sample

_SEED = 2022
# The simulated phase that stands for the portal one.
_PHASES = {"primary": "prone", "metastasis": "enhanced"}
_MODEL = {
    "outer": 2,
    "inner": 2,
    "repeats": 1,
    "trees": 10,
    "bootstrap_chain": 0,
    "permutations": 0,
    "permutation_trees": 5,
}
_FEATURES = "imageType:\n  Original: {}\nsetting:\n  binWidth: 25\n"


def _patients() -> list[Patient]:
    """Twelve who had both scans: six with a high burden of a lesion and six without."""
    cohort = [patient for patient in simulate_cohort(_SEED) if patient.contrast]
    high = [patient for patient in cohort if patient.cell != "both low"][:6]
    low = [patient for patient in cohort if patient.cell == "both low"][:6]
    return sorted(high + low, key=lambda patient: patient.patient_id)


def _write_scan(folder: Path, patient: Patient, lesion: str) -> dict[str, str]:
    image, mask = simulate_scan(patient, lesion, _PHASES[lesion], _SEED)
    places = np.argwhere(mask)
    box = tuple(
        slice(max(0, low - 4), high + 5)
        for low, high in zip(places.min(axis=0), places.max(axis=0), strict=True)
    )
    stem = f"images/{patient.patient_id}_{lesion}_portal"
    write_volume(folder / f"{stem}.nii.gz", image[box])
    write_volume(folder / f"{stem}_mask.nii.gz", mask[box])
    return {
        "patient_id": patient.patient_id,
        "lesion": lesion,
        "phase": "portal",
        "image": f"{stem}.nii.gz",
        "mask": f"{stem}_mask.nii.gz",
    }


def _write_study(folder: Path) -> None:
    (folder / "variants").mkdir()
    (folder / "images").mkdir()
    germline = germline_panel(_SEED)
    write_germline(folder / "germline.vcf.gz", germline)
    samples, images, patients = [], [], []
    for number, patient in enumerate(_patients()):
        calls = simulate_variants(patient, germline, _SEED)
        for lesion in ("primary", "metastasis"):
            name = f"variants/{patient.patient_id}_{lesion}.vcf.gz"
            write_sample(folder / name, calls[lesion], f"{patient.patient_id}_{lesion}")
            samples.append((patient.patient_id, lesion, name))
            images.append(_write_scan(folder, patient, lesion))
        patients.append(
            (patient.patient_id, 300 + 90 * number, number % 2, 50 + number, "fm"[number % 2])
        )
    pd.DataFrame(samples, columns=["patient_id", "lesion", "variants"]).to_csv(
        folder / "samples.csv", index=False
    )
    pd.DataFrame(images).to_csv(folder / "images.csv", index=False)
    pd.DataFrame(patients, columns=["patient_id", "os_days", "os_event", "age", "sex"]).to_csv(
        folder / "patients.csv", index=False
    )
    (folder / "original.yaml").write_text(_FEATURES)
    (folder / "study.yaml").write_text(
        yaml.safe_dump(
            {
                "name": "portal phases (simulated)",
                "simulated": True,
                "samples": "samples.csv",
                "images": "images.csv",
                "patients": "patients.csv",
                "germline": "germline.vcf.gz",
                "extraction": "original.yaml",
                "phases": {
                    "primary": ["portal"],
                    "metastasis": ["portal"],
                    "pair": ["portal", "portal"],
                },
                "group_variables": ["age", "sex"],
                "model": _MODEL,
            },
            sort_keys=False,
        )
    )


class PortalStudy:
    """A copy of the sound study whose files a test changes.

    Attributes
    ----------
    folder : Path
    file : Path
        The study file.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "study.yaml"

    def edit(self, changes: dict[str, Any] | None = None, **entries: Any) -> None:
        """Change entries of the study file, inner ones under dotted names; None removes one."""
        content = yaml.safe_load(self.file.read_text())
        for name, value in {**(changes or {}), **entries}.items():
            *above, last = name.split(".")
            inner = content
            for part in above:
                inner = inner[part]
            if value is None:
                inner.pop(last, None)
            else:
                inner[last] = value
        self.file.write_text(yaml.safe_dump(content, sort_keys=False))

    def text(self, name: str, change: Callable[[str], str]) -> None:
        """Change a text file."""
        path = self.folder / name
        path.write_text(change(path.read_text()))

    def table(self, name: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
        """Change one of the tables, all of whose cells are text."""
        path = self.folder / f"{name}.csv"
        change(pd.read_csv(path, dtype=str, keep_default_na=False)).to_csv(path, index=False)


@pytest.fixture(scope="session")
def sound_folder(tmp_path_factory) -> Path:
    """The sound study's folder, to be read only."""
    folder = tmp_path_factory.mktemp("portal")
    _write_study(folder)
    return folder


@pytest.fixture
def portal_study(sound_folder, tmp_path) -> PortalStudy:
    """A copy of the sound study of this test's own."""
    folder = tmp_path / "study"
    shutil.copytree(sound_folder, folder)
    return PortalStudy(folder)


@pytest.fixture
def study(portal_study):
    """Writes the sound study; what is given takes the place of an entry or of a table."""
    folder = portal_study.folder
    tables = {
        name: pd.read_csv(folder / f"{name}.csv") for name in ("samples", "images", "patients")
    }
    tables["patients"]["date"] = "2020-03-01"

    def write(entries=None, **changed):
        for name, table in {**tables, **changed}.items():
            table.to_csv(folder / f"{name}.csv", index=False)
        portal_study.edit(group_variables=["age"])
        portal_study.edit(entries)
        return portal_study.file

    write.tables = tables
    write.folder = folder
    return write
