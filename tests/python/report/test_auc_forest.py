"""The forest of AUCs: this study's, the published ones, and what chance gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from radiotmb.report.figures.auc_forest import draw_auc_forest
from radiotmb.report.figures.roc import draw_roc
from radiotmb.report.sections.auc_forest import all_areas
from radiotmb.report.sections.models import null_band
from radiotmb.report.study_output import read_output


@pytest.fixture
def areas(output) -> pd.DataFrame:
    read = read_output(output)
    return all_areas(read, read.table("cutoffs"))


def test_published_areas_stand_beside_those_of_the_same_lesion_and_phase(areas):
    published = areas[areas["source"] == "published"].set_index(["lesion", "phase"])
    assert published["auc"].to_dict() == {
        ("primary", "supine"): 0.732, ("metastasis", "enhanced"): 0.812,
    }  # fmt: skip
    assert published.loc[("primary", "supine"), ["lower", "upper"]].tolist() == [0.5, 0.964]


def test_ours_have_the_interval_of_the_whole_chain_and_the_null(areas, output):
    cutoffs = pd.read_csv(output / "tables" / "cutoffs.csv")
    ours = areas[areas["source"] == "this study"].reset_index(drop=True)
    assert np.allclose(ours[["lower", "upper"]], cutoffs[["auc_lower", "auc_upper"]])
    null = pd.read_csv(output / "tables" / "permutation.csv")
    first = null.loc[null["phase"] == "supine", "auc"]
    assert ours.loc[0, "null_lower"] == pytest.approx(first.quantile(0.025))


def test_every_area_is_drawn_and_one_without_an_interval_says_so(areas):
    areas.loc[0, ["lower", "upper"]] = np.nan
    figure = draw_auc_forest(areas)
    axes = figure.axes[0]
    texts = [text.get_text() for text in axes.texts]
    assert len(texts) == len(areas)
    assert texts[0].endswith("(no interval)")
    dots = [tuple(c.get_offsets()[0]) for c in axes.collections if len(c.get_offsets())]
    assert {round(float(x), 6) for x, _ in dots} >= {round(a, 6) for a in areas["auc"]}


def test_a_phase_of_another_name_is_a_row_of_its_own(output, areas):
    other = areas.assign(phase=areas["phase"].replace("supine", "portal"))
    ours = other["source"] == "this study"
    mixed = pd.concat([other[ours], areas[~ours]])
    labels = [label.get_text() for label in draw_auc_forest(mixed).axes[0].get_yticklabels()]
    assert {"primary, portal", "primary, supine"} <= set(labels)


def test_the_band_is_the_central_95_percent_of_the_permuted_curves():
    permutation = pd.DataFrame({
        "lesion": "primary", "phase": "prone", "permutation": range(1, 42),
        "auc": 0.5, "sensitivity_05": np.linspace(0, 1, 41), "sensitivity_50": 0.5,
    })  # fmt: skip
    band = null_band(permutation).set_index("rate")
    assert band.loc[0.05, ["lower", "upper"]].tolist() == pytest.approx([0.025, 0.975])
    assert band.loc[0.5, ["lower", "upper"]].tolist() == [0.5, 0.5]
    assert null_band(permutation[["lesion", "phase", "permutation", "auc"]]) is None
    assert null_band(None) is None


def test_the_band_is_drawn_in_its_own_panel_only(simulated):
    tables = simulated.simulate_tables()
    band = pd.DataFrame({"lesion": "primary", "phase": "prone", "rate": [0.1, 0.5],
                         "lower": [0.0, 0.2], "upper": [0.4, 0.9]})  # fmt: skip
    plain = draw_roc(tables["roc"], tables["cutoffs"])
    banded = draw_roc(tables["roc"], tables["cutoffs"], band)
    more = [len(b.lines) - len(a.lines) for a, b in zip(plain.axes, banded.axes, strict=True)]
    assert sorted(more) == [0, 0, 0, 2]
