"""Clinical columns as rows of coloured fields under a figure of patients, and their key."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea, HPacker, TextArea, VPacker
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from radiotmb.inputs.labels import column_label
from radiotmb.report.figures import style

# Numbers with more different values than this are shown by quarters of their patients.
_FEW = 5
_OTHER = "other"
MISSING = "missing"


@dataclass(frozen=True)
class ClinicalRow:
    """A clinical column: its words, and of each patient the group and its colour.

    ``groups`` has the patients' groups in their order (None where the value is missing),
    ``values`` what a tooltip says of each, ``colours`` the groups in the order of the key.
    """

    label: str
    groups: list[str | None]
    values: list[str]
    colours: dict[str, str]


def clinical_row(name: str, values: pd.Series) -> ClinicalRow:
    """The groups of a column: its values, or quarters of the patients for many numbers.

    More values than there are colours leave the rarest to one group, ``other``.

    Parameters
    ----------
    name : str
    values : pandas.Series
        A value a patient.

    Examples
    --------
    >>> row = clinical_row("sex", pd.Series(["f", None, "m"]))
    >>> row.label, row.groups
    ('Sex', ['f', None, 'm'])
    >>> clinical_row("age", pd.Series([40, 45, 50, 55, 60, 65, 70])).groups[-1]
    '62.5 to 70'
    """
    known = values.dropna()
    said = [MISSING if pd.isna(value) else _text(value) for value in values]
    if pd.api.types.is_bool_dtype(known) or not pd.api.types.is_numeric_dtype(known):
        return _of_texts(name, said)
    known = known[np.isfinite(known.astype(float))]
    if known.nunique() <= _FEW:
        order = [_text(value) for value in sorted(known.unique())]
        return _of_texts(name, said, order)
    edges = np.unique(np.quantile(known.astype(float), [0, 0.25, 0.5, 0.75, 1]))
    names = [f"{low:.4g} to {high:.4g}" for low, high in pairwise(edges)]
    quarters = pd.cut(values.astype(float), edges, labels=names, include_lowest=True, ordered=False)
    groups = [None if pd.isna(one) else str(one) for one in quarters]
    colours = dict(zip(names, style.SHADES[-len(names) :], strict=True))
    return ClinicalRow(column_label(name), groups, said, colours)


def _of_texts(name: str, said: list[str], order: list[str] | None = None) -> ClinicalRow:
    groups = [None if text == MISSING or (order and text not in order) else text for text in said]
    counts = pd.Series([text for text in groups if text is not None], dtype=object).value_counts()
    names = order or sorted(counts.index)
    if len(names) > len(style.CATEGORIES):
        rest = set(counts.index[len(style.CATEGORIES) - 1 :])
        groups = [_OTHER if text in rest else text for text in groups]
        names = [*(text for text in names if text not in rest), _OTHER]
    colours = dict(zip(names, style.CATEGORIES, strict=False))
    return ClinicalRow(column_label(name), groups, said, colours)


def _text(value: object) -> str:
    if isinstance(value, (float, np.floating)):
        return f"{value:.6g}"
    return " ".join(str(value).split())


def fill_clinical_rows(axes, rows: list[ClinicalRow], patients: list[str]) -> None:
    """A field for each patient (column) and clinical column (row)."""
    struck = []
    for place, row in enumerate(rows):
        for column, (patient, group, value) in enumerate(
            zip(patients, row.groups, row.values, strict=True)
        ):
            field = Rectangle(
                (column - 0.42, place - 0.4), 0.84, 0.8, linewidth=0.4, edgecolor=style.MUTED,
                facecolor="none" if group is None else row.colours[group],
            )  # fmt: skip
            field.set_url(style.tip(f"{patient}, {row.label}: {value}"))
            axes.add_patch(field)
            if group is None:
                ends = np.array([(-0.42, -0.4), (0.42, 0.4)]) + np.array([column, place])
                struck.append(Path(ends))
    if struck:
        strokes = Path.make_compound_path(*struck)
        axes.add_patch(PathPatch(strokes, facecolor="none", edgecolor=style.MUTED, linewidth=0.6))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [style.short(row.label, 24) for row in rows], fontsize=9)
    axes.grid(visible=False)
    axes.tick_params(length=0)


def key_lines(rows: list[ClinicalRow], characters: int) -> list[list[tuple[str, str | None]]]:
    """The lines of the key: words, each with its colour; a column's name has none.

    A column begins a line where it does not fit on the one before it. The last line is what a
    missing value looks like, where one is missing.

    Examples
    --------
    >>> row = clinical_row("sex", pd.Series(["f", "m"]))
    >>> [text for text, _ in key_lines([row], 80)[0]]
    ['Sex', 'f', 'm']
    """
    lines: list[list[tuple[str, str | None]]] = [[]]
    room = characters
    for row in rows:
        entries: list[tuple[str, str | None]] = [(style.short(row.label, 24), None)]
        entries += [(style.short(group, 24), colour) for group, colour in row.colours.items()]
        if lines[-1] and sum(len(words) + 5 for words, _ in entries) > room:
            lines.append([])
            room = characters
        for words, colour in entries:
            if lines[-1] and len(words) + 5 > room:
                lines.append([])
                room = characters
            lines[-1].append((words, colour))
            room -= len(words) + 5
    if any(group is None for row in rows for group in row.groups):
        lines.append([(MISSING, "none")])
    return lines


def fill_clinical_key(axes, lines: list[list[tuple[str, str | None]]]) -> None:
    """The key's lines, from the upper left corner of empty axes."""
    packed = [
        HPacker(children=[_entry(*entry) for entry in line], align="center", pad=0, sep=8)
        for line in lines
    ]
    box = AnchoredOffsetbox(
        "upper left", pad=0, borderpad=0, frameon=False,
        child=VPacker(children=packed, align="left", pad=0, sep=3.5),
    )  # fmt: skip
    # It has a place of its own: the layout need not look at it.
    box.set_in_layout(False)
    axes.add_artist(box)
    axes.set_axis_off()


def _entry(words: str, colour: str | None):
    text = TextArea(words, textprops={"size": 8, "weight": "bold" if colour is None else "normal"})
    if colour is None:
        return text
    swatch = DrawingArea(11, 8)
    look = {"linewidth": 0.5, "edgecolor": style.MUTED}
    swatch.add_artist(Rectangle((0, 0), 11, 8, facecolor=colour, **look))
    if colour == "none":
        swatch.add_artist(PathPatch(Path([(0, 0), (11, 8)]), facecolor="none", **look))
    return HPacker(children=[swatch, text], align="center", pad=0, sep=4)
