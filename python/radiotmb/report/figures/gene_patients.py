"""Genes by patients: which lesion carries a mutation."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from radiotmb.report.figures import style

PATTERNS = {
    "shared": style.GREEN,
    "partly shared": style.GREY,
    "different variants": style.INK,
    "primary only": style.PRIMARY,
    "metastasis only": style.METASTASIS,
}


@style.styled
def draw_gene_patients(table: pd.DataFrame) -> Figure:
    """A grid of genes (rows) and patients (columns), coloured by what the lesions share.

    Parameters
    ----------
    table : pandas.DataFrame
        gene, patient_id, pattern; the genes in the order of their rows.
    """
    genes = list(dict.fromkeys(table["gene"]))
    patients = sorted(table["patient_id"].astype(str).unique())
    figure, (axes,) = style.sheet(style.WIDE * 1.2, 1.5 + 0.235 * len(genes))
    row = {gene: place for place, gene in enumerate(genes)}
    column = {patient: place for place, patient in enumerate(patients)}
    for entry in table.itertuples(index=False):
        place = (column[str(entry.patient_id)] - 0.42, row[entry.gene] - 0.38)
        colour = PATTERNS.get(str(entry.pattern), style.GREY)
        axes.add_patch(Rectangle(place, 0.84, 0.76, color=colour))
    axes.set(xlim=(-0.6, len(patients) - 0.4), ylim=(len(genes) - 0.4, -0.6))
    axes.set_yticks(range(len(genes)), [style.short(g, 14) for g in genes], style="italic")
    axes.set_xticks(
        range(len(patients)), [style.short(p, 12) for p in patients], rotation=90, fontsize=8
    )
    axes.grid(visible=False)
    there = [name for name in PATTERNS if (table["pattern"] == name).any()]
    figure.legend(
        handles=[Patch(color=PATTERNS[name], label=name) for name in there],
        loc="outside upper left", ncols=max(len(there), 1),
    )  # fmt: skip
    return figure
