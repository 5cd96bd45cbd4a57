"""GATK Funcotator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from radiotmb.tmb.annotators.annotator import Annotator, part
from radiotmb.tmb.consequence import Effect, transcript_kind


class Funcotator(Annotator):
    """GATK Funcotator's FUNCOTATION: one bracket an allele, ``#`` between transcripts."""

    name: ClassVar[str] = "funcotator"
    place: ClassVar[int] = 4
    tags: ClassVar[tuple[str, ...]] = ("FUNCOTATION",)
    terms: ClassVar[Mapping[str, str]] = {
        "MISSENSE": "missense_variant",
        "NONSENSE": "stop_gained",
        "NONSTOP": "stop_lost",
        "START_CODON_SNP": "start_lost",
        "START_CODON_INS": "start_lost",
        "START_CODON_DEL": "start_lost",
        "FRAME_SHIFT_INS": "frameshift_variant",
        "FRAME_SHIFT_DEL": "frameshift_variant",
        "IN_FRAME_INS": "inframe_insertion",
        "IN_FRAME_DEL": "inframe_deletion",
        "DE_NOVO_START_IN_FRAME": "protein_altering_variant",
        "DE_NOVO_START_OUT_FRAME": "protein_altering_variant",
        "SPLICE_SITE": "splice_site_variant",
        "SILENT": "synonymous_variant",
    }

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        found: list[Effect] = []
        gene = self._ending("_hugoSymbol")[:1] or [0]
        biotype = self._ending("_geneTranscriptType")[:1] or [-1]
        kinds = self._ending("_variantClassification", "_secondaryVariantClassification")
        for entry in self._bracket(value, index).split("#"):
            parts = entry.split("|")
            kind = transcript_kind(biotype=part(parts, biotype[0]).lower())
            found.extend(
                Effect(part(parts, gene[0]), self.terms.get(raw, raw), kind)
                for raw in (part(parts, place) for place in kinds)
                if raw
            )
        return found

    def _ending(self, *ends: str) -> list[int]:
        return [place for place, field in enumerate(self.fields) if field.endswith(ends)]

    @staticmethod
    def _bracket(value: str, index: int) -> str:
        brackets = value.strip("[]").split("],[")
        return brackets[index] if index < len(brackets) else ""

    def values_of(
        self, field: str, value: str, ref: str, alts: Sequence[str], index: int
    ) -> list[str]:
        parts = self._bracket(value, index).split("#")[0].split("|")
        return [one for one in part(parts, self._at(field)).split("&") if one]
