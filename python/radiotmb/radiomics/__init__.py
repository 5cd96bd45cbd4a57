"""CT radiomics: PyRadiomics' features of a lesion, from the files hospitals have.

The formulas are PyRadiomics'; this room reads scans and masks, crops before every filter, counts
texture matrices in one pass, keeps the books of a cohort, and says what a reader should know of
each scan.
"""

from radiotmb.radiomics.cohort import CohortResult, extract_cohort
from radiotmb.radiomics.extract import ScanResult, extract_features, extract_scan
from radiotmb.radiomics.icc import Agreement, icc_2_1
from radiotmb.radiomics.images import read_image
from radiotmb.radiomics.mask_agreement import MaskAgreement, mask_agreement
from radiotmb.radiomics.masks import list_regions, read_mask
from radiotmb.radiomics.montage import montage
from radiotmb.radiomics.montages import write_montages
from radiotmb.radiomics.perturb import Perturbation
from radiotmb.radiomics.preset import ExtractionPreset, read_preset
from radiotmb.radiomics.quality import scan_quality
from radiotmb.radiomics.reader_agreement import reader_agreement
from radiotmb.radiomics.repeatability import (
    RepeatabilityResult,
    repeatability,
    repeatable_features,
)
from radiotmb.radiomics.saved_masks import save_masks
from radiotmb.radiomics.scan_options import ScanOptions

__all__ = [
    "Agreement",
    "CohortResult",
    "ExtractionPreset",
    "MaskAgreement",
    "Perturbation",
    "RepeatabilityResult",
    "ScanOptions",
    "ScanResult",
    "extract_cohort",
    "extract_features",
    "extract_scan",
    "icc_2_1",
    "list_regions",
    "mask_agreement",
    "montage",
    "read_image",
    "read_mask",
    "read_preset",
    "reader_agreement",
    "repeatability",
    "repeatable_features",
    "save_masks",
    "scan_quality",
    "write_montages",
]
