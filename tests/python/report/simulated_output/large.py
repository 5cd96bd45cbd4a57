"""A study of many patients and phases, made of copies of a small one."""

from __future__ import annotations

import pandas as pd


def enlarge(tables: dict[str, pd.DataFrame], patients: int, phases: int) -> dict[str, pd.DataFrame]:
    """Tables of so many patients and phases: copies of theirs under other names.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        Of a study with patients and phases, by name.
    patients, phases : int
        As many as there shall be.
    """
    burden = tables["burden"]
    names = list(dict.fromkeys(burden["patient_id"]))
    known = list(dict.fromkeys(zip(tables["cutoffs"]["lesion"], tables["cutoffs"]["phase"],
                                   strict=True)))  # fmt: skip
    of_patients = [(name, f"{name}-{copy}") for copy in range(-(-patients // len(names)))
                   for name in names][:patients]  # fmt: skip
    of_phases = [
        (lesion, phase, f"{phase}-{copy}")
        for copy in range(-(-phases // len(known)))
        for lesion, phase in known
    ][:phases]
    large = {}
    for name, table in tables.items():
        if {"lesion", "phase"} <= set(table):
            table = pd.concat([
                table[(table["lesion"] == lesion) & (table["phase"] == phase)].assign(phase=copy)
                for lesion, phase, copy in of_phases
            ])  # fmt: skip
        if "patient_id" in table:
            table = pd.concat([
                table[table["patient_id"] == patient].assign(patient_id=copy)
                for patient, copy in of_patients
            ])  # fmt: skip
        large[name] = table.reset_index(drop=True)
    return large
