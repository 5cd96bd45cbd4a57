"""SnpEff: ANN, and EFF of versions before 4.1."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from radiotmb.tmb.annotators.annotator import (
    STANDARD_TERMS,
    Annotator,
    EntryPlaces,
    entries_of_allele,
    part,
)
from radiotmb.tmb.annotators.vep import vep_alleles
from radiotmb.tmb.consequence import Effect, transcript_kind

_OLD_ENTRY = re.compile(r"([A-Za-z0-9_+&]+)\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_OLD_GENE, _OLD_BIOTYPE, _OLD_NUMBER = 5, 6, 10


class SnpEff(Annotator):
    """SnpEff's ANN."""

    name: ClassVar[str] = "snpeff"
    place: ClassVar[int] = 2
    tags: ClassVar[tuple[str, ...]] = ("ANN",)
    terms: ClassVar[Mapping[str, str]] = {
        **STANDARD_TERMS,
        "conservative_inframe_insertion": "inframe_insertion",
        "disruptive_inframe_insertion": "inframe_insertion",
        "conservative_inframe_deletion": "inframe_deletion",
        "disruptive_inframe_deletion": "inframe_deletion",
        "initiator_codon_variant": "start_lost",
    }

    def entry_places(self) -> EntryPlaces:
        # The order is the specification's own, whatever the header says.
        return EntryPlaces(allele=0, term=1, gene=3, other_gene=4, biotype=7)

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        at = self.entry_places()
        entries = [entry.split("|") for entry in value.split(",")]
        return [
            Effect(
                part(entry, at.gene) or part(entry, at.other_gene),
                term,
                transcript_kind(biotype=part(entry, at.biotype)),
            )
            for entry in self.own_entries(entries, ref, alts, index)
            if len(entry) > at.term
            for term in self.terms_of(part(entry, at.term))
        ]

    def own_entries(
        self, entries: list[list[str]], ref: str, alts: Sequence[str], index: int
    ) -> list[list[str]]:
        alt = alts[index]
        spellings = {alt, vep_alleles(ref, [alt])[0]}
        chosen = [entry for entry in entries if entry[0] in spellings]
        return chosen or entries_of_allele(entries, 0, (alt,), len(alts) == 1)


class OldSnpEff(Annotator):
    """SnpEff's EFF: ``Effect(Impact|Class|Codon|Amino_acid|Length|Gene|BioType|...)``."""

    name: ClassVar[str] = "snpeff-eff"
    place: ClassVar[int] = 7
    tags: ClassVar[tuple[str, ...]] = ("EFF",)
    terms: ClassVar[Mapping[str, str]] = {
        **SnpEff.terms,
        "NON_SYNONYMOUS_CODING": "missense_variant",
        "STOP_GAINED": "stop_gained",
        "STOP_LOST": "stop_lost",
        "START_LOST": "start_lost",
        "NON_SYNONYMOUS_START": "start_lost",
        "FRAME_SHIFT": "frameshift_variant",
        "CODON_INSERTION": "inframe_insertion",
        "CODON_DELETION": "inframe_deletion",
        "CODON_CHANGE_PLUS_CODON_INSERTION": "inframe_insertion",
        "CODON_CHANGE_PLUS_CODON_DELETION": "inframe_deletion",
        "CODON_CHANGE": "protein_altering_variant",
        "SPLICE_SITE_ACCEPTOR": "splice_acceptor_variant",
        "SPLICE_SITE_DONOR": "splice_donor_variant",
        "SYNONYMOUS_CODING": "synonymous_variant",
        "SYNONYMOUS_STOP": "synonymous_variant",
        "SYNONYMOUS_START": "synonymous_variant",
    }

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        found: list[Effect] = []
        for raw, inside in _OLD_ENTRY.findall(value):
            parts = [field.strip() for field in inside.split("|")]
            if len(alts) > 1 and part(parts, _OLD_NUMBER) not in ("", str(index + 1)):
                continue
            kind = transcript_kind(biotype=part(parts, _OLD_BIOTYPE))
            for term in raw.replace("+", "&").split("&"):
                found.append(Effect(part(parts, _OLD_GENE), self.terms.get(term, term), kind))
        return found

    def has_field(self, field: str) -> bool:
        return False
