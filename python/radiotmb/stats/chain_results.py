"""What the modelling chain returns: frozen dataclasses with the field names of R's objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from radiotmb.stats.result import Result
from radiotmb.stats.results import SurvivalComparison


@dataclass(frozen=True, eq=False, repr=False)
class CorrelationFilter(Result):
    """Of :func:`radiotmb.stats.drop_correlated`."""

    r_class = "correlation_filter"
    html_heading = "Features without high correlation"
    html_numbers = (
        ("Kept", "kept"),
        ("Dropped", "dropped"),
        ("Constant", "constant"),
        ("Largest correlation", "cutoff"),
    )
    not_drawn = "Its fields kept and dropped name the features"
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    constant: tuple[str, ...]
    algorithm: str
    cutoff: float


@dataclass(frozen=True, eq=False, repr=False)
class ForestElimination(Result):
    """Of :func:`radiotmb.stats.rfe_forest`; ``selected`` is in order of importance."""

    r_class = "rfe_forest"
    html_heading = "Recursive feature elimination"
    html_numbers = (("Features selected", "size"),)
    html_tables = ("profile", "ranking")
    drawn_by = "plot_elimination"
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
    html_heading = "ROC curve"
    html_numbers = (
        ("AUC", "auc", "auc_lower", "auc_upper"),
        ("Cutoff", "cutoff"),
        ("Patients", "n"),
        ("Positive", "n_positive"),
    )
    html_tables = ("operating_point",)
    drawn_by = "plot_roc"
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
    html_heading = "Nested cross-validation"
    html_numbers = (("Patients", "roc.n"), ("Positive", "roc.n_positive"), ("Cutoff", "roc.cutoff"))
    html_tables = ("measures", "features")
    drawn_by = "plot_nested_cv"
    predictions: pd.DataFrame
    averaged: pd.DataFrame
    folds: pd.DataFrame
    features: pd.DataFrame
    selections: pd.DataFrame
    stability: pd.DataFrame
    roc: RocYouden
    measures: pd.DataFrame
    centres: pd.DataFrame | None
    decision: pd.DataFrame
    calibration: pd.DataFrame
    boosting: pd.DataFrame
    dropped: pd.DataFrame
    parameters: dict[str, Any]
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class CentreValidation(Result):
    """Of :func:`radiotmb.stats.validate_centres`."""

    r_class = "centre_validation"
    html_heading = "Each centre predicted by a model of the others"
    html_tables = ("measures", "centres")
    drawn_by = "plot_centres"
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
    html_heading = "Features without the batches' shifts and scales"
    html_tables = ("batches",)
    not_drawn = "Its field harmonised has the features"
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
    html_heading = "Interval of the chain by resampled patients"
    html_numbers = (("AUC", "auc", "lower", "upper"), ("Patients", "n"))
    html_tables = ("measures",)
    drawn_by = "plot_bootstrap"
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
    html_heading = "AUC under permuted labels"
    html_numbers = (("Observed AUC", "observed"), ("p-value", "p_value"), ("Permutations", "null"))
    drawn_by = "plot_null"
    null: pd.DataFrame
    p_value: float
    observed: float
    interval: Any
    parameters: dict[str, Any]


@dataclass(frozen=True, eq=False, repr=False)
class Discordance(Result):
    """Of :func:`radiotmb.stats.judge_discordance`."""

    r_class = "discordance"
    html_heading = "Discordance predicted from images"
    html_numbers = (("p-value", "p_value"),)
    html_tables = ("measures",)
    drawn_by = "plot_measures"
    measures: pd.DataFrame
    table: dict[str, int]
    p_value: float
    patients: pd.DataFrame
    phases: dict[str, Any]
    cutoffs: dict[str, float]
    conf_level: float
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class ModelValidation(Result):
    """Of :func:`radiotmb.stats.validate_model`."""

    r_class = "model_validation"
    html_heading = "A model in another cohort"
    html_numbers = (("AUC", "auc", "auc_lower", "auc_upper"), ("Cutoff", "cutoff"))
    html_tables = ("measures",)
    drawn_by = "plot_validation"
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
class AddedValue(Result):
    """Of :func:`radiotmb.stats.added_value`; ``null`` and ``resampled`` are None if not asked."""

    r_class = "added_value"
    html_heading = "What images add to clinical columns"
    html_numbers = (("Patients", "n"), ("Positive", "n_positive"))
    html_tables = ("differences", "areas", "test")
    drawn_by = "plot_areas"
    areas: pd.DataFrame
    differences: pd.DataFrame
    test: pd.DataFrame
    decision: pd.DataFrame
    averaged: pd.DataFrame
    resampled: pd.DataFrame | None
    null: pd.DataFrame | None
    columns: tuple[str, ...]
    parameters: dict[str, Any]
    conf_level: float
    n: int
    n_positive: int
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class ModelComparison(Result):
    """Of :func:`radiotmb.stats.compare_models`; differences are the second less the first."""

    r_class = "model_comparison"
    html_heading = "Two models on the same folds"
    html_numbers = (
        ("Difference of the AUCs, second less first", "difference", "lower", "upper"),
        ("p-value", "p_value"),
        ("Patients", "n"),
    )
    html_tables = ("areas",)
    drawn_by = "plot_areas"
    areas: pd.DataFrame
    difference: float
    lower: float
    upper: float
    se: float
    p_value: float
    permutations: int
    each: pd.DataFrame
    decision: pd.DataFrame
    options: pd.DataFrame
    names: tuple[str, ...]
    conf_level: float
    n: int
    n_positive: int
    flags: tuple[str, ...]
