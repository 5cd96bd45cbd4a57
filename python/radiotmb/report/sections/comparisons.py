"""The image models beside another learner and beside clinical columns."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Note, Section, Table
from radiotmb.report.drawn_models import drawn_words, of_drawn_models
from radiotmb.report.figures.side_by_side import draw_side_by_side
from radiotmb.report.sections import forms
from radiotmb.report.sections.remarks import remarks
from radiotmb.report.study_output import StudyOutput

TITLE = "Beside simpler models"

_LEARNERS = {"xgboost": "XGBoost", "glmnet": "Ridge regression"}
_COMPARISON = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "auc_first": Column("AUC", forms.THREE),
    "auc_second": Column("AUC, comparator", forms.THREE),
    "difference": Column("Difference", forms.THREE),
    "interval": forms.ci(digits=3, heading="95% CI, whole chains"),
    "p_value": Column("p, exchanged", wording.p_value),
}
_AREAS = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "model": Column("Model", str),
    "auc": Column("AUC", forms.THREE),
    "interval": forms.ci(digits=3, heading="95% CI, whole chain"),
    "brier": Column("Brier score", forms.THREE),
}
_DIFFERENCES = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "words": Column("Difference of AUCs"),
    "difference": Column("Estimate", forms.THREE),
    "interval": forms.ci(digits=3, heading="95% CI, whole chain"),
}
_TEST = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "log_odds": Column("Log-odds", forms.TWO),
    "interval": forms.ci(),
    "statistic": Column("Signed root", forms.TWO),
    "p_value": Column("p, one-sided", wording.p_value),
    "p_permutation": Column("p, permuted", wording.p_value),
}


def comparisons(output: StudyOutput) -> Section:
    """Each model beside the comparator and beside the clinical columns, where asked for."""
    blocks = _comparator(output) + _added_value(output)
    if not blocks:
        blocks = [
            Note(
                "Not asked for: model.comparator of the study file names another learner, "
                "added_value.columns the clinical columns that an image is set beside."
            )
        ]
    return Section("comparisons", TITLE, blocks)


def _comparator(output: StudyOutput) -> list[Block]:
    learner, other = (output.result("comparator", name) for name in ("learner", "comparator"))
    blocks = _reasons(output, "comparator")
    table = output.table("comparison")
    if table is None:
        return blocks
    names = [_LEARNERS.get(str(one), str(one)) for one in (learner, other)]
    interval = (
        "the interval from both chains run on the same resampled patients"
        if table["lower"].notna().any()
        else "without an interval, since the bootstrap of the whole chain was not run"
    )
    return [
        *blocks,
        Table(
            "comparison", f"{names[0]} beside {names[1]}", table, _COMPARISON,
            f"Held-out predictions of both on the same folds. The difference is that of "
            f"{names[1]} less {names[0]}, {interval}; p exchanges the two predictions of a patient "
            "and is of these predictions.",
        ),
    ]  # fmt: skip


def _added_value(output: StudyOutput) -> list[Block]:
    blocks = _reasons(output, "added_value")
    areas, differences = output.table("added_areas"), output.table("added_differences")
    test, decision = output.table("added_test"), output.table("added_decision")
    if areas is None or differences is None or test is None:
        return blocks
    columns = wording.listed([str(one) for one in output.result("added_value", "columns") or []])
    words = [f"{row.second} less {row.first}" for row in differences.itertuples()]
    blocks += [
        Table(
            "added_areas", f"Clinical columns ({columns}), image, and both", areas, _AREAS,
            "The three models in the same folds. The model of both is trained on image predictions "
            "of models that have seen neither fold.",
        ),
        Table(
            "added_differences", "What each adds", differences.assign(words=words), _DIFFERENCES,
            "Mean of the repeats; intervals from all three models run again on resampled patients.",
        ),
        Table(
            "added_test", "The held-out image beyond the clinical columns", test, _TEST,
            "Firth's likelihood ratio of the image's held-out log-odds added to the clinical "
            "columns. The one-sided p is an approximation; the permuted one deals the images to "
            "other patients. No net reclassification improvement is given: a useless marker raises "
            "it.",
        ),
    ]  # fmt: skip
    if decision is not None:
        blocks.append(_decision(output, of_drawn_models(output, decision)))
    return blocks


def _decision(output: StudyOutput, decision: pd.DataFrame) -> Figure:
    return Figure(
        "added_decision",
        "Decision curves side by side",
        "Net benefit per patient of acting on the clinical model, the image model, both, everyone "
        f"(dashed) and no one.{drawn_words(output, 'added_decision')}",
        "Net benefit by threshold probability of three models for each phase.",
        lambda: draw_side_by_side(decision),
        decision,
    )


def _reasons(output: StudyOutput, section: str) -> list[Block]:
    """Why a comparison was not made."""
    skipped = output.result(section, "skipped")
    what = "comparator" if section == "comparator" else "added value of the image"
    found: list[Block] = [] if skipped is None else [Note(f"No {what}: {skipped}")]
    said = []
    for model in output.result(section, "models", default=[]) or []:
        if model.get("skipped"):
            said.append((model, f"no {what}: {model['skipped']}"))
            continue
        said += [(model, str(flag)) for flag in model.get("flags", [])]
    return found + remarks(said, section)
