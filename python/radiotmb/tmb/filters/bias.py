"""Strand bias and read-position bias, as ``radiotmb call`` and GATK write them (FS, RPBZ)."""

from __future__ import annotations

import numpy as np

from radiotmb.errors import InputError
from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting


def make(setting: Setting) -> Filter | None:
    """By the assay's ``max_strand_bias`` (FS) and ``max_position_bias`` (size of RPBZ)."""
    assay = setting.assay
    limits = {"FS": assay.max_strand_bias, "RPBZ": assay.max_position_bias}
    limits = {tag: most for tag, most in limits.items() if most is not None}
    if not limits:
        return None
    for tag in limits:
        if tag not in setting.layout.tags:
            raise InputError(
                f"no INFO tag {tag} for the filter 'bias' of preset '{assay.name}'",
                file=setting.path,
                hint="Leave max_strand_bias and max_position_bias out of the assay's YAML",
            )

    def removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
        removed = np.zeros(len(columns), dtype=bool)
        for tag, most in limits.items():
            removed |= np.abs(columns.info_value(tag)) > most
        return removed

    words = " or ".join(f"{tag} above {most:g}" for tag, most in limits.items())
    return Filter("bias", words, removes)
