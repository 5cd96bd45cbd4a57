"""Target bases of a BAM that are deep enough, from its records as they come.

The rules are those of ``samtools depth -s``: unmapped, secondary, failed and duplicate reads never
count, deletions and skipped bases are not covered, and of two mates over one base the first counts.
samtools takes two reads of one name for mates that may overlap even where they lie on two contigs;
here they never do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from struct import error as TooShort
from struct import unpack_from

import numpy as np
from isal import igzip

from radiotmb.tmb import _depth
from radiotmb.tmb.bgzf import Damage, inflate_runs

_MAGIC = b"BAM\1"
_SIZE_BYTES = 4  # a record begins with its length


def deep_bases(
    bam: Path,
    lengths: Sequence[int],
    targets: Mapping[int, Sequence[tuple[int, int]]],
    min_depth: float,
    qualities: tuple[int, int],
    threads: int,
) -> int | None:
    """Count the target bases that at least ``min_depth`` reads cover.

    Parameters
    ----------
    bam : path
    lengths : sequence of int
        Of the contigs, in the file's order.
    targets : mapping
        Of a contig's place in that order to 0-based half-open intervals, sorted and apart.
    min_depth : float
        Reads.
    qualities : (int, int)
        Of the alignment and of a base: the least that count.
    threads : int
        The one that counts and those that decompress beside it.

    Returns
    -------
    int or None
        None where the file is not sorted, damaged, or written in a way that is left to samtools
        (no BGZF, a CIGAR of more than 65,535 operations in a tag).
    """
    if not lengths:
        return None
    pieces = [targets.get(contig, ()) for contig in range(len(lengths))]
    first = np.cumsum([0, *map(len, pieces)], dtype=np.int64)
    flat = np.array([pair for found in pieces for pair in found], dtype=np.int64).reshape(-1, 2)
    starts, stops = np.ascontiguousarray(flat.T)
    least = min(max(1, math.ceil(min_depth)), 1 << 62)  # a base without a read is never deep
    count = _depth.begin(np.array(lengths, dtype=np.int64), first, starts, stops, least, *qualities)
    try:
        with open(bam, "rb") as raw:
            texts = _after_header(inflate_runs(raw, threads))
            return _depth.end(count) if _add_all(count, texts) else None
    except (EOFError, Damage, igzip.BadGzipFile):
        return None


def _after_header(texts: Iterator[bytes]) -> Iterator[bytes]:
    """The texts without the header they begin with."""
    start = b""
    for text in texts:
        start += text
        end = _header_bytes(start)
        if end is not None:
            yield start[end:]
            yield from texts
            return
    raise EOFError("the header is cut short")


def _header_bytes(text: bytes) -> int | None:
    """How long the header is that a text begins with; None where more of it is to come."""
    if not text.startswith(_MAGIC):
        raise EOFError("no header of a BAM")
    try:
        at = 8 + int(unpack_from("<i", text, 4)[0])
        (contigs,) = unpack_from("<i", text, at)
        at += 4
        for _ in range(contigs):
            at += 8 + int(unpack_from("<i", text, at)[0])
    except TooShort:
        return None
    return at if at <= len(text) else None


def _add_all(count: _depth.Count, texts: Iterator[bytes]) -> bool:
    """Add every record; False where one is none that can be added, or the last is cut short."""
    rest = b""  # of a record that two texts share
    for text in texts:
        start = 0
        if rest:
            head = (rest + text[:_SIZE_BYTES])[:_SIZE_BYTES]
            size = _SIZE_BYTES + int.from_bytes(head, "little")
            start = size - len(rest)
            if len(head) < _SIZE_BYTES or start > len(text):
                rest += text
                continue
            if _depth.add(count, rest + text[:start]) is None:
                return False
        taken = _depth.add(count, memoryview(text)[start:])
        if taken is None:
            return False
        rest = text[start + taken :]
    return not rest
