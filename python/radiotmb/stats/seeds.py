"""Derives the seed of each named step, the same in R and in Python."""

from __future__ import annotations

_PRIME = 2**31 - 1


def derive_seed(seed: int, *what: object) -> int:
    """The seed of a named piece of work, as R's ``derive_seed()`` gives it.

    A polynomial hash of ``seed/what/...`` modulo the Mersenne prime 2^31 - 1.

    Parameters
    ----------
    seed : int
        The study's seed, at least 0.
    *what : str or int
        What is seeded: a step's name, a fold, a repeat.

    Returns
    -------
    int
        From 0 to 2^31 - 2.

    Examples
    --------
    >>> derive_seed(2022, "phase", "prone") == derive_seed(2022, "phase", "supine")
    False
    """
    text = "/".join(str(part) for part in (seed, *what))
    code = 5381
    for character in text:
        code = (code * 131 + ord(character)) % _PRIME
    return code
