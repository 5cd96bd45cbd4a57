"""When a progress bar is drawn, and what it shows."""

from __future__ import annotations

import logging

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

_logger = logging.getLogger("radiotmb")


def progress_bar(progress: bool | None = None) -> Progress:
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
    console = Console(stderr=True)
    if progress is None:
        progress = console.is_terminal and _logger.isEnabledFor(logging.WARNING)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not progress,
    )
