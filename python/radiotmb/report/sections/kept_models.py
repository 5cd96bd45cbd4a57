"""The models that were kept: a card each, their features in words, and a second cohort."""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb.inputs.labels import column_label
from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Heading, Note, Section, Sentences, Table
from radiotmb.report.drawn_models import drawn_models
from radiotmb.report.feature_words import describe_feature
from radiotmb.report.sections import forms
from radiotmb.report.sections.remarks import remarks
from radiotmb.report.sections.summary import fitted_models, name_of_model
from radiotmb.report.study_output import StudyOutput

TITLE = "Model cards"

_FEATURES = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "label": Column("Feature"),
    "direction": Column("Larger values make high", str),
    "importance": Column("Mean |SHAP|, log-odds", forms.THREE),
    "range": forms.ci("low", "high", digits=3, heading="Range in training"),
    "measures": Column("What it measures"),
    "feature": Column("Name in the tables"),
}
_MEASURES = {
    "auc": "AUC (DeLong)",
    "calibration_intercept": "Calibration intercept (0 is right)",
    "calibration_slope": "Calibration slope (1 is right)",
    "observed_expected": "Observed over expected (1 is right)",
    "brier": "Brier score",
    "pr_auc": "Precision-recall AUC",
    "ici": "Mean distance of the smooth calibration curve",
    "sensitivity": "Sensitivity at the model's cutoff",
    "specificity": "Specificity at the model's cutoff",
    "ppv": "Positive predictive value there",
    "npv": "Negative predictive value there",
    "accuracy": "Accuracy there",
    "set_coverage": "Conformal sets that hold the truth",
    "set_decided": "Conformal sets of one status",
}
_DIRECTIONS = {"higher": "likelier", "lower": "less likely", "mixed": "either", "none": "neither"}


def kept_models(output: StudyOutput) -> Section:
    """A card of each model, the features in words, and the validation on another cohort."""
    kept = [model for model in fitted_models(output) if model.get("kept")]
    if not kept:
        note = Note("No model was kept: none was fitted, or not by R.")
        return Section("kept_models", TITLE, [note])
    common = _common(kept)
    blocks: list[Block] = []
    if common:
        blocks += [Heading("All models"), Sentences(common)]
    carded = [model for model in drawn_models(output) if model.get("kept")]
    if len(carded) < len(kept):
        names = {name_of_model(model) for model in carded}
        others = [name for model in kept if (name := name_of_model(model)) not in names]
        blocks.append(
            Note(
                f"{len(carded)} of {len(kept)} models have a card here. The others' file, "
                "checksum, cutoff and limits are in their entries (kept) of results.json, and "
                f"their files in the folder models: {wording.listed_some(others)}."
            )
        )
    for model in carded:
        own = [said for said in _limits(model) if said not in common]
        blocks += [Heading(f"Model card: {name_of_model(model)}"), _card(model, own)]
    features = output.table("model_features")
    if features is not None:
        shown = features.assign(
            label=[column_label(str(name)) for name in features["feature"]],
            measures=[describe_feature(str(name)) for name in features["feature"]],
            direction=features["direction"].map(_DIRECTIONS),
        )
        blocks.append(
            Table(
                "model_features", "The features of the models", shown, _FEATURES,
                "SHAP values are exact, of the training patients. Beyond the range the trees "
                "answer as at its edge, and a prediction says so.",
                folded=len(shown) > 20,
            )
        )  # fmt: skip
    return Section("kept_models", TITLE, blocks + _external(output))


def _limits(model: dict[str, Any]) -> list[tuple[str, str]]:
    """What a model is not for, and its flags."""
    kept = model["kept"]
    return [
        *(("Not for", text) for text in kept["not_for"]),
        *(("Flag", text) for text in kept["flags"]),
    ]


def _common(kept: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What would stand in every card, where there are several."""
    if len(kept) < 2:
        return []
    first, *others = map(_limits, kept)
    return [said for said in first if all(said in other for other in others)]


def _card(model: dict[str, Any], limits: list[tuple[str, str]]) -> Sentences:
    kept = model["kept"]
    area = wording.estimate(model["auc"], model.get("auc_lower"), model.get("auc_upper"), 3)
    p_value = model.get("p_permutation")
    sentences = [
        ("File", f"{kept['file']}, {kept['checksum']}"),
        (
            "Fitted to",
            f"{model['n']} patients, {model['n_positive']} of them high; "
            f"{wording.plural(kept['features'], 'feature')} of the preset "
            f"{kept['preset'] or 'that is not known'}",
        ),
        (
            "On held-out patients",
            f"AUC of the same chain {area}; permutation test "
            + ("not computed" if p_value is None else wording.p_sentence(p_value)),
        ),
        ("Cutoff", f"{wording.number(kept['cutoff'], 4)}: {kept['cutoff_origin']}"),
        *limits,
    ]
    return Sentences(sentences)


def _external(output: StudyOutput) -> list[Block]:
    name = output.result("external", "name")
    skipped = output.result("external", "skipped")
    if name is None and skipped is None:
        return []
    blocks: list[Block] = [Heading(f"On another cohort: {name or 'not validated'}")]
    if skipped is not None:
        blocks.append(Note(str(skipped)))
    said = []
    for model in output.result("external", "models", default=[]):
        if model.get("skipped"):
            said.append((model, f"not validated: {model['skipped']}"))
            continue
        said += [(model, str(flag)) for flag in model.get("flags", [])]
    blocks += remarks(said, "external")
    measures = output.table("external_measures")
    if measures is None:
        return blocks
    shown = measures.assign(words=[_MEASURES.get(str(m), str(m)) for m in measures["measure"]])
    table = Table(
        "external_measures", "The models on another cohort", shown, forms.MEASURES,
        "The models are fixed and the patients new, so that DeLong's interval is valid. "
        + _differences(output.table("external_difference")),
    )  # fmt: skip
    return [*blocks, table]


def _differences(table: pd.DataFrame | None) -> str:
    if table is None or "p_value" not in table or table["p_value"].isna().all():
        return "The AUC was not tested against the development's, which has no standard error."
    tested = table.dropna(subset=["p_value"])
    each = [
        f"{row['lesion']} {row['phase']}: {wording.number(row['difference'], 3)} beside the "
        f"development's AUC, {wording.p_sentence(row['p_value'])}."
        for _, row in tested.head(wording.NAMED).iterrows()
    ]
    if len(tested) > len(each):
        each.append(f"{len(tested) - len(each)} more are in tables/external_difference.csv.")
    return " ".join(each)
