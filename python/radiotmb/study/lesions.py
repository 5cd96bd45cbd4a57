"""Primary tumor against metastasis: paired burdens, shared variants, genes."""

from __future__ import annotations

import pandas as pd

from radiotmb import stats
from radiotmb.runtime.notes import Note, add_note
from radiotmb.study.section import Section
from radiotmb.tmb import Assay

_ON_COUNTED_RATES = (
    "burdens, limits and status have the calibration's error in them; ratios, their limits, tests "
    "of equal rates and the discordance by chance are of the counted rates, without it"
)


def burden_section(burden: pd.DataFrame) -> Section:
    """Each lesion's samples: how many, how many high, their mean burden."""
    return Section(
        {
            lesion: {
                "n": len(rows),
                "high": int((rows["status"] == "high").sum()),
                "mean_tmb": float(rows["tmb"].mean()),
            }
            for lesion, rows in burden.groupby("lesion")
        }
    )


def status_of_patients(burden: pd.DataFrame) -> pd.DataFrame:
    """Primary and metastasis status of every patient with both lesions sequenced.

    Examples
    --------
    >>> burden = pd.DataFrame({
    ...     "patient_id": ["A", "A", "B"], "lesion": ["primary", "metastasis", "primary"],
    ...     "status": ["high", "low", "low"],
    ... })
    >>> status_of_patients(burden).to_dict("records")
    [{'patient_id': 'A', 'primary_status': 'high', 'metastasis_status': 'low'}]
    """
    wide = burden.pivot(index="patient_id", columns="lesion", values="status")
    wide = wide.reindex(columns=["primary", "metastasis"]).dropna()
    wide.columns = pd.Index(["primary_status", "metastasis_status"])
    return wide.reset_index()


def lesions_section(burden: pd.DataFrame, variants: pd.DataFrame, assay: Assay) -> Section:
    """The pairs of lesions compared, what chance would give, shared variants and genes.

    Counts are compared on the scale they were counted on; burdens and limits in ``pairs`` are the
    burden table's, so that a calibrated burden and its status are the same in both tables.
    """
    sharing = stats.compare_variants(variants, burden[["patient_id", "lesion"]])
    found = stats.compare_lesions(burden, cutoff=assay.counted_cutoff, shared=sharing.patients)
    pairs = found.pairs
    if not assay.counts_are_burdens:
        pairs = _with_burdens(pairs, burden)
        add_note(Note("info", "lesions", "pairs", _ON_COUNTED_RATES))
    summary = {**found.as_dict(), "cutoff": assay.cutoff}
    summary.pop("pairs")
    proportions = summary.pop("discordant")
    return Section(
        {
            "n": len(pairs),
            "discordant": next(row for row in proportions if row["measure"] == "discordant"),
            "proportions": proportions,
            **summary,
        },
        {
            "pairs": pairs,
            "lesion_tests": found.tests,
            "lesion_cells": pd.DataFrame(found.cells.items(), columns=["cell", "n"]),
            "chance": found.chance,
            "shared_variants": sharing.patients,
            "genes": stats.rank_genes(variants).genes,
        },
    )


def _with_burdens(pairs: pd.DataFrame, burden: pd.DataFrame) -> pd.DataFrame:
    """The pairs with each lesion's burden and its limits as the burden table has them."""
    pairs = pairs.copy()
    for lesion in ("primary", "metastasis"):
        rows = burden[burden["lesion"] == lesion].set_index("patient_id").loc[pairs["patient_id"]]
        for column in ("tmb", "tmb_lower", "tmb_upper"):
            pairs[f"{lesion}_{column}"] = rows[column].to_numpy()
    return pairs
