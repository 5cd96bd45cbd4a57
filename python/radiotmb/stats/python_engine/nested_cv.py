"""Nested cross-validation of the chain, and its result tables."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.stats.chain_results import NestedCV
from radiotmb.stats.python_engine.chain import Chain, FoldFit, OuterTask, fit_fold, outer_folds
from radiotmb.stats.python_engine.chain import outer_tasks as tasks_of
from radiotmb.stats.python_engine.chain_settings import split_settings
from radiotmb.stats.python_engine.measures import (
    calibration_curve,
    decision_curve,
    held_out_measures,
    selection_stability,
)
from radiotmb.stats.python_engine.modelling_table import (
    ModellingTable,
    checked_positive,
    modelling_table,
)
from radiotmb.stats.python_engine.r_errors import check_number, check_whole
from radiotmb.stats.python_engine.regression import LEARNER_FLAG, SCREEN_FLAG
from radiotmb.stats.python_engine.roc import roc_of

_SCREENED_BEFORE = (
    "features were screened before elimination's inner folds, as published: their accuracy is too "
    "high to choose the number of features by"
)


def nested_cv(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    positive: str | float | bool = "high",
    conf_level: float = 0.95,
    bootstrap: int = 2000,
    **more: Any,
) -> NestedCV:
    """See :func:`radiotmb.stats.nested_cv`."""
    of_table, of_chain = split_settings(more)
    chain = Chain(positive=checked_positive(positive), **of_chain)
    check_number(conf_level, "conf_level", 0, 1)
    check_whole(bootstrap, "bootstrap", 1)
    table = modelling_table(features, labels, chain.positive, of_table)
    used = outer_folds(table, chain.outer)
    tasks = tasks_of(table.y, used, chain.repeats, chain.seed)
    fits = [fit_fold(table, task, chain) for task in tasks]
    flags = list(table.flags)
    if used < chain.outer:
        flags.append(f"{used} outer folds instead of {chain.outer}")
    if chain.learner == "glmnet":
        flags.append(LEARNER_FLAG)
    if chain.screen == "before":
        flags.append(SCREEN_FLAG if chain.learner == "glmnet" else _SCREENED_BEFORE)
    found = _result(table, tasks, fits, chain, flags, conf_level, bootstrap)
    found.parameters.update(min_icc=of_table.min_icc, unusable=of_table.unusable)
    return found


def _result(
    table: ModellingTable,
    tasks: list[OuterTask],
    fits: list[FoldFit],
    chain: Chain,
    flags: list[str],
    level: float,
    bootstrap: int,
) -> NestedCV:
    predictions = _predictions(table, tasks, fits)
    probability = predictions.groupby("patient_id", sort=False)["probability"].mean()
    averaged = pd.DataFrame(
        {
            "patient_id": table.patient_id,
            "truth": table.truth(),
            "probability": probability.loc[table.patient_id].to_numpy(),
        }
    )
    folds = _folds(tasks, fits)
    selections = _selections(table, tasks, fits)
    score = averaged["probability"].to_numpy()
    roc = roc_of(table.y, score, chain.positive, level)
    counted = Counter(flag for fit in fits for flag in fit.flags)
    chosen = np.zeros((len(fits), len(table.names)))
    for row, fit in zip(chosen, fits, strict=True):
        row[fit.selected] = 1
    return NestedCV(
        predictions=predictions,
        averaged=averaged,
        folds=folds,
        features=_frequency(selections, len(fits)),
        selections=selections,
        stability=selection_stability(chosen, level),
        roc=roc,
        measures=held_out_measures(predictions, averaged, table.y, roc, bootstrap, chain.seed),
        centres=None,
        decision=decision_curve(table.y, score, level, bootstrap, chain.seed),
        calibration=calibration_curve(table.y, score, level),
        boosting=_boosting(tasks, fits),
        dropped=table.dropped,
        parameters={
            **chain.as_dict(),
            "conf_level": level,
            "bootstrap": bootstrap,
            "covariates": table.covariate_names,
            "columns": table.names,
        },
        flags=(
            *flags,
            *(f"{flag} ({counted[flag]} of {len(fits)} folds)" for flag in sorted(counted)),
            *roc.flags,
        ),
    )


def _predictions(
    table: ModellingTable, tasks: list[OuterTask], fits: list[FoldFit]
) -> pd.DataFrame:
    truth, patient_id = np.array(table.truth(), dtype=object), np.array(table.patient_id, object)
    rows = [
        pd.DataFrame(
            {
                "patient_id": patient_id[~task.train],
                "repeat": task.repeat,
                "fold": task.fold,
                "truth": truth[~task.train],
                "probability": fit.probability,
            }
        )
        for task, fit in zip(tasks, fits, strict=True)
    ]
    place = {one: index for index, one in enumerate(table.patient_id)}
    table_order = pd.concat(rows).assign(place=lambda frame: frame["patient_id"].map(place))
    return table_order.sort_values(["repeat", "place"]).drop(columns="place").reset_index(drop=True)


def _folds(tasks: list[OuterTask], fits: list[FoldFit]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "repeat": [task.repeat for task in tasks],
            "fold": [task.fold for task in tasks],
            "n_train": [int(task.train.sum()) for task in tasks],
            "n_test": [int((~task.train).sum()) for task in tasks],
            "kept": [fit.kept for fit in fits],
            "screened": [fit.screened for fit in fits],
            "selected": [len(fit.selected) for fit in fits],
            "flag": ["; ".join(fit.flags) for fit in fits],
        }
    )


def _selections(table: ModellingTable, tasks: list[OuterTask], fits: list[FoldFit]) -> pd.DataFrame:
    rows = [
        (task.repeat, task.fold, rank, table.names[column])
        for task, fit in zip(tasks, fits, strict=True)
        for rank, column in enumerate(fit.selected, start=1)
    ]
    return pd.DataFrame(rows, columns=["repeat", "fold", "rank", "feature"])


def _frequency(selections: pd.DataFrame, models: int) -> pd.DataFrame:
    counted = selections.groupby("feature")["rank"].agg(["size", "mean"]).reset_index()
    counted.columns = ["feature", "frequency", "mean_rank"]
    counted.insert(2, "share", counted["frequency"] / models)
    return counted.sort_values(
        ["frequency", "mean_rank", "feature"], ascending=[False, True, True], ignore_index=True
    )


def _boosting(tasks: list[OuterTask], fits: list[FoldFit]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"repeat": task.repeat, "fold": task.fold, **fit.boosting}
            for task, fit in zip(tasks, fits, strict=True)
            if fit.boosting is not None
        ]
    )
