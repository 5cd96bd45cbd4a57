"""Burdens of both lesions by the direction of discordance, and the timing of the discordant."""

from __future__ import annotations

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Table, Text
from radiotmb.report.figures.directions import draw_directions
from radiotmb.report.sections import forms
from radiotmb.report.study_output import StudyOutput

_DIRECTIONS = {
    "group": Column("Patients", lambda name: wording.sentence(str(name)).rstrip(".")),
    "n": Column("n", forms.WHOLE),
    "primary_mean": Column("Mean TMB, primary", forms.TWO),
    "metastasis_mean": Column("Mean TMB, metastasis", forms.TWO),
    "ratio_of_means": Column("Ratio of means", forms.TWO),
    "ratio_interval": forms.ci("ratio_of_means_lower", "ratio_of_means_upper"),
    "mean_of_ratios": Column("Mean of ratios", forms.TWO),
    "mean_interval": forms.ci("mean_of_ratios_lower", "mean_of_ratios_upper"),
    "p_value": Column("p, exact signed rank", wording.p_value),
    "note": forms.NOTE,
}
_TIMING = {
    "direction": Column("TMB high in"),
    "level": Column("Metastasis"),
    "n": Column("Patients", forms.WHOLE),
    "share": Column("Of this direction", wording.percent),
    "interval": forms.ci(heading="95% CI, exact"),
}


def directions(output: StudyOutput) -> list[Block]:
    """The figure, the table of means and ratios, and the timing."""
    blocks: list[Block] = []
    table = output.table("directions")
    if table is None:
        return blocks
    each = [
        f"{row.group} {wording.number(row.primary_mean)} and {wording.number(row.metastasis_mean)}"
        for row in table.itertuples()
        if row.n
    ]
    blocks.append(
        Figure(
            "directions",
            "Mean TMB of both lesions by the direction of discordance",
            "Means of the patients' burdens. The groups are formed by the burdens themselves: the "
            "difference within a direction describes its size and is no evidence of discordance.",
            f"Dot plot of mean TMB in primary and metastasis: {wording.listed(each)}.",
            lambda: draw_directions(table),
            table,
        )
    )
    caption = (
        "Ratios are primary over metastasis. A ratio of means weighs each patient by the burden, "
        "a mean of ratios each patient alike. Wilcoxon's signed-rank test within each group."
    )
    title = "Burdens by the direction of discordance"
    blocks.append(Table("directions", title, table, _DIRECTIONS, caption))
    timing = output.result("directions", "timing", default={})
    if timing.get("n"):
        values = [f"{n} {level}" for level, n in timing.items() if level != "n"]
        blocks.append(Text(f"Of the {timing['n']} discordant patients, {wording.listed(values)}."))
    of_timing = output.table("direction_timing")
    if of_timing is not None:
        title = "Timing of the metastasis by direction"
        blocks.append(Table("direction_timing", title, of_timing, _TIMING, folded=True))
    return blocks
