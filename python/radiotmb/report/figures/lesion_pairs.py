"""TMB of both lesions of each patient, with its interval and the zone where status is unsure."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from radiotmb.inputs.lesion_roles import roles_of
from radiotmb.report.figures import style


@style.styled
def draw_lesion_pairs(
    pairs: pd.DataFrame,
    burden: pd.DataFrame | None,
    cutoff: float,
    words: dict[str, str] | None = None,
) -> Figure:
    """A line a patient from the primary's TMB to the metastasis', coloured by what differs.

    Parameters
    ----------
    pairs : pandas.DataFrame
        patient_id, primary_tmb, metastasis_tmb, direction; where burden is absent also
        primary_tmb_lower, primary_tmb_upper and the metastasis' own.
    burden : pandas.DataFrame or None
        patient_id, lesion, tmb, tmb_lower, tmb_upper, borderline (mutations/Mb); intervals and
        the borderline zone are left out where it is absent.
    cutoff : float
        TMB from which a lesion is high, mutations/Mb.
    words : dict of str to str, optional
        What ``primary`` and ``metastasis`` are called on the page.
    """
    words = words or {"primary": "Primary", "metastasis": "Metastasis"}
    figure, (axes,) = style.sheet(style.WIDE, 4.6)
    places = {}
    for side, lesion in enumerate(("primary", "metastasis")):
        order = pairs[f"{lesion}_tmb"].rank(method="first").to_numpy() - 1
        spread = order / max(len(pairs) - 1, 1) * 0.62
        places[lesion] = side * 2.0 + (spread - 0.62 if side == 0 else spread)
    _zone(axes, burden)
    axes.axhline(cutoff, color=style.INK, linewidth=1, linestyle=(0, (4, 3)))
    if burden is None or {"tmb_lower", "tmb_upper"} <= set(burden):
        _intervals(axes, pairs, burden, places)
    for row, (_, pair) in enumerate(pairs.iterrows()):
        colour = style.DIRECTION.get(pair["direction"], style.GREY)
        strong = pair["direction"] in ("primary only", "metastasis only")
        x = [places["primary"][row], places["metastasis"][row]]
        y = [pair["primary_tmb"], pair["metastasis_tmb"]]
        axes.plot(
            x, y, color=colour, linewidth=1.8 if strong else 0.9, alpha=1 if strong else 0.75,
            marker="o", markersize=4.5, zorder=4 if strong else 3,
        )  # fmt: skip
    _dress(axes, pairs, cutoff, words)
    return figure


def _zone(axes, burden: pd.DataFrame | None) -> None:
    if burden is None or "borderline" not in burden:
        return
    unsure = burden.loc[burden["borderline"].astype(str).str.lower() == "true", "tmb"]
    if len(unsure):
        axes.axhspan(unsure.min(), unsure.max(), color=style.ZONE, zorder=0)


def _intervals(axes, pairs, burden, places) -> None:
    for lesion, x in places.items():
        if burden is None:
            lower, upper = (pairs.get(f"{lesion}_tmb_{end}") for end in ("lower", "upper"))
        else:
            side = burden[roles_of(burden) == lesion].set_index("patient_id")
            side = side.reindex(pairs["patient_id"])
            lower, upper = side["tmb_lower"], side["tmb_upper"]
        if lower is None or upper is None:
            continue
        axes.vlines(
            x, lower, upper, color=style.LESION[lesion], linewidth=1.1,
            alpha=0.45, zorder=2,
        )  # fmt: skip


def _dress(axes, pairs: pd.DataFrame, cutoff: float, words: dict[str, str]) -> None:
    style.square_root_scale(axes, "y")
    axes.set_xlim(-0.78, 2.78)
    axes.set_xticks([-0.31, 2.31], [words["primary"], words["metastasis"]])
    axes.tick_params(axis="x", length=0, labelsize=10.5)
    axes.grid(visible=False, axis="x")
    axes.set_ylabel("TMB (mutations/Mb, square-root scale)")
    if cutoff == cutoff:  # where a column of statuses decides there is none
        axes.annotate(
            f"cutoff {cutoff:g}", (-0.76, cutoff), ha="left", va="bottom", fontsize=8.5,
            color=style.INK, xytext=(0, 2), textcoords="offset points",
        )  # fmt: skip
    counts = pairs["direction"].value_counts()
    handles = [
        Line2D(
            [],
            [],
            color=colour,
            marker="o",
            markersize=4.5,
            label=f"{_in_words(name, words)} ({counts[name]})",
        )
        for name, colour in style.DIRECTION.items()
        if name in counts
    ]
    axes.figure.legend(
        handles=handles,
        loc="outside upper center",
        ncols=4,
        handlelength=1.4,
        columnspacing=1.2,
        fontsize=9,
    )


def _in_words(direction: str, words: dict[str, str]) -> str:
    """``primary only`` with the lesion's word on the page."""
    role = direction.removesuffix(" only")
    return f"{words[role][:1].lower()}{words[role][1:]} only" if role in words else direction
