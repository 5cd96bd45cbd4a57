"""Where the tasks of a stage run, and where their results are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from radiotmb.errors import InputError


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
    dask_config : path, optional
        Dask's own settings for the connection to the scheduler (YAML, as Dask's configuration
        has them): TLS certificates, ``require-encryption``, timeouts.
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
    dask_config: Path | None = None

    def __post_init__(self) -> None:
        if self.dask_config is not None and self.scheduler is None:
            raise InputError(
                "Dask's settings without a scheduler",
                file=self.dask_config,
                expected="--scheduler ADDRESS with --dask-config FILE",
            )

    @classmethod
    def of(cls, workers: Workers | int) -> Workers:
        """The workers a caller gave: themselves, or so many processes of this machine.

        Examples
        --------
        >>> Workers.of(2)
        Workers(count=2, scheduler=None, store=None, dask_config=None)
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
