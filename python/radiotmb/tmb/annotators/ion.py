"""Ion Reporter."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from typing import ClassVar

from radiotmb.tmb.annotators.annotator import Annotator, shortest
from radiotmb.tmb.consequence import Effect


class IonReporter(Annotator):
    """Ion Reporter's FUNC: a JSON list, in VCF with single quotes."""

    name: ClassVar[str] = "ion"
    place: ClassVar[int] = 5
    tags: ClassVar[tuple[str, ...]] = ("FUNC",)
    terms: ClassVar[Mapping[str, str]] = {
        "missense": "missense_variant",
        "nonsense": "stop_gained",
        "stoploss": "stop_lost",
        "frameshiftInsertion": "frameshift_variant",
        "frameshiftDeletion": "frameshift_variant",
        "frameshiftBlockSubstitution": "frameshift_variant",
        "nonframeshiftInsertion": "inframe_insertion",
        "nonframeshiftDeletion": "inframe_deletion",
        "nonframeshiftBlockSubstitution": "protein_altering_variant",
        "synonymous": "synonymous_variant",
        "splicesite_3": "splice_acceptor_variant",
        "splicesite_5": "splice_donor_variant",
    }

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        entries = _json_list(value)
        if len(alts) > 1:
            entries = self._of_allele(entries, ref, alts, index)
        found: list[Effect] = []
        for entry in entries:
            gene = str(entry.get("gene", ""))
            function = str(entry.get("function", "") or entry.get("location", ""))
            found.append(Effect(gene, self.terms.get(function, function)))
            place = str(entry.get("location", ""))
            if place in self.terms:
                found.append(Effect(gene, self.terms[place]))
        return found

    def has_field(self, field: str) -> bool:
        return True  # each entry names its own fields

    def values_of(
        self, field: str, value: str, ref: str, alts: Sequence[str], index: int
    ) -> list[str]:
        entries = self._of_allele(_json_list(value), ref, alts, index)
        return [str(entry[field]) for entry in entries if entry.get(field)]

    @staticmethod
    def _of_allele(entries: list[dict], ref: str, alts: Sequence[str], index: int) -> list[dict]:
        alt = alts[index]
        short = shortest(ref, alt).replace("-", "")
        chosen = []
        for entry in entries:
            named = entry.get("origAlt", entry.get("normalizedAlt"))
            spellings = (named, entry.get("normalizedAlt"), str(named).replace("-", ""))
            if named is None or alt in spellings[:2] or short == spellings[2]:
                chosen.append(entry)
        return chosen


def _json_list(value: str) -> list[dict]:
    """FUNC's list, whichever quotes it is written with."""
    for read in (_as_json, ast.literal_eval):
        try:
            entries = read(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if isinstance(entries, dict):
            entries = [entries]
        if isinstance(entries, list):
            return [entry for entry in entries if isinstance(entry, dict)]
    raise ValueError("FUNC is not a JSON list")


def _as_json(value: str) -> object:
    return json.loads(value if '"' in value else value.replace("'", '"'))
