"""Whole lines of a VCF as arrays: where columns end, and what is between two places."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa

from radiotmb.tmb import _blocks
from radiotmb.tmb.alleles import LONGEST_POSITION
from radiotmb.tmb.columns import Coded, as_text, decoded

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

    def texts(self, starts: np.ndarray, stops: np.ndarray) -> pa.Array:
        """What is between some places, as text; an absent one (start < 0) is empty.

        Examples
        --------
        >>> block = text_block(b"chr7\\t1\\t.\\tA\\tT\\n", 5)
        >>> block.texts(np.array([0, -1]), np.array([4, -1])).to_pylist()
        ['chr7', '']
        """
        offsets = np.empty(len(starts) + 1, dtype=np.int32)
        starts, stops = _contiguous(starts, stops)
        letters, plain = _blocks.gather(self.text, starts, stops, offsets)
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(letters)]
        kind = pa.string() if plain else pa.binary()
        return as_text(pa.Array.from_buffers(kind, len(starts), buffers))

    def coded(self, starts: np.ndarray, stops: np.ndarray) -> Coded:
        """The same as codes, for texts that repeat."""
        codes = np.empty(len(starts), dtype=np.int32)
        starts, stops = _contiguous(starts, stops)
        names = _blocks.number_texts(self.text, starts, stops, codes)
        return Coded(codes, [decoded(name) for name in names])

    @cached_property
    def positions(self) -> np.ndarray:
        """The second column; -1 where it is not a whole number as it is usually written."""
        found = np.empty(len(self), dtype=np.int64)
        starts, stops = _contiguous(*self.bounds(1))
        _blocks.positions(self.text, starts, stops, LONGEST_POSITION, found)
        return found


def _contiguous(*arrays: np.ndarray) -> tuple[np.ndarray, ...]:
    return tuple(np.ascontiguousarray(one) for one in arrays)


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
    starts, stops = _contiguous(starts, stops)
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
    first, last = _contiguous(*values)
    if keys is None:
        _blocks.info_fields(text, first, last, names, starts, stops)
    else:
        key, key_end = _contiguous(*keys)
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
