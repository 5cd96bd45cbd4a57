"""Burdens of both lesions by the direction of discordance, and the timing of the discordant."""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb import stats
from radiotmb.runtime.to_json import to_json
from radiotmb.study.section import Section

# The column of a patients table that says synchronous or metachronous.
TIMING = "timing"
_DISCORDANT = ("primary only", "metastasis only")


def directions_section(pairs: pd.DataFrame, patients: pd.DataFrame | None) -> Section:
    """Means, ratio of means, mean of ratios and a paired test by direction of discordance, by R.

    Parameters
    ----------
    pairs : pandas.DataFrame
        The table of pairs: patient_id, both lesions' burdens and statuses, direction, ratio.
    patients : pandas.DataFrame, optional
        patient_id and, where the study knows it, ``timing``.

    Returns
    -------
    Section
        Tables ``directions`` and, with ``timing``, ``direction_timing``. The summary has an entry
        for each group (``all``, ``concordant``, ``discordant``, ``primary_only``,
        ``metastasis_only``), and ``timing``: the discordant patients of each value.
    """
    table = stats.compare_directions(pairs)
    summary: dict[str, Any] = {
        str(row["group"]).replace(" ", "_"): to_json(row.drop("group").to_dict())
        for _, row in table.iterrows()
    }
    tables = {"directions": table}
    if patients is None or TIMING not in patients:
        summary["timing"] = {"skipped": f"the patients table has no {TIMING}"}
        return Section(summary, tables)
    timing = stats.tabulate_directions(pairs, patients, TIMING)
    discordant = timing[timing["direction"].isin(_DISCORDANT)].groupby("level")["n"].sum()
    summary["timing"] = {
        "n": int(discordant.sum()),
        **{str(level): int(n) for level, n in discordant.items()},
    }
    return Section(summary, {**tables, "direction_timing": timing})
