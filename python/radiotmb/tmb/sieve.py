"""The first filters of the chain on whole blocks of text, so that most records are never decoded.

The answer is the chain's own: a record is removed here only where the chain would remove it by
the same name. What is in doubt (several alternates, an unusual genotype, a missing count) goes to
the chain from the filter that left it in doubt, and a block that is not as regular as it should
be goes there line by line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from radiotmb.tmb.ahead import ahead
from radiotmb.tmb.blockfilters import AskedBlock, BlockFilters
from radiotmb.tmb.consequence import Effect
from radiotmb.tmb.filters import Chain
from radiotmb.tmb.textblock import Signs, TextBlock, text_block
from radiotmb.tmb.variant import Evidence, Variant
from radiotmb.tmb.vcf import VcfFile, VcfVariant

_LARGE = 16 << 20  # many smaller files are spread over workers instead
_BASES = np.frombuffer(b"ACGT", dtype=np.uint8)


class Left(NamedTuple):
    """A variant that is left, where in the chain its judgement goes on, and what is known of it."""

    variant: Variant
    start: int = 0
    evidence: Evidence | None = None
    effect: Effect | None = None


class SiftedVariant(VcfVariant):
    """The only alternate of a record of which little is left to ask: its line is cut on demand.

    ``head`` is the text of the first five columns, ``line_of`` gives the whole line.
    """

    __slots__ = ("_line_of", "alt", "chrom", "pos", "ref")

    def __init__(self, file: VcfFile, line: int, head: bytes, line_of: partial[bytes]) -> None:
        self._file, self.line, self._line_of, self.index = file, line, line_of, 0
        chrom, pos, _, self.ref, self.alt = head.decode("utf-8", "replace").split("\t")
        self.chrom, self.pos = chrom, int(pos)

    @property
    def _columns(self) -> list[bytes]:  # type: ignore[override]
        return self._line_of().split(b"\t")

    @property
    def alts(self) -> list[bytes]:  # type: ignore[override]
        return [self.alt.encode()]  # one of ACGT


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
    judged, low_snvs, low_deaminated : int
        As in :class:`radiotmb.tmb.tally.Tally`, of what was judged or removed here.
    """

    def __init__(self, file: VcfFile, chain: Chain) -> None:
        self.file, self.removed = file, Counter()
        self.judged = self.low_snvs = self.low_deaminated = 0
        self.filters = BlockFilters(file, chain)
        self._large = file.path.stat().st_size > _LARGE

    def __iter__(self) -> Iterator[Left]:
        # Two threads beside each other: one decompresses and finds the columns, one asks the
        # filters. A small file is done before a thread has begun.
        blocks = self._blocks()
        for line, text, block in ahead(blocks) if self._large else blocks:
            if block is None:
                yield from self._one_by_one(line, text)
            else:
                yield from self._sift(line, block)

    def _blocks(self) -> Iterator[tuple[int, bytes, TextBlock | None]]:
        """The number of its first line, text and columns of each block."""
        line, width = self.file.header.lines + 1, max(8, len(self.file.header.samples) + 9)
        signs = Signs()
        for text in self.file.blocks():
            alone = isinstance(text, bytes)  # a line or two between two readings
            block = None if alone else text_block(text, width, signs)
            plain = b"" if block else bytes(text)
            yield line, plain, block
            line += len(block) if block else plain.count(b"\n")

    def _one_by_one(self, line: int, text: bytes) -> Iterator[Left]:
        lines = [row.rstrip(b"\r") for row in text.split(b"\n")]
        for number, columns in self.file.columns_of(line, lines):
            for variant in self.file.alleles(number, columns):
                yield Left(variant)

    def _sift(self, line: int, block: TextBlock) -> Iterator[Left]:
        """What the filters leave of a block, in its order."""
        ends = block.ends
        alone = (ends[:, 4] - ends[:, 3] == 2) & np.isin(block.data[ends[:, 3] + 1], _BASES)
        left, alive = ~alone, alone.copy()
        start = np.zeros(len(block), dtype=np.int64)
        asked = AskedBlock(block, self.filters)
        for place, step in enumerate(self.filters.steps):
            stays, doubt = asked.ask(step, alive)
            doubt &= alive
            gone = alive & ~doubt & ~stays
            left |= doubt
            start[doubt] = place
            if step in ("depth", "fraction"):
                self.judged += int(alive.sum() - doubt.sum())
            self.removed[step] += int(gone.sum())
            if step == "fraction":
                low, damaged = asked.deamination(np.flatnonzero(gone))
                self.low_snvs += low
                self.low_deaminated += damaged
            alive &= stays & ~doubt
        start[alive] = len(self.filters.steps)
        return self._left(line, asked, np.flatnonzero(left | alive), alone, start)

    def _left(
        self, line: int, asked: AskedBlock, rows: np.ndarray, alone: np.ndarray, start: np.ndarray
    ) -> Iterator[Left]:
        file, block, end = self.file, asked.block, len(self.filters.steps)
        places = zip(
            rows.tolist(),
            block.starts[rows].tolist(),
            block.ends[rows, 4].tolist(),
            alone[rows].tolist(),
            start[rows].tolist(),
            asked.evidence(rows),
            strict=True,
        )
        for row, begin, head, single, place, evidence in places:
            if single:
                effect = asked.effect(row) if place == end else None
                variant = SiftedVariant(
                    file, line + row, block.between(begin, head), partial(block.line, row)
                )
                yield Left(variant, place, evidence, effect)
            else:
                for variant in file.alleles(line + row, block.line(row).split(b"\t")):
                    yield Left(variant)
