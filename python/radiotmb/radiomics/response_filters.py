"""The IBSI's convolutional filters as a preset asks for them: kernels, names and reach.

The standard (IBSI 2) defines filters by their kernels in voxels, by what lies beyond the image's
border, and by how the responses of a kernel's rotations are pooled. PyRadiomics' image types of
the same name do otherwise (recursive Gaussian normalised across scale, periodic wavelets in eight
fixed bands), so these have names of their own.

References
----------
Depeursinge A, Andrearczyk V, Whybra P, et al. Standardised convolutional filtering for radiomics.
arXiv:2006.05470. Whybra P, Zwanenburg A, Andrearczyk V, et al. The Image Biomarker Standardization
Initiative: standardized convolutional filters for reproducible radiomics and enhanced clinical
insights. Radiology 2024;310(2):e231319.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import permutations, product
from typing import Any

import numpy as np
import pywt

from radiotmb.errors import InputError

# The IBSI's name of what lies beyond the border: SciPy's.
BOUNDARIES = {"zero": "constant", "nearest": "nearest", "periodic": "wrap", "mirror": "reflect"}
POOLINGS = ("average", "max", "min")
LAWS_KERNELS = {
    "L5": (1, 4, 6, 4, 1),
    "E5": (-1, -2, 0, 2, 1),
    "S5": (-1, 0, 2, 0, -1),
    "W5": (-1, 2, 0, -2, 1),
    "R5": (1, -4, 6, -4, 1),
    "L3": (1, 2, 1),
    "E3": (-1, 0, 1),
    "S3": (-1, 2, -1),
}
# Farther than any scan is long.
_EVERYWHERE = 10**6

# One kernel after another along an axis; a separable kernel has them for x, y and z (or x and y).
AxisKernels = tuple[np.ndarray, ...]
SeparableKernel = tuple[AxisKernels, ...]


@dataclass(frozen=True, kw_only=True)
class ResponseFilter(ABC):
    """A filter of the IBSI's; its response map is an image to extract features from.

    Attributes
    ----------
    kind : {"mean", "log", "laws", "wavelet"}
    dimensions : {2, 3}
        In three dimensions, or slice by slice.
    boundary : {"mirror", "nearest", "zero", "periodic"}
        What lies beyond the image's border.
    settings : dict
        ``binWidth`` or ``binCount`` for the features of this image.
    """

    kind: str = field(default="", init=False)
    dimensions: int = 3
    boundary: str = "mirror"
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _one_of("dimensions", self.dimensions, (2, 3))
        _one_of("boundary", self.boundary, tuple(BOUNDARIES))

    @property
    def image_type(self) -> str:
        """The name of its image, first part of its features' names."""
        parts = ["ibsi", self.kind, *self._name_parts(), f"{self.dimensions}D"]
        if self.boundary != "mirror":
            parts.append(self.boundary)
        return "-".join(re.sub(r"[^A-Za-z0-9]+", "-", part) for part in parts)

    @property
    def pooling(self) -> str:
        """How the responses of the bank's kernels become one: sum, average, max or min."""
        return "sum"

    @property
    def isotropic(self) -> bool:
        """Whether it is defined for voxels of equal sides only."""
        return False

    @property
    def energy_reach(self) -> int:
        """Voxels over which the response's absolute value is averaged, to each side."""
        return 0

    @abstractmethod
    def bank(self, spacing_mm: float) -> list[SeparableKernel]:
        """The separable kernels whose responses are summed or pooled."""

    @abstractmethod
    def _name_parts(self) -> list[str]:
        """What distinguishes it from others of its kind."""

    def reach(self, spacing_mm: Sequence[float]) -> tuple[int, int, int]:
        """How many voxels away (z, y, x) a voxel's response still depends on the image.

        Parameters
        ----------
        spacing_mm : sequence of 3 float
            Voxel size x, y, z.
        """
        far = self.energy_reach + max(
            sum(len(kernel) // 2 for kernel in axis) for axis in self.bank(float(spacing_mm[0]))[0]
        )
        if self.boundary == "periodic":
            far = _EVERYWHERE
        return (far if self.dimensions == 3 else 0), far, far


@dataclass(frozen=True, kw_only=True)
class MeanFilter(ResponseFilter):
    """Mean over a cube (a square) of ``support`` voxels along each side, an odd number."""

    kind: str = field(default="mean", init=False)
    support: int

    def __post_init__(self) -> None:
        super().__post_init__()
        _whole("support", self.support, 1)
        if self.support % 2 == 0:
            raise InputError(f"support {self.support}", expected="an odd number of voxels")

    def bank(self, spacing_mm: float) -> list[SeparableKernel]:
        """One kernel of equal weights."""
        axis = (np.full(self.support, 1 / self.support),)
        return [(axis,) * self.dimensions]

    def _name_parts(self) -> list[str]:
        return [str(self.support)]


@dataclass(frozen=True, kw_only=True)
class LogFilter(ResponseFilter):
    """Laplacian of Gaussian: the sampled kernel, cut off, not normalised across scale.

    Attributes
    ----------
    sigma : float
        mm.
    truncate : float
        Sigmas after which the kernel ends, to the nearest voxel.
    """

    kind: str = field(default="log", init=False)
    sigma: float
    truncate: float = 4.0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_positive("sigma", self.sigma)
        check_positive("truncate", self.truncate)

    @property
    def isotropic(self) -> bool:
        """It has one sigma in voxels."""
        return True

    def bank(self, spacing_mm: float) -> list[SeparableKernel]:
        """Second derivative along one axis, Gaussian along the others, for each axis."""
        sigma = float(self.sigma) / spacing_mm
        half = math.floor(self.truncate * sigma + 0.5)
        places = np.arange(-half, half + 1, dtype=float)
        gaussian = np.exp(-(places**2) / (2 * sigma**2)) / (math.sqrt(2 * math.pi) * sigma)
        second = gaussian * (places**2 / sigma**4 - 1 / sigma**2)
        return [
            tuple((second if axis == along else gaussian,) for axis in range(self.dimensions))
            for along in range(self.dimensions)
        ]

    def _name_parts(self) -> list[str]:
        cut = [] if self.truncate == 4 else [f"truncate-{self.truncate:g}"]
        return [f"{float(self.sigma)}-mm", *cut]


@dataclass(frozen=True, kw_only=True)
class _RotatedFilter(ResponseFilter):
    """A filter whose kernel may be turned by all right angles.

    Attributes
    ----------
    rotation : {"average", "max", "min"}, optional
        How the responses of the rotated kernels are pooled; without it the kernel as it stands.
    """

    rotation: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.rotation is not None:
            _one_of("rotation", self.rotation, POOLINGS)

    @property
    def pooling(self) -> str:
        """How the responses of the rotated kernels become one."""
        return self.rotation or "sum"

    @property
    def isotropic(self) -> bool:
        """A kernel is turned on voxels of equal sides only."""
        return self.rotation is not None

    def _turned(self, kernel: SeparableKernel) -> list[SeparableKernel]:
        return rotations(kernel) if self.rotation is not None else [kernel]

    def _rotation_parts(self) -> list[str]:
        return [] if self.rotation is None else [self.rotation]


@dataclass(frozen=True, kw_only=True)
class LawsFilter(_RotatedFilter):
    """Laws' kernels along x, y (and z), such as ``L5E5E5``.

    Attributes
    ----------
    kernels : str
        Two or three of L5, E5, S5, W5, R5, L3, E3, S3; each is normalised to length 1.
    energy : int, optional
        The mean absolute response within so many voxels in place of the response.
    """

    kind: str = field(default="laws", init=False)
    kernels: str
    energy: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        names = self._names
        if len(names) != self.dimensions or "".join(names) != self.kernels.upper():
            raise InputError(
                f"kernels {self.kernels!r}",
                expected=f"two or three of {', '.join(LAWS_KERNELS)}, as L5E5 or L5E5E5",
            )
        if self.energy is not None:
            _whole("energy", self.energy, 1)

    @property
    def _names(self) -> list[str]:
        found = re.findall("|".join(LAWS_KERNELS), str(self.kernels).upper())
        return [str(name) for name in found]

    @property
    def energy_reach(self) -> int:
        """Voxels over which the response's absolute value is averaged, to each side."""
        return self.energy or 0

    def bank(self, spacing_mm: float) -> list[SeparableKernel]:
        """The kernel, and its rotations where they are pooled."""
        weights = [np.array(LAWS_KERNELS[name], dtype=float) for name in self._names]
        return self._turned(tuple((kernel / np.linalg.norm(kernel),) for kernel in weights))

    def _name_parts(self) -> list[str]:
        energy = [] if self.energy is None else [f"energy-{self.energy}"]
        return ["".join(self._names), *self._rotation_parts(), *energy]


@dataclass(frozen=True, kw_only=True)
class WaveletFilter(_RotatedFilter):
    """A band of a separable, undecimated (*à trous*) wavelet transform.

    Attributes
    ----------
    wavelet : str
        PyWavelets' name of an orthogonal wavelet with a finite kernel, such as ``db3``.
    band : str
        ``L`` or ``H`` along x, y (and z) at the last level.
    level : int
        From 1; the levels before it are low-pass along every axis.
    """

    kind: str = field(default="wavelet", init=False)
    wavelet: str
    band: str
    level: int = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.wavelet not in pywt.wavelist(kind="discrete"):
            raise InputError(f"no wavelet {self.wavelet!r}", expected="one of PyWavelets' discrete")
        if len(str(self.band)) != self.dimensions or set(str(self.band).upper()) - {"L", "H"}:
            raise InputError(f"band {self.band!r}", expected="two or three of L and H, as LLH")
        _whole("level", self.level, 1)

    def bank(self, spacing_mm: float) -> list[SeparableKernel]:
        """The kernels of every level, and their rotations where they are pooled."""
        low, high = (
            _odd(np.array(weights, dtype=float))
            for weights in pywt.Wavelet(self.wavelet).filter_bank[:2]
        )
        before = [_with_holes(low, level) for level in range(self.level - 1)]
        last = {"L": low, "H": high}
        return self._turned(
            tuple(
                (*before, _with_holes(last[letter], self.level - 1))
                for letter in str(self.band).upper()
            )
        )

    def _name_parts(self) -> list[str]:
        return [self.wavelet, self.band.upper(), f"level-{self.level}", *self._rotation_parts()]


def rotations(kernel: SeparableKernel) -> list[SeparableKernel]:
    """A separable kernel turned by every right angle about its centre, equal ones once.

    Examples
    --------
    >>> smooth, edge = (np.array([1.0, 2, 1]),), (np.array([-1.0, 0, 1]),)
    >>> len(rotations((edge, smooth))), len(rotations((smooth, smooth, edge)))
    (4, 6)
    """
    count = len(kernel)
    found: dict[tuple[bytes, ...], SeparableKernel] = {}
    for order in permutations(range(count)):
        swaps = sum(order[i] > order[j] for i in range(count) for j in range(i + 1, count))
        for signs in product((1, -1), repeat=count):
            # Those of determinant 1: a mirrored kernel is none that was turned.
            if (-1) ** swaps * math.prod(signs) == 1:
                turned = tuple(
                    tuple(np.ascontiguousarray(weights[::sign]) for weights in kernel[place])
                    for place, sign in zip(order, signs, strict=True)
                )
                key = tuple(weights.tobytes() for axis in turned for weights in axis)
                found.setdefault(key, turned)
    return list(found.values())


def _odd(weights: np.ndarray) -> np.ndarray:
    """An even kernel with a zero at its end, so that it has a centre."""
    return weights if len(weights) % 2 else np.append(weights, 0.0)


def _with_holes(weights: np.ndarray, times: int) -> np.ndarray:
    """A kernel with 2^times - 1 zeros between its weights (the *à trous* algorithm)."""
    step = 2**times
    spread = np.zeros((len(weights) - 1) * step + 1)
    spread[::step] = weights
    return spread


def _one_of(name: str, value: Any, choices: tuple[Any, ...]) -> None:
    if isinstance(value, bool) or value not in choices:
        raise InputError(f"{name} {value!r}", expected=f"one of {', '.join(map(str, choices))}")


def _whole(name: str, value: Any, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 99:
        raise InputError(f"{name} {value!r}", expected=f"a whole number from {least} to 99")


def check_positive(name: str, value: Any) -> None:
    """Refuse a setting that is no number above 0.

    Raises
    ------
    InputError
    """
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not 0 < value < math.inf:
        raise InputError(f"{name} {value!r}", expected="a number above 0")
