"""Lists of names in messages, which stay readable in a cohort of a thousand."""

from __future__ import annotations

from collections.abc import Iterable


def name_some(
    names: Iterable[object], most: int = 5, *, quote: str = "", separator: str = ", "
) -> str:
    """The first names of a list, and how many more there are.

    Parameters
    ----------
    names : iterable
        Anything that :class:`str` writes.
    most : int
        How many are written out.
    quote : str
        Written before and after each name.
    separator : str
        Between two names.

    Returns
    -------
    str

    Examples
    --------
    >>> name_some(["P1", "P2", "P3"], most=2)
    'P1, P2 and 1 more'
    >>> name_some(["P1", "P2"], quote="'")
    "'P1', 'P2'"
    """
    every = [f"{quote}{name}{quote}" for name in names]
    shown = separator.join(every[:most])
    return f"{shown} and {len(every) - most} more" if len(every) > most else shown
