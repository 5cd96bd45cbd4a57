"""Tumor mutational burden of both lesions."""

from __future__ import annotations

import pandas as pd

from radiotmb.inputs.lesion_roles import roles_of
from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Note, Section, Table
from radiotmb.report.figures.chance import draw_chance
from radiotmb.report.figures.lesion_pairs import draw_lesion_pairs
from radiotmb.report.figures.tmb_scatter import draw_tmb_scatter
from radiotmb.report.figures.tmb_waterfall import draw_tmb_waterfall
from radiotmb.report.lesion_words import heading, lesion_word
from radiotmb.report.sections import forms
from radiotmb.report.sections.directions import directions
from radiotmb.report.sections.mutations import mutations
from radiotmb.report.sections.several_lesions import (
    are_several,
    compared_pairs,
    heterogeneity,
    side_words,
)
from radiotmb.report.study_output import StudyOutput

_BURDEN = {
    "patient_id": forms.PATIENT,
    "lesion": forms.LESION,
    "mutations": Column("Mutations", forms.WHOLE),
    "megabases": Column("Mb", forms.THREE),
    "denominator": Column("Denominator"),
    "tmb": Column("TMB per Mb", forms.TWO),
    "interval": forms.ci("tmb_lower", "tmb_upper"),
    "p_high": Column("P(high)", forms.TWO),
    "status": Column("Status"),
    "borderline": Column("Borderline", forms.truth),
}
_PAIRS = {
    "patient_id": forms.PATIENT,
    "primary_tmb": Column("Primary TMB", forms.TWO),
    "metastasis_tmb": Column("Metastasis TMB", forms.TWO),
    "direction": Column("High in"),
    "ratio": Column("Ratio", forms.TWO),
    "ratio_interval": forms.ci("ratio_lower", "ratio_upper"),
    "p_equal": Column("p, equal rates", wording.p_value),
}
_TESTS = {
    "test": forms.TEST,
    "statistic": forms.STATISTIC,
    "p_value": forms.P_VALUE,
    "note": forms.NOTE,
}


def burden(output: StudyOutput) -> Section:
    """The paired plot, chance, tests, samples and pairs; then what was counted."""
    samples, pairs = output.table("burden"), output.table("pairs")
    blocks: list[Block] = []
    several = are_several(pairs)
    if pairs is not None and several:
        blocks += compared_pairs(output, pairs)
    elif pairs is None:
        reason = output.result("pairs", "skipped", default="no patient has both")
        blocks.append(Note(wording.sentence(f"The lesions were not compared: {reason}")))
    else:
        blocks += [
            Note(wording.sentence(str(flag)))
            for flag in output.result("pairs", "flags", default=[])
        ]
        blocks.append(_paired_figure(output, pairs, samples))
        blocks += _scatter_and_waterfall(output, pairs)
        if not pairs["discordant"].astype(str).str.lower().eq("true").any():
            blocks.append(Note("No patient is discordant: both lesions always agree in status."))
    chance = output.table("chance")
    if chance is not None:
        blocks.append(_chance_figure(chance))
    tests = output.table("lesion_tests")
    if tests is not None:
        title = _against(output) if several else "Primary against metastasis"
        blocks.append(Table("lesion_tests", title, tests, _TESTS))
    blocks += directions(output)
    blocks += heterogeneity(output)
    if pairs is not None and not several:
        blocks.append(Table("pairs", "Patients", pairs, _PAIRS, folded=True))
    if samples is None:
        blocks.append(Note("The study has no table of burdens."))
    else:
        blocks.append(
            Table(
                "burden", "Samples", samples, _BURDEN,
                "Exact Poisson interval (Garwood); P(high) is the probability that the true "
                "burden reaches the cutoff.",
                folded=True,
            )
        )  # fmt: skip
    return Section("burden", "Tumor mutational burden", blocks + mutations(output))


def _against(output: StudyOutput) -> str:
    sides = side_words(output)
    return heading(f"{sides['first']} against {sides['second']}, by patient")


def _paired_figure(
    output: StudyOutput, pairs: pd.DataFrame, samples: pd.DataFrame | None
) -> Figure:
    cutoff = float(output.result("assay", "cutoff", default=10))
    counts = pairs["direction"].value_counts()
    cells = wording.listed([f"{n} {name}" for name, n in counts.items()])
    data = pairs if samples is None else _with_intervals(pairs, samples)
    words = {role: lesion_word(output, role) for role in ("primary", "metastasis")}
    return Figure(
        "lesion_pairs",
        f"TMB of the {words['primary']} and the {words['metastasis']}",
        "Each line is a patient. Thin vertical bars are exact 95% Poisson intervals; the dashed "
        f"line is the cutoff of {cutoff:g} mutations/Mb. Colours tell which lesion is high. The "
        "shaded zone spans the samples whose interval includes the cutoff: their status could have "
        "come out the other way.",
        f"Paired plot of TMB in primary and metastasis of {len(pairs)} patients: {cells}.",
        lambda: draw_lesion_pairs(
            pairs, samples, cutoff, {role: heading(word) for role, word in words.items()}
        ),
        data,
    )


def _scatter_and_waterfall(output: StudyOutput, pairs: pd.DataFrame) -> list[Block]:
    cutoff = float(output.result("assay", "cutoff", default=10))
    higher = int((pairs["primary_tmb"] > pairs["metastasis_tmb"]).sum())
    return [
        Figure(
            "tmb_scatter",
            "TMB of the metastasis against that of the primary",
            "Each dot is a patient; below the solid diagonal the primary has the higher burden. "
            f"Thin lines are exact 95% Poisson intervals, dashed ones the cutoff of {cutoff:g} "
            "mutations/Mb: discordant patients lie in the upper left and the lower right field.",
            f"Scatter plot of {len(pairs)} patients; the primary's burden is higher in {higher}.",
            lambda: draw_tmb_scatter(pairs, cutoff),
            pairs,
        ),
        Figure(
            "tmb_waterfall",
            "Burdens in order",
            "Upwards the primary, downwards the metastasis of the same patient, in the order of "
            "the primary's burden; dashed lines mark the cutoff, bold names discordant patients.",
            f"Mirrored bars of both lesions' TMB of {len(pairs)} patients.",
            lambda: draw_tmb_waterfall(pairs, cutoff),
            pairs,
        ),
    ]


def _with_intervals(pairs: pd.DataFrame, samples: pd.DataFrame) -> pd.DataFrame:
    """The plotted points: pairs with what they lack of each lesion's interval."""
    wanted = ("tmb_lower", "tmb_upper", "borderline")
    for lesion in ("primary", "metastasis"):
        names = {
            c: f"{lesion}_{c}" for c in wanted if c in samples and f"{lesion}_{c}" not in pairs
        }
        side = samples.loc[roles_of(samples) == lesion, ["patient_id", *names]]
        pairs = pairs.merge(side.rename(columns=names), on="patient_id", how="left")
    return pairs


def _shared_words(chance: pd.DataFrame) -> str:
    if "shared plus private" not in set(chance["model"]):
        return ". What the lesions share is not taken into account: it would make less discordance."
    return (
        "; shared plus private: those found in both lesions are the same mutations, and only the "
        "rest is left to chance."
    )


def _chance_figure(chance: pd.DataFrame) -> Figure:
    each = [
        f"{row.model} {wording.number(row.expected, 1)} "
        f"({wording.interval(row.lower, row.upper, 0)})"
        for row in chance.itertuples()
    ]
    observed = wording.number(chance["observed"].iloc[0], 0)
    units = "patients" if "sharing" in chance else "pairs"
    return Figure(
        "chance",
        "Discordance that counting noise alone would give",
        "Were both lesions of a patient to have one true burden, counting mutations on so small a "
        "panel would still put some pairs on different sides of the cutoff. Independent Poisson: "
        "each lesion's mutations are counted anew" + _shared_words(chance),
        f"Expected discordant {units}: {wording.listed(each)}; observed {observed}.",
        lambda: draw_chance(chance),
        chance,
    )
