"""Which modalities of a DICOM file are quoted: the terms of the standard, and no other word."""

from __future__ import annotations

# DICOM PS3.3 C.7.3.1.1.1, as far as they come with a CT; other words are not quoted.
_MODALITIES = {
    *("CT", "MR", "PT", "NM", "US", "CR", "DX", "MG", "XA", "RF", "OT", "SC", "XC", "ES"),
    *("RTIMAGE", "RTDOSE", "RTSTRUCT", "RTPLAN", "SEG", "SR", "PR", "KO", "REG", "DOC"),
}


def known_modality(text: str) -> str:
    """A modality, where it is one of DICOM's terms; ``unknown`` otherwise.

    Examples
    --------
    >>> known_modality("CT"), known_modality("Doe^John")
    ('CT', 'unknown')
    """
    return text if text in _MODALITIES else "unknown"
