"""Puts the file and the option before a message that speaks of an argument."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from radiotmb.errors import InputError, StatisticsError

# What a function's message says, and what it is on the command line.
_IN_OPTIONS = (
    ('`training_patients = "leave_out"`', "--training-patients leave-out"),
    ('`missing = "median"`', "--missing median"),
    ("missing = 'median'", "--missing median"),
    (" Give clinical columns as `covariates`.", " Take clinical columns out."),
    ("give clinical columns as covariates, or leave them out", "leave clinical columns out"),
    ('; `unusable = "impute"` fills missing ones', ""),
    ('`method = "intercept"` does.', "The R function recalibrate_model() has the intercept alone."),
)
_ARGUMENT = re.compile("`([a-z_]+)`")


@contextmanager
def named_files(
    *, arguments: dict[str, Path] | None = None, **options: Path | None
) -> Iterator[None]:
    """Name the file and the option of what a message of the statistics calls by an argument.

    Parameters
    ----------
    arguments : dict of str to Path, optional
        Files that have no option, by the argument that they were read into.
    **options : Path or None
        The file of each option, by the argument that it was read into; ``positive`` has that of the
        labels, whose statuses it names.

    Raises
    ------
    InputError, StatisticsError
        The same, with its place.

    Examples
    --------
    >>> with named_files(features=Path("theirs.csv")):
    ...     raise InputError("`features` has no rows")
    Traceback (most recent call last):
    radiotmb.errors.InputError: theirs.csv, --features: the table has no rows
    """
    places = {name: (file, f"--{name}") for name, file in options.items() if file is not None}
    places |= {name: (file, None) for name, file in (arguments or {}).items()}
    try:
        yield
    except (InputError, StatisticsError) as error:
        found = _ARGUMENT.search(error.problem)
        if error.file is None and error.where is None and found and found[1] in places:
            file, option = places[found[1]]
            error.file, error.where = str(file), option
            error.problem = _without_argument(error.problem, found[1])
        for said, option_words in _IN_OPTIONS:
            error.problem = error.problem.replace(said, option_words)
            error.hint = error.hint.replace(said, option_words) if error.hint else error.hint
        # A place, a problem and what is expected are put together without a full stop.
        error.problem = error.problem.removesuffix(".")
        raise


def _without_argument(problem: str, argument: str) -> str:
    """The message for a reader who sees the file's name before it."""
    if problem.startswith(f"`{argument}` must"):
        return problem.removeprefix(f"`{argument}` ")
    return problem.replace(f"`{argument}`", "the table")
