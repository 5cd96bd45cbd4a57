"""The chain on permuted labels; permutation ``i`` has the labels it has in R."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.stats.chain_results import NestedCV, PermutationNull
from radiotmb.stats.python_engine.chain import (
    Chain,
    fit_fold,
    outer_folds,
    outer_tasks,
    select_features,
)
from radiotmb.stats.python_engine.chain_settings import chain_of_null, same_value
from radiotmb.stats.python_engine.imputation import impute_medians
from radiotmb.stats.python_engine.measures import mean_area
from radiotmb.stats.python_engine.modelling_table import ModellingTable
from radiotmb.stats.python_engine.r_errors import (
    argument_error,
    check_choice,
    check_number,
    check_whole,
    data_error,
    described,
)
from radiotmb.stats.python_engine.stream import RStream
from radiotmb.stats.seeds import derive_seed


def permutation_null(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    permutations: int = 200,
    first: int = 1,
    selection: str = "nested",
    observed: float | NestedCV | None = None,
    **more: Any,
) -> PermutationNull:
    """See :func:`radiotmb.stats.permutation_null`."""
    check_whole(permutations, "permutations", 1)
    check_whole(first, "first", 1)
    check_choice(selection, "selection", ("nested", "leaky"))
    table, chain = chain_of_null(features, labels, more, observed)
    seed = chain.seed
    outer = outer_folds(table, chain.outer)
    if isinstance(observed, NestedCV):
        measures = observed.measures.set_index("measure")["estimate"]
        area = float(measures["auc"])
    elif observed is None:
        area = _curve(table, chain, outer, selection, seed)["auc"]
    else:
        check_number(observed, "observed", 0, 1)
        area = float(observed)
    numbers = range(first, first + permutations)
    curves = []
    for number in numbers:
        own = derive_seed(seed, "permutation", number)
        y = table.y[RStream(derive_seed(own, "labels")).sample(len(table.y))]
        curves.append(
            {"permutation": number, **_curve(table.relabelled(y), chain, outer, selection, own)}
        )
    return _with_p_value(
        pd.DataFrame(curves),
        area,
        {
            **chain.as_dict(),
            "outer": outer,
            "selection": selection,
            "covariates": table.covariate_names,
        },
    )


def combine_nulls(nulls: Sequence[PermutationNull]) -> PermutationNull:
    """See :func:`radiotmb.stats.combine_nulls`."""
    if not nulls:
        raise argument_error("nulls", "a list of permutation_null() results", nulls)
    head = nulls[0]
    for number, block in enumerate(nulls, start=1):
        differ = _differing(head.parameters, block.parameters)
        if differ or not math.isclose(block.observed, head.observed):
            raise data_error(
                f"Block {number} of `nulls` has another observed AUC or other parameters than "
                "block 1."
            )
    null = pd.concat([block.null for block in nulls], ignore_index=True)
    twice = null.loc[null["permutation"].duplicated(), "permutation"]
    if len(twice) > 0:
        raise data_error(
            f"`nulls` holds permutation {twice.iloc[0]} twice; give each block its own `first`."
        )
    null = null.sort_values("permutation", ignore_index=True)
    return _with_p_value(null, head.observed, head.parameters)


def max_of(nulls: Sequence[PermutationNull]) -> PermutationNull:
    """See :func:`radiotmb.stats.max_of`."""
    if not nulls:
        raise argument_error("nulls", "a list of permutation_null() results", nulls)
    numbers = [null.null["permutation"].tolist() for null in nulls]
    if any(other != numbers[0] for other in numbers):
        raise data_error("`nulls` must hold the same permutation numbers for every phase.")
    for other in nulls[1:]:
        # Phases may differ in their patients, and so in the folds that these allow.
        differ = [
            one for one in _differing(nulls[0].parameters, other.parameters) if one != "outer"
        ]
        if differ:
            first, second = (null.parameters.get(differ[0]) for null in (nulls[0], other))
            raise data_error(
                f"`nulls` must be of one chain: their `{differ[0]}` differ ({described(first)} and "
                f"{described(second)})."
            )
    best = np.max([null.null["auc"] for null in nulls], axis=0)
    return _with_p_value(
        pd.DataFrame({"permutation": numbers[0], "auc": best}),
        max(null.observed for null in nulls),
        {**nulls[0].parameters, "best_of": len(nulls)},
    )


def _differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Names of parameters that are not the same in both."""
    return [name for name in {**one, **other} if not same_value(one.get(name), other.get(name))]


def _with_p_value(
    null: pd.DataFrame, observed: float, parameters: dict[str, Any]
) -> PermutationNull:
    """The null with the p-value of the observed AUC and its central interval."""
    at_least = int((null["auc"] >= observed - 1e-12).sum())
    return PermutationNull(
        null=null,
        p_value=(1 + at_least) / (1 + len(null)),
        observed=observed,
        interval=np.quantile(null["auc"], [0.025, 0.975]),
        parameters=parameters,
    )


# False positive rates at which the curve of a permutation is kept.
NULL_RATES = np.arange(1, 20) / 20


def _curve(
    table: ModellingTable, chain: Chain, outer: int, selection: str, seed: int
) -> dict[str, float]:
    """The mean AUC of single repeats, and the curve of their average."""
    leaked = None
    if selection == "leaky":
        own = derive_seed(seed, "leaky elimination")
        leaked = select_features(impute_medians(table.x), table.y, chain, own)
    probability = np.zeros((len(table.y), chain.repeats))
    for number, task in enumerate(outer_tasks(table.y, outer, chain.repeats, seed)):
        fit = fit_fold(table, task, chain, leaked)
        probability[~task.train, number // outer] = fit.probability
    sensitivities = sensitivity_at(table.y, probability.mean(axis=1), NULL_RATES)
    return {
        "auc": mean_area(probability, table.y),
        **{
            f"sensitivity_{100 * rate:02.0f}": float(value)
            for rate, value in zip(NULL_RATES, sensitivities, strict=True)
        },
    }


def sensitivity_at(is_positive: np.ndarray, score: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """The share of positives above every cutoff that calls at most this share of the negatives.

    Parameters
    ----------
    is_positive : array of bool, shape (patients,)
    score : array of float, shape (patients,)
    rates : array of float
        False positive rates from 0 to below 1.

    Examples
    --------
    >>> truth, score = np.array([True, True, False, False]), np.array([0.9, 0.4, 0.5, 0.1])
    >>> sensitivity_at(truth, score, np.array([0.0, 0.5])).tolist()
    [0.5, 1.0]
    """
    positive = np.asarray(is_positive, bool)
    negative = np.sort(score[~positive])[::-1]
    called = np.floor(rates * len(negative) + 1e-9).astype(int)
    return (score[positive][None, :] > negative[called][:, None]).mean(axis=1)
