"""Gene and consequence from the annotation of a VCF record: seven annotations, one answer."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from radiotmb.errors import InputError
from radiotmb.tmb.annotators.annotator import Annotator, EntryPlaces

__all__ = ["ANNOTATORS", "Annotator", "EntryPlaces", "find_annotators", "recognise_annotator"]


def find_annotators() -> dict[str, type[Annotator]]:
    """The annotators of this folder by name, in the order in which a file's tags are looked for.

    Examples
    --------
    >>> list(find_annotators())[:2]
    ['vep', 'snpeff']
    """
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    kinds = [
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Annotator)
        and kind.__module__ == module.__name__
        and kind.name
    ]
    return {kind.name: kind for kind in sorted(kinds, key=lambda kind: (kind.place, kind.name))}


ANNOTATORS: dict[str, type[Annotator]] = find_annotators()

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
