"""How likely the published numbers are by chance."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Heading, Table, Text
from radiotmb.report.figures.evidence import draw_evidence
from radiotmb.report.sections import forms
from radiotmb.report.study_output import StudyOutput

_SELECTION = {"nested": "inside the folds", "leaky": "on all patients (leak)"}
_QUANTITY = Column("Published")
_AUCS = {
    "quantity": _QUANTITY,
    "auc": Column("AUC", forms.THREE),
    "positive": Column("High", forms.WHOLE),
    "negative": Column("Low", forms.WHOLE),
    "interval": forms.ci(digits=3, heading="95% CI, Hanley-McNeil"),
    "p_value": Column("p, exact", wording.p_value),
    "tried": Column("Phases tried", forms.WHOLE),
    "p_adjusted": Column("p, adjusted", wording.p_value),
}
_DISCORDANCE = {
    "tp": Column("TP", forms.WHOLE),
    "fn": Column("FN", forms.WHOLE),
    "tn": Column("TN", forms.WHOLE),
    "fp": Column("FP", forms.WHOLE),
    "p_value": Column("p, Fisher", wording.p_value),
    "tried": Column("Pairs of phases", forms.WHOLE),
    "p_adjusted": Column("p, adjusted", wording.p_value),
    "accuracy": Column("Accuracy", forms.THREE),
    "majority": Column("Always the commoner answer", forms.THREE),
    "p_majority": Column("p, accuracy above it", wording.p_value),
}
_NULL = {
    "quantity": _QUANTITY,
    "selection": Column("Features selected", lambda name: _SELECTION.get(name, str(name))),
    "permutations": Column("Runs", forms.WHOLE),
    "mean": Column("Mean AUC", forms.TWO),
    "sd": Column("SD", forms.TWO),
    "share": Column("Reach it", wording.percent),
    "interval": forms.ci(),
}
_SHARES = {
    "quantity": _QUANTITY,
    "numerator": Column("Of these", forms.WHOLE),
    "denominator": Column("Of", forms.WHOLE),
    "estimate": Column("Share", wording.percent),
    "interval": forms.ci(),
}


def evidence(output: StudyOutput) -> list[Block]:
    """The p-values of the AUCs and of the discordance, runs without signal, exact intervals."""
    tables = {
        name: _named(output, table)
        for name in ("aucs", "discordance", "null", "shares")
        if (table := output.table(f"evidence_{name}")) is not None
    }
    if not tables:
        return []
    blocks: list[Block] = [Heading("What the published numbers weigh"), *_words(tables)]
    aucs, null = tables.get("aucs"), tables.get("null")
    if aucs is not None and null is not None:
        blocks.append(_figure(null, aucs))
    if aucs is not None:
        blocks.append(
            Table(
                "evidence_aucs", "Published AUCs against chance", aucs, _AUCS,
                "One-sided exact p-value of the split of high and low lesions that the rounded AUC "
                "allows, read together with every other published count (of several splits the "
                "largest p), multiplied by the number of phases "
                "tried for the same lesion (Bonferroni).",
            )
        )  # fmt: skip
    if "discordance" in tables:
        blocks.append(
            Table(
                "evidence_discordance", "Published discordance against chance",
                tables["discordance"], _DISCORDANCE,
                "The 2 x 2 table is recovered from the three rates. Any pair of a primary's and a "
                "metastasis' phase could have been chosen: the p-value is multiplied by their "
                "number.",
            )
        )  # fmt: skip
    if null is not None:
        blocks.append(
            Table(
                "evidence_null", "The same chain on images that know nothing", null, _NULL,
                "Stored runs of the whole chain on simulated features of the study's size with "
                "permuted labels, and how many of them reach the published AUC.",
                folded=True,
            )
        )  # fmt: skip
    if "shares" in tables:
        blocks.append(
            Table(
                "evidence_shares", "Published shares with exact intervals", tables["shares"],
                _SHARES, "Clopper-Pearson.", folded=True,
            )
        )  # fmt: skip
    return blocks


def _named(output: StudyOutput, table: pd.DataFrame) -> pd.DataFrame:
    """The table with each claim's quantity in words: its own, or as the comparison calls it."""
    if "quantity" in table:
        return table
    comparison = output.table("published")
    known = {} if comparison is None else dict(comparison[["id", "quantity"]].to_numpy())
    words = [known.get(name) or str(name).replace("_", " ") for name in table["id"]]
    return table.assign(quantity=words)


def _words(tables: dict[str, pd.DataFrame]) -> list[Block]:
    sentences = []
    if "aucs" in tables:
        aucs = tables["aucs"]
        alone, adjusted = ((aucs[name] < 0.05).sum() for name in ("p_value", "p_adjusted"))
        sentences.append(
            f"Of {wording.plural(len(aucs), 'published AUC')}, {alone} are beyond chance at 0.05 "
            f"taken alone and {adjusted} after adjustment for the phases tried."
        )
    for row in tables.get("discordance", pd.DataFrame()).itertuples():
        sentences.append(
            f"The published accuracy for discordance, {wording.number(row.accuracy, 3)}, compares "
            f"with {wording.number(row.majority, 3)} for giving every patient the commoner answer "
            f"(Fisher's {wording.p_sentence(row.p_value)} for any association, "
            f"{wording.p_sentence(row.p_adjusted)} after adjustment)."
        )
    if "null" in tables:
        null = tables["null"]
        for selection, words in _SELECTION.items():
            share = null.loc[null["selection"] == selection, "share"]
            if len(share):
                sentences.append(
                    f"With features selected {words}, {wording.percent(share.min(), 0)} to "
                    f"{wording.percent(share.max(), 0)} of runs on images that know nothing reach "
                    "the published AUCs."
                )
    return [Text(" ".join(sentences))] if sentences else []


def _figure(null: pd.DataFrame, aucs: pd.DataFrame) -> Figure:
    return Figure(
        "evidence",
        "Published AUCs among those of images that know nothing",
        "Mean and central 95% of the AUCs that the whole chain gives on simulated features with "
        "permuted labels, at the study's size: features selected inside the folds, as reported, "
        "or on all patients before the cross-validation, a common mistake. Diamonds are the "
        "published AUCs, which cannot tell signal from such a leak.",
        f"Ranges of null AUCs under two ways of selecting, with {len(aucs)} published AUCs.",
        lambda: draw_evidence(null, aucs),
        null,
    )
