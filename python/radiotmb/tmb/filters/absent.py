"""Alleles that the sample's genotype denies."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting


def make(setting: Setting) -> Filter:
    """Removes what the genotype denies (0/0, another allele), and an ALT that is the REF.

    A no-call denies nothing.
    """

    def removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
        same = pc.equal(columns.ref, columns.alt).to_numpy(zero_copy_only=False)
        denied = (columns.carried() == 0) & ~same
        if setting.layout.has_fraction and (denied & alive).any():
            with np.errstate(invalid="ignore"):
                seen = columns.reads.fraction >= max(setting.assay.min_fraction, 0.05)
            setting.counts["absent with reads"] += int((denied & alive & seen).sum())
        return denied | same

    return Filter("absent", "the genotype has not the allele", removes)
