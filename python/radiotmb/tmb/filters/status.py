"""What the caller itself calls germline, or a loss of heterozygosity, is no somatic mutation."""

from __future__ import annotations

import numpy as np

from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting


def make(setting: Setting) -> Filter | None:
    """Where the file has a status (VarScan SS, VarDict STATUS, a MAF's Mutation_Status)."""
    if not setting.layout.has_status:
        return None
    return Filter("status", "the caller says germline or loss of heterozygosity", _removes)


def _removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
    return columns.status().where({"germline", "loh"})
