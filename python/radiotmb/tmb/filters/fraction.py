"""Alleles at a low fraction."""

from __future__ import annotations

from radiotmb.tmb.filters.filter import Filter, Setting, is_below


def make(setting: Setting) -> Filter | None:
    """By the assay's ``min_fraction``."""
    least = setting.assay.min_fraction
    if least <= 0:
        return None
    return Filter(
        "fraction",
        f"allele fraction below {least:g}",
        lambda columns, alive: is_below(columns.reads.fraction, least),
        lambda columns: columns.reads.fraction,
    )
