"""Reads at the site and with the allele: too few, or a share that is too small or too large."""

from __future__ import annotations

import numpy as np

from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting


def make_depth(setting: Setting) -> Filter | None:
    """Sites with too few reads, by the assay's ``min_depth``."""
    least = setting.assay.min_depth
    if least <= 0:
        return None

    def removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
        below = is_below(columns.reads.depth, least)
        known = alive & ~np.isnan(columns.reads.depth)
        setting.counts["with a depth"] += int(known.sum())
        setting.counts["too shallow"] += int((known & below).sum())
        return below

    return Filter("depth", f"depth below {least:g}", removes, lambda columns: columns.reads.depth)


def make_alt_depth(setting: Setting) -> Filter | None:
    """Alleles seen in too few reads, by the assay's ``min_alt_depth``."""
    least = setting.assay.min_alt_depth
    if least <= 0:
        return None
    return Filter(
        "alt_depth",
        f"fewer than {least:g} reads with the allele",
        lambda columns, alive: is_below(columns.reads.alt_depth, least),
        lambda columns: columns.reads.alt_depth,
    )


def make_fraction(setting: Setting) -> Filter | None:
    """Alleles at a low fraction, by the assay's ``min_fraction``."""
    least = setting.assay.min_fraction
    if least <= 0:
        return None
    return Filter(
        "fraction",
        f"allele fraction below {least:g}",
        lambda columns, alive: is_below(columns.reads.fraction, least),
        lambda columns: columns.reads.fraction,
    )


def make_max_fraction(setting: Setting) -> Filter | None:
    """Alleles at a fraction that only a germline variant reaches: the assay's ``max_fraction``."""
    most = setting.assay.max_fraction
    if most >= 1:
        return None
    return Filter(
        "max_fraction",
        f"allele fraction above {most:g}",
        lambda columns, alive: is_above(columns.reads.fraction, most),
    )


def make_normal(setting: Setting) -> Filter | None:
    """What the normal tissue carries too, by ``max_normal_fraction``, where it was named."""
    name, most = setting.resources.normal, setting.assay.max_normal_fraction
    if name is None:
        return None
    return Filter(
        "normal",
        f"allele fraction above {most:g} in the normal {name}",
        lambda columns, alive: is_above(columns.normal_fraction(), most),
    )


def is_below(value: np.ndarray, least: float) -> np.ndarray:
    """Whether values miss a limit by more than a rounding error; an unknown one does.

    30 reads of 300 are 10%: a share is a ratio of two counts, never a hair below itself.
    """
    return ~(value >= least * (1 - 1e-9))


def is_above(value: np.ndarray, most: float) -> np.ndarray:
    """Whether values exceed a limit by more than a rounding error; an unknown one does not."""
    exceeds: np.ndarray = value > most * (1 + 1e-9)
    return exceeds
