"""Where the tasks of a stage run, and where their results are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
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

    @classmethod
    def of(cls, workers: Workers | int) -> Workers:
        """The workers a caller gave: themselves, or so many processes of this machine.

        Examples
        --------
        >>> Workers.of(2)
        Workers(count=2, scheduler=None, store=None)
        """
        return workers if isinstance(workers, Workers) else cls(count=int(workers))

    def keeping(self, store: str | Path) -> Workers:
        """The same workers, their results kept in a folder.

        Examples
        --------
        >>> Workers(2).keeping("results/.finished").store.name
        '.finished'
        """
        return replace(self, store=Path(store))
