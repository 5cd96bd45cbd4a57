"""The same allele of the same sample a second time, in whatever spelling."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from radiotmb.tmb._blocks import add_numbers
from radiotmb.tmb.alleles import plain_chrom, trim
from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting

_PLACE = {"A": 0, "C": 1, "G": 2, "T": 3}
_OF_CODE = np.zeros(256, dtype=np.int64)
_OF_CODE[[ord(base) for base in _PLACE]] = list(_PLACE.values())

_SMALLEST = 1 << 12  # places of a table of numbers, a power of two
_MOST_SAMPLES, _MOST_CHROMS = 1 << 13, 1 << 12  # what a packed key has room for


class AlleleKeys:
    """One key for each allele: a number for a substitution of one base, a tuple for the rest."""

    def __init__(self) -> None:
        self._samples: dict[str, int] = {}
        self._chroms: dict[str, int] = {}

    def of(self, columns: Columns, rows: np.ndarray) -> tuple[np.ndarray, dict[int, tuple]]:
        """The keys of some rows: numbers, and the tuples of those where the number is -1."""
        samples = _numbered(self._samples, columns.sample.names)[columns.sample.codes[rows]]
        chroms = _numbered(self._chroms, map(plain_chrom, columns.chrom.names))
        chroms = chroms[columns.chrom.codes[rows]]
        base = _OF_CODE[columns.ref_base[rows]] * 4 + _OF_CODE[columns.alt_base[rows]]
        numbers = _packed(samples, chroms, columns.pos[rows], base)
        tuples: dict[int, tuple] = {}
        small = (samples < _MOST_SAMPLES) & (chroms < _MOST_CHROMS)
        for at in np.flatnonzero(~(columns.is_snv()[rows] & small)).tolist():
            row = rows[at]
            pos, ref, alt = trim(
                int(columns.pos[row]), columns.ref[row].as_py(), columns.alt[row].as_py()
            )
            sample, chrom = int(samples[at]), int(chroms[at])
            if small[at] and ref in _PLACE and alt in _PLACE:
                numbers[at] = _packed(sample, chrom, pos, _PLACE[ref] * 4 + _PLACE[alt])
            else:
                numbers[at], tuples[at] = -1, (sample, chrom, pos, ref, alt)
        return numbers, tuples


def _packed(sample: Any, chrom: Any, pos: Any, base: Any) -> Any:
    """Sample (13 bits), chromosome (12), position (34) and change (4) as one number."""
    return (sample << 50) | (chrom << 38) | (pos << 4) | base


def _numbered(known: dict[str, int], names: Iterable[str]) -> np.ndarray:
    """The numbers of some names, new ones added."""
    found = [known.setdefault(name, len(known)) for name in names]
    return np.array(found, dtype=np.int64)


class Seen:
    """The numbers met so far. While they rise, as in a sorted file, none has to be looked up."""

    def __init__(self) -> None:
        self._largest = -1
        self._rising: list[np.ndarray] = []
        self._known = np.full(_SMALLEST, -1, dtype=np.int64)
        self._count = 0

    def again(self, numbers: np.ndarray) -> np.ndarray:
        """Which of some numbers were met before; all of them are from here on."""
        repeated = np.zeros(len(numbers), dtype=bool)
        if not len(numbers):
            return repeated
        rises = numbers[0] > self._largest and bool((numbers[1:] > numbers[:-1]).all())
        self._largest = max(self._largest, int(numbers.max()))
        if rises:
            self._rising.append(numbers)
            return repeated
        for some in self._rising:
            self._add(some, np.zeros(len(some), dtype=bool))
        self._rising.clear()
        self._add(numbers, repeated)
        return repeated

    def _add(self, numbers: np.ndarray, repeated: np.ndarray) -> None:
        """Put numbers into the table, and say which were there; at most half of it is taken."""
        room = len(self._known)
        while room < 2 * (self._count + len(numbers)):
            room *= 4
        if room > len(self._known):
            before = self._known[self._known >= 0]
            self._known = np.full(room, -1, dtype=np.int64)
            add_numbers(self._known, before, np.zeros(len(before), dtype=bool))
        self._count += add_numbers(self._known, np.ascontiguousarray(numbers), repeated)


def make(setting: Setting) -> Filter:
    """Removes all but the first."""
    keys, seen = AlleleKeys(), Seen()
    others: set[tuple] = set()

    def removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
        removed = np.zeros(len(columns), dtype=bool)
        rows = np.flatnonzero(alive)
        numbers, tuples = keys.of(columns, rows)
        for at, key in tuples.items():
            removed[rows[at]] = key in others
            others.add(key)
        plain = numbers >= 0
        removed[rows[plain]] = seen.again(numbers[plain])
        return removed

    return Filter("duplicate", "the same allele once more", removes)
