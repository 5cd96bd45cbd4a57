"""What a figure shows is what its table says."""

from __future__ import annotations

import matplotlib
import numpy as np
import pandas as pd
import pytest

from radiotmb.report.figures import style
from radiotmb.report.figures.chance import draw_chance
from radiotmb.report.figures.decision_curve import draw_decision_curve
from radiotmb.report.figures.funnel import draw_funnel
from radiotmb.report.figures.genes import draw_genes
from radiotmb.report.figures.lesion_pairs import draw_lesion_pairs
from radiotmb.report.figures.permutation import draw_permutation
from radiotmb.report.figures.predictions import draw_predictions
from radiotmb.report.figures.published import comparable
from radiotmb.report.figures.roc import draw_roc
from radiotmb.report.figures.survival import draw_survival


@pytest.fixture(scope="module")
def tables(simulated) -> dict[str, pd.DataFrame]:
    return simulated.simulate_tables()


def texts(axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_a_figure_leaves_matplotlib_as_it_was(tables):
    before = dict(matplotlib.rcParams)
    draw_chance(tables["chance"])
    assert dict(matplotlib.rcParams) == before


def test_every_patient_is_a_line_between_both_burdens(tables):
    figure = draw_lesion_pairs(tables["pairs"], tables["burden"], cutoff=10)
    lines = [line.get_ydata() for line in figure.axes[0].lines if len(line.get_xdata()) == 2]
    drawn = sorted(tuple(map(float, y)) for y in lines if y[0] != 10 or y[1] != 10)
    expected = sorted(
        zip(tables["pairs"]["primary_tmb"], tables["pairs"]["metastasis_tmb"], strict=True)
    )
    assert np.allclose(drawn, expected)


def test_the_zone_spans_the_borderline_samples(tables):
    burden = tables["burden"]
    figure = draw_lesion_pairs(tables["pairs"], burden, cutoff=10)
    (zone,) = figure.axes[0].patches
    unsure = burden.loc[burden["borderline"], "tmb"]
    assert zone.get_y() == unsure.min()
    assert zone.get_y() + zone.get_height() == pytest.approx(unsure.max())


def test_burdens_of_zero_are_drawn():
    pairs = pd.DataFrame({
        "patient_id": ["A"], "primary_tmb": [0.0], "metastasis_tmb": [0.0],
        "direction": ["both low"],
    })  # fmt: skip
    figure = draw_lesion_pairs(pairs, None, cutoff=10)
    figure.draw_without_rendering()
    assert figure.axes[0].get_ylim()[0] == 0


def test_the_dot_of_a_roc_curve_is_its_cutoff(tables):
    figure = draw_roc(tables["roc"], tables["cutoffs"])
    for axes, row in zip(figure.axes, tables["cutoffs"].itertuples(), strict=True):
        (dot,) = [line for line in axes.lines if len(line.get_xdata()) == 1]
        assert dot.get_xdata()[0] == pytest.approx(1 - row.specificity)
        assert dot.get_ydata()[0] == pytest.approx(row.sensitivity)
        assert f"AUC {row.auc:.2f}" in texts(axes)[0]


def test_numbers_at_risk_are_those_of_the_table():
    curves = pd.DataFrame({
        "group": "all", "time": [0, 100, 400, 700], "n_risk": [10, 10, 6, 2],
        "n_event": [0, 3, 3, 1], "n_censor": [0, 1, 1, 1], "survival": [1, 0.7, 0.35, 0.175],
        "lower": [1, 0.4, 0.2, np.nan], "upper": [1, 0.9, 0.6, np.nan],
    })  # fmt: skip
    figure = draw_survival(curves)
    plot, table = figure.axes
    ticks = table.get_xticks()
    # At risk at t are those whose time is t or later: 10 at day 100, 6 until day 400.
    expected = {0: 10, 100: 10, 200: 6, 400: 6, 500: 2, 600: 2, 700: 2}
    shown = dict(zip(ticks, texts(table)[1:], strict=True))
    assert {t: int(n) for t, n in shown.items() if t in expected} == {
        t: n for t, n in expected.items() if t in shown
    }
    (curve,) = [line for line in plot.lines if line.get_drawstyle() == "steps-post"]
    assert list(curve.get_ydata()) == [1, 0.7, 0.35, 0.175]


def test_the_observed_auc_stands_in_its_null(tables):
    figure = draw_permutation(tables["permutation"], tables["cutoffs"])
    for axes, row in zip(figure.axes, tables["cutoffs"].itertuples(), strict=True):
        # The null's own chain may have fewer trees than the model beside it.
        observed = row.permutation_observed
        assert observed in [line.get_xdata()[0] for line in axes.lines]
        assert texts(axes) == [f"observed {observed:.2f}\np\u00a0=\u00a00.131"]
        count = sum(bar.get_height() for bar in axes.patches)
        assert count == (tables["permutation"]["phase"] == row.phase).sum()


def test_every_prediction_is_a_dot(tables):
    figure = draw_predictions(tables["averaged"], tables["cutoffs"])
    for axes, phase in zip(figure.axes, ("supine", "prone", "plain", "enhanced"), strict=True):
        dots = [line for line in axes.lines if line.get_marker() == "o"]
        drawn = sorted(np.concatenate([line.get_xdata() for line in dots]))
        part = tables["averaged"][tables["averaged"]["phase"] == phase]
        assert drawn == sorted(part["probability"])


def test_the_decision_curve_shows_zero_and_the_model(tables):
    figure = draw_decision_curve(tables["decision_curve"])
    for axes in figure.axes:
        low, high = axes.get_ylim()
        assert low < 0 < high


def test_bars_are_as_long_as_counts(tables):
    figure = draw_genes(tables["genes"])
    for axes, lesion in zip(figure.axes, ("primary", "metastasis"), strict=True):
        assert [bar.get_width() for bar in axes.patches] == list(tables["genes"][lesion])
    totals = pd.DataFrame({"step": ["read", "depth"], "removed": [0, 4], "remaining": [10, 6]})
    assert texts(draw_funnel(totals).axes[0]) == ["10", "6  (−4)"]


def test_a_dollar_sign_is_a_dollar_sign(tables):
    genes = tables["genes"].head(2).assign(gene=["$\\frac{1}", "a$b$c"])
    figure = draw_genes(genes)
    figure.draw_without_rendering()
    labels = [label.get_text() for label in figure.axes[1].get_yticklabels()]
    assert labels == ["$\\frac{1}", "a$b$c"]
    assert not any(label.get_parse_math() for label in figure.axes[1].get_yticklabels())


def test_only_shares_share_the_axis_of_the_forest(tables):
    rows = comparable(tables["published"])
    assert "mean_tmb_primary" not in set(rows["id"])
    assert "survival" not in set(rows["id"])
    assert {"discordant", "auc_primary_supine"} <= set(rows["id"])


def test_panels_without_a_phase_are_blank(tables):
    roc = tables["roc"][tables["roc"]["phase"] != "enhanced"]
    figure = draw_roc(roc, tables["cutoffs"])
    assert [axes.axison for axes in figure.axes] == [True, True, True, False]


def test_names_are_cut_and_say_so():
    assert style.short("x" * 100, 10) == "x" * 9 + "…"
    assert style.short("two\nlines") == "two lines"
