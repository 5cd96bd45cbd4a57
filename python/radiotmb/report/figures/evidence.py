"""The published AUCs among those that the same chain finds in data without signal."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style

_LOOKS = (
    ("nested", style.GREY, "selected inside the folds", -0.16),
    ("leaky", style.GREEN, "selected on all patients", 0.16),
)


@style.styled
def draw_evidence(null: pd.DataFrame, aucs: pd.DataFrame) -> Figure:
    """A row an AUC: mean and central 95% of the runs of each way of selecting, and the AUC itself.

    Parameters
    ----------
    null : pandas.DataFrame
        quantity, selection (``nested`` or ``leaky``), mean, low, high.
    aucs : pandas.DataFrame
        quantity, auc.
    """
    rows = aucs[aucs["quantity"].isin(set(null["quantity"]))]
    figure, (axes,) = style.sheet(style.WIDE, 1.15 + 0.55 * len(rows))
    for place, row in enumerate(rows.itertuples()):
        runs = null[null["quantity"] == row.quantity]
        for selection, colour, _, shift in _LOOKS:
            for run in runs[runs["selection"] == selection].itertuples():
                axes.hlines(place + shift, run.low, run.high, color=colour, linewidth=5, alpha=0.45)
                axes.plot(run.mean, place + shift, "o", color=colour, markersize=6)
        axes.plot(row.auc, place, "D", color=style.ESTIMATE, markersize=7.5, zorder=4)
    axes.axvline(0.5, color=style.GREY, linewidth=1, linestyle=(0, (4, 3)))
    axes.set_yticks(range(len(rows)), rows["quantity"].map(style.short))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("AUC")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    for _, colour, label, _ in _LOOKS:
        axes.plot([], [], "o", color=colour, label=label)
    axes.plot([], [], "D", color=style.ESTIMATE, label="published")
    figure.legend(loc="outside upper right", ncols=3, handletextpad=0.3, columnspacing=1.2)
    return figure
