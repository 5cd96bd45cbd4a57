"""Intervals on chromosomes: read from BED, merged, measured, asked for a position."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from radiotmb.errors import InputError
from radiotmb.tmb.alleles import is_position, plain_chrom
from radiotmb.tmb.lines import read_lines


class Intervals:
    """Merged 0-based half-open intervals.

    Parameters
    ----------
    pieces : iterable of (chrom, start, end)
        Overlapping and touching pieces become one; ``chr1`` and ``1`` are the same.

    Examples
    --------
    >>> targets = Intervals([("chr1", 0, 10), ("1", 5, 20), ("2", 3, 4)])
    >>> targets.size, targets.contain("1", np.array([19, 20])).tolist()
    (21, [True, False])
    """

    def __init__(self, pieces: Iterable[tuple[str, int, int]]) -> None:
        self.names: dict[str, str] = {}
        by_chrom: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for chrom, start, end in pieces:
            plain = plain_chrom(chrom)
            self.names.setdefault(plain, chrom)
            by_chrom[plain].append((start, end))
        self.merged = {chrom: _merge(found) for chrom, found in by_chrom.items()}
        self._starts = {chrom: [s for s, _ in found] for chrom, found in self.merged.items()}

    @property
    def size(self) -> int:
        """Bases covered, each once."""
        return sum(end - start for found in self.merged.values() for start, end in found)

    def contain(self, chrom: str, positions: np.ndarray) -> np.ndarray:
        """Whether each of many 0-based positions of one chromosome is in an interval."""
        found = self.merged.get(plain_chrom(chrom))
        if not found:
            return np.zeros(len(positions), dtype=bool)
        starts, ends = np.array(found).T
        place = np.searchsorted(starts, positions, side="right") - 1
        return (place >= 0) & (positions < ends[place])

    def overlap(self, chrom: str, start: int, end: int) -> int:
        """Bases of a 0-based half-open interval that lie in the intervals."""
        plain = plain_chrom(chrom)
        found = self.merged.get(plain, [])
        place = max(0, bisect_right(self._starts.get(plain, []), start) - 1)
        covered = 0
        while place < len(found) and found[place][0] < end:
            covered += max(0, min(end, found[place][1]) - max(start, found[place][0]))
            place += 1
        return covered

    def __iter__(self) -> Iterator[tuple[str, int, int]]:
        for chrom, found in self.merged.items():
            for start, end in found:
                yield self.names[chrom], start, end


def _merge(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def read_bed(path: str | Path) -> Intervals:
    """The merged intervals of a BED file (plain or gzipped).

    Raises
    ------
    InputError
        Naming the line that is not BED, or where there is no interval at all.
    """
    path = Path(path)
    pieces = []
    for count, line in enumerate(read_lines(path), start=1):
        text = line.decode("utf-8", "replace").strip()
        if not text or text.startswith(("#", "track", "browser")):
            continue
        columns = text.split("\t") if "\t" in text else text.split()
        if len(columns) < 3 or not (is_position(columns[1]) and is_position(columns[2])):
            raise _not_bed(path, count)
        start, end = int(columns[1]), int(columns[2])
        if end < start:
            raise _not_bed(path, count)
        if end > start:
            pieces.append((columns[0], start, end))
    if not pieces:
        raise InputError("no intervals", file=path, expected="BED: chrom, start, end")
    return Intervals(pieces)


def _not_bed(path: Path, count: int) -> InputError:
    return InputError(
        "not a BED line",
        file=path,
        where=f"line {count}",
        expected="chrom, start, end with 0 <= start <= end",
    )
