"""Alleles seen in too few reads."""

from __future__ import annotations

from radiotmb.tmb.filters.filter import Filter, Setting, is_below


def make(setting: Setting) -> Filter | None:
    """By the assay's ``min_alt_depth``."""
    least = setting.assay.min_alt_depth
    if least <= 0:
        return None
    return Filter(
        "alt_depth",
        f"fewer than {least:g} reads with the allele",
        lambda columns, alive: is_below(columns.reads.alt_depth, least),
        lambda columns: columns.reads.alt_depth,
    )
