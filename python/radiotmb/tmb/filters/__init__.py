"""The filters: one module each, with its name, its sentence and one function over columns.

A filter is added by a module with ``make(setting)`` here, its place in :data:`ORDER`, and its name
in :data:`radiotmb.tmb.assay.FilterName`.
"""

from __future__ import annotations

from collections.abc import Iterable

from radiotmb.tmb.filters import (
    absent,
    alt_depth,
    bias,
    caller,
    consequence,
    depth,
    duplicate,
    exclude,
    fraction,
    germline,
    max_fraction,
    normal,
    outside,
    phased,
    status,
    symbolic,
)
from radiotmb.tmb.filters.filter import Filter, Setting

__all__ = ["BY_OPTION", "MAKERS", "ORDER", "Filter", "Setting", "chain_of", "steps_of"]

MAKERS = {
    "status": status.make,
    "caller": caller.make,
    "symbolic": symbolic.make,
    "absent": absent.make,
    "outside": outside.make,
    "exclude": exclude.make,
    "consequence": consequence.make,
    "depth": depth.make,
    "alt_depth": alt_depth.make,
    "fraction": fraction.make,
    "max_fraction": max_fraction.make,
    "bias": bias.make,
    "normal": normal.make,
    "germline": germline.make,
    "duplicate": duplicate.make,
    "phased": phased.make,
}
ORDER = tuple(MAKERS)
BY_OPTION = ("status", "exclude", "alt_depth", "max_fraction", "bias", "normal", "phased")


def chain_of(setting: Setting) -> list[Filter]:
    """The filters of an assay for one file, in their order.

    Those that an option switches on stand where :data:`ORDER` has them, unless the assay names
    their place.
    """
    made = (MAKERS[name](setting) for name in steps_of(setting.assay.filters))
    return [one for one in made if one is not None]


def steps_of(named: Iterable[str]) -> list[str]:
    """The names of an assay's filters, with those of options in their places.

    Examples
    --------
    >>> steps_of(["caller", "depth", "duplicate"])[:3]
    ['status', 'caller', 'exclude']
    """
    names = list(named)
    for name in BY_OPTION:
        if name not in names:
            before = ORDER[: ORDER.index(name)]
            place = max((names.index(other) + 1 for other in before if other in names), default=0)
            names.insert(place, name)
    return names
