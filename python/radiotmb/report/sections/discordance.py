"""Whether images tell that the two lesions differ."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Note, Section, Table, Text
from radiotmb.report.figures.discordance import draw_discordance
from radiotmb.report.sections import forms
from radiotmb.report.sections.summary import discordance_sentence
from radiotmb.report.study_output import StudyOutput

_TABLE = {
    "": Column(""),
    "truly discordant": Column("Truly discordant", forms.WHOLE),
    "truly concordant": Column("Truly concordant", forms.WHOLE),
}
_WORDS = {"ppv": "PPV", "npv": "NPV"}
_MEASURES = {
    "measure": Column("Measure", lambda name: _WORDS.get(name, str(name).capitalize())),
    "numerator": Column("Right", forms.WHOLE),
    "denominator": Column("Of", forms.WHOLE),
    "estimate": Column("Estimate", forms.THREE, missing=wording.NOT_ESTIMABLE),
    "interval": forms.ci(digits=3, heading="95% CI, exact"),
}


def discordance(output: StudyOutput) -> Section:
    """The two-by-two table, the measures with exact intervals and Fisher's test."""
    title = "Predicted discordance"
    measures = output.table("discordance")
    found = output.result("discordance", default={})
    if measures is None or found.get("skipped"):
        return Section("discordance", title, [Note(discordance_sentence(output))])
    blocks: list[Block] = [Text(discordance_sentence(output))]
    blocks += [Note(wording.sentence(str(flag))) for flag in found.get("flags") or []]
    blocks.append(_figure(measures, several=output.table("discordance_pairs") is not None))
    if found.get("table"):
        blocks.append(
            Table("discordance_table", "Predicted and true", _two_by_two(found["table"]), _TABLE)
        )
    columns = dict(_MEASURES)
    if output.table("discordance_pairs") is not None:
        columns["interval"] = forms.ci(digits=3, heading="95% CI, by patient")
    blocks.append(Table("discordance", "Measures", measures, columns))
    for name, units in (("discordance_patients", "Patients"), ("discordance_pairs", "Pairs")):
        judged = output.table(name)
        if judged is not None:
            blocks.append(Table(name, units, judged, folded=True))
    return Section("discordance", title, blocks)


def _two_by_two(table: dict) -> pd.DataFrame:
    """Patients by prediction (rows) and truth (columns)."""
    return pd.DataFrame(
        [
            ["predicted discordant", table.get("tp"), table.get("fp")],
            ["predicted concordant", table.get("fn"), table.get("tn")],
        ],
        columns=["", "truly discordant", "truly concordant"],
    )


def _figure(measures: pd.DataFrame, *, several: bool) -> Figure:
    measures = measures.replace({"measure": _WORDS})
    each = [
        f"{row.measure} {wording.estimate(row.estimate, row.lower, row.upper)}"
        for row in measures.itertuples()
    ]
    return Figure(
        "discordance",
        "Recognition of discordant pairs" if several else "Recognition of discordant patients",
        "Estimates of pairs with 95% intervals by patient (Korn and Graubard)."
        if several
        else "Estimates with exact 95% intervals (Clopper-Pearson).",
        f"Dot plot: {wording.listed(each)}.",
        lambda: draw_discordance(measures),
        measures,
    )
