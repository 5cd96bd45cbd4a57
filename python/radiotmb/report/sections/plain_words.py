"""The study for a reader without statistics: what was found, how sure it is, what it is not."""

from __future__ import annotations

from radiotmb.report import wording
from radiotmb.report.lesion_words import lesion_word, roles_there
from radiotmb.report.sections.main_results import (
    discordant_share,
    fitted_models,
    main_comparison,
    main_hazard_ratio,
    name_of_model,
)
from radiotmb.report.study_output import StudyOutput

# More models than this are told by the lowest and the highest of them.
_TOLD = 4


def plain_words(output: StudyOutput) -> list[tuple[str, str]]:
    """Three answers of several sentences, each under the question it answers."""
    return [
        *(("What was found", text) for text in _found(output)),
        *(("How sure", text) for text in _how_sure(output)),
        *(("What it does not show", text) for text in _not_shown(output)),
    ]


def _found(output: StudyOutput) -> list[str]:
    return [_lesions(output), _images(output), _survival(output)]


def _lesions(output: StudyOutput) -> str:
    cutoff = output.result("assay", "cutoff", default=10)
    meaning = (
        f"a high tumor mutational burden (TMB: at least {cutoff:g} mutations per megabase) in one "
        "lesion and a low one in the other"
    )
    share = discordant_share(output)
    if not share.get("denominator"):
        if not roles_there(output):
            return "No tumor mutational burden (TMB) was computed."
        reason = output.result("pairs", "skipped", default="no patient had both lesions")
        return f"The TMB of lesions of one patient was not compared ({reason})."
    several = output.result("pairs", "patients") is not None
    who = "pairs of lesions" if several else "patients"
    lead = f"{share['numerator']} of {share['denominator']} {who}"
    return (
        f"{lead} had {meaning}: {wording.percent(share.get('estimate'), 0)} "
        f"(95% CI {_percents(share)})."
    )


def _percents(share: dict) -> str:
    if wording.is_missing(share.get("lower")):
        return wording.NOT_ESTIMABLE
    lower, upper = wording.percent(share["lower"], 0), wording.percent(share.get("upper"), 0)
    return f"{lower} to {upper}"


def _images(output: StudyOutput) -> str:
    models = fitted_models(output)
    if not models:
        return "No model from images could be made."
    ordered = sorted(models, key=lambda model: model["auc"])
    told = models if len(models) <= _TOLD else [ordered[0], ordered[-1]]
    each = wording.listed([f"{_area(model)} for {name_of_model(model)}" for model in told])
    which = "" if told is models else f" (the lowest and the highest of {len(models)} models)"
    return (
        "CT images of patients that the models had not seen told high from low TMB with an AUC "
        f"(1: always right; 0.5: a coin toss) of {each}{which}."
    )


def _area(model: dict) -> str:
    return wording.estimate(model["auc"], model.get("auc_lower"), model.get("auc_upper"))


def _survival(output: StudyOutput) -> str:
    ratio = main_hazard_ratio(output)
    if ratio.get("hazard_ratio") is None:
        return "Survival was not compared, or no rate of death could be estimated."
    found = wording.estimate(ratio["hazard_ratio"], ratio.get("lower"), ratio.get("upper"))
    of = "" if main_comparison(output) == "concordance" else f" ({main_comparison(output)})"
    return (
        f"{str(ratio.get('group')).capitalize()} patients died at {found} times the rate of "
        f"{ratio.get('reference', 'the other')} ones{of} (hazard ratio)."
    )


def _how_sure(output: StudyOutput) -> list[str]:
    said = [_noise(output), _borderline(output), _against_chance(output), _of_survival(output)]
    return [text for text in said if text] or ["Nothing was estimated."]


def _noise(output: StudyOutput) -> str:
    """Whether counting alone would give as many discordant patients."""
    rows = output.result("pairs", "chance", default=[])
    row = next((row for row in rows if row.get("model") == "independent Poisson"), None)
    if row is None or row.get("expected") is None:
        return ""
    expected = (
        f"{wording.number(row['expected'], 1)} "
        f"({wording.number(row.get('lower'), 0)} to {wording.number(row.get('upper'), 0)})"
    )
    observed = row.get("observed")
    who = "pairs" if output.result("pairs", "patients") is not None else "patients"
    text = (
        "Even if both lesions of a patient had the same true TMB, counting so few mutations would "
        f"by chance make about {expected} {who} discordant"
    )
    if observed is None or wording.is_missing(row.get("upper")):
        return f"{text}."
    if observed > row["upper"]:
        return f"{text}: {observed:g} are more than that, so the lesions do differ."
    if observed < row["lower"]:
        return f"{text}: {observed:g} are fewer, as where the lesions share mutations."
    return f"{text}: {observed:g} are no proof that the lesions differ."


def _borderline(output: StudyOutput) -> str:
    burden = output.table("burden")
    if burden is None or "borderline" not in burden:
        return ""
    unsure = int((burden["borderline"].astype(str).str.lower() == "true").sum())
    if not unsure:
        return "No lesion is so near the cutoff that its status could have come out otherwise."
    return (
        f"{unsure} of {len(burden)} lesions are so near the cutoff that their status could have "
        "come out the other way."
    )


def _against_chance(output: StudyOutput) -> str:
    models = fitted_models(output)
    known = [model for model in models if model.get("auc_lower") is not None]
    if not models:
        return ""
    if not known:
        text = "How sure the AUCs are was not computed."
    else:
        sure = sum(model["auc_lower"] > 0.5 for model in known)
        text = (
            f"Of {wording.plural(len(known), 'AUC')}, {sure or 'none'} "
            f"{'is' if sure < 2 else 'are'} surely better than a coin toss (a whole interval above "
            "0.5)"
        )
    best = output.result("best_of_phases", default=None)
    if best and best.get("p_value") is not None:
        text = text.rstrip(".") + (
            f". Luck alone would make the best of {len(best['phases'])} models look as good with "
            f"probability {wording.p_value(best['p_value'])} (permutation test)"
        )
    return text.rstrip(".") + "."


def _of_survival(output: StudyOutput) -> str:
    ratio = main_hazard_ratio(output)
    lower, upper = ratio.get("lower"), ratio.get("upper")
    if lower is None or upper is None:
        return ""
    if lower <= 1 <= upper:
        return "The interval of the hazard ratio includes 1: no difference is possible as well."
    return "The interval of the hazard ratio excludes 1; one such interval in twenty misleads."


def _not_shown(output: StudyOutput) -> list[str]:
    said = []
    if output.results.get("simulated"):
        said.append("Nothing about patients: these data are simulated.")
    if fitted_models(output):
        said.append(_no_biopsy(output))
    if main_hazard_ratio(output).get("hazard_ratio") is not None:
        said.append("A cause: groups that die at different rates may differ in more than TMB.")
    if not said:
        words = [lesion_word(output, role, several=True) for role in roles_there(output)]
        of = wording.listed(words) or "other lesions"
        said.append(f"What holds for {of} of other patients: one cohort was studied.")
    return said


def _no_biopsy(output: StudyOutput) -> str:
    n = output.result("cohort", "patients", default=0)
    external = output.result("external", default={})
    left_out = [
        model for model in fitted_models(output)
        if model.get("centres") and not model["centres"].get("skipped")
    ]  # fmt: skip
    if external and not external.get("skipped"):
        elsewhere = "and one other cohort was tried"
    elif left_out:
        elsewhere = "each centre by models of the others"
    else:
        elsewhere = "and no patients of another hospital were tried"
    return f"That CT images can take the place of a biopsy: {n} patients were studied, {elsewhere}."
