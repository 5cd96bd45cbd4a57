"""bcftools csq."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from radiotmb.tmb.annotators.annotator import Annotator, part
from radiotmb.tmb.consequence import Effect

_CHANGE = re.compile(r"\d+([A-Za-z.*]+)>([A-Za-z.*]+)")


class Csq(Annotator):
    """bcftools csq's BCSQ.

    An entry ``@123`` says that the change is part of the one written at position 123, where it
    counts once; an entry with ``*`` in front lies downstream of a stop.
    """

    name: ClassVar[str] = "bcftools"
    sight: ClassVar[int | None] = 0
    gene_place: ClassVar[int | None] = 1
    elsewhere: ClassVar[str] = "@"

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        found: list[Effect] = []
        for entry in value.split(","):
            if entry.startswith("@"):
                found.append(("", "compound"))
                continue
            parts = entry.split("|")
            if len(alts) > 1 and len(parts) > 6 and not self._names(parts[6], ref, alts[index]):
                continue
            found.extend((part(parts, self.gene_place), name) for name in self.terms_of(parts[0]))
        return found

    def terms_of(self, raw: str) -> list[str]:
        return super().terms_of(raw.lstrip("*"))

    @staticmethod
    def _names(change: str, ref: str, alt: str) -> bool:
        return any(
            (left.upper(), right.upper()) == (ref.upper(), alt.upper())
            for left, right in _CHANGE.findall(change)
        )
