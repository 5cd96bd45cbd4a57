"""Alleles that the sample's genotype denies."""

from __future__ import annotations

import numpy as np

from radiotmb.tmb.columns import Columns, arrow_numbers
from radiotmb.tmb.filters.filter import Filter, Setting


def make(setting: Setting) -> Filter:
    """Removes what the genotype denies (0/0, another allele), and an ALT that is the REF.

    A no-call denies nothing.
    """

    def removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
        same = _are_same(columns)
        denied = (columns.carried() == 0) & ~same
        if setting.layout.has_fraction and (denied & alive).any():
            with np.errstate(invalid="ignore"):
                seen = columns.reads.fraction >= max(setting.assay.min_fraction, 0.05)
            setting.counts["absent with reads"] += int((denied & alive & seen).sum())
        return denied | same

    return Filter("absent", "the genotype has not the allele", removes)


def _are_same(columns: Columns) -> np.ndarray:
    same = (columns.ref_length == columns.alt_length) & (columns.ref_base == columns.alt_base)
    rows = np.flatnonzero(same)
    if len(rows):
        chosen = arrow_numbers(rows)
        both = (columns.ref.take(chosen).to_pylist(), columns.alt.take(chosen).to_pylist())
        same[rows] = [ref == alt for ref, alt in zip(*both, strict=True)]
    return same
