"""Genes by patients with both lesions side by side: burden above, status and clinic below."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path

from radiotmb.report.figures import style
from radiotmb.report.figures.clinical_rows import (
    ClinicalRow,
    clinical_row,
    fill_clinical_key,
    fill_clinical_rows,
    key_lines,
)

_LESIONS = ("primary", "metastasis")


@style.styled
def draw_oncoplot(
    genes: pd.DataFrame, pairs: pd.DataFrame, clinical: pd.DataFrame | None = None
) -> Figure:
    """Genes (rows) by patients (columns); the left half of a field is the primary's.

    Patients stand in the order of maftools' oncoplot: by the first gene that they have mutated,
    then by the second, and so on.

    Parameters
    ----------
    genes : pandas.DataFrame
        gene, patient_id, and the numbers of counted mutations ``primary`` and ``metastasis``;
        genes in the order of their rows.
    pairs : pandas.DataFrame
        patient_id, primary_tmb, metastasis_tmb (mutations/Mb), primary_status, metastasis_status.
    clinical : pandas.DataFrame, optional
        patient_id and the clinical columns that get a row below, in their order. Numbers of many
        values are shown by quarters of the patients; a missing value, or a patient who is not in
        the table, is a struck field.
    """
    names = list(dict.fromkeys(genes["gene"]))
    patients = order_patients(genes, pairs)
    ordered = pairs.set_index(pairs["patient_id"].astype(str)).reindex(patients)
    rows = [] if clinical is None else _clinical(clinical, patients)
    width = max(style.WIDE * 1.2, 1.6 + 0.2 * len(patients))
    key = key_lines(rows, int(12 * width))
    shares = [1.0, max(0.235 * len(names), 0.3), 0.5]
    shares += [0.25 * len(rows), 0.19 * len(key)] if rows else []
    figure = Figure(figsize=(width, 1.1 + sum(shares)), layout="constrained")
    above, grid, below, *more = figure.subplots(len(shares), 1, height_ratios=shares)
    _burdens(above, ordered)
    _fields(grid, genes, names, patients)
    _statuses(below, ordered)
    drawn = [above, grid, below, *more[:1]]
    if rows:
        fill_clinical_rows(more[0], rows, patients)
        fill_clinical_key(more[1], key)
    for axes in drawn:
        axes.set_xticks([])
        axes.set_xlim(-0.6, len(patients) - 0.4)
    drawn[-1].set_xticks(
        range(len(patients)), [style.short(p, 12) for p in patients], rotation=90, fontsize=8
    )
    figure.legend(
        handles=[
            *(Patch(color=style.LESION[lesion], label=f"mutated, {lesion}") for lesion in _LESIONS),
            *(Patch(color=colour, label=f"TMB {name}") for name, colour in style.STATUS.items()),
        ],
        loc="outside upper left", ncols=4, handlelength=1,
    )  # fmt: skip
    return figure


def _clinical(clinical: pd.DataFrame, patients: list[str]) -> list[ClinicalRow]:
    by_patient = clinical.set_index(clinical["patient_id"].astype(str)).reindex(patients)
    columns = [str(name) for name in clinical if name != "patient_id"]
    return [clinical_row(name, by_patient[name]) for name in columns]


def order_patients(genes: pd.DataFrame, pairs: pd.DataFrame) -> list[str]:
    """Patients by the genes that they have mutated, from the first gene on; then by burden.

    Examples
    --------
    >>> pairs = pd.DataFrame({"patient_id": ["A", "B", "C"], "primary_tmb": [1, 9, 5]})
    >>> genes = pd.DataFrame({"gene": ["APC", "TP53"], "patient_id": ["C", "A"]})
    >>> order_patients(genes, pairs)
    ['C', 'A', 'B']
    """
    mutated = genes.groupby(genes["patient_id"].astype(str))["gene"].agg(set).to_dict()
    names = list(dict.fromkeys(genes["gene"]))
    burden = dict(zip(pairs["patient_id"].astype(str), pairs["primary_tmb"], strict=True))

    def place(patient: str) -> tuple:
        has = mutated.get(patient, set())
        return (*(name not in has for name in names), -burden[patient], patient)

    return sorted(burden, key=place)


def _burdens(axes, pairs: pd.DataFrame) -> None:
    for lesion, aside in zip(_LESIONS, (-0.21, 0.21), strict=True):
        burden = pairs[f"{lesion}_tmb"].to_numpy(float)
        bars = axes.bar(np.arange(len(pairs)) + aside, burden, 0.38, color=style.LESION[lesion])
        for bar, patient, value in zip(bars, pairs.index, burden, strict=True):
            bar.set_url(style.tip(f"{patient}, {lesion}: {value:.1f} mutations/Mb"))
    axes.set_ylabel("TMB\n(mutations/Mb)", fontsize=8)
    axes.grid(visible=False, axis="x")
    axes.tick_params(axis="x", length=0)


def _fields(axes, genes: pd.DataFrame, names: list[str], patients: list[str]) -> None:
    row = {gene: place for place, gene in enumerate(names)}
    column = {patient: place for place, patient in enumerate(patients)}
    # All empty fields are one path: apart they would be most of the drawing's weight.
    corners = np.array([(-0.42, -0.38), (0.42, -0.38), (0.42, 0.38), (-0.42, 0.38), (-0.42, -0.38)])
    empty = [
        Path(corners + np.array([x, y]), closed=True)
        for x in range(len(patients))
        for y in range(len(names))
    ]
    if empty:
        axes.add_patch(PathPatch(Path.make_compound_path(*empty), color=style.GRID))
    for entry in genes.itertuples(index=False):
        if str(entry.patient_id) not in column:
            continue
        x, y = column[str(entry.patient_id)], row[entry.gene] - 0.38
        for lesion, left in zip(_LESIONS, (x - 0.42, x), strict=True):
            count = getattr(entry, lesion)
            if count > 0:
                field = Rectangle((left, y), 0.42, 0.76, color=style.LESION[lesion])
                words = f"{entry.gene}, {entry.patient_id}, {lesion}: {count:.0f} counted"
                field.set_url(style.tip(words))
                axes.add_patch(field)
    axes.set_ylim(len(names) - 0.4, -0.6)
    carriers = genes.groupby("gene")["patient_id"].nunique()
    labels = [f"{style.short(g, 14)}  {carriers[g] / len(patients):.0%}" for g in names]
    axes.set_yticks(range(len(names)), labels, fontsize=9)
    axes.grid(visible=False)
    axes.tick_params(length=0)


def _statuses(axes, pairs: pd.DataFrame) -> None:
    for row, lesion in enumerate(_LESIONS):
        for place, (patient, status) in enumerate(pairs[f"{lesion}_status"].items()):
            colour = style.STATUS.get(str(status), style.GRID)
            field = Rectangle((place - 0.42, row - 0.4), 0.84, 0.8, color=colour)
            field.set_url(style.tip(f"{patient}, {lesion}: TMB {status}"))
            axes.add_patch(field)
    axes.set_ylim(1.6, -0.6)
    axes.set_yticks([0, 1], [f"TMB, {lesion}" for lesion in _LESIONS], fontsize=9)
    axes.grid(visible=False)
    axes.tick_params(length=0)
