"""What a filter is, and what it is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from radiotmb.tmb.assay import Assay
from radiotmb.tmb.columns import Columns, Layout
from radiotmb.tmb.resources import Resources


@dataclass
class Setting:
    """What the filters of one file are made from.

    ``counts`` is where a filter writes what its file must be told of: it is added up over the parts
    of a file.
    """

    assay: Assay
    layout: Layout
    resources: Resources
    path: Path
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Filter:
    """One filter of a chain.

    Attributes
    ----------
    name : str
        The verdict of what it removes.
    sentence : str
        Why, for the funnel.
    removes : callable
        Columns and the rows that are still alive, to the rows that it removes; what it says of
        the other rows is not looked at.
    value : callable, optional
        The number it compares: rows where that is unknown are removed, and counted.
    """

    name: str
    sentence: str
    removes: Callable[[Columns, np.ndarray], np.ndarray]
    value: Callable[[Columns], np.ndarray] | None = None
