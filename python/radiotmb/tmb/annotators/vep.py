"""Ensembl VEP."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from radiotmb.tmb.annotators.annotator import Annotator, part, shortest
from radiotmb.tmb.consequence import Effect
from radiotmb.tmb.info import info_value


class Vep(Annotator):
    """Ensembl VEP's CSQ."""

    name: ClassVar[str] = "vep"

    @cached_property
    def _consequence(self) -> tuple[bytes, int | None]:
        return self.tag.encode(), self._at("Consequence")

    @cached_property
    def sight(self) -> int | None:  # type: ignore[override]
        place = self._at("Consequence")
        return place if place in (0, 1) else None

    @cached_property
    def gene_place(self) -> int | None:  # type: ignore[override]
        return self._at("SYMBOL", "Gene")

    def at_sight(self, info: bytes, terms: tuple[bytes, ...]) -> bool | None:
        tag, place = self._consequence
        value = info_value(info, tag)
        if place is None or value is None:
            return None
        return _stands_in_field(value, terms, place)

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        allele, term = self._at("Allele"), self._at("Consequence")
        gene, count = self.gene_place, self._at("ALLELE_NUM")
        # Of some forty fields only the first few are looked at.
        asked = max(place or 0 for place in (allele, term, gene, count)) + 1
        entries = [entry.split("|", asked) for entry in value.split(",")]
        if len(alts) > 1:
            entries = self._of_allele(entries, allele, count, ref, alts, index)
        return [
            (part(entry, gene), name)
            for entry in entries
            for name in self.terms_of(part(entry, term))
        ]

    def _of_allele(
        self,
        entries: list[list[str]],
        allele: int | None,
        count: int | None,
        ref: str,
        alts: Sequence[str],
        index: int,
    ) -> list[list[str]]:
        if count is not None:
            return [entry for entry in entries if part(entry, count) == str(index + 1)]
        for spelling in (
            _vep_alleles(ref, alts)[index],
            alts[index],
            shortest(ref, alts[index]),
        ):
            chosen = [entry for entry in entries if part(entry, allele) == spelling]
            if chosen:
                return chosen
        return []


def _vep_alleles(ref: str, alts: Sequence[str]) -> list[str]:
    """VEP's own spelling of the alternates: the first base goes where lengths differ.

    All alleles of the site must share that base; an allele of which nothing is left is ``-``.
    """
    plain = [alt for alt in alts if alt != "*"]
    indel = any(len(alt) != len(ref) for alt in plain)
    if indel and all(alt[:1] == ref[:1] for alt in plain):
        return ["*" if alt == "*" else alt[1:] or "-" for alt in alts]
    return list(alts)


def _stands_in_field(value: bytes, terms: tuple[bytes, ...], place: int) -> bool:
    """Whether a term is a whole item of the ``place``-th field of a ``|``-separated entry."""
    for term in terms:
        found = value.find(term)
        while found >= 0:
            end = found + len(term)
            if value[end : end + 1] in _ENDS and value[found - 1 : found] in _ENDS:
                start = value.rfind(b",", 0, found) + 1
                if value.count(b"|", start, found) == place:
                    return True
            found = value.find(term, end)
    return False


_ENDS = (b"|", b"&", b",", b"")
