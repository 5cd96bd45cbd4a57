"""Figures of whole cohorts show every patient with the values of the tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from radiotmb.report.figures import style
from radiotmb.report.figures.feature_heatmap import draw_feature_heatmap, standard_scores
from radiotmb.report.figures.feature_values import draw_feature_values
from radiotmb.report.figures.hazard_ratios import draw_hazard_ratios, estimable
from radiotmb.report.figures.oncoplot import draw_oncoplot, order_patients
from radiotmb.report.figures.tmb_scatter import draw_tmb_scatter
from radiotmb.report.figures.tmb_waterfall import draw_tmb_waterfall
from radiotmb.report.sections.selection import selected_values
from radiotmb.report.svg import svg_text


@pytest.fixture
def pairs() -> pd.DataFrame:
    return pd.DataFrame({
        "patient_id": ["A", "B", "C"],
        "primary_tmb": [4.0, 25.0, 0.0],
        "metastasis_tmb": [9.0, 1.0, 16.0],
        "primary_status": ["low", "high", "low"],
        "metastasis_status": ["low", "low", "high"],
        "direction": ["both low", "primary only", "metastasis only"],
        "discordant": [False, True, True],
    })  # fmt: skip


def long_form(features: dict[str, list[float]]) -> pd.DataFrame:
    """Values of four patients, two of them high, in one phase."""
    parts = [
        pd.DataFrame({
            "lesion": "primary", "phase": "prone", "feature": name, "place": place,
            "patient_id": ["A", "B", "C", "D"], "status": ["high", "low", "low", "high"],
            "value": values,
        })
        for place, (name, values) in enumerate(features.items())
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def test_every_patient_is_a_dot_at_both_burdens(pairs):
    axes = draw_tmb_scatter(pairs, 10).axes[0]
    dots = np.vstack([dots.get_offsets() for dots in axes.collections])
    assert {tuple(dot) for dot in dots} == {(4, 9), (25, 1), (0, 16)}


def test_intervals_are_drawn_where_they_are_there(pairs):
    for side in ("primary", "metastasis"):
        pairs[f"{side}_tmb_lower"] = pairs[f"{side}_tmb"] * 0.5
        pairs[f"{side}_tmb_upper"] = pairs[f"{side}_tmb"] * 2 + 3
    axes = draw_tmb_scatter(pairs, 10).axes[0]
    lines = [path for part in axes.collections for path in part.get_paths() if len(path) == 2]
    horizontal = {tuple(p.vertices[:, 0]) for p in lines if np.ptp(p.vertices[:, 1]) == 0}
    assert {(2.0, 11.0), (12.5, 53.0), (0.0, 3.0)} <= horizontal
    assert axes.get_xlim()[1] > 53


def test_a_tooltip_names_the_patient_and_stays_text(pairs):
    pairs.loc[0, "patient_id"] = '<script>"A" & co</script>'
    text = svg_text(draw_tmb_scatter(pairs, 10), "scatter")
    assert "<title>B: primary 25.0, metastasis 1.0 mutations/Mb</title>" in text
    assert "&lt;script&gt;" in text
    assert "<script" not in text
    assert style.TIP not in text
    assert 'xlink:href="tip' not in text


def test_one_patient_has_a_tooltip_too(pairs):
    text = svg_text(draw_tmb_scatter(pairs.head(1), 10), "one")
    assert "<title>A: primary 4.0, metastasis 9.0 mutations/Mb</title>" in text


def test_a_waterfall_falls_by_the_primary_and_mirrors_the_metastasis(pairs):
    axes = draw_tmb_waterfall(pairs, 10).axes[0]
    heights = [round(bar.get_height() ** 2, 9) for bar in axes.patches]
    assert heights == [25, 4, 0, 1, 9, 16]
    assert [bar.get_height() < 0 for bar in axes.patches[3:]] == [True] * 3
    names = {label.get_text(): label.get_fontweight() for label in axes.get_xticklabels()}
    assert names == {"B": "bold", "A": "normal", "C": "bold"}


def test_an_oncoplot_colours_one_half_field_for_each_mutated_lesion(pairs):
    genes = pd.DataFrame({
        "gene": ["APC", "APC", "TP53"], "patient_id": ["A", "B", "B"],
        "primary": [1, 2, 0], "metastasis": [1, 0, 1],
    })  # fmt: skip
    above, grid, below = draw_oncoplot(genes, pairs).axes
    fields = [p for p in grid.patches if p.get_url()]
    assert sorted(p.get_url() for p in fields) == [
        "tip:APC, A, metastasis: 1 counted",
        "tip:APC, A, primary: 1 counted",
        "tip:APC, B, primary: 2 counted",
        "tip:TP53, B, metastasis: 1 counted",
    ]
    assert [bar.get_height() for bar in above.patches] == [25, 4, 0, 1, 9, 16]
    assert len(below.patches) == 6
    assert [label.get_text() for label in grid.get_yticklabels()] == ["APC  67%", "TP53  33%"]


def test_patients_of_an_oncoplot_stand_by_their_first_mutated_gene(pairs):
    genes = pd.DataFrame({
        "gene": ["APC", "APC", "KRAS", "KRAS"], "patient_id": ["A", "C", "C", "B"],
    })  # fmt: skip
    assert order_patients(genes, pairs) == ["C", "A", "B"]


def test_a_forest_of_hazard_ratios_leaves_out_what_has_no_estimate():
    ratios = pd.DataFrame({
        "comparison": "status", "group": ["high", "c", "d", "e"], "reference": "low",
        "hazard_ratio": [2.0, np.inf, np.nan, 0.5], "lower": [1.0, 0.0, np.nan, 0.1],
        "upper": [4.0, np.inf, np.nan, 1.5],
    })  # fmt: skip
    assert list(estimable(ratios)["group"]) == ["high", "e"]
    axes = draw_hazard_ratios(ratios).axes[0]
    dots = axes.collections[1].get_offsets()
    assert np.allclose(dots, [(2.0, 0), (0.5, 1)])
    assert axes.get_xscale() == "log"


def test_the_bar_of_a_strip_is_the_median():
    values = long_form({"original_shape_Sphericity": [5.0, 1.0, 3.0, 9.0]})
    (axes,) = draw_feature_values(values).axes
    bars = [path.vertices for part in axes.collections for path in part.get_paths()
            if len(path) == 2]  # fmt: skip
    assert [bar[0][1] for bar in bars] == [2.0, 7.0]


def test_rows_of_a_heatmap_are_standard_scores_low_patients_first():
    scores, status = standard_scores(long_form({"a": [5.0, 1.0, 3.0, 9.0], "same": [2.0] * 4}))
    assert list(scores.columns) == ["B", "C", "A", "D"]
    assert list(status) == ["low", "low", "high", "high"]
    assert scores.loc["a"].mean() == pytest.approx(0)
    assert scores.loc["a"].std(ddof=1) == pytest.approx(1)
    assert (scores.loc["same"] == 0).all()
    draw_feature_heatmap(long_form({"a": [5.0, 1.0, 3.0, 9.0]})).draw_without_rendering()


class _Tables:
    """Only the tables that are named."""

    def __init__(self, **tables: pd.DataFrame) -> None:
        self.tables = tables

    def table(self, name: str) -> pd.DataFrame | None:
        return self.tables.get(name)


def test_selected_values_are_those_of_the_features_table_most_frequent_first():
    selected = pd.DataFrame({
        "lesion": "primary", "phase": "prone", "feature": ["f1", "f2", "prone.f1"],
        "share": [0.2, 0.9, 1.0],
    })  # fmt: skip
    features = pd.DataFrame({
        "patient_id": ["A", "B", "A"], "lesion": "primary", "phase": ["prone", "prone", "supine"],
        "f1": [1.0, np.nan, 7.0], "f2": [2.0, 3.0, 8.0],
    })  # fmt: skip
    averaged = pd.DataFrame({
        "lesion": "primary", "phase": "prone", "patient_id": ["A", "B"], "truth": ["high", "low"],
    })  # fmt: skip
    values = selected_values(_Tables(features=features, averaged=averaged), selected, most=8)
    rows = values[["feature", "place", "patient_id", "status", "value"]].to_numpy().tolist()
    assert rows == [
        ["f2", 0, "A", "high", 2.0], ["f2", 0, "B", "low", 3.0], ["f1", 1, "A", "high", 1.0],
    ]  # fmt: skip
    assert selected_values(_Tables(averaged=averaged), selected, most=8) is None
