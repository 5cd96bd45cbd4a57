"""Ensembl VEP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from radiotmb.tmb.annotators.annotator import (
    STANDARD_TERMS,
    Annotator,
    EntryPlaces,
    entries_of_allele,
    part,
    shortest,
)
from radiotmb.tmb.consequence import Effect, transcript_kind


class Vep(Annotator):
    """Ensembl VEP's CSQ."""

    name: ClassVar[str] = "vep"
    place: ClassVar[int] = 1
    tags: ClassVar[tuple[str, ...]] = ("CSQ", "vep", "VEP")
    terms: ClassVar[Mapping[str, str]] = STANDARD_TERMS
    default_fields: ClassVar[tuple[str, ...]] = (
        "Allele", "Consequence", "IMPACT", "SYMBOL", "Gene", "Feature_type", "Feature", "BIOTYPE",
    )  # fmt: skip

    def entry_places(self) -> EntryPlaces:
        return EntryPlaces(
            allele=self._at("Allele"),
            term=self._at("Consequence"),
            gene=self._at("SYMBOL"),
            other_gene=self._at("Gene"),
            biotype=self._at("BIOTYPE"),
            # A transcript that is picked and MANE is MANE where MANE decides.
            pick=self._at("PICK") if self.transcripts in ("any", "picked") else -1,
            mane=self._at("MANE_SELECT", "MANE") if self.transcripts != "canonical" else -1,
            canonical=self._at("CANONICAL"),
        )

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        at = self.entry_places()
        # Of some forty fields only the first few are looked at.
        asked = max(*at, self._at("ALLELE_NUM")) + 1
        entries = [entry.split("|", asked) for entry in value.split(",")]
        found: list[Effect] = []
        for entry in self.own_entries(entries, ref, alts, index):
            if len(entry) <= at.term:
                continue
            gene = part(entry, at.gene) or part(entry, at.other_gene)
            marks = (part(entry, place) for place in (at.pick, at.mane, at.canonical, at.biotype))
            kind = transcript_kind(*marks)
            found += [Effect(gene, term, kind) for term in self.terms_of(part(entry, at.term))]
        return found

    def own_entries(
        self, entries: list[list[str]], ref: str, alts: Sequence[str], index: int
    ) -> list[list[str]]:
        count = self._at("ALLELE_NUM")
        if count >= 0 and len(alts) > 1:
            return [entry for entry in entries if part(entry, count) == str(index + 1)]
        alt = alts[index]
        spellings = (vep_alleles(ref, alts)[index], alt, shortest(ref, alt))
        return entries_of_allele(entries, self._at("Allele"), spellings, len(alts) == 1)


def vep_alleles(ref: str, alts: Sequence[str]) -> list[str]:
    """VEP's own spelling of the alternates: the first base goes where lengths differ.

    All alleles of the site must share that base; an allele of which nothing is left is ``-``.

    Examples
    --------
    >>> vep_alleles("CA", ["C", "CAT"]), vep_alleles("C", ["T"])
    (['-', 'AT'], ['T'])
    """
    plain = [alt for alt in alts if alt != "*"]
    indel = any(len(alt) != len(ref) for alt in plain)
    if indel and all(alt[:1] == ref[:1] for alt in plain):
        return ["*" if alt == "*" else alt[1:] or "-" for alt in alts]
    return list(alts)
