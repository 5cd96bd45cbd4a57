"""Notes: what a person must know about a result, as data.

A note is added wherever something was skipped, dropped, defaulted or reduced, by whichever module
finds it out. It is printed as it comes (through the logger ``radiotmb``) and kept by every
:func:`collect_notes` that is open, so that results and report can show it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Literal

from radiotmb.errors import one_line

if TYPE_CHECKING:
    import pandas as pd

_logger = logging.getLogger("radiotmb")

Level = Literal["info", "warning", "error"]
_PRINTED: dict[Level, int] = {
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


@dataclass(frozen=True)
class Note:
    """One thing a person must know about a result.

    Attributes
    ----------
    level : {"info", "warning", "error"}
        ``warning`` where a number may be wrong or is missing; ``info`` where a default or a
        conversion should be known; ``error`` where a study cannot be run as it is.
    stage : str
        The stage that found it: ``tables``, ``burden``, ``extraction``, ``models`` ...
    subject : str
        What it is about: a file, a column, a patient, a phase.
    message : str
        One sentence without a full stop.
    remedy : str
        What to do, one sentence; empty where there is nothing to do.

    Examples
    --------
    >>> print(Note("warning", "tables", "patients.csv", "12 of 24 patients are missing",
    ...            "Add their rows or leave their samples out"))
    patients.csv: 12 of 24 patients are missing. Add their rows or leave their samples out
    """

    level: Level
    stage: str
    subject: str
    message: str
    remedy: str = ""

    def __post_init__(self) -> None:
        for name in ("subject", "message", "remedy"):
            object.__setattr__(self, name, one_line(getattr(self, name)))

    def __str__(self) -> str:
        said = f"{self.subject}: {self.message}" if self.subject else self.message
        # What R or a library has said may end with its own full stop.
        return f"{said.rstrip('.')}. {self.remedy}" if self.remedy else said

    def as_dict(self) -> dict[str, str]:
        """The note as plain data: level, stage, subject, message, remedy."""
        return asdict(self)


@dataclass(frozen=True)
class _Collector:
    notes: list[Note]
    printing: bool


_open: ContextVar[tuple[_Collector, ...]] = ContextVar("open collectors of notes", default=())


def add_note(note: Note) -> None:
    """Keep a note in every open collector, and print it.

    A note that the innermost collector already holds is neither kept nor printed again.

    Examples
    --------
    >>> with collect_notes(printing=False) as notes:
    ...     add_note(Note("info", "tables", "a.csv", "read as Latin-1"))
    ...     add_note(Note("info", "tables", "a.csv", "read as Latin-1"))
    >>> len(notes)
    1
    """
    collectors = _open.get()
    if collectors and note in collectors[-1].notes:
        return
    for collector in collectors:
        if note not in collector.notes:
            collector.notes.append(note)
    if all(collector.printing for collector in collectors):
        _logger.log(_PRINTED[note.level], "%s: %s", note.level, note)


def add_notes(notes: Iterable[Note]) -> None:
    """Keep and print several notes, such as those a worker process has sent back."""
    for note in notes:
        add_note(note)


@contextmanager
def collect_notes(*, printing: bool = True) -> Iterator[list[Note]]:
    """Collect the notes that are added inside the block.

    Parameters
    ----------
    printing : bool
        Whether they are printed as well; a worker process sends them back instead.

    Examples
    --------
    >>> with collect_notes(printing=False) as notes:
    ...     add_note(Note("warning", "burden", "A.vcf", "no germline filter was applied"))
    >>> notes[0].stage
    'burden'
    """
    collector = _Collector([], printing)
    token = _open.set((*_open.get(), collector))
    try:
        yield collector.notes
    finally:
        _open.reset(token)


def notes_table(notes: Iterable[Note]) -> pd.DataFrame:
    """Notes as a table with one row a note: level, stage, subject, message, remedy.

    Examples
    --------
    >>> list(notes_table([]).columns)
    ['level', 'stage', 'subject', 'message', 'remedy']
    """
    import pandas as pd

    columns = [field.name for field in fields(Note)]
    return pd.DataFrame([note.as_dict() for note in notes], columns=columns)
