"""The table and the chain of a null, from its arguments and perhaps a fit of the same chain."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pandas as pd

from radiotmb.runtime.name_some import name_some
from radiotmb.stats.chain_results import NestedCV
from radiotmb.stats.python_engine.chain import Chain
from radiotmb.stats.python_engine.modelling_table import (
    ModellingTable,
    TableSettings,
    modelling_table,
)
from radiotmb.stats.python_engine.r_errors import data_error, described

_TABLE_ARGUMENTS = {field.name for field in fields(TableSettings)}
# What ran is in a result's parameters under other names.
_CHAIN_ARGUMENTS = {field.name for field in fields(Chain)} - {"rfe", "forest"}


def split_settings(given: dict[str, Any]) -> tuple[TableSettings, dict[str, Any]]:
    """Arguments that describe the table, and arguments that describe the chain."""
    of_table = {name: value for name, value in given.items() if name in _TABLE_ARGUMENTS}
    return TableSettings(**of_table), {
        name: value for name, value in given.items() if name not in of_table
    }


def chain_of_null(
    features: pd.DataFrame, labels: pd.DataFrame, given: dict[str, Any], observed: Any
) -> tuple[ModellingTable, Chain]:
    """The table and chain of a null; a fit gives its options, and another chain is refused.

    Raises
    ------
    StatisticsError
        Where ``observed`` is a fit of other patients, labels, options, features or covariates.
    """
    if isinstance(observed, NestedCV):
        taken = _CHAIN_ARGUMENTS | {"min_icc", "unusable"}
        given = {
            **{name: value for name, value in observed.parameters.items() if name in taken},
            **given,
        }
    of_table, of_chain = split_settings(given)
    chain = Chain(**of_chain)
    table = modelling_table(features, labels, chain.positive, of_table)
    if isinstance(observed, NestedCV):
        _check_same_chain(observed, table, chain)
    return table, chain


def same_value(one: Any, other: Any) -> bool:
    """Whether two parameters are equal, data frames and sequences among them."""
    if isinstance(one, pd.DataFrame) or isinstance(other, pd.DataFrame):
        return isinstance(one, pd.DataFrame) and one.equals(other)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return list(one) == list(other)
    return bool(one == other)


def _check_same_chain(observed: NestedCV, table: ModellingTable, chain: Chain) -> None:
    """A p-value belongs to the AUC of one chain on certain patients."""
    theirs = observed.averaged["patient_id"].astype(str).tolist()
    if theirs != table.patient_id:
        new = [one for one in table.patient_id if one not in set(theirs)]
        among = f", among them '{new[0]}'" if new else ""
        raise _refusal(
            "table of patients", f"of {len(theirs)} patients", f"of {len(table.patient_id)}{among}"
        )
    for patient, was, is_ in zip(theirs, observed.averaged["truth"], table.truth(), strict=True):
        if was != is_:
            raise _refusal(f"status of patient_id '{patient}'", was, is_)
    ours = chain.as_dict()
    for name, value in {"engine": ours["engine"], **ours}.items():
        if not same_value(observed.parameters.get(name), value):
            raise _refusal(f"`{name}`", described(observed.parameters.get(name)), described(value))
    columns = observed.parameters.get("columns", table.names)
    differ = [
        *(name for name in columns if name not in set(table.names)),
        *(name for name in table.names if name not in set(columns)),
    ]
    if differ:
        raise _refusal(
            "number of usable features", f"{len(columns)}",
            f"{len(table.names)}, other in '{differ[0]}'",
        )  # fmt: skip
    fixed = observed.parameters.get("covariates")
    fixed = [fixed] if isinstance(fixed, str) else list([] if fixed is None else fixed)
    if fixed != table.covariate_names:
        raise _refusal(
            "list of covariates", name_some(fixed) or "none",
            name_some(table.covariate_names) or "none",
        )  # fmt: skip


def _refusal(what: str, theirs: str, ours: str) -> Exception:
    return data_error(
        f"`observed` is of another chain: its {what} is {theirs}, here it is {ours}. Give the "
        "same, or leave it out."
    )
