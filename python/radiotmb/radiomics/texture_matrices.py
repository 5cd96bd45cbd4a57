"""The texture matrices of a lesion in one pass, in the layout PyRadiomics' formulas ask for.

PyRadiomics counts each matrix by itself and makes the size zone matrix as wide as the largest zone,
which grows faster than the lesion. Here a compiled kernel counts all of them, and matrices have
columns for what occurs only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from radiomics import cMatrices

from radiotmb.errors import InputError
from radiotmb.radiomics._texture import count_textures

_PAIRS, _RUNS = 1, 2
# Above it the matrix of correlated pairs alone takes minutes and gigabytes.
MOST_LEVELS = 2000
_MOST_BINS = 5000


@dataclass(frozen=True)
class TextureMatrices:
    """Counts of a discretised lesion, with the grey levels that occur only.

    Attributes
    ----------
    cooccurrence : array of shape (levels, levels, angles)
        Voxel pairs (glcm, not symmetrical).
    runs : array of shape (levels, lengths, angles)
        Runs from length 1 (glrlm).
    zones : array of shape (levels, sizes)
        Zones of the sizes in ``zone_sizes`` (glszm).
    zone_sizes : array of shape (sizes,)
    dependences : array of shape (levels, dependences)
        Voxels by the number of neighbours that are alike, from none (gldm).
    tones : array of shape (levels, 3)
        Voxels, sum of differences from the neighbourhood's mean, grey level (ngtdm).
    pair_angles, run_angles : array of shape (angles, 3)
        Directions z, y, x.
    """

    cooccurrence: np.ndarray
    runs: np.ndarray
    zones: np.ndarray
    zone_sizes: np.ndarray
    dependences: np.ndarray
    tones: np.ndarray
    pair_angles: np.ndarray
    run_angles: np.ndarray


def check_levels(greys: np.ndarray) -> None:
    """Refuse more grey levels than a texture matrix can have.

    Raises
    ------
    InputError
    """
    if len(greys) > MOST_LEVELS or greys[-1] > _MOST_BINS:
        raise InputError(
            f"the lesion has {int(greys[-1])} bins, {len(greys)} of them filled",
            expected=f"at most {_MOST_BINS} bins and {MOST_LEVELS} grey levels",
            hint="A wider bin (--bin-width, binWidth) gives fewer",
        )


def texture_matrices(
    levels: np.ndarray, greys: np.ndarray, settings: dict[str, Any]
) -> TextureMatrices:
    """Count every texture matrix of a lesion.

    Parameters
    ----------
    levels : integer array of shape (z, y, x)
        Grey level of each lesion voxel, 0 outside; the array is the lesion's box.
    greys : integer array
        The grey levels that occur, ascending.
    settings : dict
        PyRadiomics' ``distances``, ``gldm_a``, ``force2D``, ``force2Ddimension``.

    Returns
    -------
    TextureMatrices

    Raises
    ------
    InputError
        Where there are too many grey levels.

    References
    ----------
    Zwanenburg A, et al. The Image Biomarker Standardization Initiative. Radiology 2020;295:328.

    Examples
    --------
    >>> levels = np.array([[[1, 1, 2], [1, 2, 2]]])
    >>> found = texture_matrices(levels, np.array([1, 2]), {})
    >>> found.zone_sizes.tolist(), found.zones.tolist()
    ([3], [[1.0], [1.0]])
    """
    check_levels(greys)
    grid = TextureGrid(levels > 0, settings)
    return grid.matrices(levels[levels > 0], greys, int(settings.get("gldm_a", 0)))


class TextureGrid:
    """A lesion's voxels with a margin, and the directions its matrices are counted in.

    Parameters
    ----------
    inside : bool array of shape (z, y, x)
        The lesion in its box.
    settings : dict
        PyRadiomics' ``distances``, ``force2D``, ``force2Ddimension``.

    Raises
    ------
    InputError
        Where no two voxels lie in any direction.

    Examples
    --------
    >>> grid = TextureGrid(np.ones((1, 2, 3), bool), {})
    >>> len(grid.run_angles)
    4
    >>> grid.matrices(np.array([1, 1, 2, 1, 2, 2]), np.array([1, 2]), 0).zone_sizes.tolist()
    [3]
    """

    def __init__(self, inside: np.ndarray, settings: dict[str, Any]) -> None:
        reach = [int(distance) for distance in settings.get("distances", [1])]
        plane = bool(settings.get("force2D", False)), int(settings.get("force2Ddimension", 0))
        size = np.array(inside.shape)
        self.pair_angles = _angles(size, reach, plane)
        self.run_angles = _angles(size, [1], plane)
        angles, self._kinds = _merged(self.pair_angles, self.run_angles)
        pad = int(np.abs(angles).max(initial=1))
        padded = np.pad(inside, pad)
        self._cells = padded.size
        self._voxels = np.flatnonzero(padded).astype(np.int64)
        self._offsets = (angles @ np.array(padded.strides)).astype(np.int64)
        self._longest = int(size.max())
        self._inside = inside

    def matrices(self, level: np.ndarray, greys: np.ndarray, alike: int) -> TextureMatrices:
        """Count every texture matrix of one image.

        Parameters
        ----------
        level : integer array of shape (voxels,)
            Grey level of each lesion voxel, in the order of the array.
        greys : integer array
            The grey levels that occur, ascending.
        alike : int
            Difference up to which neighbours are alike (PyRadiomics' ``gldm_a``).
        """
        count, longest, n = len(self._offsets), self._longest, len(greys)
        index = np.zeros(greys[-1] + 1, np.uint16)
        index[greys] = np.arange(1, n + 1)
        padded = np.zeros(self._cells, np.uint16)
        padded[self._voxels] = index[level]
        pairs = np.zeros((count, n, n), np.uint32)
        runs = np.zeros((count, n, longest), np.uint32)
        dependences = np.zeros((n, 2 * len(self.pair_angles) + 1), np.int64)
        tones = np.zeros((n, 2))
        zones = np.empty((len(self._voxels), 2), np.int64)
        found = count_textures(
            padded,
            self._voxels,
            self._offsets,
            self._kinds,
            greys.astype(np.int64),
            alike,
            longest,
            pairs,
            runs,
            dependences,
            tones,
            zones,
        )
        if found is None:
            raise InputError("the lesion's grey levels do not fit its box")
        runs = self._without_lone_voxels(runs[self._kinds & _RUNS > 0])
        table, sizes = _zone_table(zones[:found], n)
        return TextureMatrices(
            # In memory by neighbour, level, direction, as PyRadiomics' own comes out of its steps.
            cooccurrence=np.ascontiguousarray(
                pairs[self._kinds & _PAIRS > 0].transpose(2, 1, 0), dtype=float
            ).transpose(1, 0, 2),
            runs=np.ascontiguousarray(runs.transpose(1, 2, 0), dtype=float),
            zones=table,
            zone_sizes=sizes,
            dependences=dependences.astype(float),
            tones=np.column_stack([tones, greys.astype(float)]),
            pair_angles=self.pair_angles,
            run_angles=self.run_angles,
        )

    def _without_lone_voxels(self, runs: np.ndarray) -> np.ndarray:
        """No runs along a direction in which no line holds two lesion voxels, as in PyRadiomics."""
        lone = [index for index in range(len(runs)) if not runs[index, :, 1:].any()]
        if not lone:
            return runs
        places = np.argwhere(self._inside)
        for index in lone:
            angle = self.run_angles[index]
            moving = int(np.flatnonzero(angle)[0])
            lines = places - places[:, [moving]] * angle[moving] * angle
            if len(np.unique(lines, axis=0)) == len(lines):
                runs[index] = 0
        return runs


def _angles(size: np.ndarray, distances: list[int], plane: tuple[bool, int]) -> np.ndarray:
    """PyRadiomics' directions (one of each two opposite ones), in its order."""
    try:
        found = cMatrices.generate_angles(size, np.array(distances), False, *plane)
    except RuntimeError as error:
        raise no_direction(size, distances) from error
    return np.asarray(found, dtype=np.int64).reshape(-1, 3)


def no_direction(size: np.ndarray, distances: list[int]) -> InputError:
    """The refusal of a lesion too small for the distances its voxels are to be paired at."""
    return InputError(
        f"no two voxels of a lesion of {' x '.join(map(str, size[::-1]))} voxels are "
        f"{' or '.join(map(str, distances))} apart in the directions asked for",
        expected="a larger lesion, or distances: [1]",
    )


def _merged(pairs: np.ndarray, runs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Directions of pairs and runs, each once, and what is counted along each."""
    if np.array_equal(pairs, runs):
        return pairs, np.full(len(pairs), _PAIRS | _RUNS, np.int64)
    kinds = np.repeat([_PAIRS, _RUNS], [len(pairs), len(runs)]).astype(np.int64)
    return np.vstack([pairs, runs]), kinds


def _zone_table(zones: np.ndarray, levels: int) -> tuple[np.ndarray, np.ndarray]:
    level, size = zones.T
    sizes = np.flatnonzero(np.bincount(size))
    column = np.zeros(sizes[-1] + 1, np.int64)
    column[sizes] = np.arange(len(sizes))
    counts = np.bincount(level * len(sizes) + column[size], minlength=levels * len(sizes))
    return counts.reshape(levels, len(sizes)).astype(float), sizes
