"""Prints a result as R prints it."""

from __future__ import annotations

from radiotmb.stats.results import Result


def as_text(result: Result) -> str:
    """The lines that R's ``print()`` shows for a result.

    Parameters
    ----------
    result : Result
        What a function of :mod:`radiotmb.stats` returned.

    Examples
    --------
    >>> from radiotmb.stats import roc_youden
    >>> roc = roc_youden(["low", "low", "high", "high"], [0.1, 0.4, 0.35, 0.8])
    >>> "AUC" in as_text(roc)
    True
    """
    from radiotmb.stats.r import call

    return "\n".join(call("base::format", x=result))
