"""SnpEff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from radiotmb.tmb.annotators.annotator import Annotator, part
from radiotmb.tmb.consequence import Effect


class SnpEff(Annotator):
    """SnpEff's ANN."""

    name: ClassVar[str] = "snpeff"
    sight: ClassVar[int | None] = 1
    gene_place: ClassVar[int | None] = 3

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        entries = [entry.split("|") for entry in value.split(",")]
        if len(alts) > 1:
            entries = [entry for entry in entries if entry[0] == alts[index]]
        return [
            (part(entry, self.gene_place), name)
            for entry in entries
            for name in self.terms_of(part(entry, 1))
        ]
