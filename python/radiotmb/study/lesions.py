"""Primary tumor against metastasis: paired burdens, shared variants, genes."""

from __future__ import annotations

import pandas as pd
from scipy.stats import t

from radiotmb import stats
from radiotmb.inputs.lesion_roles import lesion_columns, roles_of
from radiotmb.runtime.notes import Note, add_note
from radiotmb.stats.results import GeneRanking
from radiotmb.study.section import Section
from radiotmb.tmb import Assay

_ON_COUNTED_RATES = (
    "burdens, limits and status have the calibration's error in them; ratios, their limits, tests "
    "of equal rates and the discordance by chance are of the counted rates, without it"
)


def burden_section(burden: pd.DataFrame) -> Section:
    """The samples of each role: how many, how many high, their mean burden with its interval.

    The interval is Student's t with patients as the units: lesions of one patient are not
    independent. It is missing where fewer than two patients have a lesion of the role.

    Examples
    --------
    >>> burden = pd.DataFrame({
    ...     "patient_id": ["A", "B"], "lesion": "primary", "tmb": [4.0, 6.0], "status": "low",
    ... })
    >>> found = burden_section(burden).summary["primary"]
    >>> found["mean_tmb"], round(found["mean_tmb_upper"], 3)
    (5.0, 17.706)
    """
    summary = {}
    for lesion, rows in burden.groupby(roles_of(burden)):
        lower, upper = _interval_of_mean(rows)
        summary[lesion] = {
            "n": len(rows),
            "high": int((rows["status"] == "high").sum()),
            "mean_tmb": float(rows["tmb"].mean()),
            "mean_tmb_lower": lower,
            "mean_tmb_upper": upper,
        }
    return Section(summary)


def _interval_of_mean(rows: pd.DataFrame) -> tuple[float | None, float | None]:
    mean = float(rows["tmb"].mean())
    of_patients = (rows["tmb"] - mean).groupby(rows["patient_id"]).sum()
    m = len(of_patients)
    if m < 2 or rows["tmb"].isna().any():
        return None, None
    error = float((m / (m - 1) * (of_patients**2).sum()) ** 0.5) / len(rows)
    half = float(t.ppf(0.975, m - 1)) * error
    # No burden is below 0.
    return max(0.0, mean - half), mean + half


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
    by_role = burden.assign(role=roles_of(burden))
    wide = by_role.pivot(index="patient_id", columns="role", values="status")
    wide = wide.reindex(columns=["primary", "metastasis"]).dropna()
    wide.columns = pd.Index(["primary_status", "metastasis_status"])
    return wide.reset_index()


def lesions_section(burden: pd.DataFrame, variants: pd.DataFrame, assay: Assay) -> Section:
    """The pairs of lesions compared, what chance would give, shared variants and genes.

    Counts are compared on the scale they were counted on; burdens and limits in ``pairs`` are the
    burden table's, so that a calibrated burden and its status are the same in both tables.
    """
    sequenced = lesion_columns(burden)
    sharing = stats.compare_variants(variants, sequenced)
    found = stats.compare_lesions(burden, cutoff=cutoff_of_counts(assay), shared=sharing.patients)
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
            "genes": rank_genes(variants, burden).genes,
        },
    )


def cutoff_of_counts(assay: Assay) -> float:
    """The assay's cutoff in counted mutations/Mb, to the digits to which R compares rates.

    Examples
    --------
    >>> cutoff_of_counts(Assay(name="panel", denominator={"megabases": 1.2}))
    10.0
    """
    return float(f"{assay.counted_cutoff:.12g}")


def several_variants_section(variants: pd.DataFrame, burden: pd.DataFrame) -> Section:
    """Shared variants and genes by role, the lesions of a role taken together.

    Returns
    -------
    Section
        Tables ``genes`` and, where a patient has both roles, ``shared_variants``; no summary.
    """
    tables = {"genes": rank_genes(variants, burden).genes}
    if has_both_roles(burden):
        sharing = stats.compare_variants(variants, lesion_columns(burden))
        tables["shared_variants"] = sharing.patients
    return Section(None, tables)


def has_both_roles(burden: pd.DataFrame) -> bool:
    """Whether any patient has a primary and a metastasis with a burden."""
    return bool((roles_of(burden).groupby(burden["patient_id"]).nunique() == 2).any())


def rank_genes(variants: pd.DataFrame, burden: pd.DataFrame, **options: int) -> GeneRanking:
    """Genes by the patients who carry them in either role."""
    # Lesions named by their roles are known from the variants, as in version 0.1.
    samples = lesion_columns(burden) if "role" in burden else None
    return stats.rank_genes(variants, samples=samples, **options)


def _with_burdens(pairs: pd.DataFrame, burden: pd.DataFrame) -> pd.DataFrame:
    """The pairs with each lesion's burden and its limits as the burden table has them."""
    pairs = pairs.copy()
    for lesion in ("primary", "metastasis"):
        of_role = burden[roles_of(burden) == lesion]
        rows = of_role.set_index("patient_id").loc[pairs["patient_id"]]
        for column in ("tmb", "tmb_lower", "tmb_upper"):
            pairs[f"{lesion}_{column}"] = rows[column].to_numpy()
    return pairs
