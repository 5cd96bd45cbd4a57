"""Statuses and mutation counts of the simulated patients, after the published cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from radiotmb.simulate.streams import stream

MEGABASES = 1.2
CUTOFF = 10.0
# The smallest whole count at or above 10 mutations/Mb over 1.2 Mb.
HIGH_COUNT = 12

# Primary high or low against metastasis high or low, as the study's marginals (8 and 5 of 24) and
# its discordant cells (5 and 2) fix them.
CELLS = {"both high": 3, "primary only": 5, "metastasis only": 2, "both low": 14}

PRIMARY_PHASES = ("supine", "prone")
METASTASIS_PHASES = ("plain", "enhanced")

# Lowest and highest count of the primary, then of the metastasis.
_COUNTS = {
    "both high": ((14, 30), (13, 32)),
    "primary only": ((15, 40), (4, 10)),
    "metastasis only": ((5, 9), (13, 18)),
    "both low": ((3, 11), (3, 11)),
}


@dataclass(frozen=True)
class Patient:
    """A simulated patient: the cell, and how many mutations each lesion is to count.

    ``contrast`` is false for the two with renal failure, who have the plain liver CT only.

    Examples
    --------
    >>> patient = simulate_cohort(2022)[0]
    >>> patient.patient_id, patient.discordant == patient.cell.endswith("only")
    ('SIM-01', True)
    """

    patient_id: str
    cell: str
    primary_mutations: int
    metastasis_mutations: int
    shared_mutations: int
    contrast: bool

    @property
    def discordant(self) -> bool:
        """Whether the two lesions differ in status."""
        return self.cell in ("primary only", "metastasis only")

    def mutations(self, lesion: str) -> int:
        """The count of one lesion."""
        return self.primary_mutations if lesion == "primary" else self.metastasis_mutations

    def scans(self) -> list[tuple[str, str]]:
        """(lesion, phase) of every scan this patient has."""
        if not self.contrast:
            return [("metastasis", "plain")]
        return [("primary", phase) for phase in PRIMARY_PHASES] + [
            ("metastasis", phase) for phase in METASTASIS_PHASES
        ]


def simulate_cohort(seed: int) -> list[Patient]:
    """The 24 patients in the order of their identifiers.

    Examples
    --------
    >>> cohort = simulate_cohort(2022)
    >>> len(cohort), sum(patient.discordant for patient in cohort)
    (24, 7)
    >>> sum(patient.primary_mutations >= HIGH_COUNT for patient in cohort)
    8
    """
    random = stream(seed, "cohort")
    cells = [cell for cell, size in CELLS.items() for _ in range(size)]
    order = random.permutation(len(cells))
    # All eight TMB-high primaries had colonography in the study (its AUC fit 8 of 22 only), so the
    # two without contrast are among those with both lesions low.
    both_low = [rank for rank, index in enumerate(order) if cells[index] == "both low"]
    without = set(random.choice(both_low, size=2, replace=False).tolist())
    patients = []
    for rank, index in enumerate(order):
        primary, metastasis = _counts(random, cells[index])
        shared = round(min(primary, metastasis) * random.uniform(0.7, 0.95))
        patients.append(
            Patient(
                f"SIM-{rank + 1:02d}", cells[index], primary, metastasis, shared,
                contrast=rank not in without,
            )
        )  # fmt: skip
    return patients


def _counts(random: np.random.Generator, cell: str) -> tuple[int, int]:
    (low, high), (other_low, other_high) = _COUNTS[cell]
    primary = int(random.integers(low, high, endpoint=True))
    if cell in ("both high", "both low"):
        # Lesions of one tumour resemble each other beyond their status.
        metastasis = int(np.clip(random.poisson(primary), other_low, other_high))
    else:
        metastasis = int(random.integers(other_low, other_high, endpoint=True))
    return primary, metastasis
