"""The chain on permuted labels; permutation ``i`` has the labels it has in R."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

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
from radiotmb.stats.results import NestedCV, PermutationNull
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
        area = _area(table, chain, outer, selection, seed)
    else:
        check_number(observed, "observed", 0, 1)
        area = float(observed)
    numbers = range(first, first + permutations)
    auc = []
    for number in numbers:
        own = derive_seed(seed, "permutation", number)
        y = table.y[RStream(derive_seed(own, "labels")).sample(len(table.y))]
        auc.append(_area(table.relabelled(y), chain, outer, selection, own))
    return _with_p_value(
        pd.DataFrame({"permutation": list(numbers), "auc": auc}),
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
                f"Block {number} of `nulls` has another observed area or other parameters than "
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
    """The null with the p-value of the observed area and its central interval."""
    at_least = int((null["auc"] >= observed - 1e-12).sum())
    return PermutationNull(
        null=null,
        p_value=(1 + at_least) / (1 + len(null)),
        observed=observed,
        interval=np.quantile(null["auc"], [0.025, 0.975]),
        parameters=parameters,
    )


def _area(table: ModellingTable, chain: Chain, outer: int, selection: str, seed: int) -> float:
    """The mean area of single repeats."""
    leaked = None
    if selection == "leaky":
        own = derive_seed(seed, "leaky elimination")
        leaked = select_features(impute_medians(table.x), table.y, chain, own)
    probability = np.zeros((len(table.y), chain.repeats))
    for number, task in enumerate(outer_tasks(table.y, outer, chain.repeats, seed)):
        fit = fit_fold(table, task, chain, leaked)
        probability[~task.train, number // outer] = fit.probability
    return mean_area(probability, table.y)
