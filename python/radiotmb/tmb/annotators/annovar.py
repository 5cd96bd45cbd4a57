"""ANNOVAR: table_annovar's VCF; its multianno.txt has the same columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from radiotmb.tmb.annotators.annotator import Annotator
from radiotmb.tmb.consequence import Effect

_PREFIX = "ExonicFunc."


class Annovar(Annotator):
    """ANNOVAR's table_annovar output: a block of tags for each allele, closed by ALLELE_END."""

    name: ClassVar[str] = "annovar"
    place: ClassVar[int] = 6
    tags: ClassVar[tuple[str, ...]] = ("ExonicFunc.refGene",)
    terms: ClassVar[Mapping[str, str]] = {
        "nonsynonymous_SNV": "missense_variant",
        "stopgain": "stop_gained",
        "stopgain_SNV": "stop_gained",
        "stoploss": "stop_lost",
        "stoploss_SNV": "stop_lost",
        "startloss": "start_lost",
        "frameshift_insertion": "frameshift_variant",
        "frameshift_deletion": "frameshift_variant",
        "frameshift_substitution": "frameshift_variant",
        "frameshift_block_substitution": "frameshift_variant",
        "nonframeshift_insertion": "inframe_insertion",
        "nonframeshift_deletion": "inframe_deletion",
        "nonframeshift_substitution": "protein_altering_variant",
        "nonframeshift_block_substitution": "protein_altering_variant",
        "synonymous_SNV": "synonymous_variant",
        "splicing": "splice_site_variant",
    }
    reads_whole_info: ClassVar[bool] = True

    @classmethod
    def tag_in(cls, info: Iterable[str]) -> str | None:
        # After the point stands the gene model: refGene, ensGene, refGeneWithVer.
        return next((tag for tag in info if tag.startswith(_PREFIX)), None)

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        model = self.tag.partition(".")[2]
        block = self._block(value, len(alts), index)
        return self.effects_of_fields(
            block.get(f"Gene.{model}", ""), block.get(f"Func.{model}", ""), block.get(self.tag, ".")
        )

    @classmethod
    def effects_of_fields(cls, genes: str, places: str, raw: str) -> list[Effect]:
        """From the values of Gene, Func and ExonicFunc."""
        gene = _plain(genes).split(";")[0]
        terms = [cls.terms.get(term, term) for term in _plain(raw).split(";") if term != "."]
        # A change two bases from an exon's end is in Func, not in ExonicFunc.
        where = [place for place in _plain(places).split(";") if place != "exonic"]
        terms += [cls.terms.get(place, place) for place in where]
        return [Effect(gene, term) for term in terms if term]

    @staticmethod
    def _block(info: str, alleles: int, index: int) -> Mapping[str, str]:
        blocks = [block for block in info.split("ALLELE_END") if "ANNOVAR_DATE" in block]
        chosen = info if len(blocks) < 2 else blocks[index] if index < len(blocks) else ""
        if "ANNOVAR_DATE" in chosen:
            chosen = chosen[chosen.index("ANNOVAR_DATE") :]
        return dict(item.split("=", 1) for item in chosen.split(";") if "=" in item)

    def has_field(self, field: str) -> bool:
        return True  # every column of ANNOVAR's is an INFO tag of its own

    def values_of(
        self, field: str, value: str, ref: str, alts: Sequence[str], index: int
    ) -> list[str]:
        found = self._block(value, len(alts), index).get(field, ".")
        return [] if found in ("", ".") else [found]


def _plain(text: str) -> str:
    return text.replace("\\x3b", ";").replace(" ", "_").replace("\\x3d", "=")
