"""Answers to items of the reporting checklists, from a study's own records."""

from __future__ import annotations

from collections.abc import Callable

from radiotmb.report import parameter_phrases as phrases
from radiotmb.report import wording
from radiotmb.report.sections.summary import (
    burden_sentence,
    cohort_sentence,
    fitted_models,
    models_sentence,
    name_of_model,
)
from radiotmb.report.study_output import StudyOutput


def checklist_answers(output: StudyOutput) -> dict[str, str]:
    """Answers by name; a question that the study's records do not answer is left out."""
    found = {name: answer(output) for name, answer in {**_IMAGING, **_MODELLING}.items()}
    return {name: wording.sentence(text) for name, text in found.items() if text}


def checklist_answer_names() -> frozenset[str]:
    """Every answer's name that a checklist item may refer to."""
    return frozenset({**_IMAGING, **_MODELLING})


def _when_extracted(text: str) -> Callable[[StudyOutput], str]:
    return lambda output: text if output.result("extraction") else ""


def _when_modelled(text: str) -> Callable[[StudyOutput], str]:
    return lambda output: text if fitted_models(output) else ""


def _feature_count(output: StudyOutput) -> str:
    count = phrases.feature_count(output)
    return f"{count} features a scan" if count else ""


def _extraction(output: StudyOutput) -> str:
    if not output.result("extraction"):
        return ""
    return f"Hand-crafted features by {phrases.pyradiomics(output)}"


def _outcome(output: StudyOutput) -> str:
    cutoff = output.result("assay", "cutoff")
    if cutoff is None:
        return ""
    over = phrases.denominator(output)
    return (
        f"TMB status: high from {cutoff:g} mutations/Mb, counting {phrases.assay_rules(output)}"
        f"{f', over {over}' if over else ''}"
    )


def _quality(output: StudyOutput) -> str:
    quality = output.table("quality")
    if quality is None:
        return ""
    warned = int(quality["warnings"].notna().sum()) if "warnings" in quality else 0
    return f"Every scan was checked; {warned} of {len(quality)} have a warning (Image quality)"


def _baseline(output: StudyOutput) -> str:
    return "Table: Clinical variables by group" if output.table("groups") is not None else ""


def _split(output: StudyOutput) -> str:
    model = output.result("model", default={})
    if not fitted_models(output):
        return ""
    return (
        f"Nested cross-validation with {model.get('outer')} outer and {model.get('inner')} inner "
        f"folds, {model.get('repeats', 1)} repeats; a patient is wholly in or out of a fold; "
        "selection, elimination and fitting see training patients only"
    )


def _imbalance(output: StudyOutput) -> str:
    each = [
        f"{name_of_model(m)} {m.get('n_positive')} high of {m.get('n')}"
        for m in fitted_models(output)
    ]
    return (
        f"Folds stratified by status, classes not reweighted: {wording.listed_some(each)}"
        if each
        else ""
    )


def _reduction(output: StudyOutput) -> str:
    model = output.result("model", default={})
    if not fitted_models(output):
        return ""
    return (
        f"Pearson correlation above {model.get('correlation', 0.9):g} dropped, Mann-Whitney p "
        f"below {model.get('alpha', 0.05):g} kept, random-forest recursive elimination"
    )


def _redundancy(output: StudyOutput) -> str:
    if not fitted_models(output):
        return ""
    limit = output.result("model", "correlation", default=0.9)
    return f"One of each pair of features with Pearson correlation above {limit:g} is dropped"


def _dimensionality(output: StudyOutput) -> str:
    count, folds = phrases.feature_count(output), output.table("folds")
    if not count or folds is None or "selected" not in folds:
        return ""
    low, high = int(folds["selected"].min()), int(folds["selected"].max())
    patients = output.result("cohort", "patients", default="?")
    return f"{count} features for {patients} patients before selection, {low} to {high} after it"


def _predictors(output: StudyOutput) -> str:
    count = phrases.feature_count(output)
    if not count or not fitted_models(output):
        return ""
    return (
        f"All {count} features of the extraction; nothing is pre-selected outside the "
        "cross-validation"
    )


def _stability(output: StudyOutput) -> str:
    stability = output.table("stability")
    if stability is None:
        return ""
    each = [
        f"{row.phase} {wording.estimate(row.estimate, row.lower, row.upper)}"
        for row in stability.itertuples()
    ]
    return f"Stability of selection (Nogueira, 95% CI): {wording.listed_some(each)}"


def _testing(output: StudyOutput) -> str:
    if not fitted_models(output):
        return ""
    permutations = output.result("model", "permutations", default=0)
    text = "Internal: held-out predictions of nested cross-validation"
    if permutations:
        text += f", beside {permutations} permutations of the labels"
    return f"{text}. No external test set"


def _calibration(output: StudyOutput) -> str:
    measures = output.table("measures")
    if measures is None or "measure" not in measures:
        return ""
    slopes = measures[measures["measure"] == "calibration_slope"].dropna(subset=["estimate"])
    each = [
        f"{row.phase} {wording.estimate(row.estimate, row.lower, row.upper)}"
        for row in slopes.itertuples()
    ]
    return f"Calibration slope (95% CI): {wording.listed_some(each)}" if each else ""


def _uniparametric(output: StudyOutput) -> str:
    phases = [name_of_model(model) for model in fitted_models(output)]
    return f"Each CT phase is modelled on its own: {wording.listed_some(phases)}" if phases else ""


_IMAGING: dict[str, Callable[[StudyOutput], str]] = {
    "window": phrases.window,
    "resampling": phrases.resampling,
    "discretisation": phrases.discretisation,
    "image_types": phrases.image_types,
    "feature_classes": phrases.feature_classes,
    "feature_count": _feature_count,
    "extraction": _extraction,
    "defaults": _when_extracted("All other parameters are PyRadiomics' defaults"),
    "quality": _quality,
    "share_features": _when_extracted("tables/features.csv, ready to share"),
    "share_settings": _when_extracted("Preset and study file, in results.json and provenance.json"),
}
_MODELLING: dict[str, Callable[[StudyOutput], str]] = {
    "checklists": lambda output: "CLEAR, METRICS and TRIPOD+AI, as far as software can tell",
    "outcome": _outcome,
    "outcome_objective": lambda output: (
        "The outcome is computed from sequencing, not judged" if _outcome(output) else ""
    ),
    "split": _split,
    "missing": _when_modelled(
        "A patient without a phase is left out of that phase's model; nothing is imputed"
    ),
    "imbalance": _imbalance,
    "scaling": _when_modelled("None: trees and rank tests do not depend on the scale"),
    "reduction": _reduction,
    "redundancy": _redundancy,
    "dimensionality": _dimensionality,
    "predictors": _predictors,
    "same_patients": _when_modelled(
        "None: every patient is held out once in each repeat, and trained on otherwise"
    ),
    "algorithm": _when_modelled(
        "XGBoost on the features selected in the training patients of each outer fold"
    ),
    "tuning": _when_modelled("Fixed boosting parameters; the number of features by inner folds"),
    "model_selection": _when_modelled("One model a phase, all reported; none chosen by its result"),
    "testing": _testing,
    "metrics": _when_modelled(
        "Discrimination: AUC, sensitivity, specificity and Youden index at the cutoff, ROC curve; "
        "calibration: Brier score, intercept, slope, curve; usefulness: decision curve"
    ),
    "uncertainty": _when_modelled(
        "95% intervals: bootstrap of the whole chain, exact, bootstrap of patients"
    ),
    "calibration": _calibration,
    "interpretability": _when_modelled("Selected features, how often, and what they measure"),
    "baseline": _baseline,
    "stability": _stability,
    "performance": lambda output: models_sentence(output) if fitted_models(output) else "",
    "participants": lambda output: f"{cohort_sentence(output)} {burden_sentence(output)}",
    "no_deep_learning": _when_modelled("Not applicable: no deep learning"),
    "uniparametric": _uniparametric,
    "updating": _when_modelled("No model was updated"),
    "predictions": _when_modelled("Held-out probabilities, averaged over repeats"),
    "output": _when_modelled("A probability of high TMB; high from the Youden cutoff of its phase"),
    "share_code": lambda output: (
        f"radiotmb {output.result('radiotmb', default='')}, MIT licence, with the study file"
    ),
}
