"""A new study: a study file with every entry, and tables to fill in or filled from a folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from radiotmb.errors import InputError
from radiotmb.inputs.tables import read_table, write_table
from radiotmb.runtime.files import write_text
from radiotmb.runtime.name_some import name_some
from radiotmb.runtime.notes import Note, add_note
from radiotmb.study.found_files import FoundFiles, Owner, find_files
from radiotmb.study.study_run import some_of
from radiotmb.study.template import study_file_template

_EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "samples": [
        {"patient_id": "P-001", "lesion": lesion, "variants": f"variants/P-001_{lesion}.vcf.gz"}
        for lesion in ("primary", "metastasis")
    ],
    "images": [
        {
            "patient_id": "P-001",
            "lesion": lesion,
            "phase": "portal",
            "image": f"images/P-001_{lesion}.nii.gz",
            "mask": f"images/P-001_{lesion}_mask.nii.gz",
        }
        for lesion in ("primary", "metastasis")
    ],
    "patients": [
        {"patient_id": "P-001", "os_days": 1063, "os_event": 0, "age": 64, "sex": "f"},
        {"patient_id": "P-002", "os_days": 247, "os_event": 1, "age": 71, "sex": "m"},
    ],
}


@dataclass
class NewStudy:
    """What was written: the study file and the tables, and the tables that were there already.

    Examples
    --------
    >>> NewStudy(Path("study.yaml")).kept
    []
    """

    study_file: Path
    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)


def new_study(folder: str | Path, *, scan: bool = False) -> NewStudy:
    """Write a study file and its tables into a folder.

    Parameters
    ----------
    folder : path
        Made where it is not there.
    scan : bool
        Fill the tables from the files in the folder (see
        :func:`radiotmb.study.found_files.find_files`) instead of with two example rows. A lesion or
        phase that a file's name does not tell is left empty, with a note.

    Returns
    -------
    NewStudy

    Raises
    ------
    InputError
        Where the folder has a study file already, or nothing to fill the tables from.

    Examples
    --------
    >>> import tempfile
    >>> new = new_study(tempfile.mkdtemp())
    >>> [path.name for path in new.written]
    ['samples.csv', 'images.csv', 'patients.csv', 'study.yaml']
    """
    folder = Path(folder)
    study_file = folder / "study.yaml"
    if study_file.exists():
        raise InputError("there is a study file already", file=study_file, hint="Edit that one")
    if scan and not folder.is_dir():
        raise InputError("no such folder", file=folder)
    found = find_files(folder) if scan else FoundFiles()
    if scan and not (found.variants or found.scans):
        raise InputError(
            "neither variant files nor pairs of image and mask",
            file=folder,
            expected="VCF, BCF or MAF; x.nii.gz beside x_mask.nii.gz (also .nrrd, .mha); or a "
            "DICOM series with its RTSTRUCT or SEG",
        )
    new = NewStudy(study_file)
    entries: dict[str, Any] = {"name": folder.resolve().name}
    for table, rows in (_rows_found(found) if scan else _EXAMPLES).items():
        path = folder / f"{table}.csv"
        if path.exists():
            new.kept.append(path)
            add_note(Note("info", "init", path.name, "is there already and was kept"))
        elif rows:
            new.written.append(write_table(pd.DataFrame(rows), path))
        if path.exists():
            entries[table] = path.name
    entries |= {name: value for name in ("germline", "targets") if (value := getattr(found, name))}
    entries["phases"] = _phases(folder / "images.csv")
    write_text(study_file, study_file_template({k: v for k, v in entries.items() if v}))
    new.written.append(study_file)
    return new


def _rows_found(found: FoundFiles) -> dict[str, list[dict[str, Any]]]:
    samples = [
        {"patient_id": owner.patient_id, "lesion": owner.lesion, "variants": name}
        for owner, name in found.variants
    ]
    images = [
        {
            "patient_id": owner.patient_id,
            "lesion": owner.lesion,
            "phase": owner.phase or "portal" * bool(owner.lesion),
            "image": image,
            "mask": mask,
        }
        for owner, image, mask in found.scans
    ]
    taken = {image for _, image, _ in found.scans}
    for name in found.without_mask:
        if name in taken:
            message = "holds a further series, on which nothing was drawn"
            remedy = "Choose one in a column 'series' of images.csv"
            add_note(Note("warning", "init", name, message, remedy))
        else:
            add_note(Note("warning", "init", name, "has no mask beside it and was left out"))
    for name in found.without_image:
        add_note(Note("warning", "init", name, "was drawn on a series that is not here"))
    _note_guesses([
        *((owner, name) for owner, name in found.variants),
        *((owner, image) for owner, image, _ in found.scans),
    ])  # fmt: skip
    for table, rows, file in (
        ("samples.csv", samples, "variants"),
        ("images.csv", images, "image"),
    ):
        unknown = [row[file] for row in rows if not row["lesion"]]
        if unknown:
            message = (
                f"{len(unknown)} of {len(rows)} file names do not say which lesion it is: "
                f"{name_some(unknown)}"
            )
            remedy = "Fill in the column 'lesion': primary or metastasis"
            add_note(Note("warning", "init", table, message, remedy))
    if images and not any(owner.phase for owner, _, _ in found.scans):
        written = any(row["phase"] for row in images)
        message = "no file name says the CT phase" + "; 'portal' was written" * written
        remedy = f"{'Correct' if written else 'Fill in'} the column 'phase'"
        add_note(Note("warning", "init", "images.csv", message, remedy))
    patients = sorted({row["patient_id"] for row in [*samples, *images]})
    return {
        "samples": samples,
        "images": images,
        "patients": [{"patient_id": name, "os_days": None, "os_event": None} for name in patients],
    }


def _note_guesses(owners: list[tuple[Owner, str]]) -> None:
    """Lesions that were guessed from an organ, and words of a name that were not read."""
    guessed: dict[tuple[str, str], list[str]] = {}
    unread: dict[str, list[str]] = {}
    for owner, name in owners:
        if owner.organ:
            guessed.setdefault((owner.organ, owner.lesion), []).append(name)
        for word in owner.unread:
            unread.setdefault(word, []).append(name)
    for (organ, lesion), names in guessed.items():
        message = f"'{organ}' was taken for the {lesion}, which is a guess: {some_of(names)}"
        remedy = "Correct the column 'lesion' of samples and images, if that is not so"
        add_note(Note("warning", "init", "lesion", message, remedy))
    for word, names in unread.items():
        message = f"'{word}' is taken for no lesion's role and no phase: {some_of(names)}"
        remedy = "Where it tells lesions apart, write it into 'lesion', with a column 'role'"
        add_note(Note("info", "init", "names", message, remedy))


def _phases(images: Path) -> dict[str, Any] | None:
    """The phases of each lesion in an images table, and the first of both as the pair."""
    try:
        table = read_table(images, "images")
    except InputError:
        # Not there, or to be filled in first.
        return None
    by_lesion = {
        lesion: rows["phase"].drop_duplicates().tolist()
        for lesion, rows in table.groupby("lesion", sort=False)
    }
    phases: dict[str, Any] = {
        lesion: by_lesion.get(lesion, []) for lesion in ("primary", "metastasis")
    }
    both = phases["primary"] and phases["metastasis"]
    phases["pair"] = [phases["primary"][0], phases["metastasis"][0]] if both else None
    return phases
