"""Which lines of a block carry a consequence that counts, told without decoding the annotation.

Each entry's consequence is compared, byte for byte, with those met before: a file repeats a few
dozen. A new one is looked up once; what is written otherwise than usual stays in doubt.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from radiotmb.tmb import _terms
from radiotmb.tmb.annotators import Annotator
from radiotmb.tmb.consequence import Effect, effect_rank, worst_effect
from radiotmb.tmb.textblock import TextBlock

_LEARNED = 256  # consequences that are remembered: far more than an annotator has
_LONGEST = 120
_DOUBT = -2
_COUNTS_NOT = -1
_CLOSERS = b"|,;\t\n"


class Told(NamedTuple):
    """What is known of each line of a block.

    ``term`` is the place of the worst consequence that counts among those met (below 0: none, or
    in doubt), ``entry`` and ``stop`` where its entry begins and ends.
    """

    term: np.ndarray
    entry: np.ndarray
    stop: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        return self.term >= 0

    @property
    def doubt(self) -> np.ndarray:
        return self.term == _DOUBT


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
        self._elsewhere = annotator.elsewhere.encode()
        # As each is written, what it is reported as, and its rank.
        self._met: list[bytes] = []
        self._reported: list[str] = []
        self._ranks = np.full(_LEARNED, _COUNTS_NOT, dtype=np.int64)

    @classmethod
    def of(cls, annotator: Annotator | None, wanted: frozenset[str]) -> BlockTerms | None:
        """None where the annotation takes decoding."""
        told = annotator is not None and annotator.sight is not None
        return cls(annotator, wanted) if told else None  # type: ignore[arg-type]

    def judge(self, block: TextBlock, asked: np.ndarray) -> Told:
        """What the annotations of the lines asked for say; of the others, that none counts."""
        told = np.full((3, len(block)), _COUNTS_NOT, dtype=np.int64)
        starts, stops = block.ends[:, 6] + 1, np.ascontiguousarray(block.ends[:, 7])
        first = 0
        while unknown := _terms.worst_terms(
            block.text, asked, starts, stops, self._tag, self._annotator.sight, self._elsewhere,
            self._met, self._ranks, told, first,
        ):  # fmt: skip
            first, place = unknown
            if not self._learn(block, place):
                told[0, first] = _DOUBT
                first += 1
        return Told(*told)

    def effects(self, block: TextBlock, told: Told, rows: np.ndarray) -> list[Effect | None]:
        """Gene and term that lines are reported with, as ``worst_effect``; None to decode it."""
        terms = [self._reported[place] for place in told.term[rows].tolist()]
        place = self._annotator.gene_place
        if place is None:
            return [("", term) for term in terms]
        entries = map(block.between, told.entry[rows].tolist(), told.stop[rows].tolist())
        return [_named(entry, place, term) for entry, term in zip(entries, terms, strict=True)]

    def _learn(self, block: TextBlock, begin: int) -> bool:
        """Whether the consequence that begins here is remembered, with the sign that closes it."""
        text = block.between(begin, begin + _LONGEST)
        length = next((i for i, letter in enumerate(text) if letter in _CLOSERS), None)
        if length is None or len(self._met) >= _LEARNED:
            return False
        raw = text[: length + 1]
        terms = self._annotator.terms_of(raw[:-1].decode("utf-8", "replace"))
        _, term = worst_effect([("", term) for term in terms], self._wanted)
        if term in self._wanted:
            self._ranks[len(self._met)] = effect_rank(term, self._wanted)
        self._met.append(raw)
        self._reported.append(term)
        return True


def _named(entry: bytes, place: int, term: str) -> Effect | None:
    fields = entry.split(b"|", place + 1)
    return (fields[place].decode("utf-8", "replace"), term) if len(fields) > place + 1 else None
