"""PyRadiomics' feature classes, their matrices and histogram given to them.

The formulas stay PyRadiomics' own. What is replaced is what they are computed from: grey levels,
texture matrices, sorted values, and the mesh's area, volume and diameters.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import SimpleITK as sitk
from radiomics import getFeatureClasses

from radiotmb.radiomics.lesion_shape import mesh_measures
from radiotmb.radiomics.texture_matrices import TextureMatrices

# Numbers that stay in the processor's cache.
_BLOCK = 4096
_MANY = 100_000


class _GivenLevels:
    """A feature class that is handed its grey levels."""

    settings: dict[str, Any]
    coefficients: dict[str, Any]

    def _applyBinning(self, _matrix: np.ndarray) -> np.ndarray | None:
        levels, present = self.settings["levels"]
        self.coefficients["grayLevels"] = present
        self.coefficients["Ng"] = int(present[-1])
        return levels

    @property
    def _matrices(self) -> TextureMatrices:
        found: TextureMatrices = self.settings["matrices"]
        return found


class _Cooccurrence(_GivenLevels):
    P_glcm: np.ndarray
    symmetricalGLCM: bool
    weightingNorm: str | None
    inputImage: sitk.Image

    def _calculateMatrix(self, _coordinates: None = None) -> np.ndarray:
        counts = self._matrices.cooccurrence[None].copy(order="K")
        if self.symmetricalGLCM:
            counts += counts.transpose(0, 2, 1, 3).copy()
        if self.weightingNorm is not None:
            weights = _pair_weights(self._matrices.pair_angles, self)
            counts = np.sum(counts * weights, 3, keepdims=True)
        counts, total = _along_used_angles(counts)
        counts /= np.where(total == 0, np.nan, total)[:, None, None, :]
        return counts

    def _calculateCoefficients(self) -> None:
        """PyRadiomics' coefficients; sums along the diagonals without a pass for each of them."""
        pairs = self.P_glcm
        levels = self.coefficients["grayLevels"].astype(float)
        bins = self.coefficients["Ng"]
        i, j = np.meshgrid(levels, levels, indexing="ij", sparse=True)
        eps = np.spacing(1)
        self.coefficients |= {
            "eps": eps,
            "i": i,
            "j": j,
            "kValuesSum": np.arange(2, bins * 2 + 1, dtype=float),
            "kValuesDiff": np.arange(0, bins, dtype=float),
            "px": pairs.sum(2, keepdims=True),
            "py": pairs.sum(1, keepdims=True),
            "ux": np.sum(i[None, :, :, None] * pairs, (1, 2), keepdims=True),
            "uy": np.sum(j[None, :, :, None] * pairs, (1, 2), keepdims=True),
            "pxAddy": _along(pairs, (i + j - 2).astype(int), 2 * bins - 1),
            "pxSuby": _along(pairs, np.abs(i - j).astype(int), bins),
            "HXY": -np.sum(pairs * np.log2(pairs + eps), (1, 2)),
        }


def _along_used_angles(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A matrix without the directions that hold nothing, and its sums.

    Numpy adds in the order of the memory, and a small difference of large sums shows it: so this
    leaves the same order behind as PyRadiomics' own steps.
    """
    total = np.sum(counts, (1, 2))
    empty = np.flatnonzero(total[0] == 0)
    if counts.shape[3] > 1 and len(empty):
        counts, total = np.delete(counts, empty, 3), np.delete(total, empty, 1)
    return counts, total


def _along(pairs: np.ndarray, places: np.ndarray, length: int) -> np.ndarray:
    """Sums of a pair matrix over the places of equal number; shape (1, length, angles)."""
    flat, angles = places.ravel(), pairs.shape[3]
    sums = np.zeros((1, length, angles))
    for angle in range(angles):
        sums[0, :, angle] = np.bincount(flat, pairs[0, :, :, angle].ravel(), length)
    return sums


class _Runs(_GivenLevels):
    weightingNorm: str | None

    def _calculateMatrix(self, _coordinates: None = None) -> np.ndarray:
        counts = self._matrices.runs[None]
        if self.weightingNorm is not None:
            weights = _run_weights(self._matrices.run_angles, self)
            counts = np.sum(counts * weights, 3, keepdims=True)
        counts, total = _along_used_angles(counts)
        self.coefficients["Nr"] = np.where(total == 0, np.nan, total)
        return counts


class _Zones(_GivenLevels):
    P_glszm: np.ndarray

    def _calculateMatrix(self, _coordinates: None = None) -> np.ndarray:
        return self._matrices.zones[None]

    def _calculateCoefficients(self) -> None:
        """PyRadiomics' coefficients of a matrix that has columns for the sizes that occur only."""
        by_size = np.sum(self.P_glszm, 1)
        sizes = self._matrices.zone_sizes.astype(float)
        self.coefficients |= {
            "Np": np.sum(by_size * sizes, 1),
            "Nz": np.sum(self.P_glszm, (1, 2)),
            "ps": by_size,
            "pg": np.sum(self.P_glszm, 2),
            "ivector": self.coefficients["grayLevels"].astype(float),
            "jvector": sizes,
        }


class _Dependences(_GivenLevels):
    def _calculateMatrix(self, _coordinates: None = None) -> np.ndarray:
        counts = self._matrices.dependences[None]
        occurs = counts.sum((0, 1)) > 0
        kept = np.delete(counts, np.flatnonzero(~occurs), 2)
        by_dependence = np.sum(kept, 1)
        self.coefficients |= {
            "Nz": np.sum(by_dependence, 1),
            "pd": by_dependence,
            "pg": np.sum(counts, 2),
            "ivector": self.coefficients["grayLevels"].astype(float),
            "jvector": 1.0 + np.flatnonzero(occurs),
        }
        return kept


class _Tones(_GivenLevels):
    def _calculateMatrix(self, _coordinates: None = None) -> np.ndarray:
        return self._matrices.tones[None]


class _Histogram(_GivenLevels):
    """First-order features of values that were sorted once."""

    inputImage: sitk.Image
    voxelArrayShift: float

    def _initCalculation(self, _coordinates: None = None) -> None:
        # In the order of the voxels, for sums; sorted, for ranks.
        self.targetVoxelArray: np.ndarray = self.settings["values"].reshape(1, -1)
        values = self.targetVoxelArray[0]
        self._sorted = np.sort(values)
        self._mean = np.mean(values)
        self._away = values - self._mean
        shares = self.settings["shares"]
        self.coefficients["p_i"] = shares.reshape(1, -1)

    def _percentile(self, percent: float) -> float:
        # numpy's own interpolation, of values that are sorted.
        place = (len(self._sorted) - 1) * percent / 100
        below = int(place)
        above = min(below + 1, len(self._sorted) - 1)
        low, high, share = self._sorted[below], self._sorted[above], place - below
        step = high - low
        return low + step * share if share < 0.5 else high - step * (1 - share)

    def _moment_of(self, order: int) -> float:
        if order == 3:
            # A third moment is a small difference of large sums: rounded as PyRadiomics rounds it.
            return float(np.mean(_third_powers(self._away)))
        power = self._away * self._away
        return float(np.mean(power if order == 2 else power * power))

    def getEnergyFeatureValue(self) -> float:
        values = self.targetVoxelArray[0]
        shifted = values + self.voxelArrayShift if self.voxelArrayShift else values
        return float(np.sum(shifted * shifted))

    def getTotalEnergyFeatureValue(self) -> float:
        return float(np.prod(self.inputImage.GetSpacing()) * self.getEnergyFeatureValue())

    def getMinimumFeatureValue(self) -> float:
        return float(self._sorted[0])

    def get10PercentileFeatureValue(self) -> float:
        return self._percentile(10)

    def get90PercentileFeatureValue(self) -> float:
        return self._percentile(90)

    def getMaximumFeatureValue(self) -> float:
        return float(self._sorted[-1])

    def getMeanFeatureValue(self) -> float:
        return float(self._mean)

    def getMedianFeatureValue(self) -> float:
        middle = len(self._sorted) // 2
        if len(self._sorted) % 2:
            return float(self._sorted[middle])
        return float(np.mean(self._sorted[middle - 1 : middle + 1]))

    def getInterquartileRangeFeatureValue(self) -> float:
        return self._percentile(75) - self._percentile(25)

    def getRangeFeatureValue(self) -> float:
        return float(self._sorted[-1] - self._sorted[0])

    def getMeanAbsoluteDeviationFeatureValue(self) -> float:
        return float(np.mean(np.abs(self._away)))

    def getRobustMeanAbsoluteDeviationFeatureValue(self) -> float:
        low, high = self._percentile(10), self._percentile(90)
        values = self.targetVoxelArray[0]
        kept = values[(values >= low) & (values <= high)]
        return float(np.mean(np.abs(kept - np.mean(kept)))) if len(kept) else np.nan

    def getRootMeanSquaredFeatureValue(self) -> float:
        return float(np.sqrt(self.getEnergyFeatureValue() / len(self._sorted)))

    def getSkewnessFeatureValue(self) -> float:
        second = self._moment_of(2)
        return self._moment_of(3) / second**1.5 if second else self._moment_of(3)

    def getKurtosisFeatureValue(self) -> float:
        second = self._moment_of(2)
        return self._moment_of(4) / second**2 if second else self._moment_of(4)

    def getVarianceFeatureValue(self) -> float:
        return self._moment_of(2)

    def getStandardDeviationFeatureValue(self) -> float:
        return float(np.sqrt(self._moment_of(2)))

    getStandardDeviationFeatureValue._is_deprecated = True  # type: ignore[attr-defined]


def _third_powers(values: np.ndarray) -> np.ndarray:
    """Third powers, rounded once.

    ``numpy.power`` is what PyRadiomics takes. Of many values, few of which it rounds otherwise,
    products with more digits are as good and four times as fast.
    """
    if len(values) < _MANY:
        return np.asarray(np.power(values, 3))
    powers = np.empty_like(values)
    for start in range(0, len(values), _BLOCK):
        wide = values[start : start + _BLOCK].astype(np.longdouble)
        powers[start : start + _BLOCK] = wide * wide * wide
    return powers


class _Mesh:
    """Shape features whose area, volume and diameters are found in linear time."""

    inputImage: sitk.Image
    inputMask: sitk.Image
    label: int

    def _initSegmentBasedCalculation(self) -> None:
        self.pixelSpacing = np.array(self.inputImage.GetSpacing()[::-1])
        inside = np.pad(sitk.GetArrayViewFromImage(self.inputMask) == self.label, 1)
        self.maskArray = inside
        self.labelledVoxelCoordinates = np.where(inside)
        self.SurfaceArea, self.Volume, self.diameters = mesh_measures(inside, self.pixelSpacing)
        places = np.stack(self.labelledVoxelCoordinates, axis=1) * self.pixelSpacing
        places -= places.mean(axis=0)
        places /= np.sqrt(len(places))
        values = np.linalg.eigvals(places.T @ places)
        values[(values < 0) & (values > -1e-10)] = 0
        values.sort()
        self.eigenValues = values


_REPLACED: dict[str, type] = {
    "firstorder": _Histogram,
    "glcm": _Cooccurrence,
    "glrlm": _Runs,
    "glszm": _Zones,
    "gldm": _Dependences,
    "ngtdm": _Tones,
    "shape": _Mesh,
}


@cache
def feature_class(name: str, engine: str) -> type:
    """PyRadiomics' class of a name, with what it computes from replaced by ours or as it is.

    Parameters
    ----------
    name : str
        PyRadiomics' name of the class.
    engine : {"radiotmb", "pyradiomics"}
    """
    own = getFeatureClasses()[name]
    if name.startswith("shape") and (engine == "pyradiomics" or name not in _REPLACED):
        return own
    given = _REPLACED[name] if engine == "radiotmb" else _GivenLevels
    names = own.getFeatureNames()
    # PyRadiomics looks its features up with `inspect` at every set-up; they do not change.
    return type(
        own.__name__,
        (given, own),
        {
            "getFeatureNames": classmethod(lambda _: dict(names)),
            # The name its logger hangs under.
            "__module__": own.__module__,
        },
    )


def _pair_weights(angles: np.ndarray, features: Any) -> np.ndarray:
    """PyRadiomics' weights of the directions of voxel pairs."""
    away = np.abs(angles) * np.array(features.inputImage.GetSpacing()[::-1])
    norms = {
        "infinity": lambda: np.exp(-(away.max(axis=1) ** 2)),
        "euclidean": lambda: np.exp(-np.sum(away**2, axis=1)),
        "manhattan": lambda: np.exp(-(away.sum(axis=1) ** 2)),
    }
    return norms.get(features.weightingNorm, lambda: np.ones(len(angles)))()


def _run_weights(angles: np.ndarray, features: Any) -> np.ndarray:
    """PyRadiomics' weights of the directions of runs."""
    away = np.abs(angles) * np.array(features.inputImage.GetSpacing()[::-1])
    norms = {
        "infinity": lambda: away.max(axis=1),
        "euclidean": lambda: np.sqrt(np.sum(away**2, axis=1)),
        "manhattan": lambda: away.sum(axis=1),
    }
    return norms.get(features.weightingNorm, lambda: np.ones(len(angles)))()
