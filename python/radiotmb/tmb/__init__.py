"""Tumor mutational burden: from files of variants or alignments to a number and what it means."""

from radiotmb.tmb.annotate import annotate_vcf
from radiotmb.tmb.assay import Assay, read_assay
from radiotmb.tmb.callable import CallableBases, callable_bases
from radiotmb.tmb.calling import call_variants
from radiotmb.tmb.compute import BurdenResult, burden_of_files, compute_burden
from radiotmb.tmb.maf_output import maf_table, write_maf
from radiotmb.tmb.other_lesion import both_lesions_have_reads, count_sharing, recheck_partner
from radiotmb.tmb.spectrum import count_spectrum, plot_spectrum

__all__ = [
    "Assay",
    "BurdenResult",
    "CallableBases",
    "annotate_vcf",
    "both_lesions_have_reads",
    "burden_of_files",
    "call_variants",
    "callable_bases",
    "compute_burden",
    "count_sharing",
    "count_spectrum",
    "maf_table",
    "plot_spectrum",
    "read_assay",
    "recheck_partner",
    "write_maf",
]
