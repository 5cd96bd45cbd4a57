"""Genes by patients with both lesions side by side: burden above, status below."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path

from radiotmb.report.figures import style

_LESIONS = ("primary", "metastasis")


@style.styled
def draw_oncoplot(genes: pd.DataFrame, pairs: pd.DataFrame) -> Figure:
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
    """
    names = list(dict.fromkeys(genes["gene"]))
    patients = order_patients(genes, pairs)
    ordered = pairs.set_index(pairs["patient_id"].astype(str)).reindex(patients)
    height = 2.6 + 0.235 * len(names)
    figure = Figure(
        figsize=(max(style.WIDE * 1.2, 1.6 + 0.2 * len(patients)), height), layout="constrained"
    )
    shares = [1.0, max(0.235 * len(names), 0.3), 0.5]
    above, grid, below = figure.subplots(3, 1, sharex=True, height_ratios=shares)
    _burdens(above, ordered)
    _fields(grid, genes, names, patients)
    _statuses(below, ordered)
    below.set_xticks(
        range(len(patients)), [style.short(p, 12) for p in patients], rotation=90, fontsize=8
    )
    below.set_xlim(-0.6, len(patients) - 0.4)
    figure.legend(
        handles=[
            *(Patch(color=style.LESION[lesion], label=f"mutated, {lesion}") for lesion in _LESIONS),
            *(Patch(color=colour, label=f"TMB {name}") for name, colour in style.STATUS.items()),
        ],
        loc="outside upper left", ncols=4, handlelength=1,
    )  # fmt: skip
    return figure


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
    axes.set_ylabel("TMB/Mb", fontsize=9)
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
    axes.set_yticks([0, 1], ["primary", "metastasis"], fontsize=9)
    axes.grid(visible=False)
    axes.tick_params(length=0)
