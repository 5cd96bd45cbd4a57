"""Rows of rare formats, read one by one into the same columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa

from radiotmb.tmb.columns import Coded, Columns, Effects, Reads, coded, constant
from radiotmb.tmb.consequence import Effect, worst_effect

NAN = float("nan")


@dataclass
class Row:
    """One alternate allele of a row."""

    line: int
    chrom: str
    pos: int
    ref: str
    alt: str
    filter: str = "."
    carried: int = -1
    effects: Sequence[Effect] = field(default_factory=tuple)
    depth: float = NAN
    ref_depth: float = NAN
    alt_depth: float = NAN
    fraction: float = NAN
    frequency: float = NAN


class ListedColumns(Columns):
    """A block of rows.

    Parameters
    ----------
    rows : sequence of Row
    sample : str
    wanted : frozenset of str
        Sequence Ontology terms that count.
    """

    def __init__(self, rows: Sequence[Row], sample: str, wanted: frozenset[str]) -> None:
        self._listed, self._wanted = rows, wanted
        self.lines = np.array([row.line for row in rows], dtype=np.int64)
        self.pos = np.array([row.pos for row in rows], dtype=np.int64)
        self.chrom = coded(_texts(row.chrom for row in rows))
        self.filter = coded(_texts(row.filter for row in rows))
        self.ref = _texts(row.ref for row in rows)
        self.alt = _texts(row.alt for row in rows)
        self.sample = constant(sample, len(rows))

    def carried(self) -> np.ndarray:
        return np.array([row.carried for row in self._listed], dtype=np.int8)

    @cached_property
    def reads(self) -> Reads:
        names = ("depth", "ref_depth", "alt_depth", "fraction")
        return Reads(*(np.array([getattr(r, n) for r in self._listed], float) for n in names))

    def effects(self, asked: np.ndarray) -> Effects:
        found = [worst_effect(row.effects, self._wanted) for row in self._listed]
        terms = ["", *dict.fromkeys(effect.term for effect, _ in found if effect.term)]
        codes = np.array([terms.index(effect.term) for effect, _ in found], dtype=np.int32)
        gene = _texts(effect.gene for effect, _ in found)
        return Effects(np.array([c for _, c in found], dtype=bool), gene, Coded(codes, terms))

    def frequency(self, rows: np.ndarray) -> np.ndarray:
        return np.array([self._listed[row].frequency for row in rows.tolist()], dtype=float)


def _texts(values: Iterable[str]) -> pa.Array:
    return pa.array(list(values), pa.string())
