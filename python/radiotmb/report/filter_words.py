"""The filters of a burden in words."""

from __future__ import annotations

_WORDS = {
    "read": "Read from the files",
    "status": "Somatic by the caller",
    "caller": "Passed by the caller",
    "symbolic": "Alternate allele given",
    "absent": "Present in the sample",
    "outside": "Inside the panel",
    "exclude": "Not excluded",
    "consequence": "Consequence that counts",
    "depth": "Deep enough",
    "alt_depth": "Enough reads with it",
    "fraction": "Allele fraction high enough",
    "max_fraction": "Allele fraction not too high",
    "bias": "No strand bias",
    "normal": "Not in the normal sample",
    "germline": "Not germline",
    "duplicate": "Not counted before",
    "phased": "Not part of another",
}


def describe_filter(name: str) -> str:
    """What the variants are that a filter leaves; its own name where it is none of radiotmb's.

    Examples
    --------
    >>> describe_filter("germline"), describe_filter("my_filter")
    ('Not germline', 'my_filter')
    """
    return _WORDS.get(name, name)
