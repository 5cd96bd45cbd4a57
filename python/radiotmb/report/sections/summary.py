"""The study in plain words, in large numbers, and in five sentences with numbers."""

from __future__ import annotations

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Heading, Section, Sentences, Tile, Tiles
from radiotmb.report.lesion_words import lesion_word
from radiotmb.report.permuted_chain import permuted_chain
from radiotmb.report.sections.main_results import (
    all_models,
    compared_groups,
    discordant_share,
    fitted_models,
    follow_up,
    logrank,
    main_comparison,
    main_hazard_ratio,
    models_of_several_lesions,
    name_of_model,
    time_label,
)
from radiotmb.report.sections.plain_words import plain_words
from radiotmb.report.study_output import StudyOutput

__all__ = [
    "all_models", "cohort_sentence", "compared_groups", "discordance_sentence", "discordant_share",
    "fitted_models", "follow_up", "logrank", "main_comparison", "models_of_several_lesions",
    "name_of_model", "summary", "survival_sentence", "time_label",
]  # fmt: skip


def summary(output: StudyOutput) -> Section:
    """Three answers in plain words, tiles, and a sentence with numbers for each part."""
    sentences = [
        ("Patients", cohort_sentence(output)),
        ("Burden", burden_sentence(output)),
        ("Images", models_sentence(output)),
        ("Discordance", discordance_sentence(output)),
        ("Survival", survival_sentence(output)),
    ]
    blocks: list[Block] = [
        Sentences(plain_words(output)), _tiles(output), Heading("The same in numbers"),
        Sentences(sentences),
    ]  # fmt: skip
    return Section("summary", "Summary", blocks)


def _tiles(output: StudyOutput) -> Tiles:
    tiles = [Tile(str(output.result("cohort", "patients", default=0)), "patients")]
    discordant = discordant_share(output)
    if discordant.get("denominator"):
        of = " pairs" if output.result("pairs", "patients") is not None else ""
        tiles.append(
            Tile(
                wording.percent(discordant.get("estimate"), 0),
                "discordant TMB status",
                f"{discordant.get('numerator')} of {discordant.get('denominator')}{of}, "
                f"95% CI {_percents(discordant)}",
            )
        )
    models = fitted_models(output)
    if models:
        # The range, not the best: the largest of several is too large.
        areas = [model["auc"] for model in models]
        ends = list(dict.fromkeys(wording.number(end) for end in (min(areas), max(areas))))
        detail = f"{wording.plural(len(areas), 'model')}, held out, {_widest(models)}"
        tiles.append(Tile("–".join(ends), "AUC", detail))
    main = main_comparison(output)
    ratio = main_hazard_ratio(output)
    if ratio.get("hazard_ratio") is not None:
        found = wording.interval(ratio.get("lower"), ratio.get("upper"))
        limits = wording.NOT_ESTIMABLE if found == wording.MISSING else found
        tiles.append(
            Tile(
                wording.number(ratio["hazard_ratio"]),
                "hazard ratio of death",
                f"{compared_groups(main)}, 95% CI {limits}, "
                f"log-rank {wording.p_sentence(logrank(output, main))}",
            )
        )
    return Tiles(tiles)


def _percents(share: dict) -> str:
    if wording.is_missing(share.get("lower")):
        return wording.NOT_ESTIMABLE
    return f"{wording.percent(share['lower'], 0)} to {wording.percent(share.get('upper'), 0)}"


def _widest(models: list[dict]) -> str:
    """From the lowest to the highest limit of all intervals."""
    lower = [m["auc_lower"] for m in models if m.get("auc_lower") is not None]
    upper = [m["auc_upper"] for m in models if m.get("auc_upper") is not None]
    if not lower or not upper:
        return f"95% CI {wording.NOT_ESTIMABLE}"
    return f"95% CIs within {wording.interval(min(lower), max(upper))}"


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
            mean = wording.estimate(
                side.get("mean_tmb"), side.get("mean_tmb_lower"), side.get("mean_tmb_upper"), 1
            )
            sides.append(f"{side.get('high')} of {side.get('n')} {noun} (mean {mean} per Mb)")
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
    """The AUC of each phase; of very many the lowest and the highest."""
    models = fitted_models(output)
    if not models:
        return "No phase could be modelled from images."
    many = len(models) > wording.NAMED
    ordered = sorted(models, key=lambda model: model["auc"])
    told = [ordered[0], ordered[-1]] if many else models
    which = f", the lowest and the highest of {len(models)} models" if many else ""
    each = [f"{_area(m)} for {name_of_model(m)}" for m in told]
    text = (
        "From CT radiomics in nested cross-validation the AUC, mean of the repeats "
        f"({_interval_words(models)}), was {wording.listed(each)}{which}"
    )
    return f"{text}{_against_chance(output, models)}."


def _area(model: dict) -> str:
    return wording.estimate(model["auc"], model.get("auc_lower"), model.get("auc_upper"))


def _against_chance(output: StudyOutput, models: list[dict]) -> str:
    """The p-values with the areas they belong to."""
    tested = [m for m in models if m.get("p_permutation") is not None]
    if not tested:
        return ""
    times = max(m.get("permutations") or 0 for m in tested)
    often = f" {times} times" if times else ""
    chain = permuted_chain(output)
    if len(tested) > wording.NAMED:
        p_values = [m["p_permutation"] for m in tested]
        which = "the same chain" if chain.is_models else f"a smaller chain ({chain.words()})"
        below = sum(p < 0.05 for p in p_values)
        return (
            f"; {which} on labels permuted{often} gave p-values from "
            f"{wording.p_value(min(p_values))} to {wording.p_value(max(p_values))}, {below} of "
            f"{len(tested)} below 0.05, not corrected for their number"
        )
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
        f"had an AUC of {wording.listed(each)}"
    )


def _interval_words(models: list[dict]) -> str:
    if any(m.get("auc_lower") is not None for m in models):
        return "95% CI by a bootstrap of the whole chain"
    return "without intervals, the bootstrap of the whole chain was not run"


# Of whom the shares are that say how well discordance was recognised.
_JUDGED = {"sensitivity": "discordant ", "specificity": "concordant ", "accuracy": ""}


def _judged_share(row: dict, who: str) -> str:
    """A share with its counts and interval, or that there is nobody whom it could be of."""
    measure, estimate = row["measure"], row.get("estimate")
    if wording.is_missing(estimate):
        return f"{measure} {wording.NOT_ESTIMABLE} (0 of 0 {_JUDGED[measure]}{who})"
    ends = wording.interval(row.get("lower"), row.get("upper"))
    counts = f"{row.get('numerator')}/{row.get('denominator')}"
    return f"{measure} {wording.number(estimate)} ({counts}; {ends})"


def discordance_sentence(output: StudyOutput) -> str:
    """How well images told whether the lesions differ."""
    found = output.result("discordance", default={})
    if not found.get("measures"):
        reason = found.get("skipped") or "no pair of phases had predictions for both lesions"
        return f"Discordance was not predicted from images ({reason})."
    several = output.result("pairs", "patients") is not None
    who = "pairs" if several else "patients"
    each = [_judged_share(row, who) for row in found["measures"] if row.get("measure") in _JUDGED]
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
    ratio = main_hazard_ratio(output)
    if ratio.get("hazard_ratio") is not None:
        found = wording.estimate(ratio["hazard_ratio"], ratio.get("lower"), ratio.get("upper"))
        text += f"; the hazard ratio of {ratio.get('group')} patients was {found}"
    return f"{text}."
