"""R's random number generator: the same draws as ``sample.int()`` after ``set.seed()``.

Mersenne Twister with R's seeding, and rejection sampling of bits (R >= 3.6). Folds, permuted
labels and bootstrap samples are then the same in both engines, so that a difference between them
is a difference of method.

References
----------
Matsumoto M, Nishimura T. ACM Trans Model Comput Simul 1998;8:3-30. R Core Team, ``?RNGkind``.
"""

from __future__ import annotations

import numpy as np


class RStream:
    """The stream that R has after ``set.seed(seed)``.

    Examples
    --------
    >>> RStream(1).sample(10).tolist()  # set.seed(1); sample.int(10) - 1
    [8, 3, 6, 0, 1, 4, 2, 9, 5, 7]
    """

    def __init__(self, seed: int) -> None:
        state = int(seed)
        for _ in range(50):
            state = (69069 * state + 1) & 0xFFFFFFFF
        words = np.empty(625, dtype=np.uint32)
        for index in range(625):
            state = (69069 * state + 1) & 0xFFFFFFFF
            words[index] = state
        self._generator = np.random.MT19937()
        self._generator.state = {
            "bit_generator": "MT19937",
            # The first word is R's position in the block, which seeding sets to its end.
            "state": {"key": words[1:], "pos": 624},
        }
        self._ahead = np.empty(0, dtype=np.uint64)

    def _raw(self, count: int) -> np.ndarray:
        """The next draws, without consuming them."""
        lacking = count - len(self._ahead)
        if lacking > 0:
            self._ahead = np.concatenate([self._ahead, self._generator.random_raw(lacking)])
        return self._ahead[:count]

    def indices(self, below: int, count: int) -> np.ndarray:
        """``count`` independent whole numbers from 0 to ``below - 1``."""
        bits = int(np.ceil(np.log2(below)))
        words = bits // 16 + 1
        found: list[np.ndarray] = []
        lacking = count
        while lacking > 0:
            candidates = max(lacking * 2, 16)
            raw = (self._raw(candidates * words) >> np.uint64(16)).reshape(candidates, words)
            values = np.zeros(candidates, dtype=np.uint64)
            for word in range(words):
                values = values * np.uint64(65536) + raw[:, word]
            values &= np.uint64((1 << bits) - 1)
            fitting = np.flatnonzero(values < below)[:lacking]
            used = candidates if len(fitting) < lacking else int(fitting[-1]) + 1
            self._ahead = self._ahead[used * words :]
            found.append(values[fitting])
            lacking -= len(fitting)
        return np.concatenate(found).astype(np.int64) if found else np.empty(0, np.int64)

    def sample(self, n: int, size: int | None = None) -> np.ndarray:
        """``size`` different whole numbers from 0 to ``n - 1``, as ``sample.int(n, size) - 1``."""
        size = n if size is None else size
        moved: dict[int, int] = {}
        chosen = np.empty(size, dtype=np.int64)
        for index in range(size):
            at = int(self.indices(n - index, 1)[0])
            chosen[index] = moved.get(at, at)
            last = n - index - 1
            moved[at] = moved.get(last, last)
        return chosen
