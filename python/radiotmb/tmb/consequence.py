"""What a variant does to a protein, in Sequence Ontology terms, and which transcript says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

NONSYNONYMOUS = (
    "missense_variant",
    "stop_gained",
    "stop_lost",
    "start_lost",
    "frameshift_variant",
    "inframe_insertion",
    "inframe_deletion",
    "protein_altering_variant",
)
SPLICE = ("splice_acceptor_variant", "splice_donor_variant", "splice_site_variant")
SYNONYMOUS = ("synonymous_variant",)

# The order in which Ensembl ranks them: the term reported where transcripts differ.
SEVERITY = (
    "splice_acceptor_variant",
    "splice_donor_variant",
    "splice_site_variant",
    "stop_gained",
    "frameshift_variant",
    "stop_lost",
    "start_lost",
    "inframe_insertion",
    "inframe_deletion",
    "missense_variant",
    "protein_altering_variant",
    "synonymous_variant",
)
_RANK = {term: rank for rank, term in enumerate(SEVERITY)}

Transcripts = Literal["any", "picked", "mane", "canonical"]

PICKED, MANE, CANONICAL, CODING, OTHER = range(5)
"""Kinds of transcript, as annotators mark them."""

_NEVER = 9
# Of each kind (picked, MANE, canonical, coding, other): the lowest number there is decides.
_ORDER: dict[Transcripts, tuple[int, ...]] = {
    "any": (0, 0, 0, 0, 0),
    "picked": (0, 1, 2, 3, _NEVER),
    "mane": (_NEVER, 0, _NEVER, _NEVER, _NEVER),
    "canonical": (_NEVER, _NEVER, 0, _NEVER, _NEVER),
}
_MAY_CODE = frozenset(("", "protein_coding", "protein_coding_LoF", "mRNA", "Coding", "CODING"))


class Effect(NamedTuple):
    """What an allele does to one transcript: the gene's symbol, the term, the kind."""

    gene: str
    term: str
    kind: int = CODING


def transcript_order(transcripts: Transcripts) -> tuple[int, ...]:
    """Of picked, MANE, canonical, coding and other transcripts: the lowest that is there decides.

    A number of 9 never counts.

    Examples
    --------
    >>> transcript_order("picked")
    (0, 1, 2, 3, 9)
    """
    return _ORDER[transcripts]


def transcript_kind(pick: str = "", mane: str = "", canonical: str = "", biotype: str = "") -> int:
    """The kind of a transcript from what an annotator writes of it.

    Examples
    --------
    >>> transcript_kind(mane="NM_004985.5"), transcript_kind(biotype="processed_pseudogene")
    (1, 4)
    """
    if pick == "1":
        return PICKED
    if mane:
        return MANE
    if canonical in ("YES", "1"):
        return CANONICAL
    gene_segment = biotype.startswith(("IG_", "TR_")) and biotype.endswith("_gene")
    return CODING if biotype in _MAY_CODE or gene_segment else OTHER


def effect_rank(term: str, wanted: frozenset[str]) -> int:
    """Lower for what is reported before others; below 1000 what counts."""
    return _RANK.get(term, 500) + (0 if term in wanted else 1000)


def worst_effect(
    effects: Iterable[Effect], wanted: frozenset[str], order: Sequence[int] = _ORDER["any"]
) -> tuple[Effect, bool]:
    """The effect a variant is reported with, and whether it counts.

    Only transcripts of the first kind there is are asked; among them one that counts goes before
    one that does not, then the most severe, then the first named.

    Parameters
    ----------
    effects : iterable of Effect
    wanted : frozenset of str
        Terms that count.
    order : sequence of int
        As :func:`transcript_order` gives it.

    Examples
    --------
    >>> both = [Effect("KRAS", "intron_variant"), Effect("KRAS", "missense_variant")]
    >>> worst_effect(both, frozenset(["missense_variant"]))
    (Effect(gene='KRAS', term='missense_variant', kind=3), True)
    >>> chosen = [both[0]._replace(kind=MANE), both[1]]
    >>> worst_effect(chosen, frozenset(["missense_variant"]), transcript_order("picked"))[1]
    False
    """
    best, lowest = Effect("", ""), (1 << 30, 1 << 30)
    for effect in effects:
        rank = (order[effect.kind], effect_rank(effect.term, wanted))
        if rank < lowest:
            best, lowest = effect, rank
    return best, lowest[0] < _NEVER and best.term in wanted
