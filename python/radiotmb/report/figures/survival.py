"""Kaplan-Meier curves with their bands and the numbers at risk under them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_survival(
    curves: pd.DataFrame, p_text: str = "", time_label: str = "Time (days)"
) -> Figure:
    """Survival by group in days, 95% band, censoring marks, and a table of numbers at risk.

    Parameters
    ----------
    curves : pandas.DataFrame
        group, time (days), n_risk, n_event, n_censor, survival, lower, upper; one comparison.
    p_text : str
        Title of the legend, for instance the log-rank p-value.
    time_label : str
        What the days are counted from.
    """
    groups = list(dict.fromkeys(curves["group"]))
    height = 3.6 + 0.24 * len(groups)
    figure, (plot, table) = style.sheet(
        style.WIDE, height, 2, 1, sharex=True,
        gridspec_kw={"height_ratios": [3.2, 0.32 + 0.24 * len(groups)]},
    )  # fmt: skip
    ticks = _ticks(float(curves["time"].max()))
    colours = _colours(groups)
    # Bands of many groups lie on each other: the more, the fainter.
    alpha = 0.14 if len(groups) <= 2 else 0.1 if len(groups) == 3 else 0.07
    for name in groups:
        draw_curve(plot, curves[curves["group"] == name], name, colours[name], alpha)
    plot.set(ylim=(-0.02, 1.04), xlim=(-0.01 * ticks[-1], 1.02 * ticks[-1]))
    plot.set_ylabel("Overall survival")
    plot.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    plot.tick_params(labelbottom=False)
    plot.legend(loc="lower left", title=p_text or None, alignment="left")
    _at_risk(table, curves, groups, colours, ticks)
    table.set_xlabel(time_label)
    return figure


def _colours(groups: list[str]) -> dict[str, str]:
    known = {**style.DIRECTION, **style.CONCORDANCE, **style.STATUS}
    spare = iter(c for c in style.SERIES if c not in {known.get(g) for g in groups})
    return {name: known.get(name) or next(spare, style.INK) for name in groups}


def _ticks(last: float) -> np.ndarray:
    step = next((s for s in (100, 200, 250, 500, 1000, 2000) if last / s <= 7), 5000)
    return np.arange(0, last + step, step)


def draw_curve(axes, curve: pd.DataFrame, name: str, colour: str, alpha: float) -> None:
    """One group: its steps, 95% band and censoring marks."""
    curve = curve.sort_values("time")
    start = int(curve["time"].iloc[0] > 0)
    time = np.r_[[0.0] * start, curve["time"]]
    survival = np.r_[[1.0] * start, curve["survival"]]
    axes.step(time, survival, where="post", color=colour, label=style.short(name, 28))
    # Where the last risk set dies the bounds are undefined; they are carried forward.
    low = np.r_[[1.0] * start, curve["lower"].ffill().fillna(1.0)]
    high = np.r_[[1.0] * start, curve["upper"].ffill().fillna(1.0)]
    axes.fill_between(time, low, high, step="post", color=colour, alpha=alpha)
    censored = curve[curve["n_censor"] > 0]
    axes.plot(
        censored["time"], censored["survival"], linestyle="none", marker="|", markersize=7,
        markeredgewidth=1.2, color=colour,
    )  # fmt: skip


def _at_risk(axes, curves: pd.DataFrame, groups: list[str], colours, ticks) -> None:
    axes.set_ylim(len(groups) - 0.4, -1.0)
    axes.grid(visible=False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(left=False, bottom=False)
    axes.set_xticks(ticks, [f"{t:g}" for t in ticks])
    axes.set_yticks(range(len(groups)), [style.short(name, 28) for name in groups])
    for label, name in zip(axes.get_yticklabels(), groups, strict=True):
        label.set_color(colours[name])
    axes.text(0, -0.95, "Number at risk", fontsize=9, fontweight="bold", va="center")
    for row, name in enumerate(groups):
        curve = curves[curves["group"] == name].sort_values("time")
        for tick in ticks:
            later = curve[curve["time"] >= tick]
            count = int(later["n_risk"].iloc[0]) if len(later) else 0
            axes.text(tick, row, str(count), ha="center", va="center", fontsize=9)
