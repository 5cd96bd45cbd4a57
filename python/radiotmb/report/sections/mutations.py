"""What was counted: the filters, the spectrum, the genes."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Table
from radiotmb.report.figures.funnel import draw_funnel
from radiotmb.report.figures.genes import draw_genes
from radiotmb.report.figures.spectrum import draw_spectrum
from radiotmb.report.filter_words import describe_filter
from radiotmb.report.lesion_words import heading, lesion_word
from radiotmb.report.sections import forms
from radiotmb.report.sections.gene_patients import gene_patients
from radiotmb.report.study_output import StudyOutput

GENES_SHOWN = 20

_GENES = {
    "gene": Column("Gene"),
    "primary": Column("Primary, patients", forms.WHOLE),
    "metastasis": Column("Metastasis, patients", forms.WHOLE),
    "primary_rank": Column("Rank, primary", forms.WHOLE),
    "metastasis_rank": Column("Rank, metastasis", forms.WHOLE),
    "n_pairs": Column("Pairs", forms.WHOLE),
    "p_value": forms.P_VALUE,
    "fdr": Column("FDR", wording.p_value),
}
_FUNNEL = {
    "patient_id": forms.PATIENT,
    "lesion": forms.LESION,
    "step": Column("Variants left", lambda name: describe_filter(str(name))),
    "removed": Column("Removed", forms.WHOLE),
    "remaining": Column("Remaining", forms.WHOLE),
}


def mutations(output: StudyOutput) -> list[Block]:
    """The funnel, the spectrum and the gene ranking, each where its table is there."""
    blocks: list[Block] = []
    funnel, spectrum, genes = (output.table(n) for n in ("funnel", "spectrum", "genes"))
    if funnel is not None:
        blocks += _funnel(funnel)
    shared = output.table("shared_variants")
    if shared is not None:
        blocks.append(_shared(output, shared))
    if spectrum is not None:
        blocks += _spectrum(output, spectrum)
    if genes is not None:
        blocks += _genes(output, genes)
    return blocks + gene_patients(output)


def _funnel(funnel: pd.DataFrame) -> list[Block]:
    totals = funnel.groupby("step", sort=False)[["removed", "remaining"]].sum().reset_index()
    first, last = totals["remaining"].iloc[0], totals["remaining"].iloc[-1]
    return [
        Figure(
            "funnel",
            "From variants read to variants counted",
            "Variants of all samples that each filter left, in the order of the filters; in "
            "parentheses what it removed.",
            f"Bars: {first:,} variants read, {last:,} counted after {len(totals) - 1} filters.",
            lambda: draw_funnel(totals),
            totals,
        ),
        Table("funnel", "Filters by sample", funnel, _FUNNEL, folded=True),
    ]


def _shared(output: StudyOutput, shared: pd.DataFrame) -> Table:
    columns = {
        "patient_id": forms.PATIENT,
        "primary": Column("Primary", forms.WHOLE),
        "metastasis": Column("Metastasis", forms.WHOLE),
        "shared": Column("In both", forms.WHOLE),
        "jaccard": Column("Jaccard index", forms.TWO),
    }
    caption = "Counted variants of each lesion, and those that both have."
    if output.result("pairs", "several"):
        caption = "Counted variants of any primary and of any metastasis, and those of both."
    return Table(
        "shared_variants", "Variants shared by both lesions", shared, columns, caption, folded=True
    )


def _by_role(output: StudyOutput, spectrum: pd.DataFrame) -> pd.DataFrame:
    """The spectrum with each lesion's role in the place of its name."""
    samples = output.table("burden")
    if samples is None or "role" not in samples:
        return spectrum
    roles = samples.set_index(["patient_id", "lesion"])["role"].to_dict()
    keys = zip(spectrum["patient_id"], spectrum["lesion"], strict=True)
    return spectrum.assign(lesion=[roles.get(key, key[1]) for key in keys])


def _spectrum(output: StudyOutput, spectrum: pd.DataFrame) -> list[Block]:
    spectrum = _by_role(output, spectrum)
    six = spectrum[spectrum["spectrum"] == "SBS6"] if "spectrum" in spectrum else spectrum
    totals = six.groupby(["lesion", "channel"], sort=False)["count"].sum().reset_index()
    if totals.empty or not totals["count"].sum():
        return []
    top = totals.loc[totals["count"].idxmax(), "channel"]
    return [
        Figure(
            "spectrum",
            "Mutational spectrum",
            "Counted single-nucleotide variants by substitution, on the strand of the pyrimidine.",
            f"Bars of six substitution classes by lesion; {top} is the most frequent.",
            lambda: draw_spectrum(totals),
            totals,
        )
    ]


def _genes(output: StudyOutput, genes: pd.DataFrame) -> list[Block]:
    words = {role: heading(lesion_word(output, role)) for role in ("primary", "metastasis")}
    several = bool(output.result("pairs", "several"))
    order = genes.assign(best=genes[["primary_rank", "metastasis_rank"]].min(axis=1))
    shown = order.sort_values(["best", "primary_rank"], kind="stable").head(GENES_SHOWN)
    first = wording.listed([str(gene) for gene in shown["gene"].head(3)])
    return [
        Figure(
            "genes",
            "Most often mutated genes",
            "Patients with at least one counted variant in the gene"
            + (", in any lesion of the role" if several else "")
            + f"; the {len(shown)} genes of the best rank in either lesion.",
            f"Bars to both sides of gene names, primary left, metastasis right; first {first}.",
            lambda: draw_genes(shown, words),
            shown.drop(columns="best"),
        ),
        Table(
            "genes",
            "Genes",
            genes,
            _GENES,
            "Exact test over all placements of the mutated lesions within patients."
            if several
            else "McNemar's test within patients.",
            folded=True,
        ),
    ]
