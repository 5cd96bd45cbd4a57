"""ANNOVAR."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from radiotmb.tmb.annotators.annotator import Annotator
from radiotmb.tmb.consequence import TERMS, Effect


class Annovar(Annotator):
    """ANNOVAR's table_annovar output: a block of tags for each allele, closed by ALLELE_END.

    The reader passes the whole INFO.
    """

    name: ClassVar[str] = "annovar"

    def raw_terms(self, wanted: Iterable[str]) -> tuple[bytes, ...]:
        # Some versions write a blank where others write an underscore.
        return tuple(sorted({term.split(b"_")[0] for term in super().raw_terms(wanted)}))

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        model = self.tag.partition(".")[2]
        block = self._block(value, len(alts), index)
        genes = self._plain(block.get(f"Gene.{model}", "")).split(";")
        places = self._plain(block.get(f"Func.{model}", "")).split(";")
        raw = self._plain(block.get(self.tag, "."))
        terms = [TERMS["annovar"].get(term, term) for term in raw.split(";") if term != "."]
        # A change two bases from an exon's end is in Func, not in ExonicFunc.
        terms += [TERMS["annovar"].get(place, place) for place in places if place != "exonic"]
        return [(genes[0], term) for term in terms if term]

    @staticmethod
    def _plain(text: str) -> str:
        return text.replace("\\x3b", ";").replace(" ", "_").replace("\\x3d", "=")

    @staticmethod
    def _block(info: str, alleles: int, index: int) -> Mapping[str, str]:
        blocks = [block for block in info.split("ALLELE_END") if "ANNOVAR_DATE" in block]
        chosen = info if len(blocks) < 2 else blocks[index] if index < len(blocks) else ""
        if "ANNOVAR_DATE" in chosen:
            chosen = chosen[chosen.index("ANNOVAR_DATE") :]
        return dict(item.split("=", 1) for item in chosen.split(";") if "=" in item)

    def value_of(self, field: str, value: str, alts: Sequence[str], index: int) -> str | None:
        return self._block(value, len(alts), index).get(field)
