"""The errors of radiotmb: what is wrong, where, what was expected, what to do next.

Every error a user can mend is a :class:`RadiotmbError`. The command line prints its text and ends
with its ``exit_status``; with ``--json`` it prints :meth:`RadiotmbError.as_dict`, which the R side
turns into a condition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from os import PathLike, fspath
from typing import Any

# Control characters but for lines and tabs, marks that turn the direction of what is written, and
# the halves of a character by which Python stands for bytes that are no UTF-8.
NOT_PRINTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    r"""A text in which nothing is left that a terminal obeys, or that cannot be written as UTF-8.

    What files say of themselves (the name of a sample, of a slice, of a region) stands in messages.

    Examples
    --------
    >>> printable("P1\x1b[2J\udcff")
    'P1?[2J?'
    """
    return NOT_PRINTED.sub("?", text)


def one_line(text: str) -> str:
    r"""A :func:`printable` text on one line, such as a message stands on.

    Examples
    --------
    >>> one_line("no column 'a\nb'")
    "no column 'a b'"
    """
    return printable(" ".join(text.splitlines()))


class RadiotmbError(Exception):
    """A fault with a message a person can act on.

    Parameters
    ----------
    problem : str
        What is wrong, in one sentence without a full stop.
    file : path, optional
        The file it was found in.
    where : str, optional
        The row, tag, column or record inside that file.
    expected : str, optional
        What should have been there.
    hint : str, optional
        What to do next.

    Examples
    --------
    >>> print(InputError("no column 'mask'", file="images.csv", expected="patient_id, image, mask"))
    images.csv: no column 'mask'; expected patient_id, image, mask
    """

    exit_status = 2

    def __init__(
        self,
        problem: str,
        *,
        file: str | PathLike[str] | None = None,
        where: str | None = None,
        expected: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.problem = one_line(problem)
        self.file = None if file is None else one_line(fspath(file))
        self.where = None if where is None else one_line(where)
        self.expected = None if expected is None else one_line(expected)
        self.hint = None if hint is None else one_line(hint)
        super().__init__(self.problem)

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, self.where) if part)
        text = f"{place}: {self.problem}" if place else self.problem
        if self.expected:
            text += f"; expected {self.expected}"
        if self.hint:
            text += f". {self.hint}"
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        # Keyword arguments do not survive the default pickling between worker processes.
        return _rebuild, (type(self), self.problem, self._details())

    def _details(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "where": self.where,
            "expected": self.expected,
            "hint": self.hint,
        }

    def as_dict(self) -> dict[str, Any]:
        """The same as plain data: class, problem, file, where, expected, hint, exit_status."""
        return {
            "class": type(self).__name__,
            "problem": self.problem,
            **self._details(),
            "exit_status": self.exit_status,
            "message": str(self),
        }


def _rebuild(kind: type[RadiotmbError], problem: str, details: dict[str, Any]) -> RadiotmbError:
    return kind(problem, **details)


class InputError(RadiotmbError):
    """A file, a table or an argument is not what it should be. Exit status 2.

    Examples
    --------
    >>> error = InputError("no column 'mask'", file="images.csv", hint="Add it")
    >>> error.exit_status, error.as_dict()["file"]
    (2, 'images.csv')
    """


class MissingSoftwareError(RadiotmbError):
    """R, an R package or an optional program is not there. Exit status 3.

    Examples
    --------
    >>> MissingSoftwareError("R is not installed", hint="apt-get install r-base").exit_status
    3
    """

    exit_status = 3


class StatisticsError(RadiotmbError):
    """The R side refused or failed; the problem is R's own message. Exit status 2.

    Parameters
    ----------
    condition : sequence of str, optional
        The classes of R's condition, such as ``radiotmb_argument_error``.

    Examples
    --------
    >>> StatisticsError("one class", condition=["radiotmb_data_error"]).condition
    ('radiotmb_data_error',)
    """

    def __init__(self, problem: str, *, condition: Sequence[str] = (), **details: Any) -> None:
        super().__init__(problem, **details)
        self.condition = tuple(condition)

    def _details(self) -> dict[str, Any]:
        return {**super()._details(), "condition": list(self.condition)}


class RadiotmbWarning(UserWarning):
    """The R side warned; the text is R's own message.

    Examples
    --------
    >>> issubclass(RadiotmbWarning, UserWarning)
    True
    """


class TaskError(RadiotmbError):
    """One scan or sample failed unexpectedly; the others continued. Exit status 1.

    Examples
    --------
    >>> TaskError("not enough memory").exit_status
    1
    """

    exit_status = 1
