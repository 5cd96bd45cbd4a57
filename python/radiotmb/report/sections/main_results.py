"""The main results of a study, as its output has them."""

from __future__ import annotations

from radiotmb.report.study_output import StudyOutput


def discordant_share(output: StudyOutput) -> dict:
    """The share of discordant patients: estimate, lower, upper, numerator, denominator."""
    return output.result("pairs", "discordant", default={})


def all_models(output: StudyOutput) -> list[dict]:
    """The study's models, each with its lesion and phase; those that were skipped too."""
    models = output.result("models", default=[])
    if isinstance(models, dict):  # By phase, as results.json of version 0.1 has them.
        models = [{"phase": phase, **model} for phase, model in models.items()]
    return list(models)


def fitted_models(output: StudyOutput) -> list[dict]:
    """The lesions' phases that were modelled."""
    return [
        model
        for model in all_models(output)
        if not model.get("skipped") and model.get("auc") is not None
    ]


def models_of_several_lesions(output: StudyOutput) -> list[dict]:
    """The models in which a patient may have several lesions; ``n`` counts lesions there."""
    return [model for model in fitted_models(output) if model.get("patients") is not None]


def name_of_model(model: dict) -> str:
    """The lesion and the phase of a model.

    Examples
    --------
    >>> name_of_model({"lesion": "primary", "phase": "portal", "auc": 0.7})
    'primary portal'
    """
    return f"{model.get('lesion', '')} {model.get('phase', '')}".strip()


def main_comparison(output: StudyOutput) -> str:
    """The study's main grouping of patients: concordance, or the first there is."""
    compared = [
        name for name, part in output.result("survival", default={}).items()
        if isinstance(part, dict)
    ]  # fmt: skip
    return "concordance" if "concordance" in compared or not compared else compared[0]


def compared_groups(comparison: str) -> str:
    """The two groups of a comparison in words.

    Examples
    --------
    >>> compared_groups("concordance"), compared_groups("primary status")
    ('discordant against concordant', 'high against low primary status')
    """
    if comparison == "concordance":
        return "discordant against concordant"
    return f"high against low {comparison}"


def logrank(output: StudyOutput, comparison: str) -> float | None:
    """The log-rank p-value of a comparison."""
    for test in output.result("survival", comparison, "tests", default=[]):
        if "log-rank" in str(test.get("test", "")).lower():
            return test.get("p_value")
    return None


def time_label(output: StudyOutput) -> str:
    """What the days of survival are counted from, in the study's words."""
    start = output.result("survival_from")
    return f"Time since {start} (days)" if start else "Time (days)"


def follow_up(output: StudyOutput) -> dict:
    """Follow-up of all patients: median, lower, upper, min, max (days)."""
    found = output.result("survival", main_comparison(output), "follow_up", default={})
    if isinstance(found, list):
        found = next((row for row in found if row.get("group") == "all"), {})
    return found


def main_hazard_ratio(output: StudyOutput) -> dict:
    """The first hazard ratio of the main comparison: group, reference, hazard_ratio, its limits."""
    ratios = output.result("survival", main_comparison(output), "hazard_ratios", default=[])
    return next(iter(ratios), {})
