"""Alternate alleles that are no sequence."""

from __future__ import annotations

import numpy as np

from radiotmb.tmb.columns import Columns, arrow_numbers
from radiotmb.tmb.filters.filter import Filter, Setting

_SYMBOLS = frozenset("<>[]*.")
_IS_LETTER = np.isin(np.arange(256), [ord(letter) for letter in "ACGTN-"])


def is_symbolic(alt: str) -> bool:
    """Whether an alternate allele is no sequence: ``<DEL>``, a breakend, ``*`` or ``.``.

    Examples
    --------
    >>> [is_symbolic(alt) for alt in ("A", "<DUP>", "N[chr2:1[", "*", ".", "-")]
    [False, True, True, True, True, False]
    """
    return not alt or not _SYMBOLS.isdisjoint(alt)


def make(setting: Setting) -> Filter:
    """Removes structural variants, breakends and alleles without a sequence."""
    return Filter("symbolic", "the alternate allele is no sequence", _removes)


def _removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
    removed = ~((columns.alt_length == 1) & _IS_LETTER[columns.alt_base])
    rows = np.flatnonzero(removed)
    texts = columns.alt.take(arrow_numbers(rows)).to_pylist()
    removed[rows] = [is_symbolic(text or "") for text in texts]
    return removed
