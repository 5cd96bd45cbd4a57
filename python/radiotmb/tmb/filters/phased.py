"""Neighbouring substitutions of one haplotype are one event, as one record of both would be."""

from __future__ import annotations

import numpy as np

from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting


def make(setting: Setting) -> Filter | None:
    """Removes a substitution next to one that counts, on the same haplotype.

    Doublets are one event in the tumours that have most of them (ultraviolet light, tobacco):
    Alexandrov LB, et al. The repertoire of mutational signatures in human cancer. Nature
    2020;578:94-101.
    """
    if setting.assay.phased_neighbours == "separate":
        return None
    last: list[tuple | None] = [None]

    def removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
        removed = np.zeros(len(columns), dtype=bool)
        rows = np.flatnonzero(alive & columns.is_snv())
        if not len(rows):
            return removed
        chrom, pos = columns.chrom.codes[rows], columns.pos[rows]
        close = (np.diff(pos) == 1) & (np.diff(chrom) == 0)
        beside = set(np.flatnonzero(close).tolist())
        for at in sorted(beside | {place + 1 for place in beside} | {0, len(rows) - 1}):
            row = int(rows[at])
            site = _site(columns, row)
            before = last[0]
            # At the edge of a block the neighbour is in the block before.
            if site[3] is not None and before is not None:
                joined = before[:2] == site[:2] and before[3] == site[3]
                removed[row] = joined and before[2] == site[2] - 1
            last[0] = site
        return removed

    return Filter("phased", "part of the substitution beside it, on the same haplotype", removes)


def _site(columns: Columns, row: int) -> tuple:
    sample = columns.sample.names[columns.sample.codes[row]]
    chrom = columns.chrom.names[columns.chrom.codes[row]]
    return sample, chrom, int(columns.pos[row]), columns.phase(row)
