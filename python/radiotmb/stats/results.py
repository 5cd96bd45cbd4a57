"""What the statistics of cohorts return: frozen dataclasses with the field names of R's objects.

The results of the modelling chain are in :mod:`radiotmb.stats.chain_results`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from radiotmb.stats.result import Result


@dataclass(frozen=True, eq=False, repr=False)
class LesionPairs(Result):
    """Of :func:`radiotmb.stats.compare_lesions`."""

    r_class = "lesion_pairs"
    html_heading = "Primary against metastasis"
    html_numbers = (("Patients", "pairs"), ("Cutoff (mutations/Mb)", "cutoff"))
    html_tables = ("discordant", "tests", "chance")
    drawn_by = "plot_lesion_pairs"
    pairs: pd.DataFrame
    cells: dict[str, int]
    tests: pd.DataFrame
    discordant: pd.DataFrame
    chance: pd.DataFrame
    ratios: pd.DataFrame
    cutoff: float
    conf_level: float
    unpaired: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class ClusteredPairs(Result):
    """Of :func:`radiotmb.stats.compare_lesion_pairs`."""

    r_class = "clustered_pairs"
    html_heading = "Pairs of lesions"
    html_numbers = (
        ("Pairs", "pairs"),
        ("Patients", "patients"),
        ("Cutoff (mutations/Mb)", "cutoff"),
    )
    html_tables = ("discordant", "tests")
    drawn_by = "plot_clustered_pairs"
    pairs: pd.DataFrame
    patients: pd.DataFrame
    cells: dict[str, int]
    tests: pd.DataFrame
    discordant: pd.DataFrame
    chance: pd.DataFrame
    ratios: pd.DataFrame
    sides: dict[str, str]
    cutoff: float
    conf_level: float
    unpaired: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class PredictedPairs(Result):
    """Of :func:`radiotmb.stats.judge_pairs`."""

    html_heading = "Predicted discordance of pairs"
    html_numbers = (("p-value", "p_value"),)
    html_tables = ("measures",)
    drawn_by = "plot_measures"
    measures: pd.DataFrame
    table: dict[str, int]
    p_value: float
    pairs: pd.DataFrame
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class GeneRanking(Result):
    """Of :func:`radiotmb.stats.rank_genes`."""

    r_class = "gene_ranking"
    html_heading = "Mutated genes of both lesions"
    html_numbers = (("Genes", "genes"), ("Shared among the most mutated", "overlap"))
    html_tables = ("overlap_test", "genes")
    drawn_by = "plot_genes"
    genes: pd.DataFrame
    overlap: int
    shared: tuple[str, ...]
    overlap_test: pd.DataFrame
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class VariantSharing(Result):
    """Of :func:`radiotmb.stats.compare_variants`."""

    r_class = "variant_sharing"
    html_heading = "Variants that both lesions share"
    html_numbers = (("Patients", "patients"),)
    html_tables = ("measures", "patients")
    drawn_by = "plot_shared_variants"
    patients: pd.DataFrame
    measures: pd.DataFrame
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class SurvivalComparison(Result):
    """Of :func:`radiotmb.stats.compare_survival`."""

    r_class = "survival_comparison"
    html_heading = "Survival of groups"
    html_tables = ("medians", "hazard_ratios", "tests", "follow_up")
    drawn_by = "plot_survival"
    curves: pd.DataFrame
    tests: pd.DataFrame
    hazard_ratios: pd.DataFrame
    medians: pd.DataFrame
    follow_up: pd.DataFrame
    proportional_hazards: pd.DataFrame
    group: str
    time: str
    event: str
    conf_level: float
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class GroupComparison(Result):
    """Of :func:`radiotmb.stats.compare_groups`."""

    r_class = "group_comparison"
    html_heading = "Clinical variables of groups"
    html_tables = ("table",)
    not_drawn = "Its field table is what a paper prints"
    table: pd.DataFrame
    group: str
    sizes: dict[str, int]
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class TableOne(Result):
    """Of :func:`radiotmb.stats.table_one`."""

    r_class = "table_one"
    html_heading = "Table 1"
    html_numbers = (("Patients", "patients"),)
    html_tables = ("table",)
    not_drawn = "Its field table is what a paper prints"
    table: pd.DataFrame
    group: str
    sizes: dict[str, int]
    patients: int
    spread: str
    conf_level: float
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class PublishedAudit(Result):
    """Of :func:`radiotmb.stats.audit_published`."""

    r_class = "published_audit"
    html_heading = "Published numbers, checked"
    html_numbers = (("Claims", "claims"), ("Checks", "checks"))
    html_tables = ("checks",)
    drawn_by = "plot_comparison"
    checks: pd.DataFrame
    claims: pd.DataFrame
    comparison: pd.DataFrame | None = field(default=None)


@dataclass(frozen=True, eq=False, repr=False)
class CompatibleCohorts(Result):
    """Of :func:`radiotmb.stats.compatible_cohorts`."""

    r_class = "compatible_cohorts"
    html_heading = "Cohorts that the published numbers allow"
    html_numbers = (("Cohorts listed", "cohorts"),)
    html_tables = ("cells", "claims")
    not_drawn = "Its field claims has what each number can be"
    cells: pd.DataFrame
    cohorts: pd.DataFrame
    complete: bool
    claims: pd.DataFrame
    conflicts: list[Any]


@dataclass(frozen=True, eq=False, repr=False)
class PublishedEvidence(Result):
    """Of :func:`radiotmb.stats.evidence_published`."""

    r_class = "published_evidence"
    html_heading = "Strength of the published evidence"
    html_tables = ("aucs", "shares")
    drawn_by = "plot_evidence"
    aucs: pd.DataFrame
    shares: pd.DataFrame
    tables: pd.DataFrame
    null: pd.DataFrame
    conf_level: float


@dataclass(frozen=True, eq=False, repr=False)
class StudyPlan(Result):
    """Of :func:`radiotmb.stats.plan_study`."""

    r_class = "study_plan"
    html_heading = "Size of the next study"
    html_tables = ("patients", "panel", "widths")
    drawn_by = "plot_plan"
    patients: pd.DataFrame
    panel: pd.DataFrame
    widths: pd.DataFrame
    parameters: dict[str, Any]
