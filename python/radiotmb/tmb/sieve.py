"""The first filters of the chain on whole blocks of text, so that most records are never decoded.

The answer is the chain's own: a record is removed here only where the chain would remove it by
the same name. What is in doubt (several alternates, an unusual genotype) goes to the chain, and a
block that is not as regular as it should be goes there line by line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from radiotmb.tmb.ahead import ahead
from radiotmb.tmb.filters import Chain
from radiotmb.tmb.vcf import VcfFile, VcfVariant

_ORDER = ("caller", "symbolic", "absent", "outside", "consequence")
_TAB, _NEWLINE, _ZERO, _NINE, _COLON = b"\t\n09:"
_LARGE = 4 << 20
T = TypeVar("T")
_BASES = np.frombuffer(b"ACGT", dtype=np.uint8)
Left = tuple[VcfVariant, int]
"""A variant that is left, and the place in the chain where its judgement goes on."""


def sieved_steps(chain: Chain) -> list[str]:
    """How far the chain begins with filters that a sieve knows, in the order it knows them."""
    found: list[str] = []
    for name, _ in chain.steps:
        if name not in _ORDER or (found and _ORDER.index(name) < _ORDER.index(found[-1])):
            break
        found.append(name)
    return found


class Sieve:
    """Sifts the records of one VCF.

    Parameters
    ----------
    file : VcfFile
    chain : Chain

    Attributes
    ----------
    removed : collections.Counter
        How many variants each filter removed here.
    """

    def __init__(self, file: VcfFile, chain: Chain) -> None:
        self.file, self.chain, self.removed = file, chain, Counter()
        self.steps = sieved_steps(chain)
        self._passes = [value.encode() for value in chain.assay.pass_values]
        self._large = file.path.stat().st_size > _LARGE
        self._terms = "|".join(term.decode() for term in file.terms)
        # The consequence is looked for here and read in the chain.
        self._go_on = len(self.steps) - ("consequence" in self.steps)

    def __iter__(self) -> Iterator[Left]:
        for left in self._ahead(self._sifted()):
            yield from left

    def _sifted(self) -> Iterator[Iterator[Left]]:
        """What is left of each block."""
        line = self.file.header.lines + 1
        for text in self._ahead(self.file.blocks()):
            data = np.frombuffer(text, dtype=np.uint8)
            ends = _column_ends(data, max(8, len(self.file.header.samples) + 9))
            if ends is None or not _is_plain(data, ends):
                yield self._one_by_one(line, text)
                line += text.count(b"\n")
            else:
                yield self._sift(line, text, data, ends)
                line += len(ends)

    def _ahead(self, items: Iterator[T]) -> Iterator[T]:
        # Three stages beside each other: decompressing, sifting, judging. A small file is done
        # before a thread has begun.
        return ahead(items) if self._large else items

    def _one_by_one(self, line: int, text: bytes) -> Iterator[Left]:
        for number, columns in self.file.columns_of(line, text.splitlines()):
            for variant in self.file.alleles(number, columns):
                yield variant, 0

    def _sift(self, line: int, text: bytes, data: np.ndarray, ends: np.ndarray) -> Iterator[Left]:
        alone = (ends[:, 4] - ends[:, 3] == 2) & np.isin(data[ends[:, 3] + 1], _BASES)
        doubtful = ~alone
        for step in self.steps:
            if step == "absent":
                odd = alone & ~self._has_plain_genotype(data, ends)
                doubtful, alone = doubtful | odd, alone & ~odd
            gone = alone & ~self._stays(step, text, data, ends, alone)
            if gone.any():
                self.removed[step] += int(gone.sum())
                alone &= ~gone
        return self._left(line, text, ends, alone, doubtful)

    def _stays(
        self, step: str, text: bytes, data: np.ndarray, ends: np.ndarray, alone: np.ndarray
    ) -> np.ndarray:
        if step == "caller":
            return _equals_any(data, ends[:, 5] + 1, ends[:, 6], self._passes)
        if step == "absent" and self.file.column is not None:
            call = ends[:, self.file.column - 1] + 1
            return (data[call] == ord("1")) | (data[call + 2] == ord("1"))
        if step == "outside":
            return self._on_target(text, ends, alone)
        if step == "consequence":
            return self._has_term(text, ends)
        return np.ones(len(ends), dtype=bool)  # a single base is no symbol

    def _has_plain_genotype(self, data: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """FORMAT begins with GT and the call with two one-digit alleles (0/1, 1|1)."""
        column = self.file.column
        if column is None:
            return np.ones(len(ends), dtype=bool)
        keys, call, close = ends[:, 7] + 1, ends[:, column - 1] + 1, ends[:, column]
        after = np.where(call + 3 == close, _COLON, data[np.minimum(call + 3, len(data) - 1)])
        named = (data[keys] == ord("G")) & (data[keys + 1] == ord("T"))
        alone = (data[keys + 2] == _COLON) | (data[keys + 2] == _TAB)
        first, second = data[call], data[np.minimum(call + 2, len(data) - 1)]
        digits = (first >= _ZERO) & (first <= _NINE) & (second >= _ZERO) & (second <= _NINE)
        between = np.isin(data[np.minimum(call + 1, len(data) - 1)], np.frombuffer(b"/|", np.uint8))
        return named & alone & digits & between & (after == _COLON) & (close >= call + 3)

    def _on_target(self, text: bytes, ends: np.ndarray, alone: np.ndarray) -> np.ndarray:
        inside = np.zeros(len(ends), dtype=bool)
        starts = _line_starts(ends)
        for row in np.flatnonzero(alone):
            chrom = text[starts[row] : ends[row, 0]].decode("utf-8", "replace")
            pos = int(text[ends[row, 0] + 1 : ends[row, 1]])
            inside[row] = self.chain.targets.contains(chrom, pos - 1)  # type: ignore[union-attr]
        return inside

    def _has_term(self, text: bytes, ends: np.ndarray) -> np.ndarray:
        if not self._terms:
            return np.zeros(len(ends), dtype=bool)
        offsets = np.append(_line_starts(ends), ends[-1, -1] + 1).astype(np.int32)
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(text)]
        lines = pa.Array.from_buffers(pa.binary(), len(ends), buffers)
        found = pc.match_substring_regex(lines, self._terms)
        return found.to_numpy(zero_copy_only=False)

    def _left(
        self,
        line: int,
        text: bytes,
        ends: np.ndarray,
        alone: np.ndarray,
        doubtful: np.ndarray,
    ) -> Iterator[Left]:
        file, starts = self.file, _line_starts(ends)
        for row in np.flatnonzero(alone | doubtful).tolist():
            columns = text[starts[row] : ends[row, -1]].split(b"\t")
            if alone[row]:
                yield VcfVariant(file, line + row, columns, [columns[4]], 0), self._go_on
            else:
                for variant in file.alleles(line + row, columns):
                    yield variant, 0


def _column_ends(data: np.ndarray, width: int) -> np.ndarray | None:
    """Where each column of each line ends; None where lines differ in their columns."""
    ends = np.flatnonzero(data <= _NEWLINE)
    if len(ends) == 0 or len(ends) % width:
        return None
    ends = ends.reshape(-1, width)
    kinds = data[ends]
    regular = (kinds[:, :-1] == _TAB).all() and (kinds[:, -1] == _NEWLINE).all()
    return ends if regular else None


def _is_plain(data: np.ndarray, ends: np.ndarray) -> bool:
    """Positions look like numbers, and no CHROM, REF or column end is out of order."""
    first, last = data[ends[:, 0] + 1], data[ends[:, 1] - 1]
    digits = (first >= _ZERO) & (first <= _NINE) & (last >= _ZERO) & (last <= _NINE)
    named = (ends[:, 0] > _line_starts(ends)) & (ends[:, 3] > ends[:, 2] + 1)
    return bool((digits & named).all()) and data[ends[0, -1] - 1] != ord("\r")


def _line_starts(ends: np.ndarray) -> np.ndarray:
    return np.append(0, ends[:-1, -1] + 1)


def _equals_any(
    data: np.ndarray, starts: np.ndarray, stops: np.ndarray, values: Sequence[bytes]
) -> np.ndarray:
    """Whether the text between two offsets is one of some values."""
    found = np.zeros(len(starts), dtype=bool)
    for value in values:
        same = stops - starts == len(value)
        for place, letter in enumerate(value):
            same[same] = data[starts[same] + place] == letter
        found |= same
    return found
