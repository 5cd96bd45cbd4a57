"""The caller's own FILTER."""

from __future__ import annotations

from radiotmb.tmb.filters.filter import Filter, Setting


def make(setting: Setting) -> Filter:
    """Removes what the caller did not pass."""
    passed = frozenset(setting.assay.pass_values)
    return Filter(
        "caller",
        f"FILTER is none of {', '.join(value or 'empty' for value in sorted(passed))}",
        lambda columns, alive: ~columns.filter.where(passed),
    )
