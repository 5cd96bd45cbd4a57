"""What a variant does to a protein, in Sequence Ontology terms, whatever the annotator calls it."""

from __future__ import annotations

from collections.abc import Iterable

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
_SEVERITY = (
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
_RANK = {term: rank for rank, term in enumerate(_SEVERITY)}

_SAME = {term: term for term in _SEVERITY}

# Raw term -> Sequence Ontology term, one mapping an annotator; a term that is not here never
# counts and is reported as it stands in the file.
TERMS: dict[str, dict[str, str]] = {
    "vep": _SAME,
    "snpeff": {
        **_SAME,
        "conservative_inframe_insertion": "inframe_insertion",
        "disruptive_inframe_insertion": "inframe_insertion",
        "conservative_inframe_deletion": "inframe_deletion",
        "disruptive_inframe_deletion": "inframe_deletion",
        "initiator_codon_variant": "start_lost",
    },
    "bcftools": {
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
    },
    "annovar": {
        "nonsynonymous_SNV": "missense_variant",
        "stopgain": "stop_gained",
        "stopgain_SNV": "stop_gained",
        "stoploss": "stop_lost",
        "stoploss_SNV": "stop_lost",
        "startloss": "start_lost",
        "frameshift_insertion": "frameshift_variant",
        "frameshift_deletion": "frameshift_variant",
        "frameshift_substitution": "frameshift_variant",
        "frameshift_block_substitution": "frameshift_variant",
        "nonframeshift_insertion": "inframe_insertion",
        "nonframeshift_deletion": "inframe_deletion",
        "nonframeshift_substitution": "protein_altering_variant",
        "nonframeshift_block_substitution": "protein_altering_variant",
        "synonymous_SNV": "synonymous_variant",
        "splicing": "splice_site_variant",
    },
    "ion": {
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
    },
    "funcotator": {
        "MISSENSE": "missense_variant",
        "NONSENSE": "stop_gained",
        "NONSTOP": "stop_lost",
        "START_CODON_SNP": "start_lost",
        "START_CODON_INS": "start_lost",
        "START_CODON_DEL": "start_lost",
        "FRAME_SHIFT_INS": "frameshift_variant",
        "FRAME_SHIFT_DEL": "frameshift_variant",
        "IN_FRAME_INS": "inframe_insertion",
        "IN_FRAME_DEL": "inframe_deletion",
        "DE_NOVO_START_IN_FRAME": "protein_altering_variant",
        "DE_NOVO_START_OUT_FRAME": "protein_altering_variant",
        "SPLICE_SITE": "splice_site_variant",
        "SILENT": "synonymous_variant",
    },
    "maf": {
        "Missense_Mutation": "missense_variant",
        "Nonsense_Mutation": "stop_gained",
        "Nonstop_Mutation": "stop_lost",
        "Translation_Start_Site": "start_lost",
        "Frame_Shift_Del": "frameshift_variant",
        "Frame_Shift_Ins": "frameshift_variant",
        "In_Frame_Del": "inframe_deletion",
        "In_Frame_Ins": "inframe_insertion",
        "Splice_Site": "splice_site_variant",
        "Silent": "synonymous_variant",
    },
}

Effect = tuple[str, str]
"""A gene's symbol and a term."""


def worst_effect(effects: Iterable[Effect], wanted: frozenset[str]) -> Effect:
    """The effect a variant is reported with: one that counts before one that does not.

    A variant counts where any transcript says so; among equals the most severe is reported, and
    the first named.

    Parameters
    ----------
    effects : iterable of (gene, term)
    wanted : frozenset of str
        Terms that count.

    Examples
    --------
    >>> worst_effect([("KRAS", "intron_variant"), ("KRAS", "missense_variant")], frozenset())
    ('KRAS', 'missense_variant')
    """
    best: Effect = ("", "")
    lowest = 1 << 30
    for effect in effects:
        rank = effect_rank(effect[1], wanted)
        if rank < lowest:
            best, lowest = effect, rank
    return best


def effect_rank(term: str, wanted: frozenset[str]) -> int:
    """Lower for what is reported before others."""
    return _RANK.get(term, 500) + (0 if term in wanted else 1000)
