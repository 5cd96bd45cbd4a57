"""What every annotator is: a reader of one allele's effects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, NamedTuple

from radiotmb.tmb.consequence import SEVERITY, Effect

STANDARD_TERMS: Mapping[str, str] = {term: term for term in SEVERITY}
"""Sequence Ontology terms under their own names."""


class EntryPlaces(NamedTuple):
    """Which ``|``-separated field of an entry holds what; -1 where none does."""

    allele: int = -1
    term: int = -1
    gene: int = -1
    other_gene: int = -1
    biotype: int = -1
    pick: int = -1
    mane: int = -1
    canonical: int = -1
    change: int = -1


@dataclass(frozen=True)
class Annotator:
    """Reads the effects of one alternate allele from a record's INFO.

    A new annotator is one class with ``name``, ``tags``, ``terms`` and :meth:`effects` in a module
    of this folder.

    Attributes
    ----------
    tag : str
        The INFO tag of this file.
    fields : tuple of str
        The subfields its header line declares.
    transcripts : str
        The assay's choice: marks that it does not ask for are not looked at.
    name : str
        What ``--annotator`` calls it.
    tags : tuple of str
        INFO tags by which a file is recognised.
    terms : mapping
        Raw term to Sequence Ontology term; one that is not here never counts and is reported as
        it stands in the file.
    reads_whole_info : bool
        Whether :meth:`effects` is given the whole INFO.
    marks_every_variant : bool
        Whether a variant outside every gene is annotated too: if so, a file without any
        annotation is refused.
    default_fields : tuple of str
        The tool's own order, for a header that does not declare its fields.
    place : int
        Of a file with the tags of several annotators, that of the smallest place is read.
    """

    tag: str
    fields: tuple[str, ...] = ()
    transcripts: str = "picked"
    name: ClassVar[str] = ""
    tags: ClassVar[tuple[str, ...]] = ()
    terms: ClassVar[Mapping[str, str]] = {}
    default_fields: ClassVar[tuple[str, ...]] = ()
    place: ClassVar[int] = 100
    reads_whole_info: ClassVar[bool] = False
    marks_every_variant: ClassVar[bool] = True
    # A first letter that says: this entry's consequence is written at another record.
    elsewhere: ClassVar[str] = ""

    @classmethod
    def tag_in(cls, info: Iterable[str]) -> str | None:
        """The first of this annotator's tags among those of a file."""
        present = set(info)
        return next((tag for tag in cls.tags if tag in present), None)

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        """Gene, term and kind of transcript of each entry of the ``index``-th alternate.

        Parameters
        ----------
        value : str
            The tag's value (the whole INFO where ``reads_whole_info``).
        ref : str
        alts : sequence of str
        index : int

        Raises
        ------
        ValueError
            Where the value is not as this tool writes it.
        """
        raise NotImplementedError

    def entry_places(self) -> EntryPlaces | None:
        """Where the fields of an entry stand, for annotations of ``|`` and ``,``; else None."""
        return None

    def can_tell(self, transcripts: str) -> bool:
        """Whether this file marks MANE or canonical transcripts."""
        places = self.entry_places()
        return places is not None and getattr(places, transcripts) >= 0

    def terms_of(self, raw: str) -> list[str]:
        """Sequence Ontology terms of the field of consequences of one entry."""
        return [self.terms.get(term, term) for term in raw.split("&")]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {field.lower(): place for place, field in reversed([*enumerate(self.fields)])}

    def _at(self, *names: str) -> int:
        """Where the first of these subfields stands; -1 where none does."""
        return next((self._places[n.lower()] for n in names if n.lower() in self._places), -1)

    def has_field(self, field: str) -> bool:
        """Whether the annotation has this subfield."""
        return self._at(field) >= 0

    def values_of(
        self, field: str, value: str, ref: str, alts: Sequence[str], index: int
    ) -> list[str]:
        """The values of a further subfield, such as a population frequency, of one allele."""
        place = self._at(field)
        entries = [entry.split("|") for entry in value.split(",")]
        own = self.own_entries(entries, ref, alts, index)
        found = [part(entry, place) for entry in own]
        return [one for text in found for one in text.split("&") if one not in ("", ".")]

    def own_entries(
        self, entries: list[list[str]], ref: str, alts: Sequence[str], index: int
    ) -> list[list[str]]:
        """The entries of one allele."""
        return entries


def part(parts: Sequence[str], place: int) -> str:
    """A field, or an empty text where the entry is shorter."""
    return parts[place] if 0 <= place < len(parts) else ""


def shortest(ref: str, alt: str) -> str:
    """The alternate without what it shares with the reference at either end (VEP --minimal)."""
    while ref and alt and ref[0] == alt[0]:
        ref, alt = ref[1:], alt[1:]
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    return alt or "-"


def entries_of_allele(
    entries: list[list[str]], place: int, spellings: Sequence[str], alone: bool
) -> list[list[str]]:
    """The entries whose allele is written in the first of some ways that any entry uses.

    An annotation of one allele only belongs to the record's only alternate, however it is written:
    a site that was split after it was annotated keeps the spelling of the whole.
    """
    for spelling in spellings:
        if chosen := [entry for entry in entries if part(entry, place) == spelling]:
            return chosen
    named = {part(entry, place) for entry in entries}
    return entries if alone and (len(named) == 1 or place < 0) else []
