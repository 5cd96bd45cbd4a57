"""Random forests of scikit-learn's classification trees, grown without the cost of 500 fits.

A fit of ``DecisionTreeClassifier`` on 20 patients takes a millisecond, nearly all of it checks. An
elimination grows ten thousand such trees, so the builder inside is called directly; where a version
of scikit-learn has it under another signature, the public class grows the same trees slowly.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.tree import DecisionTreeClassifier

try:
    from sklearn.tree._criterion import Gini
    from sklearn.tree._splitter import BestSplitter
    from sklearn.tree._tree import DepthFirstTreeBuilder, Tree
except ImportError:  # another version's insides
    DepthFirstTreeBuilder = None

_UNLIMITED = np.iinfo(np.int32).max


class Forest:
    """Fully grown trees on bootstrap samples, each split among ``sqrt(features)`` features.

    Parameters
    ----------
    x : array of float32, shape (patients, features), C order
    second : array of bool, shape (patients,)
    trees : int
    seed : int
    balanced : bool
        Weigh each class by the inverse of its frequency.

    References
    ----------
    Breiman L. Random forests. Mach Learn 2001;45:5-32.
    """

    def __init__(
        self, x: np.ndarray, second: np.ndarray, trees: int, seed: int, *, balanced: bool = False
    ) -> None:
        draws = np.random.default_rng(seed)
        n, columns = x.shape
        weight = np.ones(n)
        if balanced:
            weight = (n / (2 * np.array([(~second).sum(), second.sum()])))[second.astype(int)]
        self.times = np.stack(
            [np.bincount(rows, minlength=n) for rows in draws.integers(0, n, (trees, n))]
        )
        split_among = max(1, int(np.sqrt(columns)))
        state = np.random.RandomState(seed)
        self.trees = [
            grow_tree(x, second, times * weight, split_among, state) for times in self.times
        ]
        self._draws = draws

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Whether the majority of the trees says the second class."""
        votes = np.sum([_says_second(tree, x) for tree in self.trees], axis=0)
        return votes > len(self.trees) / 2

    def importance(self, x: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Breiman's importance: the out-of-bag accuracy that permuting a feature costs.

        As ``randomForest`` has it with ``importance = TRUE``: by class, averaged over trees,
        divided by its standard error over trees, then averaged over the two classes.
        """
        columns = x.shape[1]
        lost = np.zeros((2, columns, len(self.trees)))
        for t, (tree, times) in enumerate(zip(self.trees, self.times, strict=True)):
            out = np.flatnonzero(times == 0)
            if not len(out):
                continue
            # All permuted copies and the original go down the tree together.
            stacked = np.broadcast_to(x[out], (columns + 1, len(out), columns)).copy()
            for column in range(columns):
                stacked[column, :, column] = x[self._draws.permutation(out), column]
            said = _says_second(tree, stacked.reshape(-1, columns)).reshape(columns + 1, -1)
            right = (said == second[out]).astype(int)
            for level in (0, 1):
                mine = second[out] == bool(level)
                if mine.any():
                    lost[level, :, t] = (right[-1] - right[:-1])[:, mine].mean(axis=1)
        mean = lost.mean(axis=2)
        error = lost.std(axis=2) / np.sqrt(lost.shape[2])
        scaled = np.divide(mean, error, out=np.zeros_like(mean), where=error > 0)
        return scaled.mean(axis=0)


def grow_tree(
    x: np.ndarray,
    second: np.ndarray,
    weight: np.ndarray,
    split_among: int,
    state: np.random.RandomState,
) -> Any:
    """One tree of scikit-learn, as ``DecisionTreeClassifier(...).fit(...).tree_``."""
    if DepthFirstTreeBuilder is None:
        return grow_tree_slowly(x, second, weight, split_among, state)
    classes = np.array([2], dtype=np.intp)
    try:
        splitter = BestSplitter(Gini(1, classes), split_among, 1, 0.0, state, None)
        builder = DepthFirstTreeBuilder(splitter, 2, 1, 0.0, _UNLIMITED, 0.0)
        tree = Tree(x.shape[1], classes, 1)
        builder.build(tree, x, second.astype(float)[:, None], weight, None)
    except (TypeError, ValueError):
        return grow_tree_slowly(x, second, weight, split_among, state)
    return tree


def grow_tree_slowly(
    x: np.ndarray,
    second: np.ndarray,
    weight: np.ndarray,
    split_among: int,
    state: np.random.RandomState,
) -> Any:
    """The same tree through the public class."""
    grown = DecisionTreeClassifier(max_features=split_among, random_state=state)
    return grown.fit(x, second.astype(int), sample_weight=weight).tree_


def _says_second(tree: Any, x: np.ndarray) -> np.ndarray:
    leaf = tree.predict(x)
    leaf = leaf[:, 0, :] if leaf.ndim == 3 else leaf
    return leaf[:, 1] > leaf[:, 0]
