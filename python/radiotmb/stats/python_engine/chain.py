"""The modelling chain on one set of training patients, whose rows are all it sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.stats.python_engine.boosting import (
    boosting_parameters,
    fit_boosting,
    predict_boosting,
    tune_boosting,
    unweighted_probability,
)
from radiotmb.stats.python_engine.correlation import filter_columns
from radiotmb.stats.python_engine.folds import smaller_class, stratified_folds
from radiotmb.stats.python_engine.imputation import impute_medians
from radiotmb.stats.python_engine.modelling_table import ModellingTable, checked_positive
from radiotmb.stats.python_engine.r_errors import (
    argument_error,
    check_choice,
    check_number,
    check_whole,
    data_error,
    only_in_r,
)
from radiotmb.stats.python_engine.regression import (
    SHARE,
    glmnet_parameters,
    penalty_losses,
    tuned_ridge,
)
from radiotmb.stats.python_engine.rfe import eliminate
from radiotmb.stats.python_engine.rfe_screen import Elimination, eliminate_with_screen
from radiotmb.stats.python_engine.screen import wilcoxon_columns
from radiotmb.stats.seeds import derive_seed


@dataclass(frozen=True)
class Chain:
    """The chain's parameters, under the names of R's ``nested_cv()``."""

    positive: str = "high"
    outer: int = 5
    inner: int = 5
    repeats: int = 1
    correlation: float = 0.9
    alpha: float = 0.05
    trees: int = 500
    rfe: str = "direct"
    seed: int = 1
    forest: str = "randomForest"
    sizes: Any = None
    order: str = "caret"
    class_weights: str = "none"
    tune: pd.DataFrame | None = None
    xgboost: Mapping[str, float] = field(default_factory=dict)
    screen: str = "before"
    learner: str = "xgboost"
    glmnet: Mapping[str, float] = field(default_factory=dict)
    folds: str = "patients"
    harmonise: str = "none"
    unseen: str = "refuse"

    def __post_init__(self) -> None:
        for name, least in (("outer", 2), ("inner", 2), ("repeats", 1), ("trees", 1), ("seed", 0)):
            check_whole(getattr(self, name), name, least)
        check_number(self.correlation, "correlation", 0, 1)
        check_number(self.alpha, "alpha", 0, 1)
        check_choice(self.rfe, "rfe", ("caret", "direct"))
        check_choice(self.order, "order", ("caret", "p"))
        check_choice(self.forest, "forest", ("randomForest",))
        check_choice(self.class_weights, "class_weights", ("none", "balanced"))
        check_choice(self.screen, "screen", ("before", "inside"))
        check_choice(self.folds, "folds", ("patients", "centre"))
        check_choice(self.harmonise, "harmonise", ("none", "combat", "leaky"))
        check_choice(self.unseen, "unseen", ("refuse", "unchanged"))
        if self.folds != "patients" or self.harmonise != "none":
            raise only_in_r("folds" if self.folds != "patients" else "harmonise")
        if self.screen == "inside" and self.rfe == "caret":
            raise argument_error("rfe", '"direct" with `screen = "inside"`', self.rfe)
        object.__setattr__(self, "positive", checked_positive(self.positive))
        object.__setattr__(self, "xgboost", boosting_parameters(self.xgboost))
        object.__setattr__(self, "glmnet", glmnet_parameters(self.glmnet))
        self._check_learner()

    def _check_learner(self) -> None:
        """Options of one learner have no part in the other: they are refused, not passed over."""
        check_choice(self.learner, "learner", ("xgboost", "glmnet"))
        of_others = {
            "glmnet": {
                "xgboost": self.xgboost != boosting_parameters({}),
                "tune": self.tune is not None,
            },
            "xgboost": {"glmnet": self.glmnet != glmnet_parameters({})},
        }[self.learner]
        for name, given in of_others.items():
            if given:
                other = "glmnet" if name == "glmnet" else "xgboost"
                raise argument_error("learner", f'"{other}" where `{name}` is given', self.learner)

    def as_dict(self) -> dict[str, Any]:
        """The parameters of a result; what ran is named where R names its engine."""
        named = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "rfe"}
        return {**named, "engine": "python", "forest": "scikit-learn"}


@dataclass
class FoldFit:
    """What was selected in a fold, and the held-out patients' probabilities."""

    kept: int
    screened: int
    selected: list[int]
    flags: list[str]
    probability: np.ndarray = field(default_factory=lambda: np.empty(0))
    boosting: dict[str, Any] | None = None


@dataclass(frozen=True)
class OuterTask:
    """One outer fold of one repeat."""

    repeat: int
    fold: int
    train: np.ndarray
    seed: int


def select_features(x: np.ndarray, y: np.ndarray, chain: Chain, seed: int) -> FoldFit:
    """Correlation filter, Mann-Whitney screen, elimination; positions of the columns selected."""
    kept, _ = filter_columns(x, chain.correlation, chain.order, y)
    if not len(kept):
        return FoldFit(0, 0, [], ["every feature is constant in the training patients"])
    p_value = wilcoxon_columns(x[:, kept], y)[1]
    by_p = np.argsort(p_value, kind="stable")
    passed = np.flatnonzero(p_value < chain.alpha)
    if not len(passed):
        nearest = kept[by_p[:2]].tolist()
        flag = f"no feature passed the screen: the {len(nearest)} smallest p used"
        return FoldFit(len(kept), 0, nearest, [flag])
    if chain.learner == "glmnet":
        ranked = [int(kept[index]) for index in by_p if index in set(passed.tolist())]
        return FoldFit(len(kept), len(passed), ranked, [])
    if len(passed) == 1:
        return FoldFit(len(kept), 1, kept[passed].tolist(), [])
    if smaller_class(y) < 2:
        ranked = [int(kept[index]) for index in by_p if index in set(passed.tolist())]
        flag = "no elimination with one training patient of a class"
        return FoldFit(len(kept), len(passed), ranked, [flag])
    if chain.screen == "inside":
        how = Elimination(chain.inner, chain.sizes, chain.trees, chain.class_weights, chain.alpha)
        columns, flags = eliminate_with_screen(x[:, kept], y, passed, how, seed)
        return FoldFit(len(kept), len(passed), kept[columns].tolist(), list(flags))
    found = eliminate(
        x[:, kept[passed]], y, chain.inner, chain.sizes, chain.trees, seed, chain.class_weights,
        profile=False,
    )  # fmt: skip
    selected = kept[passed[found.order[: found.size]]].tolist()
    return FoldFit(len(kept), len(passed), selected, list(found.flags))


def fit_fold(
    table: ModellingTable, task: OuterTask, chain: Chain, leaked: FoldFit | None = None
) -> FoldFit:
    """Learn from the training patients and predict the held-out ones.

    ``leaked`` is given where selecting outside the folds is the point.
    """
    train, y = task.train, table.y[task.train]
    filled = impute_medians(table.x, table.x[train])
    if leaked is None:
        fit = select_features(filled[train], y, chain, derive_seed(task.seed, "elimination"))
    else:
        fit = FoldFit(leaked.kept, leaked.screened, leaked.selected, leaked.flags)
    x = _columns(filled, fit.selected, table.covariates)
    if chain.learner == "glmnet" and x.shape[1] > 0:
        return _fit_ridge_fold(table, task, chain, fit, leaked is not None)
    if x.shape[1] == 0:
        fit.probability = np.full((~train).sum(), y.mean())
        return fit
    fit.boosting = tune_boosting(
        x[train], y, chain.xgboost, chain.tune, chain.inner, derive_seed(task.seed, "tuning"),
        chain.class_weights,
    )  # fmt: skip
    booster = fit_boosting(x[train], y, fit.boosting, chain.class_weights)
    fit.probability = unweighted_probability(
        predict_boosting(booster, x[~train]), y, chain.class_weights
    )
    return fit


def _columns(x: np.ndarray, selected: list[int], covariates: np.ndarray | None) -> np.ndarray:
    x = x[:, selected]
    return x if covariates is None else np.hstack([x, covariates])


def _fit_ridge_fold(
    table: ModellingTable, task: OuterTask, chain: Chain, fit: FoldFit, leaked: bool
) -> FoldFit:
    train, y = task.train, table.y[task.train]
    filled = impute_medians(table.x, table.x[train])
    if smaller_class(y) < 2:
        fit.flags = [*fit.flags, SHARE]
        fit.probability = np.full((~train).sum(), y.mean())
        return fit
    x = _columns(filled, fit.selected, table.covariates)
    own = None if table.covariates is None else table.covariates[train]

    def columns_of(inner: np.ndarray) -> np.ndarray:
        if chain.screen != "inside" or leaked:
            return x[train]
        chosen = select_features(filled[train][inner], y[inner], chain, 0).selected
        return _columns(filled[train], chosen, own)

    ridge, fit.boosting, flags = tuned_ridge(
        x[train], y,
        lambda penalties: penalty_losses(
            columns_of, y, penalties, chain.inner, derive_seed(task.seed, "penalty"),
            chain.class_weights,
        ),
        chain.glmnet, chain.class_weights,
    )  # fmt: skip
    link = ridge.link(x[~train])
    fit.probability = unweighted_probability(1 / (1 + np.exp(-link)), y, chain.class_weights)
    fit.flags = [*fit.flags, *flags]
    order = np.argsort(-np.abs(ridge.coefficient[: len(fit.selected)]), kind="stable")
    fit.selected = [fit.selected[place] for place in order]
    return fit


def outer_tasks(y: np.ndarray, outer: int, repeats: int, seed: int) -> list[OuterTask]:
    """The folds of every repeat as a flat list of independent tasks."""
    tasks = []
    for repeat in range(1, repeats + 1):
        fold = stratified_folds(y, outer, derive_seed(seed, "outer folds", repeat))
        tasks += [
            OuterTask(repeat, k, fold != k, derive_seed(seed, "outer fold", repeat, k))
            for k in range(1, outer + 1)
        ]
    return tasks


def outer_folds(table: ModellingTable, outer: int) -> int:
    """As many outer folds as the smaller class allows; raises where it allows none."""
    if len(table.y) < outer:
        raise argument_error("outer", f"at most the number of patients ({len(table.y)})", outer)
    if smaller_class(table.y) < 2:
        rare = table.statuses[int(table.y.sum() < 2)]
        raise data_error(
            f'Only one patient has status "{rare}": cross-validation needs at least 2 of each. '
            "Add patients, or leave this lesion and phase out."
        )
    return min(outer, smaller_class(table.y))
