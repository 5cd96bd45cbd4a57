"""Whole lines of a table as arrays: where columns end, and what stands between two places.

A block is asked for all its lines at once, in numpy and in C, which work without Python's lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from radiotmb.tmb import _columns
from radiotmb.tmb.variant import LONGEST_POSITION

TAB, COMMA, COLON, RETURN = b"\t,:\r"
_WORD = 8
_ZEROS = np.uint64(int.from_bytes(b"0" * _WORD, "little"))
_HIGH = np.uint64(0xF0F0F0F0F0F0F0F0)
_SIX = np.uint64(0x0606060606060606)


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
        # The eight bytes from any place on, as one number.
        self._words = np.ndarray(max(0, len(text) - 7), "<u8", buffer=text, strides=(1,))

    def __len__(self) -> int:
        return len(self.ends)

    def line(self, row: int) -> bytes:
        return self.between(self.starts[row], self.ends[row, -1])

    def between(self, start: int, stop: int) -> bytes:
        return bytes(self.text[start:stop])

    def words(self, places: np.ndarray) -> np.ndarray:
        """Eight bytes from each place on; those that reach over the block's edge are others."""
        return self._words[np.minimum(np.maximum(places, 0), len(self._words) - 1)]

    def equals(self, starts: np.ndarray, stops: np.ndarray, value: bytes) -> np.ndarray:
        """Whether the text between two places is this one."""
        same = stops - starts == len(value)
        for place, letter in enumerate(value):
            same[same] = self.data[starts[same] + place] == letter
        return same

    def equals_any(
        self, starts: np.ndarray, stops: np.ndarray, values: Sequence[bytes]
    ) -> np.ndarray:
        """Whether it is one of some values."""
        found = np.zeros(len(starts), dtype=bool)
        for value in values:
            found |= self.equals(starts, stops, value)
        return found

    @cached_property
    def positions(self) -> np.ndarray:
        """The second column; -1 where it is no number."""
        start, stop = self.ends[:, 0] + 1, self.ends[:, 1]
        value, good = self.numbers(start, stop)
        # Before the first line's there may be fewer bytes than a word has.
        first = self.between(start[0], stop[0])
        good[0] = first.isdigit() and len(first) <= 2 * _WORD
        value[0] = int(first) if good[0] else -1
        return np.where(good, value, -1)

    def numbers(self, starts: np.ndarray, stops: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Whole numbers of 1 to 16 digits between two places, and where there is such a one."""
        width = stops - starts
        value, good = self._digits(width, stops)
        long = np.flatnonzero(width > _WORD)
        if len(long):
            above, plain = self._digits(width[long] - _WORD, stops[long] - _WORD)
            value[long] += above * 100_000_000
            good[long] &= plain
        return value, good

    def _digits(self, width: np.ndarray, stops: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The number in the last eight bytes before each stop (all eight in one 64-bit word)."""
        good = (width > 0) & (width <= 2 * _WORD) & (stops >= _WORD)
        foreign = (8 * (_WORD - np.minimum(np.maximum(width, 1), _WORD))).astype(np.uint64)
        word = self.words(stops - _WORD) >> foreign << foreign
        word |= _ZEROS & ((np.uint64(1) << foreign) - np.uint64(1))
        good &= ((word & _HIGH) == _ZEROS) & (((word + _SIX) & _HIGH) == _ZEROS)
        word &= np.uint64(0x0F0F0F0F0F0F0F0F)
        word = word * np.uint64(2561) >> np.uint64(8) & np.uint64(0x00FF00FF00FF00FF)
        word = word * np.uint64(6553601) >> np.uint64(16) & np.uint64(0x0000FFFF0000FFFF)
        return (word * np.uint64(42949672960001) >> np.uint64(32)).astype(np.int64), good


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
        count = _columns.column_ends(text, columns, self._ends)
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
    """Positions are numbers, no CHROM or REF is empty, no line ends in a foreign way."""
    ends = block.ends
    good = (block.positions >= 0) & (ends[:, 1] - ends[:, 0] <= LONGEST_POSITION + 1)
    good &= (ends[:, 0] > block.starts) & (ends[:, 3] > ends[:, 2] + 1)
    return bool((good & (block.data[ends[:, -1] - 1] != RETURN)).all())
