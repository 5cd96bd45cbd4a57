"""TMB status predicted from images, phase by phase."""

from __future__ import annotations

from functools import partial

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Note, Section, Table
from radiotmb.report.drawn_models import drawn_words, left_out_words, of_drawn_models
from radiotmb.report.figures.calibration import draw_calibration
from radiotmb.report.figures.decision_curve import draw_decision_curve
from radiotmb.report.figures.permutation import draw_permutation
from radiotmb.report.figures.predictions import draw_predictions
from radiotmb.report.figures.roc import draw_roc
from radiotmb.report.permuted_chain import PermutedChain, permuted_chain
from radiotmb.report.sections import forms
from radiotmb.report.sections.auc_forest import auc_forest
from radiotmb.report.sections.centres import centres
from radiotmb.report.sections.optimism import optimism
from radiotmb.report.sections.remarks import remarks
from radiotmb.report.sections.selection import selection
from radiotmb.report.sections.summary import all_models
from radiotmb.report.small_samples import coverage_of_interval
from radiotmb.report.study_output import StudyOutput

TITLE = "Prediction of TMB status from CT"

_CUTOFFS = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "n": Column("n", forms.WHOLE),
    "patients": Column("Patients", forms.WHOLE),
    "n_positive": Column("High", forms.WHOLE),
    "area": Column(
        "AUC, mean of repeats (95% CI)", partial(wording.estimate, missing="no interval"),
        of=("auc", "auc_lower", "auc_upper"),
    ),
    "auc_averaged": Column("AUC, averaged output", forms.TWO),
    "permutation_observed": Column("AUC, permuted chain", forms.TWO),
    "p_permutation": Column("p, permutation", wording.p_value),
    "cutoff": Column("Cutoff", forms.THREE),
    "sensitivity": Column("Sens.", forms.TWO),
    "specificity": Column("Spec.", forms.TWO),
}  # fmt: skip
MEASURES = {
    "auc": "AUC, mean of repeats",
    "auc_within_centres": "AUC of pairs of patients of one centre",
    "auc_averaged": "AUC of the averaged output, as published (DeLong, conditional: too narrow)",
    "pr_auc": "Precision-recall AUC",
    "brier": "Brier score",
    "calibration_intercept": "Calibration intercept (0 is right)",
    "calibration_slope": "Calibration slope (1 is right)",
    "sensitivity": "Sensitivity at the cutoff, apparent",
    "specificity": "Specificity at the cutoff, apparent",
    "youden": "Youden index at the cutoff, apparent",
    "sensitivity_corrected": "Sensitivity at the cutoffs of other folds",
    "specificity_corrected": "Specificity at the cutoffs of other folds",
    "youden_corrected": "Youden index at the cutoffs of other folds",
    "youden_optimism": "Optimism of the Youden index",
}


def models(output: StudyOutput) -> Section:
    """Discrimination, chance, calibration, use, and what was selected."""
    blocks = _remarks(output)
    cutoffs = output.table("cutoffs")
    if cutoffs is None or "auc" not in cutoffs or cutoffs["auc"].isna().all():
        blocks.append(Note("No phase was modelled, so nothing is predicted from images."))
        return Section("models", TITLE, blocks)
    cutoffs = cutoffs.dropna(subset=["auc"])
    absent = [name for name in ("auc_lower", "auc_upper") if name not in cutoffs]
    cutoffs = cutoffs.assign(**dict.fromkeys(absent, float("nan")))
    chain = permuted_chain(output)
    if left_out := left_out_words(output):
        blocks.append(Note(left_out))
    blocks += auc_forest(output, cutoffs)
    roc = output.table("roc")
    if roc is not None:
        blocks.append(_roc_figure(output, roc, cutoffs))
    blocks.append(
        Table(
            "cutoffs", "Discrimination and cutoffs", cutoffs, _columns(chain, cutoffs),
            f"Held-out predictions. {_interval_words(output, cutoffs)} The averaged output is each "
            "patient's mean prediction over the repeats, as published. The cutoff maximises its "
            "Youden index, on the same predictions, so that its sensitivity and specificity are "
            f"optimistic; the next table says by how much.{_permuted_words(chain, cutoffs)}",
        )
    )  # fmt: skip
    blocks += optimism(output)
    blocks += centres(output)
    blocks += _chain_bootstrap(output)
    blocks += _predictions(output, cutoffs)
    blocks += _permutation(output, cutoffs)
    blocks += _measures(output)
    blocks += _calibration(output)
    blocks += _decision_curve(output)
    return Section("models", TITLE, blocks + selection(output))


def _columns(chain: PermutedChain, cutoffs: pd.DataFrame) -> dict[str, Column]:
    """The AUC of the null's chain has a column of its own where that chain is not the model's."""
    left_out = {"permutation_observed"} if chain.is_models else set()
    left_out |= {"patients"} - set(cutoffs)
    return {name: column for name, column in _CUTOFFS.items() if name not in left_out}


def _permuted_words(chain: PermutedChain, cutoffs: pd.DataFrame) -> str:
    if "p_permutation" not in cutoffs:
        return ""
    if chain.is_models:
        return " The permutations ran the model's own chain: the p-value is that of the AUC."
    return (
        " The permutation p-value belongs to the AUC beside it, that of the smaller chain which "
        f"the permutations ran ({chain.words()})."
    )


def _interval_words(output: StudyOutput, cutoffs: pd.DataFrame) -> str:
    """What the interval of the AUC is, or why there is none."""
    if "auc_lower" not in cutoffs or cutoffs["auc_lower"].isna().all():
        return (
            "The AUC has no 95% interval: the bootstrap of the whole chain was not run "
            "(bootstrap_chain in the study file), and DeLong's, conditional on these predictions, "
            "is too narrow."
        )
    resamples = f" ({int(cutoffs['resamples'].max())} resamples)" if "resamples" in cutoffs else ""
    return (
        f"The interval of the AUC is that of a bootstrap of the whole chain{resamples}"
        f"{coverage_of_interval(output)}."
    )


def _chain_bootstrap(output: StudyOutput) -> list[Block]:
    """Estimates at a named operating point, with intervals that hold other models too."""
    found = output.table("chain_bootstrap")
    if found is None:
        return []
    words = [MEASURES.get(name, str(name)) for name in found["measure"]]
    return [
        Table(
            "chain_bootstrap", "Measures with intervals of the whole chain",
            found.assign(words=words), forms.MEASURES,
            "Mean of the repeats. Each patient is called by the cutoff of the largest Youden index "
            "among the patients of the other folds, another one than the cutoff above. Intervals "
            "come from the whole chain run again on resampled patients.",
        )
    ]  # fmt: skip


def _remarks(output: StudyOutput) -> list[Block]:
    """What was skipped or flagged."""
    said = []
    for model in all_models(output):
        if model.get("skipped"):
            said.append((model, f"not modelled ({model['skipped']})"))
        said += [(model, str(flag)) for flag in model.get("flags") or []]
    return remarks(said, "models")


def _roc_figure(output: StudyOutput, roc: pd.DataFrame, cutoffs: pd.DataFrame) -> Figure:
    roc, cutoffs = (of_drawn_models(output, table) for table in (roc, cutoffs))
    each = wording.listed([
        f"{row.lesion} {row.phase} AUC {wording.number(row.auc)}" for row in cutoffs.itertuples()
    ])  # fmt: skip
    permutation = output.table("permutation")
    null = null_band(None if permutation is None else of_drawn_models(output, permutation))
    return Figure(
        "roc",
        "ROC curves of held-out predictions",
        "The averaged output (each patient's mean held-out prediction over the repeats) against "
        "TMB status, and its AUC; the coloured band is the pointwise exact 95% CI of the "
        "sensitivity, conditional on these predictions: too narrow; the dot is the cutoff with the "
        "largest Youden index." + _null_words(output, null) + drawn_words(output, "roc"),
        f"ROC curves: {each}.",
        lambda: draw_roc(roc, cutoffs, null),
        roc,
    )


def null_band(permutation: pd.DataFrame | None) -> pd.DataFrame | None:
    """The central 95% of the sensitivities of all permutations, at each false positive rate.

    Parameters
    ----------
    permutation : pandas.DataFrame, optional
        lesion, phase, and ``sensitivity_05`` to ``sensitivity_95``.

    Returns
    -------
    pandas.DataFrame or None
        lesion, phase, rate, lower, upper; none where the curves were not kept.
    """
    names = [name for name in (() if permutation is None else permutation)
             if str(name).startswith("sensitivity_")]  # fmt: skip
    if permutation is None or not names:
        return None
    long = permutation.melt(["lesion", "phase"], names, "at", "sensitivity")
    long["rate"] = long["at"].str.removeprefix("sensitivity_").astype(float) / 100
    found = long.groupby(["lesion", "phase", "rate"], sort=False)["sensitivity"]
    ends = pd.DataFrame({"lower": found.quantile(0.025), "upper": found.quantile(0.975)})
    return ends.reset_index()


def _null_words(output: StudyOutput, null: pd.DataFrame | None) -> str:
    if null is None:
        return ""
    chain = permuted_chain(output)
    which = "the same chain" if chain.is_models else f"a smaller chain ({chain.words()})"
    return (
        f" Grey between thin lines: where 95% of the curves lie that {which} gives under permuted "
        "labels, at each share of false positives."
    )


def _predictions(output: StudyOutput, cutoffs: pd.DataFrame) -> list[Block]:
    averaged = output.table("averaged")
    if averaged is None:
        return []
    averaged = of_drawn_models(output, averaged)
    return [
        Figure(
            "predictions",
            "Held-out probability of every patient",
            "Filled dots are truly high lesions, open ones truly low; the dashed line is the "
            "phase's cutoff." + drawn_words(output, "averaged"),
            f"Dot plot of {len(averaged)} held-out probabilities by true status and phase.",
            lambda: draw_predictions(averaged, cutoffs),
            averaged,
        )
    ]


def _permutation(output: StudyOutput, cutoffs: pd.DataFrame) -> list[Block]:
    null = output.table("permutation")
    if null is None:
        return [Note("No permutation null was computed (permutations: 0 in the study file).")]
    null = of_drawn_models(output, null)
    counts = null.groupby(["lesion", "phase"])["auc"].size()
    return [
        Figure(
            "permutation",
            "Permutation null: AUCs where there is nothing to find",
            f"AUCs that the same chain gives under {counts.max()} permutations of the labels a "
            "phase; the coloured line is the observed AUC of the same number of trees and repeats, "
            "the dashed one 0.5." + drawn_words(output, "permutation"),
            "Histograms of null AUCs by phase with the observed AUC marked.",
            lambda: draw_permutation(null, cutoffs),
            null[["lesion", "phase", "permutation", "auc"]],
        ),
        *_best_of_phases(output),
    ]


def _best_of_phases(output: StudyOutput) -> list[Block]:
    """Looking at several phases and naming the best is a selection of its own."""
    best = output.result("best_of_phases", default=None)
    if not best:
        return []
    chain = permuted_chain(output)
    which = "The" if chain.is_models else f"In the permuted chain ({chain.words()}), the"
    return [
        Note(
            f"{which} best of {len(best['phases'])} models has an AUC of "
            f"{wording.number(best['observed'])}; the best of as many models with permuted labels "
            f"reaches it with {wording.p_sentence(best['p_value'])} "
            f"({best['permutations']} permutations)."
        )
    ]


def _measures(output: StudyOutput) -> list[Block]:
    """The measures in words; those that are in the table of cutoffs already are left out."""
    measures = output.table("measures")
    if measures is None:
        return []
    words = [MEASURES.get(name, str(name).replace("_", " ")) for name in measures["measure"]]
    return [
        Table(
            "measures", "All measures of the predictions", measures.assign(words=words),
            forms.MEASURES,
            "Apparent values use the cutoff that was chosen on the same patients; the others judge "
            "each patient by the cutoff of the other folds' patients. Intervals are those of these "
            "predictions on new patients; they leave out that another cohort would have given "
            "other models.",
            folded=len(measures) > 16,
        )
    ]  # fmt: skip


def _calibration(output: StudyOutput) -> list[Block]:
    calibration = output.table("calibration")
    if calibration is None or not {"predicted", "observed"} <= set(calibration):
        return []
    calibration = of_drawn_models(output, calibration)
    return [
        Figure(
            "calibration",
            "Calibration",
            f"Mean held-out probability of groups of {_sizes(calibration)} beside the share that "
            "is truly high, with exact 95% intervals; on the dashed line predictions happen as "
            f"often as they say.{_how_sure(calibration)} Slope and intercept are in the table "
            f"above.{drawn_words(output, 'calibration')}",
            f"Observed against predicted share of high lesions in {len(calibration)} groups of "
            "patients, by phase, with wide intervals around the diagonal.",
            lambda: draw_calibration(calibration),
            calibration,
        )
    ]


def _how_sure(calibration: pd.DataFrame) -> str:
    """What so few patients a group cannot show."""
    if "n" not in calibration or calibration["n"].max() >= 30:
        return ""
    return (
        " With so few patients these points are all there is to see: any curve that passes through "
        "the intervals agrees with the data, and a smooth one would need hundreds of patients."
    )


def _sizes(calibration: pd.DataFrame) -> str:
    if "n" not in calibration:
        return "patients of similar probability"
    low, high = int(calibration["n"].min()), int(calibration["n"].max())
    return f"{low} patients" if low == high else f"{low} to {high} patients"


def _decision_curve(output: StudyOutput) -> list[Block]:
    curve = output.table("decision_curve")
    if curve is None:
        return []
    curve = of_drawn_models(output, curve)
    return [
        Figure(
            "decision_curve",
            "Decision curves",
            "Net benefit per patient of acting on the prediction, with a 95% bootstrap band, on "
            "all patients (dashed) and on none (Vickers and Elkin 2006)."
            + drawn_words(output, "decision_curve"),
            "Net benefit by threshold probability for each phase.",
            lambda: draw_decision_curve(curve),
            curve,
        )
    ]
