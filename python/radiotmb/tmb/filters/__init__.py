"""The filters: each has its name, its sentence and one function over columns.

A filter is added by a function of a :class:`Setting` in a module here, its place in :data:`MAKERS`,
and its name in :data:`radiotmb.tmb.assay.FilterName`.
"""

from __future__ import annotations

from collections.abc import Iterable

from radiotmb.tmb.filters import (
    absent,
    bias,
    caller,
    consequence,
    duplicate,
    exclude,
    germline,
    outside,
    phased,
    symbolic,
    thresholds,
)
from radiotmb.tmb.filters.filter import Filter, Setting

__all__ = ["BY_OPTION", "MAKERS", "ORDER", "Filter", "Setting", "chain_of", "steps_of"]

MAKERS = {
    "status": caller.make_status,
    "caller": caller.make_caller,
    "symbolic": symbolic.make,
    "absent": absent.make,
    "outside": outside.make,
    "exclude": exclude.make,
    "consequence": consequence.make,
    "depth": thresholds.make_depth,
    "alt_depth": thresholds.make_alt_depth,
    "fraction": thresholds.make_fraction,
    "max_fraction": thresholds.make_max_fraction,
    "bias": bias.make,
    "normal": thresholds.make_normal,
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
