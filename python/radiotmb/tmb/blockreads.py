"""Depth and allele fraction of a block's lines at once, where they are written as usual.

Each reader here mirrors one of :mod:`radiotmb.tmb.evidence` for a single alternate allele; what
is written otherwise (a missing count, a fraction in words) is left to that one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from radiotmb.tmb.evidence import Scheme
from radiotmb.tmb.textblock import COLON, COMMA, TextBlock

_WIDEST = 160  # bytes of a sample's column; a longer one is read by itself
_LAYOUTS = 6  # kinds of FORMAT in one block


class Counts(NamedTuple):
    """Reads at each site and with its allele, their share, and where all of it is known."""

    depth: np.ndarray
    alt_depth: np.ndarray
    fraction: np.ndarray
    known: np.ndarray


class _Fields:
    """The sample's column in some rows that share one FORMAT."""

    def __init__(self, block: TextBlock, rows: np.ndarray, column: int, keys: bytes) -> None:
        self.block, self.rows = block, rows
        start, stop = block.ends[rows, column - 1] + 1, block.ends[rows, column]
        names = keys.decode("utf-8", "replace").split(":")
        self.places = {name: place for place, name in enumerate(names)}
        width = min(_WIDEST, int((stop - start).max(initial=1)))
        last = len(block.data) - width
        self._start = np.minimum(start, last)
        text = sliding_window_view(block.data, width)[self._start]
        inside = np.arange(width) < (stop - start)[:, None]
        colons = (text == COLON) & inside
        self.regular = (colons.sum(axis=1) == len(names) - 1) & (stop - start <= width)
        self.regular &= self._start == start
        ends = np.zeros((len(rows), len(names)), dtype=np.int64)
        found = np.nonzero(colons[self.regular])[1].reshape(self.regular.sum(), len(names) - 1)
        ends[self.regular, :-1] = found + start[self.regular, None]
        ends[:, -1] = stop
        self._ends = ends
        self._commas = np.flatnonzero((text == COMMA) & inside)
        self._width = width

    def __contains__(self, tag: str) -> bool:
        return tag in self.places

    def _span(self, tag: str) -> tuple[np.ndarray, np.ndarray]:
        place = self.places[tag]
        start = self._start if place == 0 else self._ends[:, place - 1] + 1
        return start, self._ends[:, place]

    def one(self, tag: str) -> tuple[np.ndarray, np.ndarray]:
        """A tag's only number, and where it is one."""
        value, good = self.block.numbers(*self._span(tag))
        return value, good & self.regular

    def two(self, tag: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """A tag's two numbers between a comma."""
        start, stop = self._span(tag)
        origin = np.arange(len(self.rows)) * self._width - self._start
        after = np.append(self._commas, [1 << 40] * 2)
        place = np.searchsorted(self._commas, start + origin)
        comma = after[place] - origin
        good = self.regular & (comma < stop) & (after[place + 1] - origin >= stop)
        comma = np.where(good, comma, start)
        first, plain = self.block.numbers(start, comma)
        second, also = self.block.numbers(comma + 1, stop)
        return first, second, good & plain & also


_Three = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _allele_depths(fields: _Fields) -> _Three:
    ref, alt, known = fields.two("AD")
    depth, good = fields.one("DP") if "DP" in fields else (ref + alt, known)
    return depth, alt, ref + alt, known & good


def _flow(fields: _Fields) -> _Three:
    (depth, known), (alt, good) = fields.one("FDP"), fields.one("FAO")
    return depth, alt, depth, known & good


def _observations(fields: _Fields) -> _Three:
    (alt, known), (ref, good) = fields.one("AO"), fields.one("RO")
    depth, said = fields.one("DP") if "DP" in fields else (ref + alt, good)
    return depth, alt, ref + alt, known & good & said


_READERS: dict[str, tuple[tuple[str, ...], Callable[[_Fields], _Three]]] = {
    "FORMAT/AD": (("AD",), _allele_depths),
    "FORMAT/FDP+FORMAT/FAO": (("FDP", "FAO"), _flow),
    "FORMAT/AO+FORMAT/RO": (("AO", "RO"), _observations),
}


class BlockReads:
    """Reads the counts of one sample from a block's lines.

    Parameters
    ----------
    scheme : Scheme
        The tags a file's depth and fraction come from.
    column : int
        The sample's own.
    """

    def __init__(self, scheme: Scheme, column: int) -> None:
        self._column = column
        self._needed, self._read = _READERS[scheme.name]

    @classmethod
    def of(cls, scheme: Scheme, column: int | None) -> BlockReads | None:
        """None where the tags are others than the usual counts."""
        return None if column is None or scheme.name not in _READERS else cls(scheme, column)

    def read(self, block: TextBlock, rows: np.ndarray) -> Counts:
        """Counts as long as the block, known in some of the rows asked for."""
        depth, alt = np.zeros((2, len(block)), dtype=np.int64)
        fraction, known = np.zeros(len(block)), np.zeros(len(block), dtype=bool)
        for keys, own in _by_format(block, rows):
            fields = _Fields(block, own, self._column, keys)
            if any(tag not in fields for tag in self._needed):
                continue
            depth[own], alt[own], whole, known[own] = self._read(fields)
            # The share is 0 where no read explains the site.
            fraction[own] = np.divide(alt[own], whole, out=np.zeros(len(own)), where=whole > 0)
        return Counts(depth, alt, fraction, known)


def _by_format(block: TextBlock, rows: np.ndarray) -> list[tuple[bytes, np.ndarray]]:
    """The rows of each kind of FORMAT column; of the rarer ones none."""
    found = []
    while len(rows) and len(found) < _LAYOUTS:
        start, stop = block.ends[rows, 7] + 1, block.ends[rows, 8]
        keys = block.between(start[0], stop[0])
        same = block.equals(start, stop, keys)
        found.append((keys, rows[same]))
        rows = rows[~same]
    return found
