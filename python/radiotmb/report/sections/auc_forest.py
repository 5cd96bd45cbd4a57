"""The AUCs of every lesion and phase, this study's beside the published ones."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Figure
from radiotmb.report.drawn_models import drawn_words, of_drawn_models
from radiotmb.report.figures.all_aucs import draw_all_aucs
from radiotmb.report.figures.auc_forest import draw_auc_forest
from radiotmb.report.lesion_words import ROLES
from radiotmb.report.permuted_chain import permuted_chain
from radiotmb.report.study_output import StudyOutput

_COLUMNS = ["lesion", "phase", "source", "auc", "lower", "upper", "null_lower", "null_upper"]


def auc_forest(output: StudyOutput, cutoffs: pd.DataFrame) -> list[Block]:
    """The forest plot; ``cutoffs`` are those of the phases that were modelled.

    Very many models have a line each in a figure before it, without their names.
    """
    every = all_areas(output, cutoffs)
    drawn = of_drawn_models(output, every[every["source"] == "this study"])
    areas = pd.concat([drawn, every[every["source"] != "this study"]], ignore_index=True)
    ours = areas[areas["source"] == "this study"]
    each = [
        f"{row.lesion} {row.phase} {wording.estimate(row.auc, row.lower, row.upper)}"
        for row in ours.itertuples()
    ]
    left_out = drawn_words(output, "cutoffs")
    return [
        *([_all_aucs(every[every["source"] == "this study"])] if left_out else []),
        Figure(
            "auc_forest",
            f"AUC of {'single models' if left_out else 'every model'} with its interval",
            _caption(output, areas) + left_out,
            f"Forest plot of AUCs: {wording.listed(each)}.",
            lambda: draw_auc_forest(areas),
            areas,
        ),
    ]


def _all_aucs(ours: pd.DataFrame) -> Figure:
    """Every AUC of the study in one figure of a fixed size."""
    lowest, highest = ours["auc"].min(), ours["auc"].max()
    return Figure(
        "all_aucs",
        f"AUCs of all {len(ours)} models",
        "Each line is a model with its 95% interval, where it has one; they stand in the order of "
        "their AUCs, the highest of which is too large for being the highest of so many. The "
        "table of cutoffs names each.",
        f"{len(ours)} AUCs in order, from {wording.number(lowest)} to {wording.number(highest)}.",
        lambda: draw_all_aucs(ours),
        ours,
    )


def all_areas(output: StudyOutput, cutoffs: pd.DataFrame) -> pd.DataFrame:
    """This study's AUCs, then the published ones of the same and of other phases.

    Columns: lesion, phase, source, auc, lower, upper, null_lower, null_upper.
    """
    ours = cutoffs.reindex(columns=["lesion", "phase", "auc", "auc_lower", "auc_upper"])
    ours = ours.rename(columns={"auc_lower": "lower", "auc_upper": "upper"})
    ours = ours.assign(source="this study").merge(
        _null_ranges(output), on=["lesion", "phase"], how="left"
    )
    published = _published_areas(output)
    both = [ours, published] if len(published) else [ours]
    return pd.concat(both, ignore_index=True).reindex(columns=_COLUMNS)


def _null_ranges(output: StudyOutput) -> pd.DataFrame:
    null = output.table("permutation")
    if null is None:
        return pd.DataFrame(columns=["lesion", "phase", "null_lower", "null_upper"])
    areas = null.groupby(["lesion", "phase"], sort=False)["auc"]
    ends = pd.DataFrame({"null_lower": areas.quantile(0.025), "null_upper": areas.quantile(0.975)})
    return ends.reset_index()


def _published_areas(output: StudyOutput) -> pd.DataFrame:
    """Published AUCs, whose identifiers name lesion and phase: ``auc_primary_prone``."""
    evidence = output.table("evidence_aucs")
    rows = []
    for row in (evidence if evidence is not None else pd.DataFrame()).itertuples():
        _, lesion, phase = [*str(row.id).split("_", 2), "", ""][:3]
        if lesion in ROLES and phase:
            rows.append([lesion, phase, "published", row.auc, row.lower, row.upper])
    return pd.DataFrame(rows, columns=_COLUMNS[:6])


def _caption(output: StudyOutput, areas: pd.DataFrame) -> str:
    ours = areas[areas["source"] == "this study"]
    text = "This study's AUCs are means of the repeats; "
    text += (
        "their 95% intervals come from a bootstrap of the whole chain."
        if ours["lower"].notna().any()
        else "their intervals were not computed (bootstrap_chain in the study file)."
    )
    if (areas["source"] == "published").any():
        text += (
            " The published AUCs have no published interval: theirs are Hanley and McNeil's for "
            "the numbers of high and low lesions, and leave out that another cohort would have "
            "given other models."
        )
    if areas["null_lower"].notna().any():
        chain = permuted_chain(output)
        which = "the same chain" if chain.is_models else f"a smaller chain ({chain.words()})"
        text += f" Grey: the central 95% of AUCs that {which} gives under permuted labels."
    return text
