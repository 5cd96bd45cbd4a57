"""The cohort's background: every clinical variable over all patients."""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb.study.section import Section

_IDENTIFIERS = {"patient_id", "simulated"}

# Usual spellings of the levels that published cohorts report, by column of the patients table.
_SPELLINGS = {
    "sex": {"m": "male", "man": "male", "f": "female", "woman": "female"},
    "stage": {"4": "IV", "iv": "IV", "stage iv": "IV"},
    "t_stage": {"3": "T3", "pt3": "T3"},
    "node": {"n+": "positive", "yes": "positive", "n0": "negative", "no": "negative"},
    "venous_invasion": {"no": "absent", "v0": "absent", "yes": "present"},
    "location": {"right colon": "right", "left colon": "left"},
}
# Published together: the left colon and the rectum.
_LEFT_OR_RECTUM = ("left", "rectum", "rectosigmoid", "left_or_rectum")


def background_section(patients: pd.DataFrame | None, analysed: pd.Series) -> Section:
    """Each clinical variable of the patients whose lesions were both sequenced, all together.

    Parameters
    ----------
    patients : pandas.DataFrame, optional
        patient_id and the clinical columns; ``os_days`` is the days observed.
    analysed : pandas.Series
        patient_id of the patients to describe.

    Returns
    -------
    Section
        Table ``background``: variable, level (``median (range)`` of a number), patients with a
        value, count, percent, median, minimum, maximum. The summary has ``n`` and an entry for each
        variable: its counts and, under ``percent``, their shares, or ``median``, ``minimum`` and
        ``maximum``. Usual spellings of a level (``m``, ``f``) are counted under its full name;
        ``location`` has ``left_or_rectum`` besides its levels.

    Examples
    --------
    >>> patients = pd.DataFrame({"patient_id": ["A", "B", "C"], "age": [50, 61, 72]})
    >>> background_section(patients, patients["patient_id"]).summary["age"]
    {'n': 3, 'median': 61.0, 'minimum': 50.0, 'maximum': 72.0}
    """
    if patients is None:
        return Section.skipped("no patients table")
    rows = patients[patients["patient_id"].isin(set(analysed))]
    if rows.empty:
        return Section.skipped("no patient of the patients table has both lesions sequenced")
    summary: dict[str, Any] = {"n": len(rows)}
    table: list[dict[str, Any]] = []
    for name in rows.columns:
        if name in _IDENTIFIERS:
            continue
        known = rows[name].dropna()
        if _is_measured(known):
            summary[name], described = _describe_number(str(name), known)
        else:
            summary[name], described = _describe_levels(str(name), known)
        table += described
    return Section(summary, {"background": pd.DataFrame(table)})


def _is_measured(values: pd.Series) -> bool:
    # Two values are two groups, as in stats.compare_groups().
    return (
        pd.api.types.is_numeric_dtype(values)
        and not pd.api.types.is_bool_dtype(values)
        and values.nunique() > 2
    )


def _describe_number(name: str, values: pd.Series) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    found = {
        "median": float(values.median()),
        "minimum": float(values.min()),
        "maximum": float(values.max()),
    }
    row = {"variable": name, "level": "median (range)", "patients": len(values), **found}
    return {"n": len(values), **found}, [row]


def _describe_levels(name: str, values: pd.Series) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    counts = values.map(lambda value: _level(name, value)).value_counts().sort_index()
    share = (100 * counts / len(values)).astype(float)
    reported = {str(level): int(count) for level, count in counts.items()}
    if name == "location" and "right" in reported:
        left = sum(reported.get(level, 0) for level in _LEFT_OR_RECTUM)
        reported["left_or_rectum"] = left
    summary = {
        "n": len(values),
        **reported,
        "percent": {level: 100 * count / len(values) for level, count in reported.items()},
    }
    rows = [
        {
            "variable": name,
            "level": level,
            "patients": len(values),
            "count": int(counts[level]),
            "percent": float(share[level]),
        }
        for level in counts.index
    ]
    return summary, rows


def _level(name: str, value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value).strip()
    return _SPELLINGS.get(name, {}).get(text.lower(), text)
