"""bcftools csq."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from radiotmb.tmb.annotators.annotator import Annotator, EntryPlaces, part
from radiotmb.tmb.consequence import Effect, transcript_kind

_CHANGE = re.compile(r"\d+([A-Za-z.*]+)>([A-Za-z.*]+)")
_TERM, _GENE, _BIOTYPE, _DNA = 0, 1, 3, 6


class Csq(Annotator):
    """bcftools csq's BCSQ.

    An entry ``@123`` says that the change is part of the one written at position 123, where it
    counts once. A consequence with ``*`` in front lies downstream of a stop: it keeps its star and
    does not count.
    """

    name: ClassVar[str] = "bcftools"
    place: ClassVar[int] = 3
    tags: ClassVar[tuple[str, ...]] = ("BCSQ",)
    terms: ClassVar[Mapping[str, str]] = {
        "missense": "missense_variant",
        "frameshift": "frameshift_variant",
        "stop_gained": "stop_gained",
        "stop_lost": "stop_lost",
        "start_lost": "start_lost",
        "inframe_insertion": "inframe_insertion",
        "inframe_deletion": "inframe_deletion",
        "inframe_altering": "protein_altering_variant",
        "splice_acceptor": "splice_acceptor_variant",
        "splice_donor": "splice_donor_variant",
        "synonymous": "synonymous_variant",
    }
    marks_every_variant: ClassVar[bool] = False
    elsewhere: ClassVar[str] = "@"

    def entry_places(self) -> EntryPlaces:
        return EntryPlaces(term=_TERM, gene=_GENE, biotype=_BIOTYPE, change=_DNA)

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        found: list[Effect] = []
        entries = [entry.split("|") for entry in value.split(",")]
        for parts in self.own_entries(entries, ref, alts, index):
            if parts[0].startswith("@"):
                continue
            kind = transcript_kind(biotype=part(parts, _BIOTYPE))
            found += [Effect(part(parts, _GENE), term, kind) for term in self.terms_of(parts[0])]
        compound = not found and any(entry[0].startswith("@") for entry in entries)
        return [Effect("", "compound")] if compound else found

    def terms_of(self, raw: str) -> list[str]:
        if raw.startswith("*"):
            return [f"*{term}" for term in raw[1:].split("&")]
        return super().terms_of(raw)

    def own_entries(
        self, entries: list[list[str]], ref: str, alts: Sequence[str], index: int
    ) -> list[list[str]]:
        alt = alts[index]
        own = [e for e in entries if not part(e, _DNA) or _names(part(e, _DNA), ref, alt)]
        changes = {part(entry, _DNA) for entry in entries} - {""}
        # One change only belongs to the only alternate, in whatever spelling.
        return entries if len(alts) == 1 and len(changes) == 1 else own


def _names(change: str, ref: str, alt: str) -> bool:
    return any(
        (before.upper(), after.upper()) == (ref.upper(), alt.upper())
        for before, after in _CHANGE.findall(change)
    )
