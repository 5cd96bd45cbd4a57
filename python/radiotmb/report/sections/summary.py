"""The study in five sentences with numbers."""

from __future__ import annotations

from radiotmb.report import wording
from radiotmb.report.blocks import Section, Sentences, Tile, Tiles
from radiotmb.report.lesion_words import lesion_word
from radiotmb.report.permuted_chain import permuted_chain
from radiotmb.report.study_output import StudyOutput


def summary(output: StudyOutput) -> Section:
    """Who was studied, how the lesions' burdens differ, what images say, and what follows."""
    sentences = [
        ("Patients", cohort_sentence(output)),
        ("Burden", burden_sentence(output)),
        ("Images", models_sentence(output)),
        ("Discordance", discordance_sentence(output)),
        ("Survival", survival_sentence(output)),
    ]
    return Section("summary", "Summary", [_tiles(output), Sentences(sentences)])


def _tiles(output: StudyOutput) -> Tiles:
    tiles = [Tile(str(output.result("cohort", "patients", default=0)), "patients")]
    discordant = discordant_share(output)
    if discordant.get("denominator"):
        tiles.append(
            Tile(
                wording.percent(discordant.get("estimate"), 0),
                "discordant TMB status",
                f"{discordant.get('numerator')} of {discordant.get('denominator')}"
                + (" pairs" if output.result("pairs", "patients") is not None else ""),
            )
        )
    areas = [model["auc"] for model in fitted_models(output)]
    if areas:
        # The range, not the best: the largest of several is too large.
        ends = list(dict.fromkeys(wording.number(end) for end in (min(areas), max(areas))))
        tiles.append(
            Tile("–".join(ends), "AUC", f"{wording.plural(len(areas), 'CT phase')}, held out")
        )
    main = main_comparison(output)
    p = logrank(output, main)
    if p is not None:
        tiles.append(Tile(wording.p_value(p), "log-rank p", compared_groups(main)))
    return Tiles(tiles)


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


def cohort_sentence(output: StudyOutput) -> str:
    """How many patients, samples and scans."""
    cohort = output.result("cohort", default={})
    parts = [
        wording.plural(cohort[name], noun)
        for name, noun in (
            ("patients", "patient"),
            ("samples", "sequenced lesion"),
            ("scans", "segmented scan"),
        )
        if cohort.get(name)
    ]
    return f"The study has {wording.listed(parts) or 'no patients'}."


def burden_sentence(output: StudyOutput) -> str:
    """How many lesions are high and how many patients differ."""
    cutoff = output.result("assay", "cutoff", default=10)
    sides = []
    for lesion in ("primary", "metastasis"):
        side = output.result("burden", lesion)
        if side:
            noun = lesion_word(output, lesion, several=True)
            sides.append(
                f"{side.get('high')} of {side.get('n')} {noun} "
                f"(mean {wording.number(side.get('mean_tmb'))} mutations/Mb)"
            )
    if not sides:
        return "No tumor mutational burden was computed."
    text = f"TMB was high (at least {cutoff:g} mutations/Mb) in {wording.listed(sides)}"
    found = discordant_share(output)
    if not found.get("denominator"):
        reason = output.result("pairs", "skipped")
        why = (
            f"the lesions were not compared ({reason})" if reason else "no patient had both lesions"
        )
        return f"{text}; {why}."
    share = wording.percent(found.get("estimate"))
    ends = f"{wording.percent(found.get('lower'))} to {wording.percent(found.get('upper'))}"
    patients = output.result("pairs", "patients")
    if patients is not None:
        return (
            f"{text}, and the status of the lesions differed in {found['numerator']} of "
            f"{found['denominator']} pairs of {patients} patients ({share}, 95% CI {ends}, by "
            "patient)."
        )
    return (
        f"{text}, and the status of the two lesions differed in {found['numerator']} of "
        f"{found['denominator']} patients ({share}, 95% CI {ends})."
    )


def models_sentence(output: StudyOutput) -> str:
    """The AUC of each phase."""
    models = fitted_models(output)
    if not models:
        return "No phase could be modelled from images."
    each = [
        f"{wording.estimate(m['auc'], m.get('auc_lower'), m.get('auc_upper'))} for "
        f"{name_of_model(m)}"
        for m in models
    ]
    text = (
        "From CT radiomics in nested cross-validation the area under the ROC curve, mean of the "
        f"repeats ({_interval_words(models)}), was {wording.listed(each)}"
    )
    return f"{text}{_against_chance(output, models)}."


def _against_chance(output: StudyOutput, models: list[dict]) -> str:
    """The p-values with the areas they belong to."""
    tested = [m for m in models if m.get("p_permutation") is not None]
    if not tested:
        return ""
    times = max(m.get("permutations") or 0 for m in tested)
    often = f" {times} times" if times else ""
    chain = permuted_chain(output)
    if chain.is_models:
        each = [f"{wording.p_sentence(m['p_permutation'])} for {name_of_model(m)}" for m in tested]
        return f"; the same chain on labels permuted{often} gave {wording.listed(each)}"
    each = [
        f"{wording.number(m.get('permutation_observed'))} "
        f"({wording.p_sentence(m['p_permutation'])}) for {name_of_model(m)}"
        for m in tested
    ]
    return (
        f". A smaller chain ({chain.words()}), which was tested against labels permuted{often}, "
        f"had an area of {wording.listed(each)}"
    )


def _interval_words(models: list[dict]) -> str:
    if any(m.get("auc_lower") is not None for m in models):
        return "95% CI by a bootstrap of the whole chain"
    return "without intervals, the bootstrap of the whole chain was not run"


def discordance_sentence(output: StudyOutput) -> str:
    """How well images told whether the lesions differ."""
    found = output.result("discordance", default={})
    if not found.get("measures"):
        reason = found.get("skipped") or "no pair of phases had predictions for both lesions"
        return f"Discordance was not predicted from images ({reason})."
    each = [
        f"{row['measure']} {wording.number(row.get('estimate'))} "
        f"({row.get('numerator')}/{row.get('denominator')})"
        for row in found["measures"]
        if row.get("measure") in ("sensitivity", "specificity", "accuracy")
    ]
    several = output.result("pairs", "patients") is not None
    test = "permutation test by patient" if several else "Fisher's exact"
    phases = f"{found.get('primary_phase')} and {found.get('metastasis_phase')}"
    return (
        f"Predicted from the {phases} phases together, discordance was recognised with "
        f"{wording.listed(each)}; {test} {wording.p_sentence(found.get('p_value'))}."
    )


def survival_sentence(output: StudyOutput) -> str:
    """Survival of discordant against concordant patients."""
    main = main_comparison(output)
    p = logrank(output, main)
    if p is None:
        reason = (
            output.result("survival", "skipped")
            or output.result("survival", main, "skipped")
            or "; ".join(output.result("survival", main, "flags", default=[]))
            or "no follow-up was given"
        )
        return f"Survival was not compared ({reason})."
    of = (
        "of discordant and concordant patients"
        if main == "concordance"
        else f"by {main} (high and low)"
    )
    text = f"Comparing the overall survival {of}, the log-rank test gave {wording.p_sentence(p)}"
    follow = follow_up(output)
    if follow.get("median") is not None:
        text += (
            " over a median follow-up (reverse Kaplan-Meier) of "
            f"{wording.number(follow['median'], 0)} days "
            f"(range {wording.interval(follow.get('min'), follow.get('max'), 0)})"
        )
    ratio: dict = next(iter(output.result("survival", main, "hazard_ratios", default=[])), {})
    if ratio.get("hazard_ratio") is not None:
        found = wording.estimate(ratio["hazard_ratio"], ratio.get("lower"), ratio.get("upper"))
        text += f"; the hazard ratio of {ratio.get('group')} patients was {found}"
    return f"{text}."


def time_label(output: StudyOutput) -> str:
    """What the days of survival are counted from, in the study's words."""
    start = output.result("survival_from")
    return f"Days since {start}" if start else "Days"


def follow_up(output: StudyOutput) -> dict:
    """Follow-up of all patients: median, lower, upper, min, max (days)."""
    found = output.result("survival", main_comparison(output), "follow_up", default={})
    if isinstance(found, list):
        found = next((row for row in found if row.get("group") == "all"), {})
    return found
