"""Elimination with the screen inside its inner folds.

The size is chosen by the accuracy on patients whom neither screen nor ranking has seen; the
features are then the best so many of those that pass the screen of all training patients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from radiotmb.stats.python_engine.folds import smaller_class, stratified_folds
from radiotmb.stats.python_engine.forest import Forest
from radiotmb.stats.python_engine.screen import wilcoxon_columns
from radiotmb.stats.python_engine.stream import RStream
from radiotmb.stats.seeds import derive_seed


@dataclass(frozen=True)
class Elimination:
    """How features are eliminated: inner folds, sizes tried, forests, and the screen's level."""

    folds: int
    sizes: Sequence[int] | None
    trees: int
    class_weights: str
    alpha: float


def eliminate_with_screen(
    values: np.ndarray,
    second: np.ndarray,
    passed: np.ndarray,
    elimination: Elimination,
    seed: int,
) -> tuple[np.ndarray, tuple[str, ...]]:
    """The columns selected, best first, and flags.

    Parameters
    ----------
    values : array of float, shape (patients, features)
    second : array of bool, shape (patients,)
    passed : array of int
        The columns that pass the screen of all these patients.
    elimination : Elimination
        As the arguments of :func:`~radiotmb.stats.python_engine.rfe.eliminate`.
    seed : int
    """
    folds, trees = elimination.folds, elimination.trees
    flags: tuple[str, ...] = ()
    if smaller_class(second) < folds:
        flags = (f"{smaller_class(second)} inner folds instead of {folds}",)
        folds = smaller_class(second)
    wanted = range(1, 21) if elimination.sizes is None else elimination.sizes
    tried = sorted({size for size in wanted if size < len(passed)} | {len(passed)})
    fold = stratified_folds(second, folds, derive_seed(seed, "inner folds"))
    stream = RStream(derive_seed(seed, "forests"))
    seeds = [stream.sample(10**6, len(tried) + 1) for _ in range(folds)]
    last = int(stream.sample(10**6, 1)[0])
    balanced = elimination.class_weights == "balanced"

    def ranked(columns: np.ndarray, train: np.ndarray, own: int) -> np.ndarray:
        part = np.ascontiguousarray(values[np.ix_(train, columns)], dtype=np.float32)
        forest = Forest(part, second[train], trees, own, balanced=balanced)
        importance = forest.importance(part, second[train])
        return columns[np.argsort(-importance, kind="stable")]

    accuracy = np.empty((len(tried), folds))
    for k in range(folds):
        train = np.flatnonzero(fold != k + 1)
        held_out = np.flatnonzero(fold == k + 1)
        order = ranked(
            screened_columns(values[train], second[train], elimination.alpha),
            train,
            int(seeds[k][0]),
        )
        for step, size in enumerate(tried):
            # The full set stands for all that pass, however many those are in this fold.
            best = order if size == tried[-1] else order[:size]
            part = np.ascontiguousarray(values[:, best], dtype=np.float32)
            forest = Forest(
                part[train], second[train], trees, int(seeds[k][step + 1]), balanced=balanced
            )
            accuracy[step, k] = np.mean(forest.predict(part[held_out]) == second[held_out])
    size = tried[int(np.argmax(accuracy.mean(axis=1)))]
    return ranked(passed, np.arange(len(second)), last)[:size], flags


def screened_columns(values: np.ndarray, second: np.ndarray, alpha: float) -> np.ndarray:
    """The columns that pass the screen, or the two with the smallest p-values."""
    p_value = wilcoxon_columns(values, second)[1]
    varies = np.flatnonzero(~np.isnan(p_value))
    if not len(varies):
        return np.array([0])
    passed = varies[p_value[varies] < alpha]
    if len(passed):
        return passed
    return np.sort(varies[np.argsort(p_value[varies], kind="stable")[:2]])
