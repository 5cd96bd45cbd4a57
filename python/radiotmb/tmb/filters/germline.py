"""Germline variants, by a population resource or by the file's own population frequency."""

from __future__ import annotations

import numpy as np

from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting
from radiotmb.tmb.germline import germline_test


def make(setting: Setting) -> Filter | None:
    """Where a resource was given, or the assay names a tag of frequencies."""
    resources, rules = setting.resources, setting.assay.germline
    listed = germline_test(
        resources.germline,
        rules,
        reference=resources.reference,
        build=setting.layout.build,
        counts=setting.counts,
    )
    if listed is None and rules.info_tag is None:
        return None

    def removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
        removed = np.zeros(len(columns), dtype=bool)
        rows = np.flatnonzero(alive)
        if listed is not None:
            removed[rows] = listed(columns, rows)
            rows = rows[~removed[rows]]
        if rules.info_tag is not None and len(rows):
            removed[rows] = columns.frequency(rows) >= rules.max_frequency
        return removed

    return Filter("germline", "a variant of the population", removes)
