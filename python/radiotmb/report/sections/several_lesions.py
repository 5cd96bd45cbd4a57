"""Pairs of several lesions a patient, and how far all lesions of a patient are apart."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Note, Table, Text
from radiotmb.report.figures.lesion_pairs import draw_lesion_pairs
from radiotmb.report.lesion_words import heading, lesion_word
from radiotmb.report.sections import forms
from radiotmb.report.study_output import StudyOutput

_PAIRS = {
    "patient_id": forms.PATIENT,
    "first": Column("First"),
    "second": Column("Second"),
    "days_between": Column("Days between", forms.WHOLE),
    "first_tmb": Column("TMB, first", forms.TWO),
    "second_tmb": Column("TMB, second", forms.TWO),
    "high_in": Column("High in"),
    "ratio": Column("Ratio", forms.TWO),
    "ratio_interval": forms.ci("ratio_lower", "ratio_upper"),
    "p_equal": Column("p, equal rates", wording.p_value),
}
_SHARES = {
    "measure": Column("Share"),
    "numerator": Column("n", forms.WHOLE),
    "denominator": Column("Of", forms.WHOLE),
    "estimate": Column("Estimate", wording.percent),
    "interval": forms.ci(digits=3, heading="95% CI, by patient"),
}
_RATIOS = {
    "measure": Column("Ratio, first over second"),
    "n": Column("n", forms.WHOLE),
    "estimate": Column("Estimate", forms.TWO),
    "interval": forms.ci(heading="95% CI, by patient"),
    "note": forms.NOTE,
}
_HETEROGENEITY = {
    "patient_id": forms.PATIENT,
    "lesions": Column("Lesions", forms.WHOLE),
    "tmb_lowest": Column("Lowest TMB", forms.TWO),
    "tmb_highest": Column("Highest TMB", forms.TWO),
    "tmb_range": Column("Range", forms.TWO),
    "high": Column("High", forms.WHOLE),
    "p_equal": Column("p, equal rates", wording.p_value),
    "distinct": Column("Mutations", forms.WHOLE),
    "in_all": Column("In all lesions", forms.WHOLE),
    "in_some": Column("In some", forms.WHOLE),
    "private": Column("In one", forms.WHOLE),
    "jaccard": Column("Jaccard index, mean", forms.TWO),
}
_PRESENCE = {
    "patient_id": forms.PATIENT,
    "gene": Column("Gene"),
    "chrom": Column("Chromosome"),
    "pos": Column("Position", str),
    "ref": Column("Reference"),
    "alt": Column("Alternative"),
    "lesions": Column("Lesions with it", forms.WHOLE),
    "of": Column("Of", forms.WHOLE),
    "pattern": Column("Pattern"),
    "present_in": Column("Present in"),
    "absent_from": Column("Absent from"),
}


def are_several(pairs: pd.DataFrame | None) -> bool:
    """Whether a table of pairs is one of several pairs a patient."""
    return pairs is not None and "first_tmb" in pairs


def compared_pairs(output: StudyOutput, pairs: pd.DataFrame) -> list[Block]:
    """The paired plot, shares and ratios by patient, and the pairs."""
    sides = side_words(output)
    blocks: list[Block] = [
        Note(wording.sentence(str(flag))) for flag in output.result("pairs", "flags", default=[])
    ]
    blocks.append(_figure(output, pairs, sides))
    shares, ratios = output.table("pair_shares"), output.table("pair_ratios")
    if shares is not None:
        caption = (
            "Pairs of one patient are not independent: their shares have the interval of Korn and "
            "Graubard, the share of patients that of Clopper and Pearson."
        )
        named = shares.assign(measure=[_with_sides(str(name), sides) for name in shares["measure"]])
        title = "Discordant pairs and patients"
        blocks.append(Table("pair_shares", title, named, _SHARES, caption))
    if ratios is not None:
        blocks.append(Table("pair_ratios", "Ratios of the burdens", ratios, _RATIOS))
    named = pairs.assign(high_in=[_with_sides(str(name), sides) for name in pairs["direction"]])
    columns = {k: v for k, v in _PAIRS.items() if k != "days_between" or k in pairs}
    return [*blocks, Table("pairs", "Pairs of lesions", named, columns, folded=True)]


def heterogeneity(output: StudyOutput) -> list[Block]:
    """Range of the burdens of each patient's lesions, and where its mutations are."""
    table = output.table("heterogeneity")
    if table is None:
        return []
    found = output.result("heterogeneity", default={})
    text = (
        f"{wording.plural(int(found['patients']), 'patient')} have several sequenced lesions; in "
        f"{found['mixed']} of them some lesions are high and some low. The median range of the "
        f"burdens within a patient is {wording.number(found['median_range'], 1)} mutations/Mb. Of "
        f"{found['distinct']} different mutations {found['in_all']} are in all lesions of their "
        f"patient, {found['in_some']} in some and {found['private']} in one."
    )
    blocks: list[Block] = [
        Text(text),
        Table(
            "heterogeneity", "Lesions of one patient", table, _HETEROGENEITY,
            "Equal rates in all lesions are tested given the patient's total: by the exact "
            "binomial test for two lesions, by Pearson's chi-square against multinomial draws for "
            "more.",
        ),
    ]  # fmt: skip
    for name, title in (
        ("presence", "Mutations by lesion"),
        ("gene_presence", "Mutated genes by lesion"),
    ):
        presence = output.table(name)
        if presence is not None:
            columns = {key: form for key, form in _PRESENCE.items() if key in presence}
            caption = "Those in most lesions first; no tree is inferred."
            blocks.append(Table(name, title, presence, columns, caption, folded=True))
    return blocks


def side_words(output: StudyOutput) -> dict[str, str]:
    """What the first and the second lesions of the pairs are called."""
    sides = output.result("pairs", "sides", default={})
    return {side: lesion_word(output, str(sides.get(side, side))) for side in ("first", "second")}


def _with_sides(text: str, sides: dict[str, str]) -> str:
    """``first only`` and ``second only`` in the study's words."""
    for side, word in sides.items():
        text = text.replace(f"{side} only", f"{word} only")
    return text


def _figure(output: StudyOutput, pairs: pd.DataFrame, sides: dict[str, str]) -> Figure:
    cutoff = float(output.result("assay", "cutoff", default=10))
    counts = pairs["direction"].value_counts()
    cells = wording.listed([f"{n} {_with_sides(str(name), sides)}" for name, n in counts.items()])
    as_two = pairs.rename(
        columns=lambda name: name.replace("first_", "primary_").replace("second_", "metastasis_")
    )
    as_two["direction"] = as_two["direction"].replace(
        {"first only": "primary only", "second only": "metastasis only"}
    )
    words = {"primary": heading(sides["first"]), "metastasis": heading(sides["second"])}
    return Figure(
        "lesion_pairs",
        f"TMB of the {sides['first']} and the {sides['second']}",
        "Each line is a pair of lesions of one patient; a lesion in several pairs is drawn in each "
        "of them. Thin vertical bars are exact 95% Poisson intervals; the dashed line is the "
        f"cutoff of {cutoff:g} mutations/Mb.",
        f"Paired plot of TMB in {len(pairs)} pairs of {pairs['patient_id'].nunique()} patients: "
        f"{cells}.",
        lambda: draw_lesion_pairs(as_two, None, cutoff, words),
        pairs,
    )
