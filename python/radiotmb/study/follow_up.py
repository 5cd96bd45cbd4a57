"""Follow-up of a cohort in both ways it is reported: days observed, and reverse Kaplan-Meier."""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb.runtime.to_json import records
from radiotmb.study.section import Section

OBSERVED = "days observed, of all patients"
REVERSE = "reverse Kaplan-Meier"


def follow_up_section(
    patients: pd.DataFrame | None, analysed: pd.Series, survival: dict[str, Any]
) -> Section:
    """The median of the days observed and the reverse Kaplan-Meier median of the same patients.

    The first counts a death as the end of an observation and is what many reports call median
    follow-up; the second takes a death as a follow-up cut short, and is the longer of the two.

    Parameters
    ----------
    patients : pandas.DataFrame, optional
        patient_id, os_days, os_event.
    analysed : pandas.Series
        patient_id of the patients whose survival is compared.
    survival : dict
        The entry ``survival`` of results.json, whose ``follow_up`` is reverse Kaplan-Meier.

    Returns
    -------
    Section
        Table ``follow_up``: method, n, median, lower, upper, minimum, maximum (days); the summary
        has ``observed`` and ``reverse_kaplan_meier`` with the same entries.
    """
    if patients is None or not {"os_days", "os_event"} <= set(patients.columns):
        return Section.skipped("the patients table has no os_days and os_event")
    known = patients[patients["patient_id"].isin(set(analysed))]
    days = known.dropna(subset=["os_days", "os_event"])["os_days"]
    if days.empty:
        return Section.skipped("no patient has os_days and os_event")
    rows = [
        {
            "method": OBSERVED,
            "n": len(days),
            "median": float(days.median()),
            "minimum": float(days.min()),
            "maximum": float(days.max()),
        }
    ]
    # Every comparison has that of all its patients; the first is the study's main one.
    compared = [part for part in survival.values() if isinstance(part, dict)]
    found = (compared[0].get("follow_up") if compared else None) or []
    whole = next((row for row in found if row.get("group") == "all"), None)
    if whole is not None:
        rows.append(
            {
                "method": REVERSE,
                "n": whole["n"],
                "median": whole["median"],
                "lower": whole["lower"],
                "upper": whole["upper"],
                "minimum": whole["min"],
                "maximum": whole["max"],
            }
        )
    columns = ["method", "n", "median", "lower", "upper", "minimum", "maximum"]
    table = pd.DataFrame(rows).reindex(columns=columns)
    names = {OBSERVED: "observed", REVERSE: "reverse_kaplan_meier"}
    summary = {
        names[row["method"]]: {k: v for k, v in row.items() if k != "method"}
        for row in records(table)
    }
    return Section(summary, {"follow_up": table})
