"""Column names as people write them, matched with those of a table's schema."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from radiotmb.errors import InputError
from radiotmb.runtime.name_some import LONGEST_NAME, name_some, shown_name
from radiotmb.runtime.notes import Note, add_note

__all__ = ["match_columns", "nearest"]


def match_columns(
    header: Sequence[str], known: Iterable[str], *, file: str | Path | None = None
) -> dict[str, str]:
    """Which columns of a header stand for columns of a schema under another spelling.

    A column that differs in case, blanks, dots or dashes alone (``Patient ID``, ``OS-days``) is the
    schema's, where the schema's own spelling is not there as well; a note names each.

    Parameters
    ----------
    header : sequence of str
        The column names of the file.
    known : iterable of str
        The column names of the schema.
    file : path, optional
        Named in the note and in the error.

    Returns
    -------
    dict of str to str
        Schema's name for each column that is to be renamed.

    Raises
    ------
    InputError
        Where two columns have one name, or two stand for the same column of the schema.

    Examples
    --------
    >>> match_columns(["Patient ID", "stage"], ["patient_id", "os_days"])
    {'Patient ID': 'patient_id'}
    """
    repeated = [name for name, count in Counter(header).items() if count > 1 and name]
    if repeated:
        are = "column name is" if len(repeated) == 1 else "column names are"
        shown = name_some(repeated, quote="'", longest=LONGEST_NAME)
        raise InputError(
            f"{len(repeated)} {are} there more than once: {shown}",
            file=file,
            expected="each column name once",
            hint="Rename or remove the others",
        )
    by_spelling = {_spelling(name): name for name in known}
    renamed: dict[str, str] = {}
    for name in header:
        column = by_spelling.get(_spelling(name))
        if column is None or name == column or column in header:
            continue
        if column in renamed.values():
            first = next(given for given, taken in renamed.items() if taken == column)
            raise InputError(
                f"columns '{first}' and '{name}' both stand for '{column}'",
                file=file,
                expected=f"one column '{column}'",
            )
        renamed[name] = column
    for name, column in renamed.items():
        message = f"column '{shown_name(name, LONGEST_NAME)}' was read as '{column}'"
        add_note(Note("info", "tables", _name(file), message))
    return renamed


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that is most like another one, or None where none is alike.

    Examples
    --------
    >>> nearest("os_day", ["stage", "os_days"]), nearest("age", ["stage_at_surgery"])
    ('os_days', None)
    """
    spelled = {_spelling(other): other for other in names}
    close = difflib.get_close_matches(_spelling(name), spelled, n=1, cutoff=0.75)
    return spelled[close[0]] if close else None


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """A question with the nearest name, for the start of a remedy; empty where none is alike.

    Examples
    --------
    >>> did_you_mean("os_day", ["stage", "os_days"])
    "Did you mean 'os_days'? "
    """
    like = nearest(name, names)
    return f"Did you mean '{like}'? " if like else ""


def _spelling(name: str) -> str:
    return re.sub(r"[\s._-]+", "_", str(name).strip().casefold()).strip("_")


def _name(file: str | Path | None) -> str:
    return Path(file).name if file is not None else "the table"
