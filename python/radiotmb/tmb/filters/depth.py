"""Sites with too few reads."""

from __future__ import annotations

import numpy as np

from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting, is_below


def make(setting: Setting) -> Filter | None:
    """By the assay's ``min_depth``."""
    least = setting.assay.min_depth
    if least <= 0:
        return None

    def removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
        below = is_below(columns.reads.depth, least)
        setting.counts["asked for depth"] += int(alive.sum())
        setting.counts["too shallow"] += int((alive & below).sum())
        return below

    return Filter("depth", f"depth below {least:g}", removes, lambda columns: columns.reads.depth)
