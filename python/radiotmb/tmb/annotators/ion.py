"""Ion Reporter."""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from typing import ClassVar

from radiotmb.tmb.annotators.annotator import Annotator, shortest
from radiotmb.tmb.consequence import TERMS, Effect


class IonReporter(Annotator):
    """Ion Reporter's FUNC: a JSON list, in VCF with single quotes."""

    name: ClassVar[str] = "ion"

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        entries = _json_list(value)
        if len(alts) > 1:
            entries = self._of_allele(entries, ref, alts, index)
        found: list[Effect] = []
        for entry in entries:
            gene = str(entry.get("gene", ""))
            function = str(entry.get("function", "") or entry.get("location", ""))
            found.append((gene, TERMS["ion"].get(function, function)))
            place = str(entry.get("location", ""))
            if place in TERMS["ion"]:
                found.append((gene, TERMS["ion"][place]))
        return found

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
