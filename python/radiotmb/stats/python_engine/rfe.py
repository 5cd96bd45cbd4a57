"""Recursive feature elimination with scikit-learn's random forest.

The algorithm of caret's ``rfe`` with ``rfFuncs``: in each inner fold the features are ranked once
by the forest's out-of-bag permutation importance, forests are refitted on the best 1, 2, ... of
them, the smallest size with the highest mean accuracy is taken, and its features are picked by
their mean importance over folds and sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.stats.chain_results import ForestElimination
from radiotmb.stats.python_engine.feature_matrix import feature_matrix, two_classes
from radiotmb.stats.python_engine.folds import smaller_class, stratified_folds
from radiotmb.stats.python_engine.forest import Forest
from radiotmb.stats.python_engine.r_errors import (
    argument_error,
    check_choice,
    check_whole,
    data_error,
)
from radiotmb.stats.python_engine.stream import RStream
from radiotmb.stats.seeds import derive_seed


@dataclass(frozen=True)
class Elimination:
    """``order``: columns by mean importance; ``size``: how many of them are selected."""

    order: np.ndarray
    importance: np.ndarray
    size: int
    sizes: list[int]
    accuracy: np.ndarray
    tried: np.ndarray
    flags: tuple[str, ...]


@dataclass(frozen=True)
class EliminationOptions:
    """Further options of an elimination, under the names of R's ``rfe_forest()``.

    ``sizes``: subset sizes to try besides the full set; ``profile``: whether to complete the
    accuracy of every size.
    """

    sizes: Sequence[int] | None = None
    forest: str = "randomForest"
    class_weights: str = "none"
    profile: bool = True

    def __post_init__(self) -> None:
        check_choice(self.forest, "forest", ("randomForest",))
        check_choice(self.class_weights, "class_weights", ("none", "balanced"))

    @classmethod
    def named(cls, options: dict[str, Any]) -> EliminationOptions:
        """Options by name; a name that is none of them is refused as in R."""
        known = [field.name for field in fields(cls)]
        for name in options:
            if name not in known:
                raise argument_error("...", f"options by name, of {', '.join(known)}", name)
        return cls(**options)


def rfe_forest(
    x: pd.DataFrame,
    y: Sequence,
    folds: int = 5,
    trees: int = 500,
    rfe: str = "direct",
    seed: int = 1,
    **more: Any,
) -> ForestElimination:
    """See :func:`radiotmb.stats.rfe_forest`."""
    options = EliminationOptions.named(more)
    values, names = feature_matrix(x)
    second, levels = two_classes(y, len(values))
    check_whole(folds, "folds", 2)
    check_whole(trees, "trees", 1)
    check_whole(seed, "seed", 0)
    check_choice(rfe, "rfe", ("caret", "direct"))
    if not names:
        raise argument_error("x", "a matrix with at least one column", "no column")
    if smaller_class(second) < 2:
        rare = levels[int(second.sum() < (~second).sum())]
        raise data_error(
            f'`y` has one patient of class "{rare}": elimination needs at least 2 of each class.'
        )
    found = eliminate(
        values, second, folds, options.sizes, trees, seed, options.class_weights, options.profile
    )
    chosen = np.arange(len(names)) < found.size
    return ForestElimination(
        selected=tuple(names[index] for index in found.order[: found.size]),
        size=found.size,
        ranking=pd.DataFrame(
            {
                "feature": [names[index] for index in found.order],
                "importance": found.importance,
                "selected": chosen,
            }
        ),
        profile=pd.DataFrame(
            {"size": found.sizes, "accuracy": found.accuracy, "folds": found.tried}
        ),
        parameters={
            "folds": min(folds, smaller_class(second)), "sizes": found.sizes, "trees": trees,
            "engine": "python", "forest": "scikit-learn", "seed": seed,
            "class_weights": options.class_weights, "metric": "Accuracy",
        },
        flags=found.flags,
    )  # fmt: skip


def eliminate(
    values: np.ndarray,
    second: np.ndarray,
    folds: int,
    sizes: Sequence[int] | None,
    trees: int,
    seed: int,
    class_weights: str,
    profile: bool,
) -> Elimination:
    """The elimination on a checked matrix; without ``profile`` hopeless sizes are given up."""
    flags: tuple[str, ...] = ()
    if smaller_class(second) < folds:
        flags = (f"{smaller_class(second)} inner folds instead of {folds}",)
        folds = smaller_class(second)
    columns = values.shape[1]
    wanted = range(1, 21) if sizes is None else sizes
    tried_sizes = sorted({size for size in wanted if size <= columns} | {columns})
    fold = stratified_folds(second, folds, derive_seed(seed, "inner folds"))
    stream = RStream(derive_seed(seed, "forests"))
    seeds = [stream.sample(10**6, len(tried_sizes)) for _ in range(folds)]
    down = tried_sizes[::-1]
    accuracy = np.full((len(down), folds), np.nan)
    rankings: list[tuple[np.ndarray, np.ndarray]] = []

    def grow(step: int, k: int) -> None:
        train = fold != k + 1
        chosen = slice(None) if step == 0 else rankings[k][0][: down[step]]
        part = np.ascontiguousarray(values[:, chosen], dtype=np.float32)
        forest = Forest(
            part[train], second[train], trees, int(seeds[k][step]),
            balanced=class_weights == "balanced",
        )  # fmt: skip
        if step == 0:
            importance = forest.importance(part[train], second[train])
            ranked = np.argsort(-importance, kind="stable")
            rankings.append((ranked, importance[ranked]))
        accuracy[step, k] = np.mean(forest.predict(part[~train]) == second[~train])

    for k in range(folds):
        grow(0, k)
    while True:
        tried = (~np.isnan(accuracy)).sum(axis=1)
        possible = tried < folds
        bound = (np.nansum(accuracy, axis=1) + folds - tried) / folds
        if not profile:
            possible &= bound > bound[tried == folds].max() - 1e-9
        if not possible.any():
            break
        # Of equal bounds the smaller size, which is further down.
        step = int(np.flatnonzero(possible & (bound >= bound[possible].max() - 1e-12))[-1])
        grow(step, int(tried[step]))
    mean = accuracy[::-1].mean(axis=1)
    order, importance = _average_ranking(rankings, tried_sizes, columns)
    best = int(np.nanargmax(np.where(np.isnan(mean), -1, mean)))
    return Elimination(
        order, importance, tried_sizes[best], tried_sizes, mean,
        (~np.isnan(accuracy[::-1])).sum(axis=1), flags,
    )  # fmt: skip


def _average_ranking(
    rankings: list[tuple[np.ndarray, np.ndarray]], sizes: list[int], columns: int
) -> tuple[np.ndarray, np.ndarray]:
    """caret's ``pickVars``: the mean over all folds and all sizes in which a feature was still in.

    A feature retained longer weighs by its better folds; ties in the order of the columns.
    """
    total, times = np.zeros(columns), np.zeros(columns)
    for ranked, importance in rankings:
        for size in sizes:
            total[ranked[:size]] += importance[:size]
            times[ranked[:size]] += 1
    mean = total / times
    order = np.argsort(-mean, kind="stable")
    return order, mean[order]
