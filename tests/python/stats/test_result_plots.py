"""The figure of every result: what it says, and how its marks look.

``RADIOTMB_WRITE_FIGURES=1`` writes the kept figures anew; their differences are then looked at.
"""

import dataclasses
import importlib.util
import json
import os
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images

from radiotmb.errors import InputError
from radiotmb.report.figures import style
from radiotmb.stats import chain_results, result_plots, results

_SPEC = importlib.util.spec_from_file_location(
    "drawn_figures", Path(__file__).with_name("drawn_figures.py")
)
drawn_figures = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(drawn_figures)
described, without_words = drawn_figures.described, drawn_figures.without_words

KEPT = Path(__file__).with_name("result_plots")
WRITING = bool(os.environ.get("RADIOTMB_WRITE_FIGURES"))
# Root mean square of the differences of grey levels, of 255: what edges of lines may differ by.
TOLERANCE = 6


def made(kind: type, **fields):
    """A result with the fields that its figure needs."""
    names = [field.name for field in dataclasses.fields(kind)]
    return kind(**{name: fields.get(name) for name in names})


def shares(*names: str) -> pd.DataFrame:
    n = len(names)
    return pd.DataFrame(
        {"measure": names, "estimate": np.linspace(0.9, 0.5, n), "lower": np.linspace(0.6, 0.2, n),
         "upper": np.linspace(1, 0.8, n), "numerator": range(9, 9 - n, -1), "denominator": 10}
    )  # fmt: skip


PAIRS = pd.DataFrame(
    {"patient_id": list("abcd"), "primary_tmb": [25, 18, 6, 3.0],
     "metastasis_tmb": [22, 5, 14, 4.0], "primary_tmb_lower": [15, 10, 3, 1.0],
     "primary_tmb_upper": [38, 30, 11, 7.0], "metastasis_tmb_lower": [13, 2, 8, 2.0],
     "metastasis_tmb_upper": [35, 9, 24, 8.0],
     "direction": ["both high", "primary only", "metastasis only", "both low"]}
)  # fmt: skip
CURVE = pd.DataFrame(
    {"threshold": [np.inf, 0.8, 0.5, 0.2], "sensitivity": [0, 0.5, 1, 1],
     "specificity": [1, 1, 0.5, 0.0], "sensitivity_lower": [0, 0.1, 0.4, 0.4],
     "sensitivity_upper": [0.6, 0.9, 1, 1]}
)  # fmt: skip
ROC = made(
    chain_results.RocYouden, auc=0.875, auc_lower=0.6, auc_upper=1.0, cutoff=0.65, sensitivity=0.5,
    specificity=1.0, curve=CURVE, n=4, n_positive=2, positive="high", conf_level=0.95,
    operating_point=shares("sensitivity", "specificity"), flags=(),
)  # fmt: skip
DECISION = pd.DataFrame(
    {"threshold": [0.1, 0.4, 0.8], "model": [0.3, 0.2, 0.1], "all": [0.28, 0.0, -1.5], "none": 0.0,
     "lower": [0.1, 0.0, -0.1], "upper": [0.5, 0.4, 0.3]}
)  # fmt: skip
CALIBRATION = pd.DataFrame(
    {"predicted": [0.2, 0.8], "observed": [0.25, 0.7], "lower": [0.1, 0.5], "upper": [0.5, 0.9]}
)
NESTED = made(
    chain_results.NestedCV, roc=ROC, decision=DECISION, calibration=CALIBRATION,
    measures=shares("auc"),
    features=pd.DataFrame({"feature": ["original_shape_Sphericity", "age"], "share": [1, 0.4]}),
    averaged=pd.DataFrame({"patient_id": list("abcd"), "truth": ["high", "high", "low", "low"],
                           "probability": [0.9, 0.6, 0.5, 0.1]}), flags=(),
)  # fmt: skip
VALIDATION = made(
    chain_results.ModelValidation, auc=0.8, auc_lower=0.6, auc_upper=0.95, roc=ROC,
    decision=DECISION, calibration=CALIBRATION, measures=shares("auc"), cutoff=0.4,
    conf_level=0.95, flags=(), positive="responder",
)  # fmt: skip
GENES = pd.DataFrame({"gene": ["APC", "TP53", "KRAS"], "primary": [5, 4, 1],
                      "metastasis": [5, 2, 3]})  # fmt: skip
CURVES = pd.DataFrame(
    {"group": ["concordant"] * 3 + ["discordant"] * 3, "time": [0, 300, 900] * 2,
     "n_risk": [4, 4, 2, 3, 3, 1], "n_event": [0, 1, 0, 0, 2, 1], "n_censor": [0, 0, 2, 0, 0, 0],
     "survival": [1, 0.75, 0.75, 1, 0.33, 0.0], "lower": [1, 0.4, 0.4, 1, 0.1, np.nan],
     "upper": [1, 1, 1, 1, 0.9, np.nan]}
)  # fmt: skip
AUCS = pd.DataFrame({"quantity": ["AUC of primary prone"], "auc": [0.701]})

FIGURES = {
    "lesion_pairs": lambda: made(results.LesionPairs, pairs=PAIRS, cutoff=10.0).plot(),
    "clustered_pairs": lambda: made(
        results.ClusteredPairs, cutoff=10.0, sides={"first": "colon", "second": "liver"},
        pairs=PAIRS.rename(columns=lambda name: name.replace("primary", "first")
                           .replace("metastasis", "second"))
        .assign(direction=["both high", "first only", "second only", "both low"]),
    ).plot(),
    "genes": lambda: made(
        results.GeneRanking, genes=GENES, overlap_test=pd.DataFrame({"top": [3]})
    ).plot(),
    "shared_variants": lambda: made(results.VariantSharing, patients=pd.DataFrame(
        {"patient_id": ["a", "b"], "primary": [5, 3], "metastasis": [4, 6], "shared": [3, 1],
         "primary_private": [2, 2], "metastasis_private": [1, 5]}
    )).plot(),
    "predicted_pairs": lambda: made(
        results.PredictedPairs, measures=shares("sensitivity", "specificity")
    ).plot(),
    "discordance": lambda: made(
        chain_results.Discordance, measures=shares("sensitivity", "specificity", "accuracy")
    ).plot(),
    "elimination": lambda: made(chain_results.ForestElimination, size=4, profile=pd.DataFrame(
        {"size": [1, 2, 4, 8], "accuracy": [0.6, 0.7, 0.8, 0.75]}
    )).plot(),
    "roc": ROC.plot,
    **{f"nested_{kind}": lambda kind=kind: NESTED.plot(kind=kind)
       for kind in ("roc", "features", "predictions", "decision", "calibration")},
    **{f"validation_{kind}": lambda kind=kind: VALIDATION.plot(kind=kind)
       for kind in ("calibration", "roc", "decision")},
    "bootstrap": lambda: made(
        chain_results.ChainBootstrap, auc=0.72, lower=0.55, upper=0.89,
        resampled=pd.DataFrame({"resample": [1, 1, 2, 3], "auc": [0.52, 0.62, 0.71, 0.82]}),
    ).plot(),
    "null": lambda: made(
        chain_results.PermutationNull, observed=0.81, p_value=0.111,
        null=pd.DataFrame({"permutation": range(5), "auc": [0.31, 0.42, 0.52, 0.53, 0.62]}),
    ).plot(),
    "survival": lambda: made(
        results.SurvivalComparison, curves=CURVES,
        tests=pd.DataFrame({"test": ["log-rank"], "p_value": [0.0421]}),
    ).plot(),
    "comparison": lambda: made(results.PublishedAudit, comparison=pd.DataFrame(
        {"quantity": ["TMB-high primaries"], "published": [0.33], "published_lower": [0.16],
         "published_upper": [0.55], "study": [0.23], "study_lower": [0.1], "study_upper": [0.4]}
    )).plot(),
    "evidence": lambda: made(results.PublishedEvidence, aucs=AUCS, null=pd.DataFrame(
        {"quantity": ["AUC of primary prone"] * 2, "selection": ["nested", "leaky"],
         "mean": [0.5, 0.8], "low": [0.2, 0.5], "high": [0.8, 0.95]}
    )).plot(),
    "plan": lambda: made(
        results.StudyPlan, parameters={"n": 24},
        widths=shares("AUC", "share TMB-high").rename(columns={"measure": "quantity"}),
    ).plot(),
    "centres": lambda: made(
        chain_results.CentreValidation, conf_level=0.95,
        centres=pd.DataFrame({"centre": ["A", "B", "C"], "n": [20, 30, 8],
                              "auc": [0.7, 0.8, np.nan], "lower": [0.5, 0.6, np.nan],
                              "upper": [0.9, 0.95, np.nan]}),
        measures=pd.DataFrame({"estimate": [0.75, 0.75, 0.1], "lower": [0.6, 0.3, 0.0],
                               "upper": [0.88, 0.95, 0.4]}),
    ).plot(),
    "added_value": lambda: made(chain_results.AddedValue, areas=pd.DataFrame(
        {"model": ["clinical", "image", "both"], "auc": [0.6, 0.7, 0.72],
         "lower": [0.4, 0.5, 0.55], "upper": [0.8, 0.9, 0.89]}
    )).plot(),
    "model_comparison": lambda: made(chain_results.ModelComparison, areas=pd.DataFrame(
        {"model": ["ridge", "xgboost"], "auc": [0.68, 0.7]}
    )).plot(),
    "importance": lambda: result_plots.plot_importance(pd.DataFrame(
        {"name": ["original_glcm_Contrast", "age"], "importance": [0.5, 0.2],
         "direction": ["higher", "lower"]}
    ), "high"),
}  # fmt: skip


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_says_what_it_said(name):
    drawn = json.loads(json.dumps(described(FIGURES[name]())))
    path = KEPT / f"{name}.json"
    if WRITING:
        KEPT.mkdir(exist_ok=True)
        path.write_text(json.dumps(drawn, ensure_ascii=False, indent=1) + "\n")
    assert_alike(drawn, json.loads(path.read_text()))


def assert_alike(drawn, kept, where=""):
    """Equal, numbers to five digits."""
    assert type(drawn) is type(kept) or {type(drawn), type(kept)} <= {int, float}, where
    if isinstance(drawn, dict):
        assert list(drawn) == list(kept), where
        for key, value in drawn.items():
            assert_alike(value, kept[key], f"{where}/{key}")
    elif isinstance(drawn, list):
        assert len(drawn) == len(kept), where
        for place, (one, other) in enumerate(zip(drawn, kept, strict=True)):
            assert_alike(one, other, f"{where}/{place}")
    elif isinstance(drawn, float):
        assert drawn == pytest.approx(kept, rel=1e-5, abs=1e-9), where
    else:
        assert drawn == kept, where


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_looks_as_it_looked(name, tmp_path):
    figure = without_words(FIGURES[name]())
    kept, drawn = KEPT / f"{name}.png", tmp_path / f"{name}.png"
    figure.savefig(kept if WRITING else drawn, dpi=40, metadata={"Software": None})
    if not WRITING:
        assert compare_images(str(kept), str(drawn), tol=TOLERANCE) is None


def test_another_colour_or_a_line_that_is_missing_is_another_look(tmp_path):
    """The tolerance lets no change pass that a person would see."""
    for number, change in enumerate((_other_colour, _without_lines)):
        figure = without_words(FIGURES["lesion_pairs"]())
        change(figure)
        drawn = tmp_path / f"{number}.png"
        figure.savefig(drawn, dpi=40)
        assert compare_images(str(KEPT / "lesion_pairs.png"), str(drawn), tol=TOLERANCE)


def _other_colour(figure):
    for line in figure.axes[0].lines[1:]:
        line.set_color(style.GREEN)


def _without_lines(figure):
    for line in figure.axes[0].lines[1:3]:
        line.set_visible(False)


@pytest.mark.parametrize("kind", [kind for kind in vars(results).values() if isinstance(kind, type)
                                  and issubclass(kind, results.Result)
                                  and kind is not results.Result])  # fmt: skip
def test_every_result_has_a_figure_or_says_what_is_better(kind):
    assert bool(kind.drawn_by) != bool(kind.not_drawn)
    if kind.not_drawn:
        with pytest.raises(InputError, match="has no figure") as refused:
            made(kind).plot()
        assert kind.not_drawn in str(refused.value)
    else:
        assert callable(getattr(result_plots, kind.drawn_by))


def test_the_curve_of_held_out_predictions_says_so_in_the_words_of_r():
    words = "conditional on these predictions: too narrow."
    assert words in NESTED.plot(kind="roc").get_supxlabel()
    assert words not in VALIDATION.plot(kind="roc").get_supxlabel()
    kept = json.loads(Path(__file__).parents[2].joinpath("testthat/figures.json").read_text())
    (caption,) = kept["roc"]["words"]["caption"]
    assert words in caption


def test_a_figure_that_does_not_exist_is_refused_by_name():
    with pytest.raises(InputError, match="no figure 'tree'.*roc, features"):
        NESTED.plot(kind="tree")
    with pytest.raises(InputError, match="without a study's results has no figure"):
        made(results.PublishedAudit).plot()


def test_a_figure_leaves_the_callers_settings_alone():
    import matplotlib

    before = dict(matplotlib.rcParams)
    assert isinstance(ROC.plot(), Figure)
    assert dict(matplotlib.rcParams) == before


def test_a_status_of_ones_own_stands_on_the_axes():
    other = dataclasses.replace(
        NESTED,
        roc=dataclasses.replace(ROC, positive="responder"),
        averaged=NESTED.averaged.replace({"high": "responder", "low": "other"}),
    )
    (predictions,) = (part for part in described(other.plot(kind="predictions")) if "words" in part)
    assert predictions["y marks"] == ["responder", "other"]
    assert "Held-out probability of responder" in predictions["words"]
    said = described(other.plot(kind="calibration"))[-1]["figure"]
    assert said == ["Predicted probability of responder", "Observed share of responder"]
    assert [len(line[1]) for line in predictions["lines"][:2]] == [2, 2]


def test_no_figure_shows_an_id_and_words_may_be_given():
    """A feature's own words stand at the axis, its name in the tooltip."""
    for name, figure in FIGURES.items():
        for part in described(figure()):
            said = [*part.get("words", ()), *part.get("x marks", ()), *part.get("y marks", ())]
            assert not [text for text in said if re.search("[a-z]_[a-z]", text)], name
    labels = {"age": "Age at surgery (years)"}
    (axes,) = NESTED.plot(kind="features", labels=labels).axes
    ticks = axes.get_yticklabels()
    assert [tick.get_text() for tick in ticks] == ["Shape sphericity", "Age at surgery (years)"]
    assert [tick.get_url() for tick in ticks] == ["tip:original_shape_Sphericity", "tip:age"]


@pytest.mark.parametrize(
    ("name", "unit"),
    [("lesion_pairs", "mutations/Mb"), ("clustered_pairs", "mutations/Mb"),
     ("survival", "(days)"), ("importance", "(log-odds)"), ("nested_decision", "per patient"),
     ("bootstrap", "AUC"), ("centres", "95% CI"), ("genes", "Patients")],
)  # fmt: skip
def test_an_axis_of_numbers_names_its_unit(name, unit):
    said = [word for part in described(FIGURES[name]()) for word in
            [*part.get("words", ()), *part.get("figure", ())]]  # fmt: skip
    assert any(unit in word for word in said), said
