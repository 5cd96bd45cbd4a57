"""Where the tasks of a stage run, and where their results are kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Workers:
    """Where the tasks of a stage run, and where their results are kept.

    The answer is the same for any choice.

    Attributes
    ----------
    count : int
        Processes on this machine.
    scheduler : str, optional
        Address of a running Dask scheduler, such as ``tcp://10.0.0.1:8786``; the tasks then run on
        its workers and ``count`` has no meaning.
    store : path, optional
        Folder of finished results, one JSON file a key: a task with a key that is found there is
        not run again.

    Examples
    --------
    >>> Workers(count=2).scheduler is None
    True
    """

    count: int = 1
    scheduler: str | None = None
    store: Path | None = None
