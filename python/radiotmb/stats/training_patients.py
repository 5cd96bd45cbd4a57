"""Whether a row's patient had a part in a model, told by the features and not by a name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

_PARTS = {
    "patients": "patients that the model was fitted to (their features are the same)",
    "recalibration": "patients that the model was recalibrated by (their features are the same)",
}


def feature_fingerprints(x: np.ndarray) -> list[str]:
    """The start of the SHA-256 of each row, its numbers to seven significant digits.

    The same scan has the same fingerprint under any name, in R and in Python, and after a round
    trip through CSV.

    Parameters
    ----------
    x : numpy.ndarray, shape (rows, features)
        The model's features in its order.

    Returns
    -------
    list of str
        16 hexadecimal digits a row.

    Examples
    --------
    >>> feature_fingerprints(np.array([[1.0, -0.0], [1.0 + 1e-12, 0.0]]))
    ['a396a050610fd395', 'a396a050610fd395']
    """
    # -0 is 0.
    texts = (",".join(f"{value:.6e}" for value in row) for row in x + 0.0)
    return [hashlib.sha256(text.encode("ascii")).hexdigest()[:16] for text in texts]


def training_flags(content: Mapping[str, Any], x: np.ndarray) -> list[str]:
    """What is to be said of rows that the model knows already; nothing where it knows none."""
    found = feature_fingerprints(x)
    flags, counted = [], [False] * len(found)
    for part, words in _PARTS.items():
        known = set((content.get(part) or {}).get("fingerprints") or ())
        which = [one in known and not other for one, other in zip(found, counted, strict=True)]
        counted = [one or other for one, other in zip(which, counted, strict=True)]
        if any(which):
            said = f"{sum(which)} of {len(found)} are {words}: what it says of them is too good"
            flags.append(said)
    return flags
