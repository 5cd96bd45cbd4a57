"""Write the demonstration cohort into a folder: all of it, or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pandas as pd

from radiotmb.errors import InputError
from radiotmb.inputs.tables import LESIONS, write_table
from radiotmb.runtime.files import fingerprint, read_json, write_json, write_text
from radiotmb.runtime.progress import progress_bar
from radiotmb.simulate.cohort import Patient, simulate_cohort
from radiotmb.simulate.patients import simulate_patients
from radiotmb.simulate.scans import simulate_scan, write_volume
from radiotmb.simulate.variants import germline_panel, simulate_variants
from radiotmb.simulate.vcf import write_germline, write_sample

MANIFEST = "demo.json"

_STUDY = """\
# SIMULATED demonstration cohort: no patient, no sequencing, no scan.
# Run it with: radiotmb run study.yaml
name: demonstration cohort (simulated)
simulated: true
samples: samples.csv
images: images.csv
patients: patients.csv
germline: germline.vcf.gz
assay: study
extraction: study
phases:
  primary: [supine, prone, supine+prone]
  metastasis: [plain, enhanced]
  pair: [prone, enhanced]
model:
  outer: 5
  inner: 5
  repeats: 5
  rfe: direct
  trees: 500
  bootstrap_chain: 20
  permutations: 20
  permutation_trees: 50
  permutation_repeats: 1
survival_from: surgery
group_variables: [age, sex, location, timing, stage, t_stage, node, venous_invasion]
seed: {seed}
out: results
"""

_README = """\
SIMULATED DEMONSTRATION COHORT

Every file in this folder was invented by `radiotmb demo` (seed {seed}). There is no patient, no
sequencing and no scan behind any number in it, and no result computed from it says anything about
colorectal cancer. It has the shape of one published study: 24 patients, a primary and a liver
metastasis each, 8 and 5 of them TMB-high, 7 patients discordant.

samples.csv       48 sequenced lesions and their VCF
variants/         annotated calls in Ion Reporter's style (FUNC, flow-space counts)
germline.vcf.gz   common germline variants of the simulated population
images.csv        90 segmented scans
images/           volumes and masks (NIfTI, 0.68 x 0.68 x 5 mm, HU)
patients.csv      clinical table and follow-up
study.yaml        the study file; run it with: radiotmb run study.yaml
demo.json         seed and fingerprints of these files
"""


def write_demo(folder: str | Path, seed: int = 2022, progress: bool | None = None) -> Path:
    """Write the simulated 24-patient cohort and its study file.

    The burdens give the published cells exactly, whatever the seed: 3 patients with both lesions
    high, 5 with the primary only, 2 with the metastasis only, 14 with neither.

    Parameters
    ----------
    folder : path
        A new or empty folder, or one this function wrote with the same seed: damaged or missing
        files are then put back, an edited ``study.yaml`` and the results beside it are kept.
    seed : int
        The same seed writes the same bytes.
    progress : bool, optional
        Force the progress bar on or off; by default it is drawn on a terminal only.

    Returns
    -------
    pathlib.Path
        The study file.

    Raises
    ------
    InputError
        Where the folder holds anything else, or cannot be written.
    """
    folder = Path(folder)
    study = folder / "study.yaml"
    if not _is_ours(folder, seed):
        _build_in(folder, seed, progress, replacing=False)
    elif not _is_whole(folder):
        _build_in(folder, seed, progress, replacing=True)
    return study


def _is_ours(folder: Path, seed: int) -> bool:
    """Whether the folder already is the cohort of this seed; False where it is free to take."""
    if not folder.exists():
        return False
    if not folder.is_dir():
        raise InputError("is a file", file=folder, expected="a new or empty folder")
    if not any(folder.iterdir()):
        return False
    try:
        manifest = read_json(folder / MANIFEST)
        written = manifest["seed"] if manifest["simulated"] is True else None
    except (OSError, ValueError, KeyError, TypeError):
        written = None
    if written is None:
        raise InputError(
            "the folder is not empty and no demonstration cohort",
            file=folder,
            expected="a new or empty folder",
        )
    if written != seed:
        raise InputError(
            f"the folder holds the demonstration cohort of seed {written}, not {seed}",
            file=folder,
            hint="Name another folder",
        )
    return True


def _is_whole(folder: Path) -> bool:
    files = read_json(folder / MANIFEST).get("files", {})
    return (folder / "study.yaml").is_file() and all(
        (folder / name).is_file() and fingerprint(folder / name) == expected
        for name, expected in files.items()
    )


def _build_in(folder: Path, seed: int, progress: bool | None, *, replacing: bool) -> None:
    """Build beside the folder, then move into place."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror})", file=folder) from error
    try:
        files = _write_files(building, seed, progress)
        if replacing:
            _put_back(building, folder, files)
        else:
            umask = os.umask(0)
            os.umask(umask)
            building.chmod(0o777 & ~umask)
            os.replace(building, folder)
    except (OSError, RuntimeError) as error:
        # SimpleITK reports a full disk as a RuntimeError, pysam without the system's reason.
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise InputError(
            f"cannot be written ({reason})", file=folder, hint="Is there space on the disk?"
        ) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _put_back(building: Path, folder: Path, files: list[str]) -> None:
    for name in [*files, MANIFEST]:
        (folder / name).parent.mkdir(exist_ok=True)
        os.replace(building / name, folder / name)
    if not (folder / "study.yaml").exists():
        os.replace(building / "study.yaml", folder / "study.yaml")


def _write_files(folder: Path, seed: int, progress: bool | None) -> list[str]:
    """Write everything; the names of the files that are not the user's to edit."""
    cohort = simulate_cohort(seed)
    write_table(_write_samples(folder, cohort, seed), folder / "samples.csv")
    scans = [(patient, *scan) for patient in cohort for scan in patient.scans()]
    (folder / "images").mkdir()
    with progress_bar(progress) as bar:
        rows = [
            _write_scan(folder, patient, lesion, phase, seed)
            for patient, lesion, phase in bar.track(scans, description="writing simulated scans")
        ]
    write_table(pd.DataFrame(rows), folder / "images.csv")
    write_table(simulate_patients(cohort, seed), folder / "patients.csv")
    write_text(folder / "README.txt", _README.format(seed=seed))
    write_text(folder / "study.yaml", _STUDY.format(seed=seed))
    files = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "study.yaml"
    )
    prints = {name: fingerprint(folder / name) for name in files}
    write_json(folder / MANIFEST, {"simulated": True, "seed": seed, "files": prints})
    return files


def _write_samples(folder: Path, cohort: list[Patient], seed: int) -> pd.DataFrame:
    germline = germline_panel(seed)
    write_germline(folder / "germline.vcf.gz", germline)
    (folder / "variants").mkdir()
    rows = []
    for patient in cohort:
        calls = simulate_variants(patient, germline, seed)
        for lesion in LESIONS:
            name = f"variants/{patient.patient_id}_{lesion}.vcf.gz"
            write_sample(folder / name, calls[lesion], f"{patient.patient_id}_{lesion}")
            rows.append({"patient_id": patient.patient_id, "lesion": lesion, "variants": name})
    return pd.DataFrame(rows).assign(simulated=True)


def _write_scan(folder: Path, patient: Patient, lesion: str, phase: str, seed: int) -> dict:
    image, mask = simulate_scan(patient, lesion, phase, seed)
    stem = f"images/{patient.patient_id}_{lesion}_{phase}"
    write_volume(folder / f"{stem}.nii.gz", image)
    write_volume(folder / f"{stem}_mask.nii.gz", mask)
    return {
        "patient_id": patient.patient_id,
        "lesion": lesion,
        "phase": phase,
        "image": f"{stem}.nii.gz",
        "mask": f"{stem}_mask.nii.gz",
        "label": 1,
        "simulated": True,
    }
