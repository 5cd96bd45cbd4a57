"""The first filters of the chain on whole blocks of text, so that most records are never decoded.

The answer is the chain's own: a record is removed here only where the chain would remove it by
the same name. What is in doubt (several alternates, an unusual genotype, a missing count) goes to
the chain from the filter that left it in doubt, and a block that is not as regular as it should
be goes there line by line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np

from radiotmb.tmb.blockfilters import AskedBlock, BlockFilters
from radiotmb.tmb.consequence import Effect
from radiotmb.tmb.filters import Chain
from radiotmb.tmb.in_order import in_order
from radiotmb.tmb.textblock import Cutter, TextBlock, text_block
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


class LeftRow(NamedTuple):
    """The same of a line of a block; ``head`` is the text of its first five columns.

    ``alone`` is whether the line's only alternate is a single base.
    """

    row: int
    head: bytes
    alone: bool
    start: int
    evidence: Evidence | None
    effect: Effect | None


@dataclass
class Sifted:
    """What the filters say of a block: how many each removed, and the rows that are left.

    ``block`` is None where ``text`` must be read line by line.
    """

    text: bytes | memoryview
    block: TextBlock | None = None
    left: list[LeftRow] = field(default_factory=list)
    removed: dict[str, int] = field(default_factory=dict)
    judged: int = 0
    low_snvs: int = 0
    low_deaminated: int = 0


class SiftedVariant(VcfVariant):
    """The only alternate of a record of which little is left to ask: its line is cut on demand.

    ``head`` is the text of the first five columns, ``line_of`` gives the whole line.
    """

    __slots__ = ("_line_of", "alt", "chrom", "pos", "ref")

    def __init__(self, file: VcfFile, line: int, head: bytes, line_of: Callable[[], bytes]) -> None:
        self._file, self.line, self._line_of, self.index = file, line, line_of, 0
        chrom, pos, _, self.ref, self.alt = head.decode("utf-8", "replace").split("\t")
        self.chrom, self.pos = chrom, int(pos)

    @property
    def _columns(self) -> list[bytes]:  # type: ignore[override]
        return self._line_of().split(b"\t")

    @property
    def alts(self) -> list[bytes]:  # type: ignore[override]
        return [self.alt.encode()]  # one of ACGT


class Sifter:
    """Sifts one block after the other; what it learns on the way is for one thread.

    Parameters
    ----------
    file : VcfFile
    chain : Chain
    """

    def __init__(self, file: VcfFile, chain: Chain) -> None:
        self.filters = BlockFilters(file, chain)
        self._cutter = Cutter()
        self._width = max(8, len(file.header.samples) + 9)

    def sift(self, text: bytes | memoryview) -> Sifted:
        """What the filters say of some whole lines."""
        if isinstance(text, bytes):  # a line or two between two readings
            return Sifted(text)
        block = text_block(text, self._width, self._cutter)
        return Sifted(text) if block is None else self._sift(block)

    def _sift(self, block: TextBlock) -> Sifted:
        ends, removed = block.ends, {}
        alone = (ends[:, 4] - ends[:, 3] == 2) & np.isin(block.data[ends[:, 3] + 1], _BASES)
        left, alive = ~alone, alone.copy()
        start = np.zeros(len(block), dtype=np.int64)
        asked, judged, low = AskedBlock(block, self.filters), 0, (0, 0)
        for place, step in enumerate(self.filters.steps):
            stays, doubt = asked.ask(step, alive)
            doubt &= alive
            gone = alive & ~doubt & ~stays
            left |= doubt
            start[doubt] = place
            if step in ("depth", "fraction"):
                judged += int(alive.sum() - doubt.sum())
            removed[step] = int(gone.sum())
            if step == "fraction":
                low = asked.deamination(np.flatnonzero(gone))
            alive &= stays & ~doubt
        start[alive] = len(self.filters.steps)
        rows = self._rows(asked, np.flatnonzero(left | alive), alone, start)
        return Sifted(block.text, block, rows, removed, judged, *low)

    def _rows(
        self, asked: AskedBlock, rows: np.ndarray, alone: np.ndarray, start: np.ndarray
    ) -> list[LeftRow]:
        block = asked.block
        heads = map(block.between, block.starts[rows].tolist(), block.ends[rows, 4].tolist())
        whole = alone[rows] & (start[rows] == len(self.filters.steps))
        effects = asked.effects(rows, whole)
        return list(
            map(
                LeftRow, rows.tolist(), heads, alone[rows].tolist(), start[rows].tolist(),
                asked.evidence(rows), effects,
            )
        )  # fmt: skip


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
        As in :class:`radiotmb.tmb.count_file.Tally`, of what was judged or removed here.
    """

    def __init__(self, file: VcfFile, chain: Chain) -> None:
        self.file, self.removed = file, Counter()
        self.judged = self.low_snvs = self.low_deaminated = 0
        self._sifter = Sifter(file, chain)
        # A small file is done before a thread has begun.
        self._map = in_order if file.path.stat().st_size > _LARGE else map

    def __iter__(self) -> Iterator[Left]:
        line = self.file.header.lines + 1
        for sifted in self._map(self._sifter.sift, self.file.blocks()):
            if sifted.block is None:
                text = bytes(sifted.text)
                yield from self._one_by_one(line, text)
                line += text.count(b"\n")
            else:
                yield from self._left(line, sifted)
                line += len(sifted.block)

    def _one_by_one(self, line: int, text: bytes) -> Iterator[Left]:
        lines = [row.rstrip(b"\r") for row in text.split(b"\n")]
        for number, columns in self.file.columns_of(line, lines):
            for variant in self.file.alleles(number, columns):
                yield Left(variant)

    def _left(self, line: int, sifted: Sifted) -> Iterator[Left]:
        """What the filters leave of a block, in its order."""
        file, block = self.file, sifted.block
        self.removed.update(sifted.removed)
        self.judged += sifted.judged
        self.low_snvs += sifted.low_snvs
        self.low_deaminated += sifted.low_deaminated
        for row, head, alone, start, evidence, effect in sifted.left:
            if alone:
                variant = SiftedVariant(file, line + row, head, partial(block.line, row))
                yield Left(variant, start, evidence, effect)
            else:
                for variant in file.alleles(line + row, block.line(row).split(b"\t")):
                    yield Left(variant)
