"""Gene and consequence from the annotation of a VCF record: six annotators, one answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from radiotmb.errors import InputError
from radiotmb.tmb.annotators.annotator import Annotator
from radiotmb.tmb.annotators.annovar import Annovar
from radiotmb.tmb.annotators.bcftools import Csq
from radiotmb.tmb.annotators.funcotator import Funcotator
from radiotmb.tmb.annotators.ion import IonReporter
from radiotmb.tmb.annotators.snpeff import SnpEff
from radiotmb.tmb.annotators.vep import Vep

__all__ = ["ANNOTATORS", "Annotator", "recognise_annotator"]

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
