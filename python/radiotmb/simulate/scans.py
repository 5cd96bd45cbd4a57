"""Small CT volumes of a simulated patient: colonography and liver, each with its lesion's mask.

A lesion keeps its shape through its phases; noise and contrast belong to the phase. What the
burden changes is its texture: the higher, the stronger and finer the heterogeneity, by an amount
that leaves the two kinds of lesion overlapping.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import SimpleITK as sitk
from scipy.ndimage import gaussian_filter

from radiotmb.simulate.cohort import MEGABASES, Patient
from radiotmb.simulate.streams import stream

SPACING_MM = (0.68, 0.68, 5.0)
SHAPE = (20, 72, 72)
_VOXEL_MM = np.array(SPACING_MM[::-1])
NOTE = "SIMULATED by radiotmb demo; not a patient"


@dataclass(frozen=True)
class Phase:
    """Mean attenuation of the tissues in one phase, in HU, and how far texture tells burden."""

    lesion: float
    tissue: float
    vessel: float
    signal: float


PHASES = {
    "supine": Phase(lesion=92, tissue=70, vessel=190, signal=0.6),
    "prone": Phase(lesion=78, tissue=62, vessel=110, signal=1.1),
    "plain": Phase(lesion=42, tissue=58, vessel=44, signal=1.0),
    "enhanced": Phase(lesion=80, tissue=112, vessel=165, signal=1.6),
}


def simulate_scan(
    patient: Patient, lesion: str, phase: str, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """The volume (int16, HU) and the mask (uint8) of one scan, both (z, y, x).

    Examples
    --------
    >>> from radiotmb.simulate.cohort import simulate_cohort
    >>> patient = simulate_cohort(2022)[0]
    >>> image, mask = simulate_scan(patient, "metastasis", "plain", seed=2022)
    >>> image.shape == mask.shape == (20, 72, 72), int(mask.sum()) > 300
    (True, True)
    """
    shape = stream(seed, "lesion", patient.patient_id, lesion)
    random = stream(seed, "scan", patient.patient_id, lesion, phase)
    mask = _lesion_mask(shape)
    tissue = PHASES[phase]
    scene = _colon(shape, mask, tissue) if lesion == "primary" else _liver(shape, tissue)
    burden = patient.mutations(lesion) / MEGABASES
    # The same heterogeneity in each phase of a lesion, seen through that phase's own disturbance.
    shared = shape.normal()
    level = tissue.signal * np.log2(burden / 10) + shape.normal(0, 0.6) + random.normal(0, 0.8)
    texture = _texture(shape, random, level)
    inside = tissue.lesion + 4 * shared + texture
    # The margin of a lesion is blurred by the slice, not a step.
    share = gaussian_filter(mask.astype(float), sigma=(0.4, 1.0, 1.0))
    volume = scene * (1 - share) + inside * share
    volume += _scanner_noise(random, sigma=14.0)
    return np.clip(np.rint(volume), -1024, 3071).astype(np.int16), mask


def _distance(center: np.ndarray, axes_mm: np.ndarray) -> np.ndarray:
    """Distance from ``center`` (voxels) in units of the axes: 1 on the ellipsoid's surface."""
    grid = np.indices(SHAPE, dtype=float)
    offset = (grid - center[:, None, None, None]) * _VOXEL_MM[:, None, None, None]
    return np.sqrt(((offset / axes_mm[:, None, None, None]) ** 2).sum(axis=0))


def _smooth(random: np.random.Generator, sigma_mm: float) -> np.ndarray:
    """A Gaussian random field of unit variance and the given correlation length."""
    field = gaussian_filter(random.normal(size=SHAPE), sigma_mm / _VOXEL_MM, mode="wrap")
    return (field - field.mean()) / field.std()


def _lesion_mask(random: np.random.Generator) -> np.ndarray:
    """A lobed ellipsoid near the middle of the volume, 15 to 27 mm across."""
    center = (np.array(SHAPE) - 1) / 2 + random.uniform(-1.5, 1.5, size=3)
    axes_mm = random.uniform(7.5, 13.5, size=3)
    surface = _distance(center, axes_mm) + 0.12 * _smooth(random, 5.0)
    return (surface <= 1.0).astype(np.uint8)


def _texture(shape: np.random.Generator, random: np.random.Generator, level: float) -> np.ndarray:
    """Heterogeneity in HU; ``level`` is 0 for a burden of 10 mutations/Mb."""
    coarse, fine = _smooth(shape, 4.0), _smooth(random, 1.2)
    strength = 16.0 * np.exp(0.25 * level)
    part = 1 / (1 + np.exp(-0.5 * level))
    return strength * (np.sqrt(1 - part) * coarse + np.sqrt(part) * fine) - 2.5 * level


def _colon(random: np.random.Generator, mask: np.ndarray, tissue: Phase) -> np.ndarray:
    """Fat, a gas-filled bowel beside the lesion, and its wall."""
    scene = -100.0 + 12.0 * _smooth(random, 8.0)
    middle = np.array(np.nonzero(mask)).mean(axis=1)
    side = random.choice([-1.0, 1.0])
    center = middle + np.array([0.0, 0.0, side * 24.0])
    bowel = _distance(center, np.array([60.0, 17.0, 13.0]))
    scene[bowel <= 1.25] = tissue.tissue
    # Gas in the border voxels would drown the texture: the wall covers the lesion.
    covered = gaussian_filter(mask.astype(float), sigma=(0.4, 2.5, 2.5)) > 0.02
    scene[(bowel <= 1.0) & ~covered] = -960.0
    scene[covered] = tissue.tissue
    for _ in range(2):
        vessel = _distance(random.uniform([0, 5, 5], [19, 66, 66]), np.array([40.0, 2.2, 2.2]))
        scene[(vessel <= 1.0) & (bowel > 1.25)] = tissue.vessel
    return gaussian_filter(scene, sigma=(0.3, 0.7, 0.7))


def _liver(random: np.random.Generator, tissue: Phase) -> np.ndarray:
    """Parenchyma with a few vessels."""
    scene = tissue.tissue + 4.0 * _smooth(random, 10.0)
    for _ in range(4):
        center = random.uniform([0, 5, 5], [19, 66, 66])
        axes_mm = np.array([30.0, 2.5, 2.5])[random.permutation(3)]
        scene[_distance(center, axes_mm) <= 1.0] = tissue.vessel
    return gaussian_filter(scene, sigma=(0.3, 0.8, 0.8))


def _scanner_noise(random: np.random.Generator, sigma: float) -> np.ndarray:
    """Noise as a soft kernel leaves it: correlated in the slice, independent between slices."""
    noise = gaussian_filter(random.normal(size=SHAPE), sigma=(0, 0.6, 0.6), mode="wrap")
    return sigma * noise / noise.std()


def write_volume(path: Path, array: np.ndarray) -> Path:
    """Write an array (z, y, x) as gzipped NIfTI on the cohort's grid, saying it is simulated."""
    image = sitk.GetImageFromArray(array)
    image.SetSpacing(SPACING_MM)
    image.SetOrigin((-24.14, -24.14, -47.5))
    # ITK writes this entry into the header's 80-character descrip field.
    image.SetMetaData("ITK_FileNotes", NOTE)
    sitk.WriteImage(image, str(path), useCompression=True)
    return path
