"""What the caller itself says of a variant: FILTER, and whether it is somatic."""

from __future__ import annotations

import numpy as np

from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting


def make_caller(setting: Setting) -> Filter:
    """Removes what the caller did not pass."""
    passed = frozenset(setting.assay.pass_values)
    return Filter(
        "caller",
        f"FILTER is none of {', '.join(value or 'empty' for value in sorted(passed))}",
        lambda columns, alive: ~columns.filter.where(passed),
    )


def make_status(setting: Setting) -> Filter | None:
    """Germline variants and losses of heterozygosity, where the file has a status.

    VarScan's SS, VarDict's STATUS, a MAF's Mutation_Status.
    """
    if not setting.layout.has_status:
        return None
    return Filter("status", "the caller says germline or loss of heterozygosity", _not_somatic)


def _not_somatic(columns: Columns, alive: np.ndarray) -> np.ndarray:
    return columns.status().where({"germline", "loh"})
