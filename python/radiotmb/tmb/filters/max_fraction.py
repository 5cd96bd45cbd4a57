"""Alleles at a fraction that only a germline variant reaches."""

from __future__ import annotations

import numpy as np

from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting


def make(setting: Setting) -> Filter | None:
    """By the assay's ``max_fraction``, where it is below 1."""
    most = setting.assay.max_fraction
    if most >= 1:
        return None

    def removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
        return columns.reads.fraction > most * (1 + 1e-9)

    return Filter("max_fraction", f"allele fraction above {most:g}", removes)
