"""The filters of the chain, asked for all lines of a block at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from radiotmb.tmb.blockreads import BlockReads, Counts
from radiotmb.tmb.blockterms import BlockTerms, Told
from radiotmb.tmb.consequence import Effect
from radiotmb.tmb.filters import Chain, is_below
from radiotmb.tmb.textblock import COLON, TAB, TextBlock
from radiotmb.tmb.variant import Evidence
from radiotmb.tmb.vcf import VcfFile

_CHROMS = 64  # in one block
_PHASES = np.frombuffer(b"/|", dtype=np.uint8)
_ZERO, _NINE, _ONE = b"091"


class Answer(NamedTuple):
    """Which lines of a block stay, and for which that is in doubt."""

    stays: np.ndarray
    doubt: np.ndarray


class BlockFilters:
    """The filters that a file's blocks can be asked for.

    Parameters
    ----------
    file : VcfFile
    chain : Chain

    Attributes
    ----------
    steps : list of str
        How far the chain begins with filters that are known here.
    """

    def __init__(self, file: VcfFile, chain: Chain) -> None:
        self.column, self.targets, self.assay = file.column, chain.targets, chain.assay
        self.pass_values = [value.encode() for value in chain.assay.pass_values]
        self.reads = BlockReads.of(file.scheme, file.column)
        self.terms = BlockTerms.of(file.annotator, chain.assay.wanted)
        known = {"caller", "symbolic", "absent", "outside"}
        known |= {"consequence"} if self.terms else set()
        known |= {"depth", "fraction"} if self.reads else set()
        names = [name for name, _ in chain.steps]
        first = next((i for i, name in enumerate(names) if name not in known), len(names))
        self.steps = names[:first]


@dataclass
class AskedBlock:
    """One block under these filters. It must hold single bases for alternates where it is asked.

    ``counts`` and ``told`` are what depth, fraction and consequence found out on the way.
    """

    block: TextBlock
    filters: BlockFilters
    counts: Counts | None = None
    told: Told | None = None

    def ask(self, step: str, alive: np.ndarray) -> Answer:
        """The answer of one filter for the lines that are still alive."""
        return getattr(self, f"_{step}")(alive)

    def _sure(self, stays: np.ndarray) -> Answer:
        return Answer(stays, np.zeros(len(stays), dtype=bool))

    def _caller(self, alive: np.ndarray) -> Answer:
        ends = self.block.ends
        start, stop = ends[:, 5] + 1, ends[:, 6]
        return self._sure(self.block.equals_any(start, stop, self.filters.pass_values))

    def _symbolic(self, alive: np.ndarray) -> Answer:
        return self._sure(alive.copy())  # a single base is no symbol

    def _absent(self, alive: np.ndarray) -> Answer:
        """Plain is: FORMAT begins with GT and the call with two one-digit alleles (0/1, 1|1)."""
        column, data, ends = self.filters.column, self.block.data, self.block.ends
        if column is None:
            return self._sure(alive.copy())
        keys, call, close = ends[:, 7] + 1, ends[:, column - 1] + 1, ends[:, column]
        last = len(data) - 1
        first, between, second, after = (data[np.minimum(call + i, last)] for i in range(4))
        after = np.where(call + 3 == close, COLON, after)
        plain = (data[keys] == ord("G")) & (data[keys + 1] == ord("T"))
        plain &= (data[keys + 2] == COLON) | (data[keys + 2] == TAB)
        plain &= np.isin(between, _PHASES) & (after == COLON) & (close >= call + 3)
        plain &= (first >= _ZERO) & (first <= _NINE) & (second >= _ZERO) & (second <= _NINE)
        return Answer((first == _ONE) | (second == _ONE), ~plain)

    def _outside(self, alive: np.ndarray) -> Answer:
        block, targets = self.block, self.filters.targets
        inside, doubt = np.zeros((2, len(block)), dtype=bool)
        rows = np.flatnonzero(alive)
        for _ in range(_CHROMS):
            if not len(rows):
                break
            start, stop = block.starts[rows], block.ends[rows, 0]
            chrom = block.between(start[0], stop[0])
            same = block.equals(start, stop, chrom)
            here, rows = rows[same], rows[~same]
            name = chrom.decode("utf-8", "replace")
            inside[here] = targets.contain(name, block.positions[here] - 1)  # type: ignore[union-attr]
        doubt[rows] = True
        return Answer(inside, doubt)

    def _consequence(self, alive: np.ndarray) -> Answer:
        self.told = self.filters.terms.judge(self.block, alive)  # type: ignore[union-attr]
        return Answer(self.told.counts, self.told.doubt)

    def _depth(self, alive: np.ndarray) -> Answer:
        counts = self._read(alive)
        return Answer(~is_below(counts.depth, self.filters.assay.min_depth), ~counts.known)

    def _fraction(self, alive: np.ndarray) -> Answer:
        counts = self._read(alive)
        return Answer(~is_below(counts.fraction, self.filters.assay.min_fraction), ~counts.known)

    def _read(self, alive: np.ndarray) -> Counts:
        if self.counts is None:
            self.counts = self.filters.reads.read(self.block, np.flatnonzero(alive))  # type: ignore[union-attr]
        return self.counts

    def deamination(self, gone: np.ndarray) -> tuple[int, int]:
        """Low-fraction substitutions among some lines, and how many are C:G>T:A."""
        share = self.counts.fraction[gone]  # type: ignore[union-attr]
        low = (share > 0) & (share < self.filters.assay.deamination.below_fraction)
        data, ends = self.block.data, self.block.ends[gone]
        low &= ends[:, 3] - ends[:, 2] == 2
        ref, alt = data[ends[:, 2] + 1] & ~np.uint8(0x20), data[ends[:, 3] + 1]
        damaged = ((ref == ord("C")) & (alt == ord("T"))) | ((ref == ord("G")) & (alt == ord("A")))
        return int(low.sum()), int((low & damaged).sum())

    def evidence(self, rows: np.ndarray) -> list[Evidence | None]:
        """Of some lines the reads, where they are known."""
        if self.counts is None:
            return [None] * len(rows)
        depth, alt, fraction, known = (values[rows].tolist() for values in self.counts)
        found = map(Evidence, depth, alt, fraction)
        return [value if sure else None for value, sure in zip(found, known, strict=True)]

    def effects(self, rows: np.ndarray, stayed: np.ndarray) -> list[Effect | None]:
        """Of those of some lines that stayed the effect they are reported with, where known."""
        found: list[Effect | None] = [None] * len(rows)
        if self.told is not None:
            places = np.flatnonzero(stayed)
            effects = self.filters.terms.effects(self.block, self.told, rows[places])  # type: ignore[union-attr]
            for place, effect in zip(places.tolist(), effects, strict=True):
                found[place] = effect
        return found
