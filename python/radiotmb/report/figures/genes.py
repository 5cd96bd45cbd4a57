"""The most often mutated genes of both lesions, side by side."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from radiotmb.report.figures import style


@style.styled
def draw_genes(genes: pd.DataFrame, words: dict[str, str] | None = None) -> Figure:
    """Patients with a counted variant in each gene: primary to the left, metastasis to the right.

    Parameters
    ----------
    genes : pandas.DataFrame
        gene, primary, metastasis (patients mutated); at most as many rows as should be shown.
    words : dict of str to str, optional
        What ``primary`` and ``metastasis`` are called on the page.
    """
    words = words or {"primary": "Primary", "metastasis": "Metastasis"}
    figure, (left, right) = style.sheet(style.WIDE, 0.8 + 0.235 * len(genes), 1, 2, sharey=True)
    places = range(len(genes))
    top = max(float(genes[["primary", "metastasis"]].to_numpy().max()), 1.0)
    for axes, lesion in ((left, "primary"), (right, "metastasis")):
        axes.barh(places, genes[lesion], color=style.LESION[lesion], height=0.66)
        for place, count in enumerate(genes[lesion]):
            axes.annotate(
                f"{count:g}", (count, place), fontsize=8.5, va="center",
                ha="right" if axes is left else "left",
                xytext=(-3 if axes is left else 3, 0), textcoords="offset points",
            )  # fmt: skip
        axes.set_title(
            words[lesion],
            loc="right" if axes is left else "left",
        )
        axes.set_xlim((1.15 * top, 0) if axes is left else (0, 1.15 * top))
        axes.set_ylim(len(genes) - 0.4, -0.6)
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel("Patients with the gene mutated")
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    left.spines["left"].set_visible(False)
    left.spines["right"].set_visible(True)
    left.tick_params(labelleft=False)
    right.tick_params(labelleft=True, pad=6)
    right.set_yticks(
        places, [style.short(gene, 14) for gene in genes["gene"]], style="italic", ha="center"
    )
    # The names stand in the gap between the two halves.
    right.tick_params(axis="y", pad=38)
    figure.get_layout_engine().set(wspace=0.06)
    return figure
