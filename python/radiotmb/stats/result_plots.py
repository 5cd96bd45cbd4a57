"""The figure of each result: its tables as the report's figures take them.

Each function returns a Matplotlib figure, which a notebook shows and ``savefig()`` writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from radiotmb.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from radiotmb.stats import chain_results, results


def plot_lesion_pairs(found: results.LesionPairs) -> Figure:
    """A line a patient from the primary's burden to the metastasis'."""
    from radiotmb.report.figures.lesion_pairs import draw_lesion_pairs

    return draw_lesion_pairs(found.pairs, None, found.cutoff)


def plot_clustered_pairs(found: results.ClusteredPairs) -> Figure:
    """A line a pair from the first lesion's burden to the second's."""
    from radiotmb.report.figures.lesion_pairs import draw_lesion_pairs

    sides = {"first": "primary", "second": "metastasis"}
    pairs = found.pairs.rename(
        columns=lambda name: name.replace("first_", "primary_").replace("second_", "metastasis_")
    )
    direction = found.pairs["direction"].astype(str)
    for side, role in sides.items():
        direction = direction.str.replace(side, role)
    named = list(found.sides.values()) if isinstance(found.sides, dict) else list(found.sides)
    words = {role: str(name).capitalize() for role, name in zip(sides.values(), named, strict=True)}
    return draw_lesion_pairs(pairs.assign(direction=direction), None, found.cutoff, words)


def plot_genes(found: results.GeneRanking) -> Figure:
    """The most often mutated genes of both lesions."""
    from radiotmb.report.figures.genes import draw_genes

    return draw_genes(found.genes.head(int(found.overlap_test["top"].iloc[0])))


def plot_shared_variants(found: results.VariantSharing) -> Figure:
    """Shared and private variants of each patient."""
    from radiotmb.report.figures.shared_variants import draw_shared_variants

    return draw_shared_variants(found.patients)


def plot_measures(found: results.PredictedPairs | chain_results.Discordance) -> Figure:
    """Sensitivity, specificity and accuracy with their intervals."""
    from radiotmb.report.figures.discordance import draw_discordance

    return draw_discordance(found.measures)


def plot_elimination(found: chain_results.ForestElimination) -> Figure:
    """Accuracy in the inner folds by the number of features."""
    from radiotmb.report.figures.feature_elimination import draw_feature_elimination

    return draw_feature_elimination(found.profile, int(found.size))


def plot_roc(found: chain_results.RocYouden) -> Figure:
    """The ROC curve with its band and the Youden cutoff."""
    from radiotmb.report.figures.roc import draw_roc

    point = {name: getattr(found, name) for name in ("auc", "cutoff", "sensitivity", "specificity")}
    figure = draw_roc(_as_phase(found.curve), _as_phase(pd.DataFrame([point])))
    return _titled(figure, f"{found.n_positive} {found.positive} of {found.n} patients")


def plot_nested_cv(
    found: chain_results.NestedCV, kind: str = "roc", labels: Mapping[str, str] | None = None
) -> Figure:
    """``kind``: roc, features, predictions, decision or calibration; ``labels`` of features.

    The ROC curve is that of one set of held-out predictions, and says so of its band.
    """
    from radiotmb.report.figures.selected_features import draw_selected_features

    positive = found.roc.positive
    kinds = {
        "roc": lambda: _held_out_roc(found.roc),
        "features": lambda: _titled(draw_selected_features(_as_phase(found.features), labels), ""),
        "predictions": lambda: _predictions(found.averaged, found.roc.cutoff, positive),
        "decision": lambda: _decision(found.decision),
        "calibration": lambda: _calibration(found.calibration, positive),
    }
    return _one_of(kinds, kind)


def plot_validation(found: chain_results.ModelValidation, kind: str = "calibration") -> Figure:
    """``kind``: calibration, roc or decision."""
    kinds = {
        "calibration": lambda: _calibration(found.calibration, found.positive),
        "roc": lambda: plot_roc(found.roc),
        "decision": lambda: _decision(found.decision),
    }
    return _one_of(kinds, kind)


def plot_bootstrap(found: chain_results.ChainBootstrap) -> Figure:
    """The AUCs of the chain on resampled patients, the estimate and its interval."""
    from radiotmb.report.figures.resampled_auc import draw_resampled_auc

    areas = found.resampled.groupby("resample")["auc"].mean()
    return draw_resampled_auc(areas, found.auc, found.lower, found.upper)


def plot_null(found: chain_results.PermutationNull) -> Figure:
    """The AUCs that permuted labels give, and the observed one among them."""
    from radiotmb.report.figures.permutation import draw_permutation

    observed = pd.DataFrame({"auc": [found.observed], "p_permutation": [found.p_value]})
    return _titled(draw_permutation(_as_phase(found.null), _as_phase(observed)), "")


def plot_survival(found: results.SurvivalComparison) -> Figure:
    """Kaplan-Meier curves with the numbers at risk."""
    from radiotmb.report.figures.survival import draw_survival

    known = found.tests.dropna(subset=["p_value"])
    tests = zip(known["test"], known["p_value"], strict=True)
    said = [f"{test}: p {_p(p_value)}" for test, p_value in tests]
    return draw_survival(
        found.curves, "\n".join(said), "Time since the start of observation (days)"
    )


def plot_comparison(found: results.PublishedAudit) -> Figure:
    """The published numbers and the study's, where the audit was given a study's results."""
    from radiotmb.report.figures.published import draw_published

    if found.comparison is None:
        raise InputError(
            "an audit without a study's results has no figure",
            expected="audit_published(claims, results)",
            hint="Its table of checks says more than a figure would: audit.checks",
        )
    return draw_published(found.comparison)


def plot_evidence(found: results.PublishedEvidence) -> Figure:
    """The published AUCs among those of runs without signal."""
    from radiotmb.report.figures.evidence import draw_evidence

    return draw_evidence(found.null, found.aucs)


def plot_plan(found: results.StudyPlan) -> Figure:
    """The interval of each quantity with the planned number of patients."""
    from radiotmb.report.figures.interval_rows import draw_interval_rows

    level = f"{100 * found.parameters.get('conf_level', 0.95):g}% CI"
    label = f"Estimate and {level} with {int(found.parameters['n'])} patients"
    return draw_interval_rows(found.widths, label)


def plot_centres(found: chain_results.CentreValidation) -> Figure:
    """The AUC of each centre, their mean, and what is to be expected of a new centre."""
    from radiotmb.report.figures.interval_rows import draw_interval_rows

    known = found.centres.dropna(subset=["auc"])
    each = known.assign(
        quantity=known["centre"].astype(str) + " (" + known["n"].astype(int).astype(str) + ")",
        estimate=known["auc"],
    )
    summed = found.measures.head(2).assign(
        quantity=["mean of centres", "a new centre (prediction)"][: len(found.measures)]
    )
    columns = ["quantity", "estimate", "lower", "upper"]
    rows = pd.concat([each[columns], summed[columns]], ignore_index=True)
    return draw_interval_rows(rows, f"AUC ({100 * found.conf_level:g}% CI)")


def plot_areas(found: chain_results.AddedValue | chain_results.ModelComparison) -> Figure:
    """The held-out AUC of each model, with its interval where there is one."""
    from radiotmb.report.figures.interval_rows import draw_interval_rows

    rows = found.areas.rename(columns={"model": "quantity", "auc": "estimate"})
    ends = {name: float("nan") for name in ("lower", "upper") if name not in rows}
    return draw_interval_rows(rows.assign(**ends), "Held-out AUC")


def plot_importance(
    features: pd.DataFrame, positive: str, labels: Mapping[str, str] | None = None
) -> Figure:
    """The features of a fitted model by their importance."""
    from radiotmb.report.figures.feature_importance import draw_feature_importance

    return draw_feature_importance(features, positive, labels)


def _held_out_roc(found: chain_results.RocYouden) -> Figure:
    """The curve, under which stands what its band leaves out."""
    figure = plot_roc(found)
    (axes,) = figure.axes
    axes.set_xlabel("1 − specificity", fontsize=10)
    words = f"Band: pointwise exact {100 * found.conf_level:g}% CI,\n"
    words += "conditional on these predictions: too narrow."
    figure.supxlabel(words, fontsize=8.5, x=0.02, ha="left")
    figure.set_figheight(figure.get_figheight() + 0.4)
    return figure


def _decision(curve: pd.DataFrame) -> Figure:
    from radiotmb.report.figures.decision_curve import draw_decision_curve

    return _titled(draw_decision_curve(_as_phase(curve)), "")


def _calibration(calibration: pd.DataFrame, positive: str) -> Figure:
    from radiotmb.report.figures.calibration import draw_calibration

    figure = _titled(draw_calibration(_as_phase(calibration)), "")
    figure.supxlabel(f"Predicted probability of {positive}", fontsize=10)
    figure.supylabel(f"Observed share of {positive}", fontsize=10)
    return figure


def _predictions(averaged: pd.DataFrame, cutoff: float, positive: str) -> Figure:
    """The report draws high and low; here they are the model's own two statuses."""
    from radiotmb.report.figures.predictions import draw_predictions

    is_positive = averaged["truth"] == positive
    others = averaged.loc[~is_positive, "truth"].unique()
    truth = is_positive.map({True: "high", False: "low"})
    figure = draw_predictions(
        _as_phase(averaged.assign(truth=truth)), _as_phase(pd.DataFrame({"cutoff": [cutoff]}))
    )
    figure.axes[0].set_yticks([0, 1], [positive, ", ".join(map(str, others))])
    figure.axes[0].set_xlabel(f"Held-out probability of {positive}")
    return _titled(figure, "")


def _one_of(kinds: dict[str, Any], kind: str) -> Figure:
    if kind not in kinds:
        raise InputError(f"no figure '{kind}'", expected=f"kind = {', '.join(kinds)}")
    return kinds[kind]()


def _as_phase(table: pd.DataFrame) -> pd.DataFrame:
    """A table of one model as the report's figures take it, who draw a panel a lesion and phase."""
    return table.assign(lesion="", phase="")


def _titled(figure: Figure, title: str) -> Figure:
    figure.axes[0].set_title(title, loc="left")
    return figure


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.3f}"
