"""Sites that never count: artefacts of an assay, known drivers, a blacklist."""

from __future__ import annotations

import numpy as np

from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting
from radiotmb.tmb.filters.outside import contained
from radiotmb.tmb.germline import Population, is_bed
from radiotmb.tmb.intervals import read_bed


def make(setting: Setting) -> Filter | None:
    """By position (BED) or by allele (VCF), where a list was given."""
    path = setting.resources.exclude
    if path is None:
        return None
    sentence = f"listed in {path.name}"
    if is_bed(path):
        sites = read_bed(path)
        return Filter("exclude", sentence, lambda columns, alive: contained(sites, columns))
    listed = Population(path, None)

    def removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
        removed = np.zeros(len(columns), dtype=bool)
        rows = np.flatnonzero(alive)
        removed[rows] = listed.holds(columns, rows, 0.0)
        return removed

    return Filter("exclude", sentence, removes)
