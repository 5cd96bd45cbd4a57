"""When a progress bar is drawn, and what it shows."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_logger = logging.getLogger("radiotmb")

_Item = TypeVar("_Item")

# By these a user says that what looks like a file or a pipe is a terminal.
_CLAIMS = {"FORCE_COLOR", "TTY_COMPATIBLE"}


class NoBar:
    """A progress bar that draws nothing; it does not load rich."""

    disable = True

    def __enter__(self) -> NoBar:
        return self

    def __exit__(self, *fault: object) -> None:
        return None

    def add_task(self, description: str, *, total: float | None, completed: int = 0) -> TaskID:
        """A row that is not drawn."""
        return cast("TaskID", 0)

    def advance(self, row: TaskID) -> None:
        """One more is done."""

    def track(self, items: Sequence[_Item] | Iterable[_Item], description: str) -> Iterator[_Item]:
        """The items as they are."""
        yield from items


def progress_bar(progress: bool | None = None) -> Progress | NoBar:
    """A bar on standard error.

    Parameters
    ----------
    progress : bool, optional
        Force the bar on or off. Otherwise it is drawn on a terminal only, and not where the
        package's logger lets only errors through (``--quiet``).

    Examples
    --------
    >>> with progress_bar(False) as bar:
    ...     sum(bar.track([1, 2, 3], description="adding"))
    6
    """
    if progress is None:
        seen = sys.stderr.isatty() or bool(_CLAIMS & os.environ.keys())
        if not (seen and _logger.isEnabledFor(logging.WARNING)):
            return NoBar()
    elif not progress:
        return NoBar()
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    if progress is None and not console.is_terminal:
        return NoBar()
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    )
