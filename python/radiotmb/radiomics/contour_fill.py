"""Which voxel centres of a slice lie inside a contour, in whole numbers, so without rounding."""

from __future__ import annotations

from itertools import combinations

import numpy as np

# Contours are given in so many steps a voxel.
STEPS = 10_000


def filled(points: np.ndarray, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """The voxels whose centres lie strictly inside a closed contour, and those on its line.

    Parameters
    ----------
    points : integer array of shape (n, 2)
        x and y in steps of 1e-4 voxel; the last point is joined to the first.
    shape : (int, int)
        Rows and columns of the slice.

    Returns
    -------
    (bool array, bool array)
        Inside (even-odd rule, so a keyhole stays a hole) and on the line.

    Examples
    --------
    >>> square = np.array([[1, 1], [3, 1], [3, 3], [1, 3]]) * STEPS
    >>> inside, line = filled(square, (5, 5))
    >>> int(inside.sum()), int(line.sum())
    (1, 8)
    """
    rows, columns = shape
    line = np.zeros((rows, columns), bool)
    edges = np.hstack([points, np.roll(points, -1, axis=0)])
    for x1, y, x2, _ in edges[edges[:, 1] == edges[:, 3]]:
        _mark_row(line, int(y), int(min(x1, x2)), int(max(x1, x2)))
    row, whole, rest, upper = _crossings(edges[edges[:, 1] != edges[:, 3]], rows)
    on = (rest == 0) & (whole % STEPS == 0) & (whole >= 0) & (whole < columns * STEPS)
    line[row[on], whole[on] // STEPS] = True
    # Half open, so that a vertex between two edges is crossed once.
    crossed = row * STEPS < upper
    row, place = row[crossed], (whole + rest)[crossed] / STEPS
    order = np.lexsort((place, row))
    # Every row is crossed an even number of times.
    row, begin, end = row[order][::2], place[order][::2], place[order][1::2]
    first = np.clip(np.ceil(begin).astype(int), 0, columns)
    last = np.clip(np.floor(end).astype(int) + 1, 0, columns)
    some = first < last
    turns = np.zeros((rows, columns + 1), np.int64)
    np.add.at(turns, (row[some], first[some]), 1)
    np.add.at(turns, (row[some], last[some]), 1)
    inside = np.cumsum(turns, axis=1)[:, :columns] % 2 == 1
    return inside & ~line, line


def _crossings(
    edges: np.ndarray, rows: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Where edges that are not level meet the rows of centres.

    Row, whole steps and the rest of a step of each place, and the upper end of its edge.
    """
    x1, y1, x2, y2 = edges.T
    low, high = np.minimum(y1, y2), np.maximum(y1, y2)
    first = np.maximum(0, -(-low // STEPS))
    count = np.maximum(0, np.minimum(rows - 1, high // STEPS) - first + 1)
    edge = np.repeat(np.arange(len(edges)), count)
    start = np.repeat(np.cumsum(count) - count, count)
    row = first[edge] + np.arange(len(edge)) - start
    run = (x2 - x1)[edge] * (row * STEPS - y1[edge])
    rise = (y2 - y1)[edge]
    whole, rest = np.divmod(run, rise)
    return row, x1[edge] + whole, rest / rise, high[edge]


def _mark_row(line: np.ndarray, y: int, low: int, high: int) -> None:
    if y % STEPS == 0 and 0 <= y // STEPS < len(line):
        line[y // STEPS, max(0, -(-low // STEPS)) : max(0, high // STEPS + 1)] = True


def joined(
    contours: list[tuple[np.ndarray, np.ndarray]], shape: tuple[int, ...]
) -> tuple[np.ndarray, bool, bool]:
    """The contours of one slice joined, those inside another as holes in it.

    Parameters
    ----------
    contours : list of (bool array, bool array)
        As :func:`filled` gives.
    shape : (int, int)

    Returns
    -------
    (bool array, bool, bool)
        The voxels inside, whether a contour was read as a hole, and whether contours cross.

    Examples
    --------
    >>> outer = filled(np.array([[0, 0], [9, 0], [9, 9], [0, 9]]) * STEPS, (10, 10))
    >>> inner = filled(np.array([[3, 3], [6, 3], [6, 6], [3, 6]]) * STEPS, (10, 10))
    >>> voxels, holes, crossings = joined([outer, inner], (10, 10))
    >>> int(voxels.sum()), holes, crossings
    (60, True, False)
    """
    whole = [inside | edge for inside, edge in contours]
    sizes = [int(one.sum()) for one in whole]
    depth = [0] * len(contours)
    crossings = False
    for one, other in combinations(range(len(contours)), 2):
        inner, outer = sorted((one, other), key=lambda index: sizes[index])
        if not (contours[inner][0] & contours[outer][0]).any():
            continue
        if (whole[inner] & ~contours[outer][0]).any():
            crossings = True
        else:
            depth[inner] += 1
    voxels = np.zeros(shape, bool)
    for index in sorted(range(len(contours)), key=lambda index: depth[index]):
        if depth[index] % 2:
            voxels &= ~contours[index][0]
        else:
            voxels |= contours[index][0]
    return voxels, any(level % 2 for level in depth), crossings
