"""Lists of names in messages, which stay readable in a cohort of a thousand."""

from __future__ import annotations

import re
from collections.abc import Iterable

from radiotmb.errors import printable

# Of a column's name that a file gives, what is shown in a list of names.
LONGEST_NAME = 40
_LINES_AND_TABS = re.compile("\r\n|[\t\n\r]")


def shown_name(name: object, longest: int | None = None) -> str:
    r"""A name on one line, without what a terminal would obey.

    Parameters
    ----------
    name : object
        Anything that :class:`str` writes.
    longest : int, optional
        How many characters are shown at most; a longer name ends in three dots.

    Examples
    --------
    >>> shown_name("a\tb\x1b[31m"), shown_name("a_long_name", longest=8)
    ('a b?[31m', 'a_lon...')
    """
    text = printable(_LINES_AND_TABS.sub(" ", str(name)))
    return text if longest is None or len(text) <= longest else f"{text[: longest - 3]}..."


def name_some(
    names: Iterable[object],
    most: int = 5,
    *,
    quote: str = "",
    separator: str = ", ",
    longest: int | None = None,
) -> str:
    """The first names of a list as :func:`shown_name` writes them, and how many more there are.

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
    longest : int, optional
        How many characters of a name are shown at most.

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
    every = list(names)
    shown = separator.join(f"{quote}{shown_name(name, longest)}{quote}" for name in every[:most])
    return f"{shown} and {len(every) - most} more" if len(every) > most else shown
