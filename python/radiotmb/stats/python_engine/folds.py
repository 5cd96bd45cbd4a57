"""Stratified folds, the same as R's for the same seed."""

from __future__ import annotations

import numpy as np

from radiotmb.stats.python_engine.stream import RStream


def stratified_folds(y: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """The fold, 1 to ``folds``, of each patient.

    Each class is shuffled and dealt in turn, one class going on where the other stopped.

    Parameters
    ----------
    y : array of bool, shape (patients,)
        Whether a patient is of the second class.
    folds : int
    seed : int

    Returns
    -------
    numpy.ndarray of int, shape (patients,)
    """
    stream = RStream(seed)
    fold = np.zeros(len(y), dtype=np.int64)
    dealt = 0
    for level in (False, True):
        members = np.flatnonzero(y == level)
        members = members[stream.sample(len(members))]
        fold[members] = (dealt + np.arange(len(members))) % folds + 1
        dealt += len(members)
    return fold


def smaller_class(y: np.ndarray) -> int:
    """Number of patients of the rarer class."""
    return int(min(np.sum(y), np.sum(~y)))


def bootstrap_rows(patients: int, bootstrap: int, seed: int) -> np.ndarray:
    """Patients drawn with replacement; one bootstrap sample a column."""
    return RStream(seed).indices(patients, patients * bootstrap).reshape(bootstrap, patients).T
