"""Small studies of several lesions a patient whose every count is known."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import yaml

from radiotmb.simulate.scans import write_volume

_FEATURES = """\
imageType:
  Original: {}
featureClass:
  firstorder: []
setting:
  binWidth: 25
"""
_MODEL = {
    "outer": 3,
    "inner": 2,
    "repeats": 2,
    "trees": 10,
    "bootstrap_chain": 2,
    "permutations": 2,
    "permutation_trees": 5,
}
# The assay counts over 1 Mb: a burden is its number of mutations.
_ASSAY = """\
name: one-megabase
filters: [consequence]
cutoff: 10
denominator: {kind: fixed, megabases: 1.0}
"""


class Lesion(NamedTuple):
    """A lesion with the mutations that it shares with its patient's others and its own."""

    patient_id: str
    lesion: str
    role: str
    site: str
    shared: int
    private: int

    @property
    def mutations(self) -> int:
        return self.shared + self.private


def write_lesion_study(folder: Path, lesions: list[Lesion], **entries: object) -> Path:
    """Write a study: one MAF, tiny scans, tables and the study file, which is returned."""
    (folder / "images").mkdir(parents=True)
    _write_maf(folder / "calls.maf", lesions)
    samples = pd.DataFrame(lesions)[["patient_id", "lesion", "role", "site"]]
    samples["variants"] = "calls.maf"
    samples["sample"] = [f"{one.patient_id}_{one.lesion}" for one in lesions]
    samples.to_csv(folder / "samples.csv", index=False)
    scans = [_write_scan(folder, number, one) for number, one in enumerate(lesions)]
    pd.DataFrame(scans).to_csv(folder / "images.csv", index=False)
    patients = list(dict.fromkeys(one.patient_id for one in lesions))
    pd.DataFrame(
        {
            "patient_id": patients,
            "os_days": [200 + 70 * place for place in range(len(patients))],
            "os_event": [1, 0] * (len(patients) // 2) + [1] * (len(patients) % 2),
            "age": [50 + place for place in range(len(patients))],
        }
    ).to_csv(folder / "patients.csv", index=False)
    (folder / "features.yaml").write_text(_FEATURES)
    (folder / "assay.yaml").write_text(_ASSAY)
    content = {
        "name": "several lesions (invented)",
        "simulated": True,
        "samples": "samples.csv",
        "images": "images.csv",
        "patients": "patients.csv",
        "assay": "assay.yaml",
        "extraction": "features.yaml",
        "model": _MODEL,
        "published": False,
        **entries,
    }
    file = folder / "study.yaml"
    file.write_text(yaml.safe_dump(content, sort_keys=False))
    return file


def _write_maf(path: Path, lesions: list[Lesion]) -> None:
    rows = []
    for number, one in enumerate(lesions):
        places = [("shared", k) for k in range(one.shared)]
        places += [(f"own {number}", k) for k in range(one.private)]
        for place, (kind, k) in enumerate(places):
            # A shared mutation is at one place in all lesions of its patient.
            offset = 1000 if kind == "shared" else 10_000 + 1000 * number
            rows.append(
                {
                    "Hugo_Symbol": f"G{place % 5}",
                    "Chromosome": "1",
                    "Start_Position": offset + k,
                    "End_Position": offset + k,
                    "Variant_Classification": "Missense_Mutation",
                    "Variant_Type": "SNP",
                    "Reference_Allele": "C",
                    "Tumor_Seq_Allele2": "T",
                    "Tumor_Sample_Barcode": f"{one.patient_id}_{one.lesion}",
                    "t_depth": 500,
                    "t_ref_count": 300,
                    "t_alt_count": 200,
                }
            )
    pd.DataFrame(rows).to_csv(path, sep="\t", index=False)


def _write_scan(folder: Path, number: int, one: Lesion) -> dict[str, str]:
    random = np.random.default_rng(number)
    high = one.mutations >= 10
    image = random.normal(60 + 25 * high, 8 + 6 * high, (8, 12, 12)).round().astype(np.int16)
    mask = np.zeros((8, 12, 12), np.uint8)
    mask[2:6, 3:9, 3:9] = 1
    write_volume(folder / f"images/{number}.nii.gz", image)
    write_volume(folder / f"images/{number}_mask.nii.gz", mask)
    return {
        "patient_id": one.patient_id,
        "lesion": one.lesion,
        "phase": "portal",
        "image": f"images/{number}.nii.gz",
        "mask": f"images/{number}_mask.nii.gz",
    }


def one_to_four_metastases() -> list[Lesion]:
    """Twelve patients with 1, 2, 3 and 4 metastases in turn.

    Odd patients' primaries are high (15), even ones low (5); every metastasis counts 12 where its
    number is odd and 4 where it is even. Three mutations are shared by all lesions of a patient.
    """
    lesions = []
    for number in range(1, 13):
        patient = f"P{number:02d}"
        lesions.append(Lesion(patient, "colon", "primary", "colon", 3, 12 if number % 2 else 2))
        for k in range(1, (number - 1) % 4 + 2):
            site = "liver" if k < 4 else "lung"
            lesions.append(Lesion(patient, f"{site} {k}", "metastasis", site, 3, 9 if k % 2 else 1))
    return lesions


def lung_and_brain() -> list[Lesion]:
    """Twelve lung primaries with a brain metastasis each: 4 high in the lung only, 2 in the brain
    only, 3 in both, 3 in neither."""
    cells = [(14, 6)] * 4 + [(5, 12)] * 2 + [(15, 13)] * 3 + [(4, 7)] * 3
    return [
        lesion
        for number, (lung, brain) in enumerate(cells, start=1)
        for lesion in (
            Lesion(f"L{number:02d}", "lung", "primary", "lung", 2, lung - 2),
            Lesion(f"L{number:02d}", "brain", "metastasis", "brain", 2, brain - 2),
        )
    ]


def primaries_only() -> list[Lesion]:
    """Twelve patients with a primary each, seven of them high."""
    return [
        Lesion(f"P{n:02d}", "primary", "primary", "colon", 0, 11 + n if n <= 7 else n - 5)
        for n in range(1, 13)
    ]
