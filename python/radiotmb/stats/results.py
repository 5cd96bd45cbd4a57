"""What the statistics return: frozen dataclasses with the field names of the R objects."""

from __future__ import annotations

import dataclasses
import typing
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from radiotmb.runtime.to_json import to_json


@dataclass(frozen=True, eq=False)
class Result:
    """A result: its fields are data, :meth:`as_dict` is JSON data, ``print`` shows a summary."""

    #: The S3 class of the R object with the same fields.
    r_class: ClassVar[str] = ""

    @classmethod
    def from_r(cls, values: dict[str, Any]) -> Any:
        """Build from an R list as :func:`radiotmb.stats.r.call` returns it."""
        hints = typing.get_type_hints(cls)
        names = [f.name for f in dataclasses.fields(cls)]
        # R drops nothing from a list but a NULL that was assigned later: absent means None.
        return cls(**{name: _as_hinted(values.get(name), hints[name]) for name in names})

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON: frames as lists of rows, NaN as None."""
        return to_json(self)

    def __repr__(self) -> str:
        lines = [type(self).__name__]
        for part in dataclasses.fields(self):
            lines.append(f"  {part.name}: {_in_short(getattr(self, part.name))}")
        return "\n".join(lines)


def _as_hinted(value: Any, hint: Any) -> Any:
    """R has no scalars: what a field holds says what a vector of length one meant."""
    options = [one for one in typing.get_args(hint) if one is not type(None)]
    if len(options) == 1 and isinstance(options[0], type) and issubclass(options[0], Result):
        hint = options[0]
    if isinstance(hint, type) and issubclass(hint, Result):
        return None if value is None else hint.from_r(value)
    if typing.get_origin(hint) is tuple:
        return () if value is None else tuple(np.atleast_1d(np.asarray(value, object)).tolist())
    if hint in (float, int, str, bool):
        if isinstance(value, dict) and len(value) == 1:
            value = next(iter(value.values()))
        if value is None:
            return float("nan") if hint is float else None
        return float(value) if hint is float else value
    return value


def _in_short(value: Any) -> str:
    if isinstance(value, pd.DataFrame):
        if len(value) > 6 or len(value.columns) > 10:
            return f"{len(value)} rows of {', '.join(map(str, value.columns[:10]))}" + (
                ", ..." if len(value.columns) > 10 else ""
            )
        text = value.to_string(index=False) if len(value) else "no rows"
        return "".join(f"\n    {line}" for line in text.splitlines())
    if isinstance(value, Result):
        return "".join(f"\n    {line}" for line in repr(value).splitlines())
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, tuple):
        shown = ", ".join(map(str, value[:8])) + (", ..." if len(value) > 8 else "")
        return f"{len(value)} ({shown})" if value else "none"
    return str(value)


@dataclass(frozen=True, eq=False, repr=False)
class LesionPairs(Result):
    """Of :func:`radiotmb.stats.compare_lesions`."""

    r_class = "lesion_pairs"
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

    measures: pd.DataFrame
    table: dict[str, int]
    p_value: float
    pairs: pd.DataFrame
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class GeneRanking(Result):
    """Of :func:`radiotmb.stats.rank_genes`."""

    r_class = "gene_ranking"
    genes: pd.DataFrame
    overlap: int
    shared: tuple[str, ...]
    overlap_test: pd.DataFrame
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class VariantSharing(Result):
    """Of :func:`radiotmb.stats.compare_variants`."""

    r_class = "variant_sharing"
    patients: pd.DataFrame
    measures: pd.DataFrame
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class CorrelationFilter(Result):
    """Of :func:`radiotmb.stats.drop_correlated`."""

    r_class = "correlation_filter"
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    constant: tuple[str, ...]
    algorithm: str
    cutoff: float


@dataclass(frozen=True, eq=False, repr=False)
class ForestElimination(Result):
    """Of :func:`radiotmb.stats.rfe_forest`; ``selected`` is in order of importance."""

    r_class = "rfe_forest"
    selected: tuple[str, ...]
    size: int
    ranking: pd.DataFrame
    profile: pd.DataFrame
    parameters: dict[str, Any]
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class RocYouden(Result):
    """Of :func:`radiotmb.stats.roc_youden`."""

    r_class = "roc_youden"
    auc: float
    auc_lower: float
    auc_upper: float
    cutoff: float
    sensitivity: float
    specificity: float
    youden: float
    operating_point: pd.DataFrame
    curve: pd.DataFrame
    n: int
    n_positive: int
    positive: str
    conf_level: float
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class NestedCV(Result):
    """Of :func:`radiotmb.stats.nested_cv`."""

    r_class = "nested_cv"
    predictions: pd.DataFrame
    averaged: pd.DataFrame
    folds: pd.DataFrame
    features: pd.DataFrame
    selections: pd.DataFrame
    stability: pd.DataFrame
    roc: RocYouden
    measures: pd.DataFrame
    decision: pd.DataFrame
    calibration: pd.DataFrame
    boosting: pd.DataFrame
    dropped: pd.DataFrame
    parameters: dict[str, Any]
    flags: tuple[str, ...]
    centres: pd.DataFrame | None = field(default=None)


@dataclass(frozen=True, eq=False, repr=False)
class CentreValidation(Result):
    """Of :func:`radiotmb.stats.validate_centres`."""

    r_class = "centre_validation"
    centres: pd.DataFrame
    measures: pd.DataFrame
    q: float
    q_p_value: float
    conf_level: float
    positive: str
    flags: tuple[str, ...]
    nested: NestedCV


@dataclass(frozen=True, eq=False, repr=False)
class Combat(Result):
    """Of :func:`radiotmb.stats.fit_combat`; arrays are batches (or kept columns) by features."""

    r_class = "combat"
    harmonised: Any
    batches: pd.DataFrame
    grand_mean: Any
    sd: Any
    gamma: Any
    delta: Any
    beta: Any
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class ChainBootstrap(Result):
    """Of :func:`radiotmb.stats.chain_bootstrap`."""

    r_class = "chain_bootstrap"
    auc: float
    lower: float
    upper: float
    se: float
    measures: pd.DataFrame
    estimates: pd.DataFrame
    resampled: pd.DataFrame
    conf_level: float
    n: int
    n_positive: int
    parameters: dict[str, Any]
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class PermutationNull(Result):
    """Of :func:`radiotmb.stats.permutation_null`."""

    r_class = "permutation_null"
    null: pd.DataFrame
    p_value: float
    observed: float
    interval: Any
    parameters: dict[str, Any]


@dataclass(frozen=True, eq=False, repr=False)
class Discordance(Result):
    """Of :func:`radiotmb.stats.judge_discordance`."""

    r_class = "discordance"
    measures: pd.DataFrame
    table: dict[str, int]
    p_value: float
    patients: pd.DataFrame
    phases: dict[str, Any]
    cutoffs: dict[str, float]
    conf_level: float
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class SurvivalComparison(Result):
    """Of :func:`radiotmb.stats.compare_survival`."""

    r_class = "survival_comparison"
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
class ModelValidation(Result):
    """Of :func:`radiotmb.stats.validate_model`."""

    r_class = "model_validation"
    auc: float
    auc_lower: float
    auc_upper: float
    measures: pd.DataFrame
    calibration: pd.DataFrame
    smooth: pd.DataFrame
    decision: pd.DataFrame
    roc: RocYouden
    difference: pd.DataFrame
    predictions: pd.DataFrame
    survival: SurvivalComparison | None
    discordance: Discordance | None
    positive: str
    lesion: str | None
    cutoff: float
    conf_level: float
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class GroupComparison(Result):
    """Of :func:`radiotmb.stats.compare_groups`."""

    r_class = "group_comparison"
    table: pd.DataFrame
    group: str
    sizes: dict[str, int]
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class TableOne(Result):
    """Of :func:`radiotmb.stats.table_one`."""

    r_class = "table_one"
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
    checks: pd.DataFrame
    claims: pd.DataFrame
    comparison: pd.DataFrame | None = field(default=None)


@dataclass(frozen=True, eq=False, repr=False)
class CompatibleCohorts(Result):
    """Of :func:`radiotmb.stats.compatible_cohorts`."""

    r_class = "compatible_cohorts"
    cells: pd.DataFrame
    cohorts: pd.DataFrame
    complete: bool
    claims: pd.DataFrame
    conflicts: list[Any]


@dataclass(frozen=True, eq=False, repr=False)
class PublishedEvidence(Result):
    """Of :func:`radiotmb.stats.evidence_published`."""

    r_class = "published_evidence"
    aucs: pd.DataFrame
    shares: pd.DataFrame
    tables: pd.DataFrame
    null: pd.DataFrame
    conf_level: float


@dataclass(frozen=True, eq=False, repr=False)
class StudyPlan(Result):
    """Of :func:`radiotmb.stats.plan_study`."""

    r_class = "study_plan"
    patients: pd.DataFrame
    panel: pd.DataFrame
    widths: pd.DataFrame
    parameters: dict[str, Any]
