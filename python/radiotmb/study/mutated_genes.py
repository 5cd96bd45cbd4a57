"""Genes and mutations of both lesions: the overlap of the most frequent, what is shared."""

from __future__ import annotations

import pandas as pd

from radiotmb import stats
from radiotmb.inputs.lesion_roles import lesion_columns
from radiotmb.runtime.to_json import to_json
from radiotmb.study.lesions import rank_genes
from radiotmb.study.section import Section

# The published study lists as many for each lesion.
TOP = 20


def genes_section(variants: pd.DataFrame, burden: pd.DataFrame) -> Section:
    """The overlap of the lesions' most mutated genes, and each patient's genes in both, by R.

    Parameters
    ----------
    variants : pandas.DataFrame
        The table of variants.
    burden : pandas.DataFrame
        patient_id and lesion of all sequenced lesions.

    Returns
    -------
    Section
        Tables ``gene_overlap`` (one row), ``gene_patients`` (one row a gene and patient) and
        ``mutations`` (the discordance of each mutation). The summary has ``top``, ``overlap``,
        ``lower``, ``upper``, ``expected``, ``p_value``, ``shared`` (the genes in both lists) and
        ``flags``.
    """
    ranking = rank_genes(variants, burden, top=TOP)
    overlap = ranking.overlap_test
    sequenced = lesion_columns(burden)
    summary = to_json(overlap.iloc[0].to_dict())
    for name in ("top", "overlap", "lower", "upper"):
        summary[name] = int(summary[name])
    return Section(
        {**summary, "shared": list(ranking.shared), "flags": list(ranking.flags)},
        {
            "gene_overlap": overlap,
            "gene_patients": stats.tabulate_genes(variants, sequenced),
            "mutations": stats.tabulate_mutations(variants, sequenced),
        },
    )
