"""Genes and mutations of both lesions: what is shared, what one lesion has alone."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Table, Text
from radiotmb.report.figures.gene_patients import draw_gene_patients
from radiotmb.report.figures.oncoplot import draw_oncoplot
from radiotmb.report.sections import forms
from radiotmb.report.study_output import StudyOutput

GENES_SHOWN = 20
CLINICAL_SHOWN = 8
# What a patients table holds beside its clinical columns.
_NO_ROW = ("patient_id", "os_days", "os_event")

_PATIENTS = {
    "gene": Column("Gene"),
    "patient_id": forms.PATIENT,
    "primary": Column("Mutations, primary", forms.WHOLE),
    "metastasis": Column("Mutations, metastasis", forms.WHOLE),
    "shared": Column("In both", forms.WHOLE),
    "pattern": Column("Pattern"),
}
_MUTATIONS = {
    "gene": Column("Gene"),
    "chrom": Column("Chromosome"),
    "pos": Column("Position", str),
    "ref": Column("Reference"),
    "alt": Column("Alternative"),
    "patients": Column("Patients", forms.WHOLE),
    "shared": Column("In both lesions", forms.WHOLE),
    "primary_only": Column("Primary only", forms.WHOLE),
    "metastasis_only": Column("Metastasis only", forms.WHOLE),
    "discordant": Column("Discordant", wording.percent),
    "interval": forms.ci(heading="95% CI, exact"),
}


def gene_patients(output: StudyOutput) -> list[Block]:
    """The overlap of the top lists, the genes by patient, and each mutation's discordance."""
    blocks: list[Block] = []
    overlap = output.result("genes", default={})
    if overlap.get("overlap") is not None:
        blocks.append(Text(_overlap_sentence(overlap)))
    patients, mutations = output.table("gene_patients"), output.table("mutations")
    if patients is not None:
        blocks += _oncoplot(patients, output.table("pairs"), output.table("patients"))
        blocks += _patients(patients)
    if mutations is not None:
        carriers = int(mutations["patients"].sum())
        shared = int(mutations["shared"].sum())
        title = "Discordance of each mutation"
        caption = (
            f"{len(mutations)} different mutations, found {carriers} times in patients with both "
            f"lesions sequenced: {shared} times in both lesions, {carriers - shared} times in one "
            "only. Discordant: the share of a mutation's patients in whom one lesion lacks it."
        )
        blocks.append(Table("mutations", title, mutations, _MUTATIONS, caption, folded=True))
    return blocks


def _overlap_sentence(found: dict) -> str:
    text = (
        f"Of the {found['top']} most often mutated genes of each lesion {found['overlap']} are the "
        f"same; lists drawn at random from the mutated genes would share "
        f"{wording.number(found.get('expected'), 1)} ({wording.p_sentence(found.get('p_value'))}, "
        "hypergeometric)"
    )
    if found.get("lower") != found.get("upper"):
        text += (
            f". Ties at the end of the lists allow {found['lower']} to {found['upper']} shared "
            "genes"
        )
    return f"{text}."


def _oncoplot(
    patients: pd.DataFrame, pairs: pd.DataFrame | None, clinical: pd.DataFrame | None
) -> list[Block]:
    """Needs both burdens and statuses of each patient."""
    wanted = {"primary_tmb", "metastasis_tmb", "primary_status", "metastasis_status"}
    if pairs is None or not wanted <= set(pairs):
        return []
    genes = list(dict.fromkeys(patients["gene"]))[:GENES_SHOWN]
    shown = patients[patients["gene"].isin(genes)]
    columns = [] if clinical is None else [str(c) for c in clinical if c not in _NO_ROW]
    rows = None
    if clinical is not None and columns:
        rows = clinical[["patient_id", *columns[:CLINICAL_SHOWN]]]
    return [
        Figure(
            "oncoplot",
            "Oncoplot of both lesions",
            f"The {len(genes)} genes mutated in most patients, with the share of patients. The "
            "left half of a field is the primary, the right half the metastasis; above both "
            "burdens, below the status of both. Patients in the order of the first mutated gene."
            + _clinical_words(columns),
            f"Oncoplot of {len(genes)} genes in {len(pairs)} patients, both lesions side by side"
            + (", with a row for each clinical column." if columns else "."),
            lambda: draw_oncoplot(shown, pairs, rows),
            shown,
        )
    ]


def _clinical_words(columns: list[str]) -> str:
    if not columns:
        return ""
    text = (
        " Clinical columns stand last, numbers of many values by quarters of the patients; a "
        "struck field is a missing value."
    )
    left_out = [wording.variable(name) for name in columns[CLINICAL_SHOWN:]]
    if left_out:
        text += f" The first {CLINICAL_SHOWN} are shown, without {wording.listed(left_out)}."
    return text


def _patients(patients: pd.DataFrame) -> list[Block]:
    genes = list(dict.fromkeys(patients["gene"]))[:GENES_SHOWN]
    shown = patients[patients["gene"].isin(genes)]
    counts = shown["pattern"].value_counts()
    each = [f"{count} {name}" for name, count in counts.items()]
    return [
        Figure(
            "gene_patients",
            "Mutated genes of each patient in both lesions",
            f"The {len(genes)} genes mutated in most patients. A field is a patient with a counted "
            "mutation in the gene: in both lesions the same, in both but not all the same, or in "
            "one lesion only.",
            f"Grid of {len(genes)} genes by patients: {wording.listed(each)}.",
            lambda: draw_gene_patients(shown),
            shown,
        ),
        Table("gene_patients", "Genes of each patient", patients, _PATIENTS, folded=True),
    ]
