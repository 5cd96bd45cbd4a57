"""What the scanner was and how it was set: columns for the quality table, none of which identifies.

Batch correction (ComBat and others) needs to know which scans are comparable. Only the tags of
:data:`SCANNER_TAGS` are read. Free text is cut to what a product's name consists of, and times are
given relative to the injection only.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from radiotmb.radiomics.modality import known_modality

if TYPE_CHECKING:
    import pydicom

# DICOM keyword: column of the quality table.
TEXTS = {
    "Modality": "modality",
    "Manufacturer": "manufacturer",
    "ManufacturerModelName": "scanner_model",
    "ConvolutionKernel": "kernel",
}
NUMBERS = {"SliceThickness": "slice_thickness_mm", "KVP": "kvp", "Exposure": "exposure_mas"}
_TIMES = ("ContrastBolusAgent", "ContrastBolusStartTime", "AcquisitionTime")
SCANNER_TAGS = (*TEXTS, *NUMBERS, *_TIMES)
COLUMNS = (*TEXTS.values(), *NUMBERS.values(), "contrast", "seconds_after_injection")
_LONGEST = 32
_DAY_SECONDS = 86_400
# What is written where an agent would stand, for none; compared without blanks and signs.
_NO_AGENT = {"", "no", "none", "n", "na", "null", "without", "nocontrast", "native", "plain"}


def scanner_columns(tags: pydicom.Dataset | None) -> dict[str, Any]:
    """Columns of the quality table that say what the scanner was.

    Parameters
    ----------
    tags : pydicom.Dataset, optional
        Of a slice; without one (no DICOM) every column is empty.

    Returns
    -------
    dict
        ``modality``, ``manufacturer``, ``scanner_model``, ``kernel`` (text);
        ``slice_thickness_mm``, ``kvp``, ``exposure_mas``; ``contrast`` (``yes`` where an agent is
        named, ``no`` where the tag is there and empty or says none); ``seconds_after_injection``
        (negative before it). None where the file does not say.

    Examples
    --------
    >>> from pydicom.dataset import Dataset
    >>> tags = Dataset()
    >>> tags.Manufacturer, tags.KVP, tags.ContrastBolusAgent = "SIEMENS", "120", "agent"
    >>> found = scanner_columns(tags)
    >>> found["manufacturer"], found["kvp"], found["contrast"]
    ('SIEMENS', 120.0, 'yes')
    """
    if tags is None:
        return dict.fromkeys(COLUMNS)
    agent = _value(tags, "ContrastBolusAgent")
    texts = {column: _product_name(_value(tags, tag)) for tag, column in TEXTS.items()}
    if texts["modality"] is not None:
        # A defined term (DICOM PS3.3 C.7.3.1.1.1); what else stands there may be anything.
        texts["modality"] = known_modality(texts["modality"])
    return {
        **texts,
        **{column: _number(_value(tags, tag)) for tag, column in NUMBERS.items()},
        "contrast": None if agent is None else "no" if _names_none(agent) else "yes",
        "seconds_after_injection": _seconds_between(
            _value(tags, "ContrastBolusStartTime"), _value(tags, "AcquisitionTime")
        ),
    }


def _value(tags: pydicom.Dataset, name: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return tags[name].value if name in tags else None
    except Exception:
        # pydicom lets through whatever its parsers raise; such a tag says nothing.
        return None


def _names_none(agent: Any) -> bool:
    return re.sub(r"[^a-z0-9]", "", str(agent).casefold()) in _NO_AGENT


def _product_name(value: Any) -> str | None:
    values = [value] if isinstance(value, str) or value is None else list(value)
    text = " ".join(str(part) for part in values if part is not None)
    kept = re.sub(r"[^A-Za-z0-9 .,+/_()-]", "", text).strip()[:_LONGEST]
    return kept or None


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if 0 <= number < 1e6 else None


def _seconds_between(start: Any, end: Any) -> float | None:
    seconds = [_seconds(value) for value in (start, end)]
    if seconds[0] is None or seconds[1] is None:
        return None
    # Midnight may lie between the two; no scan is half a day from its injection.
    half = _DAY_SECONDS / 2
    return round((seconds[1] - seconds[0] + half) % _DAY_SECONDS - half, 1)


def _seconds(value: Any) -> float | None:
    """HHMMSS.FFFFFF (DICOM PS3.5 6.2, TM), of which minutes and seconds may be left out."""
    found = re.fullmatch(r"(\d\d):?(\d\d)?:?(\d\d(?:\.\d+)?)?", str(value or "").strip())
    if found is None:
        return None
    hours, minutes, rest = (float(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + rest
