"""Gene and consequence from the annotation of a VCF record: seven annotations, one answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from radiotmb.errors import InputError
from radiotmb.tmb.annotators.annotator import Annotator, EntryPlaces
from radiotmb.tmb.annotators.annovar import Annovar
from radiotmb.tmb.annotators.bcftools import Csq
from radiotmb.tmb.annotators.funcotator import Funcotator
from radiotmb.tmb.annotators.ion import IonReporter
from radiotmb.tmb.annotators.snpeff import OldSnpEff, SnpEff
from radiotmb.tmb.annotators.vep import Vep

__all__ = ["ANNOTATORS", "Annotator", "EntryPlaces", "recognise_annotator"]

ANNOTATORS: dict[str, type[Annotator]] = {
    kind.name: kind for kind in (Vep, SnpEff, Csq, Funcotator, IonReporter, Annovar, OldSnpEff)
}

_PROGRAMS = {"csq": "bcftools"}


def recognise_annotator(
    info: Mapping[str, str], path: Path, forced: str | None = None
) -> Annotator | None:
    """The annotator whose tag a file has.

    Parameters
    ----------
    info : mapping
        INFO tags to their descriptions.
    path : path
        Named in errors.
    forced : str, optional
        An annotator's name (``vep``, ``snpeff``, ``bcftools`` or ``csq``, ``annovar``, ``ion``,
        ``funcotator``), or its tag as files have it (``CSQ`` is VEP's).

    Returns
    -------
    Annotator or None
        None where the file is not annotated.

    Raises
    ------
    InputError
        Where a forced annotator is unknown or its tag is not in the header.
    """
    for kind in (_forced_kind(forced),) if forced else ANNOTATORS.values():
        tag = kind.tag_in(info)
        if tag is not None:
            return kind(tag, _declared_fields(info[tag]) or kind.default_fields)
    if forced:
        raise InputError(
            f"the header declares no tag of annotator '{_forced_kind(forced).name}'",
            file=path,
            expected=" or ".join(_forced_kind(forced).tags),
        )
    return None


def _forced_kind(forced: str) -> type[Annotator]:
    by_tag = {tag: kind for kind in ANNOTATORS.values() for tag in kind.tags}
    # CSQ is VEP's tag, csq the program of bcftools.
    kind = (
        by_tag.get(forced)
        or ANNOTATORS.get(_PROGRAMS.get(forced.lower(), forced.lower()))
        or by_tag.get(forced.upper())
    )
    if kind is None:
        names = [*ANNOTATORS, *_PROGRAMS]
        raise InputError(f"no annotator '{forced}'", expected=f"one of {', '.join(names)}")
    return kind


def _declared_fields(description: str) -> tuple[str, ...]:
    """``... Format: Allele|Consequence|...`` and its cousins; empty where none are declared."""
    listed = description.rpartition(":")[2].strip(" '\".")
    fields = tuple(field.strip(" '\"") for field in listed.split("|"))
    return fields if len(fields) > 1 else ()
