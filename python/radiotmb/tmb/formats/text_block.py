"""Whole lines of a VCF as arrays: where columns end, and what is between two places."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa

from radiotmb.tmb import _blocks
from radiotmb.tmb.alleles import LONGEST_POSITION
from radiotmb.tmb.columns import gather

RETURN = ord("\r")


class TextBlock:
    """Lines of which each has the same number of columns.

    Attributes
    ----------
    text : bytes or memoryview
    data : numpy.ndarray of uint8
    ends : numpy.ndarray, lines x columns
        Where each column ends: the place of its tab or newline.
    starts : numpy.ndarray
        Where each line begins.
    """

    def __init__(self, text: bytes | memoryview, ends: np.ndarray) -> None:
        self.text, self.ends = text, ends
        self.data = np.frombuffer(text, dtype=np.uint8)
        self.starts = np.append(0, ends[:-1, -1] + 1)

    def __len__(self) -> int:
        return len(self.ends)

    def line(self, row: int) -> bytes:
        """One line without its end."""
        return self.between(self.starts[row], self.ends[row, -1])

    def between(self, start: int, stop: int) -> bytes:
        """The bytes between two places."""
        return bytes(self.text[start:stop])

    def bounds(self, column: int) -> tuple[np.ndarray, np.ndarray]:
        """Where a column begins and ends in each line."""
        stops = np.ascontiguousarray(self.ends[:, column])
        return (self.ends[:, column - 1] + 1 if column else self.starts), stops

    def column(self, column: int) -> pa.Array:
        """A column's values (binary)."""
        return gather(self.data, *self.bounds(column))

    @cached_property
    def positions(self) -> np.ndarray:
        """The second column; -1 where it is not a whole number as it is usually written."""
        starts, stops = self.bounds(1)
        value = numbers(self.text, starts, stops)[:, 0]
        width = stops - starts
        with np.errstate(invalid="ignore"):
            good = (value >= 0) & (value == np.floor(value)) & (width <= LONGEST_POSITION)
            # As many digits as letters: no point, no exponent, no zero in front.
            good &= np.floor(np.log10(np.maximum(value, 1))) + 1 == width
        return np.where(good, value, -1).astype(np.int64)


def numbers(
    text: bytes | memoryview,
    starts: np.ndarray,
    stops: np.ndarray,
    width: int = 1,
    comma: bool = False,
) -> np.ndarray:
    """The numbers of comma-separated slices: slices x width.

    NaN where there is none (``.``, ``NA``, an empty slice), -1 where it is no number of at least 0.
    """
    out = np.empty((len(starts), width))
    starts, stops = np.ascontiguousarray(starts), np.ascontiguousarray(stops)
    _blocks.numbers(text, starts, stops, width, comma, out)
    for row, place in zip(*np.nonzero(out == -2), strict=True):
        raw = bytes(text[starts[row] : stops[row]])
        out[row, place] = _number(raw if comma else raw.split(b",")[place])
    return out


def _number(raw: bytes) -> float:
    percent = raw.endswith(b"%")
    try:
        value = float(raw.rstrip(b"%")) / (100 if percent else 1)
    except ValueError:
        return -1.0
    return value if 0 <= value < 1e12 else -1.0


def slices(
    text: bytes | memoryview, keys: tuple | None, values: tuple, tags: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Where tags' values stand: starts and stops (lines x tags), -1 where absent.

    ``keys`` are the bounds of FORMAT, ``values`` of a sample's column; of INFO where ``keys`` is
    None.
    """
    count = len(values[0])
    starts, stops = np.empty((2, count, len(tags)), dtype=np.int64)
    names = [tag.encode() for tag in tags]
    first, last = (np.ascontiguousarray(bound) for bound in values)
    if keys is None:
        _blocks.info_fields(text, first, last, names, starts, stops)
    else:
        key, key_end = (np.ascontiguousarray(bound) for bound in keys)
        _blocks.format_fields(text, key, key_end, first, last, names, starts, stops)
    return starts, stops


class Cutter:
    """Finds where the columns of a text's lines end; of one thread.

    The room for what is found is kept from text to text: new memory costs more than the search.
    """

    def __init__(self) -> None:
        self._ends = np.empty(0, dtype=np.int64)

    def cut(self, text: bytes | memoryview, columns: int) -> np.ndarray | None:
        """Ends (lines x columns), or None where a line has other columns."""
        if len(text) > len(self._ends):
            # Memory that is never written to is never taken.
            self._ends = np.empty(len(text), dtype=np.int64)
        count = _blocks.column_ends(text, columns, self._ends)
        return None if count is None else self._ends[:count].reshape(-1, columns).copy()


def text_block(
    text: bytes | memoryview, columns: int, cutter: Cutter | None = None
) -> TextBlock | None:
    """The lines of a text, or None where they differ in their columns or begin like no record.

    Parameters
    ----------
    text : bytes or memoryview
        Lines, each closed by a newline, of which the second column is a number and the fourth
        is not empty (CHROM, POS, ID, REF).
    columns : int
        How many a line has.
    cutter : Cutter, optional
        That of the texts before this one.
    """
    ends = (cutter or Cutter()).cut(text, columns)
    if ends is None or not len(ends):
        return None
    block = TextBlock(text, ends)
    return block if _are_records(block) else None


def _are_records(block: TextBlock) -> bool:
    """Positions are numbers, no CHROM, REF or ALT is empty, no line ends in a foreign way."""
    ends = block.ends
    good = (block.positions >= 0) & (ends[:, 0] > block.starts)
    good &= (ends[:, 3] > ends[:, 2] + 1) & (ends[:, 4] > ends[:, 3] + 1)
    return bool((good & (block.data[ends[:, -1] - 1] != RETURN)).all())
