"""Whole lines of a table as arrays: where columns end, and what stands between two places.

A block is asked for all its lines at once, in numpy, which works without Python's lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

TAB, NEWLINE, COMMA, COLON, SEMICOLON, BAR, RETURN = b"\t\n,:;|\r"
_WORD = 8
_ZEROS = np.uint64(int.from_bytes(b"0" * _WORD, "little"))
_HIGH = np.uint64(0xF0F0F0F0F0F0F0F0)
_SIX = np.uint64(0x0606060606060606)


class TextBlock:
    """Lines of which each has the same number of columns.

    Attributes
    ----------
    data : numpy.ndarray of uint8
    ends : numpy.ndarray, lines x columns
        Where each column ends: the place of its tab or newline.
    starts : numpy.ndarray
        Where each line begins.
    commas, semicolons : numpy.ndarray
        Their places in the whole text.
    """

    def __init__(
        self, text: bytes | memoryview, ends: np.ndarray, commas: np.ndarray, semicolons: np.ndarray
    ) -> None:
        self._text, self.ends = text, ends
        self.commas, self.semicolons = commas, semicolons
        self.data = np.frombuffer(text, dtype=np.uint8)
        self.starts = np.append(0, ends[:-1, -1] + 1)
        # The eight bytes from any place on, as one number.
        self._words = np.ndarray(max(0, len(text) - 7), "<u8", buffer=text, strides=(1,))

    def __len__(self) -> int:
        return len(self.ends)

    def line(self, row: int) -> bytes:
        return self.between(self.starts[row], self.ends[row, -1])

    def between(self, start: int, stop: int) -> bytes:
        return bytes(self._text[start:stop])

    def words(self, places: np.ndarray) -> np.ndarray:
        """Eight bytes from each place on; those that reach over the block's edge are others."""
        return self._words[np.minimum(np.maximum(places, 0), len(self._words) - 1)]

    def reads(self, places: np.ndarray, text: bytes) -> np.ndarray:
        """Whether these very bytes stand at each place (never less than a word from the end)."""
        return self.reads_on(places, self.words(places), text)

    def reads_on(self, places: np.ndarray, words: np.ndarray, text: bytes) -> np.ndarray:
        """The same where the words at these places are known."""
        same = words & _mask(text) == _key(text)
        if len(text) <= _WORD:
            return same & (places + _WORD <= len(self.data))
        rows = np.flatnonzero(same)
        rows = rows[places[rows] + len(text) <= len(self.data)]
        # The last word overlaps the word before it.
        for start in (*range(_WORD, len(text) - _WORD, _WORD), len(text) - _WORD):
            piece = text[start : start + _WORD]
            rows = rows[self._words[places[rows] + start] == _key(piece)]
        same[:] = False
        same[rows] = True
        return same

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


def _key(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text[:_WORD], "little"))


def _mask(text: bytes) -> np.uint64:
    return np.uint64((1 << 8 * min(len(text), _WORD)) - 1)


class Signs:
    """Finds tabs, newlines, commas and semicolons; of one thread.

    The arrays over all bytes are kept from text to text: new memory for each costs as much as the
    comparisons themselves.
    """

    def __init__(self) -> None:
        self._found, self._other = np.empty((2, 0), dtype=bool)

    def places(self, data: np.ndarray) -> np.ndarray:
        """Where they stand in some bytes, ascending, with anything else below a newline."""
        if len(data) > len(self._found):
            self._found, self._other = np.empty((2, len(data)), dtype=bool)
        found, other = self._found[: len(data)], self._other[: len(data)]
        np.less_equal(data, NEWLINE, out=found)
        for sign in (COMMA, SEMICOLON):
            np.equal(data, sign, out=other)
            np.logical_or(found, other, out=found)
        return np.flatnonzero(found)


def text_block(
    text: bytes | memoryview, columns: int, signs: Signs | None = None
) -> TextBlock | None:
    """The lines of a text, or None where they differ in their columns or begin like no record.

    Parameters
    ----------
    text : bytes or memoryview
        Lines, each closed by a newline, of which the second column is a number and the fourth
        is not empty (CHROM, POS, ID, REF).
    columns : int
        How many a line has.
    signs : Signs, optional
        Of the texts before this one.
    """
    data = np.frombuffer(text, dtype=np.uint8)
    places = (signs or Signs()).places(data)
    kinds = data[places]
    is_end = kinds <= NEWLINE
    ends = places[is_end]
    if len(ends) == 0 or len(ends) % columns:
        return None
    ends, kinds = ends.reshape(-1, columns), kinds[is_end].reshape(-1, columns)
    if (kinds[:, :-1] != TAB).any() or (kinds[:, -1] != NEWLINE).any():
        return None
    block = TextBlock(text, ends, *_commas_and_semicolons(data, places[~is_end]))
    return block if _are_records(block) else None


def _commas_and_semicolons(data: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    is_comma = data[places] == COMMA
    return places[is_comma], places[~is_comma]


def _are_records(block: TextBlock) -> bool:
    """Positions are numbers, no CHROM or REF is empty, no line ends in a foreign way."""
    ends = block.ends
    good = block.positions >= 0
    good &= (ends[:, 0] > block.starts) & (ends[:, 3] > ends[:, 2] + 1)
    return bool((good & (block.data[ends[:, -1] - 1] != RETURN)).all())
