"""The filters that a preset lists under ``ibsi2``."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from radiotmb.errors import InputError
from radiotmb.radiomics.response_filters import (
    LawsFilter,
    LogFilter,
    MeanFilter,
    ResponseFilter,
    WaveletFilter,
    check_positive,
)

# What PyRadiomics lets an image type set for its own features.
_GREY_LEVELS = ("binWidth", "binCount")
KINDS: dict[str, type[ResponseFilter]] = {
    kind.kind: kind for kind in (MeanFilter, LogFilter, LawsFilter, WaveletFilter)
}


def read_filters(given: Any, path: Path | None = None) -> tuple[ResponseFilter, ...]:
    """The filters of a preset's list ``ibsi2``.

    Parameters
    ----------
    given : list of dict
        Each with ``filter`` (mean, log, laws, wavelet) and that filter's own keys.
    path : path, optional
        The preset, for messages.

    Raises
    ------
    InputError
        Naming the entry.

    Examples
    --------
    >>> [one] = read_filters([{"filter": "log", "sigma": 1.5}])
    >>> one.image_type
    'ibsi-log-1-5-mm-3D'
    """
    if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
        raise InputError("ibsi2 is no list of filters", file=path, expected="- filter: log ...")
    found: list[ResponseFilter] = []
    for number, entry in enumerate(given, start=1):
        try:
            found.append(_filter_of({str(key): value for key, value in entry.items()}))
        except InputError as error:
            raise InputError(
                error.problem,
                file=path,
                where=f"ibsi2, filter {number}",
                expected=error.expected,
            ) from error
    names = [one.image_type for one in found]
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"two filters of ibsi2 make the same image ({name})", file=path, expected="one"
            )
    return tuple(found)


def _filter_of(entry: dict[str, Any]) -> ResponseFilter:
    kind = entry.pop("filter", None)
    if kind not in KINDS:
        raise InputError(f"no filter {kind!r}", expected=f"one of {', '.join(KINDS)}")
    made = KINDS[str(kind)]
    levels = {name: entry.pop(name) for name in _GREY_LEVELS if name in entry}
    for name, value in levels.items():
        check_positive(name, value)
    known = {one.name for one in fields(made) if one.init} - {"settings"}
    letters = entry.get("band") or entry.get("kernels")
    if isinstance(letters, str):
        # Two or three letters (or kernels) say the dimensions.
        known.discard("dimensions")
        entry = {"dimensions": len(letters) // (2 if "kernels" in entry else 1), **entry}
    unknown = entry.keys() - known - {"dimensions"}
    if unknown:
        raise InputError(
            f"filter {kind} has no key {', '.join(sorted(unknown))}",
            expected=f"{', '.join(sorted(known | set(_GREY_LEVELS)))}",
        )
    try:
        return made(**entry, settings=levels)
    except TypeError as error:
        raise InputError(
            f"filter {kind} lacks a key ({error})", expected=f"{', '.join(sorted(known))}"
        ) from error
