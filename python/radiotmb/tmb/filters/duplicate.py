"""The same allele of the same sample a second time, in whatever spelling."""

from __future__ import annotations

import numpy as np

from radiotmb.tmb.alleles import plain_chrom, trim
from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting

_PLACE = {"A": 0, "C": 1, "G": 2, "T": 3}
_OF_CODE = np.zeros(256, dtype=np.int64)
_OF_CODE[[ord(base) for base in _PLACE]] = list(_PLACE.values())

Key = int | tuple


class AlleleKeys:
    """One key for each allele: a number for a substitution of one base, a tuple for the rest."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], int] = {}

    def of(self, columns: Columns, rows: np.ndarray) -> list[Key]:
        """The keys of some rows."""
        place = self._place_of(columns)[rows]
        base = _OF_CODE[columns.ref_base[rows]] * 4 + _OF_CODE[columns.alt_base[rows]]
        numbers = (place << 40) | (columns.pos[rows] << 4) | base
        keys: list[Key] = numbers.tolist()
        for at in np.flatnonzero(~columns.is_snv()[rows]).tolist():
            row = rows[at]
            allele = trim(int(columns.pos[row]), columns.ref[row].as_py(), columns.alt[row].as_py())
            keys[at] = self._key(int(place[at]), *allele)
        return keys

    @staticmethod
    def _key(place: int, pos: int, ref: str, alt: str) -> Key:
        if ref in _PLACE and alt in _PLACE:
            return (place << 40) | (pos << 4) | (_PLACE[ref] * 4 + _PLACE[alt])
        return place, pos, ref, alt

    def _place_of(self, columns: Columns) -> np.ndarray:
        """A number for each sample and chromosome."""
        samples, chroms = columns.sample, columns.chrom
        table = np.array(
            [
                [
                    self._places.setdefault((s, plain_chrom(c)), len(self._places))
                    for c in chroms.names
                ]
                for s in samples.names
            ],
            dtype=np.int64,
        ).reshape(len(samples.names), len(chroms.names))
        return table[samples.codes, chroms.codes]


def make(setting: Setting) -> Filter:
    """Removes all but the first."""
    keys = AlleleKeys()
    seen: set[Key] = set()

    def removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
        removed = np.zeros(len(columns), dtype=bool)
        rows = np.flatnonzero(alive)
        found = keys.of(columns, rows)
        own = set(found)
        if len(own) == len(found) and own.isdisjoint(seen):
            seen.update(own)
            return removed
        for row, key in zip(rows.tolist(), found, strict=True):
            removed[row] = key in seen
            seen.add(key)
        return removed

    return Filter("duplicate", "the same allele once more", removes)
