"""GATK Funcotator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from radiotmb.tmb.annotators.annotator import Annotator, part
from radiotmb.tmb.consequence import TERMS, Effect


class Funcotator(Annotator):
    """GATK Funcotator's FUNCOTATION: one bracket an allele, ``#`` between transcripts."""

    name: ClassVar[str] = "funcotator"

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        found: list[Effect] = []
        gene = next((i for i, f in enumerate(self.fields) if f.endswith("_hugoSymbol")), 0)
        kinds = [
            i
            for i, f in enumerate(self.fields)
            if f.endswith(("_variantClassification", "_secondaryVariantClassification"))
        ]
        for entry in self._bracket(value, index).split("#"):
            parts = entry.split("|")
            found.extend(
                (part(parts, gene), TERMS["funcotator"].get(raw, raw))
                for raw in (part(parts, kind) for kind in kinds)
                if raw
            )
        return found

    @staticmethod
    def _bracket(value: str, index: int) -> str:
        brackets = value.strip("[]").split("],[")
        return brackets[index] if index < len(brackets) else ""

    def value_of(self, field: str, value: str, alts: Sequence[str], index: int) -> str | None:
        place = self._at(field)
        parts = self._bracket(value, index).split("#")[0].split("|")
        return part(parts, place) or None
