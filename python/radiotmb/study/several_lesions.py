"""Several lesions of a patient: pairs with patients as the units, heterogeneity, presence."""

from __future__ import annotations

import pandas as pd

from radiotmb import stats
from radiotmb.errors import StatisticsError
from radiotmb.inputs.lesion_roles import lesion_columns, patients_with_several
from radiotmb.runtime.notes import Note, add_note
from radiotmb.study.lesions import cutoff_of_counts
from radiotmb.study.section import Section
from radiotmb.study.study_file import Study
from radiotmb.tmb import Assay

# What is computed where a patient has one primary and one metastasis, and not where it has several.
_ONLY_FOR_TWO = (
    "Mann-Whitney, chi-square and Fisher's tests, which ignore the pairing; chance with the shared "
    "mutations taken into account; burdens by the direction of discordance"
)


def compares_several(study: Study, burden: pd.DataFrame) -> bool:
    """Whether a study compares other pairs than one primary and one metastasis a patient.

    Examples
    --------
    >>> burden = pd.DataFrame({"patient_id": "A", "lesion": ["primary", "metastasis"]})
    >>> compares_several(Study(samples="samples.csv"), burden)
    False
    """
    return study.pairs is not None or bool(patients_with_several(burden))


def several_lesions_section(study: Study, burden: pd.DataFrame, assay: Assay) -> Section:
    """The pairs of a study with several lesions a patient, compared by R.

    Returns
    -------
    Section
        Tables ``pairs`` (one row a pair), ``pair_patients``, ``lesion_tests``, ``lesion_cells``,
        ``pair_shares``, ``pair_ratios``, ``chance``. The summary has ``n`` (pairs), ``patients``,
        ``several`` (patients with several pairs), ``sides``, ``discordant`` (the share of pairs),
        ``proportions``, ``cells``, ``tests``, ``chance``, ``ratios``, ``flags``.
    """
    rules = None if study.pairs is None else pd.DataFrame(study.pairs, columns=["first", "second"])
    try:
        found = stats.compare_lesion_pairs(
            burden,
            rules,
            cutoff=cutoff_of_counts(assay),
            seed=stats.derive_seed(study.seed, "pairs"),
        )
    except StatisticsError as error:
        return Section.skipped(str(error))
    add_note(
        Note("info", "lesions", "pairs", f"are of several lesions a patient: {found.flags[0]}")
    )
    add_note(Note("info", "lesions", "not computed for several lesions", _ONLY_FOR_TWO))
    pairs = found.pairs if assay.counts_are_burdens else _with_burdens(found.pairs, burden)
    summary = {**found.as_dict(), "cutoff": assay.cutoff}
    for name in ("pairs", "patients"):
        summary.pop(name)
    proportions = summary.pop("discordant")
    return Section(
        {
            "n": len(pairs),
            "patients": len(found.patients),
            "several": int((found.patients["pairs"] > 1).sum()),
            "discordant": proportions[0],
            "proportions": proportions,
            **summary,
        },
        {
            "pairs": pairs,
            "pair_patients": found.patients,
            "lesion_tests": found.tests,
            "lesion_cells": pd.DataFrame(found.cells.items(), columns=["cell", "n"]),
            "pair_shares": found.discordant,
            "pair_ratios": found.ratios,
            "chance": found.chance,
        },
    )


def heterogeneity_section(
    study: Study, burden: pd.DataFrame, variants: pd.DataFrame, assay: Assay
) -> Section:
    """How far all lesions of each patient are apart, by R.

    Returns
    -------
    Section
        Tables ``heterogeneity`` (one row a patient of several lesions), ``presence`` (one row a
        patient and mutation) and ``gene_presence``. The summary has ``patients`` (of several
        lesions), ``single`` (of one), ``mixed`` (some lesions high, some low), ``median_range``
        (mutations per megabase), ``distinct``, ``in_all``, ``in_some``, ``private`` (mutations).
    """
    table = stats.lesion_heterogeneity(
        burden, variants, assay.counted_cutoff, seed=stats.derive_seed(study.seed, "heterogeneity")
    )
    if not assay.counts_are_burdens:
        table = _with_spread(table, burden)
    sequenced = lesion_columns(burden)
    counted = [int(table[name].sum()) for name in ("distinct", "in_all", "in_some", "private")]
    return Section(
        {
            "patients": len(table),
            "single": int(burden["patient_id"].nunique() - len(table)),
            "mixed": int(table["mixed"].sum()),
            "median_range": float(table["tmb_range"].median()) if len(table) else None,
            **dict(zip(("distinct", "in_all", "in_some", "private"), counted, strict=True)),
        },
        {
            "heterogeneity": table,
            "presence": stats.tabulate_presence(variants, sequenced),
            "gene_presence": stats.tabulate_presence(variants, sequenced, by="gene"),
        },
    )


def _with_burdens(pairs: pd.DataFrame, burden: pd.DataFrame) -> pd.DataFrame:
    """The pairs with each lesion's burden and its limits as the burden table has them."""
    pairs = pairs.copy()
    known = burden.set_index(["patient_id", "lesion"])
    for side in ("first", "second"):
        rows = known.loc[list(zip(pairs["patient_id"], pairs[side], strict=True))]
        for column in ("tmb", "tmb_lower", "tmb_upper"):
            pairs[f"{side}_{column}"] = rows[column].to_numpy()
    return pairs


def _with_spread(table: pd.DataFrame, burden: pd.DataFrame) -> pd.DataFrame:
    """The range of each patient's burdens as the burden table has them."""
    by_patient = burden.groupby("patient_id")["tmb"]
    lowest, highest = (by_patient.agg(how).loc[table["patient_id"]].to_numpy() for how in
                       ("min", "max"))  # fmt: skip
    spread = highest - lowest
    return table.assign(
        tmb_lowest=lowest, tmb_highest=highest, tmb_range=spread, tmb_ratio=highest / lowest
    )
