"""Identifiers of patients across the tables of a study."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pandas as pd

from radiotmb.inputs.column_names import nearest
from radiotmb.runtime.name_some import name_some
from radiotmb.runtime.notes import Level, Note

# A note that lists more identifiers than these hides the rest behind a number.
_SHOWN = 6
_COMPARED = 20


def same_patient(identifier: str, others: Iterable[str]) -> str | None:
    """The identifier that is the same but for case, zeros, blanks and punctuation, if there is one.

    Examples
    --------
    >>> same_patient("LB01", ["LB-001", "LB-010"]), same_patient("7", ["P7"])
    ('LB-001', None)
    """
    wanted = _bare(identifier)
    return next((other for other in others if other != identifier and _bare(other) == wanted), None)


def check_identifiers(tables: dict[str, pd.DataFrame]) -> Iterator[Note]:
    """Notes on patients that are in one table and not in another.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        The study's input tables by name, ``samples`` first; each has a column patient_id.

    Examples
    --------
    >>> samples = pd.DataFrame({"patient_id": ["LB01", "LB02"]})
    >>> images = pd.DataFrame({"patient_id": ["LB-001", "LB02"]})
    >>> for note in check_identifiers({"samples": samples, "images": images}):
    ...     print(note)
    images: 1 of 2 patients of samples have no row here: LB01 (LB-001?). Write each patient's \
identifier alike in all tables
    images: 1 of 2 patients are not in samples: LB-001. They are not used; write each patient's \
identifier alike in all tables
    """
    sequenced = _patients(tables["samples"])
    before: dict[str, str] = {}
    for patient in sequenced:
        like = before.setdefault(_bare(patient), patient)
        if like != patient:
            message = f"'{like}' and '{patient}' may be one patient under two identifiers"
            remedy = "Write each patient's identifier alike in all rows"
            yield Note("warning", "tables", "samples", message, remedy)
    for name, table in tables.items():
        if name == "samples":
            continue
        here = _patients(table)
        known, scanned = set(sequenced), set(here)
        without = [patient for patient in sequenced if patient not in scanned]
        unused = [patient for patient in here if patient not in known]
        if without:
            message = (
                f"{len(without)} of {len(sequenced)} patients of samples have no row here: "
                f"{_listed(without, unused)}"
            )
            remedy = _REMEDIES.get(name, "")
            if _any_alike(without, unused):
                remedy = "Write each patient's identifier alike in all tables"
            level: Level = "error" if len(without) == len(sequenced) else "warning"
            yield Note(level, "tables", name, message, remedy)
        if unused:
            shown = name_some(map(_seen, unused), _SHOWN)
            message = f"{len(unused)} of {len(here)} patients are not in samples: {shown}"
            remedy = "They are not used; write each patient's identifier alike in all tables"
            yield Note("warning", "tables", name, message, remedy)


_REMEDIES = {
    "images": "They are in no model; add their scans if there are any",
    "patients": "They are in no survival curve and no group table; add their rows",
}


def _any_alike(without: list[str], unused: list[str]) -> bool:
    # Likeness letter by letter takes a tenth of a second among ten thousand: a few tell enough.
    bare = set(map(_bare, unused))
    return any(_bare(one) in bare for one in without) or any(
        nearest(one, unused) for one in without[:_COMPARED]
    )


def _listed(missing: list[str], unused: list[str]) -> str:
    alike = [same_patient(patient, unused) for patient in missing[:_SHOWN]]
    shown = [
        f"{_seen(patient)} ({_seen(like)}?)" if like else _seen(patient)
        for patient, like in zip(missing, alike, strict=False)
    ]
    return name_some([*shown, *missing[_SHOWN:]], _SHOWN)


def _seen(identifier: str) -> str:
    """An identifier as it is; between quotes where blanks around it would not be seen."""
    return identifier if identifier == identifier.strip() else f"'{identifier}'"


def _patients(table: pd.DataFrame) -> list[str]:
    return table["patient_id"].astype(str).drop_duplicates().tolist()


def _bare(identifier: str) -> str:
    letters = re.sub(r"[\W_]+", "", identifier).casefold()
    return re.sub(r"(?<!\d)0+(?=\d)", "", letters)
