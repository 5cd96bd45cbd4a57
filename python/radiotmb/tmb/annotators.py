"""Gene and consequence from the annotation of a VCF record: six annotators, one answer."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from radiotmb.errors import InputError
from radiotmb.tmb.consequence import TERMS, Effect
from radiotmb.tmb.info import info_value


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


def _part(parts: Sequence[str], place: int | None) -> str:
    return parts[place] if place is not None and place < len(parts) else ""


def _vep_alleles(ref: str, alts: Sequence[str]) -> list[str]:
    """VEP's own spelling of the alternates: the first base goes where lengths differ.

    All alleles of the site must share that base; an allele of which nothing is left is ``-``.
    """
    plain = [alt for alt in alts if alt != "*"]
    indel = any(len(alt) != len(ref) for alt in plain)
    if indel and all(alt[:1] == ref[:1] for alt in plain):
        return ["*" if alt == "*" else alt[1:] or "-" for alt in alts]
    return list(alts)


def _shortest(ref: str, alt: str) -> str:
    """The alternate without what it shares with the reference at either end (VEP --minimal)."""
    while ref and alt and ref[0] == alt[0]:
        ref, alt = ref[1:], alt[1:]
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    return alt or "-"


def _stands_in_field(value: bytes, terms: tuple[bytes, ...], place: int) -> bool:
    """Whether a term is a whole item of the ``place``-th field of a ``|``-separated entry."""
    for term in terms:
        found = value.find(term)
        while found >= 0:
            end = found + len(term)
            if value[end : end + 1] in _ENDS and value[found - 1 : found] in _ENDS:
                start = value.rfind(b",", 0, found) + 1
                if value.count(b"|", start, found) == place:
                    return True
            found = value.find(term, end)
    return False


_ENDS = (b"|", b"&", b",", b"")


class Vep(Annotator):
    """Ensembl VEP's CSQ."""

    name: ClassVar[str] = "vep"

    @cached_property
    def _consequence(self) -> tuple[bytes, int | None]:
        return self.tag.encode(), self._at("Consequence")

    def at_sight(self, info: bytes, terms: tuple[bytes, ...]) -> bool | None:
        tag, place = self._consequence
        value = info_value(info, tag)
        if place is None or value is None:
            return None
        return _stands_in_field(value, terms, place)

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        allele, term = self._at("Allele"), self._at("Consequence")
        gene, count = self._at("SYMBOL", "Gene"), self._at("ALLELE_NUM")
        # Of some forty fields only the first few are looked at.
        asked = max(place or 0 for place in (allele, term, gene, count)) + 1
        entries = [entry.split("|", asked) for entry in value.split(",")]
        if len(alts) > 1:
            entries = self._of_allele(entries, allele, count, ref, alts, index)
        return [
            (_part(entry, gene), TERMS["vep"].get(raw, raw))
            for entry in entries
            for raw in _part(entry, term).split("&")
        ]

    def _of_allele(
        self,
        entries: list[list[str]],
        allele: int | None,
        count: int | None,
        ref: str,
        alts: Sequence[str],
        index: int,
    ) -> list[list[str]]:
        if count is not None:
            return [entry for entry in entries if _part(entry, count) == str(index + 1)]
        for spelling in (
            _vep_alleles(ref, alts)[index],
            alts[index],
            _shortest(ref, alts[index]),
        ):
            chosen = [entry for entry in entries if _part(entry, allele) == spelling]
            if chosen:
                return chosen
        return []


class SnpEff(Annotator):
    """SnpEff's ANN."""

    name: ClassVar[str] = "snpeff"

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        entries = [entry.split("|") for entry in value.split(",")]
        if len(alts) > 1:
            entries = [entry for entry in entries if entry[0] == alts[index]]
        return [
            (_part(entry, 3), TERMS["snpeff"].get(raw, raw))
            for entry in entries
            for raw in _part(entry, 1).split("&")
        ]


_CHANGE = re.compile(r"\d+([A-Za-z.*]+)>([A-Za-z.*]+)")


class Csq(Annotator):
    """bcftools csq's BCSQ.

    An entry ``@123`` says that the change is part of the one written at position 123, where it
    counts once; an entry with ``*`` in front lies downstream of a stop.
    """

    name: ClassVar[str] = "bcftools"

    def effects(self, value: str, ref: str, alts: Sequence[str], index: int) -> list[Effect]:
        found: list[Effect] = []
        for entry in value.split(","):
            if entry.startswith("@"):
                found.append(("", "compound"))
                continue
            parts = entry.split("|")
            if len(alts) > 1 and len(parts) > 6 and not self._names(parts[6], ref, alts[index]):
                continue
            found.extend(
                (_part(parts, 1), TERMS["bcftools"].get(raw, raw))
                for raw in parts[0].lstrip("*").split("&")
            )
        return found

    @staticmethod
    def _names(change: str, ref: str, alt: str) -> bool:
        return any(
            (left.upper(), right.upper()) == (ref.upper(), alt.upper())
            for left, right in _CHANGE.findall(change)
        )


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
        short = _shortest(ref, alt).replace("-", "")
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
                (_part(parts, gene), TERMS["funcotator"].get(raw, raw))
                for raw in (_part(parts, kind) for kind in kinds)
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
        return _part(parts, place) or None


ANNOTATORS: dict[str, type[Annotator]] = {
    kind.name: kind for kind in (Vep, SnpEff, Csq, Funcotator, IonReporter, Annovar)
}
_TAGS = {
    "vep": ("CSQ", "vep", "VEP"),
    "snpeff": ("ANN",),
    "bcftools": ("BCSQ",),
    "funcotator": ("FUNCOTATION",),
    "ion": ("FUNC",),
}


def recognise_annotator(
    info: Mapping[str, str], path: Path, forced: str | None = None
) -> Annotator | None:
    """The annotator whose tag the header declares.

    Parameters
    ----------
    info : mapping
        INFO tags to their descriptions.
    path : path
        Named in errors.
    forced : str, optional
        ``vep``, ``snpeff``, ``bcftools``, ``annovar``, ``ion`` or ``funcotator``; or its tag.

    Returns
    -------
    Annotator or None
        None where the file is not annotated.

    Raises
    ------
    InputError
        Where a forced annotator is unknown or its tag is not in the header.
    """
    if forced:
        by_tag = {tag: name for name, tags in _TAGS.items() for tag in tags}
        name = by_tag.get(forced.upper(), forced.lower())
        if name not in ANNOTATORS:
            raise InputError(f"no annotator '{forced}'", expected=", ".join(ANNOTATORS))
        forced = name
    for name in (forced,) if forced else ANNOTATORS:
        tags = _TAGS.get(name) or tuple(tag for tag in info if tag.startswith("ExonicFunc."))
        for tag in tags:
            if tag in info:
                return ANNOTATORS[name](tag, _declared_fields(info[tag]))
    if forced:
        raise InputError(
            f"the header declares no tag of annotator '{forced}'",
            file=path,
            expected=" or ".join(_TAGS.get(forced, ("ExonicFunc.refGene",))),
        )
    return None


def _declared_fields(description: str) -> tuple[str, ...]:
    """``... Format: Allele|Consequence|...`` and its cousins."""
    listed = description.rpartition(":")[2].strip(" '\".")
    return tuple(field.strip(" '\"") for field in listed.split("|"))
