"""The methods paragraphs, written from the parameters the study ran with."""

from __future__ import annotations

from typing import Any

from radiotmb.report import parameter_phrases as phrases
from radiotmb.report import wording
from radiotmb.report.permuted_chain import permuted_chain
from radiotmb.report.sections.several_lesions import side_words
from radiotmb.report.sections.summary import (
    all_models,
    fitted_models,
    models_of_several_lesions,
    name_of_model,
)
from radiotmb.report.small_samples import coverage_of_interval
from radiotmb.report.study_output import StudyOutput
from radiotmb.runtime.software import PYRADIOMICS

_NAMES = {
    "python": "Python", "pyradiomics": "PyRadiomics", "pyradiomics-bhklab": "PyRadiomics",
    "xgboost-cpu": "xgboost for Python",
}  # fmt: skip


def methods_text(output: StudyOutput) -> list[str]:
    """Paragraphs on burden, images, model, evaluation, survival, groups and software.

    A paragraph whose stage did not run is left out.
    """
    paragraphs = [
        burden_paragraph(output),
        images_paragraph(output),
        model_paragraph(output),
        evaluation_paragraph(output),
        survival_paragraph(output),
        groups_paragraph(output),
        software_paragraph(output),
    ]
    return [paragraph for paragraph in paragraphs if paragraph]


def burden_paragraph(output: StudyOutput) -> str:
    """Which variants were counted, over what, and when a lesion is high."""
    if not output.result("burden"):
        return ""
    cutoff = output.result("assay", "cutoff", default=10)
    over = phrases.denominator(output)
    text = (
        f"Tumor mutational burden (TMB) was the number of {phrases.assay_rules(output)}"
        f"{f', divided by {over}' if over else ''} (radiotmb preset "
        f"'{output.result('assay', 'name', default='?')}'). Exact 95% Poisson intervals are "
        f"Garwood's. TMB of at least {cutoff:g} mutations/Mb was called high. "
    )
    if output.result("pairs", "patients") is not None:
        text += _several_lesions(output)
    elif output.result("pairs", "n"):
        text += (
            "Status of the primary and the metastasis was compared with McNemar's test and the "
            "burdens with the Wilcoxon signed rank test; the proportion of discordant patients "
            "has an exact (Clopper-Pearson) 95% interval and was set against the discordance that "
            "Poisson counting noise alone would give, with and without the mutations that both "
            "lesions share."
        )
    return text.strip()


def _several_lesions(output: StudyOutput) -> str:
    """How several lesions of a patient were compared."""
    sides = side_words(output)
    return (
        f"Within each patient every {sides['first']} was paired with every {sides['second']}. "
        "Patients were the independent units: status was compared by the exact distribution over "
        "all placements of a patient's high lesions among its lesions, burdens by the exact "
        "Wilcoxon signed rank test of the patients' mean differences; the share of discordant "
        "pairs has a Korn-Graubard 95% interval, that of patients with a discordant pair a "
        "Clopper-Pearson one. The discordance that counting noise alone would give was drawn from "
        "multinomial counts within patients, given each patient's total."
    )


def images_paragraph(output: StudyOutput) -> str:
    """How features were extracted."""
    if not output.result("extraction"):
        return ""
    count = phrases.feature_count(output)
    text = (
        f"{count if count else 'Radiomic'} features were extracted from each segmented lesion "
        f"with {phrases.pyradiomics(output)} through radiotmb"
    )
    images, classes = (
        phrases.image_types(output),
        phrases.feature_classes(output),
    )
    if images:
        text += f", from {images}"
    text += f" ({classes})." if classes else "."
    rest = [
        phrases.window(output),
        phrases.discretisation(output),
        phrases.resampling(output),
    ]
    text += "".join(f" {wording.sentence(part)}" for part in rest if part)
    preset, mark = output.result("extraction", "name"), output.result("extraction", "hash")
    if preset:
        text += f" The preset was '{preset}'{f' (hash {str(mark)[:12]})' if mark else ''}."
    return text


def model_paragraph(output: StudyOutput) -> str:
    """The chain from features to probabilities."""
    model = output.result("model", default={})
    fitted = fitted_models(output)
    if not model or not fitted:
        return ""
    repeats = model.get("repeats", 1)
    how_often = f", repeated {repeats} times" if repeats > 1 else ""
    forest = f"random forests of {model['trees']} trees" if "trees" in model else "random forests"
    several = (
        " Where a patient has several lesions of a role each has a status of its own, and all "
        "lesions of a patient were in one fold, outer and inner."
        if models_of_several_lesions(output)
        else ""
    )
    names = [name_of_model(one) for one in fitted]
    which = f" that was modelled ({wording.listed_some(names)})" * (
        len(names) < len(all_models(output))
    )
    outer = (
        f"(one centre held out in turn, {model.get('inner')} inner folds{how_often})"
        if model.get("folds") == "centre"
        else f"({model.get('outer')} outer and {model.get('inner')} inner folds{how_often}; outer "
        "folds stratified by status and dealt in the order of the patients' identifiers, so that "
        "other identifiers give other folds)"
    )
    return (
        f"For each CT phase{which}, TMB status was predicted in nested cross-validation {outer}"
        f"{_fewer_folds(fitted)}.{_joined_words(fitted)} "
        f"Within the training patients of each outer fold, {_combat_words(model)}one of "
        "each pair of features with a Pearson correlation above "
        f"{model.get('correlation', 0.9):g} was dropped, features with a Mann-Whitney p below "
        f"{model.get('alpha', 0.05):g} were kept, {_learner_words(model, forest)}. No "
        "step saw the held-out patients, whose predicted probabilities were averaged over repeats."
        f"{several}{_comparator_words(output)}{_added_words(output)}"
    )


def _joined_words(fitted: list[dict[str, Any]]) -> str:
    """That some models take the features of several phases together."""
    joined = [name_of_model(one) for one in fitted if "+" in str(one.get("phase"))]
    if not joined:
        return ""
    return f" Of these, {wording.listed_some(joined)} took the features of its phases together."


def _fewer_folds(fitted: list[dict[str, Any]]) -> str:
    """The models whose training patients of a status were too few for the inner folds asked for."""
    said: dict[str, list[str]] = {}
    for one in fitted:
        for flag in one.get("flags") or []:
            if "inner folds instead of" in str(flag):
                said.setdefault(str(flag), []).append(name_of_model(one))
    return "".join(f"; {flag} in {wording.listed_some(names)}" for flag, names in said.items())


def _learner_words(model: dict, forest: str) -> str:
    if model.get("learner") == "glmnet":
        return (
            "and a ridge logistic regression (glmnet) was fitted on them, its penalty chosen in "
            "the inner folds"
        )
    return (
        f"recursive feature elimination with {forest} chose among them in the inner folds, and "
        "XGBoost was fitted on the features chosen"
    )


def _comparator_words(output: StudyOutput) -> str:
    other = output.result("comparator", "comparator")
    if other is None or output.table("comparison") is None:
        return ""
    what = "a ridge logistic regression (glmnet)" if other == "glmnet" else "XGBoost"
    return (
        f" As a comparator {what} was run on the same folds, filter and screen; AUCs were "
        "compared by exchanging the two predictions of a patient (ranks, Venkatraman and Begg "
        "1996)"
        + (
            ", their difference with an interval from the same resamples of both chains."
            if output.table("comparison")["lower"].notna().any()  # type: ignore[index]
            else "."
        )
    )


def _added_words(output: StudyOutput) -> str:
    columns = output.result("added_value", "columns")
    if not columns or output.table("added_areas") is None:
        return ""
    return (
        f" A clinical model ({wording.listed(list(map(str, columns)))}; Firth's logistic "
        "regression) and a model of these columns with the log-odds of the image model were "
        "judged in the same folds, the latter trained on image predictions of models that had "
        "seen neither fold; the held-out image was tested beyond the clinical columns by the "
        "signed likelihood ratio, one-sided."
    )


def _combat_words(model: dict[str, Any]) -> str:
    """ComBat as the first step of a fold, where the study asked for it."""
    if model.get("harmonise") != "combat":
        return ""
    kept = model.get("keep")
    keeping = f", keeping the effect of {wording.listed(kept)}" if kept else ""
    return (
        f"batch effects of the {model.get('batch') or 'centre'} were estimated by ComBat "
        f"(parametric empirical Bayes{keeping}) and removed from these and, by the same estimates, "
        "from the held-out patients, "
    )


def _centre_words(output: StudyOutput) -> str:
    """How the centres were compared, where the study knows them."""
    said = [model.get("centres") or {} for model in fitted_models(output)]
    judged = [one for one in said if one and not one.get("skipped")]
    if not judged:
        return ""
    text = (
        " Each centre was predicted by a model of the others (internal-external validation); the "
        "AUCs were summarised on the logit scale by a random-effects model (restricted maximum "
        "likelihood, Hartung-Knapp interval, prediction interval of a new centre)."
    )
    if any(one.get("leaky_auc") is not None for one in judged):
        text += (
            " For comparison ComBat was also learned once from all patients with their statuses, "
            "which leaks and estimates nothing."
        )
    return text


def evaluation_paragraph(output: StudyOutput) -> str:
    """How the predictions were judged."""
    if not fitted_models(output):
        return ""
    text = (
        "Discrimination is the mean over the repeats of the area under the ROC curve (AUC) of the "
        f"held-out predictions, {_interval_words(output)}; the cutoff is that with the largest "
        "Youden index of the predictions averaged over repeats."
    )
    if output.table("measures") is not None:
        text += (
            " Its optimism was estimated by judging each patient by the cutoff that the patients "
            "of the other folds give; Brier score and precision-recall AUC have intervals from a "
            "bootstrap of patients without strata, conditional on the predictions"
        )
        several = [name_of_model(model) for model in models_of_several_lesions(output)]
        text += f" (none for {wording.listed_some(several)}, of several lesions a patient)" * bool(
            several
        )
        text += "."
    if output.table("calibration") is not None:
        text += (
            " Calibration was described by intercept and slope of a logistic recalibration and by "
            "the observed share of high lesions in groups of similar predicted probability (exact "
            "intervals), usefulness by a decision curve."
        )
    text += _centre_words(output)
    if output.table("stability") is not None:
        text += " The stability of the selection is Nogueira's."
    model = output.result("model", default={})
    permutations = model.get("permutations", 0)
    if permutations:
        chain = permuted_chain(output)
        text += (
            f" The whole chain was run under {permutations} permutations of the labels; p is the "
            "share of AUCs at least as large as that of the model, which is included."
            if chain.is_models
            else f" A smaller chain ({chain.words()}) was run under {permutations} permutations of "
            "the labels and once on the true ones; p is the share of its AUCs at least as large as "
            "its own true one, which is included."
        )
        if models_of_several_lesions(output):
            text += (
                " Labels moved between patients with as many lesions, in random order among a "
                "patient's lesions."
            )
        if any(one.get("centres") for one in fitted_models(output)):
            text += " Labels moved within centres."
    found = output.result("discordance", default={})
    if found.get("measures") and output.result("pairs", "patients") is not None:
        text += (
            " A pair of lesions was predicted discordant where the predicted status of the primary "
            f"({found.get('primary_phase')} phase) and the metastasis "
            f"({found.get('metastasis_phase')} phase) differed; sensitivity, specificity and "
            "accuracy of pairs have Korn-Graubard 95% intervals by patient and the association was "
            "tested by permutation of the predictions between patients with as many pairs."
        )
    elif found.get("measures"):
        text += (
            " A patient was predicted discordant where the predicted status of the primary "
            f"({found.get('primary_phase')} phase) and the metastasis "
            f"({found.get('metastasis_phase')} phase) differed; sensitivity, specificity and "
            "accuracy have exact 95% intervals and the association was tested with Fisher's exact "
            "test."
        )
    return text


def _interval_words(output: StudyOutput) -> str:
    """Whence the interval of the AUC, or that there is none."""
    resamples = output.result("model", default={}).get("bootstrap_chain", 0)
    if not resamples or output.table("chain_bootstrap") is None:
        return "without an interval, since the bootstrap of the whole chain was not run"
    return (
        f"with a 95% interval from {resamples} bootstrap resamples of the patients on which the "
        "whole chain was run again, all copies of a patient in one fold and the noise of the folds "
        f"removed (Cai et al., arXiv:2307.00260){coverage_of_interval(output)}"
    )


def survival_paragraph(output: StudyOutput) -> str:
    """How survival was compared."""
    if output.table("survival") is None:
        return ""
    start = output.result("survival_from") or (
        "the start of observation (which the study file does not name)"
    )
    return (
        f"Overall survival was counted in days from {start} and estimated by Kaplan-Meier with "
        "Greenwood intervals on the log scale; groups were compared with the log-rank test, its "
        "permutation version, and Cox regression. Median follow-up is by reverse Kaplan-Meier."
    )


def groups_paragraph(output: StudyOutput) -> str:
    """How clinical variables and genes were compared, and what all p-values have in common."""
    parts = []
    if output.table("groups") is not None:
        parts.append(
            "Clinical variables were compared between groups with the chi-square test, or Fisher's "
            "exact test where an expected count was under 5, and numbers with the Mann-Whitney or "
            "Kruskal-Wallis test"
            + (
                "; imbalance is given as standardised mean differences."
                if output.table("table_one") is not None
                else "."
            )
        )
    if output.table("genes") is not None:
        parts.append(
            "Genes mutated in one lesion more often than in the other were sought with "
            + (
                "the exact test over all placements of the mutated lesions within patients"
                if output.result("pairs", "several")
                else "the exact McNemar test"
            )
            + " and the Benjamini-Hochberg false discovery rate."
        )
    if not parts:
        return ""
    return " ".join([
        *parts, "P-values are two-sided and, where no correction is named, not corrected for the "
        "number of tests; intervals are 95% intervals.",
    ])  # fmt: skip


def software_paragraph(output: StudyOutput) -> str:
    """Software, versions and seed."""
    found = phrases.versions(output)
    shown = [
        f"{_NAMES.get(name, name)} {found[name]}"
        for name in ("python", "R", *PYRADIOMICS, "caret", "randomForest", "xgboost", "pROC",
                     "survival", "scikit-learn", "xgboost-cpu", "lifelines")
        if name in found
    ]  # fmt: skip
    engine = {"r": "R", "python": "Python"}.get(str(output.result("engine")), "R")
    text = f"All analyses were run with radiotmb {output.result('radiotmb', default='')}"
    if shown:
        text += f" ({wording.listed(shown)})"
    text += f"; the modelling chain ran in {engine}." if fitted_models(output) else "."
    seed = output.result("seed")
    if seed is not None:
        text += f" All random steps derive from the seed {seed}."
    return text
