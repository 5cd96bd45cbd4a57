"""What every annotator is: a reader of one allele's effects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from radiotmb.tmb.consequence import TERMS, Effect


@dataclass(frozen=True)
class Annotator:
    """Reads the effects of one alternate allele from a record's INFO.

    ``tag`` is the INFO tag; ``fields`` the subfields its header line declares.
    """

    tag: str
    fields: tuple[str, ...] = ()
    name: ClassVar[str] = ""

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        raise NotImplementedError

    def raw_terms(self, wanted: Iterable[str]) -> tuple[bytes, ...]:
        """Spellings of the wanted terms: a record with none of them need not be decoded."""
        chosen = set(wanted)
        spellings = {raw for raw, term in TERMS[self.name].items() if term in chosen}
        # One that contains another is found with it.
        return tuple(
            sorted(
                raw.encode()
                for raw in spellings
                if not any(other != raw and other in raw for other in spellings)
            )
        )

    # Which ``|``-separated field of an entry holds its consequences, where for a single alternate
    # nothing else matters; None where it takes decoding.
    sight: ClassVar[int | None] = None
    # Where such an entry has its gene.
    gene_place: ClassVar[int | None] = None
    # A first letter that says: this entry's consequence stands at another record.
    elsewhere: ClassVar[str] = ""

    def terms_of(self, raw: str) -> list[str]:
        """Sequence Ontology terms of the field of consequences of one entry."""
        return [TERMS[self.name].get(term, term) for term in raw.split("&")]

    def at_sight(self, info: bytes, terms: tuple[bytes, ...]) -> bool | None:
        """Whether one of the spellings stands in the field of consequences.

        For a record with one alternate allele, and without decoding its annotation; None where
        only decoding tells.
        """
        return None

    @cached_property
    def _places(self) -> dict[str, int]:
        return {field.lower(): place for place, field in reversed([*enumerate(self.fields)])}

    def _at(self, *names: str) -> int | None:
        """Where the first of these subfields stands."""
        for name in names:
            place = self._places.get(name.lower())
            if place is not None:
                return place
        return None

    def value_of(self, field: str, value: str, alts: Sequence[str], index: int) -> str | None:
        """The first value of a further subfield, such as a population frequency."""
        place = self._at(field)
        if place is None:
            return None
        for entry in value.split(","):
            parts = entry.split("|")
            if place < len(parts) and parts[place]:
                return parts[place].split("&")[0]
        return None


def part(parts: Sequence[str], place: int | None) -> str:
    return parts[place] if place is not None and place < len(parts) else ""


def shortest(ref: str, alt: str) -> str:
    """The alternate without what it shares with the reference at either end (VEP --minimal)."""
    while ref and alt and ref[0] == alt[0]:
        ref, alt = ref[1:], alt[1:]
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    return alt or "-"
