"""CT radiomics: PyRadiomics' features of a lesion, from the files hospitals have.

The engine is PyRadiomics; this room reads scans and masks, crops before every filter, keeps the
books of a cohort, and says what a reader should know of each scan.
"""

from radiotmb.radiomics.cohort import CohortResult, extract_cohort
from radiotmb.radiomics.extract import ScanResult, extract_features, extract_scan
from radiotmb.radiomics.icc import Agreement, icc_2_1
from radiotmb.radiomics.images import read_image
from radiotmb.radiomics.montage import montage
from radiotmb.radiomics.montages import write_montages
from radiotmb.radiomics.perturb import Perturbation
from radiotmb.radiomics.preset import ExtractionPreset, read_preset
from radiotmb.radiomics.quality import scan_quality
from radiotmb.radiomics.repeatability import (
    RepeatabilityResult,
    repeatability,
    repeatable_features,
)
from radiotmb.radiomics.roi import read_mask

__all__ = [
    "Agreement",
    "CohortResult",
    "ExtractionPreset",
    "Perturbation",
    "RepeatabilityResult",
    "ScanResult",
    "extract_cohort",
    "extract_features",
    "extract_scan",
    "icc_2_1",
    "montage",
    "read_image",
    "read_mask",
    "read_preset",
    "repeatability",
    "repeatable_features",
    "scan_quality",
    "write_montages",
]
