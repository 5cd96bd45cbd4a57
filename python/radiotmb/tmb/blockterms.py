"""Which lines of a block carry a consequence that counts, told without decoding the annotation.

Each entry's consequence is compared, byte for byte, with those met before: a file repeats a few
dozen. A new one is looked up once; what is written otherwise than usual stays in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from radiotmb.tmb.annotators import Annotator
from radiotmb.tmb.consequence import Effect, effect_rank, worst_effect
from radiotmb.tmb.textblock import BAR, TextBlock

_LEARNED = 256  # consequences that are remembered: far more than an annotator has
_LONGEST = 120
_WORD = 8
_ENTRY = 400  # bytes within which an entry names its gene
_NONE = 1 << 30
_EQUALS = ord("=")
_AFTER_TAG = np.frombuffer(b"=;\t\n", dtype=np.uint8)
_CLOSERS = b"|,;\t\n"


class Told(NamedTuple):
    """What is known of each line of a block.

    ``rank`` is that of the worst consequence that counts, ``term`` its place among those reported,
    ``entry`` where it begins.
    """

    rank: np.ndarray
    term: np.ndarray
    entry: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        return self.rank < _NONE

    def note(self, owner: np.ndarray, begins: np.ndarray, rank: int, term: int) -> None:
        """One consequence and the entries that have it, those of a line in their order."""
        now = self.rank[owner]
        worse = (rank < now) | ((rank == now) & (begins < self.entry[owner]))
        # Of several entries of one line the first is kept: it is written last.
        rows = owner[worse][::-1]
        self.rank[rows], self.term[rows] = rank, term
        self.entry[rows] = begins[worse][::-1]


class BlockTerms:
    """The consequences met so far.

    Parameters
    ----------
    annotator : Annotator
        One that says where its consequences stand (``sight``).
    wanted : frozenset of str
        Sequence Ontology terms that count.
    """

    def __init__(self, annotator: Annotator, wanted: frozenset[str]) -> None:
        self._annotator, self._wanted = annotator, wanted
        self._tag = annotator.tag.encode()
        # To each its rank and its place among the reported terms; None where it does not count.
        self._known: dict[bytes, tuple[int, int] | None] = {}
        self._reported: list[str] = []
        self._met: dict[bytes, int] = {}

    @classmethod
    def of(cls, annotator: Annotator | None, wanted: frozenset[str]) -> BlockTerms | None:
        """None where the annotation takes decoding."""
        told = annotator is not None and annotator.sight is not None
        return cls(annotator, wanted) if told else None  # type: ignore[arg-type]

    def judge(self, block: TextBlock, alive: np.ndarray) -> tuple[Told, np.ndarray]:
        """What each line's annotation says, and which lines' must be decoded to tell."""
        told = Told(*np.full((3, len(block)), _NONE))
        owner, begins, doubt = self._entries(block, alive)
        if self._annotator.sight == 1:
            # Before the consequence stands the allele: of a single base one letter.
            straight = block.data[np.minimum(begins + 1, len(block.data) - 1)] == BAR
            doubt[owner[~straight]] = True
            owner, begins = owner[straight], begins[straight] + 2
        for raw, hits in self._by_value(block, begins):
            if raw is None:
                doubt[owner[hits]] = True
            elif (known := self._known[raw]) is not None:
                told.note(owner[hits], begins[hits], *known)
        return told, doubt

    def effect(self, block: TextBlock, told: Told, row: int) -> Effect | None:
        """Gene and term a line is reported with, as ``worst_effect`` has it; None to decode it."""
        place = self._annotator.gene_place
        begin = int(told.entry[row]) - 2 * self._annotator.sight  # type: ignore[operator]
        term = self._reported[told.term[row]]
        if place is None:
            return "", term
        entry = block.between(begin, min(begin + _ENTRY, int(block.ends[row, 7])))
        fields = entry.partition(b",")[0].partition(b";")[0].split(b"|", place + 1)
        if len(fields) < place + 2:
            return None
        return fields[place].decode("utf-8", "replace"), term

    def _entries(
        self, block: TextBlock, alive: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Line and beginning of each entry; and lines with the tag twice or without a value."""
        owner, starts = self._values(block)
        doubt = np.bincount(owner, minlength=len(block)) > 1
        doubt[owner[block.data[starts - 1] != _EQUALS]] = True
        chosen = alive[owner] & ~doubt[owner]
        owner, starts = owner[chosen], starts[chosen]
        after = np.append(block.semicolons, 1 << 40)
        stops = np.minimum(block.ends[owner, 7], after[np.searchsorted(after, starts)])
        first, last = np.searchsorted(block.commas, [starts, stops])
        # The commas of a value are neighbours in the list of all commas: mark where each row of
        # neighbours opens and closes.
        edges = np.zeros(len(block.commas) + 1, dtype=np.int64)
        np.add.at(edges, first, 1)
        np.add.at(edges, last, -1)
        within = np.flatnonzero(np.cumsum(edges[:-1]) > 0)
        owners = np.concatenate([owner, np.repeat(owner, last - first)])
        return owners, np.concatenate([starts, block.commas[within] + 1]), doubt

    def _values(self, block: TextBlock) -> tuple[np.ndarray, np.ndarray]:
        """The line and the beginning of each value of the tag in an INFO column, in order."""
        info = block.ends[:, 6] + 1
        places = np.concatenate([info, block.semicolons + 1])
        places = np.sort(places[block.reads(places, self._tag)])
        # A tag without a value is one too: the first of a line is the one that is read.
        after = block.data[np.minimum(places + len(self._tag), len(block.data) - 1)]
        places = places[np.isin(after, _AFTER_TAG)]
        owner = np.searchsorted(block.ends[:, -1], places)
        inside = (places >= info[owner]) & (places < block.ends[owner, 7])
        return owner[inside], places[inside] + len(self._tag) + 1

    def _by_value(
        self, block: TextBlock, begins: np.ndarray
    ) -> Iterator[tuple[bytes | None, np.ndarray]]:
        """Which entries hold each consequence; those under None cannot be told."""
        edge = begins + _WORD > len(block.data)
        if edge.any():
            yield None, np.flatnonzero(edge)
        left = np.flatnonzero(~edge)
        if elsewhere := self._annotator.elsewhere:
            left = left[block.data[begins] != ord(elsewhere)]
        # The commonest first: most entries are told by the first comparison.
        met = sorted(self._known, key=self._met.__getitem__, reverse=True)
        begins = begins[left]
        words = block.words(begins)
        while len(left):
            raw = met.pop(0) if met else self._learn(block, int(begins[0]))
            if raw is None:
                yield None, left
                return
            same = block.reads_on(begins, words, raw)
            others = ~same
            hits = left[same]
            left, begins, words = left[others], begins[others], words[others]
            self._met[raw] += len(hits)
            yield raw, hits

    def _learn(self, block: TextBlock, begin: int) -> bytes | None:
        """A consequence with the sign that closes it, remembered; None where there is no end."""
        text = block.between(begin, begin + _LONGEST)
        length = next((i for i, letter in enumerate(text) if letter in _CLOSERS), None)
        if length is None or len(self._known) >= _LEARNED:
            return None
        raw = text[: length + 1]
        terms = self._annotator.terms_of(raw[:-1].decode("utf-8", "replace"))
        _, term = worst_effect([("", term) for term in terms], self._wanted)
        self._met[raw], self._known[raw] = 0, None
        if term in self._wanted:
            self._known[raw] = (effect_rank(term, self._wanted), len(self._reported))
            self._reported.append(term)
        return raw
