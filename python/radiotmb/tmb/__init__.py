"""Tumor mutational burden: from files of variants or alignments to a number and what it means."""

from radiotmb.tmb.annotate import annotate_vcf
from radiotmb.tmb.assay import Assay, read_assay
from radiotmb.tmb.burden import calibrated_status, tmb_interval, tmb_probability, tmb_status
from radiotmb.tmb.callable import CallableBases, callable_bases
from radiotmb.tmb.calling import call_variants
from radiotmb.tmb.compute import BurdenResult, burden_of_files, compute_burden
from radiotmb.tmb.hints import describe_spectrum
from radiotmb.tmb.maf_output import maf_table, write_maf
from radiotmb.tmb.other_lesion import (
    both_lesions_have_reads,
    count_sharing,
    discordance_after_recheck,
    recheck_partner,
)
from radiotmb.tmb.resources import Resources
from radiotmb.tmb.spectrum import count_spectrum, plot_spectrum

__all__ = [
    "Assay",
    "BurdenResult",
    "CallableBases",
    "Resources",
    "annotate_vcf",
    "both_lesions_have_reads",
    "burden_of_files",
    "calibrated_status",
    "call_variants",
    "callable_bases",
    "compute_burden",
    "count_sharing",
    "count_spectrum",
    "describe_spectrum",
    "discordance_after_recheck",
    "maf_table",
    "plot_spectrum",
    "read_assay",
    "recheck_partner",
    "tmb_interval",
    "tmb_probability",
    "tmb_status",
    "write_maf",
]
