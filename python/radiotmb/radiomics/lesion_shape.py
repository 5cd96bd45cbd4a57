"""Area, volume and diameters of a lesion's mesh, in time linear in its voxels.

PyRadiomics compares every two vertices of the mesh, which in an organ are 10^10 pairs. A diameter
ends at two corners of the convex hull, and area and volume are sums over cubes of eight voxels of
which there are 256 kinds; what each kind adds is asked of PyRadiomics' own mesh once.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from radiomics import cShape
from scipy.spatial import ConvexHull, QhullError
from scipy.spatial.distance import pdist

_CORNERS = [(z, y, x) for z in (0, 1) for y in (0, 1) for x in (0, 1)]
_FEW = 64
_DIRECTIONS = 8
_ROUNDING = 1e-9


def mesh_measures(
    inside: np.ndarray, spacing: np.ndarray
) -> tuple[float, float, tuple[float, float, float, float]]:
    """Surface area, volume and four diameters of the mesh PyRadiomics draws around a mask.

    Parameters
    ----------
    inside : bool array of shape (z, y, x)
        The lesion, with at least one plane of other voxels on every side.
    spacing : array of shape (3,)
        mm along z, y, x.

    Returns
    -------
    (float, float, (float, float, float, float))
        mm2, mm3, and in mm the largest distance of two vertices in one plane z, y, x, and of any
        two.

    Examples
    --------
    >>> inside = np.zeros((4, 4, 4), bool)
    >>> inside[1:3, 1:3, 1:3] = True
    >>> area, volume, diameters = mesh_measures(inside, np.ones(3))
    >>> round(volume, 4), round(diameters[3], 4)
    (5.6667, 2.4495)
    """
    area, volume = _area_and_volume(inside, spacing)
    return area, volume, _diameters(_vertices(inside), spacing)


def _area_and_volume(inside: np.ndarray, spacing: np.ndarray) -> tuple[float, float]:
    z, y, x = (size - 1 for size in inside.shape)
    kinds = np.zeros((z, y, x), np.uint8)
    bits = inside.view(np.uint8)
    for bit, (dz, dy, dx) in enumerate(_CORNERS):
        kinds |= bits[dz : dz + z, dy : dy + y, dx : dx + x] << np.uint8(bit)
    areas, volumes, slopes = _cubes(tuple(float(size) for size in spacing))
    cut = np.flatnonzero((kinds > 0) & (kinds < 255))
    kind = kinds.ravel()[cut]
    counts = np.bincount(kind, minlength=256)
    volume = float(counts @ volumes)
    for axis, place in enumerate(np.unravel_index(cut, kinds.shape)):
        volume += float(np.bincount(kind, place, 256) @ slopes[:, axis])
    return float(counts @ areas), volume


@cache
def _cubes(spacing: tuple[float, float, float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What a cube of each kind adds to area and volume, and to volume a cube further from 0.

    The volume is a sum of tetrahedra with their tips at the origin, so a cube's share grows in
    proportion to its place. Put behind a copy of its first plane, a cube stands one step further.
    """
    steps = np.array(spacing)
    areas, volumes, slopes = np.zeros(256), np.zeros(256), np.zeros((256, 3))
    cubes = np.zeros((256, 2, 2, 2), bool)
    for bit, corner in enumerate(_CORNERS):
        cubes[:, corner[0], corner[1], corner[2]] = np.arange(256) >> bit & 1
    for kind, cube in enumerate(cubes):
        areas[kind], volumes[kind], _ = _measured(cube, steps)
    for kind, cube in enumerate(cubes):
        for axis in range(3):
            first = np.take(cube, [0], axis)
            _, both, _ = _measured(np.concatenate([first, cube], axis), steps)
            _, before, _ = _measured(np.concatenate([first, first], axis), steps)
            slopes[kind, axis] = both - before - volumes[kind]
    return areas, volumes, slopes


def _measured(mask: np.ndarray, spacing: np.ndarray) -> tuple[float, float, object]:
    found: tuple[float, float, object] = cShape.calculate_coefficients(
        np.ascontiguousarray(mask), spacing
    )
    return found


def _vertices(inside: np.ndarray) -> np.ndarray:
    """Places of the mesh's vertices, in half voxels: between a lesion voxel and one that is not."""
    found = []
    for axis in range(3):
        places = np.argwhere(np.diff(inside.view(np.int8), axis=axis)) * 2
        places[:, axis] += 1
        found.append(places)
    return np.concatenate(found)


def _diameters(vertices: np.ndarray, spacing: np.ndarray) -> tuple[float, float, float, float]:
    z, y, x = (_farthest_in_a_plane(vertices, spacing, axis) for axis in range(3))
    return z, y, x, _farthest(vertices, spacing)


def _farthest_in_a_plane(vertices: np.ndarray, spacing: np.ndarray, axis: int) -> float:
    """The largest distance of two vertices in one plane across an axis."""
    ordered = vertices[np.argsort(vertices[:, axis], kind="stable")]
    others = [other for other in range(3) if other != axis]
    first = np.flatnonzero(np.diff(ordered[:, axis], prepend=-1))
    places, steps = ordered[:, others], spacing[others]
    most, found = _most_in_each(places * (steps / 2), first), 0.0
    for plane in np.argsort(-most):
        if most[plane] < found:
            break
        end = first[plane + 1] if plane + 1 < len(first) else len(places)
        found = max(found, _farthest(places[first[plane] : end], steps))
    return found


def _most_in_each(places: np.ndarray, first: np.ndarray) -> np.ndarray:
    """No two places of a group are farther apart; groups begin at the indices ``first``.

    Seen from the nearest of the directions, two places are at least their distance times the
    cosine of half the angle between two directions apart.
    """
    widths = np.zeros(len(first))
    for angle in np.arange(_DIRECTIONS) * np.pi / _DIRECTIONS:
        along = places @ np.array([np.cos(angle), np.sin(angle)])
        width = np.maximum.reduceat(along, first) - np.minimum.reduceat(along, first)
        np.maximum(widths, width, out=widths)
    return widths * ((1 + _ROUNDING) / np.cos(np.pi / (2 * _DIRECTIONS)))


def _farthest(places: np.ndarray, spacing: np.ndarray) -> float:
    """The largest distance between two places given in half voxels."""
    if len(places) > _FEW:
        places = _corners(places)
    if len(places) < 2:
        return 0.0
    return float(pdist(places / 2 * spacing).max())


def _corners(places: np.ndarray) -> np.ndarray:
    """The corners of the convex hull; all outer places where it is flat."""
    # Along every line only the outermost can be corners.
    for axis in range(places.shape[1]):
        others = [other for other in range(places.shape[1]) if other != axis]
        order = np.lexsort((places[:, axis], *(places[:, other] for other in others)))
        places = places[order]
        new = np.any(np.diff(places[:, others], axis=0), axis=1)
        places = places[np.r_[True, new] | np.r_[new, True]]
    if len(places) <= _FEW:
        return places
    try:
        return places[ConvexHull(places).vertices]
    except QhullError:
        return places
