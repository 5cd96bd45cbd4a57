"""Every patient in a row, each with a page of its own."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Note, Section, Table, Text
from radiotmb.report.patient_pages import FOLDER, page_names
from radiotmb.report.sections import forms
from radiotmb.report.sections.several_lesions import are_several
from radiotmb.report.study_output import StudyOutput


def patients(output: StudyOutput) -> Section:
    """Burdens, status, predicted discordance and survival of each patient, and the pages' links."""
    pages = page_names(output)
    if not pages:
        return Section("patients", "Patients", [Note("The study has no table of burdens.")])
    table = patient_rows(output, list(pages))
    columns = {
        "patient_id": Column("Patient", address=lambda name: pages.get(str(name))),
        **{name: column for name, column in _COLUMNS.items() if name in table},
    }
    blocks: list[Block] = [
        Text(
            "Each patient has a page with scans, burdens, shared and private mutations, "
            f"predictions and survival, in the folder {FOLDER} beside this file."
        ),
        Table("patients", "Patients one by one", table, columns, "Days: of overall survival."),
    ]
    return Section("patients", "Patients", blocks)


_DISCORDANT = {"yes": "discordant", "no": "concordant"}
_COLUMNS = {
    "sequenced": Column("Lesions", forms.WHOLE),
    "primary_tmb": Column("TMB, primary", forms.TWO),
    "metastasis_tmb": Column("TMB, metastasis", forms.TWO),
    "direction": Column("Sequenced status"),
    "predicted_discordant": Column(
        "Predicted from CT", lambda said: _DISCORDANT[forms.truth(said)]
    ),
    "os_days": Column("Days", forms.WHOLE),
    "outcome": Column("At the end"),
}


def patient_rows(output: StudyOutput, names: list[str]) -> pd.DataFrame:
    """A row a patient, with what the study's tables say of it."""
    burden = output.table("burden")
    rows = pd.DataFrame({"patient_id": names})
    if burden is not None:
        lesions = burden.groupby(burden["patient_id"].astype(str))["lesion"].size()
        rows["sequenced"] = rows["patient_id"].map(lesions)
    pairs = output.table("pairs")
    if not are_several(pairs):
        wanted = ["patient_id", "primary_tmb", "metastasis_tmb", "direction"]
        rows = _joined(rows, pairs, wanted)
    rows = _joined(
        rows, output.table("discordance_patients"), ["patient_id", "predicted_discordant"]
    )
    rows = _joined(rows, output.table("patients"), ["patient_id", "os_days", "os_event"])
    if "os_event" in rows:
        rows["outcome"] = rows.pop("os_event").map(
            lambda event: None if wording.is_missing(event) else "died" if event else "alive"
        )
    return rows


def _joined(rows: pd.DataFrame, table: pd.DataFrame | None, wanted: list[str]) -> pd.DataFrame:
    if table is None or not set(wanted) <= set(table):
        return rows
    table = table[wanted].assign(patient_id=table["patient_id"].astype(str))
    return rows.merge(table.drop_duplicates("patient_id"), on="patient_id", how="left")
