"""The refusal of a study that cannot be run as it is."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any

from radiotmb.errors import InputError, RadiotmbError
from radiotmb.runtime.notes import Note


class StudyError(InputError):
    """A study cannot be run as it is. Exit status 2.

    Parameters
    ----------
    problem : str
        What is wrong; several faults are joined by semicolons.
    notes : sequence of Note
        The faults one by one, where there may be several.
    **details
        ``file``, ``where``, ``expected`` and ``hint``, as every
        :class:`~radiotmb.errors.RadiotmbError` has them.

    Examples
    --------
    >>> fault = Note("error", "models", "phases.primary", "no scan has the phase 'portl'",
    ...              "Did you mean 'portal'?")
    >>> error = StudyError.of_notes([fault], "study.yaml")
    >>> print(error)
    study.yaml, phases.primary: no scan has the phase 'portl'. Did you mean 'portal'?
    >>> error.where, error.hint
    ('phases.primary', "Did you mean 'portal'?")
    """

    def __init__(self, problem: str, *, notes: Sequence[Note] = (), **details: Any) -> None:
        super().__init__(problem, **details)
        self.notes = tuple(notes)

    @classmethod
    def of(cls, error: RadiotmbError) -> StudyError:
        """The same fault as a refusal of the study."""
        if isinstance(error, cls):
            return error
        return cls(
            error.problem,
            file=error.file,
            where=error.where,
            expected=error.expected,
            hint=error.hint,
        )

    @classmethod
    def of_notes(cls, notes: Sequence[Note], study_file: str | PathLike[str]) -> StudyError:
        """The errors among some notes as one refusal, of which there must be at least one."""
        errors = [note for note in notes if note.level == "error"]
        if len(errors) == 1:
            (only,) = errors
            return cls(
                only.message,
                file=study_file,
                where=only.subject,
                hint=only.remedy or None,
                notes=errors,
            )
        return cls(
            "; ".join(map(str, errors)),
            file=study_file,
            hint="radiotmb check shows everything that is known of the study",
            notes=errors,
        )

    def _details(self) -> dict[str, Any]:
        return {**super()._details(), "notes": self.notes}

    def as_dict(self) -> dict[str, Any]:
        """The error as plain data, its faults one by one under ``notes``."""
        return {**super().as_dict(), "notes": [note.as_dict() for note in self.notes]}


def note_of_error(error: RadiotmbError, stage: str, subject: str, remedy: str = "") -> Note:
    """A fault as a note: its place, what is wrong and what was expected; its hint as the remedy.

    Examples
    --------
    >>> error = InputError("no rows", file="samples.csv", expected="a row", hint="Add one")
    >>> note_of_error(error, "tables", "samples").message
    'samples.csv: no rows; expected a row'
    """
    return Note("error", stage, subject, without_hint(error), error.hint or remedy)


def without_hint(error: RadiotmbError) -> str:
    """Place, problem and what was expected."""
    return str(
        RadiotmbError(error.problem, file=error.file, where=error.where, expected=error.expected)
    )
