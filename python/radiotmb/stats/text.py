"""Prints a result as R prints it."""

from __future__ import annotations

from radiotmb.stats.result import Result


def as_text(result: Result, width: int | None = None) -> str:
    """The lines that R's ``print()`` shows for a result.

    Parameters
    ----------
    result : Result
        What a function of :mod:`radiotmb.stats` returned.
    width : int, optional
        Characters of a line; R's own choice where not given.

    Examples
    --------
    >>> from radiotmb.stats import roc_youden
    >>> roc = roc_youden(["low", "low", "high", "high"], [0.1, 0.4, 0.35, 0.8])
    >>> "AUC" in as_text(roc)
    True
    """
    from radiotmb.stats.r import call

    given = {} if width is None else {"width": width}
    return "\n".join(call("base::format", x=result, **given))
